"""Two small heads on the frozen encoder: five ordered stance levels and three tones.

Each head is one hidden layer and a softmax over its classes, its logits divided by a temperature fitted on the
validation split. The stance of a text is the expected level, halved, so that it lies in [-1, +1].
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors
from torch import Tensor, nn

from signals.errors import InputError

STANCE_LEVELS = (-2, -1, 0, 1, 2)
TONES = (-1, 0, 1)
WEIGHTS = "heads.safetensors"
CONFIG = "heads.json"


@dataclass(frozen=True, slots=True)
class HeadsConfig:
    """What is needed to rebuild the heads, and where they come from.

    `version` names the heads in every CSV; `base` is the SHA-256 of the encoder's weights they were trained on.
    """

    version: str
    base: str
    layers: tuple[int, ...]
    width: int
    hidden: int
    stance_temperature: float
    tone_temperature: float
    corpus: str


class Heads(nn.Module):
    """Features of shape (texts, width) to probabilities of stance levels (texts, 5) and tones (texts, 3)."""

    def __init__(self, config: HeadsConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", torch.zeros(config.width))
        self.register_buffer("scale", torch.ones(config.width))
        self.stance = _head(config.width, config.hidden, len(STANCE_LEVELS))
        self.tone = _head(config.width, config.hidden, len(TONES))

    def logits(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Uncalibrated logits, as training needs them."""
        standard = (features - self.get_buffer("mean")) / self.get_buffer("scale")
        return self.stance(standard), self.tone(standard)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Calibrated probabilities."""
        stance, tone = self.logits(features)
        return (
            (stance / self.config.stance_temperature).softmax(-1),
            (tone / self.config.tone_temperature).softmax(-1),
        )


def _head(width: int, hidden: int, classes: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(0.3), nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.3), nn.Linear(hidden, classes)
    )


def save_heads(heads: Heads, folder: Path) -> None:
    """Write the weights (half precision) and their description; a reader never sees one without the other changed."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.half().contiguous() for name, tensor in heads.state_dict().items()}
    for name, data in (
        (WEIGHTS, save_safetensors(tensors)),
        (CONFIG, (json.dumps(asdict(heads.config), indent=2) + "\n").encode()),
    ):
        partial = folder / f"{name}.partial"
        partial.write_bytes(data)
        partial.replace(folder / name)


def load_heads(folder: Path, base: str) -> Heads:
    """The heads in `folder`; InputError where they are missing or were trained on another encoder."""
    try:
        fields = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        tensors = load_safetensors((folder / WEIGHTS).read_bytes())
    except FileNotFoundError as error:
        raise InputError("The model's heads are missing from data/model: run `signals train` and try again.") from error
    config = HeadsConfig(**{**fields, "layers": tuple(fields["layers"])})
    if config.base != base:
        raise InputError("The heads in data/model were trained on another encoder: run `signals train` and try again.")
    heads = Heads(config)
    heads.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return heads.eval()
