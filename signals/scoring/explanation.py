"""A text cut into phrases, so that each can be taken out and its weight be seen."""

import re

EXPLANATION_COLUMNS = ["phrase", "start", "end", "contribution"]
MAX_WORDS = 5
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"[.,;:!?—–][\"'”’)]*$")
# A phrase begins anew before these: joints of a clause, so that what is taken out is a unit of sense.
_JOINTS = frozenset({
    "and", "but", "or", "if", "unless", "while", "although", "because", "after", "before", "until", "that",
    "which", "who", "as", "with", "without", "for", "from", "to", "of", "in", "on", "at", "by", "into", "over",
    "under", "against", "toward", "towards", "between", "among", "about", "during", "since", "would", "will",
    "could", "should", "may", "might", "must", "has", "have", "had", "is", "are", "was", "were", "be", "been",
    "being", "not",
})  # fmt: skip

Span = tuple[int, int]


def phrases(text: str) -> list[Span]:
    """Spans of the phrases of a text, in order, together holding every word once; at most MAX_WORDS words each.

    A phrase ends at punctuation, and before a joint word once it holds two words or more.
    """
    found: list[Span] = []
    start, last, count = 0, 0, 0
    for word in _WORD.finditer(text):
        joint = word[0].strip("\"'“‘(").lower() in _JOINTS
        if count and (count >= MAX_WORDS or (joint and count >= 2)):
            found.append((start, last))
            count = 0
        if count == 0:
            start = word.start()
        last, count = word.end(), count + 1
        if _STOP.search(word[0]):
            found.append((start, last))
            count = 0
    if count:
        found.append((start, last))
    return found


def without(text: str, span: Span) -> str:
    """The text without the span, its spaces closed up."""
    return f"{text[: span[0]].rstrip()} {text[span[1] :].lstrip()}".strip()
