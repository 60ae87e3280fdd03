"""What changed, as sentences: only what the intervals allow is claimed."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from signals.changes import (
    Changes,
    bound,
    by_chance,
    changes_of,
    days_named,
    how_unusual,
    naming,
    signed,
    span_of,
    unit_name,
    what_changed,
    what_was_added,
)
from signals.movers import MOVER_COLUMNS
from signals.readings import readings_from_frames

LAST = date(2022, 2, 24)


def moved(*rows: tuple[str, float, float, float], unit: tuple[str, ...] = ("actor",)) -> pd.DataFrame:
    """Rows of `movers`: ids parted by "|", level before, change, half the width of its interval."""
    return pd.DataFrame(
        [
            [*ids.split("|"), before, before + change, change, change - half, change + half, 3, 14]
            for ids, before, change, half in rows
        ],
        columns=[*unit, *MOVER_COLUMNS],
    )


def found(actors: pd.DataFrame | None = None, pairs: pd.DataFrame | None = None) -> Changes:
    nobody = moved(), moved(unit=("source", "target"))
    return changes_of(nobody[0] if actors is None else actors, nobody[1] if pairs is None else pairs)


def test_rises_falls_and_the_pair_that_moved_most_are_named_with_their_intervals() -> None:
    pairs = moved(("RUS|UKR", 5, 40, 20), unit=("source", "target"))
    said = what_changed(found(moved(("RUS", 27, 31, 19), ("DEU", 10, -20, 12), ("USA", 0, 3, 30)), pairs), LAST, 7)
    assert said == (
        "Week to 24 February 2022, against the week before: Russia rises, from +27 to +58 (+31, 90 % interval +12 to "
        "+50); Germany falls, from +10 to -10 (-20, 90 % interval -32 to -8). Of what one does toward another, "
        "Russia → Ukraine moved most: from +5 to +45 (+40, 90 % interval +20 to +60)."
    )


def test_nobody_is_claimed_to_move_whose_interval_holds_zero() -> None:
    said = what_changed(found(moved(("RUS", -5, 41, 44))), LAST, 7)
    assert "nobody moved by more than chance allows; Russia moved furthest, from -5 to +36" in said
    assert "rises" not in said and "falls" not in said


@pytest.mark.parametrize("half", [41, 41.5, 60])
def test_an_interval_that_ends_at_zero_or_beyond_claims_nothing(half: float) -> None:
    changes = found(moved(("RUS", 0, 41, half)))
    assert not changes.rises and not changes.falls and not changes.actors[0].clear


def test_many_risers_are_counted_after_the_first_two() -> None:
    rows = [(actor, 0.0, 60.0 - place, 10.0) for place, actor in enumerate(("RUS", "UKR", "USA", "DEU"))]
    assert "; 2 more rise." in what_changed(found(moved(*rows)), LAST, 7)
    assert "; 1 more rises." in what_changed(found(moved(*rows[:3])), LAST, 7)


def test_where_nothing_can_be_compared_the_sentence_leads_on() -> None:
    said = what_changed(found(), LAST, 30)
    assert said.startswith("Month to 24 February 2022: nobody was written about both in this month")
    assert "Compare a longer span" in said


def test_a_pair_that_clearly_moved_comes_before_one_that_moved_further_by_chance() -> None:
    pairs = moved(("DEU|RUS", 0, 50, 60), ("RUS|UKR", 0, 20, 5), unit=("source", "target"))
    furthest = found(pairs=pairs).furthest
    assert furthest is not None and furthest.unit == ("RUS", "UKR")
    assert found().furthest is None
    doubtful = found(moved(("RUS", 0, 1, 9)), pairs.head(1))
    assert "Germany → Russia moved most" in (said := what_changed(doubtful, LAST, 7)) and "no more than chance" in said


def test_what_chance_alone_would_do_is_said_where_many_are_compared() -> None:
    many = moved(("RUS", 0, 50, 5), *((f"A{place}", 0.0, 1.0, 9.0) for place in range(39)))
    assert by_chance(found(many)) == "1 of 40 actors clearly moved; by chance alone up to 4 would."
    assert by_chance(found(many.head(9))) == ""


@pytest.mark.parametrize(
    ("unusual", "words"),
    [
        (0.4, "usual for Russia"), (-0.99, "usual for Russia"), (1.4, "somewhat high for Russia"),
        (-1.4, "somewhat low for Russia"), (2.44, "unusual for Russia: 2.4 standard errors above its own past"),
        (-3, "unusual for Russia: 3.0 standard errors below its own past"),
        (np.nan, "too little past to say what is usual for Russia"),
    ],
)  # fmt: skip
def test_how_unusual_a_number_is_for_them(unusual: float, words: str) -> None:
    assert how_unusual(unusual, "Russia") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2022, 2, 24), date(2022, 2, 24), "24 February 2022"),
        (date(2022, 2, 18), date(2022, 2, 24), "18 to 24 February 2022"),
        (date(2022, 1, 30), date(2022, 2, 5), "30 January to 5 February 2022"),
        (date(2021, 12, 30), date(2022, 1, 5), "30 December 2021 to 5 January 2022"),
    ],
)
def test_a_span_of_days_is_written_as_people_write_it(first: date, last: date, words: str) -> None:
    assert days_named(first, last) == words


def test_names_signs_and_spans() -> None:
    assert unit_name(["RUS", "UKR"]) == "Russia → Ukraine" and unit_name(["NATO"]) == "NATO"
    assert [signed(number) for number in (0.4, -0.4, 0.6, -12)] == ["0", "0", "+1", "-12"]
    assert [bound(number) for number in (0.4, -0.4, 0.01, -12.3)] == ["+0.4", "-0.4", "0", "-12"]
    assert span_of(LAST, 7) == (date(2022, 2, 18), LAST)


def test_who_is_named_in_articles_is_counted_once_an_article() -> None:
    paragraphs = pd.DataFrame(
        [(article, number, actors) for article, number, actors in (
            ("a", 1, "RUS|UKR"), ("a", 2, "RUS"), ("b", 1, "RUS"), ("c", 1, "USA"))],
        columns=["article_id", "paragraph", "actors"],
    ).assign(
        collection="", story_id=lambda frame: frame["article_id"], outlet="", published=LAST, event_date=None,
        digest=[f"{number:016x}" for number in range(4)], stance=0.1, background=False, future=False, kind="body",
        corrected="", p_deescalatory=0.2, p_neutral=0.6, p_escalatory=0.2,
    )  # fmt: skip
    assert naming(readings_from_frames(paragraphs), ["a", "b"]) == [("RUS", 2), ("UKR", 1)]
    assert naming(readings_from_frames(paragraphs), []) == []


def test_what_was_added_since_somebody_last_looked() -> None:
    tuesday = datetime(2026, 11, 24, 16, 2)
    assert what_was_added(12, tuesday, [("RUS", 9), ("UKR", 7)]) == (
        "12 articles were added since Tuesday 24 November 2026, 16:02; most name Russia (9), Ukraine (7)."
    )
    assert what_was_added(1, tuesday, [("RUS", 1)]) == (
        "1 article was added since Tuesday 24 November 2026, 16:02; it names Russia (1)."
    )
    assert what_was_added(0, tuesday, []) == "Nothing was added since Tuesday 24 November 2026, 16:02."
