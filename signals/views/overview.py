"""Overview: what changed, in a sentence and in cards; timeline and heat map; the paragraphs behind any of it."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from signals import changes
from signals.brief import brief_html
from signals.changes import Changes, Move, bound, signed
from signals.charts import heat_map, last_day, picture_config, sparkline, timeline, web_page
from signals.export import to_csv
from signals.measuring import measured, shifts_of
from signals.movers import movers
from signals.samples import sample_sequences
from signals.selection import Options
from signals.views.behind import Selected, panel, rows_behind, select, selected_in_address
from signals.views.filters import PERIODS, View, chosen
from signals.views.jobs import job_of
from signals.views.kept import kept
from signals.views.shared import dark, library, plain

MOST_POINTS = 1_500  # of a chart
MOST_ADDED = 500  # titles listed
_ROWS_IN_MAP = 12
_LENGTH = {"day": 1, "week": 7, "month": 31}  # days
_SHIFT_DAYS = 1_500  # newest days in which shifts are looked for: more would keep the page waiting
_TREND = 12  # periods in a card's small line
_UNIT = {7: "week", 30: "month", 90: "month"}  # what a card's "usual" and small line are made of
_COLOUR = {1: "orange", -1: "blue", 0: "gray"}


def page() -> None:
    """Draw the page."""
    view = chosen()
    st.title("Who is escalating, who is easing")
    if view is None:
        _empty()
        return
    if not view.ranked:
        st.info("No paragraph in these dates names a state or organisation that the tables know. Widen the dates.")
        return
    _since_last_time(view)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        days = _span()
        _terms()
    found = _what_changed(view, days)
    charts, evidence = st.columns([29, 21], gap="medium")
    with charts:
        index = _charts(view)
    selected = selected_in_address(view) or _first_look(view, days, found, index)
    with evidence:
        panel(view, selected)
    st.divider()
    st.download_button(
        "One-page brief of this view (HTML)", lambda: _brief(view, days, found, index, selected), "brief.html",
        "text/html", key="brief", on_click="ignore", icon=":material/summarize:",
        help="The sentences, the charts, the paragraphs behind the selection, and how the number is made. It prints.",
    )  # fmt: skip


def _brief(view: View, days: int, found: Changes, index: pd.DataFrame, selected: Selected) -> bytes:
    """The view as a page of its own, on white whatever the reader's theme is."""
    unit, own = view.options.period, index[index["actor"].isin(view.actors)]
    figures = [
        (f"Tension by {unit}, with 90 % intervals", timeline(own, list(view.actors), False, period=unit)),
        (f"Actor × {unit}", heat_map(index, list(index["actor"].unique()), False, unit)),
    ]
    paragraphs = rows_behind(view, selected)
    html = brief_html(
        f"{changes.unit_name(selected.unit)}, {changes.days_named(selected.first, selected.last)}",
        [changes.what_changed(found, view.last, days), changes.by_chance(found)],
        figures,
        paragraphs,
        str(index["options"].iloc[0]) if len(index) else view.options.stated(),
        date.today(),
    )
    return html.encode()


def _terms() -> None:
    """The words of this page, where they first stand."""
    with st.popover("What is this?", icon=":material/help:"):
        st.markdown(
            "**Tension** says whether what was newly printed about an actor raises (▲, plus) or lowers (▼, minus) the "
            "expected level of conflict, from -100 to +100. 0 is neither, or too little to say. How much is written "
            "makes it surer, never higher.\n\n"
            "**Interval**: the true value lies in it in 90 of 100 cases. A direction, a rise or a fall is claimed only "
            "where the whole interval lies on one side of 0.\n\n"
            "**Baseline** (dotted): what the same amount of text would have given at the actor's own usual level. How "
            "**unusual** a number is, is counted in standard errors from there.\n\n"
            "**Shift** (dashed, with an arrow): a day on which the level changed by more than chance allows and stayed."
            "\n\n**Pair**: what the first does toward the second, from the acts that paragraphs tell of."
        )


def _empty() -> None:
    """Leads on: to one's own articles, or to the samples."""
    st.info("The library is empty. Open “Add articles” to put your own in, or begin with the sample articles.")
    job = job_of(library())
    if job.running:
        _filling()
    elif st.button("Score and add the sample articles", type="primary"):
        library().wants_samples(True)
        for collection, articles in sample_sequences():
            job.add(articles, collection)
        st.rerun()


