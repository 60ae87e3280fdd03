"""Tension: the timeline per actor, the heat map, and the paragraphs behind any point of either."""

from datetime import date

import pandas as pd
import streamlit as st

from signals.actors import actor_name
from signals.charts import direction, heat_map, timeline
from signals.export import to_csv
from signals.index import Options
from signals.measuring import behind, measured
from signals.samples import sample_sequences
from signals.views.adding import score_and_add
from signals.views.filters import chosen
from signals.views.shared import CHART_CONFIG, dark, library, paragraphs_table, plain

_ACTORS_IN_MAP = 12


def page() -> None:
    """Draw the page."""
    st.title("Who is escalating, who is easing")
    view = chosen()
    if view is None:
        _empty()
        return
    index = measured(library(), view.options)
    if index.empty:
        st.info("No paragraph in these dates names a state or organisation that the tables know. Widen the dates.")
        return
    st.markdown(_headline(index))
    _timeline(index, list(view.actors))
    _heat_map(index, list(view.ranked[:_ACTORS_IN_MAP]))
    st.download_button(
        f"Download the index ({len(index):,} rows, CSV)",
        lambda: to_csv(index, "index").encode("utf-8-sig"),
        file_name="tension-index.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    _evidence(index, view.options, list(view.ranked))


def _empty() -> None:
    """Leads on: to one's own articles, or to the samples."""
    st.info("The library is empty. Open “Add articles” to put your own in, or begin with the sample articles.")
    if st.button("Score and add the sample articles", type="primary"):
        for collection, articles in sample_sequences():
            score_and_add(articles, collection)
        st.rerun()


def _headline(index: pd.DataFrame) -> str:
    """What the latest day says, in one sentence."""
    latest = index[index["date"] == index["date"].max()]
    sure = latest[[direction(low, high) != 0 for low, high in zip(latest["low"], latest["high"], strict=True)]]
    day = f"{latest['date'].iloc[0]:%-d %B %Y}"
    if sure.empty:
        return f"On **{day}**, the latest day, nobody moves clearly either way."
    top = sure.loc[sure["tension"].abs().idxmax()]
    word = "escalatory" if top["tension"] > 0 else "de-escalatory"
    return (
        f"On **{day}**, the latest day, **{plain(actor_name(top['actor']))}** stands out: "
        f"{word}, {top['tension']:+.0f} (90 % interval {top['low']:+.0f} to {top['high']:+.0f}, "
        f"{top['paragraphs']} paragraphs)."
    )


def _timeline(index: pd.DataFrame, actors: list[str]) -> None:
    st.subheader("Timeline")
    st.caption(
        "▲ escalatory · ▼ de-escalatory · ● not clearly either · hollow: fewer than three paragraphs. Click a point."
    )
    _selectable(timeline(index, actors, dark()), "timeline", "Tension of the chosen actors by day, with intervals")


def _heat_map(index: pd.DataFrame, actors: list[str]) -> None:
    st.subheader("Actor × day")
    st.caption("Orange, plus: escalatory. Blue, minus: de-escalatory. Only days with reports. Click a cell.")
    _selectable(heat_map(index, actors, dark()), "heat-map", "Tension by actor and day")


def _selectable(figure: object, key: str, alt: str) -> None:
    def picked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[-1].get("customdata"):
            actor, day = points[-1]["customdata"][:2]
            st.session_state["actor"], st.session_state["day"] = actor, date.fromisoformat(day)

    st.plotly_chart(
        figure, key=key, on_select=picked, selection_mode="points", theme=None, width="stretch",
        config=CHART_CONFIG, alt=alt,
    )  # fmt: skip


def _evidence(index: pd.DataFrame, options: Options, ranked: list[str]) -> None:
    """The paragraphs behind one actor's day, most telling first."""
    st.subheader("The paragraphs behind a point")
    strongest = index.iloc[int(index["tension"].abs().argmax())]
    if st.session_state.get("actor") not in ranked:
        st.session_state["actor"], st.session_state["day"] = strongest["actor"], strongest["date"].date()
    left, right = st.columns(2)
    actor = left.selectbox("Actor", ranked, format_func=actor_name, key="actor")
    known = sorted(index.loc[index["actor"] == actor, "date"].dt.date, reverse=True)
    if st.session_state.get("day") not in known:
        st.session_state["day"] = known[0]
    day = right.selectbox("Day", known, format_func=lambda d: f"{d:%-d %B %Y}", key="day")
    paragraphs_table(behind(library(), options, [actor], day, day), "behind", f"paragraphs-{actor}-{day}.csv")
