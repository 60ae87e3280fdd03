"""What changed, in sentences: who rises, who falls, which pair moved most, what was added since a moment.

Frames of `signals.movers` and readings go in; moves, counts and plain sentences come out. No Streamlit, no files. The
sentences hold names as they are: whoever puts them into Markdown or HTML escapes them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from signals.actors import actor_name
from signals.readings import Readings

SPANS = {7: "week", 30: "month", 90: "quarter"}  # days compared with as many before them, and what that is called
CHANCE = 0.1  # share of units that do not move whose 90 % interval leaves out 0 all the same
FEW = 10  # units compared from which what chance alone would do is worth saying
_NAMED = 2  # of either direction in the sentence


@dataclass(frozen=True)
class Move:
    """How one actor or pair moved between two spans of days.

    `unit`: one id, or source and target. `before`, `after` in tension points, `change` with its 90 % interval `low` …
    `high`; paragraphs on either side.
    """

    unit: tuple[str, ...]
    before: float
    after: float
    change: float
    low: float
    high: float
    paragraphs_before: int
    paragraphs_after: int

    @property
    def clear(self) -> bool:
        """True where the whole interval of the change lies on one side of 0."""
        return self.low > 0 or self.high < 0

    @property
    def name(self) -> str:
        """The actor's name, or those of both: "Russia → Ukraine"."""
        return unit_name(self.unit)


@dataclass(frozen=True)
class Changes:
    """Moves of actors and of pairs, the largest first."""

    actors: tuple[Move, ...]
    pairs: tuple[Move, ...]

    @property
    def rises(self) -> tuple[Move, ...]:
        """Actors that clearly rise."""
        return tuple(move for move in self.actors if move.low > 0)

    @property
    def falls(self) -> tuple[Move, ...]:
        """Actors that clearly fall."""
        return tuple(move for move in self.actors if move.high < 0)

    @property
    def furthest(self) -> Move | None:
        """The pair that moved most: of those that clearly moved, else of all; None where there is none."""
        return next(iter(sorted(self.pairs, key=lambda move: not move.clear)), None)


def changes_of(actors: pd.DataFrame, pairs: pd.DataFrame) -> Changes:
    """Frames of `signals.movers.movers` by actor and by pair, the largest change first, as moves."""
    return Changes(tuple(_moves(actors, ["actor"])), tuple(_moves(pairs, ["source", "target"])))


def _moves(frame: pd.DataFrame, unit: list[str]) -> Iterable[Move]:
    for row in frame.to_dict("records"):
        counts = int(row["paragraphs_before"]), int(row["paragraphs_after"])
        before, after, change, low, high = (float(row[name]) for name in ("before", "after", "change", "low", "high"))
        yield Move(tuple(str(row[name]) for name in unit), before, after, change, low, high, *counts)


def unit_name(unit: Sequence[str]) -> str:
    """The actor's name, or of a pair both: "Russia → Ukraine"."""
    return " → ".join(map(actor_name, unit))


def span_of(last: date, days: int) -> tuple[date, date]:
    """First and last day of the span that is compared."""
    return last - timedelta(days=days - 1), last


def days_named(first: date, last: date) -> str:
    """A span of days as one writes it: "24 February 2022", "18 to 24 February 2022"."""
    if first == last:
        return f"{last:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d} to {last:%-d %B %Y}"
    return (
        f"{first:%-d %B} to {last:%-d %B %Y}" if first.year == last.year else f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    )


def what_changed(changes: Changes, last: date, days: int) -> str:
    """What the `days` up to `last` say against as many days before, in one or two sentences.

    A rise or fall is claimed only where the interval of the change leaves out 0.
    """
    span = SPANS.get(days, f"{days} days")
    when = f"{span.capitalize()} to {last:%-d %B %Y}"
    if not changes.actors:
        return (
            f"{when}: nobody was written about both in this {span} and in the one before it, so there is nothing to "
            "compare. Compare a longer span, or choose other dates."
        )
    told = [*_told(changes.rises, "rises"), *_told(changes.falls, "falls")]
    if not told:
        most = changes.actors[0]
        said = f"nobody moved by more than chance allows; {most.name} moved furthest, {_moved(most)}"
    else:
        said = "; ".join(told)
    return f"{when}, against the {span} before: {said}.{_pair(changes.furthest)}"


