"""Fine-tunes the encoder and its heads on the training split, keeps the change small, calibrates it on validation.

The test split and the benchmark are not read here: `signals.training.evaluate` measures on them afterwards. What was
compared before this recipe was kept is told in `docs/model.md`.
"""

import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from signals.data_files import CORPUS, MODEL
from signals.scoring.adapter import Adapter, ReaderConfig, Temperatures, write_adapter
from signals.scoring.base import PINNED, TOKENIZER, WEIGHTS, base_folder, verified
from signals.scoring.devices import best_device
from signals.scoring.outputs import EVENTS, NO_EVENT, STANCE_LEVELS
from signals.scoring.reader import UNEVEN, Reader, adapter_weights, linear, load_reader
from signals.scoring.scorer import scorer_of
from signals.scoring.tokens import PLACEHOLDERS, tokenizer_from
from signals.training.corpus import SPLITS, Example, read_split
from signals.training.items import Item, arrays, item_batches, items
from signals.training.model_card import write_model_card

EPOCHS = 10
BUDGET = 1536  # tokens a step
RATE, HEAD_RATE = 1.5e-4, 1e-3
WEIGHT_DECAY = 0.01
WARM_UP = 0.1  # share of the steps over which the rates rise; then they fall in a line
HIDDEN = 256
RANK = 64
WORD_DROPOUT = 0.1
SMOOTHING = 0.6  # standard deviation, in levels, of the target laid around the annotated level
_MASK_TOKEN = 103
_COUNTRIES = (
    "russia",
    "china",
    "france",
    "iran",
    "india",
    "japan",
    "germany",
    "brazil",
)  # words the placeholders begin as

_GENTLE = ("encoder.", "placeholders", "roles")  # trained at RATE; the heads, which begin anew, at HEAD_RATE

Logits = tuple[Tensor, Tensor, Tensor, Tensor]


def corpus_digest(extra: Sequence[Example] = ()) -> str:
    """Twelve hex digits of the SHA-256 over the corpus files, and what was added: what a model was trained with."""
    contents = b"".join((CORPUS / f"{split}.jsonl").read_bytes() for split in SPLITS)
    return hashlib.sha256(contents + b"".join(repr(one).encode() for one in extra)).hexdigest()[:12]


def train(
    device: str = "auto", seed: int = 0, report: Callable[[str], None] = print, extra: Sequence[Example] = ()
) -> Adapter:
    """Train, write adapter and model card to `data/model`, and return the adapter.

    The same corpus and seed give the same figures to within half a point. `extra` examples are trained on beside the
    corpus, never measured on; they give the model another name.
    """
    base = verified(base_folder())
    where = best_device("torch" if device == "cpu" else device)
    examples = {split: read_split(split) for split in ("train", "validation")}
    examples["train"] += extra
    report(f"training on {len(examples['train'])} paragraphs ({where.type}), about twenty minutes on two cores")
    reader = fit(base, examples["train"], where, seed, EPOCHS, report)
    adapter = finished(reader, base, examples["validation"], seed, extra)
    report(write_model_card(scorer_of(adapter, "cpu"), adapter, MODEL))
    return adapter


def finished(
    reader: Reader, base: dict[str, bytes], validation: list[Example], seed: int, extra: Sequence[Example] = ()
) -> Adapter:
    """Cut the change to RANK, calibrate what is left of it, and write it to `data/model`."""
    digest = corpus_digest(extra)
    reader = reader.cpu()
    version = f"reader-{digest[:6]}-{seed}" + (f"-with-{len(extra)}-corrections" if extra else "")
    config = ReaderConfig(version, PINNED[WEIGHTS], HIDDEN, digest, Temperatures())
    kept = load_reader(base, Adapter(config, b"", adapter_weights(reader, base, RANK)))
    note_ranges(kept, reader, base, validation)
    weights = adapter_weights(reader, base, RANK)
    return write_adapter(replace(config, temperatures=calibrated(kept, base, validation)), weights, MODEL)


