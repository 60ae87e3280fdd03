"""The tension index: what is averaged, what counts once, and how far the interval can be trusted."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from signals.index import INDEX_COLUMNS, counterparts, tension_by_actor, tension_by_pair


def paragraphs(*rows: dict[str, object]) -> pd.DataFrame:
    default = {
        "article_id": "a", "story_id": "s", "published": "2021-12-05", "background": False, "actors": "RUS",
        "p_escalatory": 0.8, "p_deescalatory": 0.1,
    }  # fmt: skip
    return pd.DataFrame([{**default, "digest": str(i), **row} for i, row in enumerate(rows)])


def test_tension_is_the_mean_stance_drawn_toward_zero_by_two_neutral_paragraphs() -> None:
    day = tension_by_actor(paragraphs({"stance": 0.8}, {"stance": 0.4}, {"stance": 0.6}, {"stance": 0.6})).iloc[0]
    assert day["tension"] == pytest.approx(100 * 2.4 / 6)
    assert day["low"] < day["tension"] < day["high"]
    assert (day["paragraphs"], day["articles"], day["stories"]) == (4, 1, 1)


def test_a_paragraph_counts_for_every_actor_it_names() -> None:
    index = tension_by_actor(paragraphs({"stance": 0.5, "actors": "RUS|UKR"}, {"stance": -0.5, "actors": "USA"}))
    assert list(index["actor"]) == ["RUS", "UKR", "USA"]
    assert list(index["tension"] > 0) == [True, True, False]


def test_a_reprint_counts_once_but_is_listed() -> None:
    once = tension_by_actor(paragraphs({"stance": 0.9, "digest": "x"}))
    forty = tension_by_actor(paragraphs(*({"stance": 0.9, "digest": "x", "article_id": str(i)} for i in range(40))))
    assert forty["tension"].iloc[0] == pytest.approx(once["tension"].iloc[0])
    assert (forty["paragraphs"].iloc[0], forty["articles"].iloc[0], forty["stories"].iloc[0]) == (1, 40, 1)


def test_background_is_kept_out_unless_asked_for() -> None:
    frame = paragraphs({"stance": 0.9, "background": True}, {"stance": -0.2})
    assert tension_by_actor(frame)["tension"].iloc[0] < 0
    assert tension_by_actor(frame, include_background=True)["tension"].iloc[0] > 0


def test_the_interval_narrows_with_more_paragraphs_and_stays_in_range() -> None:
    widths = []
    for count in (1, 4, 16, 64):
        day = tension_by_actor(paragraphs(*({"stance": 1.0} for _ in range(count)))).iloc[0]
        assert -100 <= day["low"] <= day["high"] <= 100
        widths.append(day["high"] - day["low"])
    assert widths == sorted(widths, reverse=True)


def test_no_actor_no_row() -> None:
    for frame in (paragraphs({"stance": 0.5, "actors": ""}), paragraphs({"stance": 0.1}).iloc[:0]):
        index = tension_by_actor(frame)
        assert index.empty
        assert list(index.columns) == INDEX_COLUMNS


def test_the_interval_covers_the_true_level_about_nine_times_in_ten() -> None:
    """Days with a level of their own near zero and a dozen paragraphs around it: the case the prior assumes."""
    random = np.random.default_rng(7)
    covered = []
    for _ in range(400):
        level = random.normal(0, 0.25)
        stances = np.clip(random.normal(level, 0.45, size=12), -1, 1)
        day = tension_by_actor(paragraphs(*({"stance": s} for s in stances))).iloc[0]
        covered.append(day["low"] <= 100 * level <= day["high"])
    assert 0.85 <= np.mean(covered) <= 0.97


def test_the_index_follows_a_known_course() -> None:
    random = np.random.default_rng(3)
    levels = np.sin(np.linspace(0, 6, 30)) * 0.6
    rows = [
        {
            "stance": float(np.clip(random.normal(level, 0.4), -1, 1)),
            "published": f"2021-11-{day + 1:02d}",
            "digest": f"{day}-{i}",
        }
        for day, level in enumerate(levels)
        for i in range(15)
    ]
    index = tension_by_actor(paragraphs(*rows))
    assert np.corrcoef(index["tension"], levels)[0, 1] > 0.95


def acts(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "published": date(2021, 12, 5), "article_id": f"a{number}", "story_id": "s", "background": False,
                "source": source, "target": target, "stance": stance, "text": text,
            }
            for number, (source, target, stance, text) in enumerate(rows)
        ]
    )  # fmt: skip


def test_a_pair_has_its_direction_and_a_reprinted_paragraph_counts_once() -> None:
    frame = tension_by_pair(
        acts(("A", "B", 0.8, "x"), ("A", "B", 0.8, "x"), ("A", "B", 0.8, "y"), ("B", "A", -0.8, "z"))
    )
    assert frame[["source", "target", "paragraphs", "articles"]].to_numpy().tolist() == [
        ["A", "B", 2, 3],
        ["B", "A", 1, 1],
    ]
    assert frame["tension"].iloc[0] == pytest.approx(100 * 1.6 / 4) and frame["tension"].iloc[1] < 0
    assert frame["escalatory_share"].tolist() == [1.0, 0.0]
    assert tension_by_pair(acts()[:0].reindex(columns=acts(("A", "B", 0.1, "x")).columns)).empty


def test_counterparts_are_those_with_most_acts_first_given_and_received_apart() -> None:
    frame = counterparts(
        acts(("A", "B", 0.5, "x"), ("C", "A", -0.5, "y"), ("A", "C", 0.1, "z"), ("B", "C", 1, "w")), "A"
    )
    assert frame["other"].tolist() == ["C", "B"]
    assert frame["given_count"].tolist() == [1, 1] and frame["received_count"].tolist() == [1, 0]
    assert frame["received"].isna().tolist() == [False, True]
