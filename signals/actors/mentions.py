"""Finds the names of actors and of their office holders in a text in one pass of an Aho-Corasick automaton."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import ahocorasick

from signals.actors.gazetteer import actors, conditions, exclusions, names_of_the_time
from signals.actors.own import OwnNames
from signals.actors.people import bearer, holders, is_anothers, is_former, may_stand_alone, stated_office
from signals.actors.places import is_place
from signals.actors.things import is_thing

_WORD = re.compile(r"[^\W_]")
_LETTER_AFTER = re.compile(r"'(?!s\b|\W)\w")
# The dateline of a wire story says where it was written, not who acts: "WASHINGTON/MOSCOW — ", "KYIV, Ukraine (AP) — ",
# "Moscow, March 1 (Xinhua) -- ". Without an agency or a date it has capitals alone, and no dash follows soon after it.
_DATELINE = re.compile(
    r"^(?:[A-Z][\w .,/'-]{2,60}\((?:[A-Z][\w/ .-]{1,30})\)|"
    r"[A-Z][A-Z .,/'-]{3,60}(?:, [A-Z][a-z]+\.?(?: \d{1,2})?){0,2})"
    r"\s*(?:[—–]|--?)\s(?![^.]{3,60} [—–-] )"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for an actor: `text[start:end]` (characters, end exclusive) for `actor`.

    `kind` is "name" (of the actor itself), "person" (who speaks for it) or "reference" ("the ministry", "both sides").
    """

    actor: str
    start: int
    end: int
    kind: str = "name"


@lru_cache(maxsize=4)
def _automaton(own: OwnNames) -> ahocorasick.Automaton:
    """Every name with the actor it stands for; names of people with "" for the actor, which the day decides.

    The user's own names go before those of the tables.
    """
    automaton = ahocorasick.Automaton()
    names = [(name, actor.id) for actor in actors().values() for name in actor.names]
    names += [(name, condition.actor) for name, condition in conditions().items()]
    people = [(form, "") for form in holders()]
    for name, actor in people + names:
        _add(automaton, name, (name, actor))
    for name, actor in own:
        _add(automaton, name, ("", actor))  # no rule of the tables is about it
    automaton.make_automaton()
    return automaton


def _add(automaton: ahocorasick.Automaton, name: str, known: tuple[str, str]) -> None:
    for form in {name, name.upper()} if len(name) > 3 else {name}:  # headlines and datelines: MOSCOW, RUSSIA
        automaton.add_word(form, (*known, len(form)))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name of the tables as it stands in a text; `name` is empty for one of the user's."""

    name: str
    actor: str
    start: int
    end: int


def find_actors(
    text: str, on: date | None = None, own: OwnNames = (), near: frozenset[str] = frozenset()
) -> list[Mention]:
    """Mentions of states, organisations, groups and their office holders in reading order, none overlapping another.

    Of names that overlap the longest wins ("South Korean" over "Korean"). Names are matched as they are written in the
    tables (or all in capitals), as whole words, so that "us" is not the US; names with a second meaning are dropped
    where a neighbouring word gives it away ("Michael Jordan"). Datelines and capitals that are mere places ("met in
    Stockholm") are no mentions. With the day of the article (`on`) names mean the state of that time, "Moscow" the
    Soviet Union in 1985, and people whoever held office then; without it, a name that only one actor's people bear.
    `own` are the user's names beside those of the tables (`read_own_names`); `near` are actors that are known to be
    spoken of, as the rest of an article names them.
    """
    text = text.replace("’", "'")
    names, people = _hits(text, own)
    of_the_time = names_of_the_time(on) if on else {}
    found = [
        Mention(of_the_time.get(hit.name, hit.actor), hit.start, hit.end)
        for hit in names
        if not hit.name or (hit.name not in conditions() and not _is_something_else(text, hit))
    ]
    company = near | {mention.actor for mention in found}
    found += _people(text, people, on, company)
    company |= {mention.actor for mention in found}
    return without_overlaps(found + _conditional(text, names, company))


