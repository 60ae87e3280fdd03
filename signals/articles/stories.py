"""Which articles are one story: a wire report printed again with another headline, cut, or with paragraphs added.

An article is represented by its five-word shingles (Broder, 1997, "On the resemblance and containment of documents").
Two articles are one story where much of the shorter is contained in the longer and their openings agree; a follow-up of
the next day repeats background and opens anew.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signals.articles.article import Article

SHINGLE = 5  # words
SAMPLED = 8  # one shingle in so many is kept to look candidates up by
LEAD = 2  # paragraphs that open an article
# Shares of the smaller set found in the larger one. Openings that agree are strong evidence, so less of the rest is
# asked for; where a paper put its own paragraphs first, the opening is looked for anywhere in the other article.
OPENINGS, WITH_OPENINGS = 0.3, 0.92  # of the openings, and of openings and whole texts together
FOUND, WITH_FOUND = 0.53, 0.53
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Shingles of a whole text and of its opening, as 56-bit hashes."""

    whole: frozenset[int]
    lead: frozenset[int]

    @property
    def sample(self) -> frozenset[int]:
        """The shingles to look candidates up by: the same ones in every text that holds them."""
        return frozenset(one for one in self.whole if one % SAMPLED == 0) or self.whole


def fingerprint(article: Article) -> Fingerprint:
    """What `same_story` compares of an article."""
    return fingerprint_of([paragraph.text for paragraph in article.paragraphs])


def fingerprint_of(paragraphs: Sequence[str]) -> Fingerprint:
    """As `fingerprint`, of an article's paragraphs."""
    shingles = [frozenset(_shingles(paragraph)) for paragraph in paragraphs]
    return Fingerprint(frozenset().union(*shingles), frozenset().union(*shingles[:LEAD]))


def same_story(one: Fingerprint, other: Fingerprint) -> bool:
    """True where the two are printings of one report."""
    shared = containment(one.whole, other.whole)
    openings = containment(one.lead, other.lead)
    if openings >= OPENINGS and openings + shared >= WITH_OPENINGS:
        return True
    found = max(held(one.lead, other.whole), held(other.lead, one.whole))
    return found >= FOUND and shared >= WITH_FOUND


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the smaller set that the larger one holds; 0 where either is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def held(part: frozenset[int], whole: frozenset[int]) -> float:
    """Share of `part` that `whole` holds."""
    return len(part & whole) / len(part) if part else 0.0


def _shingles(text: str) -> Iterator[int]:
    words = _WORD.findall(text.casefold())
    for start in range(max(1, len(words) - SHINGLE + 1)):
        yield int.from_bytes(hashlib.blake2b(" ".join(words[start : start + SHINGLE]).encode(), digest_size=7).digest())
