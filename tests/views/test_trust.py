"""How far to trust it: figures from the card of the model in use, and what was corrected here."""

import pytest
from streamlit.testing.v1 import AppTest

from signals.corrections import Correction
from signals.library import Library
from signals.scoring.card import read_card
from tests.library.articles import TEXTS, scored


def open_page(library: Library, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SIGNALS_LIBRARY", library.name)
    return AppTest.from_string("from signals.views import trust\ntrust.page()", default_timeout=60).run()


def said(app: AppTest) -> str:
    return " ".join(element.value for kind in (app.markdown, app.warning, app.caption) for element in kind)


def test_the_card_is_read_as_figures() -> None:
    card = read_card()
    assert card.name.startswith("all-MiniLM-L6-v2+reader-")
    assert 0.5 < card.value("stance, 3 classes, macro-F1") < 1
    assert card.value("not diplomatic, |stance| < 0.2") > 0.5
    assert len(card.weak) and card.weak["value"].max() < 0.7 and card.weak["value"].is_monotonic_increasing
    assert all(low <= value <= high for low, value, high in card.figures[["low", "value", "high"]].to_numpy())


def test_the_page_tells_figures_failures_and_corrections(
    sample_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(sample_library, monkeypatch)
    assert not app.exception and len(app.metric) == 3
    assert app.metric[0].value == f"{round(100 * read_card().value('stance, sign right where there is one'))} of 100"
    assert "opposite directions" in said(app) and "Nothing yet" in said(app) and "stories" in said(app)
    assert not app.warning
    row = sample_library.paragraphs().iloc[0]
    value = -0.5 if row["stance"] > 0 else 0.5
    sample_library.correct(Correction(row["article_id"], row["paragraph"], "stance", str(value), "A"))
    app.run()
    assert f"off by {abs(value - row['stance']):.2f} on average" in said(app)


def test_another_model_in_use_is_said_not_to_be_the_one_measured(
    sample_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_library.add(scored(*TEXTS))
    app = open_page(sample_library, monkeypatch)
    assert "what follows does not speak of them" in said(app)
