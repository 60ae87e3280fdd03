"""Officials are known from the article that introduces them."""

import pytest

from signals.actors import find_in_article


def named(*texts: str) -> list[list[tuple[str, str]]]:
    found = find_in_article(texts)
    return [[(one.actor, text[one.start : one.end]) for one in own] for text, own in zip(texts, found, strict=True)]


@pytest.mark.parametrize(
    ("introduction", "later", "actor"),
    [
        ("Ukraine Defense Minister Oleksii Reznikov warned of an attack.", "Reznikov", "UKR"),
        ("Oleksii Reznikov, Ukraine’s defence minister, warned of an attack.", "Reznikov", "UKR"),
        ("Annalena Baerbock, the foreign minister of Germany, flew home.", "Baerbock", "DEU"),
        ("Kremlin spokesman Dmitry Peskov told reporters so.", "Peskov", "RUS"),
        ("Israel's army chief, Lt. Gen. Herzi Halevi, spoke.", "Halevi", "ISR"),
        ("President Jamil Mahuad of Ecuador and President Alberto Fujimori of Peru met.", "Fujimori", "PER"),
        ("Chinese Foreign Minister Wang Yi arrived.", "Wang", "CHN"),
        ("Hezbollah leader Hassan Nasrallah spoke.", "Nasrallah", "HEZBOLLAH"),
        ("U.S. Iran envoy Robert Malley flew home.", "Malley", "USA"),
        ("British Home Secretary Amber Rudd resigned.", "Rudd", "GBR"),
        ("Taiwan Foreign Minister Joseph Wu spoke.", "Wu", "TWN"),
        ("NATO Secretary General Jens Stoltenberg spoke.", "Stoltenberg", "NATO"),
    ],
)
def test_who_is_introduced_is_known_later(introduction: str, later: str, actor: str) -> None:
    assert named(introduction, f"The price would be high, {later} said.")[1] == [(actor, later)]


@pytest.mark.parametrize(
    ("introduction", "later"),
    [
        ("In Vientiane Premier Bo Zedan met his host.", "Bo"),
        ("Russian troops stood near the town, and Foreign Minister Dmytro Havrenko left.", "Havrenko"),
        ("Saudi Crown Prince Mohammed bin Rakan met him.", "Rakan"),
        ("British Prime Minister Theresa May resigned.", "In May"),
        ("The Russian Foreign Ministry said so.", "Ministry"),
        ("After talks with Sergei Lavrenin, Ukraine's foreign minister said no.", "Lavrenin"),
        ("Michael McFarrow, a former ambassador to Russia, spoke.", "McFarrow"),
        ("British Prime Minister John Major left.", "Major powers"),
        ("Cuban President Fidel Castro left.", "Of Julian Castro"),
        ("U.S. Defense Secretary Leon Panetta left.", "The Panetta Institute"),
    ],
)
def test_who_is_not_surely_introduced_is_left_alone(introduction: str, later: str) -> None:
    assert named(introduction, f"{later} it was said.")[1] == []


def test_two_officials_of_one_name_are_told_by_the_full_name_only() -> None:
    texts = (
        "Russian envoy Sergei Ivanov met Bulgarian Foreign Minister Petar Ivanov.",
        "Ivanov left, Petar Ivanov stayed.",
    )
    assert named(*texts)[1] == [("BGR", "Petar Ivanov")]
