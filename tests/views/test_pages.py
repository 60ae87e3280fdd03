"""The dashboard as a whole: which pages it has, what they share, what it leaves alone."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from signals.library import OWN, Library
from signals.pipeline import score_file
from signals.scoring import TextScorer
from tests.views.test_add import PASTED

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard.py"
PAGES = ("overview", "actors", "compare", "articles", "add", "own_actors", "trust")


def open_page(module: str, **asked: str) -> AppTest:
    app = AppTest.from_string(f"from signals.views import {module}\n{module}.page()", default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def test_the_dashboard_opens_with_the_overview(with_samples: Library) -> None:
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    assert not app.exception and not app.error
    assert app.title[0].value == "Who is escalating, who is easing"


@pytest.mark.parametrize("module", PAGES)
def test_every_page_opens_on_samples_and_on_nothing(
    module: str, with_samples: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = open_page(module)
    assert not app.exception and not app.error and app.title
    monkeypatch.setenv("SIGNALS_LIBRARY", str(tmp_path / "nothing.sqlite"))
    app = open_page(module)
    assert not app.exception and not app.error and app.title


@pytest.mark.parametrize("module", ["overview", "actors", "compare"])
def test_filters_come_from_the_address(module: str, with_samples: Library) -> None:
    app = open_page(module, collection="Sample: Korean thaw, 2017–18", period="Month", background="true")
    assert not app.exception
    assert app.sidebar.selectbox(key="collection").value == "Sample: Korean thaw, 2017–18"
    assert app.sidebar.toggle(key="background").value is True


def test_ones_own_articles_are_shown_first(with_samples: Library, scorer: TextScorer) -> None:
    with_samples.add(score_file(PASTED.encode(), "pasted.txt", scorer))
    app = open_page("overview")
    assert app.sidebar.selectbox(key="collection").value == OWN
    assert not app.exception


def test_the_samples_go_in_one_click_and_ones_own_stay(with_samples: Library, scorer: TextScorer) -> None:
    with_samples.add(score_file(PASTED.encode(), "pasted.txt", scorer))
    app = open_page("overview", collection="Sample: Ukraine, winter 2021–22")
    app.button(key="remove-samples").click().run()
    assert not app.exception
    assert with_samples.collections() == [OWN] and not with_samples.wants_samples()


def test_looking_at_a_scored_library_imports_no_torch(with_samples: Library) -> None:
    program = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        f"app = AppTest.from_file({str(DASHBOARD)!r}, default_timeout=60).run()\n"
        "assert not app.exception and len(app.get('plotly_chart')) == 2\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_a_library_that_cannot_be_opened_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("no library at all " * 200)
    monkeypatch.setenv("SIGNALS_LIBRARY", str(tmp_path / "notes.sqlite"))
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    assert not app.exception and "cannot be opened" in app.error[0].value
