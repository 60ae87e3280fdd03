"""Bytes to text. Byte-order marks and valid UTF-8 are certain; anything else is detected from the bytes themselves."""

import codecs

from charset_normalizer import from_bytes

from signals.errors import InputError

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16: its mark begins with the UTF-16 one
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TEXT_CONTROLS = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B, 0x85}
# Windows-1252 leaves these five bytes undefined: a text that holds one is not in it.
_NOT_WINDOWS_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def decode(data: bytes, filename: str) -> str:
    """Decode the bytes of a text file, or raise InputError where they are no text.

    Order: byte-order mark; UTF-16 without a mark (every second byte nearly always zero); UTF-8; Windows-1252, which
    English and West European pages use, where at most one byte in ten is beyond ASCII; charset-normalizer's best guess
    for the rest.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        text = ""
    if not text or _looks_binary(text):
        raise InputError(
            f"{filename} does not hold readable text (it looks like an image or another binary file): "
            "save the article as .txt or .html and try again."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str | None:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    if marked := _utf16_without_mark(data):
        return marked
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    beyond_ascii = sum(byte >= 0x80 for byte in data)
    if beyond_ascii <= len(data) / 10 and not _NOT_WINDOWS_1252 & set(data):
        return "cp1252"
    best = from_bytes(data).best()
    return best.encoding if best else None


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _looks_binary(text: str) -> bool:
    """Text holds practically no control characters; a decoded image is full of them."""
    controls = sum(ord(char) < 0x20 and ord(char) not in _TEXT_CONTROLS for char in text)
    return "\x00" in text or controls > max(2, len(text) / 500)
