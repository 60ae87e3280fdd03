"""References: "the two leaders", "the bloc", "the ministry", "he said", resolved where one reading is clear.

An article is gone through once, in order. What each reference may stand for is looked up among the mentions before it;
where no or more than one reading is left, the words are left alone.
"""

import csv
import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from signals.actors.gazetteer import actors
from signals.actors.mentions import Mention, dateline_of
from signals.actors.places import home_of, states_of_places
from signals.actors.speech import DID, SAYING
from signals.articles.sentences import sentences
from signals.data_files import ACTORS

_LOOK_BACK = 12  # sentences of a paragraph in which a speaker is looked for
_MOST = 200  # references of a paragraph that are looked up; a longer list is no news text
_NEAR = 28  # characters between an actor and its verb of saying: "Oslo's foreign ministry says it"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "both": 2}
_TOGETHER = (
    "leaders|presidents|countries|sides|nations|states|neighbours|neighbors|governments|capitals|ministers|parties|men|"
    "women|powers|allies|enemies|rivals|foes|armies|militaries|navies|delegations|envoys|chiefs|heads of state|"
    "heads of government|premiers|chancellors|kingdoms|republics|statesmen|negotiators|diplomats|coast guards|"
    "adversaries|cabinets|secretaries|peoples|ministries|coastguards|partners|belligerents|heads|companies|fleets|camps"
)
_PLURAL = "ministers|presidents|leaders|negotiators|delegations|parties|envoys|governments|premiers|neighbours"
_BEGINS = r"(?:^|(?<=[.!?,;:] )|(?<=[.!?][\"”] )|(?<=that )|(?<=and ))"
_DO = rf"(?= {DID}| (?:met|meet|spoke|signed|sign|agree|have|had|will|would|were|are|may|must|can)\b)"
_ANY_SIDES = re.compile(r"side|camp|part(?:y|ies)|delegations|negotiators|envoys|^[Bb]oth$|^[Tt]he (?:two|pair)$")
_LEADERS = re.compile(r"leaders|presidents|premiers|chancellors|statesmen|heads of")
_HEAD = (
    "ministry|minister|prime minister|foreign minister|president|premier|chancellor|secretary of state|government|"
    "spokesman|spokeswoman|spokesperson|embassy|ambassador|envoy|army|military|navy|coast guard|secretary general|"
    "secretary-general|king|queen|emir|sultan|crown prince|administration|cabinet|authorities|kingdom|negotiator|"
    "delegation|country|king|republic|junta|regime|palace(?= said)|state(?= said)"
)
_OF_A_STATE = re.compile(
    r"government|army|military|authorities|kingdom|president|cabinet|navy|country|palace|king|state|republic|junta|regime|"
    r"premier|ministry"
)
_JOINT = re.compile(
    rf"\b(?:(?:[Tt]he|[Tt]heir) (?P<n>two|three|four)|(?P<both>[Bb]oth)|[Tt]he(?= (?:sides|neighbou?rs|two)\b)) "
    rf"(?:[A-Za-z-]+ ){{0,2}}?(?i:{_TOGETHER})\b(?! of\b)"
    rf"|{_BEGINS}(?P<pair>[Tt]he two|[Bb]oth|[Tt]he pair){_DO}"
    rf"|\b(?P<plural>[Tt]he (?:{_PLURAL})){_DO}"
    rf"|\b(?P<any>[Ee]ither|[Nn]either|[Ee]ach) (?:side|country|government|party|capital|delegation|camp)\b"
)
_FIELD = "(?:(?i:(?P<field>foreign|defen[cs]e|interior|finance|trade|oil|energy)) )?"
_OFFICE_BEHIND = re.compile(rf"^(?:'s?)? (?:[a-z-]+ ){{0,3}}?{_FIELD}(?P<head>{_HEAD})\b", re.IGNORECASE)
_OFFICE_BEFORE = re.compile(rf"\b{_FIELD}(?P<head>{_HEAD}),? $", re.IGNORECASE)
_OFFICE = re.compile(
    rf"\b(?P<det>[Tt]he|[Hh]is|[Hh]er|[Ii]ts) {_FIELD}"
    rf"(?i:(?P<head>{_HEAD}))\b(?!,? (?:of|for|in|to|at)\b|,? [A-Z]|[ -][a-z]+ (?:of|for)\b|-)"
)
_THE, _HIS = ("the ", "The "), ("his ", "her ", "its ", "His ", "Her ", "Its ")
_MANY = (
    " two", "The two", "oth ", "hree ", "four ", "sides", "ither ", "ach ",
    *(word[1:] for word in _PLURAL.split("|")),
)  # fmt: skip
_COUNTRY = re.compile(r"\b(?:[Hh]is|[Hh]er) (?:country|government|nation|kingdom|state)\b")
_POSSESSED = re.compile(
    r"\b(?P<det>[Hh]is|[Hh]er|[Ii]ts) (?:[a-z-]+ ){0,2}?(?:embassy|ambassador|envoys?|charg[eé] d'affaires|diplomats|"
    r"troops|forces|soldiers|army|navy|air force|pilots|warships|leaders|negotiators?|delegat(?:ion|es)|"
    r"spokes(?:man|woman)|deputies|office|aides?|ministers?|ministry|officials|coast guard|parliament|central bank)\b"
)
_SAID_IT = re.compile(
    r"(?:said|says|announced|warned|denied|insisted|declared|added|argued|promised) (?:that )?(?P<it>it)"
    r"(?= (?:will|would|had|has|was|is|could|did|does|[a-z]+ed)\b)"
)
_COUNTERPART = re.compile(r"\b(?:[Hh]is|[Hh]er|[Ii]ts) (?:counterpart|opposite number|neighbou?r)\b")
_HE = re.compile(rf"\b(?:[Hh]e|[Ss]he)\b(?= {DID})")
_IT = re.compile(rf"(?:(?<=^)|(?<=[.!?;] )|(?<=[.!?][\"”] ))It(?= {DID})")


