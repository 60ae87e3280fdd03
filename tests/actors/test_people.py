"""Office holders by the day of the article."""

import csv
from datetime import date

import pytest

from signals.actors import actors, find_actors
from signals.data_files import ACTORS


def people(text: str, on: date | None = None) -> list[tuple[str, str]]:
    return [(one.actor, text[one.start : one.end]) for one in find_actors(text, on) if one.kind == "person"]


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Bush met Gorbachev.", date(1990, 6, 1), [("USA", "Bush"), ("SUN", "Gorbachev")]),
        ("Bush warned Saddam Hussein.", date(2002, 10, 1), [("USA", "Bush"), ("IRQ", "Saddam Hussein")]),
        ("Bush warned Saddam.", None, [("USA", "Bush"), ("IRQ", "Saddam")]),
        ("President Lee said so.", date(2009, 1, 1), [("KOR", "Lee")]),
        ("President Lee said so.", date(1997, 1, 1), [("TWN", "Lee")]),
        ("Ayatollah Khamenei spoke.", date(2012, 1, 1), [("IRN", "Ayatollah Khamenei")]),
        ("Shevardnadze resigned.", date(1990, 12, 21), [("SUN", "Shevardnadze")]),
        ("Shevardnadze resigned.", date(2003, 11, 24), [("GEO", "Shevardnadze")]),
        ("Stoltenberg spoke.", date(2010, 1, 1), [("NOR", "Stoltenberg")]),
        ("Stoltenberg spoke.", date(2020, 1, 1), [("NATO", "Stoltenberg")]),
        ("“No,” Zakharova said.", date(2022, 1, 1), [("RUS", "Zakharova")]),
        ("Peskov told Reuters so.", date(2022, 1, 1), [("RUS", "Peskov")]),
        ("Biden met Putin. Biden left.", date(2021, 12, 1), [("USA", "Biden"), ("RUS", "Putin"), ("USA", "Biden")]),
        ("PUTIN WARNS BIDEN", date(2021, 12, 1), [("RUS", "PUTIN"), ("USA", "BIDEN")]),
        ("President Lee Jae-myung spoke.", date(2024, 7, 1), [("KOR", "Lee Jae-myung")]),
        ("Hassan Nasrallah and Ismail Haniyeh met.", date(2023, 1, 1), [
            ("HEZBOLLAH", "Hassan Nasrallah"), ("HAMAS", "Ismail Haniyeh"),
        ]),
    ],
)  # fmt: skip
def test_a_name_speaks_for_whoever_held_office_then(
    text: str, on: date | None, expected: list[tuple[str, str]]
) -> None:
    assert people(text, on) == expected


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Kate Bush sang.", date(2002, 1, 1)),
        ("The Obama Foundation and the Bush Street office.", date(2012, 1, 1)),
        ("Sharon Stone smiled.", date(2003, 1, 1)),
        ("It was cold in May and in March.", date(2017, 5, 1)),
        ("Rice was planted, brown and long.", date(2007, 5, 1)),
        ("Johnson told reporters so.", date(2021, 1, 1)),
        ("Gorbachev received a prize.", date(2005, 1, 1)),
        ("former President Bill Clinton flew to Pyongyang", date(2009, 8, 1)),
        ("ex-premier Silvio Berlusconi", None),
    ],
)
def test_who_is_not_surely_meant_is_left_alone(text: str, on: date | None) -> None:
    assert people(text, on) == []


def test_the_full_name_makes_the_last_one_clear() -> None:
    assert people("Boris Johnson left. Johnson said no. Theresa May came, and May said so.", date(2020, 1, 1)) == [
        ("GBR", "Boris Johnson"),
        ("GBR", "Johnson"),
    ]


def test_of_two_who_share_a_name_the_one_whose_actor_is_named() -> None:
    assert people("Seoul said that Lee Myung-bak and President Lee were one.", None)[-1] == ("KOR", "Lee")


def test_the_table_is_sound_and_covers_sixty_states_since_1985() -> None:
    with (ACTORS / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    offices = {"head of state", "head of government", "foreign", "defence", "spokesperson", "other"}
    assert {row["actor"] for row in rows} <= actors().keys()
    assert {row["office"] for row in rows} == offices
    assert all(not row["until"] or row["from"] <= row["until"] or row["until"] == row["from"][:4] for row in rows)
    heads = {row["actor"] for row in rows if row["office"].startswith("head")}
    ministers = {row["actor"] for row in rows if row["office"] in ("foreign", "defence")}
    assert len(heads) > 100 and len(ministers) > 60
