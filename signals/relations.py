"""Scored articles to relations: what each actor of a paragraph does toward each other one, with the evidence."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from signals.actors import Mention
from signals.acts import Act, read_acts
from signals.articles import Paragraph
from signals.articles.sentences import sentences
from signals.pipeline import ScoredArticle
from signals.scoring import Progress, TextScorer
from signals.scoring.outputs import EVENTS, NO_EVENT, relations_frame

RELATION_ROW = [
    "article_id", "published", "paragraph", "event_date", "source", "target",
    "event", "quad", "stance", "confidence", "quote", "background", "implied", "model",
]  # fmt: skip


def relations(scored: Sequence[ScoredArticle], scorer: TextScorer, progress: Progress | None = None) -> pd.DataFrame:
    """One row a directed pair of actors in a paragraph between whom an act is read.

    Columns RELATION_ROW: ids and dates of the paragraph; `source` and `target`, actor ids; `event`, `quad`, `stance`
    and `confidence` as `Scorer.relate` gives them, the chance that there is an act weighed by `signals.attribution`;
    `quote`, the sentences that tell of it best (`signals.attribution.evidence`); `background`, true where the paragraph
    tells of past years; `implied`, true where it does not name the target, which is the article's other side. Pairs
    without an act have no row.
    """
    passages = [
        [(paragraph.text, mentions) for paragraph, mentions in zip(one.article.paragraphs, one.mentions, strict=True)]
        for one in scored
    ]
    rows: list[dict[str, object]] = []
    acts: list[Act] = []
    for one, of_article in zip(scored, read_acts(passages, scorer, progress), strict=True):
        for paragraph, found in zip(one.article.paragraphs, of_article, strict=True):
            rows += [_row(one, paragraph, act) for act in found]
            acts += found
    if not rows:
        return pd.DataFrame(columns=RELATION_ROW)
    event, level = np.stack([act.event for act in acts]), np.stack([act.level for act in acts])
    event[:, EVENTS.index(NO_EVENT)] = 0  # that there is an act is settled
    return pd.concat([pd.DataFrame(rows), relations_frame(event, level)], axis=1)[RELATION_ROW]


def _row(scored: ScoredArticle, paragraph: Paragraph, act: Act) -> dict[str, object]:
    return {
        "article_id": scored.article.article_id,
        "published": scored.article.published,
        "paragraph": paragraph.number,
        "event_date": paragraph.event_date,
        "source": act.source,
        "target": act.target,
        "quote": quote(paragraph.text, *act.told_at),
        "background": paragraph.background,
        "implied": act.implied,
        "model": scored.model,
    }


def with_relations(
    scored: Sequence[ScoredArticle], scorer: TextScorer, progress: Progress | None = None
) -> list[ScoredArticle]:
    """The articles with their relations read; as they are where the model reads none (the hub models)."""
    if not scorer.relates:
        return list(scored)
    found = relations(scored, scorer, progress)
    return [replace(one, relations=found[found["article_id"] == one.article.article_id]) for one in scored]


def quote(text: str, one: Mention, other: Mention) -> str:
    """The sentences of the text from the first of the two mentions to the last."""
    first, last = min(one.start, other.start), max(one.end, other.end)
    held = [(start, end) for start, end in sentences(text) if start < last and end > first]
    return text[held[0][0] : held[-1][1]].strip() if held else text
