"""Where the sentences of a paragraph end."""

import re
from functools import lru_cache
from itertools import pairwise

# A full stop ends a sentence unless it stands in a number, after a single capital ("U.S.") or after a title.
_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bMrs)(?<!\b(?:Mr|Ms|Dr|St|Lt))(?<!\b(?:Gen|Col|Sen|Rep|Gov))[.!?]+[”\"’')]*\s+(?=[A-Z“\"])"
)


@lru_cache(maxsize=256)  # an article's references and pairs ask for the same paragraphs again and again
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a text, white space after them included."""
    ends = [found.end() for found in _END.finditer(text)]
    return tuple(pairwise([0, *ends, len(text)]))
