"""A library's numbers: its index, its shifts, and the paragraphs behind any of them.

The page and the command line ask here; `signals.index`, `signals.shifts` and `signals.evidence` compute.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from signals.calibration import Calibration, calibrate
from signals.errors import InputError
from signals.evidence import contributions
from signals.index import Options, tension
from signals.library import Library
from signals.library.kept_readings import Kind
from signals.selection import between, chosen, held_in
from signals.shifts import DAYS_TOLD, FALSE_ALARMS, shifts, telling

MOST_ACTS = 500
_UNDRAWN = 100.0  # spread of levels under which nothing is drawn toward 0
GROWTH = 1.1  # a calibration is made anew once there are so many times more stories than it rests on


def measured(library: Library, options: Options | None = None) -> pd.DataFrame:
    """The index of a library (`signals.index.tension`) with the calibration that is kept for its collection."""
    options = options or Options()
    return tension(library.readings(kind_of(options)), options, calibration_of(library, options))


def kind_of(options: Options) -> Kind:
    """Which readings the index is made of."""
    return "actor" if options.by == "actor" else "pair"


def calibration_of(library: Library, options: Options) -> Calibration:
    """The calibration of the options' kind and collection: the one that is kept, or a new one once the library grew.

    Kept, so that yesterday's numbers do not change with every article that is added today.
    """
    kind, collection = kind_of(options), options.collection
    readings = library.readings(kind)
    articles = readings.articles
    articles = articles[held_in(articles["collection"], collection)]
    stories = articles["story_id"].nunique()
    kept = library.kept_calibration(collection or "", kind)
    if kept and kept[0] / GROWTH <= stories <= kept[0] * GROWTH:
        return Calibration.from_json(kept[1])
    made = calibrate(readings, collection)
    library.keep_calibration(collection or "", kind, stories, made.to_json())
    return made


def shifts_of(library: Library, options: Options | None = None, false_alarms: float = FALSE_ALARMS) -> pd.DataFrame:
    """The shifts of a library's daily index (`signals.shifts.shifts`), with the options they rest on.

    The index is not drawn toward 0 here: else news that dries up would look like a fall in tension.
    """
    options = options or Options()
    if options.period != "day" or options.half_life:
        raise InputError("Shifts are found in days that are not smoothed: leave out period and half life.")
    calibration = calibration_of(library, options)
    index = tension(library.readings(kind_of(options)), options, replace(calibration, level_spread=_UNDRAWN))
    found = shifts(index.drop(columns="options"), false_alarms)
    return found.assign(options=f"{options.stated()} {calibration.stated()} false_alarms={false_alarms:g}")


def behind(library: Library, options: Options, unit: Sequence[str], first: date, last: date) -> pd.DataFrame:
    """The paragraphs behind a number, those that weigh most first: of an actor or pair (ids), from `first` to `last`.

    Columns of `Library.paragraphs` and, from `signals.evidence.contributions`, `share` (of the mean), `points` (of
    tension that the paragraph adds, summing to the tension of these days taken as one period) and `act`, the stance
    that counts: the paragraph's, or of a pair its act's.
    """
    calibration = calibration_of(library, options)
    told = contributions(library.readings(kind_of(options)), options, unit, first, last, calibration)
    paragraphs = library.paragraphs(article_ids=told["article_id"].unique())
    return told.merge(paragraphs, on=["article_id", "paragraph"], how="inner")


def acts(
    library: Library, options: Options, actor: str, other: str | None = None, most: int = MOST_ACTS
) -> tuple[pd.DataFrame, int]:
    """The acts of an actor toward others and of others toward it, the newest first; with `other` between the two.

    Rows of `Library.relations`, of one day those with the strongest stance first, at most `most`; and how many there
    are. Options as for an index by pair; `by` and `period` are not looked at.
    """
    readings = library.readings("pair")
    places = between(readings, options, actor, other)
    columns = readings.columns
    newest = places[np.lexsort((-np.abs(columns["stance"][places]), -columns["day"][places]))][:most]
    keys = pd.DataFrame(
        {
            "article_id": readings.articles["article_id"].to_numpy(dtype=object)[columns["article"][newest]],
            "paragraph": columns["paragraph"][newest],
            "source": np.array(readings.actors, dtype=object)[columns["source"][newest]],
            "target": np.array(readings.actors, dtype=object)[columns["target"][newest]],
        }
    )
    relations = library.relations(article_ids=keys["article_id"].unique())
    return keys.merge(relations, on=list(keys.columns), how="inner"), len(places)


def named(library: Library, options: Options) -> list[str]:
    """Ids of the actors that the paragraphs name, those that most of them name first."""
    readings = library.readings("actor")
    counts = np.bincount(readings.columns["source"][chosen(readings, options)], minlength=len(readings.actors))
    order = np.argsort(-counts, kind="stable")
    return [readings.actors[code] for code in order if counts[code]]


def days(library: Library, collection: str | None) -> tuple[date, date] | None:
    """The first and last day on which an article was published; None where there is none."""
    articles = library.readings("actor").articles
    published = articles["published"][held_in(articles["collection"], collection)]
    return None if published.empty else (published.min().date(), published.max().date())


def outlets(library: Library, collection: str | None) -> list[str]:
    """Names of the outlets of a collection's articles, by name; "" where one states none."""
    articles = library.readings("actor").articles
    articles = articles[held_in(articles["collection"], collection)]
    return sorted(articles["outlet"].unique())


def making(library: Library, options: Options, shift: "pd.Series[Any]") -> pd.DataFrame:
    """The paragraphs that made a shift (a row of `shifts_of`), the most telling first (`signals.shifts.telling`)."""
    first = pd.Timestamp(shift["date"]).date()
    unit = [str(shift[name]) for name in ("actor", "other", "source", "target") if name in shift.index]
    paragraphs = behind(library, options, unit, first, first + timedelta(days=DAYS_TOLD))
    read = paragraphs.rename(columns={"stance": "paragraph_stance"}).assign(stance=paragraphs["act"])
    return telling(read, shift)
