"""Reads the gold sheets of `gold/`: paragraphs with every mention marked and the directed pairs between actors.

`[UKR|Reznikov]` marks a name, `[USA+RUS~the two leaders]` a reference; a line `> UKR RUS, RUS UKR` gives the pairs. The
rules are in `docs/actors.md`.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from signals.actors import Mention

_MARK = re.compile(r"\[(?P<ids>[\w+.-]+)(?P<kind>[|~])(?P<words>[^\[\]]+)\]")
_ARTICLE = re.compile(r"## (?P<name>\S+) \((?P<day>\d{4}-\d{2}-\d{2})\)")
_PARAGRAPH = re.compile(r"# (?P<name>\S+)(?: \((?P<year>\d{4})\))?$")


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A paragraph as annotated: names and references apart, and (source, target) pairs."""

    name: str
    text: str
    names: tuple[Mention, ...]
    references: tuple[Mention, ...]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """Paragraphs that are read together: a whole article, or one paragraph of which only the year is known."""

    name: str
    published: date
    paragraphs: tuple[GoldParagraph, ...]

    @property
    def texts(self) -> list[str]:
        return [paragraph.text for paragraph in self.paragraphs]


def read_sheet(path: Path) -> list[GoldArticle]:
    """The articles of a sheet in order."""
    found: list[tuple[str, date, list[GoldParagraph]]] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(lines):
        if heading := _ARTICLE.match(line):
            found.append((heading["name"], date.fromisoformat(heading["day"]), []))
        elif heading := _PARAGRAPH.match(line):
            pairs = lines[place + 2] if place + 2 < len(lines) and lines[place + 2].startswith(">") else ">"
            if heading["year"]:
                found.append((heading["name"], date(int(heading["year"]), 7, 1), []))
            found[-1][2].append(_paragraph(heading["name"], lines[place + 1], pairs))
    return [GoldArticle(name, day, tuple(paragraphs)) for name, day, paragraphs in found]


def read_ambiguous(path: Path) -> list[tuple[str, str, tuple[Mention, ...]]]:
    """Sentences of `ambiguous.tsv`: the case, the text, and its marked words, with "-" for what is no actor."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case, _, marked = line.partition("\t")
        paragraph = _paragraph(case, marked, ">")
        found.append((case, paragraph.text, paragraph.names))
    return found


def _paragraph(name: str, marked: str, pairs: str) -> GoldParagraph:
    text, names, references, last = "", [], [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        start, last = len(text), mark.end()
        text += mark["words"]
        into, kind = (references, "reference") if mark["kind"] == "~" else (names, "name")
        into.extend(Mention(actor, start, len(text), kind) for actor in mark["ids"].split("+"))
    text += marked[last:]
    told = (tuple(pair.split()) for pair in pairs[1:].split(",") if pair.strip())
    return GoldParagraph(name, text, tuple(names), tuple(references), frozenset((one, other) for one, other in told))
