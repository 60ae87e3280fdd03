"""PDF files to blocks, through pdfium: columns in reading order, running heads gone, hyphenation undone.

pdfium gives characters with their places and sizes and knows no paragraphs. Lines are built from them, pages are cut
into columns at their gutters, and a line begins a paragraph where it is set off, indented, or follows a line that ended
short.
"""

import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from signals.articles.extracted import Block, Extracted, Stated, first_stated
from signals.articles.furniture import LIST_MARK
from signals.articles.header import address_in, author_in, header_of, published_in
from signals.articles.moments import written_date
from signals.articles.outlets import is_masthead
from signals.articles.pdf_page import MAX_CHARACTERS, Line, Page, read_page
from signals.articles.plaintext import read_plain_text, split_outlet
from signals.errors import InputError

MAX_PAGES = 100
_GUTTER = 0.8  # of the text's size: the narrowest blank strip that parts two columns
_DEEPEST = 12  # cuts within cuts: a page has no more columns and headlines than that
_MOST_LINES = 1_500  # of a page with columns: more is no newspaper
_MOST_CUTS = 200  # right edges of lines at which a gutter is looked for
_ACROSS = 0.2  # share of the lines that may stand across a gutter
_LOOKED_BACK = 40  # lines of a paragraph that tell its column
_MARGIN = 0.1  # share of a page's height in which running heads and feet stand
_SET_OFF = 1.28  # of the usual distance of lines: a larger one parts paragraphs
_MOST_FRAMES = 50  # of a page
_FRAMED = 0.4  # share of a page's letters from which on a frame is no box beside the article
_HEAD = 0.88  # share of a page's height above which a coloured band holds its masthead
_FOLIO = 8  # words of a line in the margin that may name paper and date, though it stands on one page only
_INSERTED = 20  # groups that may stand between the parts of an interrupted paragraph
_SMALL = 0.8  # of the usual size: letters of notes
_ONE_AT_A_TIME = threading.Lock()  # pdfium may be entered by one thread only, and the dashboard has many
_PAGE_NUMBER = re.compile(r"^(?:page|p\.)?\s*[-–—|]?\s*\d{1,3}\s*(?:(?:/|of)\s*\d{1,4})?\s*[-–—|]?$", re.IGNORECASE)
_KEEPS_HYPHEN = re.compile(
    r"(?:^|\W)(?:co|ex|non|anti|pro|self|cross|half|vice|mid|semi|long|short|large|small|full|part|wide|deep|near|self|high|low|well|so|north|south|east|west)$",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"\d{1,3}|[*†‡§]{1,3}")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")


def read_pdf(data: bytes, name: str) -> Extracted:
    """The text of a PDF as blocks. Raises InputError where it is encrypted, damaged, without text, or too long."""
    with _ONE_AT_A_TIME:
        pages, metadata = _content(data, name)
    running, body, aside = _sorted(pages)
    if not body:
        raise InputError(f"{name} holds no text (it looks scanned): run text recognition (OCR) on it and try again.")
    blocks, heading, masthead = _blocks(body)
    stated = metadata.get("Title", "")
    title = Stated(heading, "largest line") if heading else _plain_title(blocks, stated)
    header = header_of(blocks, title.value)
    author = first_stated([author_in(header), Stated(metadata.get("Author", ""), "PDF author")])
    texts = [block.text for block in blocks[-4:]]
    published = published_in(header, texts)
    if not published.day:
        published = published_in([line for line in running if written_date(line)])
    url = first_stated([address_in(header), address_in(running), address_in(texts)])
    blocks += [Block(block.text, "caption") for block in _blocks(aside)[0]] if aside else []
    outlet = Stated(split_outlet(stated, elsewhere=[title.value])[1], "PDF title")
    outlet = first_stated([outlet, Stated(masthead, "masthead")])
    return Extracted(blocks, title, outlet, author, url, published, around=running)


def _plain_title(blocks: list[Block], stated: str) -> Stated:
    """The title of a file set in one size: the one that it states where its text has it too, or the first line."""
    text = "\n\n".join(block.text for block in blocks)
    if stated and stated.casefold() in text.casefold() and len(stated.split()) >= 3:
        return Stated(stated, "PDF title")
    return read_plain_text(text).title


