"""The tension index: readings averaged to one number an actor or pair and day, week or month, with an interval.

In: `Readings`, `Options` and a `Calibration`. Out: frames whose columns are named below. A paragraph weighs within its
story, a story within its outlet, an outlet within the day, so that neither a long story nor a busy outlet drowns the
rest; the mean is drawn toward 0 by as much as it is imprecise. `docs/method.md` gives formulas, reasons and what was
rejected; the names of the functions here follow its sections.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from signals.calibration import Calibration, spread_of
from signals.errors import InputError
from signals.readings import Readings
from signals.scoring.outputs import EVENTS, QUAD_OF
from signals.selection import (
    Cells,
    Floats,
    Ints,
    Options,
    add_up,
    alphabet,
    counted,
    day_number,
    period_of,
    run_starts,
    story_cells,
)

__all__ = [
    "EVENT_COLUMNS",
    "INDEX_COLUMNS",
    "PAIR_COLUMNS",
    "SIDES_COLUMNS",
    "Options",
    "counterparts",
    "events_of",
    "over",
    "tension",
]

INTERVAL = 0.90
SCALE_PRIOR = 24  # stories' worth of belief that the calibrated spreads hold on this day too
FEWEST_PERIODS = 8  # of a unit's past from which it has a baseline
_QUANTILES = stdtrit(np.arange(1.0, 2001.0), (1 + INTERVAL) / 2)  # of Student's t, by degrees of freedom

_MEASURES = [
    "tension", "low", "high", "paragraphs", "articles", "stories", "escalatory_share", "deescalatory_share",
    "outlets", "baseline", "deviation", "unusual", "options",
]  # fmt: skip
INDEX_COLUMNS = ["date", "actor", *_MEASURES]
PAIR_COLUMNS = ["date", "source", "target", *_MEASURES]
SIDES_COLUMNS = ["date", "actor", "other", *_MEASURES]
EVENT_COLUMNS = ["source", "target", "event", "quad", "stance", "paragraphs"]
_UNITS = {"actor": ["actor"], "pair": ["source", "target"], "sides": ["actor", "other"]}


def tension(readings: Readings, options: Options | None = None, calibration: Calibration | None = None) -> pd.DataFrame:
    """The index that the options ask for: one row a unit and period with at least one paragraph not printed before.

    Columns, sorted by date and unit (INDEX_COLUMNS, PAIR_COLUMNS or SIDES_COLUMNS, as `options.by` is "actor", "pair"
    or "sides"; the actors of sides stand in the order of the alphabet):

    - `date`, datetime64 at midnight, the first day of the period; the actors' ids, str;
    - `tension` in [-100, +100] (positive: escalatory) and its 90 % interval `low` … `high`;
    - `paragraphs` averaged, `articles` and `stories` that printed them, reprints too, int64; volume is never mixed into
      tension;
    - `escalatory_share`, `deescalatory_share` of the paragraphs, in [0, 1];
    - `outlets` whose wording is averaged, int64;
    - `baseline`: what this period's text would have given at the unit's usual level; `deviation`, tension minus
      baseline, in points; `unusual`, by how many standard errors it deviates, the usual coming and going of the unit
      included. Missing where fewer than FEWEST_PERIODS earlier periods are within reach;
    - `options`: all options and spreads in one line, the same in every row (a categorical).

    `calibration`: that of the library for this kind of readings; None takes the defaults, which know no outlet.
    Raises InputError where the readings are not of the kind that `options.by` asks for.
    """
    options, calibration = options or Options(), calibration or Calibration.defaults()
    levels = _levels(story_cells(readings, options), readings, options, calibration)
    track = _smoothed(levels, options.half_life)
    estimate = _estimates(track, calibration)
    past = _past(levels, track, estimate, options, calibration)
    return _frame(readings, options, calibration, levels, estimate, past)


class Counts(NamedTuple):
    """What stands beside the tension of each unit and period."""

    paragraphs: Floats
    articles: Ints
    stories: Ints
    outlets: Ints
    escalatory: Floats
    deescalatory: Floats


@dataclass(frozen=True)
class Levels:
    """One row a unit and period, sorted by unit and period; codes and days as in `Cells`.

    `precision` of the period's mean (1 over its variance), `total`, the sum of precision times mean, `scatter`, the
    precision-weighted squares of what is averaged around the mean, and its degrees of `freedom` (stories less one).
    """

    first: Ints
    second: Ints
    period: Ints
    precision: Floats
    total: Floats
    scatter: Floats
    freedom: Floats
    counts: Counts

    def __len__(self) -> int:
        return len(self.period)

    def at(self, rows: "Ints | slice") -> "Levels":
        """Some of the rows."""
        counts = Counts(**{name: column[rows] for name, column in self.counts._asdict().items()})
        names = ("first", "second", "period", "precision", "total", "scatter", "freedom")
        return Levels(**{name: getattr(self, name)[rows] for name in names}, counts=counts)


def _levels(cells: Cells, readings: Readings, options: Options, calibration: Calibration) -> Levels:
    """Story means to outlet means to the period's mean, each weighed by its precision.

    A story's mean has precision w = 1 / (su² + se²/n). The stories of an outlet share what is unknown of its house
    effect, variance v: together W = Σw, their mean has precision P = W / (1 + v·W). The scatter is that of stories
    around their outlet's mean and of outlets around the period's.
    """
    effects, doubts = calibration.houses(readings.outlets, options.house_effects)
    fresh = cells.paragraphs > 0
    stance = cells.stance / np.maximum(cells.paragraphs, 1) - effects[cells.outlet]
    weight = np.where(fresh, 1 / spread_of(calibration, cells.paragraphs), 0.0)
    heads = run_starts(cells.first, cells.second, cells.period, cells.outlet)
    mass, mean, scatter = _joined(stance, weight, heads)
    precision = mass / (1 + doubts[cells.outlet[heads]] * mass)
    starts = run_starts(*(column[heads] for column in (cells.first, cells.second, cells.period)))
    total_precision, total_mean, between = _joined(mean, precision, starts)
    places = heads[starts]
    stories = add_up(fresh.astype(np.int64), places)
    counts = Counts(
        paragraphs=add_up(cells.paragraphs, places),
        articles=add_up(cells.articles, places),
        stories=np.diff(np.append(places, len(cells))),
        outlets=add_up((mass > 0).astype(np.int64), starts),
        escalatory=add_up(cells.escalatory, places),
        deescalatory=add_up(cells.deescalatory, places),
    )
    levels = Levels(
        cells.first[places],
        cells.second[places],
        cells.period[places],
        total_precision,
        total_precision * total_mean,
        between + add_up(scatter, starts),
        (stories - 1).astype(np.float64),
        counts,
    )
    return levels if stories.all() else levels.at(np.flatnonzero(stories > 0))


def _joined(values: Floats, weight: Floats, starts: Ints) -> tuple[Floats, Floats, Floats]:
    """Over each run: the sum of weights, the weighted mean, and the weighted squares around it."""
    mass: Floats = add_up(weight, starts)
    mean = add_up(weight * values, starts) / np.where(mass > 0, mass, 1.0)
    around = np.repeat(mean, np.diff(np.append(starts, len(values))))
    return mass, mean, add_up(weight * (values - around) ** 2, starts)


class Track(NamedTuple):
    """Sums over a row's own period and, where smoothed, those before it, as much as they still weigh.

    `precision`, `total`, `scatter` and `freedom` as in `Levels`; `squared`, the sum of precision times squared weight.
    """

    precision: Floats
    total: Floats
    squared: Floats
    scatter: Floats
    freedom: Floats


def _smoothed(levels: Levels, half_life: float) -> Track:
    """Sums whose weights halve every `half_life` days back in time (0: the own period alone)."""
    own = Track(levels.precision, levels.total, levels.precision, levels.scatter, levels.freedom)
    if half_life <= 0 or not len(levels):
        return own
    starts = run_starts(levels.first, levels.second)
    unit = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(levels))))
    sums = [
        _faded(values, levels.period, unit, half_life / 2 if name == "squared" else half_life)
        for name, values in own._asdict().items()
    ]
    return Track(*sums)


def _faded(values: Floats, day: Ints, unit: Ints, half_life: float) -> Floats:
    """S(i) = Σ over j ≤ i of the same unit of values(j) · 2^(-(day(i) - day(j)) / half_life).

    By doubling: once S covers the last k rows, S(i) + fade · S(i - k) covers the last 2k. Only sums of positive
    weights, so that nothing cancels; ends where what would be added has faded below 2⁻⁵⁰.
    """
    reach = 1
    while reach < len(values):
        passed = (day[reach:] - day[:-reach]) / half_life
        near = (unit[reach:] == unit[:-reach]) & (passed < 50)
        if not near.any():
            break
        added = np.where(near, np.exp2(-np.where(near, passed, 0.0)) * values[:-reach], 0.0)
        values = np.concatenate([values[:reach], values[reach:] + added])
        reach *= 2
    return values


class Estimates(NamedTuple):
    """Posterior of each row's level, in stance: `level` ± `half`; `pull`, the weight of the text against the 0."""

    level: Floats
    half: Floats
    pull: Floats
    scale: Floats  # the day's variance over that which the calibration expects


