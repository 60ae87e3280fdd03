"""Word and rich-text documents to blocks, through python-docx and striprtf."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph as WordParagraph
from striprtf.striprtf import rtf_to_text

from signals.articles.decoding import decode
from signals.articles.extracted import Block, Extracted, Kind, Stated, first_stated
from signals.articles.header import address_in, author_in, header_of, published_in
from signals.articles.plaintext import read_plain_text
from signals.errors import InputError

MAX_EXPANDED = 50_000_000  # bytes of a document once unpacked
_PROGRAMS = ("python-docx", "Microsoft Office User")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted Word file is wrapped in the old container


def read_docx(data: bytes, name: str) -> Extracted:
    """A Word document: headings, captions and list items by their styles. InputError where it cannot be opened."""
    if data.startswith(_OLE):
        raise InputError(
            f"{name} is encrypted or of the old .doc kind: save it as .docx without a password and try again."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_EXPANDED:
                raise InputError(f"{name} unpacks to more than {MAX_EXPANDED // 1_000_000} MB: paste its text instead.")
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document))
    except InputError:
        raise
    except Exception as error:  # zip, XML and python-docx raise of many kinds for damaged files
        raise InputError(
            f"{name} is not a Word document that can be opened: save it again as .docx or paste its text."
        ) from error
    title = next((block.text for block in blocks if block.kind == "headline"), "")
    known = document.core_properties
    if not title:
        return _untitled(blocks, known.title or "")
    header = header_of(blocks, title)
    author = "" if known.author in _PROGRAMS else known.author or ""
    return Extracted(
        blocks,
        title=Stated(title, "first heading"),
        author=first_stated([author_in(header), Stated(author, "document properties")]),
        url=address_in(header),
        published=published_in(header, [block.text for block in blocks[-4:]]),
        around=_heads(document),
    )


def _heads(document: Document) -> list[str]:
    """The lines of the headers that every page repeats."""
    lines = [line.text.strip() for section in document.sections for line in section.header.paragraphs]
    return [line for line in dict.fromkeys(lines) if line]


def _untitled(blocks: list[Block], title: str) -> Extracted:
    """A document without styles is read as the plain text it is."""
    found = read_plain_text("\n\n".join(block.text for block in blocks))
    return replace(found, title=Stated(title, "document properties")) if title and not found.title.value else found


def _blocks(document: Document) -> Iterator[Block]:
    for paragraph in document.paragraphs:
        for text in paragraph.text.split("\n\n"):
            if plain := re.sub(r"\s+", " ", text).strip():
                yield Block(plain, _kind(paragraph))


def _kind(paragraph: WordParagraph) -> Kind:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    kinds: tuple[tuple[str, Kind], ...] = (
        ("heading", "headline"), ("title", "headline"), ("caption", "caption"), ("list", "item"), ("quote", "quote"),
    )  # fmt: skip
    return next((kind for part, kind in kinds if (part in style and part != "title") or style == part), "body")


def read_rtf(data: bytes, name: str) -> Extracted:
    """A rich-text document, read as the text it holds."""
    source = decode(data, name)
    try:
        text = rtf_to_text(source, errors="ignore")
    except Exception as error:  # striprtf raises of many kinds for damaged files
        raise InputError(
            f"{name} is not a rich-text document that can be opened: save it again or paste its text."
        ) from error
    # A line is a paragraph in rich text: blank ones between them would join the rest.
    return read_plain_text("\n\n".join(line for line in text.split("\n") if line.strip()))
