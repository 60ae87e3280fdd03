"""The lines between a title and the first paragraph: who wrote it, when it was published, under which address."""

import re
from collections.abc import Sequence

from signals.articles.dates import stated_date
from signals.articles.extracted import Block, Stated, StatedDate, first_stated
from signals.articles.furniture import byline, is_body, is_furniture, name_line

_ADDRESS = re.compile(r"^(?:(?:url|link|source|from)\s*:\s*)?(https?://[^\s<>\"]{4,500})$", re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updated?|modified|revised|accessed|retrieved|printed)\b", re.IGNORECASE)
_NAME_IN_PLACE = re.compile(r"^([A-Z][^,.\d]{3,40}) (?:in|reports from) (?:[A-Z][\w’'-]+ ?){1,3}$")
_WORDS = 16  # a date line is short; a date inside a sentence or caption is no date line


def header_of(blocks: Sequence[Block], title: str, most: int = 14) -> list[str]:
    """The texts of the blocks before the first paragraph, the title left out."""
    header = []
    for block in blocks[:most]:
        if is_body(block.text):
            break
        if block.text != title:
            header.append(block.text)
    return header


def published_in(header: Sequence[str], last: Sequence[str] = ()) -> StatedDate:
    """The first date in a short line of the header, one that says "updated" only where there is no other.

    `last` are the article's last lines: wires and ministries put the date there.
    """
    short = [line for line in header if len(line.split()) <= _WORDS and not is_furniture(line)]
    for wanted in (False, True):
        for line in short:
            if bool(_UPDATED.search(line)) is wanted and (found := stated_date(line, "date line")).day:
                return found
    ends = [line for line in last if len(line.split()) <= 8 and not is_body(line)]
    return next((found for line in ends if (found := stated_date(line, "last lines")).day), StatedDate())


def author_in(header: Sequence[str]) -> Stated:
    """A byline, a name with the place of writing, or a line that is only a name and stands near the date."""
    named = [Stated(name, "byline") for line in header if (name := byline(line))]
    for place, line in enumerate(header):
        if (found := _NAME_IN_PLACE.match(line)) and (name := name_line(found[1])):
            named.append(Stated(name, "name and place"))
        near = header[place + 1 : place + 3]
        if (name := name_line(line)) and any(stated_date(one, "").day for one in near):
            named.append(Stated(name, "line before the date"))
    return first_stated(named)


def address_in(lines: Sequence[str]) -> Stated:
    """A line that is an address."""
    return next((Stated(found[1], "first lines") for line in lines if (found := _ADDRESS.match(line))), Stated("", ""))
