"""Text to what the encoder reads: token ids in which actors' names are placeholders, in batches.

Names are replaced because a score must not depend on which country is named: "Moscow accused Kyiv" and "Kyiv accused
Moscow" are read as the same words. Every actor of a text keeps one placeholder throughout, so that the encoder still
sees who is who. Needs numpy and tokenizers only, no torch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from signals.actors import Mention, find_actors
from signals.scoring.outputs import Floats, Span, Spans, several

FIRST_PLACEHOLDER = 11  # [unused10] of the vocabulary: never trained, free to mean an actor
PLACEHOLDERS = 8  # distinct actors a text; a ninth shares the first's
MAX_TOKENS = 320  # about 230 words; the rest of a longer paragraph is not read
TOKEN_BUDGET = 1024  # tokens a batch, padding included: small enough that a batch stays in the cache of two cores

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as token ids with the character span (start, end) that each stands for; special tokens have (0, 0)."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of like length: arrays of shape (texts, tokens), `mask` 1 on tokens and 0 on padding.

    `places` are the texts' positions in the input.
    """

    places: tuple[int, ...]
    ids: Ints
    mask: Ints


def tokenizer_from(data: bytes) -> Tokenizer:
    """The tokenizer of a `tokenizer.json`, without padding, cutting at MAX_TOKENS."""
    tokenizer = Tokenizer.from_buffer(data)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def tokenized(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """Tokens of each text, actors' names replaced by placeholders."""
    encodings = tokenizer.encode_batch(list(texts))
    return [with_placeholders(one, names_in(text)) for one, text in zip(encodings, texts, strict=True)]


def names_in(text: str) -> list[Mention]:
    """The mentions that are replaced: names of actors. People keep theirs, as they did in training."""
    return [mention for mention in find_actors(text) if mention.kind == "name"]


def with_placeholders(
    encoding: Encoding, mentions: Sequence[Mention], places: Sequence[int] = range(PLACEHOLDERS)
) -> Tokens:
    """The encoding with each mention (in reading order) as one placeholder token, the same for the same actor.

    `places`: which placeholder the first, second, … actor gets.
    """
    order: dict[str, int] = {}
    for mention in mentions:
        order.setdefault(mention.actor, len(order) % PLACEHOLDERS)
    ids: list[int] = []
    spans: list[Span] = []
    waiting, inside = iter(mentions), None
    following = next(waiting, None)
    for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
        while following is not None and end > start and start >= following.end:
            following = next(waiting, None)
        if following is not None and start < end and start < following.end and end > following.start:
            if inside is not following:
                ids.append(FIRST_PLACEHOLDER + places[order[following.actor]])
                spans.append((following.start, following.end))
            inside = following
            continue
        ids.append(token)
        spans.append((start, end))
    return Tokens(tuple(ids), tuple(spans))


def marked(tokens: Tokens, spans: Spans, length: int) -> Floats:
    """1 on the tokens that touch a span of characters, 0 elsewhere, `length` entries."""
    mark = np.zeros(length, dtype=np.float32)
    wanted = several(spans)
    for position, (start, end) in enumerate(tokens.spans):
        if start < end and any(start < last and end > first for first, last in wanted):
            mark[position] = 1
    return mark


def batches(tokens: Sequence[Tokens], budget: int = TOKEN_BUDGET) -> Iterator[Batch]:
    """Batches of like length, longest first, each of at most `budget` tokens with padding (or of one text)."""
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place].ids), reverse=True)
    start = 0
    while start < len(order):
        longest = len(tokens[order[start]].ids)
        places = order[start : start + max(1, budget // max(1, longest))]
        yield batch_of(tokens, places, longest)
        start += len(places)


def batch_of(tokens: Sequence[Tokens], places: Sequence[int], length: int) -> Batch:
    """The texts at these places as one batch, padded to `length` tokens."""
    ids, mask = (np.zeros((len(places), length), dtype=np.int64) for _ in range(2))
    for row, place in enumerate(places):
        own = tokens[place].ids
        ids[row, : len(own)] = own
        mask[row, : len(own)] = 1
    return Batch(tuple(places), ids, mask)
