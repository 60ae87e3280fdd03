"""Fits the heads on the frozen encoder's features of the training split; the validation split chooses when to stop.

The test split and the benchmark are not read here: `signals.training.evaluate` measures on them afterwards.
"""

import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from signals.data_files import CORPUS, MODEL
from signals.scoring.encoder import PINNED, Encoder, best_device
from signals.scoring.heads import STANCE_LEVELS, TONES, Heads, HeadsConfig, save_heads
from signals.scoring.scorer import Scorer
from signals.training.corpus import SPLITS, Example, read_split
from signals.training.model_card import write_model_card

LAYERS = (3, 4, 5, 6)
HIDDEN = 64
STEPS = 600
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.1
SMOOTHING = 0.6  # standard deviation, in levels, of the target laid around the annotated stance level


@dataclass(frozen=True, slots=True)
class Labelled:
    """A split as tensors: features (n, width), positions of levels and tones (n)."""

    features: Tensor
    stance: Tensor
    tone: Tensor


def labelled(encoder: Encoder, examples: list[Example]) -> Labelled:
    """Features and label positions of the examples."""
    return Labelled(
        torch.from_numpy(encoder.features([example.text for example in examples])),
        torch.tensor([STANCE_LEVELS.index(example.stance) for example in examples]),
        torch.tensor([TONES.index(example.sentiment) for example in examples]),
    )


def corpus_digest() -> str:
    """Twelve hex digits of the SHA-256 over the corpus files: which corpus the heads were trained with."""
    contents = b"".join((CORPUS / f"{split}.jsonl").read_bytes() for split in SPLITS)
    return hashlib.sha256(contents).hexdigest()[:12]


def train_heads(device: str = "auto", seed: int = 0, report: Callable[[str], None] = print) -> Heads:
    """Train, write weights and model card to `data/model`, and return the heads. The same seed gives the same heads."""
    encoder = Encoder(best_device(device), LAYERS)
    train, validation = (labelled(encoder, read_split(split)) for split in ("train", "validation"))
    report(f"training on {len(train.stance)} paragraphs, validating on {len(validation.stance)}")
    digest = corpus_digest()
    config = HeadsConfig(
        version=f"heads-{digest[:6]}-{seed}",
        base=PINNED["model.safetensors"],
        layers=LAYERS,
        width=encoder.width,
        hidden=HIDDEN,
        stance_temperature=1.0,
        tone_temperature=1.0,
        corpus=digest,
    )
    heads = fit(Heads(config), train, validation, seed)
    heads.config = calibrated(heads, validation)
    save_heads(heads, MODEL)
    report(write_model_card(Scorer(encoder, heads.eval()), heads.config, MODEL))
    return heads


def fit(heads: Heads, train: Labelled, validation: Labelled, seed: int) -> Heads:
    """Minimise the cross-entropy of both heads with AdamW; each keeps the weights that validated best."""
    torch.manual_seed(seed)
    for module in heads.modules():
        if isinstance(module, nn.Linear):
            module.reset_parameters()
    heads.get_buffer("mean").copy_(train.features.mean(0))
    heads.get_buffer("scale").copy_(train.features.std(0) + 1e-6)
    optimiser = torch.optim.AdamW(heads.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    targets = _targets(train.stance)
    best = {"stance": (np.inf, heads.stance.state_dict()), "tone": (np.inf, heads.tone.state_dict())}
    for _ in range(STEPS):
        heads.train()
        rows = torch.randint(len(train.stance), (128,))
        stance, tone = heads.logits(train.features[rows])
        loss = nn.functional.cross_entropy(stance, targets[rows])
        loss = loss + nn.functional.cross_entropy(tone, train.tone[rows], label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        for name, value in zip(best, _validation_losses(heads, validation), strict=True):
            if value < best[name][0]:
                best[name] = (value, copy.deepcopy(getattr(heads, name).state_dict()))
    heads.stance.load_state_dict(best["stance"][1])
    heads.tone.load_state_dict(best["tone"][1])
    return heads.eval()


def _targets(stance: Tensor) -> Tensor:
    """Levels are ordered: part of each target lies on the neighbouring levels, falling off as a normal density."""
    levels = torch.arange(len(STANCE_LEVELS))
    distance = (levels[None] - stance[:, None]).float()
    return torch.softmax(-(distance**2) / (2 * SMOOTHING**2), dim=1)


@torch.no_grad()
def _validation_losses(heads: Heads, validation: Labelled) -> tuple[float, float]:
    heads.eval()
    stance, tone = heads.logits(validation.features)
    return (
        float(nn.functional.cross_entropy(stance, validation.stance)),
        float(nn.functional.cross_entropy(tone, validation.tone)),
    )


@torch.no_grad()
def calibrated(heads: Heads, validation: Labelled) -> HeadsConfig:
    """The heads' config with the temperatures that make the validation split likeliest (Guo et al., ICML 2017)."""
    stance, tone = heads.logits(validation.features)
    return replace(
        heads.config,
        stance_temperature=_temperature(stance, validation.stance),
        tone_temperature=_temperature(tone, validation.tone),
    )


def _temperature(logits: Tensor, labels: Tensor) -> float:
    grid = [round(0.4 * 1.05**step, 3) for step in range(40)]
    return min(grid, key=lambda t: float(nn.functional.cross_entropy(logits / t, labels)))
