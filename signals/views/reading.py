"""The reading view: an article as its reader would see it, why each paragraph reads so, and corrections in it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from signals.actors import Mention, OwnNames, actor_name, actors, find_in_article
from signals.article_html import (
    Row,
    Shown,
    asides_after,
    asides_html,
    head_html,
    meta_html,
    paragraph_html,
    shown,
    style,
    tally,
)
from signals.charts import article_stances
from signals.corrections import Correction, Field
from signals.errors import InputError
from signals.measuring import measured
from signals.scoring.outputs import EVENTS, NO_EVENT
from signals.selection import Options
from signals.views.model import scorer
from signals.views.shared import csv_button, dark, draw, library, paragraphs_table, plain

if TYPE_CHECKING:
    from signals.scoring.scorer import Scorer

ANALYST = "SIGNALS_ANALYST"  # the environment's name for who corrects
LEVELS = {
    -1.0: "▼▼ Strongly de-escalatory",
    -0.5: "▼ De-escalatory",
    0.0: "● Neither",
    0.5: "▲ Escalatory",
    1.0: "▲▲ Strongly escalatory",
}
_COLUMN = 672  # width of the text in pixels, about 70 characters
_MOST_EFFECTS = 6
_ANOTHER = -1
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

Unit = tuple[str, ...]  # an actor, or source and target


@dataclass(frozen=True)
class Effect:
    """What a change in a paragraph did to the index of its day: sentences, one a unit that may have moved."""

    article_id: str
    paragraph: int
    lines: tuple[str, ...]


def address(article_id: str, paragraph: int | None = None) -> str:
    """The address, within the dashboard, of an article, or of a paragraph in it: to link to it."""
    asked = {"article": article_id} | ({"paragraph": str(paragraph)} if paragraph else {})
    return f"/articles?{urlencode(asked)}"


def asked() -> tuple[str, int | None]:
    """The article that the address asks for ("" for none) and the paragraph in it."""
    number = st.query_params.get("paragraph", "")
    return st.query_params.get("article", ""), int(number) if number.isdecimal() and len(number) < 7 else None


def open_article(article_id: str, paragraph: int | None = None) -> None:
    """Let the Articles page show this article: a button's callback."""
    close_article()
    st.query_params["article"] = article_id
    if paragraph:
        st.query_params["paragraph"] = str(paragraph)


def close_article() -> None:
    """Let the Articles page show its list again: a button's callback."""
    for name in ("article", "paragraph"):
        if name in st.query_params:
            del st.query_params[name]
    st.session_state.pop("effect", None)


def article(article_id: str, paragraph: int | None, collection: str | None) -> None:
    """Draw an article. `paragraph` is the one that was asked for; `collection` that of the page, for the index."""
    paragraphs = library().paragraphs(article_ids=[article_id])
    st.button("All articles", icon=":material/arrow_back:", type="tertiary", on_click=close_article, key="back")
    if paragraphs.empty:
        st.title("Articles")
        st.info("This article is not in the library, or not any more. Go back to the list of all articles.")
        return
    relations = library().relations(article_ids=[article_id])
    own = paragraphs["collection"].iloc[0]
    asides = library().asides(article_id)
    corrections = library().corrections()
    found = _mentions(library().name, article_id, library().own_names())
    drawn = shown(
        paragraphs,
        found,
        relations,
        corrections[corrections["article_id"] == article_id],
        _besides_title(asides, paragraphs),
    )
    _head(drawn[0].row, tally(one.row for one in drawn))
    for one in drawn:
        _paragraph(one, collection if collection is None or collection == own else own, one.number == paragraph)
    if after := asides_after(asides, len(drawn)):
        st.html(asides_html(after))
    _take_away(paragraphs, relations)
    if paragraph is not None and paragraph <= len(drawn):
        _scroll_to(paragraph)


