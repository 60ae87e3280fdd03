"""Stored articles read again: for actors and relations once names or tables changed, or as a whole by another model."""

from collections.abc import Callable, Sequence

import pandas as pd

from signals.actors import find_in_article
from signals.articles import Article
from signals.errors import NotThere
from signals.library import Library
from signals.pipeline import ScoredArticle, score_articles
from signals.relations import with_relations
from signals.scoring import Progress, TextScorer


def read_again(
    library: Library, article_ids: Sequence[str], scorer: TextScorer, progress: Progress | None = None
) -> None:
    """Read actors and relations of stored articles again, one after the other; their scores stay as they are.

    Each article is replaced in one transaction, so that what was done before an interruption is kept.
    `progress(done, total)` counts articles.
    """
    own = library.own_names()

    def read(article: Article) -> None:
        found = find_in_article([paragraph.text for paragraph in article.paragraphs], article.published, own)
        scored = ScoredArticle(article, tuple(map(tuple, found)), pd.DataFrame(), scorer.name)
        library.read_again(with_relations([scored], scorer)[0])

    _each(library, article_ids, read, progress)


def rescore(library: Library, scorer: TextScorer, progress: Progress | None = None) -> int:
    """Score every article of the library with this model, then let its scores count. Returns how many were scored.

    Until all are done the old scores count; each article is kept as it is done, so that an interrupted run goes on
    where it was. The scores of the model before are kept (`Library.forget_model` deletes them).
    """
    own, left = library.own_names(), library.unscored(scorer.name)

    def read(article: Article) -> None:
        library.keep_scores(with_relations(score_articles([article], scorer, own=own), scorer)[0])

    _each(library, left, read, progress)
    library.use_model(scorer.name, scorer.relates)
    return len(left)


def _each(
    library: Library, article_ids: Sequence[str], read: Callable[[Article], None], progress: Progress | None
) -> None:
    """Read stored articles one after the other; one that somebody deletes meanwhile is left out."""
    for done, article_id in enumerate(article_ids, start=1):
        try:
            read(library.stored(article_id))
        except NotThere:
            continue
        finally:
            if progress:
                progress(done, len(article_ids))
