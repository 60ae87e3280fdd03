"""Adding articles on the page: what was understood, scoring in the background, what became of each."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from signals.articles import read_article
from signals.errors import InputError
from signals.library import OWN, Library
from signals.views.jobs import ADDED, FAILED, STOPPED, THERE, Job

PASTED = (
    "Envoys meet <b>again</b> | Harbour Post\n\n3 December 2021\n\n"
    "GENEVA — Russia threatened on Friday to cut off gas supplies to Ukraine if it signs the treaty.\n\n"
    "The talks with Moscow will be resumed on Monday, the ministry in Kyiv said."
)


@pytest.fixture(autouse=True)
def at_hand(library: Library, place: str, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("SIGNALS_DATABASE_URL" if "://" in place else "SIGNALS_LIBRARY", place)
    return library


def paste(text: str) -> AppTest:
    app = AppTest.from_string("from signals.views import add\nadd.page()", default_timeout=90)
    app.query_params["from"] = "Paste"
    return app.run().text_area(key="pasted").input(text).run()


def test_pasted_text_is_previewed_scored_and_kept(library: Library) -> None:
    app = paste(PASTED)
    preview = app.dataframe[0].value
    assert list(preview["title"]) == ["Envoys meet <b>again</b>"] and list(preview["paragraphs"]) == [2]
    app.button(key="score").click().run()
    assert not app.exception
    assert "was added to the library" in app.success[0].value
    assert "<b>" not in app.success[0].value  # escaped: text of articles is never markup
    assert len(app.get("plotly_chart")) == 1
    assert len(library.paragraphs(OWN)) == 2
    app.button(key="score").click().run()
    assert "already in the library: nothing was changed" in app.info[0].value.replace("\\", "")
    assert len(library.paragraphs()) == 2


def test_text_without_a_date_asks_for_one(library: Library) -> None:
    app = paste(PASTED.replace("3 December 2021", "By Staff Reporter"))
    assert "no published date" in app.warning[0].value
    assert app.button(key="score").disabled
    assert library.articles().empty


def test_what_cannot_be_read_is_said_and_stops_nothing() -> None:
    app = paste("Home\n\nWorld")
    assert not app.exception
    assert "holds no article text" in app.error[0].value.replace("\\", "")


def articles(count: int) -> list:
    texts = [PASTED.replace("Friday", f"Friday, in round {number}") for number in range(count)]
    return [read_article(text.encode(), f"{number}.txt") for number, text in enumerate(texts)]


def test_a_job_scores_while_the_pages_are_used_and_more_can_be_added(library: Library) -> None:
    job = Job(library)
    first, second, third = articles(3)
    job.add([first, second], OWN)
    job.add([third, first], "Others")
    assert job.running and threading.current_thread() is threading.main_thread()
    assert job.wait(60)
    assert [item.state for item in job.items] == [ADDED, ADDED, ADDED, THERE]
    assert sorted(library.articles()["collection"]) == [OWN, OWN, "Others"]
    assert job.done == 4 and not job.running


def test_a_job_that_is_stopped_keeps_what_is_done(library: Library) -> None:
    job = Job(library)
    job.add(articles(6), OWN)
    job.stop()
    assert job.wait(60)
    states = [item.state for item in job.items]
    assert states[-1] == STOPPED and set(states) <= {ADDED, STOPPED}
    assert len(library.articles()) == states.count(ADDED)
    job.add(articles(6)[5:], OWN)
    assert job.wait(60) and [item.state for item in job.items] == [ADDED]


def test_what_goes_wrong_with_one_article_is_said_beside_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    real, undated = Library.add, articles(3)

    def sometimes(self: Library, scored, collection: str = OWN):
        if "round 1" in scored.article.paragraphs[0].text:
            raise InputError("The disk is full: make room.")
        if "round 2" in scored.article.paragraphs[0].text:
            raise ZeroDivisionError
        return real(self, scored, collection)

    monkeypatch.setattr(Library, "add", sometimes)
    job = Job(library)
    job.add(undated, OWN)
    assert job.wait(60)
    assert [item.state for item in job.items] == [ADDED, FAILED, FAILED]
    assert job.items[1].sentence == "The disk is full: make room."
    assert "could not be scored (ZeroDivisionError)" in job.items[2].sentence
