"""Actor and pair: how tense now and how unusual, over time, toward whom, by what acts, in which sentences.

With a counterpart chosen it is the page of the pair. Actor, counterpart, part and the days looked at live in the
address.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from signals.actors import actor_name
from signals.charts import direction, picture_config, timeline, toward
from signals.index import counterparts, events_of
from signals.measuring import calibration_of, measured
from signals.relation_charts import MOST_POINTS, act_bars, acts_by_kind, dyads, matrix, network
from signals.scoring.outputs import EVENTS, NO_EVENT, QUADS
from signals.selection import Options
from signals.sentences import newest_acts, weightiest
from signals.views.filters import View, chosen
from signals.views.kept import kept
from signals.views.own_actors import read_waiting
from signals.views.rows import frame_csv, index_csv, relations_table, weights_table
from signals.views.shared import as_page, dark, library, plain

_SHOWN = 12
_EVERYONE = "*"  # no id looks so
_MOST_ROWS = 200
_UNUSUAL = 2.0  # standard errors from which a level is called unusual
WHOM, ACTS, NETWORK, WEIGHT, NEWEST = PARTS = (
    "Toward whom", "Kinds of acts", "Who with whom", "Sentences that weigh most", "Newest acts",
)  # fmt: skip
_ANY_ACT = "any act"
_KINDS = [_ANY_ACT, *(f"all {quad}" for quad in QUADS), *(event.lower() for event in EVENTS if event != NO_EVENT)]
_SIDES = ("both", "given", "received")


@dataclass(frozen=True)
class Asked:
    """The actor of the page and, for a pair, its counterpart; the view that the sidebar gives."""

    view: View
    actor: str
    other: str | None

    @property
    def pairs(self) -> Options:
        """Options for an index by pair."""
        return self.view.by("pair")

    @property
    def name(self) -> str:
        """The actor, or the two, for names of files."""
        return f"{self.actor}-{self.other}" if self.other else self.actor


def page() -> None:
    """Draw the page."""
    st.title("Who does what, toward whom")
    view = chosen()
    if view is None:
        st.info("The library is empty. Open “Add articles” to put some in.")
        return
    read_waiting()
    if not view.ranked:
        st.info("No paragraph in these dates names a state or organisation that the tables know. Widen the dates.")
        return
    actor, whom, other = choose_actor_and_other(view)
    asked = Asked(view, actor, other)
    _over_time(asked, whom)
    _parts(asked, whom)


def choose_actor_and_other(view: View) -> tuple[str, pd.DataFrame, str | None]:
    """Draw both choices: the actor, whom it deals with (`signals.index.counterparts`), the counterpart or None."""
    left, right = st.columns(2)
    ranked = list(view.ranked)
    start_at("page-actor", "actor", ranked)
    actor = left.selectbox("Actor", ranked, format_func=actor_name, key="page-actor")
    whom = _whom(view, actor)
    others = [_EVERYONE, *whom["other"]]
    start_at(f"page-other-{actor}", "with", others)
    other = right.selectbox(
        "Toward", others, format_func=_called, key=f"page-other-{actor}",
        help="Everyone, or one counterpart: then it is the page of the pair.",
    )  # fmt: skip
    put("actor", actor)
    put("with", other)
    return actor, whom, None if other == _EVERYONE else other


def _whom(view: View, actor: str) -> pd.DataFrame:
    pairs = view.by("pair")
    return kept(
        ("counterparts", actor, pairs),
        lambda: counterparts(library().readings("pair"), actor, pairs, calibration_of(library(), pairs)),
    )


def _called(actor: str) -> str:
    return "everyone" if actor == _EVERYONE else actor_name(actor)


def start_at(key: str, name: str, options: list[str]) -> None:
    """Let a choice begin with what the address asks for, or else the first; so that a view can be bookmarked.

    A choice that the options still hold stays.
    """
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(name, "")
        st.session_state[key] = asked if asked in options else options[0]


def put(name: str, value: str | None) -> None:
    """Put a value into the address, or take it out; the address stays as it is where that changes nothing."""
    if value:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _open(actor: str, other: str | None, part: str, days: tuple[date, date] | None = None) -> None:
    """Turn the page to an actor or pair, a part of it and days; called before the page is drawn."""
    st.session_state["page-actor"] = actor
    st.session_state[f"page-other-{actor}"] = other or _EVERYONE
    st.session_state["part"] = part
    put("actor", actor)
    put("with", other or _EVERYONE)
    put("day", days[0].isoformat() if days else None)
    put("until", days[1].isoformat() if days else None)


def selectable(figure: go.Figure, key: str, alt: str, take: Callable[[dict[str, Any]], None]) -> None:
    """A chart whose points can be clicked; `take` gets the point."""

    def picked() -> None:
        picked_points = st.session_state[key]["selection"]["points"]
        if picked_points:
            take(picked_points[-1])

    st.plotly_chart(
        figure, key=key, on_select=picked, selection_mode="points", theme=None, width="stretch",
        config=picture_config(key), alt=alt,
    )  # fmt: skip
    as_page(figure, key, alt)


# level and timeline


def _over_time(asked: Asked, whom: pd.DataFrame) -> None:
    """Where the actor, or each direction of the pair, stands now, and how it came there."""
    rows = _lines(asked)
    if rows["tension"].empty:
        st.info("Nothing is told of these two in these dates, or only background. Widen the dates.")
        return
    index = rows["tension"]
    names = list(dict.fromkeys(rows["names"]))
    _levels(index, names)
    if not asked.other:
        _balance(asked.actor, whom)
    drawn = pd.concat([index[index["actor"] == name].tail(MOST_POINTS // len(names)) for name in names])
    what = "What each does toward the other." if asked.other else "Tension of all paragraphs that name the actor."
    cut = f" The newest {len(drawn):,} of {len(index):,} points." if len(drawn) < len(index) else ""
    st.caption(f"{what} Hollow: fewer than three paragraphs. Select a point for its sentences.{cut}")

    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            first, last = (date.fromisoformat(day) for day in point["customdata"][1:3])
            _open(asked.actor, asked.other, WEIGHT, (first, last))

    figure = timeline(drawn, names, dark(), period=asked.view.options.period)
    selectable(figure, "actor-timeline", f"Tension of {' and '.join(names)} over time, with intervals", take)
    index_csv([rows["export"]], f"index-{asked.name}.csv", "actor-index-csv")


def _lines(asked: Asked) -> dict[str, Any]:
    """The index with a column `actor` to be drawn, the `names` of its lines, and the same rows for `export`."""
    actor, other = asked.actor, asked.other
    if other is None:
        options = replace(asked.view.options, actors=(actor,))
        index = kept(("index", options), lambda: measured(library(), options))
        return {"tension": index, "names": [actor], "export": index}
    ranked = asked.view.ranked
    rarer = other if other not in ranked or ranked.index(other) > ranked.index(actor) else actor
    options = replace(asked.pairs, actors=(rarer,))  # fewer readings are summed, and the same numbers come out
    index = kept(("index", options), lambda: measured(library(), options))
    both = {actor, other}
    index = index[index["source"].isin(both) & index["target"].isin(both)]
    names = {pair: f"{actor_name(pair[0])} → {actor_name(pair[1])}" for pair in ((actor, other), (other, actor))}
    told = [names[pair] for pair in zip(index["source"], index["target"], strict=True)]
    return {"tension": index.assign(actor=told), "names": list(names.values()), "export": index}


def _levels(index: pd.DataFrame, names: list[str]) -> None:
    """The latest point of each line: its tension, its interval, and how it stands to the line's own past."""
    for column, name in zip(st.columns(len(names)), names, strict=True):
        own = index[index["actor"] == name]
        if own.empty:
            column.markdown(f"**{plain(actor_name(name))}**: nothing is told of it in these dates.")
            continue
        latest = own.iloc[int(own["date"].argmax())]
        sign = {1: "▲ escalatory", -1: "▼ de-escalatory", 0: "● not clearly either"}
        column.markdown(
            f"**{plain(actor_name(name))}**, {latest['date']:%-d %B %Y}: "
            f"**{sign[direction(latest['low'], latest['high'])]}, {points(latest['tension'])}** "
            f"(90 % interval {points(latest['low'])} to {points(latest['high'])}, "
            f"{counted(latest['paragraphs'])}). {_unusual(latest)}"
        )


