"""The entrance: the bytes of one upload in, its articles out, each or one sentence that says what is wrong with it."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath

from signals.articles.article import Article, Aside
from signals.articles.decoding import decode
from signals.articles.event_dates import date_paragraphs
from signals.articles.extracted import Block, Extracted, Stated
from signals.articles.furniture import article_blocks
from signals.articles.header import address_in, header_of
from signals.articles.language import language_of
from signals.articles.outlets import outlet_in
from signals.articles.plaintext import read_plain_text
from signals.errors import InputError, UnknownColumns

MAX_BYTES = 5_000_000  # of a single article; a table or an archive may have MAX_BYTES_TOGETHER
MAX_BYTES_TOGETHER = 50_000_000
MAX_EXPANDED = 200_000_000  # bytes of an archive once unpacked
MAX_MEMBERS = 2_000
MAX_PARAGRAPHS = 2_000
MAX_PARAGRAPH_LENGTH = 20_000
ARTICLES = (".txt", ".md", ".html", ".htm", ".mhtml", ".mht", ".pdf", ".docx", ".eml", ".rtf")
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
ARCHIVES = (".zip",)
SUFFIXES = ARTICLES + TABLES + ARCHIVES
_LOGIN = re.compile(r"[a-z]\S*|\S*\d\S*")  # what office programs put for an author: "analyst2", "PressUnit03"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one article of an upload: the article, or the sentence that says why there is none.

    `columns` are those of a table of which no column is known to hold text.
    """

    name: str
    article: Article | None
    problem: str = ""
    columns: tuple[str, ...] = ()


def bare_name(filename: str) -> str:
    """The last part of a file name, without folders, control characters or excess: for display, never for opening."""
    name = PureWindowsPath(filename.replace("\x00", "")).name
    return re.sub(r"[\x00-\x1f\x7f<>]", "", name)[:120] or "unnamed"


def read_article(data: bytes, filename: str) -> Article:
    """Read one article from the bytes of a file (pasted text: its UTF-8 bytes and any .txt name).

    Reads ARTICLES; at most 5,000,000 bytes and 2,000 paragraphs. `published` is None where the source states no date.
    The file name tells the format and is kept, without its folders, as the article's source; nothing is opened by it.
    Raises InputError, one sentence, for anything that cannot be read as an article.
    """
    name = bare_name(filename)
    suffix = _checked_suffix(data, name, MAX_BYTES)
    if suffix in TABLES + ARCHIVES:
        raise InputError(f"{name} may hold several articles: add it with “signals add” or in the page.")
    return _article(_extracted(data, name, suffix), name)


def read_upload(data: bytes, filename: str, columns: Mapping[str, str] | None = None) -> Iterator[Read]:
    """Everything in one upload, article by article: a file of ARTICLES, a table of them, or an archive of any of these.

    What cannot be read becomes a sentence and never stops the rest. `columns` maps fields to columns of a table.
    """
    name = bare_name(filename)
    try:
        suffix = _checked_suffix(data, name, MAX_BYTES_TOGETHER)
        if suffix in ARCHIVES:
            yield from _archive(data, name, columns)
        elif suffix in TABLES:
            yield from _table(data, name, suffix, columns)
        else:
            yield Read(name, read_article(data, name))
    except UnknownColumns as error:
        yield Read(name, None, str(error), error.columns)
    except InputError as error:
        yield Read(name, None, str(error))


def _checked_suffix(data: bytes, name: str, most: int) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{name} is of a kind that cannot be read: save the article as .txt, .html or .pdf and try again."
        )
    if not data.strip():
        raise InputError(f"{name} is empty: choose a file that holds an article.")
    if len(data) > most:
        raise InputError(
            f"{name} is larger than an article may be ({most // 1_000_000} MB): "
            "split it into single articles and try again."
        )
    return suffix


def _extracted(data: bytes, name: str, suffix: str) -> Extracted:
    """What the reader of the format finds; readers are imported on use, so that a page opens without all of them."""
    if data[:1024].lstrip().startswith(b"%PDF-") or suffix == ".pdf":
        from signals.articles.pdf import read_pdf

        return read_pdf(data, name)
    if suffix in (".docx", ".rtf"):
        from signals.articles.documents import read_docx, read_rtf

        return (read_docx if suffix == ".docx" else read_rtf)(data, name)
    if suffix in (".eml", ".mhtml", ".mht"):
        from signals.articles.mail import read_mail, read_web_archive

        return (read_mail if suffix == ".eml" else read_web_archive)(data, name)
    return _text_reader(suffix, text := decode(data, name))(text)


def _text_reader(suffix: str, text: str) -> Callable[[str], Extracted]:
    from signals.articles.html import looks_like_html, read_html

    if suffix in (".html", ".htm") or looks_like_html(text):
        return read_html
    if suffix == ".md":
        from signals.articles.markdown import read_markdown

        return read_markdown
    return read_plain_text


