"""The annotated corpus: its format, and the check that keeps it sound. `docs/annotation.md` says what the labels mean.

`data/corpus/{train,validation,test}.jsonl`, one paragraph a line. All paragraphs of a scenario are in one split, so
that a model cannot know a test paragraph's situation from training.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from signals.data_files import CORPUS
from signals.errors import InputError
from signals.scoring.outputs import EVENTS, STANCE_LEVELS, TONES

SPLITS = ("train", "validation", "test")
GENRES = ("wire", "communique", "briefing", "speech", "editorial", "post", "domestic")
HARD_CASES = (
    "negated", "conditional", "reported_accusation", "hostile_words_easing_act", "calm_words_escalating_act",
    "not_rule_out", "diplomatic_code", "veiled_threat", "quoted_history", "opposite_sides", "passive_nominal",
    "agree_to_disagree", "mediation", "economic_pressure", "economic_relief", "symbolic_act", "failed_easing",
    "logistics", "war_metaphor", "allied_reassurance", "ambiguous",
)  # fmt: skip
MAX_WORDS = 165
NEAR_DUPLICATE = 0.5  # share of five-word runs that two paragraphs may have in common
GIVEAWAY_COUNT, GIVEAWAY_SHARE = 20, 0.95  # a run of two to four words in so many paragraphs may not be so one-sided
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """An annotated mention: `text[start:end]` stands for `actor`."""

    actor: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` acts toward `target` (positions in the example's mentions); `stance` is the act's level, -2 … +2."""

    source: int
    target: int
    event: str
    stance: int


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated paragraph; the fields are those of `docs/annotation.md`."""

    id: str
    scenario: str
    genre: str
    region: str
    year: int
    text: str
    stance: int
    sentiment: int
    mentions: tuple[ActorSpan, ...]
    relations: tuple[Relation, ...]
    hard: tuple[str, ...]

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "Example":
        """Build an example from a parsed line of the corpus."""
        mentions = tuple(ActorSpan(**mention) for mention in row["mentions"])
        relations = tuple(Relation(**relation) for relation in row["relations"])
        return cls(**{**row, "mentions": mentions, "relations": relations, "hard": tuple(row["hard"])})


def read_split(split: str, folder: Path = CORPUS) -> list[Example]:
    """All examples of a split, in file order. Raises InputError, naming file and line, where one cannot be read."""
    examples = []
    path = folder / f"{split}.jsonl"
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                examples.append(Example.from_json(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise InputError(
                    f"{path.name}, line {number} is not a corpus paragraph ({error}): mend the line."
                ) from error
    return examples


def faults(splits: dict[str, list[Example]]) -> Iterator[str]:
    """Everything that is wrong with the corpus, one sentence a fault: labels, offsets, ids, leaks, near-duplicates."""
    seen: dict[str, str] = {}
    scenario_split: dict[str, str] = {}
    for split, examples in splits.items():
        for example in examples:
            for fault in _label_faults(example) + _offset_faults(example):
                yield f"{example.id}: {fault}"
            if example.id in seen:
                yield f"{example.id}: the id stands twice ({seen[example.id]}, {split})"
            seen[example.id] = split
            if scenario_split.setdefault(example.scenario, split) != split:
                yield f"{example.id}: scenario {example.scenario} is also in {scenario_split[example.scenario]}"
    everything = [example for examples in splits.values() for example in examples]
    yield from _near_duplicates(everything)
    yield from _giveaways(everything)


def _label_faults(example: Example) -> list[str]:
    checks = {
        f"genre {example.genre} is unknown": example.genre in GENRES,
        f"stance {example.stance} is no level": example.stance in STANCE_LEVELS,
        f"sentiment {example.sentiment} is no tone": example.sentiment in TONES,
        "a domestic paragraph has stance 0": example.genre != "domestic" or example.stance == 0,
        "the text is blank or too long": 0 < len(example.text.split()) <= MAX_WORDS,
        "the text has a line break or stray spaces": example.text == " ".join(example.text.split(" ")).strip()
        and "\n" not in example.text,
        f"hard cases {example.hard} are not all known": set(example.hard) <= set(HARD_CASES),
    }
    return [fault for fault, sound in checks.items() if not sound]


def _offset_faults(example: Example) -> list[str]:
    found = []
    for mention in example.mentions:
        surface = example.text[mention.start : mention.end]
        if not surface or surface != surface.strip() or mention.start < 0:
            found.append(f"mention {mention} does not lie on words")
    for relation in example.relations:
        if not {relation.source, relation.target} <= set(range(len(example.mentions))):
            found.append(f"relation {relation} names no mention")
        if relation.event not in EVENTS or relation.stance not in STANCE_LEVELS:
            found.append(f"relation {relation} has an unknown event or level")
    return found


def _near_duplicates(examples: list[Example]) -> Iterator[str]:
    """Pairs that share more than half of the shorter one's five-word runs."""
    runs: list[set[str]] = []
    holders: dict[str, list[int]] = {}
    for position, example in enumerate(examples):
        words = example.text.lower().split()
        runs.append({" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))})
        for run in runs[-1]:
            holders.setdefault(run, []).append(position)
    candidates = {pair for held in holders.values() for pair in combinations(held, 2)}
    for one, other in sorted(candidates):
        shared = len(runs[one] & runs[other]) / min(len(runs[one]), len(runs[other]))
        if shared > NEAR_DUPLICATE:
            yield f"{examples[one].id} and {examples[other].id} are nearly the same text"


def _giveaways(examples: list[Example]) -> Iterator[str]:
    """Runs of two to four words that give a class (escalatory, de-escalatory, neither, domestic) away."""
    classes: dict[str, Counter[str]] = {}
    for example in examples:
        words = _WORDS.findall(example.text.lower())
        runs = {" ".join(words[i : i + n]) for n in (2, 3, 4) for i in range(len(words) - n + 1)}
        kind = "domestic" if example.genre == "domestic" else str((example.stance > 0) - (example.stance < 0))
        for run in runs:
            classes.setdefault(run, Counter())[kind] += 1
    for run, counts in classes.items():
        kind, most = counts.most_common(1)[0]
        if counts.total() >= GIVEAWAY_COUNT and most >= GIVEAWAY_SHARE * counts.total():
            yield f"“{run}” gives class {kind} away ({most} of {counts.total()} paragraphs): reword some"


def main() -> int:
    """Check the corpus, print its faults, and return 1 if there are any (`python -m signals.training.corpus`)."""
    splits = {split: read_split(split) for split in SPLITS}
    found = list(faults(splits))
    for fault in found:
        print(fault, file=sys.stderr)
    counts = ", ".join(f"{len(examples)} {split}" for split, examples in splits.items())
    print(f"corpus: {counts}; {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
