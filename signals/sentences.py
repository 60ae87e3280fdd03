"""The sentences behind what a page shows, as many as can be read: those that weigh most, and the newest acts.

`signals.measuring.behind` gives every paragraph behind a number; an actor of a large library has hundreds of thousands
of them. Here only the texts that are shown are fetched.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from signals.evidence import contributions
from signals.library import Library
from signals.measuring import calibration_of, kind_of
from signals.scoring.outputs import EVENTS
from signals.selection import Ints, Options, between

MOST = 500


class Sentences(NamedTuple):
    """Some rows, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def weightiest(
    library: Library, options: Options, unit: Sequence[str], first: date, last: date, most: int = MOST
) -> Sentences:
    """The paragraphs that weigh most in the tension of an actor or pair (ids) from `first` to `last`.

    Rows and columns of `signals.measuring.behind`, the first `most` of them. Raises InputError where the unit has not
    as many actors as `options.by` asks for.
    """
    readings = library.readings(kind_of(options))
    told = contributions(readings, options, unit, first, last, calibration_of(library, options))
    keys = ["article_id", "paragraph"]
    head = told.head(most)
    paragraphs = library.paragraphs(article_ids=head["article_id"].unique())
    return Sentences(head.merge(paragraphs, on=keys, how="inner"), len(told))


def newest_acts(
    library: Library,
    options: Options,
    actor: str,
    other: str | None = None,
    side: str = "both",
    events: Collection[str] = (),
    most: int = MOST,
) -> Sentences:
    """The acts of an actor toward others and of others toward it, the newest first, of one day the strongest first.

    `other`: only between the two (None: anybody). `side`: "given", "received" or "both". `events`: only these PLOVER
    roots (none: all). Rows of `Library.relations`, the first `most`. Options as for an index by pair; `by` and `period`
    are not looked at.
    """
    readings = library.readings("pair")
    options = replace(options, by="pair")
    places = _of_kind(library, between(readings, options, actor, other), actor, side, events)
    columns = readings.columns
    newest = places[np.lexsort((-np.abs(columns["stance"][places]), -columns["day"][places]))][:most]
    ids, names = readings.articles["article_id"].to_numpy(dtype=object), np.array(readings.actors, dtype=object)
    keys = pd.DataFrame(
        {
            "article_id": ids[columns["article"][newest]],
            "paragraph": columns["paragraph"][newest],
            "source": names[columns["source"][newest]],
            "target": names[columns["target"][newest]],
        }
    )
    relations = library.relations(article_ids=keys["article_id"].unique())
    return Sentences(keys.merge(relations, on=list(keys.columns), how="inner"), len(places))


def _of_kind(library: Library, places: Ints, actor: str, side: str, events: Collection[str]) -> Ints:
    """Those of the places where the actor stands on this side and the act is one of these."""
    readings = library.readings("pair")
    if side != "both" and len(places):
        own = readings.columns["source" if side == "given" else "target"][places]
        places = places[own == readings.actors.index(actor)]
    if events:
        wanted = [code for code, event in enumerate(EVENTS) if event in events]
        places = places[np.isin(readings.columns["event"][places], wanted)]
    return places
