"""Office holders: for whom a name speaks on a given day, from the terms of office in `data/actors/people.csv`.

A name of several words ("Dmitry Peskov") is taken as it stands. A single word ("Peskov", "Bush") has to be the only
such name of its day, and where it is a common word or another first name stands before it, a title or the full name
must tell.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from signals.actors.gazetteer import actors, office_words, parted
from signals.actors.speech import DID
from signals.data_files import ACTORS

GRACE = timedelta(days=90)  # elected or just out of office: news still takes the name for the actor
CALENDAR = (  # words with a capital that are nobody's name, as a pattern
    "(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    "November|December)"
)
# Of two who share a name news means the one in the higher office where the offices are far apart.
_RANKS = {"head of state": 3, "head of government": 3, "foreign": 2, "defence": 2, "spokesperson": 1}
_HEAD = 3
_KNOWN_BY_NAME = 2  # rank from which a last name alone is understood; of others only where they are said to speak
_MANY = 2  # people who bear a first name, from which it counts as one
# Titles and the office that the table calls so; heads of organisations stand there as heads of state.
_HEADS = "secretary-general|general secretary|president|king|queen|emperor|emir|sultan|supreme leader"
_STATED = {
    **dict.fromkeys(_HEADS.split("|"), "head of state"),
    **dict.fromkeys(("prime minister", "premier", "chancellor"), "head of government"),
    **dict.fromkeys(("foreign minister", "foreign secretary"), "foreign"),
    **dict.fromkeys(("defence minister", "defense minister", "defense secretary", "defence secretary"), "defence"),
}
_MONTHS = frozenset({"March", "May", "August"})  # that are last names too
_ACTS = re.compile(rf"(?:,[^,]{{2,40}},)? {DID}|'s (?:government|administration|office|envoy|spokes)")
_FORMER = re.compile(r"\b(?:former|ex|late|onetime)(?:-| )(?:[\w.'&-]+ ){0,5}$", re.IGNORECASE)
_FORMER_WORDS = ("ormer", "ex-", "x ", "ate ", "netime")  # a quick look before the search
_CAPITAL_BEFORE = re.compile(r"(?<![\w'.-])([A-ZÀ-Þ][\w'-]*|[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gen|Col|Lt)\.) $")
_CAPITAL_AFTER = re.compile(rf"^ (?!(?:Administration|Government|Cabinet|White House|I|{CALENDAR})\b)[A-Z][a-z]")
_LEADS_ON = re.compile(  # words with a capital that are no first names
    rf"^(?:{CALENDAR}|The|But|And|In|On|At|As|If|For|With|When|While|After|Before|Since|That|Then|To|By|From|He|She|It|"
    r"They|Why|How|Will|Did|Does|Is|Was|Has|Had|Can|Should|Mr|Mrs|Ms|Dr|Sen|Rep|Sir|Lord|Lady|King|Queen|Sheikh|Imam)\.?$"
)


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office of an actor, first and last day included; unknown days are taken widely."""

    actor: str
    name: str
    office: str
    rank: int
    first: date
    last: date


