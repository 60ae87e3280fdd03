"""What a format's reader found in a file, before paragraphs are dated and become an `Article`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["body", "quote", "item", "headline", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text and what it is; a headline stands over a section, a caption under a picture."""

    text: str
    kind: Kind = "body"


@dataclass(frozen=True, slots=True)
class Stated:
    """A piece of metadata and where in the source it stands ("JSON-LD", "og:title", "first line")."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """Blocks in reading order and what the source states about itself; an empty value is one that it does not state.

    `around` are lines that stand around the article: running heads, letterheads, the page's title.
    """

    blocks: list[Block]
    title: Stated = Stated("", "")
    outlet: Stated = Stated("", "")
    author: Stated = Stated("", "")
    url: Stated = Stated("", "")
    published: "StatedDate" = field(default_factory=lambda: StatedDate())
    around: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """The day of publication as the source writes it, the moment with its time zone where that is stated too."""

    day: date | None = None
    moment: datetime | None = None
    origin: str = ""


def first_stated(options: Iterable[Stated]) -> Stated:
    """The first that states anything."""
    return next((option for option in options if option.value), Stated("", ""))
