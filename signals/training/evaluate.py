"""What the model is worth, measured on text it was never trained on: the corpus' test split and labelled TSV files."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score, f1_score

from signals.errors import InputError
from signals.scoring import TextScorer
from signals.scoring.outputs import EVENTS, NO_EVENT, QUAD_OF, QUADS, RelationItem
from signals.scoring.scorer import Scorer
from signals.training.corpus import HARD_CASES, Example, read_split
from signals.training.items import pairs_of

BOOTSTRAPS = 1000
_CALIBRATION_BINS = 10
_ROOTS = len(EVENTS) - 1  # NONE is the last
_TAG = re.compile(r"</?([st])>")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % bootstrap interval and the number of paragraphs or pairs it rests on."""

    name: str
    value: float
    low: float
    high: float
    count: int


def evaluate_corpus(scorer: Scorer, split: str = "test") -> list[Measure]:
    """Every figure of the model card on a split of the corpus."""
    examples = read_split(split)
    return measures(examples, scorer) + relation_measures(examples, scorer)


def measures(examples: list[Example], scorer: TextScorer) -> list[Measure]:
    """Figures of stance and sentiment for these examples; the arrays hold one entry an example."""
    scores = scorer.score([example.text for example in examples])
    level = np.array([example.stance for example in examples])
    tone = np.array([example.sentiment for example in examples])
    domestic = np.array([example.genre == "domestic" for example in examples])
    sign = signs(scores)
    stance = scores["stance"].to_numpy()
    said_tone = scores[["tone_negative", "tone_neutral", "tone_positive"]].to_numpy().argmax(1) - 1
    nearest = np.clip(np.rint(stance * 2), -2, 2).astype(int)
    out = [
        _measure("stance, 3 classes, macro-F1", _macro_f1, np.sign(level), sign),
        _measure("stance, 5 levels, quadratic kappa", _kappa, level, nearest),
        _measure(
            "stance, sign right where there is one", _same, np.sign(level)[level != 0], np.sign(stance)[level != 0]
        ),
        _measure("sentiment, macro-F1", _macro_f1, tone, said_tone),
    ]
    if domestic.any():
        quiet = np.abs(stance[domestic]) < 0.2
        out.append(_measure("not diplomatic, |stance| < 0.2", _same, np.ones(quiet.size), quiet.astype(float)))
    chance = scores[["p_deescalatory", "p_neutral", "p_escalatory"]].to_numpy()
    out.append(_measure("stance, calibration error", calibration_error, np.sign(level) + 1, chance))
    for case in HARD_CASES:
        rows = np.array([case in example.hard for example in examples])
        if rows.any():
            out.append(_measure(f"hard: {case}, 3 classes right", _same, np.sign(level)[rows], sign[rows]))
    return out


def relation_measures(examples: list[Example], scorer: Scorer) -> list[Measure]:
    """Figures of relations for the annotated pairs of these examples.

    Root and quad: the likeliest of the fifteen events, NONE left out, on pairs annotated with one. Calibration: on all
    annotated pairs and as many negatives as training draws. Direction: of one-way acts, the share in which exchanging
    source and target changes the event that is read.
    """
    pairs = [(example, r) for example in examples for r in example.relations if r.source != r.target]
    acts = [(example, relation) for example, relation in pairs if relation.event != NO_EVENT]
    chance, _ = scorer.relation_chances([pair_item(example, r.source, r.target) for example, r in acts])
    truth = np.array([EVENTS.index(relation.event) for _, relation in acts])
    said = chance[:, :_ROOTS].argmax(1)
    both_ways = {(id(example), r.target, r.source) for example, r in acts}
    one_way = [(e, r) for e, r in acts if (id(e), r.source, r.target) not in both_ways]
    back, _ = scorer.relation_chances([pair_item(example, r.target, r.source) for example, r in one_way])
    forth, _ = scorer.relation_chances([pair_item(example, r.source, r.target) for example, r in one_way])
    noticed = (back.argmax(1) != forth.argmax(1)).astype(float)
    every = [(example.text, pair) for example in examples for pair in pairs_of(example)]
    sure, _ = scorer.relation_chances([(text, pair.source, pair.target) for text, pair in every])
    return [
        _measure("relations, root macro-F1", _macro_f1, truth, said),
        _measure("relations, quad macro-F1", _macro_f1, _quads(truth), _quads(said)),
        _measure("relations, calibration error", calibration_error, np.array([p.event for _, p in every]), sure),
        _measure("relations, exchange of source and target noticed", _same, np.ones(len(noticed)), noticed),
    ]


def pair_item(example: Example, source: int, target: int) -> RelationItem:
    """A pair of an example's mentions as an item of `Scorer.relate`."""
    one, other = example.mentions[source], example.mentions[target]
    return example.text, (one.start, one.end), (other.start, other.end)


def _quads(events: np.ndarray) -> np.ndarray:
    order = list(QUADS)
    return np.array([order.index(QUAD_OF[EVENTS[event]]) for event in events])


