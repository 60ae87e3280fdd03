"""Stored articles read again for actors and relations: after the user named actors, or the tables or model changed."""

from collections.abc import Sequence

import pandas as pd

from signals.actors import find_in_article
from signals.library import Library
from signals.pipeline import ScoredArticle
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
    for done, article_id in enumerate(article_ids, start=1):
        article = library.stored(article_id)
        found = find_in_article([paragraph.text for paragraph in article.paragraphs], article.published, own)
        scored = ScoredArticle(article, tuple(map(tuple, found)), pd.DataFrame(), scorer.name)
        library.read_again(with_relations([scored], scorer)[0])
        if progress:
            progress(done, len(article_ids))
