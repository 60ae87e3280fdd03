"""Compare: two spans of days, two outlets on the same actor or pair, two models. Every choice lives in the address."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from signals.actors import actor_name
from signals.charts import direction, last_day
from signals.measuring import days, measured, outlets
from signals.movers import compared
from signals.relation_charts import dumbbell, models_apart, two_lines
from signals.selection import Options, held_in
from signals.sentences import MOST, weightiest
from signals.views.actors import choose_actor_and_other, counted, days_asked, points, put, selectable, span, start_at
from signals.views.filters import View, chosen
from signals.views.kept import kept
from signals.views.rows import frame_csv, index_csv, links, weights_table
from signals.views.shared import dark, library, plain

PERIODS, OUTLETS, MODELS = MODES = ("Periods", "Outlets", "Models")
_DAYS = 30
_DRAWN = 15
_BESIDE = 40  # paragraphs of a side
_READ_BY_BOTH = 20_000  # paragraphs that two models are compared on
_UNITS = {"Actors": "actor", "Pairs": "pair"}
_CHANGE = {1: "▲ more tense", -1: "▼ less tense", 0: "● no clear change"}

Span = tuple[date, date]


def page() -> None:
    """Draw the page."""
    st.title("Compare")
    view = chosen()
    if view is None:
        st.info("The library is empty. Open “Add articles” to put some in.")
        return
    mode = st.segmented_control("Compare", MODES, default=PERIODS, key="mode", bind="query-params", required=True)
    if mode == MODELS:
        _models(view)
    elif not view.ranked:
        st.info("No paragraph in these dates names a state or organisation that the tables know. Widen the dates.")
    elif mode == OUTLETS:
        _outlets(view)
    else:
        _periods(view)


# two spans of days


def _periods(view: View) -> None:
    first, second = _spans(view.options.collection)
    left, middle, right = st.columns([1, 1, 1], vertical_alignment="bottom")
    earlier = _asked_span(left, "Before", "earlier", first)
    later = _asked_span(middle, "After", "later", second)
    by = right.segmented_control("Of", list(_UNITS), default="Actors", key="of", bind="query-params", required=True)
    options = view.by(_UNITS[str(by)])
    changes = kept(("compared", options, earlier, later), lambda: compared(library(), options, earlier, later))
    if changes.empty:
        st.info("Nobody is told of in both periods. Choose other days.")
        return
    changes = changes.assign(clear=list(map(direction, changes["low"], changes["high"])))
    changes = changes.iloc[(changes["clear"] == 0).argsort(kind="stable")].reset_index(drop=True)  # clear ones first
    clear = int((changes["clear"] != 0).sum())
    st.markdown(
        f"**{span(*earlier)}** and **{span(*later)}**: of {len(changes):,} {str(by).lower()} that both tell of, "
        f"**{clear:,}** changed. A change is called one only where its 90 % interval excludes 0."
    )
    _changes(changes, options, earlier, later)


def _spans(collection: str | None) -> tuple[Span, Span]:
    """The last days of the collection and as many before them."""
    held = days(library(), collection) or (date.today(), date.today())
    start = held[1] - timedelta(days=_DAYS - 1)
    return (start - timedelta(days=_DAYS), start - timedelta(days=1)), (start, held[1])


def _asked_span(where: Any, label: str, key: str, usual: Span) -> Span:
    picked = where.date_input(
        label, (), format="YYYY-MM-DD", key=key, bind="query-params",
        help=f"First and last day. Empty: {span(*usual)}. The dates at the side are not looked at.",
    )  # fmt: skip
    return (picked[0], picked[1]) if isinstance(picked, tuple) and len(picked) == 2 else usual


def _changes(changes: pd.DataFrame, options: Options, earlier: Span, later: Span) -> None:
    """Chart and table of the changes, and the paragraphs of the one that is chosen."""
    units = list(changes[[name for name in ("actor", "source", "target") if name in changes]].itertuples(index=False))
    names = {"|".join(unit): " → ".join(map(actor_name, unit)) for unit in units}
    ids = list(names)

    def choose(place: int) -> None:
        if 0 <= place < len(ids):
            st.session_state["unit-chosen"] = ids[place]

    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            choose(int(point["customdata"][0]))

    cut = f" The first {_DRAWN} of {len(changes):,}; the table below has more." if len(changes) > _DRAWN else ""
    st.caption(f"○ before; ▲ ▼ ● after, grey where no change is clear. Select one for its paragraphs.{cut}")
    selectable(dumbbell(changes.head(_DRAWN), dark()), "changes", "Tension before and after", take)
    _changes_table(changes.head(MOST), list(names.values()), choose)
    if len(changes) > MOST:
        st.caption(f"The first {MOST} of {len(changes):,}, clear changes first.")
    frame_csv(changes.head(MOST).drop(columns="clear"), "change", f"changes-{earlier[0]}-{later[1]}.csv", "changes-csv")
    start_at("unit-chosen", "unit", ids)
    unit = st.selectbox("Paragraphs of", ids, format_func=lambda one: names[one], key="unit-chosen")
    put("unit", unit)
    sides = ((f"Before: {span(*earlier)}", options, earlier), (f"After: {span(*later)}", options, later))
    _beside(sides, unit.split("|"), "period")


def _changes_table(changes: pd.DataFrame, names: list[str], choose: Any) -> None:
    shown = pd.DataFrame(
        {
            "who": names[: len(changes)],
            "says": [_CHANGE[clear] for clear in changes["clear"]],
            **{name: changes[name] for name in ("change", "low", "high", "before", "after")},
            **{name: changes[name] for name in ("paragraphs_before", "paragraphs_after")},
            "link": [_page_of(row) for row in changes.to_dict("records")],
        }
    )

    def picked() -> None:
        rows = st.session_state["changes-table"]["selection"]["rows"]
        if rows:
            choose(rows[0])

    number = st.column_config.NumberColumn
    st.dataframe(
        shown, key="changes-table", hide_index=True, width="stretch", on_select=picked, selection_mode="single-row",
        height=min(400, 37 + 35 * max(1, len(shown))),
        column_config={
            "who": st.column_config.TextColumn("Who", width=190),
            "says": st.column_config.TextColumn("Change", width=135),
            "change": number("Points", format="%+.0f", help="Of tension, after less before"),
            "low": number("From", format="%+.0f", help="90 % interval of the change"),
            "high": number("To", format="%+.0f", help="90 % interval of the change"),
            "before": number("Before", format="%+.0f"),
            "after": number("After", format="%+.0f"),
            "paragraphs_before": number("¶ before", help="Paragraphs"),
            "paragraphs_after": number("¶ after", help="Paragraphs"),
            "link": st.column_config.LinkColumn("Page", display_text="open", help="The page of the actor or pair"),
        },
    )  # fmt: skip


def _page_of(row: dict[Any, Any]) -> str:
    asked = {"actor": row["actor"]} if "actor" in row else {"actor": row["source"], "with": row["target"]}
    return f"actors?{urlencode(asked)}"


def _beside(sides: Sequence[tuple[str, Options, Span]], unit: list[str], key: str) -> None:
    """The paragraphs that weigh most on either side, side by side."""
    for place, (column, (title, options, held)) in enumerate(zip(st.columns(2), sides, strict=True)):
        rows, total = _weightiest(options, unit, held)
        with column:
            st.markdown(f"**{plain(title)}**")
            if rows.empty:
                st.caption("No paragraph counts here.")
                continue
            st.caption(f"The {len(rows)} that weigh most of {total:,}." if total > len(rows) else f"All {total}.")
            weights_table(rows, f"{key}-{place}", f"paragraphs-{'-'.join(unit)}-{key}-{place + 1}.csv", narrow=True)


def _weightiest(options: Options, unit: list[str], held: Span) -> Any:
    return kept(
        ("weightiest", options, tuple(unit), *held, _BESIDE),
        lambda: weightiest(library(), options, unit, *held, _BESIDE),
    )


# two outlets


def _outlets(view: View) -> None:
    names = outlets(library(), view.options.collection)
    if len(names) < 2:
        st.info("Only one outlet printed these articles: there is nothing to compare. Choose other articles.")
        return
    actor, _, other = choose_actor_and_other(view)
    unit = [actor, other] if other else [actor]
    usual = _most_printed(view.options.collection)
    left, right = st.columns(2)
    groups = tuple(
        _asked_outlets(where, label, key, names, first)
        for where, label, key, first in ((left, "First", "one", usual[0]), (right, "Second", "two", usual[1]))
    )
    if not all(groups):
        st.info("Choose at least one outlet on each side.")
        return
    # house effects stay in: the difference between the houses is what is asked
    base = replace(view.by("pair" if other else "actor"), actors=(actor,), house_effects=False)
    sides = [replace(base, outlets=group) for group in groups]
    found = [_index_of(options, unit) for options in sides]
    labels = [_group(group) for group in groups]
    if any(index.empty for index in found):
        silent = " and ".join(label for label, index in zip(labels, found, strict=True) if index.empty)
        st.info(f"{plain(silent)}: nothing about {plain(' → '.join(map(actor_name, unit)))} in these dates.")
        return
    _views_apart(sides, unit, labels, (view.first, view.last))
    _two_views(found, unit, (labels[0], labels[1]))
    held = _days_of_outlets(view)
    _beside([(label, options, held) for label, options in zip(labels, sides, strict=True)], unit, "outlet")


def _most_printed(collection: str | None) -> list[str]:
    """The outlets by how many articles they printed."""

    def count() -> list[str]:
        articles = library().readings("actor").articles
        counts = articles["outlet"][held_in(articles["collection"], collection)].value_counts()
        return sorted(counts.index, key=lambda name: (-counts[name], name))

    return kept(("most printed", collection), count)


def _asked_outlets(where: Any, label: str, key: str, names: list[str], usual: str) -> tuple[str, ...]:
    if not set(st.session_state.get(key, [])) <= set(names):
        del st.session_state[key]  # chosen among other articles
    picked = where.multiselect(
        f"{label} outlet, or group of outlets", names, [usual], key=key, bind="query-params",
        format_func=lambda name: name or "not stated", help="What they printed, first or again.",
    )  # fmt: skip
    return tuple(picked)


def _index_of(options: Options, unit: list[str]) -> pd.DataFrame:
    index = kept(("index", options), lambda: measured(library(), options))
    return _of_unit(index, unit)


def _of_unit(frame: pd.DataFrame, unit: list[str]) -> pd.DataFrame:
    names = ["actor"] if len(unit) == 1 else ["source", "target"]
    return frame[(frame[names] == unit).all(axis=1)]


def _group(group: Sequence[str]) -> str:
    names = [name or "not stated" for name in group]
    return " + ".join(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} more"


def _views_apart(sides: list[Options], unit: list[str], labels: list[str], held: Span) -> None:
    """Both on the whole of the days, and their difference, in one sentence."""
    whole = kept(
        ("apart", *sides, *held),
        lambda: compared(library(), sides[0], held, held, lambda options: replace(options, outlets=sides[1].outlets)),
    )
    row = _of_unit(whole, unit)
    if row.empty:
        return
    told = row.iloc[0]
    clear = direction(told["low"], told["high"])
    verdict = {1: "the second tells of more tension", -1: "the second tells of less tension", 0: "no clear difference"}
    st.markdown(
        f"{span(*held)}, {plain(' → '.join(map(actor_name, unit)))}: **{plain(labels[0])} {points(told['before'])}** "
        f"({counted(told['paragraphs_before'])}), **{plain(labels[1])} {points(told['after'])}** "
        f"({counted(told['paragraphs_after'])}). Difference {points(told['change'])}, 90 % interval "
        f"{points(told['low'])} to {points(told['high'])}: **{verdict[clear]}**."
    )


def _two_views(found: list[pd.DataFrame], unit: list[str], labels: tuple[str, str]) -> None:
    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            put("day", point["customdata"][1])
            put("until", None)

    st.caption(
        "Solid, circles: the first. Dashed, squares: the second. Bands: 90 % intervals. Hollow: fewer than three "
        "paragraphs. House effects are left in. Select a point for its paragraphs."
    )
    selectable(two_lines(found[0], found[1], labels, dark()), "outlets-lines", "Tension as two outlets tell it", take)
    index_csv(found, f"outlets-{'-'.join(unit)}.csv", "outlets-csv")


def _days_of_outlets(view: View) -> Span:
    """All days in view, or those of the point that was selected."""
    asked = days_asked()
    if asked is None:
        return view.first, view.last
    held = asked[0], max(asked[1], last_day(asked[0], view.options.period))
    if st.button("All dates", icon=":material/close:", help=f"Now: {span(*held)}"):
        put("day", None)
        st.rerun()
    return held


# two models


def _models(view: View) -> None:
    models = kept(("models",), lambda: library().models())
    names = models.sort_values(["in_use", "model"], ascending=[False, True])["model"].to_list()
    if len(names) < 2:
        only = f"Only the model {plain(names[0])} has" if names else "No model has"
        st.info(
            f"{only} read this library: `signals rescore --model NAME` lets a second one read it too, and keeps what "
            "the first one read."
        )
        return
    left, right = st.columns(2)
    one = left.selectbox("First model", names, 0, key="model", bind="query-params")
    other = right.selectbox("Second model", names, 1, key="model-two", bind="query-params")
    if one == other:
        st.info("Choose two different models.")
        return
    collection = view.options.collection
    frame = kept(
        ("models apart", one, other, collection),
        lambda: library().by_models(one, other, collection, _READ_BY_BOTH),
    )
    if frame.empty:
        st.info("No paragraph of these articles was read by both: choose other articles, or let the second read them.")
        return
    _agreement(frame)

    def take(point: dict[str, Any]) -> None:
        if point.get("customdata"):
            st.session_state["models-picked"] = tuple(point["customdata"][:2])

    selectable(models_apart(frame, (one, other), dark()), "models", "Stances of two models", take)
    _picked(frame)
    _furthest_apart(frame.head(MOST), one, other)


def _agreement(frame: pd.DataFrame) -> None:
    gap = frame["stance_other"] - frame["stance_one"]
    correlation = frame["stance_one"].corr(frame["stance_other"])
    which = "all" if len(frame) < _READ_BY_BOTH else f"only the {_READ_BY_BOTH:,} on which they differ most of the"
    told = [
        ("Paragraphs", f"{len(frame):,}", f"These are {which} paragraphs that both models read."),
        ("Mean difference", f"{gap.mean():+.2f}", "Of stance, second less first, from -2 to +2."),
        ("Mean distance", f"{gap.abs().mean():.2f}", "Of stance, whichever is higher."),
        ("Correlation", "unknown" if pd.isna(correlation) else f"{correlation:.2f}", "Of Pearson, from -1 to +1."),
    ]
    for column, (label, value, help_text) in zip(st.columns(4), told, strict=True):
        column.metric(label, value, help=help_text)
    st.caption(
        f"Stance -1 eases … +1 escalates, of {which} paragraphs that both read. ▲ orange: the second model reads it "
        "as more escalatory by 0.2 or more; ▼ blue: less; ● grey: about the same. Select a "
        "point for its paragraph."
    )


def _picked(frame: pd.DataFrame) -> None:
    """The paragraph of the point that was selected."""
    article_id, paragraph = st.session_state.get("models-picked", ("", 0))
    rows = frame[(frame["article_id"] == article_id) & (frame["paragraph"] == paragraph)]
    for row in rows.to_dict("records"):
        with st.container(border=True):
            st.markdown(plain(row["text"]))
            one, other = (plain(f"{row[name]:+.2f}") for name in ("stance_one", "stance_other"))
            st.caption(f"First {one}, second {other}. [Read it in the article]({links(rows)[0]})")


def _furthest_apart(frame: pd.DataFrame, one: str, other: str) -> None:
    st.subheader("Where they differ most")
    shown = pd.DataFrame(
        {
            "gap": frame["stance_other"] - frame["stance_one"],
            "one": frame["stance_one"],
            "other": frame["stance_other"],
            "text": frame["text"],
            "link": links(frame),
        }
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        shown, key="models-table", hide_index=True, width="stretch", row_height=74,
        height=min(520, 42 + 74 * max(1, len(shown))),
        column_config={
            "gap": number("Difference", format="%+.2f", help="Second less first", width=90),
            "one": number("First", format="%+.2f", help=one, width=80),
            "other": number("Second", format="%+.2f", help=other, width=80),
            "text": st.column_config.TextColumn("Paragraph", width=560),
            "link": st.column_config.LinkColumn("Read", display_text="in the article", width=95),
        },
    )  # fmt: skip
    frame_csv(frame.assign(one=one, other=other), "paragraph", "models-apart.csv", "models-csv")
