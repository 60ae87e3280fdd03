"""Scored articles made by hand: what the library stores, with known scores, actors and one relation."""

from dataclasses import replace
from datetime import date

import pandas as pd

from signals.actors import Mention
from signals.articles import Article, Paragraph
from signals.pipeline import ScoredArticle

TEXTS = ("Moscow accused Kyiv.", "Kyiv said no.", "Talks go on in June.", "Nobody was hurt.")
SCORES = {
    "stance": 0.25, "p_deescalatory": 0.2, "p_neutral": 0.3, "p_escalatory": 0.5,
    "sentiment": -0.1, "tone_negative": 0.3, "tone_neutral": 0.5, "tone_positive": 0.2,
}  # fmt: skip


def scored(*texts: str, published: date | None = date(2021, 12, 5), title: str = "A title") -> ScoredArticle:
    """An article of these paragraphs in which nobody is named."""
    paragraphs = tuple(Paragraph(i, text, published) for i, text in enumerate(texts, start=1))
    article = Article(title, "Harbour Post", published, paragraphs, "a.txt")
    return ScoredArticle(article, tuple(() for _ in texts), pd.DataFrame([SCORES] * len(texts)), "a-model")


def with_one_relation(one: ScoredArticle, source: str = "RUS", target: str = "UKR") -> ScoredArticle:
    """The article with an accusation in its first paragraph, which names both sides."""
    row = {
        "article_id": one.article.article_id, "published": one.article.published, "paragraph": 1, "event_date": None,
        "source": source, "target": target, "event": "ACCUSE", "quad": "verbal conflict", "stance": 0.5,
        "confidence": 0.9, "quote": "Moscow accused Kyiv.", "background": False, "implied": False, "model": one.model,
    }  # fmt: skip
    sides = (Mention(source, 0, 6), Mention(target, 15, 19))
    return replace(one, mentions=(sides, *one.mentions[1:]), relations=pd.DataFrame([row]))


def by_model(one: ScoredArticle, model: str, stance: float) -> ScoredArticle:
    """The same article as another model reads it."""
    relations = one.relations
    if relations is not None:
        relations = relations.assign(model=model, stance=stance)
    return replace(one, model=model, scores=one.scores.assign(stance=stance), relations=relations)
