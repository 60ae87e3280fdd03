"""Every page in Streamlit's own test runner, over the real model's scores."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from signals.library import OWN, Library
from signals.pipeline import score_file
from signals.scoring import TextScorer

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard.py"
PASTED = (
    "Envoys meet <b>again</b> | Harbour Post\n\n3 December 2021\n\n"
    "GENEVA — Russia threatened on Friday to cut off gas supplies to Ukraine if it signs the treaty.\n\n"
    "The talks with Moscow will be resumed on Monday, the ministry in Kyiv said."
)


def open_page(module: str) -> AppTest:
    return AppTest.from_string(f"from signals.views import {module}\n{module}.page()", default_timeout=60).run()


@pytest.fixture
def with_samples(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("SIGNALS_LIBRARY", str(sample_library.name))
    return sample_library


@pytest.fixture
def with_nothing(library: Library, place: str, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("SIGNALS_DATABASE_URL" if "://" in place else "SIGNALS_LIBRARY", place)
    return library


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


def test_the_first_page_opens_with_timeline_heat_map_and_evidence(with_samples: Library) -> None:
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    assert not app.exception and not app.error
    assert app.title[0].value == "Who is escalating, who is easing"
    assert [header.value for header in app.subheader] == ["Timeline", "Actor × day", "The paragraphs behind a point"]
    assert charts(app) == 2
    assert app.sidebar.selectbox(key="collection").value == "Sample: Ukraine, winter 2021–22"
    assert len(app.dataframe[0].value) >= 1
    assert len(app.get("download_button")) == 2


def test_choosing_an_actor_and_a_day_shows_its_paragraphs(with_samples: Library) -> None:
    app = open_page("tension")
    app.selectbox(key="actor").select("NATO").run()
    day = app.selectbox(key="day").options[0]
    app.selectbox(key="day").select_index(0).run()
    shown = app.dataframe[0].value
    assert not app.exception
    assert shown["actors"].str.contains("NATO").all()
    assert {f"{published:%-d %B %Y}" for published in shown["published"]} == {day}


def test_the_other_sequence_and_all_articles_can_be_chosen(with_samples: Library) -> None:
    app = open_page("tension")
    for collection in ("Sample: Korean thaw, 2017–18", "All articles"):
        app.sidebar.selectbox(key="collection").select(collection).run()
        assert not app.exception and charts(app) == 2


def test_an_empty_library_leads_on_and_fills_with_samples_on_a_click(with_nothing: Library) -> None:
    app = open_page("tension")
    assert "The library is empty" in app.info[0].value
    app.button[0].click().run()
    assert not app.exception
    assert charts(app) == 2
    assert len(with_nothing.articles()) == 34


def test_articles_are_listed_and_read(with_samples: Library) -> None:
    app = open_page("articles")
    assert not app.exception
    assert len(app.dataframe[0].value) == 18
    assert app.subheader[0].value == "Russia invades Ukraine from north, east and south"
    assert charts(app) == 1


def test_an_article_is_shown_with_its_imprint_and_what_was_not_scored(
    with_nothing: Library, scorer: TextScorer
) -> None:
    body = (
        "<p>Envoys of the two governments met in Geneva on Friday and agreed to meet again in May, officials said.</p>"
    )
    page = (
        "<html><head><title>Envoys meet</title><meta name='author' content='Ana Ortiz'>"
        "<meta property='og:site_name' content='Harbour Post'><link rel='canonical' href='https://harbour.example/a'>"
        "</head><body><article><h1>Envoys meet</h1><p>3 December 2021</p>"
        f"{body}<figure><figcaption>A delegate *waves* at the lake.</figcaption></figure>"
        f"{body.replace('Geneva', 'Vienna')}{body.replace('Geneva', 'Oslo')}</article></body></html>"
    )
    with_nothing.add(score_file(page.encode(), "envoys.html", scorer), OWN)
    app = open_page("articles")
    captions = [caption.value for caption in app.caption]
    assert not app.exception
    assert any("Harbour Post, Ana Ortiz, 2021" in caption and "harbour" in caption for caption in captions)
    assert any("not scored" in caption and r"A delegate \*waves" in caption for caption in captions)


def test_an_empty_list_of_articles_leads_on(with_nothing: Library) -> None:
    app = open_page("articles")
    assert not app.exception and "Add articles" in app.info[0].value


def test_pasted_text_is_previewed_scored_and_kept(with_nothing: Library) -> None:
    app = open_page("add")
    app.text_area(key="pasted").input(PASTED).run()
    preview = app.dataframe[0].value
    assert list(preview["title"]) == ["Envoys meet <b>again</b>"]
    assert list(preview["paragraphs"]) == [2]
    app.button(key="score").click().run()
    assert not app.exception
    assert "was added to the library" in app.success[0].value
    assert "<b>" not in app.success[0].value  # escaped: text of articles is never markup
    assert charts(app) == 1
    assert len(with_nothing.paragraphs(OWN)) == 2
    app.button(key="score").click().run()
    assert "already in the library: nothing was changed" in app.info[0].value.replace("\\", "")
    assert len(with_nothing.paragraphs()) == 2


def test_text_without_a_date_asks_for_one(with_nothing: Library) -> None:
    app = open_page("add")
    app.text_area(key="pasted").input(PASTED.replace("3 December 2021", "By Staff Reporter")).run()
    assert "no published date" in app.warning[0].value
    assert app.button(key="score").disabled
    assert with_nothing.articles().empty


def test_what_cannot_be_read_is_said_and_stops_nothing(with_nothing: Library) -> None:
    app = open_page("add")
    app.text_area(key="pasted").input("Home\n\nWorld").run()
    assert not app.exception
    assert "holds no article text" in app.error[0].value.replace("\\", "")


def test_a_day_of_ones_own_is_shown_first(with_samples: Library, scorer: TextScorer) -> None:
    with_samples.add(score_file(PASTED.encode(), "pasted.txt", scorer))
    app = open_page("tension")
    assert app.sidebar.selectbox(key="collection").value == OWN
    assert not app.exception


def test_looking_at_a_scored_library_imports_no_torch(with_samples: Library) -> None:
    program = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        f"app = AppTest.from_file({str(DASHBOARD)!r}, default_timeout=60).run()\n"
        "assert not app.exception and len(app.get('plotly_chart')) == 2\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_the_actor_page_shows_whom_it_deals_with_and_in_which_words(with_samples: Library) -> None:
    app = open_page("actors")
    assert not app.exception and not app.error
    assert app.selectbox(key="page-actor").value == "RUS"
    assert [header.value for header in app.subheader] == ["Toward whom", "In which words"]
    assert charts(app) == 2
    shown = app.dataframe[0].value
    assert ((shown["who"] == "Russia") | (shown["whom"] == "Russia")).all()
    app.selectbox(key="page-other-RUS").select("USA").run()
    shown = app.dataframe[0].value
    assert not app.exception and len(shown) > 0
    assert all(
        {"Russia", "United States"} == {who, whom} for who, whom in zip(shown["who"], shown["whom"], strict=True)
    )


def test_the_actor_page_opens_at_what_the_address_asks_for(with_samples: Library) -> None:
    app = AppTest.from_string("from signals.views import actors\nactors.page()", default_timeout=60)
    app.query_params["actor"], app.query_params["with"] = "UKR", "RUS"
    app.run()
    assert app.selectbox(key="page-actor").value == "UKR"
    assert app.selectbox(key="page-other-UKR").value == "RUS"


def test_articles_without_relations_are_offered_to_be_read(with_nothing: Library, scorer: TextScorer) -> None:
    with_nothing.add(score_file(PASTED.encode(), "pasted.txt", scorer), OWN)
    app = open_page("actors")
    next(button for button in app.button if button.label.startswith("Read who does what")).click().run()
    assert not app.exception
    assert with_nothing.unrelated() == [] and len(with_nothing.relations()) > 0


def test_own_actors_are_uploaded_and_put_to_use(with_nothing: Library, scorer: TextScorer) -> None:
    with_nothing.add(score_file(PASTED.encode(), "pasted.txt", scorer), OWN)
    app = open_page("actors")
    app.get("file_uploader")[0].upload("actors.csv", b"id,names\nTREATY,gas supplies\n", "text/csv").run()
    next(button for button in app.button if button.label.startswith("Use these 1 names")).click().run()
    assert not app.exception
    assert with_nothing.own_names() == (("gas supplies", "TREATY"),)
    assert with_nothing.paragraphs()["actors"].str.contains("TREATY").any()
