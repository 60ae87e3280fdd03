"""What each paragraph adds to a number of the index: a number opens into the sentences that made it.

The tension of a period is a weighted sum of its paragraphs' stances, less what house effects take off. So it can be
taken apart without rest: the `points` of the paragraphs sum to the tension.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from signals.calibration import Calibration, spread_of
from signals.errors import InputError
from signals.index import Options
from signals.readings import Readings
from signals.selection import rows_of

EVIDENCE_COLUMNS = ["article_id", "paragraph", "share", "points", "act"]


def contributions(
    readings: Readings,
    options: Options,
    unit: Sequence[str],
    first: date,
    last: date,
    calibration: Calibration | None = None,
) -> pd.DataFrame:
    """The paragraphs of an actor (one id) or pair (two) from `first` to `last`, those that weigh most first.

    EVIDENCE_COLUMNS: `share`, how much of the period's mean the paragraph is, 0 … 1 (0 for a reprint); `points` of
    tension that it adds, house effect taken off; `act`, its stance, or of a pair that of its acts. The shares sum to
    less than 1: the rest is the neutral prior that thin periods are drawn to. Raises InputError where the unit has not
    as many actors as `options.by` asks for.
    """
    if len(unit) != (1 if options.by == "actor" else 2):
        raise InputError(f"An index by {options.by} needs {'one actor' if options.by == 'actor' else 'two actors'}.")
    calibration = calibration or Calibration.defaults()
    rows = pd.DataFrame(rows_of(readings, options, unit, first, last))
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _DTYPES.items()})
    keys = ["article", "paragraph"]  # a paragraph may tell of acts in both directions: it is one all the same
    rows = rows.groupby(keys, sort=False).agg(
        story=("story", "first"), outlet=("outlet", "first"), act=("stance", "mean"), fresh=("fresh", "max")
    )
    effects, doubts = calibration.houses(readings.outlets, options.house_effects)
    share = _shares(rows, doubts, calibration)
    rows = rows.assign(share=share, points=100 * share * (rows["act"] - effects[rows["outlet"]])).reset_index()
    article_id = readings.articles["article_id"].to_numpy(dtype=object)[rows["article"]]
    frame = rows.assign(article_id=article_id)
    order = (-frame["points"].abs()).argsort(kind="stable")
    return frame.iloc[order].reset_index(drop=True)[EVIDENCE_COLUMNS]


_DTYPES = {"article_id": "str", "paragraph": "int64", "share": "float64", "points": "float64", "act": "float64"}


def _shares(rows: pd.DataFrame, doubts: np.ndarray, calibration: Calibration) -> "pd.Series[float]":
    """The weights of `signals.index`, level by level, as a share of the whole period and its prior."""
    fresh = rows["fresh"].astype(float)
    in_story = fresh.groupby(rows["story"]).transform("sum")
    stories = rows.assign(n=in_story)[in_story > 0].drop_duplicates("story").set_index("story")
    weight = pd.Series(1 / spread_of(calibration, stories["n"].to_numpy()), index=stories.index)
    mass = weight.groupby(stories["outlet"]).sum()
    precision = mass / (1 + doubts[mass.index] * mass)
    whole = precision.sum() + 1 / calibration.level_spread**2
    of_outlet = (precision / mass / whole).reindex(rows["outlet"]).to_numpy()
    of_story = weight.reindex(rows["story"]).fillna(0.0).to_numpy()
    share: pd.Series[float] = fresh / in_story.clip(lower=1) * of_story * of_outlet
    return share
