"""Expressions of time in English news text, resolved against the published date.

A sentence goes in; its moments come out, each with the first and last day its words allow. Which way a bare weekday
or month points is the tense of its clause: "met on Tuesday" is the last one, "will meet on Tuesday" the coming one.
Absolute dates are read by dateparser; what follows from a calendar and a tense is worked out here.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower()[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "several": 4, "a few": 3, "some": 4, "many": 8,
}  # fmt: skip
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650, "hour": 0, "minute": 0}

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|"
    r"Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = (
    r"(?:\d{1,3}|an?(?: couple of| few)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|"
    r"many)"
)
_UNIT = r"(?:minute|hour|day|week|month|year|decade)s?"

# What points a clause forward, and what back; the mark nearest to the date decides. A clause ends at stops, at marks of
# speech and at conjunctions.
_COMING = re.compile(
    r"\b(?:will|won['’]t|shall|would|may|might|must|should|could|can|is to|are to|was to|were to|due|plans?|planned|"
    r"planning|"
    r"schedule[ds]?|expected|expects|set (?:to|for)|slated|ahead of|upcoming|next|coming|deadline|later this|going to|"
    r"tomorrow|to (?:be|hold|host|meet|visit|travel|discuss|speak|talk|begin|start|open|vote|take|sign|resume|arrive|"
    r"attend|receive|address|decide|convene|gather|come|go|fly|leave|expire|lift|release|withdraw|end|join|elect|choose))\b"
    r"|\b(?:by|until|before) $",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?<!be )(?<!to )\b(?!(?:planned|scheduled|expected|slated|proposed|need|needed|indeed)\b)(?:\w{2,}ed|met|held|"
    r"spoke|took|began|came|went|left|won|lost|fell|rose|gave|made|sent|shot|hit|struck|fought|broke|said|told|last|since|"
    r"was|were|had|has|have)\b(?! to (?!the |an? |his |her |its |their |that ))",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:]|,\s*(?:and|but|while|which|who)\b|[\"“”]|(?<=[a-z]{4})[.!?]\s|\b(?:that|after|because|when|since)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Characters `start` to `end` of a text speak of some day from `first` to `last`, both included."""

    start: int
    end: int
    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """True where the words name a day, or a span of at most a week, as news does ("at the weekend")."""
        return (self.last - self.first).days <= 7


Reading = Callable[[re.Match[str], date, str], tuple[date, date] | None]


def moments(text: str, published: date, before: date | None = None) -> list[Moment]:
    """Every moment that the text names, in reading order; of overlapping expressions the longest.

    `before` is the day that the text before this one spoke of: "the next day" and "two days earlier" count from it.
    """
    found: list[Moment] = []
    if before is not None:
        for match in _FROM_BEFORE.finditer(text):
            count = _count(match["count"]) if match["count"] else 1
            step = count if not match["count"] or match["way"].lower() == "later" else -count
            day = before + timedelta(days=step)
            found.append(Moment(match.start(), match.end(), day, day))
    for pattern, reading in _READINGS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            try:
                span = reading(match, published, text)
            except (ValueError, OverflowError):  # 31 February, or before the year 1
                span = None
            if span is not None:
                found.append(Moment(match.start(), match.end(), *span))
    return sorted(found, key=lambda moment: moment.start)


def written_date(line: str) -> date | None:
    """The first full date in words that a line holds ("8 Nov 2024", "March 10, 2021", "27JAN2016"), or None."""
    for pattern in _WRITTEN:
        if found := pattern.search(line):
            try:
                return date(int(found["year"]), _month(found["month"]), _number(found["day"]))
            except ValueError:
                continue
    return None


def speaks_of_future(text: str, position: int) -> bool:
    """True where the clause around `position` speaks of what is to come."""
    return tense(text, position) > 0


