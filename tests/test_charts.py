"""Charts: what the figures hold, independent of how they look."""

import numpy as np
import pandas as pd
import pytest

from signals.charts import LIGHT, article_stances, direction, heat_map, timeline, toward
from signals.library import Library
from signals.measuring import measured
from signals.selection import Options

KOREA = "Sample: Korean thaw, 2017–18"


@pytest.fixture
def index(sample_library: Library) -> pd.DataFrame:
    return measured(sample_library, Options(collection=KOREA))


def test_the_timeline_holds_every_day_of_every_actor_with_its_interval(index: pd.DataFrame) -> None:
    figure = timeline(index, ["PRK", "USA"])
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.name for trace in points] == ["North Korea", "United States"]
    for trace, actor in zip(points, ("PRK", "USA"), strict=True):
        days = index[index["actor"] == actor]
        assert list(trace.y) == pytest.approx(days["tension"].tolist())
        assert list(trace.y + trace.error_y.array) == pytest.approx(days["high"].tolist())
        assert list(trace.y - trace.error_y.arrayminus) == pytest.approx(days["low"].tolist())
        assert [list(point) for point in trace.customdata] == [[actor, f"{day:%Y-%m-%d}"] for day in days["date"]]


def test_shape_tells_direction_and_hollow_tells_thin_days(index: pd.DataFrame) -> None:
    figure = timeline(index, ["PRK"])
    days = index[index["actor"] == "PRK"]
    (points,) = [trace for trace in figure.data if trace.mode == "markers"]
    for symbol, (_, day) in zip(points.marker.symbol, days.iterrows(), strict=True):
        assert symbol.startswith({1: "triangle-up", -1: "triangle-down", 0: "circle"}[direction(day.low, day.high)])
        assert symbol.endswith("-open") == (day.paragraphs < 3)


@pytest.mark.parametrize(("low", "high", "sign"), [(1, 5, 1), (-5, -1, -1), (-1, 1, 0), (0, 5, 0)])
def test_a_direction_is_claimed_only_where_the_whole_interval_agrees(low: float, high: float, sign: int) -> None:
    assert direction(low, high) == sign


def test_the_heat_map_has_a_cell_and_a_marker_for_every_day_with_reports(index: pd.DataFrame) -> None:
    figure = heat_map(index, ["PRK", "KOR"])
    cells, markers = figure.data
    shown = index[index["actor"].isin(["PRK", "KOR"])]
    assert list(cells.y) == ["South Korea", "North Korea"]  # plotly draws from below: the first actor stands on top
    assert len(markers.x) == len(shown) == sum(text != "" for row in cells.text for text in row)
    assert set(cells.x) == set(shown["date"].dt.strftime("%Y-%m-%d"))
    assert not any(text in ("+0", "-0") for row in cells.text for text in row)


def test_bars_follow_reading_order_and_background_is_faint() -> None:
    frame = pd.DataFrame(
        {"paragraph": [1, 2], "stance": [0.7, -0.4], "background": [False, True], "text": ["One.", "Two."]}
    )
    (bars,) = article_stances(frame).data
    assert list(bars.text) == ["+0.70", "-0.40"]
    assert list(bars.marker.opacity) == [1.0, 0.35]
    assert bars.marker.color[0] != bars.marker.color[1]


def test_text_of_articles_is_never_markup() -> None:
    frame = pd.DataFrame(
        {"paragraph": [1], "stance": [0.1], "background": [False], "text": ["<a href='x'>y</a> & <b>z</b>"]}
    )
    (bars,) = article_stances(frame).data
    assert "<a" not in bars.hovertext[0] and "<b>" not in bars.hovertext[0]
    index = pd.DataFrame(
        [{"date": pd.Timestamp("2021-12-05"), "actor": "<b>X</b>", "tension": 1.0, "low": 0.0, "high": 2.0,
          "paragraphs": 1, "articles": 1, "stories": 1}]
    )  # fmt: skip
    for figure in (timeline(index, ["<b>X</b>"]), heat_map(index, ["<b>X</b>"])):
        assert "<b>X" not in figure.to_json()


def test_dark_pages_get_light_ink(index: pd.DataFrame) -> None:
    assert timeline(index, ["PRK"], dark=True).layout.font.color != timeline(index, ["PRK"]).layout.font.color


def test_toward_shows_given_and_received_with_their_counts_and_escapes_names() -> None:
    frame = pd.DataFrame(
        {
            "other": ["UKR", "<b>x</b>"], "given": [0.5, np.nan], "given_count": [3, 0],
            "received": [-0.4, 0.001], "received_count": [1, 2],
        }
    )  # fmt: skip
    figure = toward(frame, "RUS")
    given, received = figure.data
    assert list(given.text) == ["+0.50 (3)", ""] and list(received.text) == ["-0.40 (1)", "0.00 (2)"]
    assert given.marker.color[0] == LIGHT.escalatory and received.marker.color[0] == LIGHT.deescalatory
    assert list(given.y) == ["Ukraine", "&lt;b&gt;x&lt;/b&gt;"]
