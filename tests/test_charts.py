"""Charts: what the figures hold, independent of how they look."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from signals.charts import (
    DARK,
    LIGHT,
    POINTS_WITH_BARS,
    Ink,
    article_stances,
    direction,
    heat_map,
    last_day,
    picture_config,
    sparkline,
    timeline,
    toward,
    web_page,
)
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
        iso = [f"{day:%Y-%m-%d}" for day in days["date"]]
        assert [list(point) for point in trace.customdata] == [[actor, day, day] for day in iso]


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
    assert list(cells.x) == [f"{day:%-d %b<br>%Y}" for day in sorted(set(shown["date"]))]
    assert [list(cell)[:2] for cell in markers.customdata] == [
        [actor, f"{day:%Y-%m-%d}"] for actor, day in zip(shown["actor"], shown["date"], strict=True)
    ]
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


def days_of(actor: str, count: int, **columns: object) -> pd.DataFrame:
    """An index of so many days with reports of one actor."""
    dates = pd.date_range("2021-01-04", periods=count)
    told = {"tension": 20.0, "low": 5.0, "high": 35.0, "paragraphs": 4, "articles": 2, "stories": 2, "baseline": np.nan}
    return pd.DataFrame({"date": dates, "actor": actor, **told, **columns})


def test_points_of_weeks_and_months_carry_their_last_day() -> None:
    assert last_day(date(2024, 2, 1), "month") == date(2024, 2, 29) and last_day(date(2023, 12, 1), "month").day == 31
    (points,) = [trace for trace in timeline(days_of("PRK", 1), ["PRK"], period="week").data if trace.mode == "markers"]
    assert list(points.customdata[0]) == ["PRK", "2021-01-04", "2021-01-10"]
    assert "week of 4 January 2021" in points.text[0]


def test_a_dense_row_has_one_band_instead_of_bars() -> None:
    sparse, dense = (timeline(days_of("PRK", count), ["PRK"]) for count in (POINTS_WITH_BARS, POINTS_WITH_BARS + 1))
    assert not [trace for trace in sparse.data if trace.fill]
    (band,) = [trace for trace in dense.data if trace.fill]
    assert set(band.y) == {35.0}
    for figure, bars in ((sparse, True), (dense, False)):
        (points,) = [trace for trace in figure.data if trace.mode == "markers"]
        assert points.error_y.visible is bars


def test_more_paragraphs_make_a_larger_marker_and_none_hides_its_row() -> None:
    (points,) = [
        trace
        for trace in timeline(days_of("PRK", 3, paragraphs=[1, 50, 5_000]), ["PRK"]).data
        if trace.mode == "markers"
    ]
    assert 5 < points.marker.size[0] < points.marker.size[1] < points.marker.size[2] <= 20


def test_colours_of_points_say_what_their_shapes_say() -> None:
    frame = days_of("PRK", 3, low=[5.0, -35.0, -5.0], high=[35.0, -5.0, 5.0])
    (points,) = [trace for trace in timeline(frame, ["PRK"]).data if trace.mode == "markers"]
    scale = dict(zip((-1, 0, 1), [colour for _, colour in points.marker.colorscale[::2]], strict=True))
    assert scale == {-1: LIGHT.deescalatory, 0: LIGHT.neither, 1: LIGHT.escalatory}
    assert list(points.marker.color) == [1, -1, 0]
    assert list(points.marker.symbol) == ["triangle-up", "triangle-down", "circle"]


def test_the_baseline_is_drawn_where_it_is_known() -> None:
    known = timeline(days_of("PRK", 3, baseline=[np.nan, 1.0, 2.0]), ["PRK"])
    (line,) = [trace for trace in known.data if trace.name == "baseline"]
    assert line.line.dash == "dot" and list(line.y)[1:] == [1.0, 2.0]
    assert not [trace for trace in timeline(days_of("PRK", 3), ["PRK"]).data if trace.name == "baseline"]


def test_a_shift_is_marked_with_its_change_and_can_be_selected() -> None:
    shifts = pd.DataFrame(
        [{"actor": actor, "date": pd.Timestamp("2021-01-10"), "before": 5.0, "after": -26.0, "change": -31.0,
          "low": -40.0, "high": -22.0, "days_before": 20, "days_after": 1} for actor in ("PRK", "USA")]
    )  # fmt: skip
    figure = timeline(days_of("PRK", 20), ["PRK"], shifts=shifts)
    (mark,) = [trace for trace in figure.data if trace.name == "shift"]
    assert list(mark.marker.symbol) == ["arrow-down"]
    assert [list(one) for one in mark.customdata] == [["PRK", "2021-01-10", "2021-01-12"]]
    assert "from +5 to -26: -31 (90 % interval -40 to -22)" in mark.text[0] and "1 day after" in mark.text[0]


def test_a_map_with_too_many_cells_for_numbers_marks_the_clear_ones() -> None:
    frame = pd.concat([days_of("PRK", 300), days_of("USA", 300, low=-5.0)])
    cells, markers = heat_map(frame, ["PRK", "USA"], period="day").data
    assert cells.texttemplate is None
    seen = dict(zip([cell[0] for cell in markers.customdata], markers.marker.opacity, strict=True))
    assert seen["PRK"] > 0.5 and seen["USA"] == 0
    assert set(markers.marker.symbol) == {"triangle-up", "square"}


def test_no_days_make_no_chart_fail() -> None:
    nothing = days_of("PRK", 0)
    assert timeline(nothing, ["PRK"], shifts=None).data
    assert heat_map(nothing, [])


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_numbers_can_be_read_on_every_cell(colours: Ink) -> None:
    for ground in (colours.cell_up, colours.middle, colours.cell_down, colours.page):
        assert contrast(colours.text, ground) >= 4.5  # WCAG 2.1, AA
    for line in (colours.escalatory, colours.deescalatory, colours.neither):
        assert contrast(line, colours.page) >= 3


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.1 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_chart_leaves_as_a_page_of_its_own_and_as_a_picture(index: pd.DataFrame) -> None:
    page = web_page(heat_map(index, ["PRK"]), "<Tension>").decode("utf-8")
    assert "&lt;Tension&gt;" in page and "<Tension>" not in page
    assert 'src="http' not in page  # the script is in it: nothing is fetched
    picture = picture_config("tension-timeline")["toImageButtonOptions"]
    assert picture == {"format": "png", "scale": 2, "filename": "tension-timeline"}


def test_a_small_line_says_what_it_shows_and_escapes_names() -> None:
    svg = sparkline(pd.Series([-100.0, 0.0, 100.0]), "Course of <b>")
    assert 'aria-label="Course of &lt;b&gt;: -100 to +100"' in svg and "<b>" not in svg
    assert 'points="0.0,44.0 120.0,22.0 240.0,0.0"' in svg
    assert sparkline(pd.Series(dtype=float), "Nothing")


def test_the_days_of_a_short_span_are_named_once(sample_library: Library) -> None:
    index = measured(sample_library, Options(collection=KOREA))
    one = index[index["date"] == index["date"].max()]
    assert timeline(one, list(one["actor"])).layout.xaxis.dtick == 86_400_000
    assert timeline(index, ["PRK"]).layout.xaxis.dtick is None