def dateline_of(text: str) -> str:
    """The dateline with which a paragraph opens, or nothing."""
    found = _DATELINE.match(text)
    return found[0] if found else ""


def _hits(text: str, own: OwnNames) -> tuple[list[_Hit], list[_Hit]]:
    """Names of actors and names of people, as whole words, after the dateline."""
    first = len(dateline_of(text))
    names: list[_Hit] = []
    people: list[_Hit] = []
    for last, (name, actor, length) in _automaton(own).iter(text):
        start, end = last + 1 - length, last + 1
        if start >= first and _is_whole(text, start, end):
            (names if actor else people).append(_Hit(name, actor, start, end))
    return names, people


def _conditional(text: str, hits: list[_Hit], near: frozenset[str]) -> list[Mention]:
    """Names that stand for an actor only where another one is named ("the North" beside Pyongyang or Seoul)."""
    found = []
    for hit in hits:
        condition = conditions().get(hit.name)
        if not condition or not condition.near & near or not condition.follows(text[: hit.start]):
            continue
        if not _is_excluded(text, hit.name, hit.start, hit.end):
            found.append(Mention(hit.actor, hit.start, hit.end))
    return found


def _people(text: str, hits: list[_Hit], on: date | None, near: frozenset[str]) -> list[Mention]:
    """Those office holders for whom it is clear enough that they are meant."""
    found: list[Mention] = []
    full: set[tuple[str, str]] = set()
    for hit in hits:
        if " " not in hit.name or (is_former(text, hit.start) and not (on and bearer(hit.name, on, near))):
            continue
        # with the office before it, a full name is believed whatever the table says of the day
        office = stated_office(text, hit.start)
        known = bearer(hit.name, on, near, office)
        if known is None and office:
            known = bearer(hit.name, None, near, office)
        if known:
            found.append(Mention(known.actor, hit.start, hit.end, "person"))
            full.update((word, known.actor) for word in hit.name.split())
    for hit in hits:
        if " " in hit.name or not (known := bearer(hit.name, on, near, stated_office(text, hit.start))):
            continue
        told = (hit.name, known.actor) in full
        if may_stand_alone(text, hit.name, hit.start, hit.end, known.rank, told) and not is_anothers(
            text, hit.start, hit.end
        ):
            found.append(Mention(known.actor, hit.start, hit.end, "person"))
    return found


def without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """In reading order, and of those that overlap the longest."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if _WORD.match(before) or _WORD.match(after):
        return False
    # "ethnic Albanians" are of another state, "un-American" is no state's
    other = text[max(0, start - 7) : start].casefold() == "ethnic " or text[max(0, start - 3) : start] == "un-"
    return not other and not (after == "'" and _LETTER_AFTER.match(text[end : end + 3]))  # "Gama'a"


def _is_something_else(text: str, hit: _Hit) -> bool:
    return (
        is_thing(text, hit.start, hit.end)
        or _is_excluded(text, hit.name, hit.start, hit.end)
        or is_place(text, hit.name, hit.start)
    )


def _is_excluded(text: str, name: str, start: int, end: int) -> bool:
    rule = exclusions().get(name)
    if rule is None:
        return False
    before, after = text[max(0, start - 40) : start].rstrip(" ,(\"'“"), text[end : end + 60].lstrip(" ,")
    joined = text[end : end + 1] in (" ", ",")
    if text[start:end].isupper() and name != name.upper():  # a headline in capitals
        before, after, rule = before.casefold(), after.casefold(), rule.folded()
    return any(_ends_with(before, words) for words in rule.before) or (
        joined and any(re.match(rf"{re.escape(words)}(?!\w)", after) for words in rule.after)
    )


def _ends_with(before: str, words: str) -> bool:
    """True where `words` stand at the end, as whole words; "'s" stands for any possessive."""
    return before.endswith(words) and (words == "'s" or not before[: -len(words)][-1:].isalnum())
