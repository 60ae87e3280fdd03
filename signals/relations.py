"""Scored articles to relations: what each actor of a paragraph does toward each other one, with the evidence."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations, product

import pandas as pd

from signals.actors import Mention
from signals.pipeline import ScoredArticle
from signals.scoring import Progress, TextScorer
from signals.scoring.outputs import NO_EVENT

RELATION_ROW = [
    "article_id", "published", "paragraph", "event_date", "source", "target",
    "event", "quad", "stance", "confidence", "quote", "background", "model",
]  # fmt: skip
MAX_ACTORS = 8  # a paragraph that names more lists them; pairs of the first eight are read
# A full stop ends a sentence unless it stands in a number, after a single capital ("U.S.") or after a title.
_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bMrs)(?<!\b(?:Mr|Ms|Dr|St|Lt))(?<!\b(?:Gen|Col|Sen|Rep|Gov))[.!?]+[”\"’')]*\s+(?=[A-Z“\"])"
)


def relations(scored: Sequence[ScoredArticle], scorer: TextScorer, progress: Progress | None = None) -> pd.DataFrame:
    """One row a directed pair of actors in a paragraph between whom an act is read.

    Columns RELATION_ROW: ids and dates of the paragraph; `source` and `target`, actor ids; `event`, `quad`, `stance`
    and `confidence` as `Scorer.relate` gives them; `quote`, the sentences that hold both mentions and what is between;
    `background`, true where the paragraph tells of past years.
    Of several mentions of an actor those nearest to each other are read, in one sentence if possible. Pairs without an
    act (NONE) have no row.
    """
    rows, items = [], []
    for article in scored:
        for paragraph, mentions in zip(article.article.paragraphs, article.mentions, strict=True):
            for one, other in _pairs(paragraph.text, mentions):
                rows.append(
                    {
                        "article_id": article.article.article_id,
                        "published": article.article.published,
                        "paragraph": paragraph.number,
                        "event_date": paragraph.event_date,
                        "source": one.actor,
                        "target": other.actor,
                        "quote": quote(paragraph.text, one, other),
                        "background": paragraph.background,
                        "model": article.model,
                    }
                )
                items.append((paragraph.text, (one.start, one.end), (other.start, other.end)))
    frame = pd.concat([pd.DataFrame(rows), scorer.relate(items, progress)], axis=1)
    if frame.empty:
        return pd.DataFrame(columns=RELATION_ROW)
    return frame.loc[frame["event"] != NO_EVENT, RELATION_ROW].reset_index(drop=True)


def _pairs(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each ordered pair of different actors by the two mentions nearest to each other, in one sentence if possible."""
    ends = [end for _, end in sentences(text)]
    by_actor: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_actor.setdefault(mention.actor, []).append(mention)

    def apart(pair: tuple[Mention, Mention]) -> tuple[bool, int]:
        one, other = pair
        return bisect(ends, one.start) != bisect(ends, other.start), abs(one.start - other.start)

    for one, other in permutations(list(by_actor)[:MAX_ACTORS], 2):
        yield min(product(by_actor[one], by_actor[other]), key=apart)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, white space after them included."""
    ends = [found.end() for found in _END.finditer(text)]
    return list(pairwise([0, *ends, len(text)]))


def quote(text: str, one: Mention, other: Mention) -> str:
    """The sentences of the text from the first of the two mentions to the last."""
    first, last = min(one.start, other.start), max(one.end, other.end)
    held = [(start, end) for start, end in sentences(text) if start < last and end > first]
    return text[held[0][0] : held[-1][1]].strip() if held else text