def signs(scores: pd.DataFrame) -> np.ndarray:
    """The likeliest of de-escalatory, neither, escalatory as -1, 0, +1."""
    chances: np.ndarray = scores[["p_deescalatory", "p_neutral", "p_escalatory"]].to_numpy()
    likeliest: np.ndarray = chances.argmax(1) - 1
    return likeliest


def evaluate_benchmark(scorer: Scorer, path: Path) -> dict[str, object]:
    """Macro-F1 on a tab-separated file with marked sentences, each with one source and target.

    Columns: `marked_sentence` (source in <s>…</s>, target in <t>…</t>), `quad` (1 to 4) and `root` (PLOVER event). The
    probabilities of the fifteen events decide: the likeliest event is `root`, the quad class with the largest sum
    `quad`, and conflict (quad 3 and 4 together) or not is `binary`. `binary_stance` is the same question put to the
    sign of the whole sentence's stance. Each with its 95 % bootstrap interval. Raises InputError where columns are
    missing or a line cannot be read.
    """
    rows = _benchmark_rows(path)
    items = [unmarked(row["marked_sentence"]) for row in rows]
    chance, _ = scorer.relation_chances(items)
    chance = chance[:, :_ROOTS]
    quad = np.array([list(QUADS).index(QUAD_OF[event]) + 1 for event in EVENTS[:_ROOTS]])
    by_quad = np.stack([chance[:, quad == one].sum(1) for one in (1, 2, 3, 4)], axis=1)
    truth = np.array([int(row["quad"]) for row in rows])
    roots = np.array([EVENTS.index(row["root"]) for row in rows])
    figures = [
        _measure("binary", _macro_f1, truth >= 3, by_quad[:, 2:].sum(1) > by_quad[:, :2].sum(1)),
        _measure("quad", _macro_f1, truth, by_quad.argmax(1) + 1),
        _measure("root", _macro_f1, roots, chance.argmax(1)),
        _measure("binary_stance", _macro_f1, truth >= 3, scorer.score([i[0] for i in items])["stance"].to_numpy() > 0),
    ]
    out: dict[str, object] = {"file": path.name, "sentences": len(rows), "model": scorer.name}
    for figure in figures:
        out[figure.name] = round(figure.value, 4)
        out[f"{figure.name}_low"], out[f"{figure.name}_high"] = round(figure.low, 4), round(figure.high, 4)
    return out


def _benchmark_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text: save it as UTF-8 and try again.") from error
    if not rows or not {"marked_sentence", "quad", "root"} <= rows[0].keys():
        raise InputError(
            f"{path.name} has no columns marked_sentence, quad and root: name a tab-separated file that has all three."
        )
    for number, row in enumerate(rows, start=2):
        if not row["marked_sentence"] or row["quad"] not in set("1234") or row["root"] not in EVENTS[:_ROOTS]:
            raise InputError(f"{path.name}, line {number} has no sentence, no quad 1 to 4 or no known root: mend it.")
    return rows


def unmarked(sentence: str) -> RelationItem:
    """A marked sentence as text and spans; of several marks of a role the first counts, a missing one is empty."""
    text, last = "", 0
    spans: dict[str, list[int]] = {"s": [], "t": []}
    for tag in _TAG.finditer(sentence):
        text += sentence[last : tag.start()]
        spans[tag[1]].append(len(text))
        last = tag.end()
    text += sentence[last:]
    (source, target) = ((one[0], one[1]) if len(one) >= 2 else (0, 0) for one in spans.values())
    return text, source, target


def table(found: Sequence[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = ["| measure | value | 95 % interval | of |", "|---|---|---|---|"]
    lines += [f"| {m.name} | {m.value:.3f} | {m.low:.3f} – {m.high:.3f} | {m.count} |" for m in found]
    return "\n".join(lines)


def _measure(name: str, figure, truth: np.ndarray, said: np.ndarray) -> Measure:  # type: ignore[no-untyped-def] # noqa: ANN001
    random = np.random.default_rng(0)
    count = len(truth)
    draws = [figure(truth[rows], said[rows]) for rows in random.integers(count, size=(BOOTSTRAPS, count))]
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Measure(name, float(figure(truth, said)), float(low), float(high), count)


def _macro_f1(truth: np.ndarray, said: np.ndarray) -> float:
    return float(f1_score(truth, said, average="macro", zero_division=0))


def _kappa(truth: np.ndarray, said: np.ndarray) -> float:
    return float(cohen_kappa_score(truth, said, weights="quadratic", labels=[-2, -1, 0, 1, 2]))


def _same(truth: np.ndarray, said: np.ndarray) -> float:
    return float((truth == said).mean())


def calibration_error(truth: np.ndarray, chance: np.ndarray) -> float:
    """Expected calibration error of the likeliest class, ten equal bins (Naeini et al., AAAI 2015)."""
    sure = chance.max(1)
    right = chance.argmax(1) == truth
    bins = np.minimum((sure * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = [abs(sure[bins == b].sum() - right[bins == b].sum()) for b in range(_CALIBRATION_BINS)]
    return float(sum(gaps) / len(truth))
