"""What an article is once it has been read: the only form in which text travels further down the flow."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date

_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


def text_digest(text: str) -> str:
    """Sixteen hex digits that are the same for the same words: case, spacing and the shape of quotes do not count."""
    plain = re.sub(r"\s+", " ", text.translate(_QUOTES)).strip().casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One body paragraph.

    `number` counts from 1. `event_date` is the day the paragraph speaks of, None where only a year is known.
    `background` marks a paragraph about years before the publication: shown, but kept out of the index.
    """

    number: int
    text: str
    event_date: date | None = None
    background: bool = False

    @property
    def digest(self) -> str:
        """Identity of the paragraph's words; see `text_digest`."""
        return text_digest(self.text)


@dataclass(frozen=True, slots=True)
class Article:
    """A news article: metadata and body paragraphs, no furniture.

    `published` is None where the source states no date; it is never invented. `source` is the bare name of the file
    it came from, for display only.
    """

    title: str
    outlet: str
    published: date | None
    paragraphs: tuple[Paragraph, ...]
    source: str = ""
    article_id: str = field(init=False)

    def __post_init__(self) -> None:
        words = "\n".join(paragraph.digest for paragraph in self.paragraphs)
        object.__setattr__(self, "article_id", hashlib.sha256(words.encode()).hexdigest()[:16])

    def dated(self, published: date) -> "Article":
        """The same article published on another day: event dates are resolved anew against it."""
        from signals.articles.dates import date_paragraphs

        texts = [paragraph.text for paragraph in self.paragraphs]
        return replace(self, published=published, paragraphs=date_paragraphs(texts, published))
