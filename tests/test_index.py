"""The tension index: what is averaged, what counts once, how much each thing weighs, and what stands beside it.

Worked by hand with the default spreads: a story of one paragraph has variance 0.2² + 0.4² = 0.2, so w = 5; what its
outlet shares has variance 0.1² = 0.01, so P = 5 / 1.05 = 1 / 0.21; the level has variance 0.3² = 0.09 around 0.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.calibration import Calibration, House, calibrate
from signals.errors import InputError
from signals.index import (
    EVENT_COLUMNS,
    INDEX_COLUMNS,
    PAIR_COLUMNS,
    SIDES_COLUMNS,
    Options,
    counterparts,
    events_of,
    tension,
)
from signals.readings import Readings, readings_from_frames

DAY = date(2021, 12, 6)  # a Monday
ALWAYS = {
    "collection": "news", "published": DAY, "event_date": None, "background": False, "future": False, "kind": "text",
    "stance": 0.0, "corrected": "",
}  # fmt: skip


def lined_up(rows: tuple[dict, ...], more: dict) -> pd.DataFrame:
    """Rows with what they do not state filled in: each its own words, article, story and outlet."""
    alone = [
        {"article_id": f"a{i}", "story_id": row.get("article_id", f"a{i}"), "outlet": f"o{i}", "paragraph": i,
         "digest": f"{i:016x}"} for i, row in enumerate(rows)
    ]  # fmt: skip
    frame = pd.DataFrame([{**ALWAYS, **more, **own, **row} for own, row in zip(alone, rows, strict=True)])
    return frame.assign(event_date=pd.to_datetime(frame["event_date"]))


def paragraphs(*rows: dict) -> Readings:
    frame = lined_up(rows, {"actors": "RUS"})
    sure = {
        "p_deescalatory": frame["stance"] < 0,
        "p_neutral": frame["stance"] == 0,
        "p_escalatory": frame["stance"] > 0,
    }
    return readings_from_frames(frame.assign(**{name: part.astype(float) for name, part in sure.items()}))


def acts(*rows: dict) -> Readings:
    more = {"source": "RUS", "target": "UKR", "event": "ACCUSE", "confidence": 0.8, "implied": False}
    frame = lined_up(rows, more)
    return readings_from_frames(frame, frame)


def only(readings: Readings, calibration: Calibration | None = None, **options: object) -> pd.Series:
    frame = tension(readings, Options(**options), calibration)
    assert len(frame) == 1
    return frame.iloc[0]


# What weighs how much


def test_one_paragraph_is_drawn_toward_zero() -> None:
    day = only(paragraphs({"stance": 0.8}))
    assert day["tension"] == pytest.approx(100 * 0.8 * 0.09 / (0.09 + 0.21))
    assert (day["paragraphs"], day["articles"], day["stories"], day["outlets"]) == (1, 1, 1, 1)


def test_the_interval_of_a_thin_day_is_that_of_the_spreads() -> None:
    day = only(paragraphs({"stance": 0.8}))
    half = 100 * 1.71088 * (0.09 * 0.21 / 0.30) ** 0.5  # Student's t with 24 degrees of freedom, 90 %
    assert (day["low"], day["high"]) == (pytest.approx(24 - half, abs=1e-3), pytest.approx(24 + half, abs=1e-3))


def test_paragraphs_of_a_story_share_what_the_story_adds() -> None:
    """Four paragraphs of one story: variance 0.04 + 0.16 / 4 = 0.08, and 0.01 of the outlet; never below 0.05."""
    story = [{"article_id": "a", "outlet": "o", "stance": 0.8}] * 4
    assert only(paragraphs(*story))["tension"] == pytest.approx(100 * 0.8 * 0.09 / (0.09 + 0.09))
    assert only(paragraphs(*story * 500))["tension"] < 100 * 0.8 * 0.09 / (0.09 + 0.05)


def test_stories_of_an_outlet_share_what_the_outlet_adds() -> None:
    """Five stories: variance 0.2 / 5 of their own and 0.01 of the outlet they share; of five outlets, 0.21 / 5."""
    one = only(paragraphs(*[{"outlet": "o", "stance": 0.8}] * 5))
    five = only(paragraphs(*[{"stance": 0.8}] * 5))
    assert one["tension"] == pytest.approx(100 * 0.8 * 0.09 / (0.09 + 0.05))
    assert five["tension"] == pytest.approx(100 * 0.8 * 0.09 / (0.09 + 0.042))
    assert (one["outlets"], five["outlets"]) == (1, 5)


def test_a_long_story_does_not_drown_a_short_one() -> None:
    long = [{"article_id": "long", "outlet": "o", "stance": 0.8}] * 50
    day = only(paragraphs(*long, {"stance": -0.8}))
    long_one, short = 1 / (0.04 + 0.16 / 50 + 0.01), 1 / 0.21
    assert day["tension"] == pytest.approx(100 * 0.8 * (long_one - short) / (long_one + short + 1 / 0.09))
    assert day["tension"] < 100 * 0.8 * 49 / 51 / 2  # half of what the plain mean would say


def test_what_an_outlet_always_adds_is_taken_off() -> None:
    held = Calibration(house={"Shrill": House(0.2, 0.05)})
    readings = paragraphs({"outlet": "Shrill", "stance": 0.5})
    assert only(readings, held)["tension"] == pytest.approx(100 * 0.3 * 0.09 / (0.09 + 0.2 + 0.0025))
    assert only(readings, held, house_effects=False)["tension"] == pytest.approx(100 * 0.5 * 0.09 / (0.09 + 0.21))


def test_stories_that_disagree_widen_the_interval() -> None:
    agree = only(paragraphs(*[{"stance": 0.1}] * 20))
    disagree = only(paragraphs(*[{"stance": 1.0}, {"stance": -0.8}] * 10))
    assert agree["tension"] == pytest.approx(disagree["tension"])
    assert disagree["high"] - disagree["low"] > 1.3 * (agree["high"] - agree["low"])


def test_the_worked_examples_of_the_method_page_are_true() -> None:
    others = [{"stance": -0.4}] * 2
    examples = {
        "one paragraph of stance 0.8": [{"stance": 0.8}],
        "ten such paragraphs, one story": [{"article_id": "a", "outlet": "o", "stance": 0.8}] * 10,
        "ten such paragraphs, ten outlets": [{"stance": 0.8}] * 10,
        "fifty such paragraphs in one story; two other outlets have one of −0.4 each": [
            *[{"article_id": "a", "outlet": "o", "stance": 0.8}] * 50,
            *others,
        ],
        "thirty such stories of one outlet; two other outlets have one of −0.4 each": [
            *[{"outlet": "o", "stance": 0.8}] * 30,
            *others,
        ],
    }
    page = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
    for text, rows in examples.items():
        day = only(paragraphs(*rows))
        assert f"| {text} | {day['tension']:+.0f} [{day['low']:+.0f}, {day['high']:+.0f}] |" in page


# What counts, and what counts once


def test_a_paragraph_counts_for_every_actor_it_names() -> None:
    index = tension(paragraphs({"stance": 0.5, "actors": "RUS|UKR"}, {"stance": -0.5, "actors": "USA"}))
    assert list(index["actor"]) == ["RUS", "UKR", "USA"]
    assert list(index["tension"] > 0) == [True, True, False]


def reprints(times: int, **first: object) -> list[dict]:
    printed = {"digest": "f" * 16, "story_id": "s", "stance": 0.9}
    return [{**printed, "article_id": f"r{i}", "outlet": f"p{i}", **(first if i == 0 else {})} for i in range(times)]


def test_a_reprint_counts_once_but_is_listed() -> None:
    once, forty = only(paragraphs(*reprints(1))), only(paragraphs(*reprints(40)))
    assert forty["tension"] == pytest.approx(once["tension"])
    assert (forty["paragraphs"], forty["articles"], forty["stories"], forty["outlets"]) == (1, 40, 1, 1)


def test_words_printed_day_after_day_count_on_the_first_day() -> None:
    daily = [{**row, "published": DAY + timedelta(6 * i)} for i, row in enumerate(reprints(10))]
    assert only(paragraphs(*daily))["date"] == pd.Timestamp(DAY)


def test_words_printed_again_after_more_than_a_week_are_news_again() -> None:
    again = [{**row, "published": DAY + timedelta(8 * i)} for i, row in enumerate(reprints(3))]
    assert len(tension(paragraphs(*again))) == 3


def test_a_reprint_is_no_repeat_for_who_asks_only_for_the_paper_that_reprinted() -> None:
    rows = [{**row, "published": DAY + timedelta(i)} for i, row in enumerate(reprints(2))]
    assert only(paragraphs(*rows), outlets=("p1",))["date"] == pd.Timestamp(DAY + timedelta(1))


def test_a_corrected_reprint_speaks_for_all() -> None:
    rows = reprints(3)
    rows[2] |= {"stance": -0.9, "corrected": "stance"}
    day = only(paragraphs(*rows))
    assert day["tension"] == pytest.approx(-100 * 0.9 * 0.3)
    assert (day["escalatory_share"], day["deescalatory_share"]) == (0, 1)


def test_background_is_kept_out_and_quotes_are_in_unless_asked_otherwise() -> None:
    readings = paragraphs({"stance": 0.9, "background": True}, {"stance": -0.2}, {"stance": 0.6, "kind": "quote"})
    assert only(readings)["paragraphs"] == 2
    assert only(readings, background=True)["paragraphs"] == 3
    assert only(readings, quotes=False)["tension"] == pytest.approx(-100 * 0.2 * 0.3)


def test_readings_are_chosen_by_outlet_collection_actor_and_confidence() -> None:
    readings = paragraphs({"stance": 0.8}, {"stance": -0.8, "collection": "archive"}, {"stance": 0.4, "actors": "USA"})
    assert list(tension(readings, Options(outlets=("o0", "o2")))["tension"] > 0) == [True, True]
    assert only(readings, collection="archive")["tension"] < 0
    assert only(readings, actors=("USA",))["actor"] == "USA"
    assert only(acts({"confidence": 0.3}, {"confidence": 0.6}), by="pair", min_confidence=0.6)["paragraphs"] == 1
    assert only(acts({"implied": True}, {}), by="pair", implied=False)["paragraphs"] == 1


def test_shares_are_of_paragraphs() -> None:
    day = only(paragraphs({"stance": 0.8}, {"stance": 0.4}, {"stance": -0.4}, {"stance": 0.0}))
    assert (day["escalatory_share"], day["deescalatory_share"]) == (0.5, 0.25)


# Periods and days


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    readings = paragraphs(*({"published": DAY + timedelta(days)} for days in (-1, 0, 6, 7, 30)))
    weeks = tension(readings, Options(period="week"))
    assert [str(day.date()) for day in weeks["date"]] == ["2021-11-29", "2021-12-06", "2021-12-13", "2022-01-03"]
    assert list(weeks["paragraphs"]) == [1, 2, 1, 1]
    months = tension(readings, Options(period="month"))
    assert [str(day.date()) for day in months["date"]] == ["2021-12-01", "2022-01-01"]


def test_a_story_told_on_two_days_of_a_week_is_one_story_of_the_week() -> None:
    told = [{"story_id": "s", "outlet": "o", "stance": 0.8, "published": DAY + timedelta(i % 2)} for i in range(4)]
    week = only(paragraphs(*told), period="week")
    assert (week["stories"], week["articles"]) == (1, 4)
    assert week["tension"] == pytest.approx(100 * 0.8 * 0.09 / (0.09 + 0.09))


def test_paragraphs_are_dated_by_the_event_on_request() -> None:
    readings = paragraphs({"event_date": DAY - timedelta(3)}, {"event_date": None})
    assert only(readings)["paragraphs"] == 2
    by_event = tension(readings, Options(dated="event"))
    assert list(by_event["date"]) == [pd.Timestamp(DAY - timedelta(3)), pd.Timestamp(DAY)]


def test_no_value_hangs_on_the_window_it_is_looked_at_in() -> None:
    random = np.random.default_rng(5)
    rows = [
        {"stance": random.uniform(-1, 1), "published": DAY + timedelta(int(random.integers(60))),
         "digest": f"{random.integers(200):016x}"} for _ in range(400)
    ]  # fmt: skip
    readings = paragraphs(*rows)
    for period in ("day", "week", "month"):
        options = {"period": period, "half_life": 3.0, "baseline_days": 30}
        whole = tension(readings, Options(**options))
        first, last = DAY + timedelta(33), DAY + timedelta(47)
        part = tension(readings, Options(**options, first=first, last=last))
        assert part["date"].min() <= pd.Timestamp(first) and len(part) < len(whole)
        same = whole[whole["date"].isin(part["date"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(part.drop(columns="options"), same.drop(columns="options"))


# Pairs


def test_a_pair_has_its_direction() -> None:
    back = {"source": "UKR", "target": "RUS", "stance": -0.8}
    readings = acts({"stance": 0.8}, {"stance": 0.8}, back)
    frame = tension(readings, Options(by="pair"))
    assert frame[["source", "target", "paragraphs"]].to_numpy().tolist() == [["RUS", "UKR", 2], ["UKR", "RUS", 1]]
    assert list(frame["escalatory_share"]) == [1, 0]
    sides = only(readings, by="sides")
    assert (sides["actor"], sides["other"], sides["paragraphs"]) == ("RUS", "UKR", 3)
    assert sides["tension"] == pytest.approx(100 * 0.8 / 0.21 / (3 / 0.21 + 1 / 0.09))


def test_a_paragraph_of_acts_both_ways_is_one_paragraph_between_the_two() -> None:
    same = {"article_id": "a", "outlet": "o", "paragraph": 1, "digest": "b" * 16}
    readings = acts({**same, "stance": 0.9}, {**same, "stance": -0.1, "source": "UKR", "target": "RUS"})
    sides = only(readings, by="sides")
    assert (sides["paragraphs"], sides["articles"]) == (1, 1)
    assert sides["tension"] == pytest.approx(100 * 0.4 * 0.3)


def test_pairs_are_chosen_by_either_side() -> None:
    readings = acts({}, {"source": "USA", "target": "RUS"}, {"source": "USA", "target": "CHN"})
    assert list(tension(readings, Options(by="pair", actors=("RUS",)))["source"]) == ["RUS", "USA"]


def test_counterparts_are_those_with_most_acts_first_given_and_received_apart() -> None:
    frame = counterparts(
        acts(
            {"source": "A", "target": "B", "stance": 0.5},
            {"source": "C", "target": "A", "stance": -0.5, "published": DAY + timedelta(40)},
            {"source": "A", "target": "C", "stance": 0.1},
            {"source": "B", "target": "C", "stance": 1.0},
        ),
        "A",
    )
    assert frame["other"].tolist() == ["C", "B"]
    assert frame["given"].tolist() == [pytest.approx(0.03), pytest.approx(0.15)]
    assert frame["given_count"].tolist() == [1, 1] and frame["received_count"].tolist() == [1, 0]
    assert frame["received"].isna().tolist() == [False, True]


def test_events_are_counted_by_pair_and_kind_the_same_words_once() -> None:
    readings = acts(
        {"stance": 0.4}, {"stance": 0.2}, {"stance": 0.2, "digest": f"{1:016x}"}, {"event": "CONSULT", "stance": -0.5},
        {"source": "UKR", "target": "RUS", "event": "CONSULT", "stance": -0.3},
    )  # fmt: skip
    frame = events_of(readings, Options(by="pair"))
    assert frame[["source", "event", "quad", "paragraphs"]].to_numpy().tolist() == [
        ["RUS", "ACCUSE", "verbal conflict", 2],
        ["RUS", "CONSULT", "verbal cooperation", 1],
        ["UKR", "CONSULT", "verbal cooperation", 1],
    ]
    assert frame["stance"].tolist() == pytest.approx([0.3, -0.5, -0.3])
    assert events_of(readings, Options(by="sides"))["paragraphs"].tolist() == [2, 2]


# Beside the level: the unit's own past, and smoothing


def course(*stances: float, thickness: int = 10) -> Readings:
    """Day by day, so many stories of the same stance, each in its own outlet."""
    return paragraphs(
        *({"stance": s, "published": DAY + timedelta(i)} for i, s in enumerate(stances) for _ in range(thickness))
    )


def test_a_baseline_needs_eight_earlier_days() -> None:
    frame = tension(course(*[0.4] * 10))
    for name in ("baseline", "deviation", "unusual"):
        assert frame[name].notna().tolist() == [False] * 8 + [True] * 2


def test_a_day_as_usual_does_not_deviate_however_thin() -> None:
    thick, thin = [{"stance": 0.4}] * 10, [{"stance": 0.4}]
    days = [{**row, "published": DAY + timedelta(i)} for i in range(10) for row in thick]
    frame = tension(paragraphs(*days, *({**row, "published": DAY + timedelta(10)} for row in thin)))
    last = frame.iloc[-1]
    assert last["tension"] == pytest.approx(100 * 0.4 * 0.3)
    assert (last["baseline"], last["deviation"], last["unusual"]) == pytest.approx((last["tension"], 0, 0))


def test_the_deviation_is_tension_less_baseline_and_stands_out_against_a_quiet_past() -> None:
    frame = tension(course(*[0.0, 0.1] * 10, 0.8))
    last = frame.iloc[-1]
    assert last["deviation"] == pytest.approx(last["tension"] - last["baseline"])
    assert last["unusual"] > 3
    restless = tension(course(*[-0.7, 0.8] * 10, 0.8)).iloc[-1]
    assert restless["tension"] == pytest.approx(last["tension"]) and abs(restless["unusual"]) < 2


def test_the_baseline_forgets_what_lies_further_back() -> None:
    turned = course(*[-0.8] * 20, *[0.4] * 13)
    assert tension(turned, Options(baseline_days=12))["deviation"].iloc[-1] == pytest.approx(0)
    assert tension(turned)["baseline"].iloc[-1] < 0


def test_smoothing_halves_weights_every_half_life_and_never_looks_ahead() -> None:
    readings = course(0.6, -0.2, thickness=1)
    frame = tension(readings, Options(half_life=1))
    assert frame["tension"].iloc[0] == pytest.approx(100 * 0.6 * 0.3)
    assert frame["tension"].iloc[1] == pytest.approx(100 * (-0.2 + 0.5 * 0.6) / 0.21 / (1.5 / 0.21 + 1 / 0.09))
    half = 1.71088 * ((1.25 / 0.21 + 1 / 0.09) ** 0.5 / (1.5 / 0.21 + 1 / 0.09))
    assert frame["high"].iloc[1] - frame["tension"].iloc[1] == pytest.approx(100 * half, abs=1e-3)


@pytest.mark.parametrize("half_life", [0.0, 5.0])
def test_later_articles_change_no_earlier_value(half_life: float) -> None:
    stances = np.random.default_rng(2).uniform(-1, 1, 40)
    whole = tension(course(*stances, thickness=2), Options(half_life=half_life))
    early = tension(course(*stances[:25], thickness=2), Options(half_life=half_life))
    pd.testing.assert_frame_equal(whole.iloc[:25], early, check_categorical=False)


# Promises


def test_every_row_states_all_options_and_spreads() -> None:
    stated = str(only(paragraphs({"stance": 0.5}), by="actor", half_life=2.5)["options"])
    for part in (
        "by=actor",
        "period=day",
        "dated=published",
        "background=no",
        "quotes=yes",
        "outlets=all",
        "house_effects=yes",
        "half_life=2.5",
        "baseline_days=180",
        "level_spread=0.3",
        "story_spread=0.2",
    ):
        assert part in stated.split()  # fmt: skip


@pytest.mark.parametrize(
    ("by", "columns"), [("actor", INDEX_COLUMNS), ("pair", PAIR_COLUMNS), ("sides", SIDES_COLUMNS)]
)
def test_no_reading_no_row_and_the_same_columns(by: str, columns: list[str]) -> None:
    full = tension((paragraphs if by == "actor" else acts)({"stance": 0.5}), Options(by=by))
    nothing = paragraphs({"actors": ""}) if by == "actor" else acts({"background": True})
    empty = tension(nothing, Options(by=by))
    assert list(full.columns) == list(empty.columns) == columns and empty.empty
    pd.testing.assert_series_equal(empty.dtypes.drop("options"), full.dtypes.drop("options"))
    assert (
        full["date"].dtype == "datetime64[us]"
        and full["paragraphs"].dtype == "int64"
        and full[columns[1]].dtype == "str"
    )


def test_nothing_passes_where_nothing_is_read() -> None:
    assert list(events_of(acts({"background": True})).columns) == EVENT_COLUMNS
    assert counterparts(acts({"background": True}), "RUS").empty
    assert calibrate(paragraphs({"actors": ""})) == Calibration.defaults()


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "country"}, {"period": "year"}, {"dated": "written"}, {"min_confidence": 1.5}, {"half_life": -1.0},
        {"half_life": float("nan")}, {"baseline_days": 0}, {"outlets": "Reuters"},
        {"first": DAY, "last": DAY - timedelta(1)},
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(wrong: dict) -> None:
    with pytest.raises(InputError):
        Options(**wrong)


def test_readings_of_the_other_kind_are_refused() -> None:
    with pytest.raises(InputError, match="readings of actors"):
        tension(paragraphs({}), Options(by="pair"))
    with pytest.raises(InputError, match="readings of pairs"):
        tension(acts({}), Options(by="actor"))
    with pytest.raises(InputError):
        events_of(acts({}), Options(by="actor"))


def test_a_calibration_survives_storing_and_a_broken_one_is_refused() -> None:
    held = Calibration(0.35, 0.15, 0.08, 0.25, {"Meridian Wire": House(-0.04, 0.02)}, 120)
    assert Calibration.from_json(held.to_json()) == held
    for broken in ("", "{}", "[]", '{"house": 3}'):
        with pytest.raises(InputError):
            Calibration.from_json(broken)


READ = st.fixed_dictionaries(
    {
        "published": st.integers(0, 30).map(lambda days: DAY + timedelta(days)),
        "article_id": st.sampled_from("abcdefgh"),
        "digest": st.integers(0, 12).map("{:016x}".format),
        "actors": st.sampled_from(["RUS", "UKR", "RUS|UKR"]),
        "background": st.booleans(),
    }
)


def of_articles(rows: list[dict]) -> list[dict]:
    """The same with one day, outlet and story an article, and one stance of the same words."""
    day = {row["article_id"]: row["published"] for row in rows}
    return [
        {**row, "published": day[row["article_id"]], "outlet": min(row["article_id"], "d"),
         "story_id": row["article_id"], "paragraph": place, "stance": int(row["digest"], 16) / 6 - 1}
        for place, row in enumerate(rows)
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(READ, min_size=1, max_size=25), st.randoms(use_true_random=False), st.sampled_from([0.0, 4.0]))
def test_the_order_of_articles_does_not_matter_and_all_stays_in_range(rows, random, half_life) -> None:
    rows = of_articles(rows)
    options = Options(background=True, half_life=half_life, baseline_days=9)
    frame = tension(paragraphs(*rows), options)
    assert ((frame["low"] <= frame["tension"]) & (frame["tension"] <= frame["high"])).all()
    assert frame[["low", "high"]].abs().to_numpy().max() <= 100
    assert frame[["escalatory_share", "deescalatory_share"]].to_numpy().min() >= 0
    assert (frame["escalatory_share"] + frame["deescalatory_share"]).max() <= 1 + 1e-9
    random.shuffle(rows)
    pd.testing.assert_frame_equal(frame, tension(paragraphs(*rows), options))
