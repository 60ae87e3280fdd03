"""Scoring articles into the library with progress on the page; each is stored before the next is begun."""

import streamlit as st

from signals.articles import Article
from signals.library import Added
from signals.pipeline import score_articles
from signals.relations import with_relations
from signals.scoring import TextScorer, load_scorer
from signals.views.shared import library


@st.cache_resource(show_spinner="Loading the model (a few seconds, once) …")
def scorer() -> TextScorer:
    """The embedded model, loaded once a process."""
    return load_scorer()


def score_and_add(articles: list[Article], collection: str) -> list[Added]:
    """Score and store the articles that are new, in order. Leaving the page stops it; what was stored stays."""
    results = [held for article in articles if (held := library().recognised(article)) is not None]
    fresh = [article for article in articles if article.article_id not in {added.article_id for added in results}]
    if not fresh:
        return results
    model, own = scorer(), library().own_names()
    bar = st.progress(0.0)
    for number, article in enumerate(fresh, start=1):
        bar.progress((number - 1) / len(fresh), f"Scoring {number} of {len(fresh)} articles …")
        scored = with_relations(score_articles([article], model, own=own), model)
        results.append(library().add(scored[0], collection))
    bar.empty()
    return results
