"""Charts of who does what toward whom and of two sides compared: what the figures hold, not how they look."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from signals.charts import DARK, LIGHT
from signals.index import events_of
from signals.library import Library
from signals.relation_charts import (
    ACT_COLUMNS,
    MOST_ARROWS,
    MOST_POINTS,
    act_bars,
    acts_by_kind,
    dumbbell,
    dyads,
    layout,
    matrix,
    models_apart,
    network,
    two_lines,
    unit_names,
)
from signals.scoring.outputs import QUADS
from signals.selection import Options

HOSTILE = "<b onclick=x>Z</b>"


@pytest.fixture
def events() -> pd.DataFrame:
    rows = [
        ("RUS", "UKR", "THREATEN", "verbal conflict", 0.6, 3),
        ("RUS", "UKR", "CONSULT", "verbal cooperation", -0.4, 1),
        ("RUS", "USA", "THREATEN", "verbal conflict", 0.2, 1),
        ("UKR", "RUS", "SANCTION", "material conflict", 0.5, 2),
        ("USA", "UKR", "AID", "material cooperation", 0.1, 4),
    ]
    return pd.DataFrame(rows, columns=["source", "target", "event", "quad", "stance", "paragraphs"])


def test_acts_are_summed_by_quad_class_and_event_given_and_received(events: pd.DataFrame) -> None:
    acts = acts_by_kind(events, "RUS")
    assert list(acts.columns) == ACT_COLUMNS
    classes = acts[acts["event"] == ""].set_index("quad")
    assert list(classes.index) == list(QUADS)
    verbal = classes.loc["verbal conflict"]
    assert verbal["given_count"] == 4 and verbal["given"] == pytest.approx((3 * 0.6 + 0.2) / 4)
    assert verbal["received_count"] == 0 and math.isnan(verbal["received"])
    assert classes.loc["material conflict", "received_count"] == 2
    assert list(acts.loc[acts["event"] != "", "event"]) == ["CONSULT", "THREATEN", "SANCTION"]


def test_acts_of_a_pair_leave_out_what_passes_with_others(events: pd.DataFrame) -> None:
    acts = acts_by_kind(events, "RUS", "UKR")
    assert acts.loc[acts["event"] == "THREATEN", "given_count"].to_list() == [3]
    assert acts.loc[acts["event"] == "THREATEN", "given"].to_list() == pytest.approx([0.6])


def test_classes_hold_what_their_events_hold(sample_library: Library) -> None:
    all_events = events_of(sample_library.readings("pair"), Options(by="pair"))
    acts = acts_by_kind(all_events, "RUS")
    for quad in QUADS:
        own = acts[acts["quad"] == quad]
        for side in ("given_count", "received_count"):
            assert own.loc[own["event"] == "", side].sum() == own.loc[own["event"] != "", side].sum()
    assert acts["given_count"].sum() > 0


def test_bars_are_as_long_as_there_are_paragraphs_and_say_the_stance(events: pd.DataFrame) -> None:
    acts = acts_by_kind(events, "RUS")
    given, received = act_bars(acts).data
    assert list(given.x) == acts["given_count"].to_list()
    place = acts.index[acts["event"] == "THREATEN"][0]
    assert given.text[place] == "4 ▲ +0.50" and received.text[place] == ""
    first = acts.index[(acts["event"] == "") & (acts["quad"] == "verbal conflict")][0]
    assert given.marker.color[first] == LIGHT.escalatory and given.marker.color[place].startswith("rgba(184,82,10")
    assert given.marker.opacity is None  # an array of them would keep bars from being selected
    assert list(given.customdata[place]) == ["given", "verbal conflict", "THREATEN"]
    assert act_bars(acts, dark=True).data[0].marker.color[first] == DARK.escalatory


def test_dyads_are_means_over_paragraphs_among_the_actors_only(events: pd.DataFrame) -> None:
    cells = dyads(events, ["RUS", "UKR"]).set_index(["source", "target"])
    assert set(cells.index) == {("RUS", "UKR"), ("UKR", "RUS")}
    assert cells.loc[("RUS", "UKR"), "paragraphs"] == 4
    assert cells.loc[("RUS", "UKR"), "stance"] == pytest.approx((3 * 0.6 - 0.4) / 4)


def test_the_matrix_has_rows_that_act_toward_columns(events: pd.DataFrame) -> None:
    actors = ["RUS", "UKR", "USA"]
    cells = dyads(events, actors)
    grid, marks = matrix(cells, actors).data
    assert grid.z[0][1] == pytest.approx(0.35) and grid.text[0][1] == "+.3"
    assert np.isnan(grid.z[2][0]) and grid.text[2][0] == ""
    assert grid.text[1][0] == "<i>+.5</i>"  # two paragraphs are few
    assert grid.zmin == -grid.zmax
    pairs = [tuple(pair) for pair in marks.customdata]
    assert pairs == list(zip(cells["source"], cells["target"], strict=True))
    for (source, target), x, y in zip(pairs, marks.x, marks.y, strict=True):
        assert (actors[y], actors[x]) == (source, target)
    assert "4 paragraphs" in marks.text[0]


def everyone_with_everyone(size: int) -> tuple[pd.DataFrame, list[str]]:
    actors = [f"A{number:02d}" for number in range(size)]
    rows = [
        (one, other, (place % 21 - 10) / 10, 1 + place % 17)
        for place, (one, other) in enumerate(itertools.permutations(actors, 2))
    ]
    return pd.DataFrame(rows, columns=["source", "target", "stance", "paragraphs"]), actors


def test_nodes_of_the_network_never_overlap_and_stay_where_they_are() -> None:
    cells, actors = everyone_with_everyone(12)
    places = layout(cells, actors)
    gaps = [np.hypot(*(places[one] - places[other])) for one, other in itertools.combinations(actors, 2)]
    assert min(gaps) > 0.5  # of a square of 2.5, drawn at 350 pixels or more: nodes are 38 wide
    again = layout(cells, actors)
    assert all(np.array_equal(places[actor], again[actor]) for actor in actors)


def test_arrows_are_few_and_the_strongest_and_every_actor_keeps_one() -> None:
    cells, actors = everyone_with_everyone(12)
    cells.loc[(cells["source"] == "A11") | (cells["target"] == "A11"), "paragraphs"] = 1
    marks = network(cells, actors).data[-1]
    pairs = [tuple(pair) for pair in marks.customdata]
    assert len(pairs) == MOST_ARROWS
    assert {actor for pair in pairs for actor in pair} == set(actors)
    shape = dict(zip(pairs, marks.marker.symbol, strict=True))
    for source, target, stance, _ in cells.itertuples(index=False):
        if (source, target) in shape:
            expected = "triangle-up" if stance >= 0.2 else "triangle-down" if stance <= -0.2 else "circle"
            assert shape[source, target] == expected


def test_wide_arrows_have_many_paragraphs_and_there_and_back_are_two_lines(events: pd.DataFrame) -> None:
    cells = dyads(events, ["RUS", "UKR"])
    lines = [trace for trace in network(cells, ["RUS", "UKR"]).data if trace.mode == "lines"]
    assert lines[0].line.width > lines[1].line.width  # four paragraphs and two
    middles = [(line.x[8], line.y[8]) for line in lines]
    assert math.dist(*middles) > 0.1


def test_a_network_of_one_actor_without_counterparts_is_drawn() -> None:
    nothing = pd.DataFrame(columns=["source", "target", "stance", "paragraphs"])
    assert list(network(nothing, ["RUS"]).data[-1].text) == ["RUS"]


@pytest.fixture
def changes() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": ["RUS", "USA"], "target": ["UKR", HOSTILE], "before": [-10.0, 4.0], "after": [30.0, -2.0],
            "change": [40.0, -6.0], "low": [12.0, -30.0], "high": [68.0, 18.0],
        }
    )  # fmt: skip


def test_only_a_change_whose_interval_excludes_zero_is_coloured(changes: pd.DataFrame) -> None:
    figure = dumbbell(changes)
    before, after = (trace for trace in figure.data if trace.name in ("before", "after"))
    assert list(before.x) == [-10, 4] and list(after.x) == [30, -2]
    assert list(after.marker.symbol) == ["triangle-up", "circle"]
    assert list(after.marker.color) == [LIGHT.escalatory, LIGHT.neither]
    assert "change +40 (90 % interval +12 to +68)" in after.text[0]
    assert [list(place) for place in after.customdata] == [[0], [1]]


def test_units_are_named_with_their_direction(changes: pd.DataFrame) -> None:
    assert unit_names(changes)[0] == "Russia → Ukraine"
    assert unit_names(pd.DataFrame({"actor": ["RUS"], "other": ["UKR"]})) == ["Russia – Ukraine"]
    assert unit_names(pd.DataFrame({"actor": ["RUS"]})) == ["Russia"]


def index_of(days: int) -> pd.DataFrame:
    dates = pd.date_range("2020-01-01", periods=days)
    return pd.DataFrame({"date": dates, "tension": 10.0, "low": -5.0, "high": 25.0, "paragraphs": 2})


def test_two_sides_are_told_apart_without_colour_and_hollow_is_thin() -> None:
    one, other = index_of(3).assign(paragraphs=[1, 3, 9]), index_of(2)
    lines = [trace for trace in two_lines(one, other, ("One", HOSTILE)).data if trace.mode == "lines+markers"]
    assert [line.line.dash for line in lines] == ["solid", "dash"]
    assert list(lines[0].marker.symbol) == ["circle-open", "circle", "circle"]
    assert [list(point) for point in lines[1].customdata] == [[1, "2020-01-01"], [1, "2020-01-02"]]


def test_no_chart_draws_more_points_than_a_browser_bears() -> None:
    lines = two_lines(index_of(4000), index_of(4000), ("One", "Two"))
    assert sum(len(trace.x) for trace in lines.data if trace.mode == "lines+markers") <= MOST_POINTS
    assert lines.data[1].x[-1] == pd.Timestamp("2020-01-01") + pd.Timedelta(days=3999)  # the newest stay
    assert len(models_apart(stances(9000), ("One", "Two")).data[1].x) <= MOST_POINTS


def stances(size: int) -> pd.DataFrame:
    one = np.linspace(-1, 1, size)
    return pd.DataFrame(
        {"article_id": "a", "paragraph": range(size), "text": HOSTILE, "stance_one": one, "stance_other": one * 0.5}
    )


def test_models_apart_marks_who_reads_it_as_more_escalatory() -> None:
    points = models_apart(stances(3), ("One", "Two")).data[1]
    assert list(points.x) == [-1, 0, 1] and list(points.y) == [-0.5, 0, 0.5]
    assert list(points.marker.symbol) == ["triangle-up", "circle", "triangle-down"]
    assert [list(point) for point in points.customdata] == [["a", 0], ["a", 1], ["a", 2]]


def test_names_and_texts_are_never_markup(changes: pd.DataFrame) -> None:
    cells = pd.DataFrame({"source": ["RUS"], "target": [HOSTILE], "stance": [0.4], "paragraphs": [3]})
    actors = ["RUS", HOSTILE]
    figures = [
        matrix(cells, actors), network(cells, actors), dumbbell(changes),
        two_lines(index_of(2), index_of(2), (HOSTILE, HOSTILE)), models_apart(stances(3), (HOSTILE, HOSTILE)),
    ]  # fmt: skip
    for figure in figures:
        for trace in figure.data:
            shown = {name: value for name, value in trace.to_plotly_json().items() if name != "customdata"}
            with np.printoptions(threshold=10_000):
                assert "<b onclick" not in str(shown)
        assert "<b onclick" not in str(figure.layout)
