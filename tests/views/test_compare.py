"""The page that compares periods, outlets and models, in Streamlit's own test runner, over the real model's scores."""

from datetime import date

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from signals.library import Library
from signals.library.packing import pack
from signals.movers import compared
from signals.selection import Options

UKRAINE = Options(collection="Sample: Ukraine, winter 2021–22")
EARLIER, LATER = (date(2021, 12, 27), date(2022, 1, 25)), (date(2022, 1, 26), date(2022, 2, 24))


def opened(**address: str) -> AppTest:
    app = AppTest.from_string("from signals.views import compare\ncompare.page()", default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


@pytest.fixture
def with_two_models(with_samples: Library) -> Library:
    """The samples as if a second model had read them that sees every paragraph as half as strong."""
    with with_samples.database.writing() as connection:
        names = [row[1] for row in connection.execute(text("PRAGMA table_info(scores)"))]
        values = {"model": "'milder'", "stance": "stance / 2"}
        chosen = ", ".join(values.get(name, name) for name in names)
        connection.execute(text(f"INSERT INTO scores ({', '.join(names)}) SELECT {chosen} FROM scores"))
        ids = [row[0] for row in connection.execute(text("SELECT article_id FROM articles"))]
        pack(connection, ids, "milder")
    return with_samples


def said(app: AppTest) -> str:
    return " ".join(one.value for one in [*app.markdown, *app.caption]).replace("\\", "")


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def test_the_last_thirty_days_are_compared_with_the_thirty_before(with_samples: Library) -> None:
    app = opened()
    assert not app.exception and not app.error and charts(app) == 1
    shown = app.dataframe[0].value
    known = compared(with_samples, UKRAINE, EARLIER, LATER)
    assert len(shown) == len(known)
    assert dict(zip(shown["who"], shown["change"], strict=True))["Russia"] == pytest.approx(
        known.set_index("actor").loc["RUS", "change"]
    )
    assert "27 December 2021 to 25 January 2022" in said(app)


def test_only_what_excludes_zero_is_called_a_change_and_stands_first(with_samples: Library) -> None:
    shown = opened().dataframe[0].value
    clear = (shown["low"] > 0) | (shown["high"] < 0)
    assert clear.any() and not clear.all()
    assert list(clear) == sorted(clear, reverse=True)
    assert list(shown["says"] != "● no clear change") == list(clear)
    for group in (shown[clear], shown[~clear]):
        assert list(group["change"].abs()) == sorted(group["change"].abs(), reverse=True)


def test_pairs_are_compared_and_open_into_the_paragraphs_of_both_periods(with_samples: Library) -> None:
    app = opened(of="Pairs", unit="RUS|UKR")
    assert not app.exception
    assert app.selectbox(key="unit-chosen").value == "RUS|UKR"
    before, after = (frame.value for frame in app.dataframe[1:3])
    assert set(before["published"]) <= {day for day in before["published"] if EARLIER[0] <= day <= EARLIER[1]}
    assert len(after) and all(LATER[0] <= day <= LATER[1] for day in after["published"])
    assert app.dataframe[0].value["link"].str.startswith("actors?actor=").all()


def test_other_periods_can_be_chosen(with_samples: Library) -> None:
    app = opened()
    app.date_input(key="earlier").set_value((date(2021, 11, 15), date(2021, 12, 15))).run()
    assert not app.exception and "15 November 2021 to 15 December 2021" in said(app)
    app.date_input(key="later").set_value((date(2030, 1, 1), date(2030, 1, 2))).run()
    assert not app.exception and "Nobody is told of in both periods" in app.info[0].value


def test_two_outlets_are_compared_with_their_paragraphs_beside_each_other(with_samples: Library) -> None:
    app = opened(mode="Outlets", actor="RUS")
    assert not app.exception and charts(app) == 1
    first, second = app.multiselect(key="one").value, app.multiselect(key="two").value
    assert first != second
    for table, outlet in zip(app.dataframe, (first, second), strict=True):
        assert len(table.value) and set(table.value["outlet"]) == set(outlet)
    assert "Difference" in said(app) and "90 % interval" in said(app)
    app.selectbox(key="page-other-RUS").select("UKR").run()
    assert not app.exception and "Russia → Ukraine" in said(app)


def test_a_side_without_outlets_is_asked_for(with_samples: Library) -> None:
    app = opened(mode="Outlets")
    app.multiselect(key="two").set_value([]).run()
    assert not app.exception and "at least one outlet on each side" in app.info[0].value


def test_other_articles_bring_their_own_outlets(with_samples: Library) -> None:
    app = opened(mode="Outlets")
    app.sidebar.selectbox(key="collection").select("Sample: Korean thaw, 2017–18").run()
    assert not app.exception and app.multiselect(key="one").value


def test_where_one_model_read_the_library_it_says_how_to_get_a_second(with_samples: Library) -> None:
    app = opened(mode="Models")
    assert not app.exception and "signals rescore --model" in app.info[0].value


def test_two_models_are_compared_on_the_paragraphs_on_which_they_differ_most(with_two_models: Library) -> None:
    app = opened(mode="Models")
    assert not app.exception and charts(app) == 1
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Correlation"] == "1.00" and int(metrics["Paragraphs"]) > 50
    shown = app.dataframe[0].value
    assert list(shown["gap"].abs()) == sorted(shown["gap"].abs(), reverse=True)
    assert list(shown["other"]) == pytest.approx(list(shown["one"] / 2))
    app.selectbox(key="model-two").select_index(0).run()
    assert not app.exception and "two different models" in app.info[0].value
