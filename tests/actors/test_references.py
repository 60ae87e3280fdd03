"""References are resolved where one reading is clear, and left alone where none is."""

from datetime import date

import pytest

from signals.actors import find_in_article


def references(*texts: str) -> list[tuple[str, str]]:
    found = find_in_article(texts, date(2021, 12, 5))
    return [
        (text[one.start : one.end], one.actor)
        for text, mentions in zip(texts, found, strict=True)
        for one in mentions
        if one.kind == "reference"
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Biden and Putin met in Geneva.", "The two leaders spoke for an hour."), ["USA", "RUS"]),
        (
            (
                "Biden met Putin. Biden wants calm.",
                "Reznikov spoke of Ukraine. Putin told Russia and China so.",
                "Ukraine waits. The two leaders meet again in May.",
            ),
            ["USA", "RUS"],
        ),
        (("India and Pakistan exchanged fire. Both sides lost men.",), ["IND", "PAK"]),
        (("The European Union met.", "Later the bloc imposed sanctions."), ["EU"]),
        (("NATO sent ships. The alliance wants calm.",), ["NATO"]),
        (("Ukraine's defence ministry denied it. The ministry said nothing else.",), ["UKR"]),
        (("Peskov told reporters so.", "“Nothing will come of it,” he said."), ["RUS"]),
        (("Blinken spoke to his counterpart from Beijing on Friday. China was calm.",), ["CHN"]),
        (("Hezbollah fired rockets. The group said that it would go on.",), ["HEZBOLLAH"]),
        (("Japan protested. It demanded that the ships leave.",), ["JPN"]),
        (("The two presidents spoke on Friday: Russia and Turkey want calm.",), ["RUS", "TUR"]),
        (("Lavrov said that his country would answer.",), ["RUS"]),
    ],
)
def test_what_is_clear_is_resolved(texts: tuple[str, ...], expected: list[str]) -> None:
    assert [actor for _, actor in references(*texts)] == expected


@pytest.mark.parametrize(
    "texts",
    [
        ("The two leaders spoke.",),
        ("Russia, China and Iran met India. Both sides were content.",),
        ("NATO and the EU met. The organisation said no. The ministry said no.",),
        ("Biden met Putin. He said that it was a good day.",),
        ("Japan and China met. It rained.",),
        ("The minister of finance and the president of the club came.",),
    ],
)
def test_what_is_not_clear_is_left_alone(texts: tuple[str, ...]) -> None:
    assert references(*texts) == []


def test_references_to_several_share_their_span() -> None:
    text = "Both countries agreed."
    found = find_in_article(["Serbia and Kosovo met.", text])[1]
    assert [(one.actor, text[one.start : one.end]) for one in found] == [
        ("SRB", "Both countries"),
        ("XKX", "Both countries"),
    ]


@pytest.mark.parametrize(
    "text", ["The envoys met in " + "Moscow and " * 1800, "Putin spoke. He said. " * 900, "both sides met. " * 1200]
)
def test_hostile_paragraphs_end_quickly_and_in_mentions(text: str) -> None:
    found = find_in_article([text[:19_900]], date(2021, 12, 5))[0]
    assert all(text[one.start : one.end].strip() for one in found)
