"""Actors by name, variant, demonym, capital and metonym."""

import csv
import itertools
from datetime import date

import pytest

from signals import find_actors
from signals.actors import actor_name, actors
from signals.actors.gazetteer import conditions
from signals.data_files import ACTORS


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.actor, text[mention.start : mention.end]) for mention in find_actors(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow accuses Kyiv of a build-up.", [("RUS", "Moscow"), ("UKR", "Kyiv")]),
        ("The White House and the Kremlin spoke.", [("USA", "White House"), ("RUS", "Kremlin")]),
        ("Frenchmen, Britons and U.S. officials", [("FRA", "Frenchmen"), ("GBR", "Britons"), ("USA", "U.S.")]),
        ("US-Russia relations", [("USA", "US"), ("RUS", "Russia")]),
        ("The U.N. Security Council met.", [("UN", "U.N. Security Council")]),
        ("Brussels and NATO disagree.", [("EU", "Brussels"), ("NATO", "NATO")]),
        ("Côte d’Ivoire’s army", [("CIV", "Côte d’Ivoire")]),
        ("Taiwan, Kosovo and the Palestinians", [("TWN", "Taiwan"), ("XKX", "Kosovo"), ("PSE", "Palestinians")]),
    ],
)
def test_actors_are_found_under_all_their_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_the_longest_name_wins() -> None:
    assert [actor for actor, _ in named("South Korean, North Korea, South Sudan, Papua New Guinea, Guinea-Bissau")] == [
        "KOR", "PRK", "SSD", "PNG", "GNB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan ate turkey and french fries.",
        "They told us that none of them came.",
        "He played Russian roulette near Georgia Tech.",
        "the Washington Post",
        "a New Mexico ranch",
        "Chadwick and Germanic tribes",
        "The ministers met in Stockholm.",
        "Police in Athens, Georgia, and in Moscow, Idaho",
        "THE WASHINGTON POST, MICHAEL JORDAN",
        "the Gulf of Mexico and the South China Sea",
    ],
)
def test_what_only_looks_like_an_actor_is_left_alone(text: str) -> None:
    assert named(text) == []


def test_a_dateline_is_no_mention_but_the_sentence_is() -> None:
    assert named("WASHINGTON/MOSCOW — Moscow replied.") == [("RUS", "Moscow")]
    assert named("Officials in Moscow replied.") == [("RUS", "Moscow")]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("KYIV, Ukraine (AP) — Russian forces left.", ["RUS"]),
        ("WASHINGTON, Jan 5 (Reuters) - Iran agreed.", ["IRN"]),
        ("Moscow, March 1 (Xinhua) -- China said so.", ["CHN"]),
        ("NATO — which Russia calls a threat — said no.", ["NATO", "RUS"]),
        ("US - Iran talks resume", ["USA", "IRN"]),
        ("Russia's Security Council and the Security Council", ["RUS", "UN"]),
        ("Northern Ireland, the former Yugoslav Republic of Macedonia, Turkish Cypriots", ["GBR", "MKD", "TRNC"]),
    ],
)
def test_datelines_councils_and_parts_of_states(text: str, actors: list[str]) -> None:
    assert [actor for actor, _ in named(text)] == actors


def test_mentions_do_not_overlap_and_lie_on_the_text() -> None:
    text = (
        "The Republic of Korea, the Democratic People's Republic of Korea and the People's Republic of China met, "
        "the EU said."
    )
    mentions = find_actors(text)
    assert [mention.actor for mention in mentions] == ["KOR", "PRK", "CHN", "EU"]
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))


def test_every_un_member_and_three_more_have_a_row() -> None:
    with (ACTORS / "states.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    assert len(ids) == len(set(ids)) == 196
    assert {"TWN", "XKX", "PSE"} <= set(ids)
    assert all(len(one) == 3 and one.isupper() for one in ids)
    assert {"NATO", "EU", "UN"} <= actors().keys()
    assert actor_name("USA") == "United States"


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("Moscow and Soviet troops", date(1985, 3, 1), ["SUN", "SUN"]),
        ("Moscow and Soviet-era tanks", date(2022, 3, 1), ["RUS", "SUN"]),
        ("Moscow, Belgrade, Prague", None, ["RUS", "SRB", "CZE"]),
        ("Belgrade and the Yugoslav army", date(1999, 4, 1), ["YUG", "YUG"]),
        ("Belgrade and Podgorica", date(2005, 4, 1), ["SCG", "MNE"]),
        ("Prague and East German border guards", date(1989, 9, 1), ["CSK", "DDR"]),
        ("Kinshasa, Zairean troops and Rwanda", date(1996, 11, 1), ["ZAR", "ZAR", "RWA"]),
        ("Kinshasa and Rwanda", date(1998, 11, 1), ["COD", "RWA"]),
    ],
)
def test_names_mean_the_state_of_their_time(text: str, on: date | None, expected: list[str]) -> None:
    assert [mention.actor for mention in find_actors(text, on)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hezbollah and Hamas met the Arab League.", ["HEZBOLLAH", "HAMAS", "LAS"]),
        ("Al-Qaeda in the Islamic Maghreb and Al-Qaeda", ["AQIM", "ALQAEDA"]),
        ("Abdul-Malik al-Houthi spoke.", ["HOUTHIS"]),
        ("The Commonwealth of Independent States and the Commonwealth", ["CIS", "COMMONWEALTH"]),
        ("The Commonwealth Games, Richard Wagner and the wagner festival", []),
        ("The International Atomic Energy Agency, the I.M.F. and the OSCE", ["IAEA", "IMF", "OSCE"]),
    ],
)
def test_organisations_and_groups(text: str, expected: list[str]) -> None:
    assert [mention.actor for mention in find_actors(text)] == expected


def test_no_name_belongs_to_two_actors() -> None:
    holders: dict[str, str] = {}
    for actor in actors().values():
        for name in actor.names:
            assert holders.setdefault(name, actor.id) == actor.id, name
            if name not in conditions():
                assert find_actors(f"Then {name} replied.")[0].actor == actor.id, name
