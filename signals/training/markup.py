"""The plain-text form in which corpus batches are written by hand, and its way into the corpus' JSON lines.

    @ scenario | genre | region | year                  holds for the paragraphs below it
    # stance sentiment hard_case hard_case …            begins a paragraph
    [USA|President Bush] met [SUN|Gorbachev] in Malta.  the text on one line, every actor mention as [id|words]
    > 0 1 CONSULT -1                                    a relation: source, target (mentions from 0), event, level

Offsets are counted here, so that no annotator ever types one.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from signals.errors import InputError
from signals.training.corpus import ActorSpan, Example, Relation, faults

_MENTION = re.compile(r"\[([A-Z][A-Z0-9._-]*)\|([^\[\]|]+)\]")


def read_markup(text: str, batch: str) -> list[Example]:
    """Parse a batch; paragraphs get the ids `<batch>-001`, `<batch>-002`, …  Raises InputError naming the line."""
    examples: list[Example] = []
    scene: tuple[str, ...] = ()
    for number, head, lines in _blocks(text):
        try:
            if head.startswith("@"):
                scene = tuple(part.strip() for part in head[1:].split("|"))
                continue
            examples.append(_example(f"{batch}-{len(examples) + 1:03d}", scene, head, lines))
        except (ValueError, IndexError) as error:
            raise InputError(f"{batch}, line {number} cannot be read ({error}): mend the block.") from error
    return examples


def _blocks(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """(line number, head line, lines below it) for every `@` and `#` line."""
    head, at = "", 0
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("@", "#")):
            if head:
                yield at, head, lines
            head, lines, at = line, [], number
        elif line.strip():
            lines.append(line.strip())
    if head:
        yield at, head, lines


def _example(name: str, scene: tuple[str, ...], head: str, lines: list[str]) -> Example:
    scenario, genre, region, year = scene
    stance, sentiment, *hard = head[1:].split()
    if not lines or lines[0].startswith(">"):
        raise ValueError("the paragraph has no text")
    text, mentions = _unmarked(lines[0])
    relations = []
    for line in lines[1:]:
        if not line.startswith(">"):
            raise ValueError("the text must stand on one line")
        source, target, event, level = line[1:].split()
        relations.append(Relation(int(source), int(target), event, int(level)))
    return Example(
        name, scenario, genre, region, int(year), text, int(stance), int(sentiment),
        mentions, tuple(relations), tuple(hard),
    )  # fmt: skip


def _unmarked(marked: str) -> tuple[str, tuple[ActorSpan, ...]]:
    text, mentions, last = "", [], 0
    for found in _MENTION.finditer(marked):
        text += marked[last : found.start()]
        mentions.append(ActorSpan(found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        last = found.end()
    text += marked[last:]
    if {"[", "]", "|"} & set(text):
        raise ValueError("a mention is not of the form [ID|words]")
    return text, tuple(mentions)


def main(paths: list[str]) -> int:
    """Check batches and print what is in them (`python -m signals.training.markup FILE…`); JSON lines with --json."""
    as_json = "--json" in paths
    splits, found = {}, []
    for path in (Path(name) for name in paths if name != "--json"):
        try:
            splits[path.stem] = read_markup(path.read_text(encoding="utf-8"), path.stem)
        except InputError as error:
            found.append(str(error))
    examples = [example for batch in splits.values() for example in batch]
    found += list(faults({"batch": examples}))
    for fault in found:
        print(fault, file=sys.stderr)
    if as_json:
        for example in examples:
            print(json.dumps(asdict(example), ensure_ascii=False))
    else:
        _summary(examples)
    return 1 if found else 0


def _summary(examples: list[Example]) -> None:
    counts: dict[str, Counter[Any]] = {
        "stance": Counter(example.stance for example in examples),
        "sentiment": Counter(example.sentiment for example in examples),
        "genre": Counter(example.genre for example in examples),
        "words": Counter(f"{len(example.text.split()) // 25 * 25:03d}+" for example in examples),
        "hard": Counter(case for example in examples for case in example.hard),
        "event": Counter(relation.event for example in examples for relation in example.relations),
    }
    print(f"{len(examples)} paragraphs, {len({example.scenario for example in examples})} scenarios")
    for name, counter in counts.items():
        print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in sorted(counter.items())))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
