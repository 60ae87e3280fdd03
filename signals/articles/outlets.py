"""Who published it: the name in a masthead, letterhead, running head, page title or copyright line."""

import re
from collections.abc import Iterator, Sequence

from signals.articles.dates import stated_date
from signals.articles.extracted import Stated

_PARTED = re.compile(r"\s+[|·•–—›»«/-]\s+|\s*(?:»|«|›|::|\t)\s*|\s{3,}")
_DATED = re.compile(
    r",?\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d{1,2}\b|(?:jan|febr)uary\b|(?:issue|edition|no\.|vol\.)\W).*$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"^\d{1,3}\s+|\s+[A-Z]?\d{1,3}$")
_COPYRIGHT = re.compile(
    r"^(?:copyright\b\s*)?(?:©|(?:\(c\)|copyright\b)(?=[^.]*\d{4}|\s*by\b))\s*(?:by\s+)?"
    r"(?:(?:\d{4}(?:\s*[-–]\s*\d{2,4})?|[MDCLXVI]{3,}),?\s+)?(?P<name>[^.|·•]{3,60})",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"\s+\d{4}$|,?\s+(?:News & Media|Inc|Ltd|Limited|LLC|plc|GmbH|Media|Group|Publishing)\b\.?.*$")
# What outlets are called: newspapers, agencies, magazines, institutes, and the offices that publish statements.
_CALLED = re.compile(
    r"\b(?:times|post|gazette|herald|tribune|observer|review|chronicler?|monitor|standard|sentinel|guardian|journal|courier|"
    r"mail|telegraph|telegram|examiner|inquirer|enquirer|independent|dispatch|record|mercury|argus|star|sun|mirror|news|"
    r"newswire|wire|press|agency|agence|service|bulletin|magazine|quarterly|weekly|fortnightly|monthly|daily|broadcasting|radio|television|"
    r"ministry|department|embassy|secretariat|office|directorate|desk|cent(?:re|er)|institute|council|foundation|"
    r"observatory|think tank)\b",
    re.IGNORECASE,
)
_SMALL = {"of", "for", "and", "the", "on", "in", "to", "de", "du", "la", "le", "des", "&"}
_NO_NAME = re.compile(
    r"^(?:press (?:release|statement)|news(?: release|:.*)?|world news|breaking|about|contact|search|"
    r"home|menu|skip|share|subscribe|sign|log)\b",
    re.IGNORECASE,
)
# Headlines in capitals have these, names of outlets do not.
_VERB = re.compile(
    r"\b(?:rejects?|demands?|says?|said|calls?|urges?|accuses?|warns?|meets?|seeks?|agrees?|denies|divides?|opens?|ends?|"
    r"begins?|hits?|backs?|vows?|plans?|holds?|is|are|was|were|will|has|have|latest)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 9


def outlet_in(lines: Sequence[str], title: str, url: str = "", origin: str = "first lines") -> Stated:
    """The outlet that these lines around an article name, or none.

    A part of a line counts where it is called as outlets are ("Gazette", "Ministry of …"), where a copyright line
    repeats it, or where the host of the article's address is made of it. `origin` says where the lines stand; the value
    is empty where nothing is named.
    """
    owners = [found for line in lines if line != title and (found := _owner(line))]
    host = re.sub(r"[^a-z]", "", re.sub(r"^https?://(?:www\.)?([^/]*).*$", r"\1", url).lower())
    found = ""
    for part in _parts(lines, title):
        letters = re.sub(r"[^a-z]", "", part.lower())
        owned = any(owner.lower().startswith(part.lower()) for owner in owners)
        if not found and (_CALLED.search(part) or owned or (len(letters) > 5 and letters in host)):
            found = part
        if found.isupper() and part.casefold() == found.casefold():
            found = part  # rather as a name is written than in capitals
    if found:
        return Stated(found, origin)
    return Stated(next((owner for owner in owners if _is_name(owner, least=1)), ""), "copyright line")


def is_masthead(line: str) -> bool:
    """True for a line that may be a newspaper's name by its form: a few capitalised words, no date, no figures."""
    return _is_name(line) and len(line.split()) <= 5


def _parts(lines: Sequence[str], title: str) -> Iterator[str]:
    """Names that stand in the lines, beside the title and the date."""
    for line in lines:
        if _owner(line) or line == title:
            continue
        for part in _PARTED.split(line):
            name = _DATED.sub("", _PAGE.sub("", part.strip(" ,:;|"))).strip(" ,:;|")
            if _is_name(name) and name != title:
                yield name


def _owner(line: str) -> str:
    found = _COPYRIGHT.match(line.strip())
    return _YEAR_AFTER.sub("", _YEAR_AFTER.sub("", found["name"].strip(" ,"))).strip(" ,") if found else ""


def _is_name(text: str, least: int = 2) -> bool:
    words = text.split()
    if (
        not least <= len(words) <= _MOST_WORDS
        or _VERB.search(text)
        or re.search(r"[\d?!:;@]|[.]$", text)
        or _NO_NAME.match(text)
    ):
        return False
    named = all(word[0].isupper() or word.lower() in _SMALL for word in re.sub(r"[\"“”'’(,]", "", text).split())
    return (
        named and words[0][0].isupper() and not stated_date(text, "").day and not re.match(r"by\s", text, re.IGNORECASE)
    )