def points(value: float) -> str:
    """Tension in whole points with its sign, for Markdown."""
    return plain(f"{value:+.0f}" if round(value) else "0")


def counted(count: int) -> str:
    """So many paragraphs."""
    return "1 paragraph" if count == 1 else f"{count:,} paragraphs"


def _unusual(latest: "pd.Series[Any]") -> str:
    """How far from its usual level, in words and standard errors."""
    if pd.isna(latest["unusual"]):
        return "Too little is known of its past to say what is usual."
    far = abs(latest["unusual"])
    how = "No higher or lower than usual" if far < _UNUSUAL else "Unusually "
    if far >= _UNUSUAL:
        how += "high" if latest["unusual"] > 0 else "low"
    return plain(
        f"{how}: {latest['deviation']:+.0f} points from its usual {latest['baseline']:+.0f}, {far:.1f} standard errors."
    )


def _balance(actor: str, whom: pd.DataFrame) -> None:
    """What the actor gives and gets on the whole."""
    told = []
    for side, verb in (("given", "gives"), ("received", "gets")):
        count = int(whom[f"{side}_count"].sum())
        if count:
            mean = float((whom[side] * whom[f"{side}_count"]).sum() / count)
            told.append(f"{verb} a mean stance of **{plain(f'{mean:+.2f}')}** in {count:,} acts")
    if told:
        st.markdown(f"Over these dates {plain(actor_name(actor))} {' and '.join(told)}.")


