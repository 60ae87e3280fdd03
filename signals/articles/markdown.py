"""Markdown to blocks, through markdown-it; front matter, where there is any, is its metadata."""

import re
from functools import partial

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from signals.articles.dates import stated_date
from signals.articles.extracted import Block, Extracted, Kind, Stated, first_stated
from signals.articles.header import address_in, author_in, header_of, published_in

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*\n", re.DOTALL)
_OUTLETS = ("outlet", "publisher", "publication", "site", "source", "newspaper")
_DATES = ("published", "date", "publish_date", "pubdate")
_ADDRESSES = ("url", "link", "canonical", "permalink", "source", "source_url")
_MARKS: dict[str, Kind] = {"blockquote_open": "quote", "list_item_open": "item"}


def read_markdown(text: str) -> Extracted:
    """Paragraphs, quotations, list items and headings; the first heading is the title where front matter names none."""
    stated: dict[str, str] = {}
    if matter := _FRONT_MATTER.match(text):
        stated, text = _stated(matter[1]), text[matter.end() :]
    blocks = _blocks(MarkdownIt("commonmark").parse(text))
    heading = next((block.text for block in blocks if block.kind == "headline"), "")
    title = stated.get("title") or heading
    start = next((place + 1 for place, block in enumerate(blocks) if block.text == title), 0)
    header = header_of(blocks[start:], title)
    outlets = (one for one in map(partial(_named, stated), _OUTLETS) if "://" not in one.value)
    addresses = (one for one in map(partial(_named, stated), _ADDRESSES) if "://" in one.value)
    dates = (stated_date(stated.get(name, ""), "front matter") for name in _DATES)
    return Extracted(
        blocks[start:],
        title=first_stated([_named(stated, "title"), Stated(heading, "first heading")]),
        outlet=first_stated(outlets),
        author=first_stated([_named(stated, "author", "authors", "byline"), author_in(header)]),
        url=first_stated([*addresses, address_in(header)]),
        published=next((found for found in dates if found.day), published_in(header)),
    )


def _stated(matter: str) -> dict[str, str]:
    try:
        values = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {
        str(name).lower(): ", ".join(value)
        if isinstance(value, list) and all(isinstance(one, str) for one in value)
        else str(value)
        for name, value in values.items()
        if value is not None
    }


def _named(stated: dict[str, str], *names: str) -> Stated:
    return next((Stated(stated[name], "front matter") for name in names if stated.get(name)), Stated("", ""))


def _blocks(tokens: list[Token]) -> list[Block]:
    """One block an inline run; what it lies in (quotation, list) says its kind."""
    blocks: list[Block] = []
    inside: list[Kind] = []
    heading = False
    for token in tokens:
        if token.type in _MARKS:
            inside.append(_MARKS[token.type])
        elif token.type in ("blockquote_close", "list_item_close"):
            inside.pop()
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline" and (text := _plain(token)):
            blocks.append(Block(text, "headline" if heading else inside[-1] if inside else "body"))
    return blocks


def _plain(token: Token) -> str:
    """The words of an inline run: links keep their text, pictures and HTML go."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return re.sub(r"\s+", " ", "".join(parts)).strip()
