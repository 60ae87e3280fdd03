"""The choices in the sidebar that every page shares. They live in the address: a view can be bookmarked and sent.

Each is a widget bound to a query parameter of the name of its key, so it keeps its value from page to page. A choice
at its default is not in the address.
"""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from signals.actors import actor_name
from signals.measuring import days, named, outlets
from signals.selection import Options
from signals.views.shared import choose_collection, library

PERIODS = {"auto": "Auto", "day": "Day", "week": "Week", "month": "Month"}
SMOOTHING = {0: "none", 3: "3 days", 7: "7 days", 14: "14 days", 30: "30 days"}
DAYS_BY_DAY, DAYS_BY_WEEK = 130, 900  # spans up to which "auto" shows days, and weeks
SHOWN = 4  # actors in the timeline when none is chosen


@dataclass(frozen=True)
class View:
    """What the reader looks at: `options` for an index by actor, and actors and days at hand.

    `ranked`: ids of all actors in view, those with most paragraphs first. `actors`: those chosen, or the first SHOWN.
    `first`, `last`: the days looked at (of the whole collection where none are chosen).
    """

    options: Options
    ranked: tuple[str, ...]
    actors: tuple[str, ...]
    first: date
    last: date

    def by(self, unit: str) -> Options:
        """The same options for an index by "actor", "pair" or "sides"."""
        return replace(self.options, by=unit)


def chosen() -> View | None:
    """Draw the choices and return the view; None where the collection is empty."""
    collection = choose_collection()
    held = days(library(), collection)
    if held is None:
        return None
    side = st.sidebar
    picked = side.date_input(  # type: ignore[call-overload]
        "Dates", (), format="YYYY-MM-DD", key="dates", bind="query-params",
        help="First and last day of publication. Empty: all days.",
    )  # fmt: skip
    first, last = picked if isinstance(picked, tuple) and len(picked) == 2 else held
    period = side.segmented_control(
        "Period", list(PERIODS), default="auto", format_func=lambda one: PERIODS[one], key="period",
        bind="query-params", required=True, help="Of each point. Auto: days, weeks or months, as many as can be read.",
    )  # fmt: skip
    with side.expander("More filters"):
        options = _more(collection, first, last)
    options = replace(options, period=_period(str(period), first, last))
    ranked = tuple(named(library(), options))
    actors = side.multiselect(
        "Actors", ranked, format_func=actor_name, key="actors", bind="query-params",
        help=f"Of the timeline. None: the {SHOWN} with most paragraphs.",
    )  # fmt: skip
    return View(options, ranked, tuple(actors) or ranked[:SHOWN], first, last)


def _more(collection: str | None, first: date, last: date) -> Options:
    half_life = st.select_slider(
        "Smoothing", list(SMOOTHING), 0, format_func=lambda days: SMOOTHING[days], key="smoothing", bind="query-params",
        help="Half-life of the weights of earlier days. It never looks ahead.",
    )  # fmt: skip
    confidence = st.slider(
        "Least confidence", 0.0, 1.0, 0.0, 0.05, key="sure", bind="query-params",
        help="Readings that the model is less sure of are left out.",
    )  # fmt: skip
    background = st.toggle(
        "Count background", False, key="background", bind="query-params",
        help="Paragraphs that tell of past years are kept out of the index unless this is on.",
    )  # fmt: skip
    printed = st.multiselect(
        "Outlets", outlets(library(), collection), key="outlets", bind="query-params",
        format_func=lambda name: name or "not stated", help="Only what these printed. None: all.",
    )  # fmt: skip
    return Options(
        collection=collection, first=first, last=last, half_life=float(half_life), min_confidence=confidence,
        background=background, outlets=tuple(printed),
    )  # fmt: skip


def _period(chosen: str, first: date, last: date) -> str:
    if chosen != "auto":
        return chosen
    span = (last - first).days
    return "day" if span <= DAYS_BY_DAY else "week" if span <= DAYS_BY_WEEK else "month"