def tense(text: str, position: int) -> int:
    """Which way the clause around `position` points: 1 to what is to come, -1 to what has been, 0 where nothing tells.

    The last mark of tense before the position decides; where there is none ("On Monday the ministers will meet"), the
    first one after it.
    """
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    start = max((end for end in ends if end <= position), default=0)
    coming, gone = (_starts(pattern, text, start, position) for pattern in (_COMING, _GONE))
    if coming or gone:
        return 1 if max(coming, default=-1) > max(gone, default=-1) else -1
    end = min((end for end in ends if end > position), default=len(text))
    coming, gone = (_starts(pattern, text, position, end) for pattern in (_COMING, _GONE))
    if not coming and not gone:
        return 0
    return 1 if min(coming, default=len(text)) < min(gone, default=len(text)) else -1


def _starts(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    return [match.start() for match in pattern.finditer(text, start, end)]


def _full(match: re.Match[str], _published: date, _text: str) -> tuple[date, date]:
    day = date(int(match["year"]), _month(match["month"]), _number(match["day"]))
    return day, day


def _iso(match: re.Match[str], _published: date, _text: str) -> tuple[date, date]:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, day


def _month_day(match: re.Match[str], published: date, text: str) -> tuple[date, date]:
    month, day = _month(match["month"]), _number(match["day"])
    options = [date(year, month, day) for year in _years_near(published) if _exists(year, month, day)]
    chosen = _nearest(options, published, tense(text, match.start()))
    return chosen, chosen


def _month_year(match: re.Match[str], _published: date, _text: str) -> tuple[date, date]:
    return _part_of_month(int(match["year"]), _month(match["month"]), match["part"])


def _month_alone(match: re.Match[str], published: date, text: str) -> tuple[date, date] | None:
    """The month meant by "in June", "last June", "since January": the past one, the coming one in a future clause."""
    month, word = _month(match["month"]), (match["which"] or "").lower()
    limit = match[0].lower().startswith(("until", "by ", "through"))
    ahead = word == "next" or (word != "last" and (limit or speaks_of_future(text, match.start())))
    year = published.year
    if ahead:
        year += month < published.month
    elif month > published.month or (month == published.month and word == "last"):
        year -= 1
    return _part_of_month(year, month, match["part"])


def _year_alone(match: re.Match[str], published: date, _text: str) -> tuple[date, date] | None:
    year = int(match["year"])
    if year > published.year + 60:
        return None
    return date(year, 1, 1), date(year, 12, 31)


def _decade(match: re.Match[str], _published: date, _text: str) -> tuple[date, date]:
    year = int(match["decade"]) * 10
    return date(year, 1, 1), date(year + 9, 12, 31)


def _weekday(match: re.Match[str], published: date, text: str) -> tuple[date, date]:
    which, weekday = (match["which"] or "").lower(), _WEEKDAYS[match["weekday"].lower()]
    back = (published.weekday() - weekday) % 7
    week = (match["week"] or "").lower()
    if week:
        monday = published - timedelta(days=published.weekday()) + timedelta(days={"next": 7, "last": -7}.get(week, 0))
        day = monday + timedelta(days=weekday)
    elif which == "next":
        day = published + timedelta(days=7 - back)
    elif which == "last":
        day = published - timedelta(days=back or 7)
    elif which != "this" and not speaks_of_future(text, match.start()):
        day = published - timedelta(days=back)
    else:
        day = published + timedelta(days=(7 - back) % 7)
    return day, day


def _deictic(match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    word = match[0].lower()
    step = -1 if word in ("yesterday", "last night", "the previous day", "the day before") else word == "tomorrow"
    day = published + timedelta(days=int(step))
    return day, day


def _ago(match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    count = _count(match["count"])
    length = _UNIT_DAYS[match["unit"].lower().rstrip("s")]
    middle = published - timedelta(days=count * length)
    slack = timedelta(days=length // 2 if length > 7 else 0)
    return middle - slack, middle + slack


def _ahead(match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    length = _UNIT_DAYS[match["unit"].lower().rstrip("s")]
    middle = published + timedelta(days=_count(match["count"]) * length)
    slack = timedelta(days=length // 2 if length > 7 else 0)
    return middle - slack, middle + slack


def _period(match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    """A unit of the calendar ("last month", "earlier this week"), cut at the published date where it says so."""
    which, unit = match["which"].lower(), match["unit"].lower()
    first, last = _unit_around(published, unit)
    day = timedelta(days=1)
    if which == "last":
        return _unit_around(first - day, unit)
    if which == "next":
        return _unit_around(last + day, unit)
    if which == "earlier this":
        return first, max(first, published - day)
    if which == "later this":
        return min(last, published + day), last
    return first, last


def _season(match: re.Match[str], published: date, text: str) -> tuple[date, date]:
    """A season of the northern half of the world, three months from its first."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[match["season"].lower()]
    if match["year"]:
        year = int(match["year"])
    else:
        which = (match["which"] or "").lower()
        ahead = which in ("next", "this") or (which != "last" and speaks_of_future(text, match.start()))
        year = published.year
        if which != "this":
            year += (date(year, first, 1) <= published) if ahead else -(date(year, first, 1) > published)
    last_month = first + 2 if first < 12 else 2
    return date(year, first, 1), _part_of_month(year + (first == 12), last_month, None)[1]


def _weekend(match: re.Match[str], published: date, text: str) -> tuple[date, date]:
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)
    if (match["which"] or "").lower() == "next" or speaks_of_future(text, match.start()):
        saturday = published + timedelta(days=(5 - published.weekday()) % 7)
    return saturday, saturday + timedelta(days=1)


def _recent(match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    length = timedelta(days=4 * max(1, _UNIT_DAYS[match["unit"].lower().rstrip("s")]))
    if match["which"].lower() in ("coming", "next"):
        return published + timedelta(days=1), published + length
    return published - length, published


def _long_ago(_match: re.Match[str], published: date, _text: str) -> tuple[date, date]:
    return date(published.year - 90, 1, 1), date(published.year - 2, 12, 31)


def _compiled(pattern: str, reading: Reading, flags: int = re.IGNORECASE) -> tuple[re.Pattern[str], Reading]:
    return re.compile(pattern, flags), reading


_ON_WEEKDAY = rf"(?:{_WEEKDAY},? (?:the )?)?"
_PART = r"(?P<part>(?:early|late|mid-?|the (?:end|beginning|start|middle) of)\s*)?"
# In order of length: a longer expression takes its words from the shorter ones below. Months are told by their capital.
_READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = (
    _compiled(rf"\b{_ON_WEEKDAY}(?P<month>{_MONTH}) (?P<day>{_DAY}),? (?P<year>{_YEAR})\b", _full, 0),
    _compiled(rf"\b{_ON_WEEKDAY}(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH}),? (?P<year>{_YEAR})\b", _full, 0),
    _compiled(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b", _iso),
    _compiled(
        rf"\b{_ON_WEEKDAY}(?P<month>{_MONTH}) (?P<day>{_DAY})\b(?! (?:million|billion|percent|troops))(?![\d:,.]\d)",
        _month_day,
        0,
    ),
    _compiled(
        rf"(?<![\d,.] )\b{_ON_WEEKDAY}(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})\b(?! (?:have|not|be)\b)",
        _month_day,
        0,
    ),
    _compiled(rf"\b{_PART}(?P<month>{_MONTH})(?: of)? (?P<year>{_YEAR})\b", _month_year, 0),
    _compiled(
        r"\b(?:(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Ff]or|[Dd]uring|[Bb]efore|[Aa]fter|[Tt]hrough|of) |"
        r"(?=[Ll]ast |[Nn]ext |[Ee]arly |[Ll]ate |[Mm]id))"
        rf"(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his) )?{_PART}(?:(?:last|next) )?(?P<month>{_MONTH})(?!\w)(?! \d)",
        _month_alone,
        0,
    ),
    _compiled(r"\b(?:the )?(?:early |late |mid-?)?(?P<decade>(?:18|19|20)\d)0s\b", _decade),
    _compiled(
        rf"\b(?:(?P<which>last|next|this) )?(?P<weekday>{_WEEKDAY})(?:,? (?:of )?(?P<week>last|next|this) week)?"
        r"(?!['’]s (?:agreement|accords?))\b",
        _weekday,
    ),
    _compiled(
        r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night|overnight|"
        r"the (?:previous day|day before))\b",
        _deictic,
    ),
    _compiled(
        rf"\b(?:more than |over |nearly |almost |about |some |at least )?(?P<count>{_COUNT}) (?P<unit>{_UNIT}) "
        r"(?:ago|earlier|previously)\b",
        _ago,
    ),
    _compiled(rf"\b(?:with)?in (?P<count>{_COUNT}) (?P<unit>{_UNIT})(?:['’] time)\b", _ahead),
    _compiled(r"\b(?P<which>earlier this|later this|last|this|next) (?P<unit>week|month|year)\b", _period),
    _compiled(
        rf"\b(?:in )?(?:(?P<which>last|next|this) |(?:in |since )(?:the )?)(?P<season>spring|summer|autumn|fall|winter)"
        rf"(?: of (?P<year>{_YEAR}))?\b",
        _season,
    ),
    _compiled(r"\b(?:at|over|on|during) the (?P<which>next )?weekend\b", _weekend),
    _compiled(
        rf"\b(?:in|over|during|within) (?:the )?(?P<which>recent|past|last|coming|next)(?: {_COUNT})? "
        rf"(?P<unit>{_UNIT})\b",
        _recent,
    ),
    _compiled(
        r"\b(?:decades|centuries|generations) (?:ago|of)\b|\bduring the Cold War\b|\b(?:First|Second) World War\b|"
        r"\bWorld War (?:I|II|One|Two)\b|\ba (?:generation|century) ago\b",
        _long_ago,
    ),
    _compiled(
        rf"(?<![\d$€£,.:/-])\b(?P<year>{_YEAR})\b(?![\d%:/]|,\d|\.\d| (?:troops|people|soldiers|euros|dollars))",
        _year_alone,
    ),
)


_FROM_BEFORE = re.compile(
    rf"\b(?:the (?:next|following) (?:day|morning|evening)|"
    rf"(?P<count>{_COUNT}) days? (?P<way>earlier|later|before(?=,)))\b",
    re.IGNORECASE,
)
_WRITTEN = (
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY})(?:,|\b) ?(?P<year>{_YEAR})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<day>{_DAY})(?: of)?[ -]?(?P<month>{_MONTH})[ ,-]*(?P<year>{_YEAR})\b", re.IGNORECASE),
)


def _unit_around(day: date, unit: str) -> tuple[date, date]:
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _part_of_month(day.year, day.month, None)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _part_of_month(year: int, month: int, part: str | None) -> tuple[date, date]:
    length = calendar.monthrange(year, month)[1]
    first, last = date(year, month, 1), date(year, month, length)
    word = (part or "").strip().lower().removeprefix("the ").split(" ")[0].rstrip("-")
    if word in ("early", "beginning", "start"):
        return first, date(year, month, 10)
    if word in ("mid", "middle"):
        return date(year, month, 10), date(year, month, 20)
    if word in ("late", "end"):
        return date(year, month, 21), last
    return first, last


def _nearest(options: list[date], published: date, way: int) -> date:
    """The nearest day on the side the tense points to, with a day's grace for time zones; else the nearest of all."""
    grace = timedelta(days=1)
    fitting = [day for day in options if (day - published) * way >= -grace]
    return min(fitting or options, key=lambda day: abs((day - published).days))


def _years_near(published: date) -> Iterator[int]:
    yield from (published.year - 1, published.year, published.year + 1)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year, month)[1]


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")[:3]]


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS.get(words.lower(), 3)