@dataclass(slots=True)
class _Discourse:
    """What an article has said so far."""

    before: list[list[Mention]] = field(default_factory=list)  # of the paragraphs read, references included
    texts: list[str] = field(default_factory=list)
    offices: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # head words, and whose they were where
    counts: dict[str, int] = field(default_factory=dict)  # how often the whole article names each state
    people: dict[str, int] = field(default_factory=dict)  # how often it names people of each
    home: str = ""  # the state from whose capital the article is dated
    on: date | None = None


def with_references(
    texts: Sequence[str], found: Sequence[Sequence[Mention]], on: date | None = None
) -> list[list[Mention]]:
    """The mentions of each paragraph of an article and the references between them, in reading order.

    A reference to several actors gives one mention an actor, all at the same span.
    """
    so_far = _Discourse(home=home_of("".join(map(dateline_of, texts[:2])), on), on=on)
    if len(texts) > 1:
        named = [mention.actor for mentions in found for mention in mentions]
        so_far.counts = dict(Counter(named))
        people = [one.actor for mentions in found for one in mentions if one.kind == "person" and _is_state(one.actor)]
        so_far.people = dict(Counter(people))
    for text, mentions in zip(texts, found, strict=True):
        plain = text.replace("’", "'")
        _note_offices(so_far, plain, mentions)
        here = list(mentions)
        for start, end, resolve in _candidates(plain):
            if all(end <= other.start or other.end <= start for other in here):
                ahead = [mention for mention in here if mention.end <= start]
                meant = resolve(so_far, plain, start, ahead, here)
                here += [Mention(actor, start, end, "reference") for actor in meant]
        here.sort(key=lambda mention: mention.start)
        so_far.before.append(here)
        so_far.texts.append(plain)
    return so_far.before


_Resolve = Callable[["_Discourse", str, int, list[Mention], list[Mention]], Iterable[str]]


def _candidates(text: str) -> Iterator[tuple[int, int, _Resolve]]:
    """Spans of what may be a reference, in reading order, each with the function that says whom it means."""
    ways: list[tuple[tuple[str, ...], re.Pattern[str], Callable[[re.Match[str]], _Resolve]]] = [
        (_MANY, _JOINT, lambda m: lambda *a: _joint(m, *a)),
        (_THE, _organisation_words(), lambda m: lambda *a: _organisation(m, *a)),
        ((*_THE, *_HIS), _OFFICE, lambda m: lambda *a: _office(m, *a)),
        (_HIS, _POSSESSED, lambda m: lambda *a: _office(m, *a)),
        (_HIS, _COUNTRY, lambda m: lambda *a: _speaker(*a)),
        (_HIS, _COUNTERPART, lambda m: lambda *a: _counterpart(*a)),
        (("he ", "He "), _HE, lambda m: lambda *a: _speaker(*a)),
        ((" it",), _SAID_IT, lambda m: lambda *a: _sayer(m, *a)),
        (("It ",), _IT, lambda m: lambda *a: _subject(*a)),
    ]
    matches = [
        (match, way(match))
        for words, pattern, way in ways
        if any(word in text for word in words)  # a quick look before the search
        for match in pattern.finditer(text)
    ]
    for match, resolve in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end()))[:_MOST]:
        yield *match.span("it" if "it" in match.re.groupindex else 0), resolve


