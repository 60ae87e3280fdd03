"""HTML pages to blocks and metadata: the main text through trafilatura, what the page states about itself beside it."""

import re
from dataclasses import replace

import trafilatura
from lxml import html as lxml_html
from lxml.etree import LxmlError, ParserError, _Element
from lxml.html import HtmlElement

from signals.articles.extracted import Block, Extracted, Kind, Stated, StatedDate
from signals.articles.furniture import is_body
from signals.articles.header import author_in, published_in
from signals.articles.metadata import page_metadata
from signals.articles.plaintext import split_outlet

_CAPTIONS = (
    "//figcaption | //*[self::p or self::div or self::span][not(ancestor::figcaption)]["
    "contains(concat(' ', normalize-space(@class), ' '), ' caption ') or contains(@class, 'wp-caption-text') "
    "or contains(@class, 'photo-credit') or contains(@class, 'image-caption')]"
)
_NESTED = {"p", "item", "quote"}


def looks_like_html(text: str) -> bool:
    """True where the text begins as a web page does, whatever its file is called."""
    head = text.lstrip("\ufeff \t\r\n")[:1000].lower()
    return head.startswith(("<!doctype html", "<html")) or (
        head.startswith("<") and ("<head" in head or "<body" in head)
    )


def read_html(page: str) -> Extracted:
    """The main text of a page with its quotations, list items, headings and captions; no blocks where there is none."""
    tree = _tree(page)
    if tree is None:
        return Extracted([])
    title, outlet, author, url, published = page_metadata(tree)
    headline = _line(tree.xpath("string((//h1)[1])"))
    page_title = _line(tree.xpath("string(//title)"))
    shown, named = split_outlet(page_title, elsewhere=[title.value, headline])
    title = title if title.value else Stated(headline or shown, "first heading" if headline else "page title")
    if not outlet.value:
        outlet = Stated(named, "page title")
    elif title.value.endswith(outlet.value):
        title = Stated(split_outlet(title.value, elsewhere=[headline])[0], title.origin)
    lines = _lines_around_title(tree, title.value)
    in_utc = published.moment is not None and not published.moment.utcoffset()
    if in_utc or not published.day:
        published = _as_shown(published, published_in(lines))
    author = author if author.value else author_in(lines)
    return Extracted(_blocks(page, tree), title, outlet, author, url, published, [page_title, *_closing(tree)])


def _as_shown(published: StatedDate, shown: StatedDate) -> StatedDate:
    """The date that data state in UTC; the one the page shows where that is a day off, or where they state none."""
    if published.day is None or shown.day is None:
        return published if published.day else shown
    if abs((shown.day - published.day).days) == 1:
        return replace(published, day=shown.day, origin=f"{published.origin}, day as shown")
    return published


def _closing(tree: HtmlElement) -> list[str]:
    """The page's last lines, where the owner of the copyright is named."""
    texts = tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")[-40:]
    return [line for text in texts if "©" in (line := _line(text)) or "opyright" in line or "(c)" in line]


def _lines_around_title(tree: HtmlElement, title: str) -> list[str]:
    """Short texts after the title, up to the first paragraph, and a few before it."""
    texts = [
        line for text in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]") if (line := _line(text))
    ]
    place = texts.index(title) if title in texts else 0
    after = []
    for text in texts[place + 1 : place + 40]:
        if is_body(text) and len(text.split()) > 12:
            break
        after.append(text)
    return after + texts[max(0, place - 12) : place]


def _tree(page: str) -> HtmlElement | None:
    try:
        # Bytes, because a text that declares its encoding is refused otherwise.
        tree = lxml_html.document_fromstring(
            page.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (ParserError, LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def _blocks(page: str, tree: HtmlElement) -> list[Block]:
    found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    if found is None or found.body is None:
        return []
    captions = list(dict.fromkeys(filter(None, (_line(one.text_content()) for one in tree.xpath(_CAPTIONS)))))
    blocks = [block for block in _main_blocks(found.body) if block.text not in captions]
    return blocks + [Block(text, "caption") for text in captions]


def _main_blocks(body: _Element) -> list[Block]:
    """Paragraphs, list items, quotations and headings in reading order; one inside another is part of the outer one."""
    blocks = []
    for element in body.iter("p", "item", "quote", "head"):
        if element.tag == "quote" and any(child.tag in _NESTED for child in element):
            continue  # its paragraphs come by themselves
        outer = [ancestor.tag for ancestor in element.iterancestors()]
        if "p" in outer or "item" in outer or (element.tag == "quote" and "quote" in outer):
            continue
        blocks += [Block(text, _kind(element.tag, outer)) for text in _texts(element)]
    return blocks


def _texts(element: _Element) -> list[str]:
    """The texts of an element, parted where two line breaks follow each other: old pages write paragraphs so."""
    parts = [element.text or ""]
    for child in element.iterdescendants():
        parts += ["\n" if child.tag == "lb" else child.text or "", child.tail or ""]
    # Line breaks in the source are blanks; those of the page stand alone.
    joined = "".join(part if part == "\n" else part.replace("\n", " ") for part in parts)
    return [text for part in re.split(r"\n\s*\n", joined) if (text := _line(part))]


def _kind(tag: str, outer: list[str]) -> Kind:
    if tag == "head":
        return "headline"
    if tag == "quote" or "quote" in outer:
        return "quote"
    return "item" if tag == "item" else "body"


def _line(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()
