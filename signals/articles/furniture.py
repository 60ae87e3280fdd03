"""What stands on a news page but is not the article: adverts, teasers, newsletter boxes, cookie notices, captions."""

import csv
import re
from functools import lru_cache

from signals.data_files import FURNITURE

# A sentence ends in one of these, a heading, menu entry or tag does not.
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$|[”\"»]$")
_CAPTION_END = re.compile(
    r"(?:\((?:[^()]*\b)?(?:reuters|ap|afp|epa|getty|file|photo|photos|image|images|handout|pool|tass|xinhua|yonhap|anadolu)"
    r"\b[^()]*\)|(?:photo|image|picture|credit|source)s?(?: by)?:[^.]{2,60}|/(?:reuters|ap|afp|epa|getty images))\.?$",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:[-*•·–]|\d{1,2}[.)])\s+")


@lru_cache(maxsize=1)
def _patterns() -> re.Pattern[str]:
    with FURNITURE.open(encoding="utf-8", newline="") as file:
        return re.compile("|".join(f"(?:{row['pattern']})" for row in csv.DictReader(file)), re.IGNORECASE)


def is_furniture(text: str) -> bool:
    """True for a block that belongs to the page and not to the article (see `data/furniture.csv`) or is a caption."""
    return bool(_patterns().search(text) or _CAPTION_END.search(text))


def is_body(text: str) -> bool:
    """True for a block that reads as a paragraph of the article: a sentence or a list item, and no furniture."""
    words = len(text.split())
    sentence = words >= 3 and bool(_SENTENCE_END.search(text)) and any(char.islower() for char in text)
    item = words >= 5 and bool(_LIST_MARK.match(text))
    return (sentence or item) and not is_furniture(text)
