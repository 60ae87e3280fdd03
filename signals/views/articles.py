"""Articles: what the library holds, and each article's paragraphs in reading order."""

from typing import Any

import pandas as pd
import streamlit as st

from signals.charts import article_stances
from signals.export import to_csv
from signals.views.shared import choose_collection, dark, draw, library, paragraphs_table, plain


def page() -> None:
    """Draw the page."""
    st.title("Articles")
    collection = choose_collection()
    articles = library().articles(collection)
    if articles.empty:
        st.info("The library is empty. Open “Add articles” to put some in.")
        return
    articles = articles.join(library().means(collection), on="article_id").reset_index(drop=True)
    chosen = _table(articles)
    st.download_button(
        f"Download all {articles['size'].sum():,} paragraphs (CSV)",
        lambda: _everything(collection),
        file_name="paragraphs.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    article = articles.iloc[chosen]
    st.subheader(plain(article["title"]))
    st.caption(plain(_imprint(article)))
    own = library().paragraphs(article_ids=[article["article_id"]])
    draw(article_stances(own, dark()), "stances", "Stance of each paragraph in reading order")
    paragraphs_table(own, "article", f"paragraphs-{article['article_id']}.csv", with_article=False)
    asides = library().asides(article["article_id"])
    for kind, text in zip(asides["kind"], asides["text"], strict=True):
        st.caption(plain(f"{str(kind).capitalize()}, not scored: {text}"))


def _imprint(article: "pd.Series[Any]") -> str:
    """Who published the article, where else it was printed, who wrote it, and when."""
    outlets = ", ".join(filter(None, [article["outlet"] or "outlet not stated", article["printed_by"]]))
    return ", ".join(filter(None, [outlets, article["author"], str(article["published"]), article["url"]]))


def _everything(collection: str | None) -> bytes:
    """The paragraphs table of all articles, made when it is asked for."""
    parts = library().in_parts("paragraphs", collection)
    return "".join(to_csv(part, "paragraphs", header=not place) for place, part in enumerate(parts)).encode("utf-8-sig")


def _table(articles: pd.DataFrame) -> int:
    """The list; returns the position of the selected article, the first where none is selected."""
    st.caption("Select a row to read its paragraphs below.")
    event = st.dataframe(
        articles[["published", "title", "outlet", "size", "mean"]],
        key="articles",
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "published": st.column_config.DateColumn("Published", format="D MMM YYYY"),
            "title": st.column_config.TextColumn("Title", width="large"),
            "outlet": "Outlet",
            "size": st.column_config.NumberColumn("Paragraphs"),
            "mean": st.column_config.NumberColumn("Mean stance", format="%+.2f", help="-1 eases … +1 escalates"),
        },
    )
    rows = event["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(articles) else 0