@lru_cache(maxsize=1)
def _called() -> dict[str, frozenset[str]]:
    """Words of `data/actors/called.csv` and the organisations that news calls so; none named: any non-state group."""
    with (ACTORS / "called.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: frozenset(row["ids"].split("|")) - {"*"} for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    with (ACTORS / "groups.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def _organisation_words() -> re.Pattern[str]:
    words = sorted(_called(), key=len, reverse=True)
    return re.compile(
        rf"\b[Tt]he (?:[\w-]+-(?:member|nation|strong|based|backed) )?(?P<word>{'|'.join(words)})\b(?! of\b|-| [A-Z])"
    )


def _is_state(actor: str) -> bool:
    return actor in actors() and bool(actors()[actor].demonyms)


def _distinct(mentions: Iterable[Mention], fits: Callable[[str], bool]) -> list[str]:
    return list(dict.fromkeys(mention.actor for mention in mentions if fits(mention.actor)))


def _joint(
    match: re.Match[str], so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]
) -> list[str]:
    """As many states as the words say: those named just before, in the paragraph or in the ones before it."""
    wanted = _NUMBERS.get((match["n"] or "two").lower(), 2)
    if _LEADERS.search(match[0]) and (leading := _first(so_far.people, wanted)):
        return leading
    if leading := _leading(so_far, wanted, _ANY_SIDES.search(match[0]) is not None):
        return leading
    meant = _distinct(ahead, _is_state)
    if len(meant) == wanted:
        return meant
    for place in reversed(so_far.before[-3:]):
        meant = _distinct(place, _is_state)
        if len(meant) >= wanted:
            return meant if len(meant) == wanted else []
    if not so_far.before:  # whom it means is told only now
        meant = _distinct(here, _is_state)
        return meant if len(meant) == wanted else []
    return []


def _leading(so_far: _Discourse, wanted: int, any_kind: bool = False) -> list[str]:
    """The states that the article is plainly about: each named at least twice as often as the next one.

    With `any_kind` organisations and groups as well: "both sides" may be a state and its rebels.
    """
    return _first({one: count for one, count in so_far.counts.items() if any_kind or _is_state(one)}, wanted)


def _first(counts: dict[str, int], wanted: int) -> list[str]:
    """As many actors as are wanted, each counted at least twice and twice as often as the next; else none."""
    ranked = sorted(counts, key=lambda actor: -counts[actor])
    following = [counts[actor] for actor in ranked[wanted:]] or [0]
    if len(ranked) < wanted or counts[ranked[wanted - 1]] < 2 * max(1, following[0]):
        return []
    return ranked[:wanted]


def _organisation(
    match: re.Match[str], so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]
) -> list[str]:
    """The one organisation of this kind that was named last, or the one group."""
    kind = _called()[match["word"]] or _groups()
    for place in (ahead, *reversed(so_far.before)):
        meant = _distinct(place, kind.__contains__)
        if meant:
            return meant if len(meant) == 1 else []
    return []


def _note_offices(so_far: _Discourse, text: str, mentions: Sequence[Mention]) -> None:
    """Whose ministry, minister, … the paragraph names: words for an office close behind a name."""
    for mention in mentions:
        after = _OFFICE_BEHIND.match(text[mention.end : mention.end + 70])
        if mention.kind == "name" and after:
            _note(so_far, _keys(after["field"], after["head"]), mention.actor)
        if mention.kind == "person":
            ahead = f"{text[max(0, mention.start - 40) : mention.start]}{_title(text, mention)}"
            if before := _OFFICE_BEFORE.search(ahead):
                _note(so_far, _keys(before["field"], before["head"]), mention.actor)


def _title(text: str, mention: Mention) -> str:
    """The title with which a name itself begins ("King Gyanendra")."""
    first, _, rest = text[mention.start : mention.end].partition(" ")
    return f"{first} " if rest and mention.kind == "person" else ""


def _note(so_far: _Discourse, keys: list[str], actor: str) -> None:
    for key in keys:
        so_far.offices.setdefault(key, []).append((len(so_far.texts), actor))


def _keys(of: str | None, head: str) -> list[str]:
    head = head.lower()
    named = f"{(of or '').lower().replace('defence', 'defense')} {head}".strip()
    return [named, *([head] if of else []), *([head.split()[-1]] if " " in head else [])]


