"""HTML pages to title, outlet, published date and body paragraphs, through trafilatura."""

from datetime import date

import trafilatura
from lxml.etree import _Element

from signals.articles.furniture import is_body
from signals.articles.plaintext import Extracted, split_outlet

# Only dates that the page states about itself: a full search would settle for any date in the text or footer.
_STATED_DATES = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_BLOCKS = {"p", "item"}


def looks_like_html(text: str) -> bool:
    """True where the text begins as a web page does, whatever its file is called."""
    head = text.lstrip("\ufeff \t\n")[:1000].lower()
    return head.startswith(("<!doctype html", "<html")) or (
        head.startswith("<") and ("<head" in head or "<body" in head)
    )


def read_html(page: str) -> Extracted:
    """The main text of a page; empty paragraphs where trafilatura finds none."""
    found = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, date_extraction_params=_STATED_DATES
    )
    if found is None or found.body is None:
        return Extracted("", "", None, [])
    title, outlet = split_outlet(found.title or "", elsewhere=_headings(found.body))
    paragraphs = [text for text in _texts(found.body) if is_body(text) and text != title]
    published = date.fromisoformat(found.date) if found.date else None
    return Extracted(title, found.sitename or outlet, published, paragraphs)


def _headings(body: _Element) -> list[str]:
    return [" ".join("".join(head.itertext()).split()) for head in body.iter("head")]


def _texts(body: _Element) -> list[str]:
    """Paragraphs, list items and quotations in reading order; an element inside another is part of the outer one."""
    texts = []
    for element in body.iter("p", "item", "quote"):
        if element.tag == "quote" and any(child.tag in _BLOCKS for child in element):
            continue  # its paragraphs come by themselves
        if any(ancestor.tag in _BLOCKS for ancestor in element.iterancestors()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text:
            texts.append(text)
    return texts
