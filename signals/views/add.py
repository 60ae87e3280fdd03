"""Add articles: files or pasted text, a look at what was understood, scoring with progress, straight to the result."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pandas as pd
import streamlit as st

from signals.articles import MAX_BYTES, MAX_BYTES_TOGETHER, SUFFIXES, Article, Read, read_upload
from signals.articles.language import READ, language_name
from signals.articles.tables import FIELDS
from signals.charts import article_stances
from signals.library import OWN
from signals.views.jobs import ADDED, FAILED, SCORING, STOPPED, THERE, WAITING, Item, Job, job_of
from signals.views.shared import dark, draw, library, paragraphs_table, plain

MAX_FILES = 200
AT_ONCE = 2.5  # seconds within which a short job shows its result without a look at its progress
SHOWN = 8  # articles whose chart is drawn below the list
_SIGN = {WAITING: "○", SCORING: "◐", ADDED: "●", THERE: "◌", FAILED: "✕", STOPPED: "–"}
_WAYS = ("Files", "A folder", "Paste")
_CALLED = {"published": "published date", "url": "address"}
_CORRECTABLE = ("title", "outlet", "author", "url")


def page() -> None:
    """Draw the page."""
    st.title("Add articles")
    st.write(
        "News articles as web pages, text, PDF, Word, mail, tables or .zip archives. They are read and scored on this "
        "computer and stay on it."
    )
    way = st.segmented_control(
        "From", _WAYS, default=_WAYS[0], required=True, key="from", bind="query-params", label_visibility="collapsed"
    )
    articles = _taken(_pasted() if way == "Paste" else _uploads(folder=way == "A folder"))
    if articles:
        _preview(articles)
    job = job_of(library())
    if job.running:
        _progress(job)
    elif job.items:
        _results(job.items)


def _uploads(folder: bool) -> list[Read]:
    limit = (
        f"{'A folder with at most' if folder else 'Files, at most'} {MAX_FILES} at a time: articles of up to "
        f"{MAX_BYTES // 1_000_000} MB, tables and archives of up to {MAX_BYTES_TOGETHER // 1_000_000} MB"
    )
    files = st.file_uploader(
        limit,
        type=[suffix[1:] for suffix in SUFFIXES],
        accept_multiple_files="directory" if folder else True,
        key="folder" if folder else "files",
    )
    if len(files) > MAX_FILES:
        st.error(f"{len(files)} files are more than the {MAX_FILES} that can be added at a time: the first were taken.")
    found: list[Read] = []
    for file in files[:MAX_FILES]:
        data = file.getvalue()
        reads = _read(data, file.name, {})
        if names := next((read.columns for read in reads if read.columns), ()):
            reads = _read(data, file.name, _columns(file.name, file.file_id, names)) or reads
        found += reads
    return found


def _pasted() -> list[Read]:
    text = st.text_area(
        "Text of one article",
        height=260,
        key="pasted",
        placeholder="Title | Outlet\n\n5 December 2021\n\nFirst paragraph …",
    )
    return _read(text.encode(), "pasted text.txt", {}) if text.strip() else []


@st.cache_resource(max_entries=2 * MAX_FILES + 1, show_spinner="Reading …")
def _read(data: bytes, name: str, columns: Mapping[str, str]) -> list[Read]:
    """Reading is kept between reruns of the page: a large PDF is not read again for every click."""
    return list(read_upload(data, name, columns))


def _columns(name: str, file_id: str, names: tuple[str, ...]) -> dict[str, str]:
    """Columns of a table whose names do not tell, as the user chooses them."""
    with st.expander(f"Which columns of {plain(name)} hold what?", expanded=True):
        places = st.columns(3)
        chosen = {
            field: places[number % 3].selectbox(
                f"Column with the {_CALLED.get(field, field)}",
                names,
                index=None,
                placeholder="none",
                key=f"column-{field}-{file_id}",
            )
            for number, field in enumerate(FIELDS)
        }
    return {field: column for field, column in chosen.items() if column}


def _taken(reads: list[Read]) -> list[Article]:
    """The articles that could be read, each once; a sentence on the page for everything that could not."""
    articles: dict[str, Article] = {}
    for read in reads:
        if read.article is None:
            st.error(plain(read.problem), icon=":material/error:")
            continue
        held = articles.setdefault(read.article.article_id, read.article)
        if held is not read.article:
            st.info(plain(f"{read.name} holds the same article as {held.source}: taken once."))
    return list(articles.values())


def _preview(articles: list[Article]) -> None:
    """What was understood, to be corrected, and the button that scores."""
    st.subheader("What was understood")
    undated = sum(article.published is None for article in articles)
    if undated:
        st.warning(
            f"{undated} of {len(articles)} state no published date: fill it in under Published to add them."
            if len(articles) > 1
            else "The article states no published date: fill it in under Published to add it."
        )
    corrected = _corrected(articles, _edited(articles))
    ready = [article for article in _in_english(corrected) if article.published is not None]
    _look_inside(corrected)
    label = "Score and add 1 article" if len(ready) == 1 else f"Score and add {len(ready)} articles"
    if st.button(label, type="primary", disabled=not ready, key="score"):
        job = job_of(library())
        job.add(ready, OWN)
        st.session_state["collection"] = OWN
        if len(ready) > 1:
            job.wait(AT_ONCE)
        else:
            with st.spinner("Scoring …"):
                job.wait(60)


def _in_english(articles: list[Article]) -> list[Article]:
    """The articles that the model can read, and the others where the user wants them scored all the same."""
    foreign = [article for article in articles if article.language != READ]
    if not foreign:
        return articles
    names = ", ".join(sorted({language_name(article.language) for article in foreign}))
    st.warning(plain(f"The model reads English; {len(foreign)} of {len(articles)} articles are in {names}."))
    if st.checkbox("Score them all the same", key="foreign", help="The scores will mean little."):
        return articles
    return [article for article in articles if article.language == READ]


def _edited(articles: list[Article]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "file": [article.source for article in articles],
            "title": [article.title for article in articles],
            "outlet": [article.outlet for article in articles],
            "author": [article.author for article in articles],
            "published": pd.to_datetime(pd.Series([article.published for article in articles])),
            "url": [article.url for article in articles],
            "paragraphs": [len(article.paragraphs) for article in articles],
            "status": ["already there" if library().holds(a.article_id) else "new" for a in articles],
            "found": ["; ".join(f"{field}: {origin}" for field, origin in a.origins) for a in articles],
        }
    )
    edited: pd.DataFrame = st.data_editor(
        frame,
        key="preview-" + sha256("-".join(article.article_id for article in articles).encode()).hexdigest(),
        hide_index=True,
        width="stretch",
        disabled=["file", "paragraphs", "status", "found"],
        column_config={
            "file": "File",
            "title": st.column_config.TextColumn("Title", width="large", required=True),
            "outlet": "Outlet",
            "author": "Author",
            "published": st.column_config.DateColumn("Published", format="YYYY-MM-DD", max_value=date.today()),
            "url": "Address",
            "paragraphs": "Paragraphs",
            "status": "Library",
            "found": st.column_config.TextColumn("Where it was found", width="medium"),
        },
    )
    return edited


def _corrected(articles: list[Article], edited: pd.DataFrame) -> list[Article]:
    """The articles with the user's corrections."""
    corrected = []
    for article, row in zip(articles, edited.to_dict("records"), strict=True):
        # A cell that the user empties comes back as missing.
        title, outlet, author, url = ("" if pd.isna(row[field]) else str(row[field]).strip() for field in _CORRECTABLE)
        day = None if pd.isna(row["published"]) else pd.Timestamp(row["published"]).date()
        dated = article.dated(day) if day and day != article.published else article
        corrected.append(replace(dated, title=title or article.title, outlet=outlet, author=author, url=url))
    return corrected


