"""Shifts: days on which the tension of an actor or pair moved to a new level, by more than chance allows.

What enters is the daily index (`signals.index`, unsmoothed); what leaves is one row a shift with the size of the change
and its interval, and, by `telling`, the paragraphs that made it. Method, false alarms and limits: `docs/shifts.md`.

The change points are those of ruptures' `Pelt` (Truong, Oudre and Vayatis, 2020; Killick, Fearnhead and Eckley, 2012)
under a least-squares cost in which every day weighs as much as its interval is narrow.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FALSE_ALARMS = 0.5  # a unit and year of daily reports
LEAST_ALARMS, MOST_ALARMS = 0.2, 4.0  # between which the penalty was measured
MIN_DAYS = 14  # with reports: fewer do not tell the noise of the days from a new level
DAYS_TOLD = 2  # paragraphs of the shift's day and of this many days after it are taken to have made it
UNITS = (("source", "target"), ("actor", "other"), ("actor",))
MEASURES = ["before", "after", "change", "low", "high", "days_before", "days_after"]

# What a change must gain, in units of χ²: PENALTY - SLOPE·ln(false alarms a year). From simulated days on which nothing
# changes; docs/shifts.md has the table and the command that measures it again.
PENALTY = 15.0
SLOPE = 3.2

_QUANTILE = 1.645  # of the normal distribution, two-sided 90 %
_MEDIAN_SQUARE = 0.4549  # median of χ² with one degree of freedom
_NARROWEST = 1.0  # standard error of a day, tension points: no day is known better than this
_NEW = 3  # days: what the first and the last level of a series must have
_SPIKE = 2.5  # standard deviations from the median of five days at which a lone day is cut off
_LAGS = (2, 3, 4, 5)  # days apart at which two days are taken to be independent
_SHRINK = 100.0  # days of reports that the assumption of independent days is worth
_SCREEN = 0.5  # share of the penalty that a day must gain in some window to be looked at
_WINDOWS = (1, 3, 6, 10, 20, 40, 80, 160)  # days


def shifts(index: pd.DataFrame, false_alarms: float = FALSE_ALARMS) -> pd.DataFrame:
    """Days on which the level of an actor or pair changed by more than chance allows.

    `index`: a frame of days with `date`, the columns of one of UNITS, and `tension`, `low`, `high` (90 % interval), all
    in [-100, +100]; a day without reports has no row. `false_alarms`: how many false shifts one who looks every day may
    see a unit and year of daily reports in which nothing changes; LEAST_ALARMS to MOST_ALARMS.

    Returns one row a shift, by date and then size, the largest first: the unit's columns; `date`, first day of the new
    level (datetime64); the levels `before` and `after`, means of the days weighted by precision up to the neighbouring
    shifts; their difference `change` with its 90 % interval `low` … `high`, in tension points; `days_before` and
    `days_after`, days with reports that the levels rest on. A unit with fewer than MIN_DAYS days has none.

    Raises InputError where a column is missing, a unit has two rows for one day, or `false_alarms` is out of range.
    """
    unit = _unit_of(index)
    if not LEAST_ALARMS <= false_alarms <= MOST_ALARMS:
        raise InputError(f"false_alarms is {false_alarms}: give a number from {LEAST_ALARMS} to {MOST_ALARMS} a year.")
    days = index.dropna(subset=["date", "tension", "low", "high"]).sort_values([*unit, "date"], kind="stable")
    _check_single(days, unit)
    found = [_of_unit(group, false_alarms).assign(**_names(unit, name)) for name, group in days.groupby(unit)]
    frame = pd.concat([_none(days, unit), *(part for part in found if len(part))], ignore_index=True)
    order = frame.assign(size=-frame["change"].abs()).sort_values(["date", "size"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def telling(paragraphs: pd.DataFrame, shift: "pd.Series[Any]") -> pd.DataFrame:
    """The paragraphs that made a shift, the most telling first.

    `paragraphs`: those of the shift's unit around its day, with `stance` in [-1, +1], `published`, `story_id`.
    `shift`: a row of `shifts`. Returns those published from its day to DAYS_TOLD days later, with `pull`, the stance
    less the level before (before/100): first one of each story, those that pull furthest in the direction of the change
    leading; then the others in the same order. Raises InputError where a column is missing.
    """
    _check(paragraphs, ["stance", "published", "story_id"], "paragraphs")
    first = pd.Timestamp(shift["date"]).normalize()
    published = pd.to_datetime(paragraphs["published"]).dt.normalize()
    rows = paragraphs[published.between(first, first + pd.Timedelta(days=DAYS_TOLD))]
    rows = rows.assign(pull=rows["stance"] - shift["before"] / 100)
    rows = rows.iloc[(-np.sign(shift["change"]) * rows["pull"]).to_numpy().argsort(kind="stable")]
    turn = rows.groupby("story_id", dropna=False).cumcount().to_numpy()
    told: pd.DataFrame = rows.iloc[turn.argsort(kind="stable")].reset_index(drop=True)
    return told


def penalty(false_alarms: float) -> float:
    """What a change must gain, in units of χ², so that no more than so many false shifts are seen a year of reports.

    PENALTY and SLOPE are from simulated days on which nothing changes. Gaussian days have fewer alarms than stated,
    days with heavy tails more; docs/shifts.md says how many.
    """
    return float(PENALTY - SLOPE * np.log(false_alarms))


@dataclass(frozen=True)
class Noise:
    """How far the days of a series lie from their level by chance.

    `day`: standard deviation of the true daily level, tension points, beyond what the intervals tell; `clustering`:
    by what factor the variance of a mean of many days exceeds that of independent days, 1 or more.
    """

    day: float
    clustering: float


def noise_of(tension: Floats, error: Floats) -> Noise:
    """Noise of a series of days with these standard errors, hardly moved by shifts and single days.

    Days k apart on one level differ with variance e_i² + e_j² + 2·d², so d² is half the median of
    (x_j - x_i)²/0.4549 - e_i² - e_j² over the pairs 2 to 5 days apart, or 0. Neighbouring days that differ by less show
    a correlation r, and with it a mean of days has (1 + r)/(1 - r) times the variance: differences at two lags, as by
    Chakar, Lebarbier, Lévy-Leduc and Robin (2017), with r drawn toward 0 in short series and never below 0.
    The newest _NEW days are left out: in a short series a shift there would pass for noise, and so hide itself.
    """
    tension, error = tension[:-_NEW], error[:-_NEW]
    excess = [
        (tension[lag:] - tension[:-lag]) ** 2 / _MEDIAN_SQUARE - error[lag:] ** 2 - error[:-lag] ** 2 for lag in _LAGS
    ]
    day = max(0.0, float(np.median(np.concatenate(excess))) / 2)
    variance = error[1:] ** 2 + error[:-1] ** 2 + 2 * day
    apart = float(np.median((tension[1:] - tension[:-1]) ** 2 / variance)) / _MEDIAN_SQUARE
    correlation = min(max(0.0, 1 - apart) * len(tension) / (len(tension) + _SHRINK), 0.8)
    return Noise(day**0.5, (1 + correlation) / (1 - correlation))


def _changes(tension: Floats, weight: Floats, cost_of_change: float) -> list[int]:
    """Positions at which new levels begin: least weighted squares plus the cost of every change."""
    edges = _candidates(tension, weight, _SCREEN * cost_of_change)
    moments = np.column_stack([weight, weight * tension, weight * tension**2])
    blocks = np.add.reduceat(moments, edges, axis=0)
    if len(blocks) < 2:
        return []
    from ruptures import Pelt  # takes most of a second to import: only when it is needed

    from signals.weighted_cost import Weighted

    ends = Pelt(custom_cost=Weighted(), min_size=1, jump=1).fit_predict(blocks, pen=cost_of_change)
    return [int(edges[end]) for end in ends[:-1]]


def _candidates(tension: Floats, weight: Floats, gain: float) -> Ints:
    """0 and the positions, _NEW days or more from both ends, where parting the days of some window gains this much.

    A change of the best solution gains at least its penalty between its neighbours. Days that come nowhere near it in
    any window are no change, and Pelt is many times faster without them.
    """
    count = len(tension)
    inner = np.arange(_NEW, count - _NEW + 1)
    lengths = np.array([*(length for length in _WINDOWS if length < count), count])[:, None]
    mass = np.concatenate([[0.0], weight.cumsum()])
    moment = np.concatenate([[0.0], (weight * tension).cumsum()])
    left, right = np.maximum(inner - lengths, 0), np.minimum(inner + lengths, count)
    mass_left, mass_right = mass[inner] - mass[left], mass[right] - mass[inner]
    mean_left, mean_right = (moment[inner] - moment[left]) / mass_left, (moment[right] - moment[inner]) / mass_right
    best = np.zeros(len(inner))
    for side, mean in zip(mass_left, mean_left, strict=True):
        gains = side * mass_right / (side + mass_right) * (mean_right - mean) ** 2
        np.maximum(best, gains.max(axis=0), out=best)
    return np.concatenate([[0], inner[best >= gain]])


def _without_spikes(tension: Floats, deviation: Floats) -> Floats:
    """Days that stand alone, brought within _SPIKE deviations of the median of the five days around them.

    Three days of a new level are the majority of those around them and stay, at the end of the series too.
    """
    around = np.lib.stride_tricks.sliding_window_view(np.pad(tension, 2, constant_values=np.nan), 5)
    middle = np.nanmedian(around, axis=1)
    return np.clip(tension, middle - _SPIKE * deviation, middle + _SPIKE * deviation)


def _errors_of(days: pd.DataFrame) -> Floats:
    """Standard errors of the days, from the wider side of the interval: the other may be cut off at ±100."""
    tension, low, high = (days[name].to_numpy(dtype=np.float64) for name in ("tension", "low", "high"))
    side = np.maximum(tension - low, high - tension)
    return np.asarray(np.maximum(side / _QUANTILE, _NARROWEST), dtype=np.float64)


def _of_unit(days: pd.DataFrame, false_alarms: float) -> pd.DataFrame:
    """The MEASURES of the shifts of one unit, by `date`."""
    count = len(days)
    if count < MIN_DAYS:
        return pd.DataFrame(columns=["date", *MEASURES])
    tension, error = days["tension"].to_numpy(dtype=np.float64), _errors_of(days)
    noise = noise_of(tension, error)
    variance = error**2 + noise.day**2
    tension, weight = _without_spikes(tension, variance**0.5), 1 / (variance * noise.clustering)
    starts = np.array([0, *_changes(tension, weight, penalty(false_alarms))])
    mass = np.add.reduceat(weight, starts)
    level = np.add.reduceat(weight * tension, starts) / mass
    change, half = np.diff(level), _QUANTILE * (1 / mass[1:] + 1 / mass[:-1]) ** 0.5
    length = np.diff([*starts, count])
    columns = (level[:-1], level[1:], change, change - half, change + half, length[:-1], length[1:])
    return pd.DataFrame({"date": days["date"].to_numpy()[starts[1:]], **dict(zip(MEASURES, columns, strict=True))})


def _names(unit: list[str], name: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(unit, name, strict=True))


def _none(days: pd.DataFrame, unit: list[str]) -> pd.DataFrame:
    """No shift, with the columns of many and their types."""
    numbers = {name: pd.Series(dtype="int64" if name.startswith("days") else "float64") for name in MEASURES}
    return pd.concat([days.iloc[:0][[*unit, "date"]], pd.DataFrame(numbers)], axis=1)


def _unit_of(index: pd.DataFrame) -> list[str]:
    _check(index, ["date", "tension", "low", "high"], "days of the index")
    for unit in UNITS:
        if set(unit) <= set(index.columns):
            return list(unit)
    raise InputError("The index names no unit: give one with the column actor, or source and target.")


def _check_single(days: pd.DataFrame, unit: list[str]) -> None:
    twice = days[days.duplicated([*unit, "date"])]
    if len(twice):
        name, date = " → ".join(twice.iloc[0][unit].astype(str)), pd.Timestamp(twice.iloc[0]["date"])
        raise InputError(f"{name} has two rows for {date:%Y-%m-%d}: give an index with one row a unit and day.")


def _check(frame: pd.DataFrame, columns: list[str], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise InputError(f"The {name} lack the column {', '.join(missing)}: give a frame that has it.")
