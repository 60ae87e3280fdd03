"""Who acts toward whom: the pairs of a paragraph, and how likely it is that the one acts toward the other.

The reader judges each pair by itself. What is cheap and certain beside it (how many actors the paragraph names,
whether the two stand side by side in a list, in one sentence, after a verb of saying, behind "by") is weighed with its
judgement by a logistic regression, `data/model/attribution.json`, which `signals.training.attribution` fits.
"""

import json
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

import numpy as np

from signals.actors import Mention
from signals.actors.speech import SAYING
from signals.articles.sentences import sentences
from signals.data_files import MODEL
from signals.scoring.outputs import EVENTS, NO_EVENT, STANCE_LEVELS, Floats

MAX_ACTORS = 8  # a paragraph that names more lists them; pairs of the first eight are read
FEATURES = (
    "read", "read_back", "event", "stance", "same_sentence", "sentences_apart", "distance", "listed", "between",
    "actors", "source_mentions", "target_mentions", "source_says", "source_after_by", "target_possessive", "target_in",
)  # fmt: skip
WEIGHTS = MODEL / "attribution.json"

_NOTHING = EVENTS.index(NO_EVENT)
_SAYS = re.compile(rf"^(?:'s)?(?:,[^,]{{2,40}},)? (?:[a-z]+ ){{0,2}}?(?:{SAYING})\b")
_SAID_BY = re.compile(rf"\b(?:{SAYING}) (?:[\w-]+ ){{0,4}}$")
_BY = re.compile(r"\bby (?:the )?$")
_IN = re.compile(r"\b(?:in|near|of|inside|between) (?:the )?$")
_LISTED = re.compile(r"\W*(?:(?:and|or|the|'s|both|as well as|with)\b\W*)*")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors of a paragraph, each with all its mentions, and the two that stand nearest to each other."""

    source: tuple[Mention, ...]
    target: tuple[Mention, ...]
    nearest: tuple[Mention, Mention]


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression on FEATURES, and the likelihood from which a pair counts as an act."""

    weights: tuple[float, ...]
    intercept: float
    threshold: float


def pairs(text: str, mentions: Sequence[Mention]) -> Iterator[Pair]:
    """Each ordered pair of different actors of a paragraph; nearest means in one sentence if possible."""
    ends = [end for _, end in sentences(text)]
    of = by_actor(mentions)

    def apart(pair: tuple[Mention, Mention]) -> tuple[bool, int]:
        one, other = pair
        return bisect(ends, one.start) != bisect(ends, other.start), abs(one.start - other.start)

    for one, other in permutations(list(of)[:MAX_ACTORS], 2):
        yield Pair(of[one], of[other], min(product(of[one], of[other]), key=apart))


def by_actor(mentions: Sequence[Mention]) -> dict[str, tuple[Mention, ...]]:
    """The mentions of each actor, actors in the order in which they are first named."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.actor, []).append(mention)
    return {actor: tuple(own) for actor, own in found.items()}


def evidence(text: str, pair: Pair) -> tuple[Mention, Mention]:
    """The two mentions whose sentences tell of the act best.

    In one sentence if possible, the source where it is said to speak or act, before the target, nearest to it.
    """
    ends = [end for _, end in sentences(text)]

    def badness(mentions: tuple[Mention, Mention]) -> tuple[bool, bool, bool, int]:
        one, other = mentions
        apart = bisect(ends, one.start) != bisect(ends, other.start)
        return apart, not _speaks(text, one), one.start > other.start, abs(one.start - other.start)

    return min(product(pair.source, pair.target), key=badness)


def _speaks(text: str, mention: Mention) -> bool:
    ahead = text[max(0, mention.start - 50) : mention.start]
    return bool(_SAYS.match(text[mention.end : mention.end + 70]) or _SAID_BY.search(ahead))


def features(text: str, found: Sequence[Pair], event: Floats, level: Floats) -> Floats:
    """FEATURES of all pairs of a paragraph, (pairs, features), from the reader's chances (pairs, 16) and (pairs, 5)."""
    place = {(pair.source[0].actor, pair.target[0].actor): row for row, pair in enumerate(found)}
    stance = np.abs(level.astype(np.float64) @ np.array(STANCE_LEVELS, dtype=np.float64))
    ends = [end for _, end in sentences(text)]
    rows = []
    for row, pair in enumerate(found):
        back = place[pair.target[0].actor, pair.source[0].actor]
        reading = (_log_odds(event[row, _NOTHING]), _log_odds(event[back, _NOTHING]))
        sure = float(np.delete(event[row], _NOTHING).max())
        rows.append((*reading, sure, float(stance[row]), *_told(text, pair, ends, len({one for one, _ in place}))))
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


def _told(text: str, pair: Pair, ends: Sequence[int], actors: int) -> tuple[float, ...]:
    """What the words around the two nearest mentions tell."""
    one, other = pair.nearest
    here, there = bisect(ends, one.start), bisect(ends, other.start)
    first, last = sorted(pair.nearest, key=lambda mention: mention.start)
    gap = text[first.end : last.start]
    ahead, ahead_other = text[max(0, one.start - 50) : one.start], text[max(0, other.start - 12) : other.start]
    between = sum(gap.count(mark) for mark in (",", ";", "."))
    return (
        float(here == there),
        min(3.0, abs(here - there)),
        float(np.log1p(len(gap))),
        float(_LISTED.fullmatch(gap) is not None),
        min(3.0, between),
        min(8.0, actors),
        min(4.0, len(pair.source)),
        min(4.0, len(pair.target)),
        float(_speaks(text, one)),
        float(bool(_BY.search(ahead))),
        float(text[other.end : other.end + 2] in ("'s", "’s")),
        float(bool(_IN.search(ahead_other))),
    )


def _log_odds(chance: float) -> float:
    bounded = min(max(float(chance), 1e-4), 1 - 1e-4)
    return float(np.log(bounded / (1 - bounded)))


@lru_cache(maxsize=1)
def committed_weights() -> Weights:
    """The weights of `data/model`."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(tuple(stored["weights"][name] for name in FEATURES), stored["intercept"], stored["threshold"])


def likelihood(rows: Floats, weights: Weights) -> Floats:
    """How likely it is, in [0, 1], that the source acts toward the target, for rows of FEATURES."""
    odds = rows @ np.array(weights.weights, dtype=np.float32) + weights.intercept
    chances: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return chances


def weighed(event: Floats, act: Floats) -> Floats:
    """The reader's chances of events with the chance of an act as weighed: that of no act is what is left of it."""
    acts = np.delete(event, _NOTHING, axis=1)
    acts = acts / np.maximum(acts.sum(1, keepdims=True), 1e-9) * act[:, None]
    chances: Floats = np.insert(acts, _NOTHING, 1 - act, axis=1)
    return chances
