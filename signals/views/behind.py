"""The paragraphs behind a number, beside the charts: of an actor or a pair, in some days, those that weigh most first.

What is selected lives in the address (`actor`, `with`, `day`, `until`), so that a view can be bookmarked and sent.
"""

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from signals.changes import days_named, unit_name
from signals.charts import direction, ink, last_day
from signals.measuring import behind, measured
from signals.selection import Options
from signals.views.filters import View
from signals.views.kept import kept
from signals.views.shared import csv_button, dark, library

MOST_SHOWN = 40
_MOST_PERIODS = 400  # to choose from
_BETWEEN = "|"  # no id has it
# Wide pages keep the panel in sight beside charts that are longer than the window.
_STAYS = """<style>
@media (min-width: 900px) {
  [data-testid="stColumn"]:has(.st-key-evidence) { position: sticky; top: 4rem; align-self: flex-start; }
  .evidence { max-height: calc(100vh - 21rem); min-height: 16rem; }
}
.evidence { overflow-y: auto; overflow-wrap: anywhere; font-size: 0.94rem; line-height: 1.45; padding-right: 0.6rem; }
.evidence article { border-top: 1px solid; border-color: rgba(128,128,128,0.35); padding: 0.55rem 0 0.6rem; }
.evidence p { margin: 0 0 0.25rem; }
.evidence .source { font-size: 0.86rem; opacity: 0.85; }
.evidence a { color: inherit; text-decoration: underline; }
</style>"""


@dataclass(frozen=True)
class Selected:
    """Whose paragraphs are shown (one id, or source and target) and of which days."""

    unit: tuple[str, ...]
    first: date
    last: date


def select(selected: Selected) -> None:
    """Put a selection into the address; a callback of buttons, charts and boxes."""
    values = {"actor": selected.unit[0], "with": selected.unit[1] if len(selected.unit) > 1 else ""}
    values |= {"day": selected.first.isoformat(), "until": ""}
    if selected.last != selected.first:
        values["until"] = selected.last.isoformat()
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def selected_in_address(view: View) -> Selected | None:
    """What the address asks for; None where it asks for nothing that is there."""
    asked = st.query_params.get("actor", ""), st.query_params.get("with", "")
    unit = tuple(name for name in asked if name)
    try:
        first = date.fromisoformat(st.query_params.get("day", ""))
        last = date.fromisoformat(st.query_params.get("until", "") or first.isoformat())
    except ValueError:
        return None
    known = bool(unit) and set(unit) <= set(view.ranked) and len(set(unit)) == len(unit) and first <= last
    return Selected(unit, first, last) if known and asked[0] else None


def panel(view: View, selected: Selected) -> None:
    """Draw the choice and the paragraphs."""
    st.html(_STAYS)
    with st.container(key="evidence"):
        st.subheader(
            "The paragraphs behind it", help="Select a point, a cell, a mark or a card to see what it rests on."
        )
        _choice(view, selected)
        rows = rows_behind(view, selected)
        _summary(view, selected, rows)
        if len(rows):
            st.html(_listed(rows.head(MOST_SHOWN), dark()))
        csv_button(rows, "evidence", "paragraph", f"{_file_name(selected)}.csv", "behind-csv")


def rows_behind(view: View, selected: Selected) -> pd.DataFrame:
    """The paragraphs behind a selection, as `signals.measuring.behind` gives them."""
    # what is not looked at is left out, so that what was read is found again under another period
    options = replace(_options(view, selected.unit), period="day", first=None, last=None)
    key = ("behind", options, selected)
    return kept(key, lambda: behind(library(), options, selected.unit, selected.first, selected.last))


def _options(view: View, unit: tuple[str, ...]) -> Options:
    return replace(view.options if len(unit) == 1 else view.by("pair"), half_life=0.0)


def _file_name(selected: Selected) -> str:
    return f"paragraphs-{'-'.join(selected.unit)}-{selected.first}-{selected.last}"


