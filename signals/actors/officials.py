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

from signals.actors.gazetteer import capitals, conditions, office_words
from signals.actors.mentions import Mention, dateline_of, find_actors
from signals.actors.own import OwnNames
from signals.actors.people import CALENDAR, holders, is_anothers, may_stand_alone
from signals.actors.places import home_of, states_of_places
from signals.actors.references import with_references
from signals.actors.speech import DID
from signals.articles.sentences import sentences

_PARTICLE = r"(?:al|el|bin|ibn|ben|de|da|dos|del|della|di|du|van|von|der|den|ten|ter|la|le)"
_WORD = r"(?:(?:[A-ZÀ-ÞŁŚŞŽČĆĐİ][\w'.-]*[\wÀ-ÿ]|(?:al|el|ad|as|ar|an|ash)-[A-Z][\w'-]+|[A-Z]\.))"
_NAME = rf"(?P<name>{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,3}})"
_AT = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o) $")
_NO_NAMES = re.compile(
    rf"^(?:{CALENDAR}|The|But|And|In|On|At|He|She|It|They|Foreign|Defen[cs]e|Prime|Interior|Finance|Deputy|State|"
    r"General|Council|Office|Ministry|Government|Party|Affairs|South|North|East|West|New|United|M(?:r|rs|s)\.?|Sen\.?|Dr\.?)$"
)
# Offices that only states have: such an official without a state is one of the state where the article is.
_OF_STATES = (
    "president|prime minister|premier|chancellor|(?:foreign|defen[cs]e|interior|home|finance|trade|fisheries|energy|"
    "oil|agriculture|water|information|justice|transport|environment|labou?r|deputy foreign|public order) minister|"
    "(?:foreign|defen[cs]e|interior|home|finance|trade|commerce|information) ministry spokes(?:man|woman|person)|"
    "(?:foreign|home|defen[cs]e|interior|cabinet|permanent) (?:under)?secretary|army (?:chief|spokesman)|"
    "military spokesman|government spokes(?:man|woman|person)|minister of [a-z]+(?: and [a-z]+)?"
)
_NO_LONGER = re.compile(r"\b(?:[Ff]ormer|[Rr]etired|[Ee]x|[Ll]ate|[Oo]netime)[- ](?:[a-z]+ )?$")
_HEADING = ("heads", "leads", "chairs", "commands", "speaks for", "runs")
_LEADING_TO = tuple(f" {word} {the}" for word in ("of", "from", "at", "in", "for", "with") for the in ("", "the "))
_OFFICES_SEEN = ("inister", "resident ", "remier", "hancellor", "ecretary", "pokes", "rmy chief")  # a quick look
_MOST_OFFICIALS = 400  # that an article introduces; a longer list is no news text
_FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN"})  # where the family name stands first


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The ways in which officials are introduced, around the name of their actor."""

    office: re.Pattern[str]  # a word for an office or a rank
    after: re.Pattern[str]  # "[Ukraine]('s) defence minister(,) Oleksii Reznikov"
    own: re.Pattern[str]  # "[Chile]'s Alfredo Moreno said"
    behind: re.Pattern[str]  # "the president of [Peru], Valentín Paniagua,"
    heads: re.Pattern[str]  # "Fadzil Osman, who heads the [Malaysian]"
    before: re.Pattern[str]  # "Oleksii Reznikov, (the) [Ukraine]"
    office_before: re.Pattern[str]  # "the president of [Peru]"
    before_office: re.Pattern[str]  # "[Ukraine]('s) defence minister,"
    title_of: re.Pattern[str]  # "President Jamil Mahuad of [Ecuador]"
    office_of: re.Pattern[str]  # "Annalena Baerbock, the foreign minister of [Germany]"
    alone: re.Pattern[str]  # "Foreign Minister Annalena Baerbock", whose state is told by the place or dateline


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    def either(kind: str) -> str:
        words = sorted(office_words(kind), key=len, reverse=True)
        return f"(?i:{'|'.join(map(re.escape, words))})"

    office, rank = either("office"), f"(?:{either('rank')}\\.? )"
    title = rf"(?:(?:{either('field')} ){{0,5}}{office}(?: (?i:of|for|in|to|at) (?:the )?(?:[\w-]+ ?){{1,3}}?)?)"
    return _Patterns(
        office=re.compile(rf"^(?:{office}|{either('rank')}\.?)$"),
        after=re.compile(rf"^(?:'s?)? {title},? {rank}{{0,3}}{_NAME}"),
        own=re.compile(rf"^'s {_NAME}(?=(?:,[^,]{{2,50}},)? {DID})"),
        behind=re.compile(rf"^, {_NAME}(?=[,.])"),
        heads=re.compile(rf"{_NAME}, who (?:heads|leads|chairs|commands|speaks for|runs) (?:the )?$"),
        before=re.compile(rf"{_NAME}, (?:the |an? )?(?:{either('field')} )*$"),
        office_before=re.compile(rf"\b{office} (?:of|from) (?:the )?$"),
        before_office=re.compile(rf"^(?:'s?)? {title}(?=[,.;]|$)"),
        title_of=re.compile(rf"{office},? {_NAME},? (?:of|from) (?:the )?$"),
        alone=re.compile(rf"\b(?i:{_OF_STATES}),? {_NAME}"),
        office_of=re.compile(
            rf"{_NAME}, (?:the |an? )?(?:[\w-]+ ){{0,3}}?{office}(?: of [a-z]+)? (?:of|at|in|for|with) (?:the )?$"
        ),
    )


def find_in_article(texts: Sequence[str], on: date | None = None, own: OwnNames = ()) -> list[list[Mention]]:
    """The mentions of each paragraph of an article published on that day, its officials and references included."""
    found = [find_actors(text, on, own) for text in texts]
    if len(texts) > 1:  # once more with what the whole article speaks of
        spoken_of = frozenset(mention.actor for mentions in found for mention in mentions)
        found = [
            find_actors(text, on, own, spoken_of) if any(name in text for name in conditions()) else before
            for text, before in zip(texts, found, strict=True)
        ]
    known = officials_of(texts, found, on)
    return with_references(texts, [find_known(text, known, mine) for text, mine in zip(texts, found, strict=True)], on)


def officials_of(texts: Sequence[str], found: Sequence[Sequence[Mention]], on: date | None = None) -> dict[str, str]:
    """Names of the officials whom the paragraphs of an article introduce or name in full, and the actor of each.

    Full names and, where no other official bears it and it is no common word, the last name alone.
    """
    known: dict[str, str] = {}
    for text, mentions in zip(texts, found, strict=True):
        plain = text.replace("’", "'")
        for name, actor in _introductions(plain, mentions):
            known.setdefault(name, actor)
    home = home_of("".join(map(dateline_of, texts[:2])), on)
    for text in texts:
        for name, actor in _alone(text.replace("’", "'"), home, on):
            known.setdefault(name, actor)
    named = {
        text[one.start : one.end].replace("’", "'"): one.actor
        for text, mentions in zip(texts, found, strict=True)
        for one in mentions
        if one.kind == "person"
    }
    lasts: dict[str, set[str]] = {}
    for name, actor in {**named, **known}.items():
        if " " in name:
            lasts.setdefault(_last_name(name, actor), set()).add(actor)
    alone = {last: actor for last, (actor, *more) in lasts.items() if not more and len(last) > 1}
    known = dict(list(known.items())[:_MOST_OFFICIALS])
    return {**alone, **known}


def find_known(text: str, known: dict[str, str], mentions: Sequence[Mention]) -> list[Mention]:
    """`mentions` and those of known officials that do not overlap them, in reading order.

    What the article itself says of a name goes before what the tables say.
    """
    if not known:
        return list(mentions)
    plain = text.replace("’", "'")
    own = [
        one for one in mentions if one.kind != "person" or known.get(plain[one.start : one.end], one.actor) == one.actor
    ]
    names, common = sorted(known, key=len, reverse=True), office_words("common")
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!\w|-[A-Za-z])")
    more = [
        Mention(known[match[0]], match.start(), match.end(), "person")
        for match in pattern.finditer(plain)
        if " " in match[0]
        or (
            may_stand_alone(plain, match[0], *match.span(), rank=3, told=match[0] not in common)
            and not is_anothers(plain, *match.span())
        )
    ]
    free = [one for one in more if all(one.end <= other.start or other.end <= one.start for other in own)]
    return sorted([*own, *free], key=lambda mention: mention.start)


def _last_name(name: str, actor: str) -> str:
    """The word by which news goes on to call someone; nothing for a name that ends in the father's."""
    words = name.split()
    if actor in _FAMILY_FIRST and (actor != "TWN" or "-" in words[-1]):
        return words[0]
    return "" if words[-2] in ("bin", "ibn", "ben") else words[-1]


