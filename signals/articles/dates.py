"""Dates in text: when an article was published, and which day each of its paragraphs speaks of.

Only what is certain is resolved here: a stated full date, a weekday, a year. What cannot be resolved stays with the
published date; relative months and spans ("last June", "in the coming weeks") are not read yet.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from dateparser.search import search_dates

from signals.articles.article import Paragraph

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?:on|late|early|since|by|until)\s+({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_COMING = re.compile(
    r"\b(?:will|to (?:hold|meet|visit|travel|discuss|speak|talk|begin|start|open|vote)|would|due|plans?|planned|"
    r"scheduled|expected|set to|ahead of|next)\b(?:(?!\b(?:said|says|told|warned|announced|added)\b)[^.;])*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d$€£,.])\b(1[89]\d\d|20\d\d)\b(?![\d%,]\d)")
_TODAY = re.compile(r"\b(?:today|this (?:morning|afternoon|evening|week)|yesterday|tonight)\b", re.IGNORECASE)
_NUMERIC = re.compile(r"^\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}")
_MAY_HOLD_DATE = re.compile(r"\d.*(?:1[89]|20)\d\d|(?:1[89]|20)\d\d.*\d")
_FULL = {"REQUIRE_PARTS": ["day", "month", "year"]}


def published_date(line: str) -> date | None:
    """The full date stated in a short line such as `/ 02:07 AM December 05, 2021`, or None.

    A numeric date whose day and month could be exchanged (05/12/2021) is not taken: either reading would be a guess.
    """
    if not _MAY_HOLD_DATE.search(line):
        return None
    for words, moment in search_dates(line, languages=["en"], settings=_FULL) or ():
        numeric = _NUMERIC.match(words)
        if numeric and int(numeric[1]) <= 12 and int(numeric[2]) <= 12 and numeric[1] != numeric[2]:
            continue
        return date(moment.year, moment.month, moment.day)
    return None


def date_paragraphs(texts: Sequence[str], published: date | None) -> tuple[Paragraph, ...]:
    """Number the body paragraphs from 1 and give each its event date and background mark."""
    return tuple(_dated(number, text, published) for number, text in enumerate(texts, start=1))


def _dated(number: int, text: str, published: date | None) -> Paragraph:
    if published is None:
        return Paragraph(number, text)
    if weekday := _WEEKDAY.search(text):
        return Paragraph(number, text, event_date=_weekday_near(published, weekday, text))
    years = [int(year) for year in _YEAR.findall(text)]
    if years and max(years) < published.year and not _TODAY.search(text):
        return Paragraph(number, text, background=True)
    return Paragraph(number, text, event_date=published)


def _weekday_near(published: date, found: re.Match[str], text: str) -> date:
    """The weekday in the week before publication, or in the week after where the clause speaks of what is to come."""
    weekday = _WEEKDAYS.index(found[1].lower())
    back = (published.weekday() - weekday) % 7
    if _COMING.search(text[: found.start()]):
        return published + timedelta(days=(7 - back) % 7)
    return published - timedelta(days=back)
