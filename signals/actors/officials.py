"""Officials whom an article itself introduces: "Ukraine Defense Minister Oleksii Reznikov", later "Reznikov".

Whoever is introduced with a state, an organisation or a group and an office belongs to it for that article. What no
introduction tells is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from signals.actors.gazetteer import capitals
from signals.actors.mentions import Mention, find_actors

_PARTICLE = r"(?:al|el|bin|ibn|ben|de|da|dos|del|della|di|du|van|von|der|den|ten|ter|la|le)"
_WORD = r"(?:(?:[A-ZÀ-ÞŁŚŞŽČĆĐİ][\w’'.-]*[\wÀ-ÿ]|(?:al|el|ad|as|ar|an|ash)-[A-Z][\w’'-]+|[A-Z]\.))"
_NAME = rf"(?P<name>{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,3}})"
_OFFICE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Pp]remier|[Cc]hancellor|[Mm]inister|[Ss]ecretary|[Aa]mbassador|[Ee]nvoy|"
    r"[Ss]pokes(?:man|woman|person)|[Gg]eneral|Gen\.|[Mm]arshal|[Aa]dmiral|Adm\.|[Cc]olonel|Col\.|[Cc]ommander|[Kk]ing|[Qq]ueen|"
    r"[Pp]rince|[Ee]mir|[Ss]ultan|[Ss]upreme [Ll]eader|[Ll]eader|[Nn]egotiator|[Cc]hief|[Hh]ead|[Aa]dviser|[Aa]dvisor|"
    r"[Ss]peaker|[Gg]overnor|[Ss]enator|Sen\.|[Dd]iplomat|[Dd]irector|[Cc]ommissioner|[Cc]hair(?:man|woman|person)?|"
    r"[Oo]fficial|[Dd]eputy|[Mm]ediator|[Rr]epresentative|[Ll]awmaker|[Mm]ayor|[Pp]rosecutor|[Tt]reasurer|[Pp]ope)"
)
_FIELD = (
    r"(?:foreign|defen[cs]e|interior|finance|prime|deputy|first|second|vice|chief|senior|top|special|new|former|acting|"
    r"outgoing|veteran|hardline|army|navy|naval|air|force|forces|armed|military|security|policy|peace|nuclear|party|rebel|"
    r"opposition|trade|energy|economy|economic|state|national|intelligence|police|press|government|presidential|political|"
    r"justice|health|transport|oil|crown|permanent|assistant|under|affairs|council|parliamentary|parliament|cabinet|"
    r"secretary|general|high|joint|staff|main|lead|longtime|federal|union|guards?|revolutionary|religious|spiritual)"
)
_RANK = (
    r"(?:(?:Lt|Maj|Brig|Gen|Col|Adm|Capt|Dr|Mr|Ms|Mrs|Sir|Sheikh|Ayatollah|Lieutenant|Major|Brigadier|Rear|Vice)\.? )"
)
_TITLE = rf"(?:(?:(?i:{_FIELD}) ){{0,5}}{_OFFICE}(?: (?i:of|for|to) (?:the )?(?:[\w-]+ ?){{1,3}}?)?)"
# What follows the actor's name: "('s) defence minister(,) Oleksii Reznikov".
_AFTER = re.compile(rf"^(?:['’]s?)? {_TITLE},? {_RANK}{{0,3}}{_NAME}")
# What stands before it: "Oleksii Reznikov, (the) Ukraine('s) defence minister", "President Jamil Mahuad of Ecuador".
_BEFORE = re.compile(rf"{_NAME}, (?:the |an? )?(?:former )?(?:(?:deputy|foreign|prime|chief|senior) )*$")
_BEFORE_OFFICE = re.compile(rf"^(?:['’]s?)? {_TITLE}(?=[,.;]| who\b| said\b| in\b|$)")
_OF = re.compile(rf"{_OFFICE},? {_NAME},? (?:of|from) (?:the )?$")
_OFFICE_OF = re.compile(rf"{_NAME}, (?:the |an? )?(?:[\w-]+ ){{0,3}}?{_OFFICE} (?:of|for|to|at) (?:the )?$")
_AT = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o) $")
_NO_NAMES = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|The|But|And|In|On|At|He|She|It|They|Foreign|Defen[cs]e|Prime|Interior|Finance|Deputy|State|General|"
    r"Council|Office|Ministry|Government|Minister|President|Secretary|Party|Affairs|South|North|East|West|New|United|Sen\.?|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)$"
)
_OFFICE_WORD = re.compile(rf"^{_OFFICE}$")
_COMMON = frozenset(
    {"May", "March", "August", "Bush", "Brown", "White", "Black", "Green", "Long", "Rice", "Power", "Hope"}
)
_FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN"})  # where the family name stands first


def find_in_article(texts: Sequence[str], on: date | None = None) -> list[list[Mention]]:
    """The mentions of each paragraph of an article published on that day, its officials included."""
    known = officials_of(texts, on)
    return [find_known(text, known, find_actors(text, on)) for text in texts]


def officials_of(texts: Sequence[str], on: date | None = None) -> dict[str, str]:
    """Names of the officials that the paragraphs of an article introduce, and the actor of each.

    Full names and, where no other official bears it and it is no common word, the last name alone.
    """
    found: dict[str, str] = {}
    for text in texts:
        plain = text.replace("’", "'")
        for mention in find_actors(text, on):
            for name in _introduced(plain, mention):
                found.setdefault(name, mention.actor)
    lasts: dict[str, set[str]] = {}
    for name, actor in found.items():
        if last := _last_name(name, actor):
            lasts.setdefault(last, set()).add(actor)
    alone = {
        last: actor for last, (actor, *more) in lasts.items() if not more and last not in _COMMON and len(last) > 2
    }
    return {**alone, **found}


def _last_name(name: str, actor: str) -> str:
    """The word by which news goes on to call someone; nothing for a name that ends in the father's."""
    words = name.split()
    if actor in _FAMILY_FIRST and len(words[0]) > 1 and "-" not in words[0]:
        return words[0]
    return "" if words[-2] in ("bin", "ibn", "ben") else words[-1]