def _alone(text: str, home: str, on: date | None) -> Iterator[tuple[str, str]]:
    """Officials of a state that is not named beside them: of the capital that their sentence names, else of `home`."""
    if not any(word in text for word in _OFFICES_SEEN):
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        officials = [name for match in _patterns().alone.finditer(sentence) if (name := _person(match["name"]))]
        if len(officials) == 1 and officials[0] not in holders():
            places = states_of_places(sentence, on)
            state = places.pop() if len(places) == 1 else home
            yield from ((name, state) for name in officials if state)


def _introductions(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Names and actors. Of two actors side by side ("U.S. Iran envoy") the official is the first one's."""
    following = dict(pairwise(mentions))
    abroad = {other for one, other in following.items() if text[one.end : other.start] == " "}
    for mention in mentions:
        if mention not in abroad and mention.kind == "name":
            other = following.get(mention)
            end = other.end if other in abroad and other is not None else mention.end
            for name in _introduced(text, mention.start, mention.end, end):
                yield name, mention.actor


def _introduced(text: str, start: int, end: int, title: int) -> Iterator[str]:
    """Names around the actor at `start` to `end`, whose officials' title begins at `title`."""
    ways = _patterns()
    before, after = text[max(0, start - 120) : start], text[title : title + 160]
    is_place = text[start:end] in capitals()
    if _NO_LONGER.search(before):
        return
    first = None if is_place and _AT.search(before) else ways.after.match(after) or ways.own.match(after)
    if first is None and before.endswith(_LEADING_TO) and ways.office_before.search(before):
        first = ways.behind.match(after)
    options = [first, ways.heads.search(before) if before.rstrip().endswith((" the", *_HEADING)) else None]
    if not is_place and before.endswith(_LEADING_TO):
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
    return "" if any(mention.kind == "name" for mention in find_actors(found)) else found