def _look_inside(articles: list[Article]) -> None:
    """The paragraphs of one article as they were read, with the day each speaks of."""
    with st.expander("Look inside: paragraphs and their dates"):
        chosen = articles[0]
        if len(articles) > 1:
            chosen = st.selectbox("Article", articles, format_func=lambda article: article.title, key="inside")
        rows = [
            {
                "¶": paragraph.number,
                "text": paragraph.text,
                "speaks of": f"{paragraph.event_date:%Y-%m-%d}" if paragraph.event_date else "",
                "mark": "background" if paragraph.background else "still to come" if paragraph.future else "",
            }
            for paragraph in chosen.paragraphs
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", key="inside-table")
        for aside in chosen.asides:
            st.caption(plain(f"{aside.kind.capitalize()}, not scored: {aside.text}"))


@st.fragment(run_every=1.0)
def _progress(job: Job) -> None:
    """The job while it runs, looked at every second; the rest of the page stays as it is."""
    if not job.running:
        st.rerun()
    st.subheader("Scoring")
    st.progress(job.done / max(1, len(job.items)), f"{job.done} of {len(job.items)} articles")
    st.caption("Go on working: the other pages can be used meanwhile, and what is done is kept.")
    if st.button("Stop", key="stop", icon=":material/stop:", help="The article in work is finished and kept."):
        job.stop()
    _list(job.items)


def _list(items: list[Item]) -> None:
    """Every article with what became of it, a problem beside its file."""
    shown = pd.DataFrame(
        {
            "state": [f"{_SIGN[item.state]} {item.state}" for item in items],
            "file": [item.article.source for item in items],
            "title": [item.article.title for item in items],
            "what": [item.sentence if item.state in (FAILED, THERE) else "" for item in items],
            "read": [f"articles?article={item.article.article_id}" if _is_there(item) else None for item in items],
        }
    )
    st.dataframe(
        shown,
        key="job",
        hide_index=True,
        width="stretch",
        height=min(420, 42 + 35 * max(1, len(shown))),
        column_config={
            "state": st.column_config.TextColumn("State", width=130),
            "file": st.column_config.TextColumn("File", width=180),
            "title": st.column_config.TextColumn("Title", width="large"),
            "what": st.column_config.TextColumn("What became of it", width="medium"),
            "read": st.column_config.LinkColumn("Read it", display_text="Read", width=80),
        },
    )


def _is_there(item: Item) -> bool:
    return item.state in (ADDED, THERE)


def _results(items: list[Item]) -> None:
    """What became of each article, its chart, its paragraphs and their CSV."""
    st.subheader("Result")
    for state, say in ((ADDED, st.success), (THERE, st.info), (FAILED, st.error), (STOPPED, st.warning)):
        sentences = [item.sentence for item in items if item.state == state]
        if sentences:
            say(plain(sentences[0] if len(sentences) == 1 and sentences[0] else _counted(len(sentences), state)))
    if len(items) > 1:
        _list(items)
    there = [item.article.article_id for item in items if _is_there(item)][:SHOWN]
    frame = library().paragraphs(article_ids=there)
    if frame.empty:
        return
    for article_id, paragraphs in frame.groupby("article_id", sort=False):
        st.markdown(f"**{plain(paragraphs['title'].iloc[0])}**")
        draw(
            article_stances(paragraphs, dark()),
            f"stances-{article_id}",
            "Stance of each paragraph in reading order",
        )
    paragraphs_table(frame, "added", "paragraphs.csv")


def _counted(count: int, state: str) -> str:
    return f"1 article {state}." if count == 1 else f"{count} articles {state}."
