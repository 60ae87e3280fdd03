"""Writes `data/model/README.md`, the model card, from the run itself: nothing in it is typed by hand but the prose."""

from pathlib import Path

import numpy as np

from signals.scoring.adapter import Adapter
from signals.scoring.base import BASE
from signals.scoring.outputs import EVENTS
from signals.scoring.scorer import Scorer
from signals.training.corpus import SPLITS, Example, read_split
from signals.training.evaluate import measures, pair_item, relation_measures, signs, table
from signals.training.invariance import actor_shift

_CARD = """# Model card: {name}

Made by `signals train`; figures are measured on the held-out test split of `data/corpus`, whose scenarios appear
neither in training nor in validation, with the quantised graphs that a CPU runs.

- **Encoder**: {base}, SHA-256 of the published weights `{sha}`,
  Apache-2.0; fine-tuned, its changes kept in an adapter of {size:.1f} MB under this repository's licence.
- **Heads**: stance (five ordered levels), tone (three), event (fifteen PLOVER roots, NONE) and level of marked pairs.
- **Temperatures**, fitted on validation: stance {t.stance}, tone {t.tone}, event {t.event}, level {t.level}.
- **Corpus**: {corpus}, digest `{digest}`; see `data/corpus/README.md`.
- **Reads**: English news text, one paragraph at a time, its first 230 words or so. Names of actors in the tables are
  read as placeholders, so that a score does not depend on which country is named.

## Figures

{table}

Actors exchanged in {shift.count} variants of test paragraphs: stance moves by {shift.mean:.4f} on average, 99th
percentile {shift.p99:.4f}, at most {shift.largest:.4f}.

## Confusions of stance (rows: annotated, columns: model)

{stances}

## Events (rows: annotated, with what they are taken for most often)

{events}

## Where it fails, worst first

{failures}

## Not for

Decisions about people; text in other languages; claims about what governments intend. The model reads the words of a
paragraph and nothing else: it does not know whether a report is true, and irony, long conditionals and paragraphs in
which two sides move in opposite directions mislead it.
"""


def write_model_card(scorer: Scorer, adapter: Adapter, folder: Path) -> str:
    """Measure, write the card, and return the table of figures."""
    examples = read_split("test")
    found = measures(examples, scorer) + relation_measures(examples, scorer)
    figures = table(found)
    texts = [example.text for example in examples]
    hard = sorted((m for m in found if m.name.startswith("hard")), key=lambda m: m.value)[:6]
    card = _CARD.format(
        name=scorer.name,
        base=BASE,
        sha=adapter.config.base,
        size=len(adapter.weights) / 1e6,
        t=adapter.config.temperatures,
        corpus=", ".join(f"{len(read_split(split))} paragraphs for {split}" for split in SPLITS),
        digest=adapter.config.corpus,
        table=figures,
        shift=actor_shift(texts, scorer),
        stances=_stances(np.sign([example.stance for example in examples]), signs(scorer.score(texts))),
        events=_events(examples, scorer),
        failures="\n".join(f"- {m.name.removeprefix('hard: ')}: {m.value:.2f} of {m.count}" for m in hard),
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    return figures


def _stances(truth: np.ndarray, said: np.ndarray) -> str:
    names = {-1: "de-escalatory", 0: "neither", 1: "escalatory"}
    lines = ["| | " + " | ".join(names.values()) + " |", "|---|---|---|---|"]
    for sign, name in names.items():
        cells = " | ".join(str(int(((truth == sign) & (said == other)).sum())) for other in names)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def _events(examples: list[Example], scorer: Scorer) -> str:
    pairs = [(example, r) for example in examples for r in example.relations if r.source != r.target]
    chance, _ = scorer.relation_chances([pair_item(example, r.source, r.target) for example, r in pairs])
    said = [EVENTS[i] for i in chance.argmax(1)]
    lines = ["| event | pairs | right | taken for |", "|---|---|---|---|"]
    for event in EVENTS:
        read = [word for word, (_, relation) in zip(said, pairs, strict=True) if relation.event == event]
        wrong = sorted({word for word in read if word != event}, key=lambda word: -read.count(word))[:3]
        if read:
            others = ", ".join(f"{word} {read.count(word)}" for word in wrong)
            lines.append(f"| {event} | {len(read)} | {read.count(event)} | {others} |")
    return "\n".join(lines)
