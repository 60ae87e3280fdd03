"""The entrance: the bytes of one upload in, one `Article` out, or an `InputError` that says what is wrong."""

import re
from pathlib import PureWindowsPath

from signals.articles.article import Article
from signals.articles.dates import date_paragraphs
from signals.articles.decoding import decode
from signals.articles.html import looks_like_html, read_html
from signals.articles.plaintext import read_plain_text
from signals.errors import InputError

MAX_BYTES = 5_000_000
MAX_PARAGRAPHS = 2_000
MAX_PARAGRAPH_LENGTH = 20_000
SUFFIXES = (".txt", ".html", ".htm")


def bare_name(filename: str) -> str:
    """The last part of a file name, without folders, control characters or excess: for display, never for opening."""
    name = PureWindowsPath(filename.replace("\x00", "")).name
    return re.sub(r"[\x00-\x1f\x7f<>]", "", name)[:120] or "unnamed"


def read_article(data: bytes, filename: str) -> Article:
    """Read one article from the bytes of a `.txt` or `.html` file (pasted text: its UTF-8 bytes and any .txt name).

    At most 5,000,000 bytes and 2,000 paragraphs. `published` is None where the source states no date. The file name
    tells the format and is kept, without its folders, as the article's source; nothing is opened by it.
    Raises InputError, one sentence, for anything that cannot be read as an article.
    """
    name = bare_name(filename)
    if not name.lower().endswith(SUFFIXES):
        raise InputError(f"{name} is of a kind that cannot be read: save the article as .txt or .html and try again.")
    if not data.strip():
        raise InputError(f"{name} is empty: choose a file that holds an article.")
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} is larger than an article may be ({MAX_BYTES // 1_000_000} MB): "
            "split it into single articles and try again."
        )
    text = decode(data, name)
    as_page = name.lower().endswith((".html", ".htm")) or looks_like_html(text)
    found = read_html(text) if as_page else read_plain_text(text)
    if not found.paragraphs:
        raise InputError(
            f"{name} holds no article text that could be found: copy the article's text and paste it instead."
        )
    if len(found.paragraphs) > MAX_PARAGRAPHS or max(map(len, found.paragraphs)) > MAX_PARAGRAPH_LENGTH:
        raise InputError(
            f"{name} is longer than an article may be ({MAX_PARAGRAPHS:,} paragraphs of at most "
            f"{MAX_PARAGRAPH_LENGTH:,} characters): split it into single articles and try again."
        )
    return Article(
        title=found.title or bare_name(filename).rsplit(".", 1)[0],
        outlet=found.outlet,
        published=found.published,
        paragraphs=date_paragraphs(found.paragraphs, found.published),
        source=name,
    )