def _estimates(track: Track, calibration: Calibration) -> Estimates:
    """Mean drawn toward 0, and half the width of its interval.

        level = Σ P·y / (ΣP + 1/τ²)         s² = (ν + scatter) / (ν + freedom)
        half  = t(ν + freedom) · √(s² · (ΣP² weights + 1/τ²)) / (ΣP + 1/τ²)

    Posterior of a normal mean and variance under conjugate priors (Gelman et al., Bayesian Data Analysis, 3.3), ν =
    SCALE_PRIOR. Unsmoothed, the half width is t · s / √(ΣP + 1/τ²).
    """
    prior = 1 / calibration.level_spread**2
    whole = track.precision + prior
    scale = (SCALE_PRIOR + track.scatter) / (SCALE_PRIOR + track.freedom)
    freedom = np.minimum(SCALE_PRIOR + track.freedom, len(_QUANTILES)).astype(np.int64)
    half = _QUANTILES[freedom - 1] * np.sqrt(scale * (track.squared + prior)) / whole
    return Estimates(track.total / whole, half, track.precision / whole, scale)


class Past(NamedTuple):
    """`baseline`, `deviation` and `unusual` as in `tension`, in stance."""

    baseline: Floats
    deviation: Floats
    unusual: Floats


def _past(levels: Levels, track: Track, estimate: Estimates, options: Options, calibration: Calibration) -> Past:
    """How the level stands to the unit's own earlier periods.

    The usual level B is the mean of their means, weighed by q = 1 / (τ² + 1/P). The text of a thin day is drawn toward
    0, and so is what it is compared with: baseline = pull · B. The deviation is then pull · (y - B): it never comes
    from thinness alone. Its standard error holds the imprecision of the day, that of B, and the variance among the past
    levels themselves (what they scatter beyond their imprecision).
    """
    mean = levels.total / np.maximum(levels.precision, 1e-300)
    variance = 1 / np.maximum(levels.precision, 1e-300)
    trust = 1 / (calibration.level_spread**2 + variance)
    start, end = _window(levels, options.look_back)
    count = end - start
    mass, squared, total, squares, noise = (
        _between(values, start, end) for values in (trust, trust**2, trust * mean, trust * mean**2, trust * variance)
    )
    known = count >= FEWEST_PERIODS
    mass = np.where(known, mass, 1.0)
    usual = total / mass
    scatter = np.maximum(squares / mass - usual**2, 0) / np.maximum(1 - squared / mass**2, 0.5)
    coming = np.maximum(scatter - noise / mass, 0)
    error = estimate.scale * track.squared / track.precision**2 + coming + scatter * squared / mass**2
    deviation = estimate.level - estimate.pull * usual
    unusual = deviation / (estimate.pull * np.sqrt(error))
    return Past(*(np.where(known, value, np.nan) for value in (estimate.pull * usual, deviation, unusual)))


