"""The pages of actors, pairs and own actors, in Streamlit's own test runner, over the real model's scores."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from signals.library import OWN, Library
from signals.measuring import behind, measured
from signals.pipeline import score_file
from signals.scoring import TextScorer
from signals.scoring.outputs import QUADS
from signals.selection import Options

UKRAINE = "Sample: Ukraine, winter 2021–22"
PASTED = (
    "Envoys meet <b>again</b> | Harbour Post\n\n3 December 2021\n\n"
    "GENEVA — Russia threatened on Friday to cut off gas supplies to Ukraine if it signs the treaty.\n\n"
    "The talks with Moscow will be resumed on Monday, the ministry in Kyiv said."
)


def opened(module: str = "actors", **address: str) -> AppTest:
    app = AppTest.from_string(f"from signals.views import {module}\n{module}.page()", default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def said(app: AppTest) -> str:
    return " ".join(one.value for one in [*app.markdown, *app.caption]).replace("\\", "")


def test_the_page_opens_with_level_timeline_and_whom_the_actor_deals_with(with_samples: Library) -> None:
    app = opened()
    assert not app.exception and not app.error
    assert app.selectbox(key="page-actor").value == "RUS"
    assert charts(app) == 2
    index = measured(with_samples, Options(collection=UKRAINE, actors=("RUS",)))
    latest = index.iloc[-1]
    assert f"{latest['date']:%-d %B %Y}" in said(app) and f"{latest['tension']:+.0f}" in said(app)
    assert f"{latest['unusual']:.1f} standard errors" in said(app)
    assert len(app.get("download_button")) == 4


def test_a_pair_is_shown_in_both_directions(with_samples: Library) -> None:
    app = opened(actor="UKR", **{"with": "RUS"})
    assert not app.exception
    assert app.selectbox(key="page-actor").value == "UKR"
    assert app.selectbox(key="page-other-UKR").value == "RUS"
    assert "Ukraine → Russia" in said(app) and "Russia → Ukraine" in said(app)


def test_choices_are_put_into_the_address(with_samples: Library) -> None:
    app = opened()
    app.selectbox(key="page-actor").select("USA").run()
    app.selectbox(key="page-other-USA").select("RUS").run()
    assert app.query_params["actor"] in ("USA", ["USA"]) and app.query_params["with"] in ("RUS", ["RUS"])
    assert not app.exception


def test_the_address_may_ask_for_nobody_that_is_known(with_samples: Library) -> None:
    app = opened(actor="<b>x</b>", day="yesterday", part="Nothing", **{"with": "*; DROP TABLE articles"})
    assert not app.exception and app.selectbox(key="page-actor").value == "RUS"


def test_acts_are_shown_by_kind(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Kinds of acts")
    assert not app.exception and charts(app) == 2
    assert "Given: Russia toward others; received: others toward Russia" in said(app)


def test_who_with_whom_is_a_matrix_and_a_network(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Who with whom")
    assert not app.exception and charts(app) == 3


def test_the_sentences_that_weigh_most_are_those_behind_the_number(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Sentences that weigh most", day="2022-02-24")
    shown = app.dataframe[0].value
    day = date(2022, 2, 24)
    known = behind(with_samples, Options(collection=UKRAINE), ["RUS"], day, day)
    assert list(shown["text"]) == list(known["text"]) and list(shown["points"]) == pytest.approx(list(known["points"]))
    first = known.iloc[0]
    assert shown["link"].iloc[0] == f"articles?article={first['article_id']}&paragraph={first['paragraph']}"
    next(button for button in app.button if button.label == "All dates").click().run()
    assert not app.exception and len(app.dataframe[0].value) > len(shown)


def test_the_sentences_of_a_pair_tell_of_both(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Sentences that weigh most", **{"with": "USA"})
    assert not app.exception and len(app.dataframe[0].value) > 0
    assert "in either direction" in said(app)


def test_the_newest_acts_are_those_of_the_actor_the_side_and_the_kind(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Newest acts")
    shown = app.dataframe[0].value
    assert ((shown["who"] == "Russia") | (shown["whom"] == "Russia")).all()
    app.selectbox(key="act").select("all verbal cooperation").run()
    next(group for group in app.get("button_group") if group.key == "side").set_value("given").run()
    shown = app.dataframe[0].value
    assert not app.exception and (shown["who"] == "Russia").all()
    assert set(shown["event"]) <= {event.lower() for event in QUADS["verbal cooperation"]}


def test_dates_at_the_side_hold_for_the_page(with_samples: Library) -> None:
    app = opened(actor="RUS", part="Newest acts")
    app.sidebar.date_input(key="dates").set_value((date(2022, 1, 1), date(2022, 1, 31))).run()
    assert not app.exception
    assert {day.month for day in app.dataframe[0].value["published"]} == {1}


def test_articles_without_relations_are_offered_to_be_read(with_nothing: Library, scorer: TextScorer) -> None:
    with_nothing.add(score_file(PASTED.encode(), "pasted.txt", scorer), OWN)
    app = opened()
    next(button for button in app.button if button.label.startswith("Read who does what")).click().run()
    assert not app.exception
    assert with_nothing.unrelated() == [] and len(with_nothing.relations()) > 0


def test_an_empty_library_leads_on(with_nothing: Library) -> None:
    app = opened()
    assert not app.exception and "Add articles" in app.info[0].value


def test_own_actors_are_uploaded_and_put_to_use(with_nothing: Library, scorer: TextScorer) -> None:
    with_nothing.add(score_file(PASTED.encode(), "pasted.txt", scorer), OWN)
    app = opened("own_actors")
    app.get("file_uploader")[0].upload("actors.csv", b"id,names\nTREATY,gas supplies\n", "text/csv").run()
    next(button for button in app.button if button.label.startswith("Use these 1 names")).click().run()
    assert not app.exception
    assert with_nothing.own_names() == (("gas supplies", "TREATY"),)
    assert with_nothing.paragraphs()["actors"].str.contains("TREATY").any()


def test_a_list_of_own_actors_that_cannot_be_read_says_so(with_nothing: Library) -> None:
    app = opened("own_actors")
    app.get("file_uploader")[0].upload("actors.csv", b"who,what\n", "text/csv").run()
    assert not app.exception and "must begin with the line id,names" in app.error[0].value.replace("\\", "")
