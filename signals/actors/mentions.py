"""Finds the gazetteer's names in a text in one pass of an Aho-Corasick automaton."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import ahocorasick

from signals.actors.gazetteer import actors, capitals, exclusions, names_of_the_time

_WORD = re.compile(r"[^\W_]")
# The dateline of a wire story says where it was written, not who acts: "WASHINGTON/MOSCOW — ", "KYIV, Ukraine (AP) — ",
# "Moscow, March 1 (Xinhua) -- ". Without an agency or a date it has capitals alone, and no dash follows soon after it.
_DATELINE = re.compile(
    r"^(?:[A-Z][\w .,/'-]{2,60}\((?:[A-Z][\w/ .-]{1,30})\)|[A-Z][A-Z .,/'-]{3,60}(?:, [A-Z][a-z]+\.?(?: \d{1,2})?)?)"
    r"\s*(?:[—–]|--?)\s(?![^.]{3,60} [—–-] )"
)
# "warned his counterpart in Stockholm", "met in Stockholm": the capital is only where people spoke.
_PLACE = re.compile(
    r"\b(?:met|meets?|meeting|talks|talking|summit|conference|gathering|round|session|ceremony|signed|announced|"
    r"spoke|speaking|speech|said|told|warned|addressed|reporters|arrived)\b[^.;:]{0,60}\b(?:in|at)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor's name in a text: `text[start:end]` (characters, end exclusive) stands for `actor`."""

    actor: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for actor in actors().values():
        for name in actor.names:
            automaton.add_word(name, (name, actor.id))
            if name.upper() != name and len(name) > 3:  # headlines and datelines: MOSCOW, RUSSIA
                automaton.add_word(name.upper(), (name, actor.id))
    automaton.make_automaton()
    return automaton


def find_actors(text: str, on: date | None = None) -> list[Mention]:
    """Mentions of states, organisations and non-state groups in reading order, none overlapping another.

    Of names that overlap the longest wins ("South Korean" over "Korean"). Names are matched as they are written in the
    tables (or all in capitals), as whole words, so that "us" is not the US; names with a second meaning are dropped
    where a neighbouring word gives it away ("Michael Jordan"). Datelines and capitals that are mere places ("met in
    Stockholm") are no mentions. With the day of the article (`on`) names mean the state of that time: "Moscow" is the
    Soviet Union in 1985.
    """
    of_the_time = names_of_the_time(on) if on else {}
    text = text.replace("’", "'")
    dateline = _DATELINE.match(text)
    first = dateline.end() if dateline else 0
    found = []
    for last, (name, actor) in _automaton().iter(text):
        start, end = last + 1 - len(name), last + 1
        if start < first or not _is_whole(text, start, end):
            continue
        if not _is_excluded(text, name, start, end) and not _is_place(text, name, start):
            found.append(Mention(of_the_time.get(name, actor), start, end))
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not _WORD.match(before) and not _WORD.match(after)


def _is_place(text: str, name: str, start: int) -> bool:
    if name not in capitals():
        return False
    return bool(_PLACE.search(text[max(0, start - 90) : start]))


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