def _told(moves: tuple[Move, ...], verb: str) -> list[str]:
    told = [f"{move.name} {verb}, {_moved(move)}" for move in moves[:_NAMED]]
    if len(moves) > _NAMED:
        rest = len(moves) - _NAMED
        told.append(f"{rest} more {verb.removesuffix('s') if rest > 1 else verb}")
    return told


def _moved(move: Move) -> str:
    return (
        f"from {signed(move.before)} to {signed(move.after)} "
        f"({signed(move.change)}, 90 % interval {bound(move.low)} to {bound(move.high)})"
    )


def _pair(move: Move | None) -> str:
    if move is None:
        return ""
    doubt = "" if move.clear else ", no more than chance allows"
    return f" Of what one does toward another, {move.name} moved most: {_moved(move)}{doubt}."


def by_chance(changes: Changes) -> str:
    """How many of the actors compared clearly moved, and how many would by chance; "" where few are compared."""
    compared = len(changes.actors)
    if compared < FEW:
        return ""
    clear = len(changes.rises) + len(changes.falls)
    return f"{clear} of {compared} actors clearly moved; by chance alone up to {round(CHANCE * compared)} would."


def how_unusual(unusual: float, name: str) -> str:
    """Whether a number is normal for an actor or pair; `unusual` as in `signals.index.tension`, may be missing."""
    if math.isnan(unusual):
        return f"too little past to say what is usual for {name}"
    size = f"{abs(unusual):.1f} standard errors {'above' if unusual > 0 else 'below'} its own past"
    if abs(unusual) < 1:
        return f"usual for {name}"
    return f"{'somewhat high' if unusual > 0 else 'somewhat low'} for {name}" if abs(unusual) < 2 else (
        f"unusual for {name}: {size}"
    )  # fmt: skip


def signed(number: float) -> str:
    """A whole number of tension points with its sign, none where it rounds to 0."""
    return f"{number:+.0f}" if round(number) else "0"


def bound(number: float) -> str:
    """An end of an interval: as `signed`, but exact enough near 0 to show on which side of it it lies."""
    return f"{number:+.1f}" if round(number) == 0 and round(number, 1) else signed(number)


def naming(readings: Readings, article_ids: Iterable[str]) -> list[tuple[str, int]]:
    """How many of these articles name each actor: (id, articles), those named most first. `readings` by actor."""
    mine = readings.articles["article_id"].isin(list(article_ids)).to_numpy(dtype=bool)
    rows = np.flatnonzero(mine[readings.columns["article"]])
    source, article = readings.columns["source"][rows].astype(np.int64), readings.columns["article"][rows]
    each = np.unique(source * (len(mine) + 1) + article) // (len(mine) + 1)
    codes, counts = np.unique(each, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [(readings.actors[codes[place]], int(counts[place])) for place in order]


def what_was_added(count: int, since: datetime, named: Sequence[tuple[str, int]]) -> str:
    """What came since somebody last looked; `since` in the reader's own time, `named` as from `naming`."""
    when = f"{since:%A} {since.day} {since:%B %Y, %H:%M}"
    if not count:
        return f"Nothing was added since {when}."
    said = f"{count:,} articles were" if count != 1 else "1 article was"
    most = ", ".join(f"{actor_name(actor)} ({articles:,})" for actor, articles in named[:3])
    verb = "name" if count != 1 else "it names"
    about = f"; {'most ' if count != 1 else ''}{verb} {most}" if most else ""
    return f"{said} added since {when}{about}."
