"""Annotated paragraphs as what the reader is trained on: tokens, labels, and marked pairs with theirs."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from tokenizers import Tokenizer

from signals.scoring.outputs import EVENTS, NO_EVENT, STANCE_LEVELS, TONES, Span
from signals.scoring.tokens import PLACEHOLDERS, Tokens, batch_of, marked, names_in, with_placeholders
from signals.training.corpus import ActorSpan, Example

MOST_PAIRS = 4  # pairs of a paragraph drawn for one epoch: a paragraph of many actors would drown the others
UNNAMED = 0.06  # share of relations trained without their target: texts often name none
UNMASKED = 0.10  # share of mentions trained by name, so that an actor the tables miss is read too
_STEP = 8  # lengths are rounded up to multiples: fewer shapes, for which kernels are prepared anew


@dataclass(frozen=True, slots=True)
class Pair:
    """A marked pair of spans and the positions of its labels in EVENTS and STANCE_LEVELS."""

    source: Span
    target: Span
    event: int
    level: int


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph: tokens, positions of its labels in STANCE_LEVELS and TONES, and its pairs."""

    tokens: Tokens
    stance: int
    tone: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ItemBatch:
    """Items as arrays.

    `ids`, `mask`: (texts, tokens); `stance`, `tone`: (texts); `rows`, `event`, `level`: (pairs); `source`, `target`:
    (pairs, tokens).
    """

    ids: np.ndarray
    mask: np.ndarray
    stance: np.ndarray
    tone: np.ndarray
    rows: np.ndarray
    source: np.ndarray
    target: np.ndarray
    event: np.ndarray
    level: np.ndarray


def items(examples: Sequence[Example], tokenizer: Tokenizer, chance: random.Random | None = None) -> list[Item]:
    """One item an example. With `chance` as trained: names unmasked, targets dropped, placeholders and negatives drawn.

    Negatives (event NONE) are pairs of mentions between whose actors nothing is annotated: the reverse of every one-way
    act, and one more pair a paragraph.
    """
    encodings = tokenizer.encode_batch([example.text for example in examples])
    found = []
    for example, encoding in zip(examples, encodings, strict=True):
        mentions, places = names_in(example.text), list(range(PLACEHOLDERS))
        if chance:
            mentions = [mention for mention in mentions if chance.random() >= UNMASKED]
            chance.shuffle(places)
        pairs = pairs_of(example, chance)
        if chance:
            pairs = [replace(pair, target=(0, 0)) if chance.random() < UNNAMED else pair for pair in pairs]
            pairs = chance.sample(pairs, min(MOST_PAIRS, len(pairs)))
        found.append(
            Item(
                with_placeholders(encoding, mentions, places),
                STANCE_LEVELS.index(example.stance),
                TONES.index(example.sentiment),
                tuple(pairs),
            )
        )
    return found


def pairs_of(example: Example, chance: random.Random | None = None) -> list[Pair]:
    """The annotated pairs of an example and its negatives; without `chance` always the same ones."""
    return list(_annotated(example)) + _negatives(example, chance or random.Random(0))  # noqa: S311 (no secret)


def _annotated(example: Example) -> Iterator[Pair]:
    for relation in example.relations:
        if relation.source != relation.target:
            source, target = example.mentions[relation.source], example.mentions[relation.target]
            yield Pair(_span(source), _span(target), EVENTS.index(relation.event), STANCE_LEVELS.index(relation.stance))


def _negatives(example: Example, chance: random.Random) -> list[Pair]:
    mentions = example.mentions
    related = {(mentions[r.source].actor, mentions[r.target].actor) for r in example.relations}
    unrelated = [
        (one, other)
        for one in mentions
        for other in mentions
        if one.actor != other.actor and (one.actor, other.actor) not in related
    ]
    chance.shuffle(unrelated)
    marked_spans = {(r.source, r.target) for r in example.relations}
    reverse = [(mentions[t], mentions[s]) for s, t in marked_spans]
    reversed_only = [pair for pair in unrelated if pair in reverse]
    others = [pair for pair in unrelated if pair not in reverse][:1]
    nothing, neither = EVENTS.index(NO_EVENT), STANCE_LEVELS.index(0)
    return [Pair(_span(one), _span(other), nothing, neither) for one, other in reversed_only + others]


def _span(mention: ActorSpan) -> Span:
    return mention.start, mention.end


def item_batches(found: Sequence[Item], budget: int, chance: random.Random | None = None) -> list[list[Item]]:
    """Items of like length together, at most `budget` padded tokens a batch; in random order with `chance`."""
    order = sorted(found, key=lambda item: -len(item.tokens.ids) + (6 * chance.random() if chance else 0))
    grouped, start = [], 0
    while start < len(order):
        size = max(1, budget // _rounded(len(order[start].tokens.ids)))
        grouped.append(order[start : start + size])
        start += size
    if chance:
        chance.shuffle(grouped)
    return grouped


def _rounded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def arrays(batch: Sequence[Item]) -> ItemBatch:
    """The items of a batch as arrays."""
    length = _rounded(max(len(item.tokens.ids) for item in batch))
    texts = batch_of([item.tokens for item in batch], range(len(batch)), length)
    pairs = [(row, item.tokens, pair) for row, item in enumerate(batch) for pair in item.pairs]
    marks = np.zeros((2, len(pairs), length), dtype=np.float32)
    for place, (_, tokens, pair) in enumerate(pairs):
        marks[0, place], marks[1, place] = marked(tokens, pair.source, length), marked(tokens, pair.target, length)
    return ItemBatch(
        ids=texts.ids,
        mask=texts.mask,
        stance=np.array([item.stance for item in batch]),
        tone=np.array([item.tone for item in batch]),
        rows=np.array([row for row, _, _ in pairs], dtype=np.int64),
        source=marks[0],
        target=marks[1],
        event=np.array([pair.event for _, _, pair in pairs], dtype=np.int64),
        level=np.array([pair.level for _, _, pair in pairs], dtype=np.int64),
    )