def _window(levels: Levels, reach: int) -> tuple[Ints, Ints]:
    """From where to where (end exclusive) the earlier rows of each row's unit lie, at most `reach` days back."""
    size = len(levels)
    if not size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    starts = run_starts(levels.first, levels.second)
    unit = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, size)))
    day = levels.period - levels.period.min()
    line = unit * (int(day.max()) + reach + 1) + day  # units far enough apart that no window meets two
    return np.searchsorted(line, line - reach), np.arange(size)


def _between(values: Floats, start: Ints, end: Ints) -> Floats:
    """Sums of values[start:end], from running sums (of numbers near 1: nothing cancels that shows)."""
    running: Floats = np.concatenate([[0.0], np.cumsum(values)])
    total: Floats = running[end] - running[start]
    return total


def _frame(
    readings: Readings, options: Options, calibration: Calibration, levels: Levels, estimate: Estimates, past: Past
) -> pd.DataFrame:
    """The rows asked for, as columns, sorted by date and unit."""
    kept = np.arange(len(levels))
    if options.first is not None:
        kept = kept[levels.period >= period_of(day_number(options.first), options.period)]
    kept = kept[_by_date(levels.at(kept) if len(kept) < len(levels) else levels, readings.actors)]
    levels = levels.at(kept)
    counts = levels.counts
    level, half = estimate.level[kept], estimate.half[kept]
    columns: dict[str, object] = {"date": _dates(levels.period)}
    for name, codes in zip(_UNITS[options.by], (levels.first, levels.second), strict=False):
        columns[name] = _names(readings.actors, codes)
    columns |= {
        "tension": 100 * level.clip(-1, 1),
        "low": 100 * (level - half).clip(-1, 1),
        "high": 100 * (level + half).clip(-1, 1),
        "paragraphs": np.rint(counts.paragraphs).astype(np.int64),
        "articles": counts.articles,
        "stories": counts.stories,
        "escalatory_share": counts.escalatory / counts.paragraphs,
        "deescalatory_share": counts.deescalatory / counts.paragraphs,
        "outlets": counts.outlets,
        "baseline": 100 * past.baseline[kept],
        "deviation": 100 * past.deviation[kept],
        "unusual": past.unusual[kept],
        "options": _repeated(f"{options.stated()} {calibration.stated()}", len(kept)),
    }
    return pd.DataFrame(columns)


