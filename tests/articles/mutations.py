"""Damages files at random, reproducibly: what a broken download, a hostile sender or a bad disk makes of them."""

import io
import random
import zipfile
from pathlib import PurePosixPath

_PACKED = {".zip", ".docx", ".xlsx"}


def mutated(data: bytes, name: str, seed: int) -> bytes:
    """The file after one to six random injuries; of packed formats half the time the members are injured instead."""
    chance = random.Random(seed)
    if PurePosixPath(name).suffix in _PACKED and chance.random() < 0.5:
        return _repacked(data, chance)
    return _injured(data, chance)


def _injured(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(out) + 1)
        length = min(len(out) - place, int(chance.paretovariate(0.7)))
        match chance.randrange(7):
            case 0:
                out[place : place + length] = chance.randbytes(length)
            case 1:
                del out[place : place + length]
            case 2:
                out[place:place] = out[place : place + length] * chance.randint(1, 30)
            case 3:
                del out[place:]
            case 4:
                out[place:place] = chance.choice(_NASTY)
            case 5 if out:
                out[place - 1] ^= 1 << chance.randrange(8)
            case _:
                other = chance.randrange(len(out) + 1)
                out[place:place] = out[other : other + length]
    return bytes(out)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            content = before.read(member)
            after.writestr(member, _injured(content, chance) if chance.random() < 0.4 else content)
    return out.getvalue()


_NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<" * 500, b"<div>" * 3000, b"{" * 3000, b"[" * 3000, b"\\" * 300,
    b"<!ENTITY a 'b'>", b"&#x110000;", b"\xf0\x9f\x98\x80", b"\r" * 200, b'"' * 101, b">" * 2000, b"%" * 60,
    b"\n" * 4000, b"=?utf-8?b?####?=", b"\x1b[2J", b"../../../etc/passwd", b"=cmd|' /C calc'!A0", b"-1", b"endobj",
    b"99999999999999999999", b"{\\rtf1" * 400, b"stream\n", b"1e999", b"2021-99-99", b"\xe2\x80\xae", b"\xd8\x00",
)  # fmt: skip