def _choice(view: View, selected: Selected) -> None:
    """Boxes that show the selection and change it without a mouse on the chart."""
    units = [*view.ranked] if len(selected.unit) == 1 else [_BETWEEN.join(selected.unit), *view.ranked]
    spans = {days_named(*span): span for span in _with(_periods(view, selected.unit), selected)}
    st.session_state["behind-unit"] = _BETWEEN.join(selected.unit)
    st.session_state["behind-when"] = days_named(selected.first, selected.last)

    def chosen() -> None:
        unit = tuple(st.session_state["behind-unit"].split(_BETWEEN))
        first, last = spans[st.session_state["behind-when"]]
        if unit != selected.unit and (held := _periods(view, unit)) and (first, last) not in held:
            first, last = held[0]
        select(Selected(unit, first, last))

    left, right = st.columns(2)
    left.selectbox("Whose", units, format_func=_called, key="behind-unit", on_change=chosen)
    right.selectbox("When", list(spans), key="behind-when", on_change=chosen)


def _called(unit: str) -> str:
    return unit_name(unit.split(_BETWEEN))


def _with(spans: list[tuple[date, date]], selected: Selected) -> list[tuple[date, date]]:
    own = selected.first, selected.last
    return spans if own in spans else [own, *spans]


def _periods(view: View, unit: tuple[str, ...]) -> list[tuple[date, date]]:
    """First and last days of the periods in view with paragraphs of the unit, the newest first."""
    options = replace(_options(view, unit), actors=unit[:1])

    def find() -> list[tuple[date, date]]:
        index = measured(library(), options)
        if len(unit) > 1:
            index = index[(index["source"] == unit[0]) & (index["target"] == unit[1])]
        dates = [day.date() for day in index["date"].iloc[::-1].iloc[:_MOST_PERIODS]]
        return [(day, last_day(day, options.period)) for day in dates]

    return kept(("periods", options, unit), find)


def _summary(view: View, selected: Selected, rows: pd.DataFrame) -> None:
    """What the paragraphs add up to, in a sentence."""
    if rows.empty:
        st.caption("No paragraph in these days counts under the filters at the left.")
        return
    fewer = f" The {MOST_SHOWN} that weigh most are shown." if len(rows) > MOST_SHOWN else ""
    smoothed = " Smoothed numbers in the charts hold earlier days too." if view.options.half_life else ""
    count = f"{len(rows):,} paragraphs add" if len(rows) != 1 else "1 paragraph adds"
    st.caption(
        f"{count} up to a tension of {rows['points'].sum():+.0f} for these days, those that weigh most first."
        f"{fewer}{smoothed}",
        help="Each paragraph adds its stance times its weight, in tension points. Words printed before add nothing.",
    )


def _listed(rows: pd.DataFrame, in_the_dark: bool) -> str:
    """The paragraphs as HTML; everything that articles say is escaped."""
    return (
        f'<div class="evidence" tabindex="0">{"".join(_one(row, in_the_dark) for row in rows.to_dict("records"))}</div>'
    )


def _one(row: "dict[Any, Any]", in_the_dark: bool) -> str:
    colours = ink(in_the_dark)
    way = direction(row["points"] - 0.05, row["points"] + 0.05)
    colour = {1: colours.escalatory, -1: colours.deescalatory, 0: colours.text}[way]
    points = (
        f"{ {1: '▲', -1: '▼', 0: '●'}[way] } {row['points']:+.1f} points" if row["share"] > 0 else "● printed before"
    )
    address = "articles?" + urlencode({"article": row["article_id"], "paragraph": row["paragraph"]})
    source = ", ".join(filter(None, [str(row["outlet"]), f"{pd.Timestamp(row['published']):%-d %b %Y}"]))
    corrected = f" · corrected by {escape(str(row['corrected_by']))}" if row["corrected"] else ""
    return (
        f'<article><p><strong style="color:{colour}">{points}</strong> · stance {row["act"]:+.2f}{corrected}</p>'
        f"<p>{escape(str(row['text']))}</p>"
        f'<p class="source"><a href="{escape(address)}" target="_self">{escape(str(row["title"]))}</a>, '
        f"{escape(source)}, paragraph {row['paragraph']}</p></article>"
    )