def _office(
    match: re.Match[str], so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]
) -> list[str]:
    """Whose office of this name was named before; for a government or an army the one state spoken of."""
    now = len(so_far.texts)
    if match["det"].lower() == "its":
        return _possessor(so_far, text, start, ahead, here)
    if match["det"].lower() != "the":
        return _speaker(so_far, text, start, ahead, here)
    known = so_far.offices.get(_keys(match["field"], match["head"])[0], [])
    of_a_state = bool(_OF_A_STATE.fullmatch(match["head"].lower()))
    sentence = next(text[first:last] for first, last in sentences(text) if first <= start < last)
    for reach in (0, None, 1, len(so_far.texts)):
        if reach is not None:
            meant = list(dict.fromkeys(actor for place, actor in known if now - place <= reach))
        else:  # "In Athens the government …"
            meant = list(states_of_places(sentence, so_far.on)) if of_a_state else []
        if meant:
            return meant if len(meant) == 1 else []
    if not of_a_state:
        return []
    for place in (ahead, *so_far.before[-1:]):
        meant = _distinct(place, _is_state)
        if meant:
            return meant if len(meant) == 1 else []
    if ahead:
        return []
    return [so_far.home] if so_far.home else _leading(so_far, 1)


def _sayer(
    match: re.Match[str], so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]
) -> list[str]:
    """Who stands directly before the verb of saying: "Oslo says it will arrest …"."""
    return [
        mention.actor for mention in ahead[-1:] if 0 <= match.start() - mention.end <= _NEAR and mention.kind == "name"
    ]


def _possessor(so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]) -> list[str]:
    """Whose "its" is: of the actor that opens the sentence, or of the subject of the one before."""
    first = next(one for one, last in sentences(text) if one <= start < last)
    if start == first:
        return _subject(so_far, text, start, ahead, here)
    named = [mention for mention in ahead if mention.start >= first and mention.kind != "person"]
    return [named[0].actor] if named else []


def _counterpart(so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]) -> list[str]:
    """Of the two states spoken of, the other one."""
    last = _distinct([mention for mention in ahead if _is_state(mention.actor)][-1:], _is_state)
    own = last if text[start : start + 3].lower() == "its" else _speaker(so_far, text, start, ahead, here) or last
    for place in ([*ahead, *here], *reversed(so_far.before[-2:])):
        others = [actor for actor in _distinct(place, _is_state) if actor not in own]
        if others:
            return others if len(others) == 1 and own else []
    return [actor for actor in _leading(so_far, 2) if actor not in own] if own else []


def _speaker(so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]) -> list[str]:
    """The actor of the people in the last sentence that names any; of several the one that speaks there."""
    places = [
        (text, ahead, start),
        *((t, m, len(t)) for t, m in zip(so_far.texts[-1:], so_far.before[-1:], strict=True)),
    ]
    for own, mentions, limit in places:
        spans = sentences(own)
        behind = bisect(spans, (limit, -1))
        for first, last in reversed(spans[max(0, behind - _LOOK_BACK) : behind]):
            people = [m for m in mentions if first <= m.start < min(last, limit) and m.kind != "name"]
            people = [
                m
                for m in people
                if m.kind == "person" or not own[m.start : m.end].lower().startswith(("the two", "both"))
            ]
            meant = list(dict.fromkeys(m.actor for m in people))
            if len(meant) > 1:
                meant = list(dict.fromkeys(m.actor for m in people if _speaks(own, m)))
            if people:
                return meant if len(meant) == 1 else []
    return []


def _speaks(text: str, mention: Mention) -> bool:
    after, before = text[mention.end : mention.end + 60], text[max(0, mention.start - 50) : mention.start]
    return bool(
        re.match(rf"(?:,[^,]{{2,40}},)? {DID}", after)
        or (re.search(rf"(?:{SAYING}) (?:[\w-]+ ){{0,4}}$", before) and after[:1] in ",.;")
    )


def _subject(so_far: _Discourse, text: str, start: int, ahead: list[Mention], here: list[Mention]) -> list[str]:
    """The subject of the sentence before: an actor that opens it, or the only one in it."""
    last = [span for span in sentences(text) if span[1] <= start][-1:]
    if not last:
        return []
    named = [mention for mention in ahead if last[0][0] <= mention.start]
    opening = [
        m
        for m in named
        if m.kind == "name" and m.start - last[0][0] <= 4 and re.match(r"(?:'s)? [a-z]", text[m.end : m.end + 4])
    ]
    meant = [opening[0].actor] if opening else list(dict.fromkeys(m.actor for m in named))
    return meant if len(meant) == 1 else []
