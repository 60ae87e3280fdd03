"""The trained part of the model as it lies in `data/model`: what was changed in the base, and the heads. No torch.

`adapter.safetensors` (half precision) holds, for every linear layer of the encoder, a low-rank change `<layer>.down`
(rank, in) and `<layer>.up` (out, rank), whose product up · down is added to the published weight; and whole tensors for
everything else that was trained: biases, layer norms, placeholders, heads. `config.json` says what they belong to.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from signals.errors import InputError
from signals.scoring.base import PINNED
from signals.scoring.base import WEIGHTS as BASE_WEIGHTS

WEIGHTS = "adapter.safetensors"
CONFIG = "config.json"
DOWN, UP = ".down", ".up"


@dataclass(frozen=True, slots=True)
class Temperatures:
    """What each head's logits are divided by, fitted on the validation split."""

    stance: float = 1.0
    tone: float = 1.0
    event: float = 1.0
    level: float = 1.0


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """What is needed to rebuild the reader, and where it comes from.

    `version` names it in every CSV; `base` is the SHA-256 of the encoder's published weights; `hidden` the width of the
    heads; `corpus` the digest of the corpus that it was trained on.
    """

    version: str
    base: str
    hidden: int
    corpus: str
    temperatures: Temperatures


@dataclass(frozen=True, slots=True)
class Adapter:
    """The two files of `data/model`, read and checked against the pinned base, but not yet turned into tensors."""

    config: ReaderConfig
    config_bytes: bytes
    weights: bytes


def read_adapter(folder: Path) -> Adapter:
    """The adapter in `folder`; InputError where it is missing or was trained on another encoder."""
    try:
        config_bytes, weights = (folder / CONFIG).read_bytes(), (folder / WEIGHTS).read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            "The trained part of the model is missing from data/model: run `signals train` and try again."
        ) from error
    fields: dict[str, Any] = json.loads(config_bytes)
    config = ReaderConfig(**{**fields, "temperatures": Temperatures(**fields["temperatures"])})
    if config.base != PINNED[BASE_WEIGHTS]:
        raise InputError("The model in data/model was trained on another encoder: run `signals train` and try again.")
    return Adapter(config, config_bytes, weights)


def write_adapter(config: ReaderConfig, weights: bytes, folder: Path) -> Adapter:
    """Write both files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    config_bytes = (json.dumps(asdict(config), indent=2) + "\n").encode()
    for name, data in ((WEIGHTS, weights), (CONFIG, config_bytes)):
        partial = folder / f"{name}.partial"
        partial.write_bytes(data)
        partial.replace(folder / name)
    return Adapter(config, config_bytes, weights)
