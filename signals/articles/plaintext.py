"""Plain text, typed or copied from a web page, to title, outlet, published date and body paragraphs."""

import re
from dataclasses import dataclass
from datetime import date

from signals.articles.dates import published_date
from signals.articles.furniture import is_body, is_furniture

_OUTLET = re.compile(r"^(?P<title>.{8,}?)\s+(?P<mark>[|–—-])\s+(?P<outlet>[^|–—]{2,40})$")
_HEADER_BLOCKS = 12
_WRAPPED_LINE = 90


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a format's reader found, before paragraphs are dated."""

    title: str
    outlet: str
    published: date | None
    paragraphs: list[str]


def read_plain_text(text: str) -> Extracted:
    """Split copied text into blocks, take title, outlet and date from the first ones, and drop the page's furniture."""
    blocks = _blocks(text)
    if not blocks:
        return Extracted("", "", None, [])
    title, outlet = split_outlet(blocks[0], elsewhere=blocks[1:_HEADER_BLOCKS])
    if is_body(blocks[0]) and title not in blocks[1:_HEADER_BLOCKS]:
        return Extracted(_shortened(blocks[0]), "", _header_date(blocks), [b for b in blocks if is_body(b)])
    body = [block for block in blocks[1:] if is_body(block) and block != title]
    return Extracted(title, outlet, _header_date(blocks), body)


def split_outlet(heading: str, elsewhere: list[str]) -> tuple[str, str]:
    """Part `Title | Outlet`. A dash may belong to the title: it parts only where the title also stands alone."""
    found = _OUTLET.match(heading)
    if found and (found["mark"] == "|" or found["title"] in elsewhere):
        return found["title"], found["outlet"].strip()
    return heading, ""


def _blocks(text: str) -> list[str]:
    """Blocks parted by blank lines, hard-wrapped lines joined; every line for itself where there is no blank line."""
    chunks = [chunk for chunk in re.split(r"\n\s*\n", text.strip("\ufeff\n \t")) if chunk.strip()]
    if len(chunks) == 1:
        chunks = chunks[0].split("\n")
    blocks: list[str] = []
    for chunk in chunks:
        lines = [re.sub(r"\s+", " ", line).strip() for line in chunk.split("\n")]
        lines = [line for line in lines if line]
        wrapped = len(lines) > 1 and all(len(line) <= _WRAPPED_LINE for line in lines)
        blocks += [" ".join(lines)] if wrapped and not any(map(is_furniture, lines)) else lines
    return blocks


def _header_date(blocks: list[str]) -> date | None:
    """The date line stands among the first blocks and is short; a date inside a sentence or caption is no dateline."""
    for block in blocks[:_HEADER_BLOCKS]:
        if len(block.split()) > 14 or is_body(block) or is_furniture(block):
            continue
        if found := published_date(block):
            return found
    return None


def _shortened(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"
