"""Which articles are one story: a wire report printed again with another headline, cut, or with paragraphs added.

An article is represented by the hashes of its five-word shingles that are divisible by four, a sample that stays
comparable however long the texts are (Broder, 1997, "On the resemblance and containment of documents"). Two articles
are one story where the shorter is mostly contained in the longer one and their openings agree; a follow-up of the next
day repeats background and opens anew.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from signals.articles.article import Article

SHINGLE = 5  # words
KEPT = 4  # one shingle in so many
LEAD = 2  # paragraphs that open an article
CONTAINED = 0.55  # share of the shorter article found in the other that makes one story …
CONTAINED_LEAD = 0.35  # … where so much of the openings agrees too
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Sampled shingles of a whole text, all shingles of its opening."""

    whole: frozenset[int]
    lead: frozenset[int]


def fingerprint(article: Article) -> Fingerprint:
    """What `same_story` compares of an article."""
    return fingerprint_of([paragraph.text for paragraph in article.paragraphs])


def fingerprint_of(paragraphs: Sequence[str]) -> Fingerprint:
    """As `fingerprint`, of an article's paragraphs."""
    return Fingerprint(
        frozenset(one for one in _shingles(" ".join(paragraphs)) if one % KEPT == 0),
        frozenset(_shingles(" ".join(paragraphs[:LEAD]))),
    )


def same_story(one: Fingerprint, other: Fingerprint) -> bool:
    """True where the two are printings of one report."""
    return containment(one.whole, other.whole) >= CONTAINED and containment(one.lead, other.lead) >= CONTAINED_LEAD


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the smaller set that the larger one holds; 0 where either is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _shingles(text: str) -> Iterable[int]:
    words = _WORD.findall(text.casefold())
    for start in range(max(1, len(words) - SHINGLE + 1)):
        yield int.from_bytes(hashlib.blake2b(" ".join(words[start : start + SHINGLE]).encode(), digest_size=7).digest())
