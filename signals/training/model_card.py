"""Writes `data/model/README.md`, the model card, from the run itself: nothing in it is typed by hand but the prose."""

from pathlib import Path

import numpy as np

from signals.scoring.encoder import BASE
from signals.scoring.heads import HeadsConfig
from signals.scoring.scorer import Scorer
from signals.training.corpus import SPLITS, read_split
from signals.training.evaluate import measures, signs, table

_CARD = """# Model card: {name}

Made by `signals train`; figures are measured on the held-out test split of `data/corpus`, whose scenarios appear
neither in training nor in validation.

- **Encoder**: {base}, frozen, SHA-256 of the weights `{sha}`. Apache-2.0.
- **Heads**: mean-pooled hidden states of layers {layers}, one hidden layer of {hidden} units each for stance (five
  ordered levels) and tone (three); temperatures {stance_temperature} and {tone_temperature}, fitted on validation.
- **Corpus**: {corpus}, digest `{digest}`; see `data/corpus/README.md`.
- **Reads**: English news text, one paragraph at a time, its first 280 words or so.

## Figures

{table}

## Confusions (rows: annotated, columns: model)

{confusions}

## Where it fails, worst first

{failures}

## Not for

Decisions about people; text in other languages; claims about what governments intend. The model reads the words of a
paragraph and nothing else: it does not know whether a report is true, and irony, long conditionals and paragraphs in
which two sides move in opposite directions mislead it.
"""


def write_model_card(scorer: Scorer, config: HeadsConfig, folder: Path) -> str:
    """Measure, write the card, and return the table of figures."""
    examples = read_split("test")
    found = measures(examples, scorer)
    figures = table(found)
    scores = scorer.score([example.text for example in examples])
    truth, said = np.sign([example.stance for example in examples]), signs(scores)
    hard = sorted((m for m in found if m.name.startswith("hard")), key=lambda m: m.value)[:6]
    counts = ", ".join(f"{len(read_split(split))} paragraphs for {split}" for split in SPLITS)
    card = _CARD.format(
        name=scorer.name,
        base=BASE,
        sha=config.base,
        layers=", ".join(map(str, config.layers)),
        hidden=config.hidden,
        stance_temperature=config.stance_temperature,
        tone_temperature=config.tone_temperature,
        corpus=counts,
        digest=config.corpus,
        table=figures,
        confusions=_confusions(truth, said),
        failures="\n".join(f"- {m.name.removeprefix('hard: ')}: {m.value:.2f} of {m.count}" for m in hard),
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    return figures


def _confusions(truth: np.ndarray, said: np.ndarray) -> str:
    names = {-1: "de-escalatory", 0: "neither", 1: "escalatory"}
    lines = ["| | " + " | ".join(names.values()) + " |", "|---|---|---|---|"]
    for sign, name in names.items():
        cells = " | ".join(str(int(((truth == sign) & (said == other)).sum())) for other in names)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)
