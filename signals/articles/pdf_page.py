"""A page of a PDF as pdfium gives it: characters put together to lines, and the frames drawn on it."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

import pypdfium2
from pypdfium2 import raw

MAX_CHARACTERS = 1_000_000  # of a whole file: more is no article
_MOST_SHAPES = 5_000  # drawn on a page: more is a map or chart, and no frames are looked for
_LEAST_FRAME = (60, 15)  # points, width and height: less holds no text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column: its ends, base and height of letters in points, y upward."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawn rectangle, in points, y upward."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, line: Line) -> bool:
        """True where the line stands inside."""
        return self.left <= line.left and line.right <= self.right + 1 and self.bottom <= line.base <= self.top


@dataclass(frozen=True, slots=True)
class Page:
    """Height in points, pieces of lines in the file's order, and the frames."""

    height: float
    lines: list[Line]
    frames: list[Frame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    right: float
    base: float
    size: float


def read_page(page: pypdfium2.PdfPage, number: int) -> Page:
    """The lines and frames of a page, `number` counted from 0. OverflowError where it holds too many characters."""
    return Page(page.get_height(), list(_lines(page, number)), list(_frames(page)))


def _frames(page: pypdfium2.PdfPage) -> Iterator[Frame]:
    shapes = list(islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2), _MOST_SHAPES + 1))
    if len(shapes) > _MOST_SHAPES:
        return
    for shape in shapes:
        left, bottom, right, top = shape.get_bounds()
        if right - left >= _LEAST_FRAME[0] and top - bottom >= _LEAST_FRAME[1]:
            yield Frame(left, bottom, right, top)


def _lines(page: pypdfium2.PdfPage, number: int) -> Iterator[Line]:
    """Characters that follow each other on one height, parted where a gap is wide enough to be a gutter."""
    current: list[_Character] = []
    for char in _characters(page):
        if current and _breaks(current[-1], char):
            yield from _line_of(current, number)
            current = []
        current.append(char)
    yield from _line_of(current, number)


def _characters(page: pypdfium2.PdfPage) -> Iterator[_Character]:
    """Every character in its box; line ends come as "\\n", hyphens at them as soft hyphens."""
    text = page.get_textpage()
    origin, height = (ctypes.c_double(), ctypes.c_double()), 0.0
    box = raw.FS_RECTF()
    try:
        if text.count_chars() > MAX_CHARACTERS:
            raise OverflowError
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, index)
            char = "\u00ad" if raw.FPDFText_IsHyphen(text, index) == 1 else "\n" if code in (10, 13) else chr(code)
            if (code < 32 and char not in ("\n", "\u00ad")) or 0xD800 <= code <= 0xDFFF or 0xFFFE <= code <= 0xFFFF:
                continue
            raw.FPDFText_GetLooseCharBox(text, index, box)
            raw.FPDFText_GetCharOrigin(text, index, *origin)
            height = box.top - box.bottom or height
            yield _Character(char, box.left, box.right, origin[1].value, height)
    finally:
        text.close()


def _breaks(last: _Character, char: _Character) -> bool:
    """True where a character does not stand in one line with the one before it, or beyond a gap as wide as a gutter."""
    if "\n" in (last.text, char.text):
        return True
    size = max(last.size, char.size, 1.0)
    return (
        char.left - last.right > 1.6 * size or char.left < last.left - size or abs(char.base - last.base) > 0.4 * size
    )


def _line_of(chars: Sequence[_Character], page: int) -> Iterator[Line]:
    text = "".join(char.text for char in chars).strip("\n ")
    text = re.sub("\u00ad(?=.)", "", text)  # where a word might have been parted but was not
    inked = [char for char in chars if char.text.strip()]
    if text and inked:
        size, base = median(char.size for char in inked), median(char.base for char in inked)
        yield Line(text, min(char.left for char in inked), max(char.right for char in inked), base, size, page)