def find_known(text: str, known: dict[str, str], mentions: Sequence[Mention]) -> list[Mention]:
    """`mentions` and those of known officials that do not overlap them, in reading order."""
    if not known:
        return list(mentions)
    plain = text.replace("’", "'")
    names = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!\w|-[A-Za-z])")
    more = [Mention(known[match[0]], match.start(), match.end()) for match in pattern.finditer(plain)]
    free = [one for one in more if all(one.end <= other.start or other.end <= one.start for other in mentions)]
    return sorted([*mentions, *free], key=lambda mention: mention.start)


def _introduced(text: str, mention: Mention) -> Iterator[str]:
    before, after = text[max(0, mention.start - 120) : mention.start], text[mention.end : mention.end + 160]
    is_place = text[mention.start : mention.end] in capitals()
    options = [None if is_place and _AT.search(before) else _AFTER.match(after)]
    if not is_place:
        options += [_OF.search(before), _OFFICE_OF.search(before)]
    if _BEFORE_OFFICE.match(after):
        options.append(_BEFORE.search(before))
    for option in options:
        if option and (name := _person(option["name"])):
            yield name


def _person(name: str) -> str:
    """The name without offices before it and verbs after it; nothing where none of two words is left."""
    words = name.replace("'s", "").strip(" .,'").split()
    while words and (_OFFICE_WORD.match(words[0]) or _NO_NAMES.match(words[0])):
        words.pop(0)
    if len(words) < 2 or any(_NO_NAMES.match(word) or _OFFICE_WORD.match(word) for word in words):
        return ""
    found = " ".join(words)
    return "" if find_actors(found) else found
