"""Plain text, typed or copied from a web page or a wire, to title, outlet, author, published date and blocks."""

import re
from collections.abc import Sequence
from itertools import pairwise

from signals.articles.dates import stated_date
from signals.articles.extracted import Block, Extracted, Stated
from signals.articles.furniture import LIST_MARK, byline, is_body, is_furniture, is_teaser_heading, name_line
from signals.articles.header import address_in, author_in, published_in

_OUTLET = re.compile(r"^(?P<title>.{8,}?)\s+(?P<mark>[|–—«-])\s+(?:[^|]{2,40}\s+\|\s+)?(?P<outlet>[^|–—«]{2,50})$")
# What wire terminals put around their text: story numbers, slugs, notes to editors, marks of continuation.
_TERMINAL = re.compile(
    r"^(?:\^.*|\W?[a-z]\d{4}\b.{0,12}|[a-z] [a-z] (?:[a-z]{2,4} )?[A-Za-z]+-.*|BC-[A-Z].*|"
    r"-\d+-|\(?MORE\)?|\(?ENDS?\)?|\W*\(MORE\)\W*)$"
)
_NOT_A_TITLE = re.compile(
    r"^(?:skip to|home\b|menu\b|search\b|sign in|log in|front page|we value your)|[>☰°]", re.IGNORECASE
)
_HEADER_BLOCKS = 14  # from the title on
_SEARCHED_BLOCKS = 60  # for a second standing of the title, behind menus
_WRAPPED_LINE = 90
_FILLED = 45  # a wrapped paragraph fills its lines at least so far, its last one excepted


def read_plain_text(text: str, headed: bool = True) -> Extracted:
    """Split copied text into blocks and take title, outlet, author, address and date from the first ones.

    Without `headed` (the text of a mail) no line is taken for the title. Furniture is left in: `article_blocks` drops
    it for all formats alike, but menus before the title and boxes of teasers go here, where lines still tell them.
    """
    blocks = _blocks(text)
    if not blocks:
        return Extracted([])
    start, title, outlet = _heading(blocks) if headed else (0, "", "")
    header = [block for block in blocks[start : start + _HEADER_BLOCKS] if block != title]
    before = [place for place, block in enumerate(header) if is_body(block)]
    header = header[: before[0]] if before else header
    everything = [*blocks[:start], *header]
    if not title and headed:
        stated = Stated(_shortened(next((b for b in blocks if is_body(b)), blocks[0])), "first words")
    else:
        stated = Stated(title, "first line") if title else Stated("", "")
    return Extracted(
        [Block(block) for block in blocks[start:] if block != title],
        stated,
        Stated(outlet, "first line"),
        author_in(header),
        address_in(everything[:_SEARCHED_BLOCKS]),
        published_in([*header, *blocks[:start]], blocks[-4:]),
        blocks[:start][:_HEADER_BLOCKS],
    )


def split_outlet(heading: str, elsewhere: Sequence[str]) -> tuple[str, str]:
    """Part `Title | Outlet`. A dash may belong to the title: it parts only where the title also stands alone."""
    found = _OUTLET.match(heading)
    if found and (found["mark"] in "|«" or found["title"] in elsewhere):
        return found["title"], found["outlet"].strip()
    return heading, ""


def _heading(blocks: list[str]) -> tuple[int, str, str]:
    """Where the article begins, its title and outlet; no title where the text begins with its first paragraph."""
    searched = blocks[:_SEARCHED_BLOCKS]
    for place, block in enumerate(searched[:6]):
        title, outlet = split_outlet(block, elsewhere=searched[place + 1 :])
        if title in searched[place + 1 :] and len(title.split()) >= 3:
            return place + 1 + searched[place + 1 :].index(title), title, outlet
        if outlet and place == 0 and not is_body(title):
            return place, title, outlet
    for place, block in enumerate(searched[:_HEADER_BLOCKS]):
        if is_body(block):
            return 0, "", ""
        if _may_be_title(block):
            return place, block, ""
    return 0, "", ""


def _may_be_title(block: str) -> bool:
    plain = not (_NOT_A_TITLE.search(block) or is_furniture(block) or byline(block) or address_in([block]).value)
    return plain and len(block.split()) >= 3 and not stated_date(block, "").day and not name_line(block)


def _blocks(text: str) -> list[str]:
    """Blocks parted by blank lines, hard-wrapped lines joined; every line for itself where there is no blank line.

    A box that begins with a heading of teasers ("FEATURED STORIES") goes whole.
    """
    lines = [line.rstrip() for line in text.strip("\ufeff\n \t").split("\n")]
    lines = [line for line in lines if not _TERMINAL.match(line.strip().rstrip("<"))]
    chunks = [chunk for chunk in re.split(r"\n\s*\n", "\n".join(lines)) if chunk.strip()]
    if len(chunks) == 1 and not _is_indented(chunks[0].split("\n")):
        chunks = chunks[0].split("\n")
    blocks: list[str] = []
    for chunk in chunks:
        own = [line for line in chunk.split("\n") if line.strip()]
        if len(own) > 1 and is_teaser_heading(own[0].strip()):
            continue
        for part in _parts(own):
            blocks += _joined(part)
    return blocks


def _is_indented(lines: list[str]) -> bool:
    """True where some lines are indented and others are not: first lines of paragraphs, as on a wire."""
    indented = sum(bool(re.match(r"[ \t]{2,}\S", line)) for line in lines)
    return 0 < indented < len(lines) and len(lines) > 2


def _parts(lines: list[str]) -> list[list[str]]:
    """Lines of one chunk parted at indented first lines and at list marks."""
    marks = [_is_indented(lines) and bool(re.match(r"[ \t]{2,}\S", line)) for line in lines]
    parts: list[list[str]] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark or LIST_MARK.match(line.strip()) or not parts:
            parts.append([])
        parts[-1].append(re.sub(r"\s+", " ", line).strip())
    return parts


def _joined(lines: list[str]) -> list[str]:
    filled = all(_FILLED <= len(line) <= _WRAPPED_LINE for line in lines[:-1]) and len(lines[-1]) <= _WRAPPED_LINE
    if len(lines) > 1 and filled and not any(map(is_furniture, lines)) and not _each_ends(lines):
        return [" ".join(lines)]
    return lines


def _each_ends(lines: list[str]) -> bool:
    """True where every line is a sentence of its own, so that the line ends are meant."""
    return all(re.search(r"[.!?][\"”’)]?$", line) and other[:1].isupper() for line, other in pairwise(lines))


def _shortened(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"
