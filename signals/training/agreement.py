"""The second, blind annotation: sheets without labels go out, labels come back, and agreement is measured.

A sheet shows each paragraph with its numbered mentions and nothing else. The second annotator answers one line a
paragraph: `id stance sentiment source>target:EVENT:level …`. Answers lie in `data/corpus/second/*.txt`. Where they
differ from the first annotation a third reading settles the matter; the first labels of what it changed are kept in
`data/corpus/settled.jsonl`.
"""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score

from signals.data_files import CORPUS
from signals.errors import InputError
from signals.scoring.outputs import EVENTS, STANCE_LEVELS, TONES
from signals.training.corpus import SPLITS, Example, Relation, read_split

SECOND = CORPUS / "second"
SETTLED = CORPUS / "settled.jsonl"
_RELATION = re.compile(r"(\d+)>(\d+):([A-Z]+):([+-]?[0-2])")


@dataclass(frozen=True, slots=True)
class SecondLabel:
    """What the second annotator said of a paragraph."""

    stance: int
    sentiment: int
    relations: tuple[Relation, ...]


def blind_sheet(examples: Iterable[Example]) -> str:
    """The paragraphs with numbered mentions (`[0 RUS|Moscow]`) and without any label, one a line."""
    return "".join(f"{example.id}\t{_numbered(example)}\n" for example in examples)


def _numbered(example: Example) -> str:
    text, last = "", 0
    for number, mention in sorted(enumerate(example.mentions), key=lambda pair: pair[1].start):
        surface = example.text[mention.start : mention.end]
        text += f"{example.text[last : mention.start]}[{number} {mention.actor}|{surface}]"
        last = mention.end
    return text + example.text[last:]


def read_second(text: str) -> dict[str, SecondLabel]:
    """Parse a second annotator's answers. Raises InputError naming the line that cannot be read."""
    labels = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            name, stance, sentiment, *relations = line.split()
            labels[name] = SecondLabel(int(stance), int(sentiment), tuple(map(_relation, relations)))
            if labels[name].stance not in STANCE_LEVELS or labels[name].sentiment not in TONES:
                raise ValueError("no such level")
        except ValueError as error:
            raise InputError(f"Line {number} of the second annotation cannot be read ({error}): mend it.") from error
    return labels


def _relation(words: str) -> Relation:
    found = _RELATION.fullmatch(words)
    if found is None or found[3] not in EVENTS:
        raise ValueError(f"{words} is no relation")
    return Relation(int(found[1]), int(found[2]), found[3], int(found[4]))


def second_labels(folder: Path = SECOND) -> dict[str, SecondLabel]:
    """Every committed second annotation, by paragraph id."""
    labels: dict[str, SecondLabel] = {}
    for path in sorted(folder.glob("*.txt")):
        labels |= read_second(path.read_text(encoding="utf-8"))
    return labels


def first_labels(examples: Iterable[Example], settled: Path = SETTLED) -> dict[str, Example]:
    """The examples with their first labels put back where a third reading has changed them."""
    first = {example.id: example for example in examples}
    for row in _rows(settled):
        if row["id"] in first:
            old = first[row["id"]]
            first[row["id"]] = Example.from_json({**asdict(old), **row["first"]})
    return first


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def agreement(first: dict[str, Example], second: dict[str, SecondLabel]) -> dict[str, float]:
    """Agreement of two independent annotations over the paragraphs that both hold.

    Quadratic-weighted kappa of stance (five levels), linear-weighted kappa of sentiment, F1 of related pairs (source
    and target actors), and the share of pairs found by both whose event is the same.
    """
    both = sorted(first.keys() & second.keys())
    ours, theirs = [first[name] for name in both], [second[name] for name in both]
    pairs = [
        (_by_pair(one, one.relations), _by_pair(one, other.relations)) for one, other in zip(ours, theirs, strict=True)
    ]
    shared = sum(len(a.keys() & b.keys()) for a, b in pairs)
    total = sum(len(a) + len(b) for a, b in pairs)
    same = sum(bool(a[pair] & b[pair]) for a, b in pairs for pair in a.keys() & b.keys())
    stances = np.array([[one.stance for one in ours], [other.stance for other in theirs]])
    tones = np.array([[one.sentiment for one in ours], [other.sentiment for other in theirs]])
    return {
        "paragraphs": len(both),
        "stance_kappa": float(cohen_kappa_score(*stances, weights="quadratic", labels=STANCE_LEVELS)),
        "stance_sign_same": float((np.sign(stances[0]) == np.sign(stances[1])).mean()),
        "sentiment_kappa": float(cohen_kappa_score(*tones, weights="linear")),
        "pair_f1": 2 * shared / max(1, total),
        "event_same": same / max(1, shared),
    }


def _by_pair(example: Example, relations: Iterable[Relation]) -> dict[tuple[str, str], set[str]]:
    """Events by (source actor, target actor), NONE left out: which mention of an actor was marked does not matter."""
    found: dict[tuple[str, str], set[str]] = {}
    for relation in relations:
        if relation.event != "NONE" and max(relation.source, relation.target) < len(example.mentions):
            pair = (example.mentions[relation.source].actor, example.mentions[relation.target].actor)
            found.setdefault(pair, set()).add(relation.event)
    return found


def main() -> int:
    """Print the agreement of the committed annotations (`python -m signals.training.agreement`)."""
    first = first_labels(example for split in SPLITS for example in read_split(split))
    print(json.dumps(agreement(first, second_labels()), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