def _content(data: bytes, name: str) -> tuple[list[Page], dict[str, str]]:
    """The pages, and what the file states about itself."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(_refusal(name, raw.FPDF_GetLastError())) from error
    try:
        if len(document) > MAX_PAGES:
            raise InputError(
                f"{name} has {len(document)} pages, more than the {MAX_PAGES} that an article may have: split it."
            )
        return _pages(document, name), document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError as error:
        raise InputError(_refusal(name, raw.FPDF_ERR_FORMAT)) from error
    finally:
        document.close()


def _refusal(name: str, code: int) -> str:
    if code == raw.FPDF_ERR_PASSWORD:
        return f"{name} is encrypted: save it without a password and try again."
    return f"{name} is not a PDF that can be opened (it is damaged): save it again or paste its text."


def _pages(document: pypdfium2.PdfDocument, name: str) -> list[Page]:
    pages, total = [], 0
    for number in range(len(document)):
        try:
            page = read_page(document[number], number)
        except OverflowError:
            total = MAX_CHARACTERS
        else:
            pages.append(page)
            total += sum(len(line.text) for line in page.lines)
        if total >= MAX_CHARACTERS:
            raise InputError(f"{name} holds more text than an article may ({MAX_CHARACTERS:,} characters): split it.")
    return pages


def _merged(lines: list[Line]) -> list[Line]:
    """Pieces of one line (a change of font parts them) put together, from the top down."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        last = merged[-1] if merged else None
        if last and abs(last.base - line.base) < 0.4 * min(last.size, line.size):
            first, second = (last, line) if last.left <= line.left else (line, last)
            space = "" if second.left - first.right < 0.1 * line.size else " "
            merged[-1] = replace(
                first,
                text=f"{first.text}{space}{second.text}",
                right=max(first.right, second.right),
                size=max(first.size, second.size),
            )
        else:
            merged.append(line)
    return merged


def _in_reading_order(lines: list[Line], depth: int = 0) -> list[Line]:
    """Part the page at its clearest gutter, column by column, and each column again.

    The few lines that stand across the gutter (a headline, a caption) part the page into bands, read from the top.
    """
    gutter = _gutter(lines) if 3 < len(lines) <= _MOST_LINES and depth < _DEEPEST else None
    if gutter is None:
        return _merged(lines)
    across = [line for line in lines if line.left < gutter < line.right]
    ordered: list[Line] = []
    top = float("inf")
    for bottom in [*sorted({line.base for line in across}, reverse=True), float("-inf")]:
        band = [line for line in lines if bottom < line.base < top and line not in across]
        for column in ([one for one in band if one.right <= gutter], [one for one in band if one.left >= gutter]):
            ordered += _in_reading_order(column, depth + 1)
        ordered += _merged([line for line in across if line.base == bottom])
        top = bottom
    return ordered


def _gutter(lines: list[Line]) -> float | None:
    """The middle of the blank strip that parts most lines and that fewest stand across; None where there is none."""
    least = _GUTTER * median(line.size for line in lines)
    best, found = 0, None
    for edge in sorted({round(line.right, 1) for line in lines})[:_MOST_CUTS]:
        left = [line for line in lines if line.right <= edge + 0.5]
        right = [line for line in lines if line.left >= edge + least]
        across = len(lines) - len(left) - len(right)
        worth = min(len(left), len(right)) - 2 * across
        if worth > best and across <= _ACROSS * len(lines) and _side_by_side(left, right):
            best, found = worth, (edge + min(line.left for line in right)) / 2
    return found


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    """True where at least two lines of each stand at heights where the other has lines too."""
    lowest = max(min(line.base for line in left), min(line.base for line in right))
    highest = min(max(line.base for line in left), max(line.base for line in right))
    return all(sum(lowest <= line.base <= highest for line in own) >= 2 for own in (left, right))


def _sorted(pages: list[Page]) -> tuple[list[str], list[Line], list[Line]]:
    """Running heads, the article's lines in reading order, and those beside it, in frames or in small letters."""
    repeated = Counter(
        key for page in pages for key in {_place(line) for line in page.lines if _in_margin(line, page.height)}
    )
    often = max(2, len(pages) / 2)
    usual = _usual_size([line for page in pages for line in page.lines])
    running: dict[str, None] = {}
    body: list[Line] = []
    aside: list[Line] = []
    for page in pages:
        heads = [line for line in page.lines if _is_running(line, page.height, repeated, often)]
        folios = [line for line in page.lines if _in_margin(line, page.height) and len(line.text.split()) <= _FOLIO]
        running |= dict.fromkeys(line.text for line in [*heads, *folios] if not _PAGE_NUMBER.match(line.text))
        skipped = {id(line) for line in heads}
        kept = [line for line in page.lines if id(line) not in skipped and not _is_mark(line, page.lines)]
        text, beside = _parted(page, _with_initials(kept, usual), usual)
        body += _in_reading_order(text)
        aside += _in_reading_order(beside)
    return list(running), body, aside


