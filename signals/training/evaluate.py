"""What the model is worth, measured on text it was never trained on: the corpus' test split and labelled TSV files."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score, f1_score

from signals.errors import InputError
from signals.scoring import TextScorer
from signals.training.corpus import HARD_CASES, Example, read_split

BOOTSTRAPS = 1000
_CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % bootstrap interval and the number of paragraphs it rests on."""

    name: str
    value: float
    low: float
    high: float
    count: int


def evaluate_corpus(scorer: TextScorer, split: str = "test") -> list[Measure]:
    """Every figure of the model card on a split of the corpus."""
    return measures(read_split(split), scorer)


def measures(examples: list[Example], scorer: TextScorer) -> list[Measure]:
    """Figures for these examples; the arrays hold one entry an example."""
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
            "stance, sign right where there is one",
            _same,
            np.sign(level)[level != 0],
            np.sign(stance)[level != 0],
        ),
        _measure("sentiment, macro-F1", _macro_f1, tone, said_tone),
    ]
    if domestic.any():
        quiet = np.abs(stance[domestic]) < 0.2
        out.append(_measure("not diplomatic, |stance| < 0.2", _same, np.ones(quiet.size), quiet.astype(float)))
    chance = scores[["p_deescalatory", "p_neutral", "p_escalatory"]].to_numpy()
    out.append(_measure("stance, calibration error", _calibration, np.sign(level) + 1, chance))
    for case in HARD_CASES:
        rows = np.array([case in example.hard for example in examples])
        if rows.any():
            out.append(_measure(f"hard: {case}, 3 classes right", _same, np.sign(level)[rows], sign[rows]))
    return out


def signs(scores: pd.DataFrame) -> np.ndarray:
    """The likeliest of de-escalatory, neither, escalatory as -1, 0, +1."""
    chances: np.ndarray = scores[["p_deescalatory", "p_neutral", "p_escalatory"]].to_numpy()
    likeliest: np.ndarray = chances.argmax(1) - 1
    return likeliest


def evaluate_benchmark(scorer: TextScorer, path: Path) -> dict[str, object]:
    """Macro-F1 on a tab-separated file with the columns `sentence` and `quad` (1, 2 cooperation; 3, 4 conflict).

    `binary` calls a sentence conflict where its stance is above 0. `quad` and `root` need the relation model, which
    is not there yet: they are null. Raises InputError where the columns are missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"sentence", "quad"} <= rows[0].keys():
        raise InputError(f"{path.name} has no columns sentence and quad: it must be a tab-separated file with both.")
    conflict = np.array([int(row["quad"]) >= 3 for row in rows]).astype(int)
    stance = scorer.score([row["sentence"] for row in rows])["stance"].to_numpy()
    measure = _measure("binary", _macro_f1, conflict, (stance > 0).astype(int))
    return {
        "file": path.name,
        "sentences": len(rows),
        "model": scorer.name,
        "binary": round(measure.value, 4),
        "binary_low": round(measure.low, 4),
        "binary_high": round(measure.high, 4),
        "quad": None,
        "root": None,
    }


def table(found: list[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = ["| measure | value | 95 % interval | paragraphs |", "|---|---|---|---|"]
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


def _calibration(truth: np.ndarray, chance: np.ndarray) -> float:
    """Expected calibration error of the likeliest class, ten equal bins (Naeini et al., AAAI 2015)."""
    sure = chance.max(1)
    right = chance.argmax(1) == truth
    bins = np.minimum((sure * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = [abs(sure[bins == b].sum() - right[bins == b].sum()) for b in range(_CALIBRATION_BINS)]
    return float(sum(gaps) / len(truth))