@st.fragment(run_every=1.0)
def _filling() -> None:
    """While the first articles are being scored; the page shows what is there as soon as something is."""
    st.caption("Scoring the first articles …")
    if library().collections():
        st.rerun()


# since the last visit


def _since_last_time(view: View) -> None:
    """What was added since this user last looked."""
    moment = _last_visit()
    if moment is None:
        return
    collection = view.options.collection
    added = kept(("added", moment, collection), lambda: library().added_since(moment, collection))
    local = moment.replace(tzinfo=UTC).astimezone(_zone())
    if added.empty:
        st.caption(changes.what_was_added(0, local, []))
        return
    ids = added["article_id"]
    named = kept(("named", moment, collection), lambda: changes.naming(library().readings("actor"), ids))
    with st.expander(plain(changes.what_was_added(len(added), local, named)), icon=":material/fiber_new:"):
        _titles(added)


def _last_visit() -> datetime | None:
    """When this user last looked (UTC), asked for once a session: asking notes that the visit is now."""
    key = f"last visit to {library().name}"
    if key not in st.session_state:
        from signals.visits import since

        st.session_state[key] = since(library())
    moment: datetime | None = st.session_state[key]
    return moment


def _zone() -> ZoneInfo:
    """The reader's time zone, where the browser tells one that is known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _titles(added: pd.DataFrame) -> None:
    if len(added) > MOST_ADDED:
        st.caption(f"The newest {MOST_ADDED} of {len(added):,}.")
    shown = added.head(MOST_ADDED)
    st.dataframe(
        shown.assign(read="articles?article=" + shown["article_id"])[["title", "outlet", "published", "read"]],
        hide_index=True,
        width="stretch",
        height=min(320, 42 + 35 * len(shown)),
        column_config={
            "title": st.column_config.TextColumn("Title", width="large"),
            "outlet": "Outlet",
            "published": st.column_config.DateColumn("Published", format="D MMM YYYY"),
            "read": st.column_config.LinkColumn("Article", display_text="read"),
        },
    )


# what changed


def _span() -> int:
    """How many days are compared with as many before them."""
    return int(
        st.segmented_control(
            "Compare", list(changes.SPANS), default=7, format_func=lambda days: f"Last {changes.SPANS[days]}",
            key="compare", bind="query-params", required=True, label_visibility="collapsed",
            help="The days up to the last one in view, with as many days before them.",
        )
    )  # fmt: skip


def _what_changed(view: View, days: int) -> Changes:
    """The sentence and the cards: who rises, who falls, which pair moved most."""
    options = replace(view.options, period="day", half_life=0.0, first=None, last=None)  # what movers do not look at
    found = kept(("changes", options, view.last, days), lambda: _found(options, view.last, days))
    st.markdown(plain(changes.what_changed(found, view.last, days)))
    if said := changes.by_chance(found):
        st.caption(said)
    span = changes.SPANS[days]
    places = st.columns(3)
    up = found.rises or tuple(move for move in found.actors if move.change > 0)[:1]
    down = found.falls or tuple(move for move in found.actors if move.change <= 0)[:1]
    pair = (found.furthest,) if found.furthest else ()
    cards = (
        ("Rises" if found.rises else "No clear rise", up, f"Nobody rose against the {span} before."),
        ("Falls" if found.falls else "No clear fall", down, f"Nobody fell against the {span} before."),
        ("Pair that moved most" if pair and pair[0].clear else "No pair clearly moved", pair,
         f"No pair acted both in this {span} and in the one before it."),
    )  # fmt: skip
    for place, (title, moves, nobody) in zip(places, cards, strict=True):
        _card(place, view, days, title, moves, nobody)
    return found


def _found(options: Options, last: date, days: int) -> Changes:
    both = (movers(library(), replace(options, by=unit), last, days) for unit in ("actor", "pair"))
    return changes.changes_of(*both)


def _card(
    place: st.delta_generator.DeltaGenerator, view: View, days: int, title: str, moves: tuple[Move, ...], nobody: str
) -> None:
    """The first of some moves with its number, interval and counts; buttons that open the paragraphs."""
    with place.container(border=True, height="stretch"):
        if not moves:
            st.caption(title)
            st.write(nobody)
            return
        move, trend = moves[0], _trend(view, days, moves[0].unit)
        st.metric(
            f"{title}: **{plain(move.name)}**",
            signed(move.after),
            f"{signed(move.change)} (90 %: {bound(move.low)} to {bound(move.high)})",
            delta_color=_COLOUR[(move.change > 0) - (move.change < 0) if move.clear else 0],  # type: ignore[arg-type]
            delta_arrow="up" if move.change > 0 else "down",
            help=f"Tension of the {days} days up to {view.last:%-d %B %Y}, the change against the {days} days before, "
            f"and the interval of the change. The line: the last {_UNIT[days]}s with reports, at most {_TREND}.",
        )
        if len(trend) > 1:
            _small_line(trend["tension"], f"Course of {move.name}")
        st.caption(plain(_context(move, days, trend, view.last)))
        with st.container(horizontal=True, gap="small"):
            for one in moves[:3]:
                _opens(one, view.last, days, f"{title}-{'-'.join(one.unit)}")


def _small_line(values: "pd.Series[float]", label: str) -> None:
    """As an image: Streamlit takes SVG itself out of HTML."""
    drawn = b64encode(sparkline(values, label, dark()).encode()).decode()
    st.html(f'<img alt="{escape(label)}" style="width:100%;height:48px" src="data:image/svg+xml;base64,{drawn}">')


def _trend(view: View, days: int, unit: tuple[str, ...]) -> pd.DataFrame:
    """The unit's index by week or month up to the last day in view."""
    period = _UNIT[days]
    first = view.last - timedelta(days=_TREND * _LENGTH[period])
    base = replace(view.by("pair" if len(unit) > 1 else "actor"), period=period, half_life=0.0, first=first)
    options = replace(base, last=view.last, actors=unit[:1])
    index = kept(("trend", options), lambda: measured(library(), options))
    rows: pd.DataFrame = index if len(unit) == 1 else index[(index["source"] == unit[0]) & (index["target"] == unit[1])]
    return rows


