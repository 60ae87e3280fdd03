"""What stands on a news page but is not the article: adverts, teasers, newsletter boxes, cookie notices, captions."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from signals.articles.extracted import Block
from signals.data_files import FURNITURE

LIST_MARK = re.compile(r"^(?:[-*•·–▪■●◦‣]|\d{1,2}[.)]|\((?:[a-z]|[ivx]{1,4}|\d{1,2})\))\s+")
_BULLET = re.compile(r"^[-*•·–▪■●◦‣]\s+")
# A sentence ends in one of these, a heading, menu entry or tag does not.
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_QUOTE_END = re.compile(r"[”\"»]$")
_CAPTION = re.compile(
    r"(?:\((?:[^()]*\b)?(?:reuters|ap|afp|epa|getty|file|photo|photos|image|images|handout|pool|tass|xinhua|yonhap|"
    r"anadolu|courtesy)\b[^()]*\)|"
    r"(?:photo|photograph|image|picture|credit|source|file photo|graphic)s?(?: by)?:[^.]{2,70}|"
    r"/(?:reuters|ap|afp|epa|getty images)|"
    r"\((?-i:[A-ZÀ-Þ][A-ZÀ-Þ .'’-]+/ ?[A-ZÀ-Þ][A-ZÀ-Þ .'’-]+)\))\.?$"
    r"|^(?:image|picture|photo|video|media) (?:source|caption|credit)s?,"
    r"|^[•■▪©]? ?(?:file )?(?:photo|picture|image)s?:",
    re.IGNORECASE,
)
_AFTER_NAMES = re.compile(
    r"\s*[|/(@•–—]|\s-\s|,\s*(?:Reporter|Correspondent|Staff|Special|Diplomatic|Editor)|"
    r",?\s+[A-Z]\w+ (?:Correspondent|Bureau|Editor)\b|\d"
)
_PARTICLES = {"de", "la", "le", "van", "von", "der", "den", "al", "bin", "el", "da", "dos", "di", "du", "ibn", "y"}
_COMMENTS = re.compile(
    r"^(?:\d+ comments?|comments? ?(?:\(\d+\)|section)?|(?:readers?['’]? )comments|"
    r"join the (?:conversation|discussion)|leave a (?:comment|reply)|what do you think\?|have your say)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    kinds: dict[str, list[str]] = {}
    with FURNITURE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds.setdefault(row["kind"], []).append(f"(?:{row['pattern']})")
    kinds["any"] = [pattern for patterns in kinds.values() for pattern in patterns]
    return {kind: re.compile("|".join(patterns), re.IGNORECASE) for kind, patterns in kinds.items()}


def is_furniture(text: str) -> bool:
    """True for a block that belongs to the page and not to the article (see `data/furniture.csv`) or is a caption."""
    return bool(_patterns()["any"].search(text)) or is_caption(text)


def is_teaser_heading(text: str) -> bool:
    """True for the heading over a box of other stories ("FEATURED STORIES", "Most read")."""
    return len(text.split()) <= 7 and bool(_patterns()["teaser"].search(text))


def is_caption(text: str) -> bool:
    """True for the line under a picture: it ends with an agency or a photographer, or says what it is."""
    return bool(_CAPTION.search(text))


def byline(text: str) -> str:
    """The authors that a line such as "By Ana Ortiz in Quito and Paul Reed | Harbour Post" names, or nothing."""
    found = re.match(r"^by[:\s]\s*(.{3,120})$", text, re.IGNORECASE)
    if not found or re.search(r"[.!?]$", text.rstrip()):
        return ""
    line = _AFTER_NAMES.split(found[1])[0]
    people = [name_line(part) for part in re.split(r",\s*|\s+(?:and|&)\s+", line)]
    return ", ".join(filter(None, people))


def name_line(text: str) -> str:
    """The person's name that a line consists of ("Isabel Roca in Montevideo"), or nothing."""
    words = re.sub(r"\s+(?:in|at|reports from)\s+\S.*$", "", text.strip(" ,")).split()
    if not 2 <= len(words) <= 5 or any(re.search(r"[\d|:/>]", word) for word in words):
        return ""
    named = all(word[0].isupper() or word.lower() in _PARTICLES for word in words)
    shouted = all(word.isupper() for word in words)
    return " ".join(words) if named and not shouted and words[0][0].isupper() else ""


def is_body(text: str) -> bool:
    """True for a block that reads as a paragraph of the article: a sentence, and no furniture."""
    words = len(text.split())
    if words < 3 or not any(char.islower() for char in text):
        return False
    ends = _SENTENCE_END.search(text) or (words >= 14 and _QUOTE_END.search(text))
    return bool(ends) and not _is_question_heading(text, words) and not is_furniture(text)


def _is_question_heading(text: str, words: int) -> bool:
    asked = re.match(r"(?:Q|QUESTION|Question)\b.{0,60}?[:.]\s", text)  # in a transcript
    return words <= 8 and text.endswith("?") and not asked and not re.search(r"[\"“”]", text)


def article_blocks(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks of the article: body, quotations and items; headlines and captions marked; furniture left out.

    What stands after the heading of a comment section, or of a list of other stories at the end, is no longer the
    article. Items without a full stop count where a sentence with a colon or another item leads to them.
    """
    last = _last_body(blocks)
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if block.text == title:
            continue
        if _COMMENTS.match(block.text) and sum(one.kind not in ("headline", "caption") for one in kept) > 1:
            break
        leads = block.kind == "body" and place + 1 < len(blocks) and blocks[place + 1].kind == "item"
        if (one := _as_article(block, kept, place <= last)) is not None:
            kept.append(one)
        elif leads and len(block.text.split()) >= 3 and not is_furniture(block.text):
            kept.append(block)
    while kept and kept[-1].kind == "headline":
        kept.pop()
    return kept


def _last_body(blocks: Sequence[Block]) -> int:
    return max((place for place, block in enumerate(blocks) if is_body(block.text)), default=-1)


def _as_article(block: Block, kept: Sequence[Block], before_end: bool) -> Block | None:
    if block.kind == "caption" or is_caption(block.text):
        return replace(block, kind="caption")
    plain = _BULLET.sub("", block.text)
    if block.kind == "headline" and not is_furniture(plain):
        return block if before_end else None
    if is_body(plain):
        kind = "item" if plain != block.text else "body" if block.kind == "headline" else block.kind
        return Block(plain, kind)
    listed = block.kind in ("quote", "item") or LIST_MARK.match(block.text)
    led = bool(kept) and (kept[-1].kind == "item" or not re.search(r"[.!?][\"”’)]*$", kept[-1].text))
    if listed and len(plain.split()) >= 3 and not is_furniture(plain) and (led or block.kind == "quote"):
        return Block(plain, "quote" if block.kind == "quote" else "item")
    return None