def _besides_title(asides: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    title = str(paragraphs["title"].iloc[0])
    return asides.loc[asides["text"] != title]


@st.cache_data(max_entries=200, show_spinner=False)
def _mentions(place: str, article_id: str, own: OwnNames) -> list[list[Mention]]:
    """Where the article's paragraphs name actors; the words do not change, so `place` and `own` tell all there is."""
    held = library().stored(article_id)
    return find_in_article([paragraph.text for paragraph in held.paragraphs], held.published, own)


def _head(row: Row, told: str) -> None:
    st.html(style(dark()))
    with st.container(width=_COLUMN, gap=None, key="sig-title"):
        st.title(plain(str(row["title"])), anchor=False)
        listed = library().listed(None, str(row["article_id"]), 1)
        st.html(head_html(row, "" if listed.empty else str(listed["printed_by"].iloc[0]), told))


def _scroll_to(paragraph: int) -> None:
    """Bring the paragraph that was asked for into view: a whole number is all that enters the script."""
    st.html(
        f"<script>setTimeout(() => document.getElementById('paragraph-{paragraph:d}')"
        "?.scrollIntoView({block: 'center'}), 400)</script>",
        unsafe_allow_javascript=True,
    )


def _take_away(paragraphs: pd.DataFrame, relations: pd.DataFrame) -> None:
    """The article's tables, to see and to download."""
    article_id = paragraphs["article_id"].iloc[0]
    with st.container(horizontal=True):
        csv_button(paragraphs, "paragraphs", "paragraph", f"paragraphs-{article_id}.csv", "article-csv")
        if len(relations):
            csv_button(relations, "relations", "relation", f"relations-{article_id}.csv", "article-relations-csv")
    table = st.expander("As a chart and a table", key=f"table-{article_id}", on_change="rerun")
    if table.open:
        with table:
            draw(article_stances(paragraphs, dark()), "stances", "Stance of each paragraph in reading order")
            paragraphs_table(paragraphs, "article", f"paragraphs-{article_id}.csv", with_article=False)


# one paragraph: a fragment, so that looking into it draws nothing else anew


@st.fragment
def _paragraph(one: Shown, collection: str | None, came_for: bool) -> None:
    key = _key(one)
    explained = bool(st.session_state.get(f"why-{key}"))
    with st.container(gap=None):
        st.html(paragraph_html(one, _explained(str(one.row["text"])) if explained else None, came_for))
        with st.container(horizontal=True, width=_COLUMN, vertical_alignment="center", gap="small"):
            st.html(meta_html(one))
            undo = bool(one.corrections) and st.button("Undo", key=f"undo-{key}", type="tertiary")
            st.button(
                "Hide why" if explained else "Why?", key=f"ask-why-{key}", type="tertiary", on_click=_turn,
                args=(f"why-{key}",),
            )  # fmt: skip
            # a new key after each change closes the popover
            opened = st.popover(
                "Correct", type="tertiary", key=f"correct-{key}-{_changes()}", on_change="rerun",
            )  # fmt: skip
        if undo:
            _undo(one, collection)
        if opened.open:
            with opened:
                _correct(one, collection)
        _effect(one)


def _key(one: Shown) -> str:
    return f"{one.row['article_id']}-{one.number}"


def _changes() -> int:
    return int(st.session_state.get("changes", 0))


def _turn(name: str) -> None:
    st.session_state[name] = not st.session_state.get(name)


@st.cache_data(max_entries=500, show_spinner="Reading without each phrase …")
def _explained(text: str) -> pd.DataFrame:
    embedded = cast("Scorer", scorer())  # which loads no other
    return embedded.explain(text)


def _effect(one: Shown) -> None:
    """What the latest change did, under the paragraph in which it was made."""
    effect = st.session_state.get("effect")
    if isinstance(effect, Effect) and (effect.article_id, effect.paragraph) == (one.row["article_id"], one.number):
        st.success("  \n".join(map(plain, effect.lines)), icon=":material/monitoring:", width=_COLUMN)


# who corrects


def analyst() -> str:
    """Who corrects, as stated in this session or else by the environment; "" where nobody has said."""
    return str(st.session_state.get("analyst") or os.environ.get(ANALYST, "")).strip()


def _ask_name(key: str) -> None:
    def take() -> None:
        st.session_state["analyst"] = str(st.session_state[f"analyst-{key}"]).strip()

    st.text_input(
        "Your name", analyst(), max_chars=100, key=f"analyst-{key}", on_change=take,
        help="Kept beside each correction. Asked once; the environment can state it in SIGNALS_ANALYST.",
    )  # fmt: skip


# correcting


def _correct(one: Shown, collection: str | None) -> None:
    """What the popover holds: five levels, of which a click saves; the rest in tabs; reason and name below."""
    key = _key(one)
    nameless = not analyst()
    if nameless:
        st.caption("Corrections are kept with the name of who makes them. Write yours and press Enter.")
        _ask_name(key)
    stance, about, acts = st.tabs(["Stance", "Actors, date", "Relations"])
    with stance, st.container(gap="xsmall"):
        for level in LEVELS:
            if st.button(_level(level), key=f"level-{key}-{level:+g}", disabled=nameless, width="stretch"):
                _keep(one, collection, [_change(one, "stance", f"{level:+g}")])
    with about:
        _correct_about(one, collection, nameless)
    with acts:
        _correct_act(one, collection, nameless)
    st.text_input("Reason, if you like", max_chars=500, key=f"reason-{key}")
    if not nameless:
        _ask_name(key)


def _level(level: float) -> str:
    return f"{LEVELS[level]} {level:+g}" if level else f"{LEVELS[level]} 0"


def _change(one: Shown, field: Field, value: str, source: str = "", target: str = "") -> Correction:
    reason = str(st.session_state.get(f"reason-{_key(one)}", ""))
    return Correction(str(one.row["article_id"]), one.number, field, value, analyst(), reason, source, target)


def _called(actor: str) -> str:
    name = actor_name(actor)
    return name if name == actor else f"{name} ({actor})"


def _known(one: Shown) -> list[str]:
    """Ids of all actors, those of the paragraph first."""
    others = {*actors(), *(actor for _, actor in library().own_names())} - set(one.actors)
    return [*one.actors, *sorted(others, key=actor_name)]


def _correct_about(one: Shown, collection: str | None, nameless: bool) -> None:
    key, row = _key(one), one.row
    before = _event_date(row)
    named = st.multiselect("Actors", _known(one), one.actors, format_func=_called, key=f"actors-{key}")
    day = st.date_input(
        "Event date", before, _FIRST_DAY, _LAST_DAY, key=f"date-{key}", format="YYYY-MM-DD",
        help="The day of which the paragraph speaks; empty where it speaks of none.",
    )  # fmt: skip
    background = st.toggle(
        "Background", bool(row["background"]), key=f"background-{key}", help="Of past years: kept out of the index."
    )
    changes: list[tuple[Field, str]] = []
    if set(named) != set(one.actors):
        changes.append(("actors", "|".join(named)))
    if day != before:
        changes.append(("event_date", day.isoformat() if isinstance(day, date) else ""))
    if background != bool(row["background"]):
        changes.append(("background", str(background).lower()))
    if st.button("Save", key=f"save-{key}", disabled=nameless or not changes, type="primary"):
        _keep(one, collection, [_change(one, field, value) for field, value in changes])


def _event_date(row: Row) -> date | None:
    day = row["event_date"]
    return None if day is None or pd.isna(day) else pd.Timestamp(day).date()


def _correct_act(one: Shown, collection: str | None, nameless: bool) -> None:
    key = _key(one)
    place = st.selectbox(
        "Who, toward whom", [*range(len(one.acts)), _ANOTHER], key=f"act-{key}",
        format_func=lambda place: "Another pair" if place == _ANOTHER else _pair(one.acts[place]),
    )  # fmt: skip
    act = None if place == _ANOTHER else one.acts[place]
    if act is None:
        source, target = _another_pair(one, key)
    else:
        source, target = act["source"], act["target"]
    events = [event for event in EVENTS if event != NO_EVENT]
    event = st.selectbox(
        "Act", events, events.index(act["event"]) if act else 0, format_func=str.lower, key=f"event-{key}-{place}"
    )
    stance = float(act["stance"]) if act else 0.0
    nearest = min(LEVELS, key=lambda level: abs(level - stance))
    level = st.selectbox(
        "Its stance", list(LEVELS), list(LEVELS).index(nearest), key=f"act-level-{key}-{place}",
        format_func=_level,
    )  # fmt: skip
    meant = stance if act and level == nearest else level
    changed = not act or (event, meant) != (act["event"], stance)
    with st.container(horizontal=True):
        ready = bool(source and target and source != target and changed) and not nameless
        if st.button("Save", key=f"save-act-{key}", disabled=not ready, type="primary"):
            _keep(one, collection, [_change(one, "relation", f"{event} {meant:+g}", source, target)])
        if act and st.button("Remove", key=f"remove-act-{key}", disabled=nameless, help="No such act is told of"):
            _keep(one, collection, [_change(one, "relation", NO_EVENT, source, target)])


def _pair(act: Row) -> str:
    return f"{actor_name(act['source'])} → {actor_name(act['target'])}"


def _another_pair(one: Shown, key: str) -> tuple[str, str]:
    known = _known(one)
    source = st.selectbox("Who", known, index=None, format_func=_called, key=f"source-{key}")
    target = st.selectbox("Toward whom", known, index=None, format_func=_called, key=f"target-{key}")
    return source or "", target or ""


# what a change does


def _keep(one: Shown, collection: str | None, corrections: list[Correction]) -> None:
    """Keep corrections, measure what they do, and draw the page anew."""

    def change() -> None:
        for correction in corrections:
            library().correct(correction)

    _changed(one, collection, _touched(one, corrections), change, "Saved")


def _undo(one: Shown, collection: str | None) -> None:
    latest = one.corrections[-1]
    if not analyst():
        _ask_name(f"undo-{_key(one)}")
        st.caption("Write your name, press Enter, and undo again.")
        return
    back = Correction(
        str(one.row["article_id"]), one.number, latest["field"], str(latest["model_value"]), analyst(), "",
        str(latest["source"]), str(latest["target"]),
    )  # fmt: skip
    number = int(latest["correction"])
    _changed(one, collection, _touched(one, [back]), lambda: library().undo(number, analyst()), "Undone")


def _touched(one: Shown, corrections: list[Correction]) -> list[Unit]:
    """The actors and pairs whose index these corrections may move."""
    touched: dict[Unit, None] = {}
    for correction in corrections:
        if correction.field == "relation":
            touched[correction.source, correction.target] = None
            continue
        named = correction.value.split("|") if correction.field == "actors" else []
        touched |= dict.fromkeys((actor,) for actor in (*one.actors, *named) if actor)
        if correction.field == "background":
            touched |= dict.fromkeys((act["source"], act["target"]) for act in one.acts)
    return list(touched)


def _changed(one: Shown, collection: str | None, touched: list[Unit], change: Callable[[], object], word: str) -> None:
    day = pd.Timestamp(one.row["published"]).date()
    before = tensions(touched, collection, day)
    try:
        change()
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    lines = told(before, tensions(touched, collection, day), day) or ("The paragraph names no actor: no index moves.",)
    st.session_state["effect"] = Effect(str(one.row["article_id"]), one.number, (f"{word}. {lines[0]}", *lines[1:]))
    st.session_state["changes"] = _changes() + 1
    st.rerun()


def tensions(units: list[Unit], collection: str | None, day: date) -> dict[Unit, float | None]:
    """Tension of actors and pairs on a day, as the index has it by default; None where nothing of the day counts."""
    found: dict[Unit, float | None] = dict.fromkeys(units)
    for size, by in ((1, "actor"), (2, "pair")):
        mine = {unit for unit in units if len(unit) == size}
        if mine:
            firsts = tuple(sorted({unit[0] for unit in mine}))
            index = measured(library(), Options(by=by, collection=collection, actors=firsts, first=day, last=day))
            columns = ["actor"] if size == 1 else ["source", "target"]
            for *unit, tension in index[[*columns, "tension"]].itertuples(index=False):
                if tuple(unit) in mine:
                    found[tuple(unit)] = float(tension)
    return found


def told(before: dict[Unit, float | None], after: dict[Unit, float | None], day: date) -> tuple[str, ...]:
    """What moved between two looks at the index of a day, in sentences, the largest moves first; at most six."""

    def number(value: float | None) -> str:
        return "nothing counts" if value is None else f"{round(value):+d}" if round(value) else "0"

    def move(unit: Unit) -> float:
        one, other = before[unit], after[unit]
        return 200.0 if (one is None) != (other is None) else abs((one or 0.0) - (other or 0.0))

    lines = []
    for unit in sorted(before, key=move, reverse=True)[:_MOST_EFFECTS]:
        here, now = number(before[unit]), number(after[unit])
        course = f"{here}, unchanged" if here == now else f"{here} → {now}"
        lines.append(f"{' → '.join(map(actor_name, unit))}, {day:%-d %B %Y}: {course}")
    if len(before) > _MOST_EFFECTS:
        lines.append(f"{len(before) - _MOST_EFFECTS} more moved no further than these.")
    return tuple(lines)
