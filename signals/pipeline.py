"""The whole flow on one screen: the bytes of a file become an article, its mentions and its scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from signals.actors import Mention, OwnNames, find_in_article
from signals.articles import Article, read_article
from signals.scoring import Progress, TextScorer


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """An article with what was read in it.

    `mentions` holds one tuple a paragraph, in order; `scores` one row a paragraph (columns of `Scorer.score`);
    `relations` what `signals.relations.with_relations` read in it, None before that.
    """

    article: Article
    mentions: tuple[tuple[Mention, ...], ...]
    scores: pd.DataFrame
    model: str
    relations: pd.DataFrame | None = None


def score_articles(
    articles: Sequence[Article],
    scorer: TextScorer,
    progress: Progress | None = None,
    own: OwnNames = (),
) -> list[ScoredArticle]:
    """Score articles in one pass over all their paragraphs. `progress(done, total)` counts paragraphs.

    `own` are the user's names of actors beside those of the tables.
    """
    texts = [paragraph.text for article in articles for paragraph in article.paragraphs]
    scores = scorer.score(texts, progress)
    scored, start = [], 0
    for article in articles:
        end = start + len(article.paragraphs)
        found = find_in_article([paragraph.text for paragraph in article.paragraphs], article.published, own)
        mentions = tuple(map(tuple, found))
        part = scores.iloc[start:end].reset_index(drop=True)
        scored.append(ScoredArticle(article, mentions, part, scorer.name))
        start = end
    return scored


def score_file(data: bytes, filename: str, scorer: TextScorer) -> ScoredArticle:
    """Bytes of one file to a scored article; raises InputError as `read_article` does."""
    return score_articles([read_article(data, filename)], scorer)[0]
