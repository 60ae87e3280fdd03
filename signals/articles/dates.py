"""The published date: what a page, a mail or a line under a headline states, read without guessing."""

import re
from datetime import UTC, date, datetime

from dateparser.search import search_dates

from signals.articles.extracted import StatedDate
from signals.articles.moments import written_date

_NUMERIC = re.compile(r"^\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}")
_MAY_HOLD_DATE = re.compile(r"\d.*(?:1[89]|20)\d\d|(?:1[89]|20)\d\d.*\d")
_FULL = {"REQUIRE_PARTS": ["day", "month", "year"]}
_ISO = re.compile(r"^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")
_COMPACT = re.compile(r"^\s*(\d{4})(\d\d)(\d\d)(?:T\d+Z?)?\s*$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_ZONE = re.compile(r"\d\s?(?:[AaPp]\.?[Mm]\.?\s?)?(?:Z|UTC|GMT|[A-Z]{2,4}T|[+-]\d\d:?\d\d)\b")
EARLIEST = date(1700, 1, 1)


def stated_date(text: str, origin: str) -> StatedDate:
    """The full date that a value states, and its moment where a time zone is stated too; empty where there is none.

    The day is the one written, in the zone in which it is written: an evening's report stays on its evening.
    """
    moment = _moment(text)
    day = moment.date() if moment is not None else _written_day(text)
    if day is None or day < EARLIEST or day > date(2200, 1, 1):
        return StatedDate()
    return StatedDate(day, moment if moment is not None and moment.tzinfo else _zoned(text, day), origin)


def _written_day(text: str) -> date | None:
    if compact := _COMPACT.match(text):
        return _day(*map(int, compact.groups()))
    return written_date(text) or published_date(text)


def _moment(text: str) -> datetime | None:
    if _EPOCH.match(text.strip()):
        return datetime.fromtimestamp(int(text.strip()[:10]), UTC)
    if not (found := _ISO.match(text)):
        return None
    zone = (found[3] or "").replace("Z", "+00:00")
    if zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(found[1] + (f"T{found[2]}{zone}" if found[2] else ""))
    except ValueError:
        return None


def _zoned(text: str, day: date) -> datetime | None:
    """The moment of a written date with a time and a zone ("December 3, 2021, 14:20 GMT")."""
    if not _ZONE.search(text):
        return None
    for _, moment in search_dates(text, languages=["en"], settings=_FULL) or ():
        if isinstance(moment, datetime) and moment.tzinfo is not None and moment.date() == day:
            return moment
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def published_date(line: str) -> date | None:
    """The full date stated in a short line such as `/ 02:07 AM December 05, 2021`, or None.

    A numeric date whose day and month could be exchanged (05/12/2021) is not taken: either reading would be a guess.
    """
    if len(line) > 300 or not _MAY_HOLD_DATE.search(line):
        return None
    for words, moment in search_dates(line, languages=["en"], settings=_FULL) or ():
        numeric = _NUMERIC.match(words)
        if numeric and int(numeric[1]) <= 12 and int(numeric[2]) <= 12 and numeric[1] != numeric[2]:
            continue
        return date(moment.year, moment.month, moment.day)
    return None
