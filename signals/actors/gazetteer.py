"""The tables of `data/actors/` as objects: actors with all their names, and names that need a second look."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from signals.data_files import ACTORS


@dataclass(frozen=True, slots=True)
class Actor:
    """A state (`id` is its ISO 3166-1 alpha-3 code), an organisation (its initials) or a group (its short name).

    `names` holds the name, its variants, demonyms, capitals and metonyms, as they are written in news text; `demonyms`
    and `capitals` are those among them, the usual one first. A past state has its `first` and `last` day, both included
    (None for others), and `seats`: names that stand for it in articles of its time only.
    """

    id: str
    name: str
    names: frozenset[str]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    seats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Neighbouring words that make a name something else: `Michael` before Jordan, `fries` after French."""

    before: frozenset[str]
    after: frozenset[str]

    def folded(self) -> "Exclusion":
        """The same in lower case, for text in capitals."""
        return Exclusion(frozenset(map(str.casefold, self.before)), frozenset(map(str.casefold, self.after)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def parted(cell: str) -> tuple[str, ...]:
    """The entries of a cell, parted by "|"."""
    return tuple(part.strip() for part in (cell or "").split("|") if part.strip())


@lru_cache(maxsize=1)
def actors() -> dict[str, Actor]:
    """Every actor of the tables in `data/actors/`, by id: states, territories, past states, organisations, groups."""
    found = {}
    for table in ("states.csv", "territories.csv", "organisations.csv"):
        for row in _rows(ACTORS / table):
            demonyms, capital = parted(row["demonyms"]), parted(row["capital"])
            names = {row["name"], *parted(row["variants"]), *demonyms, *capital, *parted(row["metonyms"])}
            found[row["id"]] = Actor(row["id"], row["name"], frozenset(names), demonyms, capital)
    for row in _rows(ACTORS / "past_states.csv"):
        demonyms = parted(row["demonyms"])
        found[row["id"]] = Actor(
            row["id"],
            row["name"],
            frozenset({row["name"], *parted(row["variants"]), *demonyms}),
            demonyms,
            (),
            first=date.fromisoformat(row["from"]),
            last=date.fromisoformat(row["until"]),
            seats=frozenset(parted(row["seats"])),
        )
    for row in _rows(ACTORS / "groups.csv"):
        names = {row["name"], *parted(row["variants"])}
        found[row["id"]] = Actor(row["id"], row["name"], frozenset(names), (), ())
    return found


@lru_cache(maxsize=1_000)
def names_of_the_time(day: date) -> dict[str, str]:
    """Names that stood for a state of that day which is no more, and its id ("Moscow" in 1985: SUN)."""
    there = (one for one in actors().values() if one.first and one.last and one.first <= day <= one.last)
    return {name: one.id for one in there for name in one.seats}


@lru_cache(maxsize=8)
def office_words(kind: str) -> frozenset[str]:
    """Words of `data/actors/offices.csv` of a kind: `office`, `field`, `rank`, `common` (last names that are words)."""
    return frozenset(row["word"] for row in _rows(ACTORS / "offices.csv") if row["kind"] == kind)


@lru_cache(maxsize=1)
def exclusions() -> dict[str, Exclusion]:
    """Names from `data/actors/ambiguous.csv` with the neighbours that rule the actor out."""
    found: dict[str, Exclusion] = {}
    for row in _rows(ACTORS / "ambiguous.csv"):
        before, after = frozenset(parted(row["not_before"])), frozenset(parted(row["not_after"]))
        known = found.get(row["name"], Exclusion(frozenset(), frozenset()))
        found[row["name"]] = Exclusion(known.before | before, known.after | after)
    return found


@dataclass(frozen=True, slots=True)
class Condition:
    """When a name stands for its actor: one of `near` is named in the text, and a word of `before` before it."""

    actor: str
    near: frozenset[str]
    before: frozenset[str]

    def follows(self, ahead: str) -> bool:
        """True where the text ahead ends with a word of `before`, or none is asked for."""
        return not self.before or ahead.endswith(tuple(f"{word} " for word in self.before))


@lru_cache(maxsize=1)
def conditions() -> dict[str, Condition]:
    """Names of `data/actors/near.csv`, which stand for an actor in the company of others only ("the North")."""
    return {
        row["name"]: Condition(row["id"], frozenset(parted(row["near"])), frozenset(parted(row["before"])))
        for row in _rows(ACTORS / "near.csv")
    }


@lru_cache(maxsize=1)
def states_by_capital() -> dict[str, str]:
    """Which state a capital is the capital of."""
    return {name: one.id for one in actors().values() if one.demonyms for name in one.capitals}


@lru_cache(maxsize=1)
def capitals() -> frozenset[str]:
    """Names of capitals and seats of government, which are sometimes the actor and sometimes only a place."""
    return frozenset().union(*(actor.capitals for actor in actors().values()))


def actor_name(actor: str) -> str:
    """The short English name of an actor id; the id itself where it is not in the tables."""
    return actors()[actor].name if actor in actors() else actor
