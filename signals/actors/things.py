"""Names inside other names: airlines, streets, newspapers, teams, persons and American towns called like a state.

What may stand beside a name and makes it something else, whatever the name, lies in `data/actors/things.csv`.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from signals.actors.gazetteer import actors, office_words, parted
from signals.actors.people import CALENDAR, first_names
from signals.data_files import ACTORS

_CAPITALISED = re.compile(r"^ ([A-Z][\w'-]+)")
_TONGUE = (" in ", " into ", "In ", "speaks ", "spoke ", "speak ", "speaking ", "fluent ")
_OF_TONGUES = ("ish", "ese", "ian", "ench", "man", "eek", "bic", "utch", "elsh", "tch", "ech", "ai", "ovak", "erb")
_LANGUAGE = re.compile(r"(?:[,.;:)”\"]|$| (?:and|or|but|with|to|on|at|by|then|rather|as|for)\b)")
_NOT_SURNAMES = re.compile(
    rf"(?:{CALENDAR}|Defen[cs]e|Forces?|Police|Army|Navy|Parliament|Supreme|National|Central|State|Government|Time|And|Is|"
    r"Has|Will|The|Ministry|Security|Council|Foreign|Interior|Air|Labou?r|Democrats|Embassy|Republic)"
)


@dataclass(frozen=True, slots=True)
class _Things:
    after: frozenset[str]  # words behind a name ("Airlines")
    phrases: tuple[str, ...]  # the same of several words ("Stock Exchange")
    before: tuple[str, ...]  # words before a name ("Bank of")
    persons: frozenset[str]  # names of states and capitals that are also first names
    american: tuple[str, ...]  # states behind the name of a town ("Lima, Ohio")
    sport: re.Pattern[str]  # words of a sports report
    played: frozenset[str]  # words beside a team


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Demonyms that are also names of languages: "in French"."""
    return frozenset(name for actor in actors().values() for name in actor.demonyms if name.endswith(_OF_TONGUES))


@lru_cache(maxsize=1)
def _things() -> _Things:
    with (ACTORS / "things.csv").open(encoding="utf-8", newline="") as file:
        words = {row["kind"]: parted(row["words"]) for row in csv.DictReader(file)}
    return _Things(
        after=frozenset(word for word in words["after"] if " " not in word),
        phrases=tuple(word for word in words["after"] if " " in word),
        before=tuple(f"{word} " for word in words["before"]),
        persons=frozenset(words["person"]),
        american=tuple(f", {word}" for word in words["american"]),
        sport=re.compile(rf"\b(?:{'|'.join(map(re.escape, words['sport']))})\b"),
        played=frozenset(words["played"]),
    )


def is_thing(text: str, start: int, end: int) -> bool:
    """True for a name at `start` to `end` that is part of another name, or a team in a sports report."""
    things = _things()
    ahead, after = text[max(0, start - 16) : start], text[end : end + 24]
    if ahead.endswith(things.before) or after.startswith(things.american):
        return True
    if ahead.endswith(_TONGUE) and text[start:end] in languages() and _LANGUAGE.match(after):
        return True
    if _ahead_is_first_name(ahead):
        return True
    following = _CAPITALISED.match(after)
    if following and _names_a_thing(following[1], after, text[start:end]):
        return True
    return _is_team(text, start, end)


def _ahead_is_first_name(ahead: str) -> bool:
    """True after a first name ("Anatole France"); "King Hussein" and the like are no first names here."""
    if not ahead.endswith(" "):
        return False
    word = ahead[:-1].rpartition(" ")[2]
    return word in first_names() and not ahead.startswith(word)


def _names_a_thing(word: str, after: str, name: str) -> bool:
    things = _things()
    if word in things.after or after.lstrip().startswith(things.phrases):
        return True
    return name in things.persons and word[1:].islower() and not _is_an_organs(word)


def _is_an_organs(word: str) -> bool:
    """True for a word that goes on after a state's name in a headline or in the name of an organ."""
    low = word.casefold()
    return bool(_NOT_SURNAMES.fullmatch(word)) or low in office_words("office") or low in office_words("field")


@lru_cache(maxsize=4)
def _is_sport(text: str) -> bool:
    return bool(_things().sport.search(text))


def _is_team(text: str, start: int, end: int) -> bool:
    if not _is_sport(text):
        return False
    before = text[max(0, start - 12) : start].removesuffix("the ").split()[-1:]
    beside = before + text[end : end + 24].removeprefix("'s").split()[:1]
    return any(word.strip(".,") in _things().played for word in beside)
