"""The tables of facts against a well-kept library: ids and English names of states as Unicode CLDR has them (babel)."""

import csv

import pytest
from babel import Locale
from babel.core import get_global

from signals.actors import find_actors
from signals.data_files import ACTORS

# CLDR writes "&" in a few names and tells the two Congos apart in a way that no news text does; Kosovo has no ISO code.
OTHERWISE = {"COG", "COD", "KNA", "VCT", "TTO", "ATG", "BIH", "STP", "XKX", "PSE", "HKG", "MAC"}


def rows(table: str) -> list[dict[str, str]]:
    with (ACTORS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def iso_states() -> list[str]:
    ids = [row["id"] for row in (*rows("states"), *rows("territories"))]
    return [one for one in ids if len(one) == 3 and one not in OTHERWISE]


@pytest.mark.parametrize("actor", iso_states())
def test_a_state_has_the_code_and_the_name_of_the_library(actor: str) -> None:
    codes = get_global("territory_aliases").get(actor)
    assert codes and len(codes) == 1
    name = Locale("en").territories[codes[0]]
    assert {mention.actor for mention in find_actors(f"Then {name} replied.")} == {actor}


@pytest.mark.parametrize("table", ["states", "territories", "organisations", "groups", "past_states"])
def test_every_row_has_an_id_and_a_name(table: str) -> None:
    assert all(row["id"] and row["name"] for row in rows(table))
    assert len({row["id"] for row in rows(table)}) == len(rows(table))
