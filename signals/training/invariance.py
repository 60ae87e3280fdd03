"""Whether a score moves when other countries are named: actors exchanged in paragraphs, everything else kept."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from signals.actors.gazetteer import Actor, actors
from signals.scoring import TextScorer
from signals.scoring.tokens import names_in

PAIRS = (
    ("USA", "CHN"), ("RUS", "FRA"), ("IRN", "GBR"), ("ISR", "EGY"), ("IND", "BRA"),
    ("JPN", "TUR"), ("DEU", "NGA"), ("PRK", "CAN"), ("UKR", "MEX"), ("SAU", "ZAF"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shift:
    """How far stances moved, absolute, over all exchanged paragraphs: mean, 99th percentile, largest, and how many."""

    mean: float
    p99: float
    largest: float
    count: int


def exchanged(text: str, one: str, other: str) -> str:
    """The text with the names of two actors exchanged; where it names neither, they replace its two first ones.

    A name is replaced by the same kind of name (name, demonym, capital) of the other.
    """
    found = names_in(text)
    named = list(dict.fromkeys(mention.actor for mention in found))
    swap = {one: other, other: one}
    if not swap.keys() & set(named):
        swap = dict(zip(named, (one, other), strict=False))
    out, last = "", 0
    for mention in found:
        if mention.actor in swap:
            surface = text[mention.start : mention.end]
            out += text[last : mention.start] + _like(surface, actors()[mention.actor], actors()[swap[mention.actor]])
            last = mention.end
    return out + text[last:]


def _like(surface: str, old: Actor, new: Actor) -> str:
    kinds = ("demonyms", "capitals")
    for kind in kinds:
        of_old, of_new = getattr(old, kind), getattr(new, kind)
        if surface in of_old and of_new:
            return str(of_new[min(of_old.index(surface), len(of_new) - 1)])
    return new.name


def actor_shift(texts: Sequence[str], scorer: TextScorer, sample: int = 200, seed: int = 0) -> Shift:
    """Score up to `sample` texts that name an actor with every pair of PAIRS exchanged in them."""
    naming = [text for text in texts if names_in(text)]
    chosen = random.Random(seed).sample(naming, min(sample, len(naming)))  # noqa: S311 (no secret)
    variants = [exchanged(text, *pair) for text in chosen for pair in PAIRS]
    before = np.repeat(scorer.score(chosen)["stance"].to_numpy(), len(PAIRS))
    moved = np.abs(scorer.score(variants)["stance"].to_numpy() - before)
    return Shift(float(moved.mean()), float(np.quantile(moved, 0.99)), float(moved.max()), len(moved))
