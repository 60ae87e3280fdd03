"""Which day a paragraph speaks of, and whether that is background (long before publication) or still to come.

A paragraph often names several times: the day of the report, the event it tells, an older one it recalls. The first day
near publication that no side clause holds is taken; a paragraph whose sentences only look back is background; one that
only looks ahead is future.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from signals.articles.article import Article, Paragraph
from signals.articles.moments import Moment, moments, speaks_of_future

NEAR = timedelta(days=21)  # further back than this, an event is background
_ABBREVIATED = (
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mr", "Mrs", "Ms", "Dr", "Gen",
    "Col", "Lt", "Maj", "Sgt", "Gov", "Sen", "Rep", "St", "No", "U.S", "U.N",
)  # fmt: skip
_SENTENCE = re.compile(
    "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATED)
    + r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])"
)
# Words before a date that put it into a side clause ("the deal reached in June"), unless they are the main verb.
_SIDE = re.compile(
    r"\b(?:which|who|whose|whom|where|why|how|since|after|following|before|dating|under|unlike|than|like|as in|"
    r"(?<!\bsaid )(?<!\bsays )(?<!\btold )(?<!\badded )(?<!\bwarned )(?<!\bannounced )"
    r"that (?:[A-Z]\w+|it|they|he|she|\w+ed|had)|"
    r"(?:the|an?|its|their|his|her|this|that|[\w-]+['’]s?) (?:[\w-]+ ){1,3}"
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbe )(?<!\bhad )(?<!\bhas )(?<!\bhave )"
    r"(?:reached|signed|agreed|imposed|held|seized|annexed|captured|launched|passed|adopted|elected|appointed|arrested|"
    r"killed|begun|brokered|announced|struck|won) (?:in|on|last|during|by|early|late))\b[^.;:]*$",
    re.IGNORECASE,
)
_INSERTED = re.compile(
    r",\s*(?:\w+ed|which|who|whose|where|held|begun|struck|won|taken|given|made)\b[^,]*$", re.IGNORECASE
)
_LIMIT = re.compile(r"\b(?:until|till|before|from|ahead of)(?: the| next| this)? $", re.IGNORECASE)
_NAMED_YEAR = re.compile(r"\b(?:the|an?|its|their|his|her|\w+['’]s?) $", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:now(?!-)|today|currently|these days|so far|still|this (?:week|morning|month|year)|"
    r"in recent (?:days|weeks))\b",
    re.IGNORECASE,
)
# A summary of what has been so since long: present perfect or pluperfect up to a far date.
_EVER_SINCE = re.compile(r"\b(?:has|have|had)\b(?: \w+){1,12}? since\b", re.IGNORECASE)
_LONG = re.compile(
    r"\b(?:for (?:many |several |some |nearly |more than |almost |over |at least )?(?:\w+ )?"
    r"(?:years|decades|generations|centuries)|"
    r"over the (?:years|decades)|years of|decades of|decades-long|long history|history of|historically|"
    r"at the time|back then|in those days|the late \w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    moments: list[Moment]


def date_paragraphs(texts: Sequence[str], published: date | None) -> list[Paragraph]:
    """The body paragraphs, numbered from 1, with their event dates."""
    paragraphs: list[Paragraph] = []
    for number, text in enumerate(texts, start=1):
        before = paragraphs[-1].event_date if paragraphs else None
        paragraphs.append(dated(number, text, published, before))
    return paragraphs


def redated(article: Article, published: date) -> Article:
    """The same article published on another day: event dates are resolved anew against it."""
    found = date_paragraphs([paragraph.text for paragraph in article.paragraphs], published)
    paragraphs = tuple(replace(new, kind=old.kind) for new, old in zip(found, article.paragraphs, strict=True))
    known = (pair for pair in article.origins if pair[0] != "published")
    origins = (*known, ("published", "stated by the user"))
    return replace(article, published=published, published_at=None, paragraphs=paragraphs, origins=origins)


def dated(number: int, text: str, published: date | None, before: date | None = None) -> Paragraph:
    """The paragraph with its event date; `before` is the day that the paragraph before it speaks of.

    `event_date` is the published date where nothing else is said, and None where only a month or more is named, or
    nothing is known of the publication.
    """
    if published is None:
        return Paragraph(number, text)
    sentences: list[_Sentence] = []
    for part in _SENTENCE.split(text):
        sentences.append(_Sentence(part, moments(part, published, before)))
        before = next((one.last for one in sentences[-1].moments if one.first == one.last), before)
    if (day := _near_day(sentences, published)) is not None:
        return Paragraph(number, text, event_date=day, future=day > published)
    if _looks_back(sentences, published):
        days = [moment.last for one in sentences for moment in one.moments if moment.first == moment.last]
        return Paragraph(number, text, event_date=max(days, default=None), background=True)
    if _looks_ahead(sentences, published):
        return Paragraph(number, text, future=True)
    return Paragraph(number, text, event_date=published)


def _near_day(sentences: list[_Sentence], published: date) -> date | None:
    """The first day near publication in a main clause, else the first in a side clause; a deadline is no event."""
    in_side_clause = None
    for sentence in sentences:
        for moment in sentence.moments:
            if not moment.is_day or moment.last < published - NEAR:
                continue
            before = sentence.text[: moment.start]
            day = moment.first if moment.first > published else min(moment.last, published)
            if _LIMIT.search(before) and not (day > published and before.endswith("from ")):
                continue
            if not _SIDE.search(before):
                return day
            in_side_clause = in_side_clause or day
    return in_side_clause


def _looks_back(sentences: list[_Sentence], published: date) -> bool:
    """True where most of what the sentences tell lies far back, and the first of them is not about now."""
    far = [_far_back(sentence, published) for sentence in sentences]
    current = [_is_current(sentence, published) for sentence in sentences]
    if far[0] and not current[0]:
        return sum(current) * 2 <= len(current)
    return any(far) and sum(far) * 2 >= len(far) and not any(current)


def _far_back(sentence: _Sentence, published: date) -> bool:
    past = [moment for moment in sentence.moments if moment.last < published - NEAR]
    if _LONG.search(sentence.text) or len(past) > 1:
        return bool(past) or bool(re.search(r"\b(?:had|was|were)\b", sentence.text))
    if past and _EVER_SINCE.search(sentence.text[: past[0].end]):
        return True
    return any(not _is_aside(sentence.text, moment) for moment in past)


def _is_aside(text: str, moment: Moment) -> bool:
    """True for a date in a name ("the 2015 accord") or in a side clause ("the deal reached in June")."""
    before = text[: moment.start]
    named = text[moment.start : moment.end].isdigit() and _NAMED_YEAR.search(before)
    inserted = _INSERTED.search(before) and "," in text[moment.end :]
    return bool(named or inserted or _SIDE.search(before))


def _is_current(sentence: _Sentence, published: date) -> bool:
    recent = any(moment.first <= published <= moment.last + NEAR for moment in sentence.moments if _short(moment))
    return recent or bool(_NOW.search(sentence.text))


def _short(moment: Moment) -> bool:
    return (moment.last - moment.first).days <= 31


def _looks_ahead(sentences: list[_Sentence], published: date) -> bool:
    """True where the first moment of the paragraph, coarser than a day, is still to come."""
    for sentence in sentences:
        for moment in sentence.moments:
            if not _LIMIT.search(sentence.text[: moment.start]):
                return moment.first > published and speaks_of_future(sentence.text, moment.start)
    return False
