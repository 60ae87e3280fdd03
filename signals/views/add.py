"""Add articles: files or pasted text, a look at what was understood, scoring with progress, straight to the result."""

from datetime import date

import pandas as pd
import streamlit as st

from signals.articles import MAX_BYTES, Article, read_article
from signals.charts import article_stances
from signals.errors import InputError
from signals.library import OWN, Added
from signals.views.adding import score_and_add
from signals.views.shared import dark, draw, library, paragraphs_table, plain

MAX_FILES = 200


def page() -> None:
    """Draw the page."""
    st.title("Add articles")
    st.write("News articles as text or saved web pages. They are read and scored on this computer and stay on it.")
    articles = _read(_uploads() + _pasted())
    if articles:
        _preview(articles)
    if st.session_state.get("just_added"):
        _results(st.session_state["just_added"])


def _uploads() -> list[tuple[str, bytes]]:
    limit = f"Files: .txt or .html, at most {MAX_BYTES // 1_000_000} MB each, {MAX_FILES} at a time"
    files = st.file_uploader(limit, type=["txt", "html", "htm"], accept_multiple_files=True, key="files")
    if len(files) > MAX_FILES:
        st.error(f"{len(files)} files are more than the {MAX_FILES} that can be added at a time: the first were taken.")
    return [(file.name, file.getvalue()) for file in files[:MAX_FILES]]


def _pasted() -> list[tuple[str, bytes]]:
    with st.expander("Or paste an article"):
        text = st.text_area(
            "Text",
            height=220,
            key="pasted",
            placeholder="Title | Outlet\n\n5 December 2021\n\nFirst paragraph …",
        )
    return [("pasted text.txt", text.encode())] if text.strip() else []


def _read(files: list[tuple[str, bytes]]) -> list[Article]:
    """The articles that could be read, each once; a sentence on the page for every file that could not."""
    articles: dict[str, Article] = {}
    for name, data in files:
        try:
            article = read_article(data, name)
        except InputError as error:
            st.error(plain(str(error)), icon=":material/error:")
            continue
        if article.article_id in articles:
            st.info(
                plain(f"{article.source} holds the same article as {articles[article.article_id].source}: taken once.")
            )
        articles.setdefault(article.article_id, article)
    return list(articles.values())


def _preview(articles: list[Article]) -> None:
    """What was understood, with dates to correct, and the button that scores."""
    st.subheader("What was understood")
    undated = [article for article in articles if article.published is None]
    if undated:
        st.warning(
            f"{len(undated)} of {len(articles)} state no published date: fill it in under Published to add them."
            if len(articles) > 1
            else "The article states no published date: fill it in under Published to add it."
        )
    dated = _with_dates(articles, _edited(articles))
    ready = [article for article in dated if article.published is not None]
    label = "Score and add 1 article" if len(ready) == 1 else f"Score and add {len(ready)} articles"
    if st.button(label, type="primary", disabled=not ready, key="score"):
        added = score_and_add(ready, OWN)
        st.session_state["just_added"] = added
        st.session_state["collection"] = OWN


def _edited(articles: list[Article]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "file": [article.source for article in articles],
            "title": [article.title for article in articles],
            "outlet": [article.outlet for article in articles],
            "published": pd.to_datetime(pd.Series([article.published for article in articles])),
            "paragraphs": [len(article.paragraphs) for article in articles],
            "status": ["already there" if library().holds(a.article_id) else "new" for a in articles],
        }
    )
    edited: pd.DataFrame = st.data_editor(
        frame,
        key="preview-" + "-".join(article.article_id for article in articles)[:200],
        hide_index=True,
        width="stretch",
        disabled=["file", "title", "outlet", "paragraphs", "status"],
        column_config={
            "file": "File",
            "title": st.column_config.TextColumn("Title", width="large"),
            "outlet": "Outlet",
            "published": st.column_config.DateColumn("Published", format="YYYY-MM-DD", max_value=date.today()),
            "paragraphs": "Paragraphs",
            "status": "Library",
        },
    )
    return edited


def _with_dates(articles: list[Article], edited: pd.DataFrame) -> list[Article]:
    dates = [None if pd.isna(day) else pd.Timestamp(day).date() for day in edited["published"]]
    return [
        article.dated(day) if day and day != article.published else article
        for article, day in zip(articles, dates, strict=True)
    ]


def _results(added: list[Added]) -> None:
    """What became of each article, its chart, its paragraphs and their CSV."""
    st.subheader("Result")
    for result in added:
        (st.success if result.new else st.info)(plain(result.sentence))
    frame = library().paragraphs(article_ids=[result.article_id for result in added])
    for article_id, paragraphs in frame.groupby("article_id", sort=False):
        st.markdown(f"**{plain(paragraphs['title'].iloc[0])}**")
        draw(
            article_stances(paragraphs, dark()),
            f"stances-{article_id}",
            "Stance of each paragraph in reading order",
        )
    paragraphs_table(frame, "added", "paragraphs.csv")