@torch.no_grad()
def note_ranges(kept: Reader, reader: Reader, base: dict[str, bytes], examples: list[Example]) -> None:
    """Write into the buffers of `reader` the largest inputs of linear layers that `kept` has on these examples."""
    hooks = []
    for number, layer in enumerate(kept.encoder.encoder.layer):
        for name, place in UNEVEN.items():
            largest = getattr(reader, f"range_{name}")[number].zero_()

            def note(_: nn.Module, inputs: tuple[Tensor, ...], largest: Tensor = largest) -> None:
                torch.maximum(largest, inputs[0].float().abs().flatten(0, -2).amax(0), out=largest)

            hooks.append(linear(layer, place).register_forward_pre_hook(note))
    for batch in item_batches(items(examples, tokenizer_from(base[TOKENIZER])), 4 * BUDGET):
        logits_of(kept, batch, torch.device("cpu"))
    for hook in hooks:
        hook.remove()


def fit(
    base: dict[str, bytes],
    examples: list[Example],
    device: torch.device,
    seed: int,
    epochs: int,
    report: Callable[[str], None] = print,
) -> Reader:
    """The reader after `epochs` passes over the examples with falling rates; word vectors stay as published."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    tokenizer = tokenizer_from(base[TOKENIZER])
    reader = fresh_reader(base).to(device)
    steps = epochs * len(item_batches(items(examples, tokenizer, chance), BUDGET))
    optimiser, schedule = _optimiser(reader, steps)
    weights = event_weights(examples).to(device)
    started = time.monotonic()
    for epoch in range(1, epochs + 1):
        reader.train()
        losses = []
        for batch in item_batches(items(examples, tokenizer, chance), BUDGET, chance):
            loss = loss_of(reader, batch, device, weights)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        report(f"epoch {epoch} of {epochs}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s")
    return reader.eval()


def fresh_reader(base: dict[str, bytes]) -> Reader:
    """An untrained reader on the published encoder; its placeholders begin as words for countries, drawn together."""
    reader = Reader(base, HIDDEN)
    reader.encoder.embeddings.requires_grad_(False)
    tokenizer = tokenizer_from(base[TOKENIZER])
    words = reader.encoder.embeddings.word_embeddings.weight
    with torch.no_grad():
        names = torch.stack([words[tokenizer.token_to_id(name)] for name in _COUNTRIES[:PLACEHOLDERS]])
        reader.placeholders.copy_(names.mean(0) + 0.3 * (names - names.mean(0)))
        nn.init.normal_(reader.roles, std=0.05)
    return reader


def _optimiser(reader: Reader, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    trained = [(name, one) for name, one in reader.named_parameters() if one.requires_grad]
    gentle = [one for name, one in trained if name.startswith(_GENTLE)]
    heads = [one for name, one in trained if not name.startswith(_GENTLE)]
    groups = [{"params": gentle, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY, fused=True)

    def share(step: int) -> float:
        return min(1.0, step / (WARM_UP * steps)) * max(0.02, 1 - step / steps)

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def event_weights(examples: list[Example]) -> Tensor:
    """How much each event counts: the inverse root of how often it is annotated, 1 on average: none is drowned."""
    counts = Counter(relation.event for example in examples for relation in example.relations)
    counts[NO_EVENT] = max(counts.values(), default=1)  # negatives are drawn in plenty
    raw = torch.tensor([max(1, counts[event]) ** -0.5 for event in EVENTS])
    return raw / raw.mean()


def loss_of(reader: Reader, batch: list[Item], device: torch.device, weights: Tensor) -> Tensor:
    """Cross-entropies of stance, tone (half), event (weighted) and level (half) of a batch."""
    data = arrays(batch)
    stance, tone, event, level = logits_of(reader, batch, device)
    loss = _ordered(stance, data.stance, device)
    loss = loss + 0.5 * nn.functional.cross_entropy(tone, _labels(data.tone, device), label_smoothing=0.05)
    if len(data.event):
        read = _labels(data.event, device)
        loss = loss + nn.functional.cross_entropy(event, read, weight=weights, label_smoothing=0.05)
        loss = loss + 0.5 * _ordered(level, data.level, device)
    return loss


def logits_of(reader: Reader, batch: list[Item], device: torch.device) -> Logits:
    """Float logits of a batch's stance, tone, event and level; while training, some words are masked."""
    data = arrays(batch)
    ids, mask, rows, source, target = (
        torch.from_numpy(one).to(device) for one in (data.ids, data.mask, data.rows, data.source, data.target)
    )
    if reader.training:
        hidden = (torch.rand(ids.shape, device=device) < WORD_DROPOUT) & (mask > 0)
        hidden[:, 0] = False
        ids = torch.where(hidden, _MASK_TOKEN, ids)
    with _half_precision(device):
        states = reader.states(ids, mask)
        stance, tone = reader.text_logits(states, mask)
        event, level = reader.pair_logits(states, mask, rows, source, target)
    return stance.float(), tone.float(), event.float(), level.float()