# parts


def _parts(asked: Asked, whom: pd.DataFrame) -> None:
    """The parts as tabs; only the open one is worked out."""
    draw = {WHOM: _toward_whom, ACTS: _kinds, NETWORK: _network, WEIGHT: _weightiest, NEWEST: _newest}
    for tab, part in zip(st.tabs(list(PARTS), key="part", bind="query-params"), PARTS, strict=True):
        if tab.open:
            with tab:
                draw[part](asked, whom)


def _toward_whom(asked: Asked, whom: pd.DataFrame) -> None:
    if whom.empty:
        st.info("No act of this actor toward another, or of another toward it, was read.")
        return
    name = plain(actor_name(asked.actor))
    shown = whom.head(_SHOWN)
    cut = f" The {_SHOWN} with most paragraphs of {len(whom)}." if len(whom) > _SHOWN else ""
    st.caption(
        f"Mean stance of what {name} gives and gets, ▼ -1 eases … +1 ▲ escalates, and in brackets the paragraphs "
        f"that tell of it.{cut} Select a bar for the pair and its sentences."
    )

    def take(point: dict[str, Any]) -> None:
        place = point.get("point_index", len(shown))
        if place < len(shown):
            _open(asked.actor, str(shown["other"].iloc[place]), WEIGHT)

    selectable(toward(shown, asked.actor, dark()), "toward", f"Whom {actor_name(asked.actor)} deals with", take)
    frame_csv(shown.assign(actor=asked.actor), "counterpart", f"counterparts-{asked.actor}.csv", "toward-csv")


def _kinds(asked: Asked, whom: pd.DataFrame) -> None:
    """By quad class and event."""
    options = replace(asked.pairs, actors=(asked.actor,))
    events = kept(("events", options), lambda: events_of(library().readings("pair"), options))
    acts = acts_by_kind(events, asked.actor, asked.other)
    if not acts[["given_count", "received_count"]].to_numpy().any():
        st.info("No act between them was read in these dates.")
        return
    name, whom_else = plain(actor_name(asked.actor)), plain(actor_name(asked.other)) if asked.other else "others"
    st.caption(
        f"Given: {name} toward {whom_else}; received: {whom_else} toward {name}. The four quad classes of PLOVER and, "
        "below each, its events: how many paragraphs tell of it, and their mean stance. Select a bar for its sentences."
    )

    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            side, quad, event = point["customdata"]
            st.session_state["act"] = event.lower() if event else f"all {quad}"
            st.session_state["side"] = side
            _open(asked.actor, asked.other, NEWEST)

    figure = act_bars(acts, dark())
    selectable(figure, "kinds", f"Acts of and toward {actor_name(asked.actor)} by kind", take)
    frame_csv(acts.assign(actor=asked.actor, other=asked.other or ""), "kind", f"acts-{asked.name}.csv", "kinds-csv")


