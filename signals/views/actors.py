"""Actors: whom an actor deals with, what each does toward the other, in which words; and the user's own names."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from signals.actors import OwnNames, actor_name, own_names_csv, read_own_names
from signals.charts import timeline, toward
from signals.errors import InputError
from signals.index import Options, counterparts
from signals.measuring import acts, calibration_of, measured, named
from signals.rereading import read_again
from signals.views.adding import scorer
from signals.views.shared import choose_collection, csv_button, dark, draw, library, plain, reading

_SHOWN = 12
_EVERYONE = "*"  # no id looks so


def page() -> None:
    """Draw the page."""
    st.title("Who does what, toward whom")
    collection = choose_collection()
    if not library().collections():
        st.info("The library is empty. Open “Add articles” to put some in.")
    else:
        _unread()
        _actor(collection)
    _own_actors()


def _unread() -> None:
    """Articles that wait to be read for relations, and the button that reads them."""
    left = library().unrelated()
    if left and st.button(f"Read who does what in {len(left)} articles that wait for it", type="primary"):
        _read_again(left)
        st.rerun()


def _read_again(article_ids: list[str]) -> None:
    """Each article is kept before the next is begun: leaving the page loses at most the one in work."""
    bar = st.progress(0.0, "Reading …")

    def show(done: int, total: int) -> None:
        bar.progress(done / total, f"Reading {done} of {total} articles …")

    read_again(library(), article_ids, scorer(), show)
    bar.empty()


def _actor(collection: str | None) -> None:
    background = st.sidebar.toggle(
        "Count background", False, key="actors-background", help="Paragraphs that tell of past years."
    )
    options = Options(collection=collection, background=background)
    ranked = named(library(), options)
    if not ranked:
        st.info("No paragraph names a state or organisation that the tables know.")
        return
    left, right = st.columns(2)
    actor = left.selectbox("Actor", ranked, index=_asked("actor", ranked), format_func=actor_name, key="page-actor")
    pairs = replace(options, by="pair")
    whom = counterparts(library().readings("pair"), actor, pairs, calibration_of(library(), pairs))
    others = [_EVERYONE, *whom["other"]]
    other = right.selectbox(
        "Toward", others, index=_asked("with", others), format_func=_called, key=f"page-other-{actor}"
    )
    st.query_params["actor"], st.query_params["with"] = actor, other
    _over_time(options, actor, other)
    _toward_whom(whom, actor)
    _sentences(pairs, actor, other)


def _called(actor: str) -> str:
    return "everyone" if actor == _EVERYONE else actor_name(actor)


def _asked(name: str, options: list[str]) -> int:
    """The position of what the address asks for, so that a view can be bookmarked and sent."""
    asked = st.query_params.get(name, "")
    return options.index(asked) if asked in options else 0


def _over_time(options: Options, actor: str, other: str) -> None:
    """The actor's own index; with a counterpart, what the two do toward each other."""
    if other == _EVERYONE:
        st.caption("Tension of all paragraphs that name the actor, by day. Hollow: fewer than three paragraphs.")
        index, rows = measured(library(), replace(options, actors=(actor,))), [actor]
    else:
        st.caption("What each does toward the other, by day. Hollow: fewer than three paragraphs.")
        index = measured(library(), replace(options, by="pair", actors=(actor,)))
        index = index[(index["source"] == other) | (index["target"] == other)]
        index = index.assign(actor=[f"{actor_name(s)} → {actor_name(t)}" for s, t in _both(index)])
        rows = [f"{actor_name(s)} → {actor_name(t)}" for s, t in ((actor, other), (other, actor))]
    draw(timeline(index, rows, dark()), "actor-timeline", f"Tension of {actor_name(actor)} by day, with intervals")


def _both(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["source"], frame["target"], strict=True))


