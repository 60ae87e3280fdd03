"""Who rises and who falls: two spans of days compared, by actor or by pair."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from signals.index import over
from signals.library import Library
from signals.measuring import calibration_of, kind_of
from signals.selection import Options

MOVER_COLUMNS = ["before", "after", "change", "low", "high", "paragraphs_before", "paragraphs_after"]


def movers(library: Library, options: Options, last: date, days: int = 7) -> pd.DataFrame:
    """How the tension of the `days` up to `last` differs from that of as many days before them.

    One row a unit that both spans tell of, the largest change first: the unit's columns; `before` and `after` in
    tension points; `change` with its 90 % interval `low` … `high`; paragraphs on each side. `first` and `last` of the
    options are not looked at.
    """
    spans = (last - timedelta(days=2 * days - 1), last - timedelta(days=days)), (last - timedelta(days=days - 1), last)
    return compared(library, options, *spans)


def compared(
    library: Library,
    options: Options,
    earlier: tuple[date, date],
    later: tuple[date, date],
    also: Callable[[Options], Options] = lambda options: options,
) -> pd.DataFrame:
    """As `movers`, of any two spans (first day, last day). `also` changes the options of the later side."""
    readings, calibration = library.readings(kind_of(options)), calibration_of(library, options)
    before = over(readings, replace(options, first=earlier[0], last=earlier[1]), calibration)
    after = over(readings, replace(also(options), first=later[0], last=later[1]), calibration)
    unit = [name for name in ("actor", "other", "source", "target") if name in before]
    both = before.merge(after, on=unit, suffixes=("_before", "_after"))
    change = both["tension_after"] - both["tension_before"]
    halves = [(both[f"high_{side}"] - both[f"low_{side}"]) / 2 for side in ("before", "after")]
    half = (halves[0] ** 2 + halves[1] ** 2) ** 0.5
    frame = both.assign(
        before=both["tension_before"], after=both["tension_after"], change=change, low=change - half, high=change + half
    )
    order = frame["change"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order, [*unit, *MOVER_COLUMNS]].reset_index(drop=True)
