"""`kill -9` at any moment loses nothing and doubles nothing; eight writers at once are all served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from signals.doctor import examined
from signals.library import Library
from tests.library.writers import ARTICLES, PARAGRAPHS, article

KILLS = int(os.environ.get("KILLS", "100"))  # in a file and again on a server
ROOT = Path(__file__).resolve().parents[2]


def run(*args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.library.writers", *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def confirmed(journal: str, kind: str) -> set[str]:
    lines = (line.split() for line in journal.splitlines())
    return {line[1] for line in lines if len(line) == 2 and line[0] == kind}


def check(place: str, journal: str, unconfirmed: int) -> None:
    """Everything confirmed is there once; what is not confirmed is there whole or not at all."""
    library = Library(place)
    articles = library.articles()
    assert confirmed(journal, "add") <= set(articles["article_id"])
    frame = library.paragraphs()
    assert (frame.groupby("article_id").size() == PARAGRAPHS).all() and len(frame) == PARAGRAPHS * len(articles)
    assert len(library.relations()) == len(articles)
    marks = library.corrections()["by"]
    assert marks.is_unique and confirmed(journal, "correct") <= set(marks)
    assert len(marks) <= len(confirmed(journal, "correct")) + unconfirmed
    read_by_b = set(articles["article_id"]) - set(library.unscored("b-model"))
    assert confirmed(journal, "rescore") <= read_by_b
    b_scores = library.models().set_index("model")["articles"]
    assert b_scores["b-model"] == len(read_by_b) and b_scores["a-model"] == len(articles)
    findings = list(examined(library))
    assert [finding.sentence for finding in findings if not finding.sound] == []
    again = sum(library.add(article(number)).new for number in range(ARTICLES))
    assert again + len(articles) == len(library.articles()) == ARTICLES
    assert len(library.relations()) == ARTICLES


def test_killed_at_random_moments_nothing_is_lost_or_doubled(place: str) -> None:
    Library(place).close()
    journal, said = run("killed", place, KILLS).communicate(timeout=400)
    assert not said, said
    assert min(len(confirmed(journal, kind)) for kind in ("add", "correct", "rescore")) > KILLS / 10
    check(place, journal, KILLS)


def test_eight_writers_at_once_the_dashboard_among_them(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Library(place).close()
    monkeypatch.setenv("SIGNALS_DATABASE_URL" if "://" in place else "SIGNALS_LIBRARY", place)
    others = run("together", place, 7, 40)
    title = "Minister warns neighbour of consequences"
    app = AppTest.from_string("from signals.views import add\nadd.page()", default_timeout=120)
    app.query_params["from"] = "Paste"
    app.run()
    app.text_area(key="pasted").set_value(
        f"{title} | Harbour Post\n\n5 December 2021\n\nRussia warned Ukraine on Sunday of severe consequences."
    ).run()
    app.button(key="score").click().run()
    assert not app.exception and not app.error
    journal, said = others.communicate(timeout=400)
    assert not said and journal.splitlines().count("done") == 7, said
    library = Library(place)
    mine = library.articles()[lambda frame: frame["title"] == title]
    assert len(mine) == 1 and len(library.paragraphs(article_ids=mine["article_id"])) == 1
    library.delete(mine["article_id"])
    check(place, journal, 0)