def _dates(days: Ints) -> "pd.Series[pd.Timestamp]":
    return pd.Series(days.astype("datetime64[D]").astype("datetime64[us]"))


def _by_date(levels: Levels, actors: tuple[str, ...]) -> Ints:
    """The order by date, and by actors' ids within it."""
    if not len(levels):
        return np.zeros(0, dtype=np.int64)
    place = alphabet(actors) + 1
    key = (levels.period - levels.period.min()) * len(place) + place[levels.first]
    if levels.second.max() >= 0:
        key = key * len(place) + place[levels.second]
    return np.argsort(key)


def _names(actors: tuple[str, ...], codes: Ints) -> "pd.Series[str]":
    return pd.Series(actors, dtype="str").take(codes).reset_index(drop=True)


def _repeated(text: str, times: int) -> pd.Categorical:
    """The same text in every row, held once."""
    return pd.Categorical.from_codes(np.zeros(times, dtype=np.int8), categories=pd.Index([text], dtype="str"))


def counterparts(
    readings: Readings, actor: str, options: Options | None = None, calibration: Calibration | None = None
) -> pd.DataFrame:
    """Whom an actor deals with: what it does toward each other actor, and what that one does toward it.

    `readings` by pair. The days from `first` to `last` are taken as one period, estimated as `tension` does. One row
    another actor, those with most paragraphs first: `other`, `given` and `received`, mean stances in [-1, +1] drawn
    toward 0 (missing where there is none), and `given_count`, `received_count`, paragraphs with such an act, the same
    words counted once. `by` and `period` of the options are not looked at, nor is smoothing.
    """
    options = replace(options or Options(), by="pair", actors=(actor,), half_life=0.0)
    calibration = calibration or Calibration.defaults()
    levels = _levels(story_cells(readings, options, "span"), readings, options, calibration)
    level = _estimates(_smoothed(levels, 0), calibration).level
    source, target = _names(readings.actors, levels.first), _names(readings.actors, levels.second)
    count = np.rint(levels.counts.paragraphs).astype(np.int64)
    sides = {}
    for side, own, other in (("given", source, target), ("received", target, source)):
        rows = (own == actor).to_numpy(dtype=bool)
        index = pd.Index(other[rows], name="other", dtype="str")
        sides[side] = pd.Series(level[rows], index=index)
        sides[f"{side}_count"] = pd.Series(count[rows], index=index)
    frame = pd.DataFrame(sides).rename_axis("other").sort_index().reset_index()
    for name in ("given_count", "received_count"):
        frame[name] = frame[name].fillna(0).astype("int64")
    order = (frame["given_count"] + frame["received_count"]).sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def events_of(readings: Readings, options: Options | None = None) -> pd.DataFrame:
    """How often one actor did what toward another: one row a pair and event, in the order of the alphabet.

    `readings` by pair; of the days from `first` to `last`. EVENT_COLUMNS: `source` and `target` (for `by="sides"` the
    two in the order of the alphabet), `event` and `quad` (see `signals.scoring.outputs`), `stance`, the plain mean in
    [-1, +1], and `paragraphs` with such an act, the same words counted once. Raises InputError for readings by actor.
    """
    options = options or Options(by="pair")
    if options.by == "actor":
        raise InputError("Events pass between two actors: ask for by=pair or by=sides.")
    rows = counted(readings, options)
    names = sorted(EVENTS)
    event = np.array([names.index(name) for name in EVENTS])[rows["event"]]
    place = alphabet(readings.actors)
    order = np.lexsort((event, place[rows["target"]], place[rows["source"]]))
    source, target, event = (column[order] for column in (rows["source"], rows["target"], event))
    starts = run_starts(source, target, event)
    count = np.diff(np.append(starts, len(order)))
    return pd.DataFrame(
        {
            "source": _names(readings.actors, source[starts]),
            "target": _names(readings.actors, target[starts]),
            "event": pd.Series([names[code] for code in event[starts]], dtype="str"),
            "quad": pd.Series([QUAD_OF[names[code]] for code in event[starts]], dtype="str"),
            "stance": add_up(rows["stance"][order], starts) / np.maximum(count, 1),
            "paragraphs": count.astype(np.int64),
        }
    )


def over(readings: Readings, options: Options, calibration: Calibration | None = None) -> pd.DataFrame:
    """The days from `first` to `last` as one period, one row a unit: the columns of `tension` up to `outlets`.

    Sorted by unit; `period` and smoothing of the options are not looked at. Missing bounds take all days.
    """
    options, calibration = replace(options, half_life=0.0), calibration or Calibration.defaults()
    levels = _levels(story_cells(readings, options, "span"), readings, options, calibration)
    estimate = _estimates(_smoothed(levels, 0), calibration)
    unknown = Past(*(np.full(len(levels), np.nan) for _ in Past._fields))
    frame = _frame(readings, replace(options, first=None), calibration, levels, estimate, unknown)
    return frame[[*_UNITS[options.by], *_MEASURES[: _MEASURES.index("outlets") + 1]]]