def _context(move: Move, days: int, trend: pd.DataFrame, last: date) -> str:
    """Counts, and whether it is usual for them."""
    counts = f"{move.paragraphs_after:,} paragraphs, {move.paragraphs_before:,} before"
    newest = trend.iloc[-1] if len(trend) else None
    if newest is None or newest["date"].date() + timedelta(days=_LENGTH[_UNIT[days]]) <= last:
        return counts
    return f"{counts}. The calendar {_UNIT[days]}: {changes.how_unusual(float(newest['unusual']), move.name)}."


def _opens(move: Move, last: date, days: int, key: str) -> None:
    """A small button that shows the paragraphs behind a move."""
    label = f"{plain(move.name)} {signed(move.change)}"
    selected = Selected(move.unit, *changes.span_of(last, days))
    st.button(
        label, key=f"opens-{key}", icon=":material/format_quote:", on_click=select, args=(selected,),
        help="Show the paragraphs behind it.",
    )  # fmt: skip


def _first_look(view: View, days: int, found: Changes, index: pd.DataFrame) -> Selected:
    """What is shown before anything is selected: the clearest move, else the strongest point of the charts."""
    for move in (*found.rises[:1], *found.falls[:1]):
        return Selected(move.unit, *changes.span_of(view.last, days))
    if index.empty:
        return Selected((view.ranked[0],), view.first, view.last)
    strongest = index.iloc[int(index["tension"].abs().argmax())]
    first = strongest["date"].date()
    return Selected((str(strongest["actor"]),), first, last_day(first, view.options.period))


# the charts


def _charts(view: View) -> pd.DataFrame:
    """Timeline and heat map; returns the index that they show."""
    rows = tuple(dict.fromkeys((*view.actors, *view.ranked)))[: max(_ROWS_IN_MAP, len(view.actors))]
    first, cut = _window(view, len(view.actors))
    options = replace(view.options, first=first, actors=rows)
    index = kept(("charts", options), lambda: measured(library(), options))
    own = index[index["actor"].isin(view.actors)]
    _timeline(view, own, first)
    if cut:
        st.caption(f"The newest {cut} {view.options.period}s. For earlier ones choose dates or a longer period.")
    map_first, map_cut = _window(view, len(rows))
    shown = index[index["date"] >= pd.Timestamp(map_first)]
    _heat_map(view, shown, rows)
    if map_cut:
        st.caption(f"The newest {map_cut} {view.options.period}s.")
    return index