def _parted(page: Page, lines: list[Line], usual: float) -> tuple[list[Line], list[Line]]:
    """The lines of the text, and those in frames or in small letters beside it."""
    begins, framed = _text_begins(lines, usual), {id(line) for line in _framed(page, lines)}
    text: list[Line] = []
    beside: list[Line] = []
    for line in lines:
        is_note = line.size < _SMALL * usual and line.base < begins
        (beside if is_note or id(line) in framed else text).append(line)
    return text, beside


def _usual_size(lines: Sequence[Line]) -> float:
    """The size in which most letters are set; 0 without lines."""
    sizes = Counter(round(line.size, 1) for line in lines for _ in range(len(line.text)))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _framed(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines in frames (adverts, captions, boxes); a frame around much of the page is none of these."""
    found: list[Line] = []
    for frame in page.frames[:_MOST_FRAMES] if len(lines) <= _MOST_LINES else ():
        inside = [line for line in lines if frame.holds(line)]
        letters = sum(len(line.text) for line in inside)
        if frame.bottom < _HEAD * page.height and letters < _FRAMED * sum(len(line.text) for line in lines):
            found += inside
    return found


def _with_initials(lines: list[Line], usual: float) -> list[Line]:
    """The lines, with large initials (drop caps) put before the line whose first letter they are."""
    if len(lines) > _MOST_LINES:
        return lines
    initials = [line for line in lines if len(line.text) <= 2 and line.text[:1].isupper() and line.size > 1.8 * usual]
    words = Counter(re.findall(r"\w+", " ".join(line.text for line in lines).casefold())) if initials else Counter()
    for initial in initials:
        beside = [
            line
            for line in lines
            if 0 <= line.left - initial.right < 1.5 * usual and initial.base < line.base < initial.base + initial.size
        ]
        if beside:
            first = max(beside, key=lambda line: line.base)
            # "A ceasefire", not "Aceasefire": what follows is a word of its own if it stands elsewhere too.
            is_word = initial.text in ("A", "I") and words[first.text.split()[0].casefold()] > 1
            whole = replace(first, text=f"{initial.text}{' ' if is_word else ''}{first.text}", left=initial.left)
            lines = [whole if line is first else line for line in lines if line is not initial]
    return lines


def _is_mark(line: Line, lines: Sequence[Line]) -> bool:
    """True for a raised figure or sign at the end of a piece of line, which points to a footnote."""
    return (
        len(lines) <= _MOST_LINES
        and bool(_NOTE_MARK.fullmatch(line.text))
        and any(
            abs(one.right - line.left) < 0.3 * one.size
            and 0.2 * one.size < line.base - one.base < one.size
            and line.size < 0.95 * one.size
            for one in lines
        )
    )


def _text_begins(lines: Sequence[Line], usual: float) -> float:
    """The base of a page's first line of text; small letters below it are footnotes, credits and notices."""
    text = [one.base for one in lines if 0.9 * usual <= one.size <= 1.1 * usual and len(one.text.split()) >= 5]
    return max(text, default=0.0)


def _is_running(line: Line, height: float, repeated: Counter[tuple[int, str]], often: float) -> bool:
    return _in_margin(line, height) and bool(_PAGE_NUMBER.match(line.text) or repeated[_place(line)] >= often)


def _in_margin(line: Line, height: float) -> bool:
    return not height * _MARGIN < line.base < height * (1 - _MARGIN)


def _place(line: Line) -> tuple[int, str]:
    """What repeats from page to page: the words, whatever their numbers, at one height."""
    return round(line.base / 6), re.sub(r"\d+", "#", line.text.casefold())


def _blocks(lines: list[Line]) -> tuple[list[Block], str, str]:
    """Paragraphs of lines, the heading and the masthead.

    The heading are the largest lines of the first page where they are larger than the text; a newspaper's name may
    stand above them.
    """
    size = _usual_size(lines)
    heights = [one.base - other.base for one, other in pairwise(lines) if 0 < one.base - other.base < 3 * size]
    leading = median(heights) if heights else 1.2 * size
    words = Counter(re.findall(r"\w+(?:-\w+)*", " ".join(line.text for line in lines).casefold()))
    groups: list[list[Line]] = []
    for line, following in zip(lines, [*lines[1:], lines[-1]], strict=True):
        if (open_one := _interrupted(groups, line)) is not None:
            groups.append(groups.pop(open_one))
        if groups and not _is_indented(groups[-1][-1], line, following) and _continues(groups[-1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    # A title has some words; the largest line of a newspaper's page is its own name.
    first_page = [group for group in groups if group[0].page == 0]
    titles = next(
        (found for least in (5, 4) if (found := [one for one in first_page if len(_words(one)) >= least])), []
    )
    largest = max((line.size for group in titles for line in group), default=size)
    heading, masthead = "", ""
    blocks = []
    for group in groups:
        text = joined([line.text for line in group], words)
        if not heading and largest > 1.2 * size and group[0].size >= 0.98 * largest and group in titles:
            heading = text
        elif not heading and not masthead and group[0].size > 1.2 * size and is_masthead(text):
            masthead = text
        elif group[0].size > 1.12 * size and not _SENTENCE_END.search(text):
            blocks.append(Block(text, "headline"))
        else:
            blocks.append(Block(text))
    return blocks, heading, masthead if heading else ""


def _words(group: Sequence[Line]) -> list[str]:
    return [word for line in group for word in line.text.split()]


def _interrupted(groups: Sequence[Sequence[Line]], line: Line) -> int | None:
    """Which group goes on in this line after one in another size (a pull quote, a caption) stood between them."""
    if len(groups) < 2 or _same_size(groups[-1][-1], line):
        return None
    least = 5 if line.text[:1].islower() else 12  # words: fewer are a label
    for place in range(len(groups) - 2, max(-1, len(groups) - 2 - _INSERTED), -1):
        if _same_size(groups[place][-1], line) and len(_words(groups[place])) >= least:
            return None if _SENTENCE_END.search(groups[place][-1].text) else place
    return None


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < 0.1 * other.size


def _is_indented(last: Line, line: Line, following: Line) -> bool:
    """True for the first line of a paragraph that begins right of the lines below it, and of the one above it."""
    if LIST_MARK.match(last.text) or abs(last.left - line.left) < 0.1 * line.size:
        return False
    below = line.page == following.page and 0 < line.base - following.base < 2 * line.size
    return below and 0.6 * line.size < line.left - following.left < 4 * line.size


def _continues(group: list[Line], line: Line, leading: float) -> bool:
    """True where the line belongs to the paragraph of the lines before it."""
    last = group[-1]
    if abs(last.size - line.size) > 0.1 * last.size and len(line.text) > 5:  # ligatures have boxes of their own
        return False
    if len(group) == 1 and len(last.text.split()) <= 6 and written_date(last.text):  # a date line
        return False
    open_end = not _SENTENCE_END.search(last.text)
    if line.page != last.page or line.base > last.base:  # the next column or page
        return open_end
    if last.base - line.base > _SET_OFF * max(leading, last.size):
        return False
    column = [
        one for one in group[-_LOOKED_BACK:] if one.page == line.page and abs(one.left - line.left) < 3 * line.size
    ] + [line]
    hangs = len(group) == 1 and LIST_MARK.match(last.text)
    if not hangs and line.left - min((one.left for one in column[1:]), default=line.left) > 0.8 * line.size:
        return False
    room = max(one.right for one in column) - last.right
    word = (line.right - line.left) * len(line.text.split()[0]) / max(1, len(line.text))
    # A line that had room for the next word was ended on purpose.
    return room < 1.2 * word + 0.4 * line.size


def joined(lines: Sequence[str], words: Counter[str]) -> str:
    """Lines as one text. A word parted at a line's end is made whole; a hyphen stays where the file writes the word so.

    `words` counts the words of the whole file.
    """
    parts: list[str] = []
    for line in lines:
        if parts and re.search(r"\w[-\u00ad\u2010]$", parts[-1]) and line[:1].islower():
            parts[-1] = _unhyphenated(parts[-1][:-1], line, words)
        else:
            parts.append(line)
    return re.sub(r"\s+", " ", " ".join(parts).replace("\u00ad", "-")).strip()


def _unhyphenated(text: str, line: str, words: Counter[str]) -> str:
    head, tail = re.findall(r"\w+", text)[-1].casefold(), re.match(r"\w+", line)
    whole, parted = words[head + (tail[0] if tail else "")], words[f"{head}-{tail[0] if tail else ''}"]
    keeps = parted > whole or (parted == whole and bool(_KEEPS_HYPHEN.search(text)))
    return f"{text}-{line}" if keeps else text + line
