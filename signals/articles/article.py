"""What an article is once it has been read: the only form in which text travels further down the flow."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from signals.articles.extracted import Kind

_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


def text_digest(text: str) -> str:
    """Sixteen hex digits that are the same for the same words: case, spacing and the shape of quotes do not count."""
    plain = re.sub(r"\s+", " ", text.translate(_QUOTES)).strip().casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One body paragraph.

    `number` counts from 1. `event_date` is the day the paragraph speaks of, None where only a month or year is known.
    `background` marks a paragraph about an event well before publication: shown, but kept out of the index. `future`
    marks one about something announced or planned. `kind` tells a quotation or list item from plain body.
    """

    number: int
    text: str
    event_date: date | None = None
    background: bool = False
    future: bool = False
    kind: Kind = "body"

    @property
    def digest(self) -> str:
        """Identity of the paragraph's words; see `text_digest`."""
        return text_digest(self.text)


@dataclass(frozen=True, slots=True)
class Aside:
    """A headline or caption: shown beside the article, never scored. It stands after that many paragraphs."""

    kind: Kind
    text: str
    after: int


@dataclass(frozen=True, slots=True)
class Article:
    """A news article: metadata and body paragraphs, no furniture.

    `published` is the day as the source writes it, None where it states none; it is never invented. `published_at` is
    the moment with its time zone where that is stated. `origins` pairs each known field with where it was found.
    `source` is the bare name of the file it came from, for display only. `language` is an ISO 639-1 code.
    """

    title: str
    outlet: str
    published: date | None
    paragraphs: tuple[Paragraph, ...]
    source: str = ""
    author: str = ""
    url: str = ""
    language: str = "en"
    published_at: datetime | None = None
    asides: tuple[Aside, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    article_id: str = field(init=False)

    def __post_init__(self) -> None:
        words = "\n".join(paragraph.digest for paragraph in self.paragraphs)
        object.__setattr__(self, "article_id", hashlib.sha256(words.encode()).hexdigest()[:16])

    def dated(self, published: date) -> "Article":
        """The same article published on another day: event dates are resolved anew against it."""
        from signals.articles.event_dates import redated

        return redated(self, published)