def _window(view: View, rows: int) -> tuple[date, int]:
    """The first day from which so many rows fit into a chart, and how many periods that leaves (0: all of them)."""
    length = _LENGTH[view.options.period]
    most = MOST_POINTS // max(1, rows)
    first = view.last - timedelta(days=most * length)
    return (view.first, 0) if first <= view.first else (first, most)


def _timeline(view: View, own: pd.DataFrame, first: date) -> None:
    unit = view.options.period
    st.subheader(
        "Timeline",
        help="Select a point or a shift to read what it rests on. Larger points rest on more paragraphs; hollow ones "
        "on fewer than three. Vertical lines or the band: 90 % interval. Dotted: the actor's baseline.",
    )
    late = " (of the newest four years)" if (view.last - first).days > _SHIFT_DAYS else ""
    st.caption(f"▲ escalatory · ▼ de-escalatory · ● not clearly either · dashed with an arrow: shift{late}")
    shifts = _shifts(view, first)
    key = ("timeline", view.options, view.actors, dark())
    figure = kept(key, lambda: timeline(own, list(view.actors), dark(), shifts, unit))
    _selectable(figure, "timeline", f"Tension of the chosen actors by {unit}, with intervals")
    _downloads(own, figure, "timeline", f"Tension by {unit}")


def _shifts(view: View, first: date) -> pd.DataFrame:
    """Shifts of the actors in the timeline, found in days that reach further back than those looked at."""
    since = max(first - timedelta(days=view.options.baseline_days), view.last - timedelta(days=_SHIFT_DAYS))
    options = replace(view.options, period="day", half_life=0.0, first=since, actors=view.actors)
    found = kept(("shifts", options), lambda: shifts_of(library(), options))
    return found[found["date"] >= pd.Timestamp(first)]


def _heat_map(view: View, shown: pd.DataFrame, rows: tuple[str, ...]) -> None:
    unit = view.options.period
    st.subheader(
        f"Actor × {unit}",
        help=f"The number of a cell is the tension of that {unit}. {PERIODS[unit]}s without reports have no column. "
        "Where numbers find no room, ▲ and ▼ mark cells whose whole interval lies on one side of 0.",
    )
    st.caption("Orange, plus: escalatory. Blue, minus: de-escalatory. Select a cell.")
    actors = [actor for actor in rows if (shown["actor"] == actor).any()]
    key = ("heat map", view.options, rows, dark())
    figure = kept(key, lambda: heat_map(shown, actors, dark(), unit))
    _selectable(figure, "heat-map", f"Tension by actor and {unit}")
    _downloads(shown, figure, "heat-map", f"Tension by actor and {unit}")


def _selectable(figure: go.Figure, key: str, alt: str) -> None:
    def picked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[-1].get("customdata"):
            actor, first, last = points[-1]["customdata"][:3]
            select(Selected((actor,), date.fromisoformat(first), date.fromisoformat(last)))

    st.plotly_chart(
        figure, key=key, on_select=picked, selection_mode="points", theme=None, width="stretch",
        config=picture_config(f"tension-{key}"), alt=alt,
    )  # fmt: skip


def _downloads(shown: pd.DataFrame, figure: go.Figure, key: str, title: str) -> None:
    """Exactly what the chart shows as CSV, and the chart as a web page; its tool bar has the picture."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, data, suffix, mime in _files(shown, figure, title):
            st.download_button(
                label, data, f"tension-{key}.{suffix}", mime, key=f"{key}-{suffix}", on_click="ignore",
                icon=":material/download:", type="tertiary",
            )  # fmt: skip
        st.caption("PNG: the camera above the chart", width="content")


def _files(shown: pd.DataFrame, figure: go.Figure, title: str) -> Iterator[tuple[str, Callable[[], bytes], str, str]]:
    yield f"CSV ({len(shown):,} rows)", lambda: to_csv(shown, "index").encode("utf-8-sig"), "csv", "text/csv"
    yield "Web page (HTML)", lambda: web_page(figure, title), "html", "text/html"