def _article(found: Extracted, name: str) -> Article:
    title = found.title.value or PurePosixPath(name).stem
    blocks = article_blocks(found.blocks, title)
    body = [block for block in blocks if block.kind not in ("headline", "caption")]
    if not body:
        raise InputError(
            f"{name} holds no article text that could be found: copy the article's text and paste it instead."
        )
    if len(body) > MAX_PARAGRAPHS or max(len(block.text) for block in blocks) > MAX_PARAGRAPH_LENGTH:
        raise InputError(
            f"{name} is longer than an article may be ({MAX_PARAGRAPHS:,} paragraphs of at most "
            f"{MAX_PARAGRAPH_LENGTH:,} characters): split it into single articles and try again."
        )
    texts = [block.text for block in body]
    paragraphs = [
        replace(paragraph, kind=block.kind)
        for paragraph, block in zip(date_paragraphs(texts, found.published.day), body, strict=True)
    ]
    url = found.url if found.url.value else address_in([block.text for block in found.blocks[-4:]])
    outlet = found.outlet if found.outlet.value else _outlet(found, title, url.value)
    # A login is no author, and neither is the outlet.
    no_author = _LOGIN.fullmatch(found.author.value) or found.author.value == outlet.value
    author = Stated("", "") if no_author else found.author
    stated = {"title": found.title, "outlet": outlet, "author": author, "url": url}
    origins = {field: one.origin for field, one in stated.items() if one.value}
    if found.published.day:
        origins["published"] = found.published.origin
    return Article(
        title=title,
        outlet=outlet.value,
        published=found.published.day,
        paragraphs=tuple(paragraphs),
        source=name,
        author=author.value,
        url=url.value,
        language=language_of(texts),
        published_at=found.published.moment,
        asides=tuple(_asides(blocks)),
        origins=tuple(origins.items()),
    )


def _outlet(found: Extracted, title: str, url: str) -> Stated:
    """The outlet as the lines before the first paragraph, those around the article, or the last ones name it."""
    texts = [block.text for block in found.blocks]
    return outlet_in([*header_of(found.blocks, title), *found.around, *texts[-4:]], title, url)


def _asides(blocks: list[Block]) -> Iterator[Aside]:
    paragraphs = 0
    for block in blocks:
        if block.kind in ("headline", "caption"):
            yield Aside(block.kind, block.text, paragraphs)
        else:
            paragraphs += 1


def _table(data: bytes, name: str, suffix: str, columns: Mapping[str, str] | None) -> Iterator[Read]:
    from signals.articles.tables import read_table, table_articles

    for number, found in enumerate(table_articles(read_table(data, name, suffix, columns)), start=1):
        row = f"{name}, row {number}"
        try:
            yield Read(row, replace(_article(found, row), source=name))
        except InputError as error:
            yield Read(row, None, str(error))


def _archive(data: bytes, name: str, columns: Mapping[str, str] | None) -> Iterator[Read]:
    """Members of a .zip in order. Sizes are checked by what the archive states and again by what comes out of it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise InputError(f"{name} is not an archive that can be opened (it is damaged): pack it again.") from error
    if len(members) > MAX_MEMBERS:
        raise InputError(
            f"{name} holds {len(members):,} files, more than the {MAX_MEMBERS:,} that can be added at a time."
        )
    if sum(member.file_size for member in members) > MAX_EXPANDED:
        raise InputError(f"{name} unpacks to more than {MAX_EXPANDED // 1_000_000} MB: pack fewer files into it.")
    if not members:
        raise InputError(f"{name} holds no files: choose an archive that holds articles.")
    left = MAX_EXPANDED
    for member in members:
        label = bare_name(member.filename)
        try:
            content = _member(archive, member, label, min(left, MAX_BYTES_TOGETHER))
            left -= len(content)
            if label.lower().endswith(ARCHIVES):
                raise InputError(f"{label} is an archive within {name}: unpack it and add what it holds.")
        except InputError as error:
            yield Read(label, None, str(error))
            continue
        yield from read_upload(content, label, columns)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, most: int) -> bytes:
    if member.flag_bits & 1:
        raise InputError(f"{label} is encrypted: pack it without a password and try again.")
    try:
        with archive.open(member) as file:
            content = file.read(most + 1)
    except Exception as error:  # zipfile, zlib, bz2 and lzma raise many kinds for damaged members
        raise InputError(f"{label} is damaged in its archive: pack it again.") from error
    if len(content) > most:
        raise InputError(f"{label} unpacks to more than {most // 1_000_000} MB: split it.")
    return content


def _is_hidden(path: str) -> bool:
    """True for what operating systems put beside files ("__MACOSX/", ".DS_Store", "Thumbs.db")."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1:] == ("Thumbs.db",)