def _network(asked: Asked, whom: pd.DataFrame) -> None:
    """The actor and those it deals with most, among themselves."""
    actors = list(dict.fromkeys([asked.actor, *([asked.other] if asked.other else []), *whom["other"]]))[:_SHOWN]
    options = replace(asked.pairs, actors=tuple(actors))
    events = kept(("events", options), lambda: events_of(library().readings("pair"), options))
    cells = dyads(events, actors)
    if cells.empty:
        st.info("No act between two actors was read in these dates.")
        return

    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            source, target = point["customdata"]
            _open(source, target, WEIGHT)

    left, right = st.columns(2)
    with left:
        st.caption(
            "Rows act toward columns: mean stance, + escalates, - eases; in italics where fewer than three paragraphs "
            "tell of it. Select a cell for its sentences."
        )
        selectable(matrix(cells, actors, dark()), "matrix", "Who acts toward whom, with mean stance", take)
    with right:
        st.caption(
            "The same as arrows: wider with more paragraphs, ▲ orange escalates, ▼ blue eases, ● grey neither. Select "
            "the mark on an arrow for its sentences."
        )
        selectable(network(cells, actors, dark()), "network", "The same as a network", take)
    frame_csv(cells, "pair", f"who-with-whom-{asked.actor}.csv", "matrix-csv")


def _weightiest(asked: Asked, whom: pd.DataFrame) -> None:
    """The paragraphs that add most to the tension of the actor, or of what passes between the two."""
    days = days_asked()
    first, last = days or (asked.view.first, asked.view.last)
    options = asked.view.by("sides") if asked.other else asked.view.options
    unit = [asked.actor, asked.other] if asked.other else [asked.actor]
    rows, total = kept(
        ("weightiest", options, tuple(unit), first, last),
        lambda: weightiest(library(), options, unit, first, last, _MOST_ROWS),
    )
    if days and st.button("All dates", icon=":material/close:", help=f"Now: {span(first, last)}"):
        put("day", None)
        put("until", None)
        st.rerun()
    cut = f" The {len(rows):,} that weigh most of {total:,}." if total > len(rows) else ""
    about = "What passes between the two, in either direction." if asked.other else "All that name the actor."
    st.caption(f"{span(first, last)}. {about} Points: what the paragraph adds to the tension of these days.{cut}")
    if rows.empty:
        st.info("No paragraph of these days counts. Take all dates, or count background.")
        return
    weights_table(rows, "weightiest", f"paragraphs-{asked.name}.csv")


def days_asked() -> tuple[date, date] | None:
    """The days that the address asks for."""
    try:
        first = date.fromisoformat(st.query_params.get("day", ""))
        last = date.fromisoformat(st.query_params.get("until", "") or first.isoformat())
    except ValueError:
        return None
    return (first, last) if first <= last else None


def span(first: date, last: date) -> str:
    """Days in words."""
    return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"


def _newest(asked: Asked, whom: pd.DataFrame) -> None:
    """The newest acts, of any kind or one, given or received."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    kind = left.selectbox("Act", _KINDS, key="act", bind="query-params")
    side = right.segmented_control("Side", _SIDES, default="both", key="side", bind="query-params", required=True)
    events = _events(str(kind))
    rows, total = kept(
        ("newest", asked.pairs, asked.actor, asked.other, side, events),
        lambda: newest_acts(library(), asked.pairs, asked.actor, asked.other, str(side), events, _MOST_ROWS),
    )
    if rows.empty:
        st.info("No such act was read in these dates.")
        return
    if total > len(rows):
        st.caption(f"The newest {len(rows):,} of {total:,}.")
    relations_table(rows, "acts", f"relations-{asked.name}.csv")


def _events(kind: str) -> tuple[str, ...]:
    """The PLOVER roots that a choice stands for; none for any."""
    if kind == _ANY_ACT:
        return ()
    return QUADS.get(kind.removeprefix("all "), (kind.upper(),))
