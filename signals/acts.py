"""Paragraphs with mentions in, acts out: what each actor does toward each other one.

Every ordered pair of actors is read by the model, its judgement weighed by `signals.attribution`. Where a paragraph
names one side of an article only ("The offer was made on Monday, an Iraqi official said"), an act whose target it does
not name is taken to be toward the other side (`sides`), and said to be `implied`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from signals.actors import Mention
from signals.attribution import Pair, by_actor, committed_weights, evidence, features, likelihood, pairs, weighed
from signals.scoring import Progress, TextScorer
from signals.scoring.outputs import EVENTS, NO_EVENT, Floats, RelationItem

Passage = tuple[str, Sequence[Mention]]
"""The text of a paragraph and its mentions."""

_NOTHING = EVENTS.index(NO_EVENT)
_MEETING = EVENTS.index("CONSULT")  # a meeting has two sides, also where one is not named …
_TOGETHER = tuple(EVENTS.index(event) for event in ("CONSULT", "AGREE", "COOPERATE"))  # … these also where none is
_UNREAD = 0.999  # chance of no act that the reader gives for actors beyond the part of a text that it reads
_SURE = 0.75  # chance of an act from which one without a named target is taken to be toward the other side
_MOST_SOURCES = 2  # a paragraph that names more actors names whom they mean
_LEAST_PARAGRAPHS = 3  # in which a side has to be named
_LEAD = 1.5  # how many times more paragraphs name the second side than the next actor


@dataclass(frozen=True, slots=True)
class Act:
    """What one actor does toward another in a paragraph.

    `told_at` are the mentions whose sentences tell of it best, twice the source's where the target is `implied`;
    `event` (16) and `level` (5) are chances in the order of `signals.scoring.outputs`.
    """

    source: str
    target: str
    told_at: tuple[Mention, Mention]
    event: Floats
    level: Floats
    implied: bool


@dataclass(frozen=True, slots=True)
class _Question:
    """One reading asked of the model: a pair, or an actor whose target is not named but may be `target`."""

    pair: Pair
    target: str
    implied: bool


def read_acts(
    articles: Sequence[Sequence[Passage]], scorer: TextScorer, progress: Progress | None = None, weigh: bool = True
) -> list[list[list[Act]]]:
    """The acts of every paragraph of every article. Without `weigh` the reader's own judgement alone decides."""
    asked = [[_questions(passage, sides(article)) for passage in article] for article in articles]
    items = [
        _item(text, question)
        for article, questions in zip(articles, asked, strict=True)
        for (text, _), own in zip(article, questions, strict=True)
        for question in own
    ]
    event, level = scorer.relation_chances(items, progress)
    read: list[list[list[Act]]] = []
    start = 0
    for article, questions in zip(articles, asked, strict=True):
        read.append([])
        for (text, _), own in zip(article, questions, strict=True):
            end = start + len(own)
            read[-1].append(list(_acts(text, own, event[start:end], level[start:end], weigh)))
            start = end
    return read


def sides(article: Sequence[Passage]) -> tuple[str, ...]:
    """The two actors that an article is plainly about, or the one; by the number of paragraphs that name them."""
    counts = Counter(actor for _, mentions in article for actor in {mention.actor for mention in mentions})
    ranked = [actor for actor, count in counts.most_common() if count >= _LEAST_PARAGRAPHS]
    first, second, third = ([counts[actor] for actor, _ in counts.most_common()] + [0, 0, 0])[:3]
    if len(ranked) >= 2 and second >= _LEAD * third and first < 2 * _LEAD * second:
        return ranked[0], ranked[1]
    return (ranked[0],) if ranked and first >= 2 * second else ()


def _questions(passage: Passage, of_article: Sequence[str]) -> list[_Question]:
    text, mentions = passage
    found = [_Question(pair, pair.target[0].actor, implied=False) for pair in pairs(text, mentions)]
    named = by_actor(mentions)
    if len(named) > _MOST_SOURCES:
        return found
    if not named and len(of_article) == 2:
        nobody = (Mention(of_article[0], 0, 0),)
        return [_Question(Pair(nobody, nobody, (nobody[0], nobody[0])), of_article[1], implied=True)]
    for own in named.values():
        for side in of_article:
            if side not in named:
                found.append(_Question(Pair(own, own, (own[0], own[0])), side, implied=True))
    return found


def _item(text: str, question: _Question) -> RelationItem:
    source, target = spans_of(question.pair.source), spans_of(question.pair.target)
    # "both sides" is source and target at once: the reader is asked what it does, no target named
    return (text, source, (0, 0)) if source == target else (text, source, target)


def spans_of(mentions: Sequence[Mention]) -> tuple[tuple[int, int], ...]:
    """Where the mentions lie, as `Scorer.relate` takes them."""
    return tuple((mention.start, mention.end) for mention in mentions)


def _acts(text: str, asked: Sequence[_Question], event: Floats, level: Floats, weigh: bool) -> Iterator[Act]:
    named = [row for row, question in enumerate(asked) if not question.implied]
    act = 1 - event[:, _NOTHING]
    least = np.where(event.argmax(1) == _NOTHING, np.inf, 0.0) if not weigh else np.full(len(asked), np.inf)
    if weigh and named:
        weights = committed_weights()
        rows = features(text, [asked[row].pair for row in named], event[named], level[named])
        act[named] = likelihood(rows, weights)
        least[named] = weights.threshold
    for row, question in enumerate(asked):
        source = question.pair.source[0].actor
        if question.implied:
            yield from _implied(question, act[row], event[row], level[row])
        elif act[row] >= least[row] and event[row, _NOTHING] < _UNREAD:
            chances = weighed(event[row : row + 1], act[row : row + 1])[0]
            told_at = evidence(text, question.pair)
            yield Act(source, question.target, told_at, chances, level[row], implied=False)


def _implied(question: _Question, act: float, event: Floats, level: Floats) -> Iterator[Act]:
    """The act toward the article's other side, and back where it takes two; none where the reader is not sure."""
    one, other, nearest = question.pair.source[0].actor, question.target, question.pair.nearest
    nobody_named = nearest[0].end == 0
    mutual = event.argmax() in _TOGETHER if nobody_named else event.argmax() == _MEETING
    if act < _SURE or (nobody_named and not mutual):
        return
    yield Act(one, other, nearest, event, level, implied=True)
    if mutual:
        yield Act(other, one, nearest, event, level, implied=True)
