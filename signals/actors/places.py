"""Capitals that are mere places: "met in Stockholm", "flew to Moscow", "a Lima court", but "Moscow rejected it".

A capital stands for its government unless the words beside it (`data/actors/place_words.csv`) say that something is
there, or moves there.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from signals.actors.gazetteer import capitals, names_of_the_time, states_by_capital
from signals.data_files import ACTORS

_LONGEST_LIST = 8  # capitals side by side, of which the first tells
_ARTICLE = re.compile(r"\b(?:the|a|an) $", re.IGNORECASE)
_AND = re.compile(r"\b([A-Z][\w'-]*(?: [A-Z][\w'-]*)?)(?:,|,? and|,? or) $")


@dataclass(frozen=True, slots=True)
class _Words:
    """What may stand before a capital or after it, as patterns."""

    there: re.Pattern[str]  # something is there …
    theirs: re.Pattern[str]  # … unless it is told whose people are ("officials in Moscow")
    moved: re.Pattern[str]  # somebody or something moves there or comes from there ("the road from Kabul")
    thing: re.Pattern[str]  # something of the city's ("Nairobi airport")
    power: re.Pattern[str]  # something of the government's ("the Kabul regime")


@lru_cache(maxsize=1)
def _capital() -> re.Pattern[str]:
    names = sorted(states_by_capital(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def states_of_places(text: str, on: date | None = None) -> set[str]:
    """The states in whose capitals, as mere places, something happens ("told a news conference in Ankara")."""
    of_the_time = names_of_the_time(on) if on else {}
    return {
        of_the_time.get(found[0], states_by_capital()[found[0]])
        for found in _capital().finditer(text)
        if is_place(text, found[0], found.start())
    }


@lru_cache(maxsize=1)
def _in_capitals() -> dict[str, str]:
    return {name.upper(): name for name in states_by_capital()}


def home_of(dateline: str, on: date | None = None) -> str:
    """The state whose capital alone an article is dated from ("KATHMANDU (AP) -"); empty for none or several."""
    of_the_time = names_of_the_time(on) if on else {}
    if not dateline:
        return ""
    known = _in_capitals()
    words = re.split(r"[/,(]| and ", dateline)
    names = [known[word.strip().upper()] for word in words if word.strip().upper() in known]
    states = {of_the_time.get(name, states_by_capital()[name]) for name in names}
    return states.pop() if len(states) == 1 else ""


@lru_cache(maxsize=1)
def _words() -> _Words:
    kinds: dict[str, list[str]] = {}
    with (ACTORS / "place_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kinds.setdefault(row["kind"], []).append(re.escape(row["words"]).replace(r"\*", r"\w*"))
    there, of, theirs, moved, thing, power = (
        "|".join(kinds[kind]) for kind in ("there", "of", "theirs", "moved", "thing", "power")
    )
    return _Words(
        there=re.compile(rf"\b(?:{there}|(?:{of}) of) $", re.IGNORECASE),
        theirs=re.compile(rf"\b(?:{theirs}) (?:in|at) $", re.IGNORECASE),
        moved=re.compile(rf"\b(?:{moved}) (?:[\w'-]+ ){{0,5}}(?:to|from|for) $", re.IGNORECASE),
        thing=re.compile(rf"^(?:'s)? (?:{thing})\b", re.IGNORECASE),
        power=re.compile(rf"^ (?:{power})\b", re.IGNORECASE),
    )


def is_place(text: str, name: str, start: int) -> bool:
    """True for a capital at `start` that is only where something is, or where somebody moves."""
    if name not in capitals():
        return False
    words = _words()
    for _ in range(_LONGEST_LIST):
        before, after = text[max(0, start - 90) : start], text[start + len(name) : start + len(name) + 30]
        beside = _AND.search(before)
        if not beside or beside[1] not in capitals():
            break
        name, start = beside[1], start - len(before) + beside.start(1)  # "in Seoul and Taipei"
    if start == 0 and after.startswith(". "):  # "Dushanbe. The Tajik parliament …": a dateline of briefs
        return True
    if words.there.search(before[-30:]):
        return not words.theirs.search(before)
    if _ARTICLE.search(before):
        return after[:1] == " " and not words.power.match(after)
    moved = before.endswith((" to ", " from ", " for ")) and words.moved.search(before)
    return bool(moved or words.thing.match(after))