def _toward_whom(whom: pd.DataFrame, actor: str) -> None:
    st.subheader("Toward whom")
    if whom.empty:
        st.info("No act of this actor toward another, or of another toward it, was read.")
        return
    st.caption(
        "Mean stance of the acts, ▼ -1 eases … +1 ▲ escalates, and in brackets the paragraphs that tell of them."
    )
    draw(toward(whom.head(_SHOWN), actor, dark()), "toward", f"Whom {actor_name(actor)} deals with")
    if len(whom) > _SHOWN:
        st.caption(f"The {_SHOWN} with most paragraphs of {len(whom)}; choose any of them under “Toward”.")


def _sentences(options: Options, actor: str, other: str) -> None:
    """The newest acts with the words that tell of them, and exactly these rows as CSV."""
    st.subheader("In which words")
    mine, count = acts(library(), options, actor, None if other == _EVERYONE else other)
    if count > len(mine):
        st.caption(f"The newest {len(mine):,} of {count:,}; choose a counterpart to see fewer of them.")
    relations_table(mine, "acts", f"relations-{actor}{'' if other == _EVERYONE else f'-{other}'}.csv")


def relations_table(frame: pd.DataFrame, key: str, filename: str) -> None:
    """Relations with their evidence, and a button that downloads exactly these rows as CSV."""
    shown = pd.DataFrame(
        {
            "published": pd.to_datetime(frame["published"]).dt.date,
            "who": [actor_name(actor) for actor in frame["source"]],
            "whom": [actor_name(actor) for actor in frame["target"]],
            "event": frame["event"].str.lower(),
            "reading": [reading(stance) for stance in frame["stance"]],
            "words": frame["quote"],
            "confidence": frame["confidence"],
            "article": frame["title"],
            "outlet": frame["outlet"],
        }
    )
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        width="stretch",
        row_height=74,
        height=min(520, 42 + 74 * max(1, len(shown))),
        column_config={
            "published": st.column_config.DateColumn("Published", format="D MMM YYYY"),
            "who": "Who",
            "whom": "Toward whom",
            "event": st.column_config.TextColumn("Act", help="One of the fifteen roots of PLOVER"),
            "reading": st.column_config.TextColumn("Reading", width=170, help="Stance, -1 eases … +1 escalates"),
            "words": st.column_config.TextColumn("In the words", width=520),
            "confidence": st.column_config.NumberColumn("Sure", format="percent", help="Probability of the act"),
            "article": st.column_config.TextColumn("Article", width=220),
            "outlet": "Outlet",
        },
    )
    csv_button(frame, "relations", "relation", filename, f"{key}-csv")


def _own_actors() -> None:
    """The user's own names: shown, replaced by a small CSV, and put to use in everything stored."""
    with st.expander("Your own actors"):
        st.write(
            "Name actors that the tables do not know, or give one of theirs another name: a CSV with the columns "
            "`id` and `names`, several names parted by `|`. It replaces the list in use."
        )
        held = library().own_names()
        if held:
            st.dataframe(_table(held), hide_index=True, width="stretch", key="own-names")
        st.download_button(
            "Download the list (CSV)",
            (own_names_csv(held) if held else "id,names\nWAGNER,Africa Corps|Afrika Korps\n").encode("utf-8-sig"),
            file_name="actors.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
        file = st.file_uploader("List of your own actors", type=["csv"], key="own-actors")
        names = _read(file.getvalue()) if file else None
        if names is not None:
            st.dataframe(_table(names), hide_index=True, width="stretch", key="own-preview")
            _offer(names)


def _read(data: bytes) -> OwnNames | None:
    try:
        return read_own_names(data)
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _offer(names: OwnNames) -> None:
    articles = library().articles()["article_id"].to_list()
    if names == library().own_names():
        st.success("These names are in use.")
    elif st.button(f"Use these {len(names)} names and read {len(articles)} articles again", type="primary"):
        scorer()  # loaded before anything changes
        library().set_own_names(names)
        _read_again(articles)
        st.rerun()


def _table(names: OwnNames) -> pd.DataFrame:
    return pd.DataFrame(names, columns=["Name", "Actor"]).sort_values("Actor", kind="stable")
