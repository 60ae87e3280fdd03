"""The Overview in Streamlit's own test runner, over the real model's scores."""

import time
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from signals import visits
from signals.library import Library
from signals.views.behind import MOST_SHOWN, _listed
from signals.views.jobs import job_of
from signals.views.kept import kept

PAGE = "from signals.views import overview\noverview.page()"
KOREA = "Sample: Korean thaw, 2017–18"


def open_page(**asked: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def words(app: AppTest) -> str:
    """Everything said on the page, without the escapes of Markdown."""
    parts = [*app.markdown, *app.caption, *app.info]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


def address(app: AppTest) -> dict[str, str]:
    held = {name: app.query_params[name] for name in ("actor", "with", "day", "until") if name in app.query_params}
    return {name: value if isinstance(value, str) else value[0] for name, value in held.items()}


def test_it_opens_with_what_changed_both_charts_and_evidence(with_samples: Library) -> None:
    app = open_page()
    assert app.title[0].value == "Who is escalating, who is easing"
    assert [header.value for header in app.subheader] == ["Timeline", "Actor × day", "The paragraphs behind it"]
    assert "Week to 24 February 2022, against the week before: nobody moved by more than chance allows" in words(app)
    assert charts(app) == 2
    assert len(app.get("download_button")) == 6  # each chart as CSV and HTML, and the paragraphs
    assert "add up to a tension of" in words(app)
    assert address(app) == {}


def test_a_card_opens_the_paragraphs_of_its_move_in_one_click(with_samples: Library) -> None:
    app = open_page()
    next(button for button in app.button if button.label.startswith("Russia")).click().run()
    assert not app.exception
    assert address(app) == {"actor": "RUS", "day": "2022-02-18", "until": "2022-02-24"}
    assert app.selectbox(key="behind-unit").value == "RUS"
    assert app.selectbox(key="behind-when").value == "18 to 24 February 2022"
    assert "14 paragraphs add up to a tension of +36" in words(app)


def test_a_card_of_a_pair_opens_the_acts_of_the_one_toward_the_other(with_samples: Library) -> None:
    app = open_page()
    next(button for button in app.button if "→" in button.label).click().run()
    assert address(app) == {"actor": "DEU", "with": "RUS", "day": "2022-02-18", "until": "2022-02-24"}
    assert "3 paragraphs add up to" in words(app)


def test_the_address_says_whose_paragraphs_of_which_day(with_samples: Library) -> None:
    app = open_page(actor="NATO", day="2021-12-07")
    assert app.selectbox(key="behind-unit").value == "NATO"
    assert app.selectbox(key="behind-when").value == "7 December 2021"


@pytest.mark.parametrize(
    "asked",
    [{"actor": "NOBODY", "day": "2021-12-07"}, {"actor": "RUS", "day": "soon"}, {"actor": "RUS"}, {"day": "2021-12-07"},
     {"with": "RUS", "day": "2021-12-07"}, {"actor": "RUS", "day": "2022-02-01", "until": "2021-02-01"},
     {"actor": "<b>", "with": "RUS", "day": "2021-12-07"}],
)  # fmt: skip
def test_an_address_that_asks_for_what_is_not_there_opens_as_usual(
    asked: dict[str, str], with_samples: Library
) -> None:
    assert open_page(**asked).selectbox(key="behind-unit").value == open_page().selectbox(key="behind-unit").value


def test_choosing_an_actor_and_a_day_shows_its_paragraphs(with_samples: Library) -> None:
    app = open_page()
    app.selectbox(key="behind-unit").select("NATO").run()
    assert not app.exception and address(app)["actor"] == "NATO"
    label = app.selectbox(key="behind-when").options[2]
    app.selectbox(key="behind-when").select(label).run()
    assert not app.exception
    day = date.fromisoformat(address(app)["day"])
    assert f"{day:%-d %B %Y}" == label
    frame = with_samples.paragraphs()
    told = frame[(frame["published"] == day) & frame["actors"].str.contains("NATO") & ~frame["background"].astype(bool)]
    assert f"{len(told)} paragraph" in words(app)


def test_a_longer_span_is_compared_where_a_week_holds_too_little(with_samples: Library) -> None:
    app = open_page(collection=KOREA)
    assert "nothing to compare" in words(app)
    app.segmented_control(key="compare").set_value(90).run()
    assert not app.exception and "Quarter to 19 September 2018, against the quarter before" in words(app)


def test_periods_smoothing_and_the_other_sequence_can_be_chosen(with_samples: Library) -> None:
    app = open_page(collection=KOREA)
    for period in ("week", "month", "day"):
        app.segmented_control(key="period").set_value(period).run()
        assert not app.exception and charts(app) == 2
        assert f"Actor × {period}" in [header.value for header in app.subheader]
    app.select_slider(key="smoothing").set_value(7).run()
    assert not app.exception and "Smoothed numbers" in words(app)
    app.sidebar.selectbox(key="collection").select("Sample: Ukraine, winter 2021–22").run()
    assert not app.exception and charts(app) == 2


def test_the_first_visit_tells_of_no_last_one_and_a_later_one_counts_what_was_added(
    with_samples: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "since", lambda library: None)
    assert "added since" not in words(open_page())
    then = datetime.now(UTC).replace(tzinfo=None)
    monkeypatch.setattr(visits, "since", lambda library: then - timedelta(days=3650))
    assert any("18 articles were added since" in box.label for box in open_page().expander)
    monkeypatch.setattr(visits, "since", lambda library: then + timedelta(days=1))
    assert "Nothing was added since" in words(open_page())


def test_an_empty_library_leads_on_and_fills_with_samples_on_a_click(with_nothing: Library) -> None:
    app = open_page()
    assert "The library is empty" in app.info[0].value and charts(app) == 0
    app.button[0].click().run()
    assert not app.exception
    job = job_of(with_nothing)
    deadline = time.monotonic() + 120
    while (job.running or len(with_nothing.articles()) < 34) and time.monotonic() < deadline:
        job.wait(1)
    app.run()
    assert not app.exception and charts(app) == 2
    assert len(with_nothing.articles()) == 34


def test_paragraphs_are_shown_as_text_whatever_they_hold() -> None:
    row = {
        "article_id": 'a"><script>', "paragraph": 1, "points": 3.2, "share": 0.2, "act": 0.5, "corrected": "stance",
        "corrected_by": "<i>Eve</i>", "text": "<img src=x onerror=alert(1)>", "title": "<b>t</b>", "outlet": "<u>o</u>",
        "published": date(2021, 12, 5),
    }  # fmt: skip
    shown = _listed(pd.DataFrame([row]), False)
    for hostile in ("<script", "<img", "<b>t", "<u>", "<i>"):
        assert hostile not in shown
    assert "▲ +3.2 points" in shown and "5 Dec 2021" in shown
    assert "● printed before" in _listed(pd.DataFrame([row | {"share": 0.0, "points": 0.0}]), False)
    assert MOST_SHOWN >= 10


def test_what_was_worked_out_is_kept_until_the_library_changes(with_samples: Library) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert kept(("test",), make) == kept(("test",), make) == 1
    with_samples.delete([with_samples.articles()["article_id"].iloc[0]])
    assert kept(("test",), make) == 2
