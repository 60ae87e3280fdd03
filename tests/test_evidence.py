"""A number opens into its paragraphs: what they add sums to it, under any option."""

from datetime import date

import pandas as pd
import pytest

from signals.corrections import Correction
from signals.errors import InputError
from signals.library import Library
from signals.measuring import acts, behind, days, making, measured, named, shifts_of
from signals.selection import Options
from tests.library.articles import TEXTS, scored, with_one_relation


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(background=True, house_effects=False),
        Options(period="month", dated="event"),
        Options(by="pair"),
        Options(by="sides", period="week"),
    ],
)
def test_the_points_of_the_paragraphs_sum_to_the_tension(sample_library: Library, options: Options) -> None:
    index = measured(sample_library, options)
    names = {"actor": ["actor"], "pair": ["source", "target"], "sides": ["actor", "other"]}[options.by]
    ends = {"day": pd.Timedelta(0), "week": pd.Timedelta(days=6), "month": pd.offsets.MonthEnd()}
    for row in index.sort_values("paragraphs").tail(25).to_dict("records"):
        last = row["date"] + ends[options.period]
        told = behind(sample_library, options, [row[name] for name in names], row["date"].date(), last.date())
        assert told["points"].sum() == pytest.approx(row["tension"], abs=1e-6)
        assert (told["share"] > 0).sum() == row["paragraphs"] and 0 < told["share"].sum() < 1
        assert told["points"].abs().is_monotonic_decreasing


def test_a_corrected_paragraph_adds_what_it_was_corrected_to(library: Library) -> None:
    one = with_one_relation(scored(*TEXTS))
    library.add(one)
    day = date(2021, 12, 5)
    before = behind(library, Options(), ["RUS"], day, day)
    library.correct(Correction(one.article.article_id, 1, "stance", "-1", "me"))
    after = behind(library, Options(), ["RUS"], day, day)
    assert after["points"].tolist() == pytest.approx((-4 * before["points"]).tolist())
    assert measured(library).set_index("actor").loc["RUS", "tension"] == pytest.approx(after["points"].sum())


def test_acts_are_the_newest_first_and_counted(sample_library: Library) -> None:
    frame, count = acts(sample_library, Options(), "RUS")
    assert len(frame) == count and frame["published"].is_monotonic_decreasing
    assert ((frame["source"] == "RUS") | (frame["target"] == "RUS")).all()
    some, still = acts(sample_library, Options(), "RUS", "USA", most=3)
    assert len(some) == 3 and 3 < still < count
    assert acts(sample_library, Options(), "RUS", "ATLANTIS")[1] == 0
    assert named(sample_library, Options(collection="Sample: Ukraine, winter 2021–22"))[0] == "RUS"
    assert days(sample_library, "no such collection") is None


def test_a_shift_is_told_by_paragraphs_of_its_direction(library: Library) -> None:
    for day in range(1, 29):
        for story in range(4):
            one = with_one_relation(
                scored(f"Moscow and Kyiv, matter {story} of day {day}.", published=date(2021, 12, day))
            )
            stance = -0.6 if day < 18 else 0.7
            library.add(
                type(one)(one.article, one.mentions, one.scores.assign(stance=stance), one.model, one.relations)
            )
    found = shifts_of(library)
    assert sorted(found["actor"]) == ["RUS", "UKR"] and set(found["date"].dt.day) == {18}
    told = making(library, Options(), found.iloc[0])
    assert (
        len(told) == 12 and set(pd.to_datetime(told["published"]).dt.day) == {18, 19, 20} and (told["pull"] > 1).all()
    )
    with pytest.raises(InputError, match="days that are not smoothed"):
        shifts_of(library, Options(period="week"))


def test_nothing_stands_behind_an_actor_that_is_not_named(sample_library: Library) -> None:
    assert behind(sample_library, Options(), ["ATLANTIS"], date(2021, 12, 5), date(2021, 12, 5)).empty
    with pytest.raises(InputError, match="needs one actor"):
        behind(sample_library, Options(), ["RUS", "UKR"], date(2021, 12, 5), date(2021, 12, 5))