@lru_cache(maxsize=1)
def holders() -> dict[str, tuple[Term, ...]]:
    """Every form of a name in the table with the terms of all who bear it."""
    found: dict[str, list[Term]] = {}
    with (ACTORS / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            days = _day(row["from"], first=True), _day(row["until"], first=False)
            term = Term(row["actor"], row["name"], row["office"], _RANKS.get(row["office"], 0), *days)
            for form in {row["name"], *parted(row["alone"]), *parted(row["also"])} - _actor_names():
                found.setdefault(form, []).append(term)
    return {form: tuple(terms) for form, terms in found.items()}


def _day(written: str, first: bool) -> date:
    """A day that may be given as a year or a month only: its first or last day. Empty: for ever."""
    if not written:
        return date.min if first else date.max
    year, month, day = (int(part) for part in [*written.split("-"), "0", "0"][:3])
    if day:
        return date(year, month, day)
    start = date(year, month or 1, 1)
    if first:
        return start
    return start.replace(month=12, day=31) if not month else (start + timedelta(days=31)).replace(day=1) - timedelta(1)


@dataclass(frozen=True, slots=True)
class Bearer:
    """The actor for whom a name speaks, and the rank of the office (3: heads, 2: ministers, 1: spokespeople)."""

    actor: str
    rank: int


def bearer(form: str, on: date | None, near: Collection[str], office: str = "") -> Bearer | None:
    """The one actor for whom this name speaks: of those in office on the day, else of all where no day is known.

    Where several share the name, the one that is `near`, among the actors the text names, or far higher in office. None
    where it stays open. `office` is the one that the text states, if any of them holds it.
    """
    terms = holders()[form]
    if on:
        terms = tuple(term for term in terms if _from(term) <= on <= _until(term))
    terms = tuple(term for term in terms if term.office == office) or terms
    borne: dict[str, int] = {}
    for term in terms:
        borne[term.actor] = max(term.rank, borne.get(term.actor, 0))
    if len(borne) > 1 and (close := borne.keys() & set(near)):
        borne = {actor: borne[actor] for actor in close}
    first, second = sorted([*borne.values(), -2, -4], reverse=True)[:2]
    if not borne or first - second < 2:
        return None
    actor = max(borne, key=lambda one: borne[one])
    return Bearer(actor, borne[actor])


def _from(term: Term) -> date:
    return term.first if term.first == date.min else term.first - GRACE


def _until(term: Term) -> date:
    return term.last if term.last >= date.max - GRACE else term.last + GRACE


def is_former(text: str, start: int) -> bool:
    """True where the name at `start` is of somebody who was in office once ("former President Bill Clinton")."""
    before = text[max(0, start - 60) : start]
    return any(word in before for word in _FORMER_WORDS) and bool(_FORMER.search(before))


def is_titled(text: str, start: int) -> bool:
    """True for a name after an office or a rank ("President Bush", "Mr Brown")."""
    before = text[max(0, start - 24) : start]
    if not before.endswith(" "):
        return False
    word = before[:-1].rstrip(",").rpartition(" ")[2]
    return word.rstrip(".").casefold() in _titles()


def stated_office(text: str, start: int) -> str:
    """The office, as the table calls it, that stands before a name ("President Lee"); nothing where none does."""
    words = text[max(0, start - 30) : start].casefold().split()[-2:]
    return _STATED.get(" ".join(words)) or _STATED.get(words[-1] if words else "", "")


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    words = office_words("office") | office_words("rank")
    return frozenset(word.rpartition(" ")[2].rstrip(".").casefold() for word in words)


def may_stand_alone(text: str, word: str, start: int, end: int, rank: int, told: bool) -> bool:
    """True where a last name alone is clear enough: of many who bear it, or a word, only where something tells.

    `told`: its full name stands in the text, or the article introduces it.
    """
    if is_titled(text, start):
        return True
    acts = bool(_ACTS.match(text[end : end + 40]))
    if word in _MONTHS:
        return told and acts
    if word in office_words("shared"):
        return told
    if word in _also_first_names():
        return told or (rank == _HEAD and acts)
    if rank < _KNOWN_BY_NAME:
        return told or acts
    return told or acts or word not in office_words("common") or not _opens_sentence(text, start)


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names of at least two people of the table: before a state's name they make it a last name."""
    firsts = Counter(
        name.split()[0] for name in {term.name for terms in holders().values() for term in terms} if " " in name
    )
    return frozenset(name for name, count in firsts.items() if count >= _MANY) - _actor_names() - office_words("rank")


@lru_cache(maxsize=1)
def _also_first_names() -> frozenset[str]:
    """Names alone that are also first names of others in the table ("Abbas", "Hassan")."""
    bearers: dict[str, set[str]] = {}
    for form, terms in holders().items():
        if " " in form:
            bearers.setdefault(form.split()[0], set()).update(term.name for term in terms)
    return frozenset(
        form
        for form, terms in holders().items()
        if len(bearers.get(form, set()) - {term.name for term in terms}) >= _MANY
    )


def _opens_sentence(text: str, start: int) -> bool:
    ahead = text[:start].rstrip()
    return not ahead or ahead[-1] in '.!?:;"“'


def is_anothers(text: str, start: int, end: int) -> bool:
    """True for a last name after somebody else's first name ("Julian Castro") and in a longer name ("Bush Street")."""
    if text[start:end].isupper():  # a headline, where case tells nothing
        return False
    if _CAPITAL_AFTER.match(text[end : end + 20]):
        return True
    before = _CAPITAL_BEFORE.search(text[max(0, start - 40) : start])
    if before is None or is_titled(text, start):
        return False
    word = before[1].removesuffix("'s")
    return not (_LEADS_ON.match(word) or word in _actor_names())


@lru_cache(maxsize=1)
def _actor_names() -> frozenset[str]:
    return frozenset().union(*(actor.names for actor in actors().values()))
