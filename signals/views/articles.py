"""Articles: what the library holds, a page at a time and to be searched; each opens in the reading view."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from signals.article_html import reading_words, style
from signals.export import to_csv
from signals.views import reading
from signals.views.rows import frame_csv
from signals.views.shared import choose_collection, dark, library, plain

PER_PAGE = 25
_LISTED = ["article_id", "published", "title", "outlet", "printed_by", "author", "size", "mean", "url", "collection"]


def page() -> None:
    """Draw the page: the list, or the article that the address asks for."""
    collection = choose_collection()
    article_id, paragraph = reading.asked()
    if article_id:
        reading.article(article_id, paragraph, collection)
    else:
        _listed(collection)


def _listed(collection: str | None) -> None:
    st.title("Articles")
    if not library().count_listed(collection):
        st.info("The library is empty. Open “Add articles” to put some in.")
        return
    words = st.text_input(
        "Search titles and outlets", key="find", bind="query-params", max_chars=200, icon=":material/search:",
        placeholder="sanctions reuters", help="Each word must stand in the title or an outlet.", on_change=_first_page,
    )  # fmt: skip
    count = library().count_listed(collection, str(words))
    if not count:
        st.info(f"No article's title or outlet holds “{plain(str(words))}”. Use fewer words.")
        return
    number = _page_number(-(-count // PER_PAGE))
    st.caption(f"{count:,} {'article' if count == 1 else 'articles'}, the newest first.")
    articles = library().listed(collection, str(words), PER_PAGE, PER_PAGE * (number - 1))
    st.html(style(dark()))
    with st.container(gap="xsmall"):
        for article in articles.to_dict("records"):
            _entry({str(name): value for name, value in article.items()})
    _take_away(articles, collection)


def _first_page() -> None:
    st.session_state["page"] = 1


def _page_number(pages: int) -> int:
    """The page that is looked at, from 1; with a choice of it where there are several."""
    if pages == 1:
        return 1
    if int(st.session_state.get("page", 1)) > pages:
        st.session_state["page"] = 1
    return st.pagination(pages, key="page", bind="query-params")


def _entry(article: dict[str, Any]) -> None:
    """One article: its title, which opens it, and what is known of it in a line."""
    with st.container(gap=None):
        st.button(
            f"**{plain(article['title'] or 'Without a title')}**", key=f"open-{article['article_id']}", type="tertiary",
            on_click=reading.open_article, args=(article["article_id"],),
        )  # fmt: skip
        outlets = ", ".join(filter(None, [article["outlet"] or "outlet not stated", article["printed_by"]]))
        size = f"{article['size']} {'paragraph' if article['size'] == 1 else 'paragraphs'}"
        mean = (
            f' · <span class="sig-whole">on average {reading_words(article["mean"])}</span>' if article["size"] else ""
        )
        day = pd.Timestamp(article["published"])
        st.html(f'<p class="sig-list">{day:%-d %B %Y} · {escape(outlets)} · {size}{mean}</p>')


def _take_away(articles: pd.DataFrame, collection: str | None) -> None:
    with st.container(horizontal=True):
        frame_csv(articles[_LISTED], "article", "articles.csv", "list-csv")
        st.download_button(
            "Download the paragraphs of all articles (CSV)", lambda: _everything(collection),
            file_name="paragraphs.csv", mime="text/csv", on_click="ignore", icon=":material/download:",
            key="everything-csv",
        )  # fmt: skip


def _everything(collection: str | None) -> bytes:
    """The paragraphs table of all articles, made when it is asked for."""
    parts = library().in_parts("paragraphs", collection)
    return "".join(to_csv(part, "paragraphs", header=not place) for place, part in enumerate(parts)).encode("utf-8-sig")
