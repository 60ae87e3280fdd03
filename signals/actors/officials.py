"""Officials whom an article itself introduces: "Ukraine Defense Minister Oleksii Reznikov", later "Reznikov".

Whoever is introduced with a state, an organisation or a group and an office belongs to it for that article. What no
introduction tells, and an envoy "to" someone, is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from signals.actors.gazetteer import capitals, office_words
from signals.actors.mentions import Mention, find_actors

_PARTICLE = r"(?:al|el|bin|ibn|ben|de|da|dos|del|della|di|du|van|von|der|den|ten|ter|la|le)"
_WORD = r"(?:(?:[A-ZÀ-ÞŁŚŞŽČĆĐİ][\w'.-]*[\wÀ-ÿ]|(?:al|el|ad|as|ar|an|ash)-[A-Z][\w'-]+|[A-Z]\.))"
_NAME = rf"(?P<name>{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,3}})"
_AT = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o) $")
_NO_NAMES = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|The|But|And|In|On|At|He|She|It|They|Foreign|Defen[cs]e|Prime|Interior|Finance|Deputy|State|"
    r"General|Council|Office|Ministry|Government|Party|Affairs|South|North|East|West|New|United|M(?:r|rs|s)\.?|Sen\.?|Dr\.?)$"
)
_NAME_BEFORE = re.compile(r"(?<![\w'-])([A-Z][a-zà-ÿ][\w'-]*) $")
_THING = re.compile(
    r"^ (?:Foundation|University|Street|Avenue|School|Hospital|Cent(?:re|er)|Institute|Airport|Library)\b"
)
_FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN"})  # where the family name stands first


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The ways in which officials are introduced, around the name of their actor."""

    office: re.Pattern[str]  # a word for an office or a rank
    after: re.Pattern[str]  # "[Ukraine]('s) defence minister(,) Oleksii Reznikov"
    before: re.Pattern[str]  # "Oleksii Reznikov, (the) [Ukraine]"
    before_office: re.Pattern[str]  # "[Ukraine]('s) defence minister,"
    title_of: re.Pattern[str]  # "President Jamil Mahuad of [Ecuador]"
    office_of: re.Pattern[str]  # "Annalena Baerbock, the foreign minister of [Germany]"


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    def either(kind: str) -> str:
        words = sorted(office_words(kind), key=len, reverse=True)
        return f"(?i:{'|'.join(map(re.escape, words))})"

    office, rank = either("office"), f"(?:{either('rank')}\\.? )"
    title = rf"(?:(?:{either('field')} ){{0,5}}{office}(?: (?i:of) (?:the )?(?:[\w-]+ ?){{1,3}}?)?)"
    return _Patterns(
        office=re.compile(rf"^(?:{office}|{either('rank')}\.?)$"),
        after=re.compile(rf"^(?:'s?)? {title},? {rank}{{0,3}}{_NAME}"),
        before=re.compile(rf"{_NAME}, (?:the |an? )?(?:{either('field')} )*$"),
        before_office=re.compile(rf"^(?:'s?)? {title}(?=[,.;]|$)"),
        title_of=re.compile(rf"{office},? {_NAME},? (?:of|from) (?:the )?$"),
        office_of=re.compile(rf"{_NAME}, (?:the |an? )?(?:[\w-]+ ){{0,3}}?{office} (?:of|at) (?:the )?$"),
    )


def find_in_article(texts: Sequence[str], on: date | None = None) -> list[list[Mention]]:
    """The mentions of each paragraph of an article published on that day, its officials included."""
    found = [find_actors(text, on) for text in texts]
    known = officials_of(texts, found)
    return [find_known(text, known, mentions) for text, mentions in zip(texts, found, strict=True)]


def officials_of(texts: Sequence[str], found: Sequence[Sequence[Mention]]) -> dict[str, str]:
    """Names of the officials that the paragraphs of an article introduce, and the actor of each.

    Full names and, where no other official bears it and it is no common word, the last name alone.
    """
    known: dict[str, str] = {}
    for text, mentions in zip(texts, found, strict=True):
        plain = text.replace("’", "'")
        for name, actor in _introductions(plain, mentions):
            known.setdefault(name, actor)
    lasts: dict[str, set[str]] = {}
    for name, actor in known.items():
        lasts.setdefault(_last_name(name, actor), set()).add(actor)
    common = office_words("common")
    alone = {last: actor for last, (actor, *more) in lasts.items() if not more and last not in common and len(last) > 1}
    return {**alone, **known}


def find_known(text: str, known: dict[str, str], mentions: Sequence[Mention]) -> list[Mention]:
    """`mentions` and those of known officials that do not overlap them, in reading order."""
    if not known:
        return list(mentions)
    plain = text.replace("’", "'")
    names = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!\w|-[A-Za-z])")
    more = [
        Mention(known[match[0]], match.start(), match.end())
        for match in pattern.finditer(plain)
        if " " in match[0] or not _is_anothers(plain, match.start(), match.end())
    ]
    free = [one for one in more if all(one.end <= other.start or other.end <= one.start for other in mentions)]
    return sorted([*mentions, *free], key=lambda mention: mention.start)


def _is_anothers(text: str, start: int, end: int) -> bool:
    """True for a last name after another first name ("Julian Castro"), and in the name of a thing."""
    if _THING.match(text[end : end + 20]):
        return True
    before = _NAME_BEFORE.search(text[max(0, start - 40) : start])
    if before is None or _NO_NAMES.match(before[1]) or _patterns().office.match(before[1]):
        return False
    ahead = text[: start - len(before[0])].rstrip()
    opens_sentence = not ahead or ahead[-1] in '.!?:;"“'  # where any word has a capital
    return not opens_sentence and not find_actors(before[1])


def _last_name(name: str, actor: str) -> str:
    """The word by which news goes on to call someone; nothing for a name that ends in the father's."""
    words = name.split()
    if actor in _FAMILY_FIRST and (actor != "TWN" or "-" in words[-1]):
        return words[0]
    return "" if words[-2] in ("bin", "ibn", "ben") else words[-1]


def _introductions(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Names and actors. Of two actors side by side ("U.S. Iran envoy") the official is the first one's."""
    following = dict(pairwise(mentions))
    abroad = {other for one, other in following.items() if text[one.end : other.start] == " "}
    for mention in mentions:
        if mention not in abroad:
            other = following.get(mention)
            end = other.end if other in abroad and other is not None else mention.end
            for name in _introduced(text, mention.start, mention.end, end):
                yield name, mention.actor


def _introduced(text: str, start: int, end: int, title: int) -> Iterator[str]:
    """Names around the actor at `start` to `end`, whose officials' title begins at `title`."""
    ways = _patterns()
    before, after = text[max(0, start - 120) : start], text[title : title + 160]
    is_place = text[start:end] in capitals()
    first = None if is_place and _AT.search(before) else ways.after.match(after)
    options = [first]
    if not is_place:
        options += [ways.title_of.search(before), ways.office_of.search(before)]
    if first is None and ways.before_office.match(after):
        options.append(ways.before.search(before))
    for option in options:
        if option and (name := _person(option["name"])):
            yield name


def _person(name: str) -> str:
    """The name without offices before it; nothing where none of two words is left, or where it is an actor's."""
    office = _patterns().office
    words = name.replace("'s", "").strip(" .,'").split()
    while words and (office.match(words[0]) or _NO_NAMES.match(words[0])):
        words.pop(0)
    if len(words) < 2 or any(_NO_NAMES.match(word) or office.match(word) for word in words):
        return ""
    found = " ".join(words)
    return "" if find_actors(found) else found