def _half_precision(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 where the processor multiplies it natively; elsewhere it would only cost time."""
    native = device.type == "cuda" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=native)


def _labels(positions: np.ndarray, device: torch.device) -> Tensor:
    return torch.from_numpy(positions).to(device)


def _ordered(logits: Tensor, positions: np.ndarray, device: torch.device) -> Tensor:
    """Levels are ordered: part of each target lies on the neighbouring levels, falling off as a normal density."""
    levels = torch.arange(len(STANCE_LEVELS), device=device)
    distance = (levels[None] - _labels(positions, device)[:, None]).float()
    return nn.functional.cross_entropy(logits, torch.softmax(-(distance**2) / (2 * SMOOTHING**2), dim=1))


@torch.no_grad()
def calibrated(reader: Reader, base: dict[str, bytes], examples: list[Example]) -> Temperatures:
    """The temperatures that make the labels of these examples likeliest (Guo et al., ICML 2017).

    Stance and the level of a relation are calibrated for what is exported: the chances of escalatory, neither and
    de-escalatory. Events are calibrated on annotated pairs and negatives as training draws them.
    """
    logits: list[list[Tensor]] = [[], [], [], []]
    labels: list[list[Tensor]] = [[], [], [], []]
    for batch in item_batches(items(examples, tokenizer_from(base[TOKENIZER])), 4 * BUDGET):
        data = arrays(batch)
        for store, one in zip(logits, logits_of(reader, batch, torch.device("cpu")), strict=True):
            store.append(one)
        for own, positions in zip(labels, (data.stance, data.tone, data.event, data.level), strict=True):
            own.append(torch.from_numpy(positions))
    stance, tone, event, level = ((torch.cat(one), torch.cat(truth)) for one, truth in zip(logits, labels, strict=True))
    return Temperatures(
        stance=_temperature(*stance, signs=True),
        tone=_temperature(*tone),
        event=_temperature(*event),
        level=_temperature(*level, signs=True),
    )


def _temperature(logits: Tensor, truth: Tensor, signs: bool = False) -> float:
    """The best of a grid; with `signs` for the three signs of the five levels."""
    grid = [round(0.3 * 1.05**step, 3) for step in range(50)]
    middle = STANCE_LEVELS.index(0)
    losses = []
    for temperature in grid:
        chances = torch.softmax(logits / temperature, dim=1)
        if signs:
            parts = (chances[:, :middle].sum(1), chances[:, middle], chances[:, middle + 1 :].sum(1))
            chances = torch.stack(parts, dim=1)
        right = chances.gather(1, (torch.sign(truth - middle) + 1 if signs else truth)[:, None])
        losses.append(float(-right.clamp_min(1e-9).log().mean()))
    return grid[int(np.argmin(losses))]
