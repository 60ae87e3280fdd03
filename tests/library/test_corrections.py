"""Corrections: kept beside what the model read, used everywhere, undoable; refused in one sentence."""

import pytest

from signals.corrections import Correction
from signals.errors import InputError
from signals.library import Library
from signals.readings import CORRECTED, ESCALATORY
from tests.library.articles import TEXTS, by_model, scored, with_one_relation

ARTICLE = with_one_relation(scored(*TEXTS))
ID = ARTICLE.article.article_id


@pytest.fixture
def held(library: Library) -> Library:
    library.add(ARTICLE)
    return library


def correct(library: Library, field: str, value: str, *sides: str, paragraph: int = 1) -> int:
    return library.correct(Correction(ID, paragraph, field, value, "A. Analyst", "it says so", *sides))  # type: ignore[arg-type]


def test_a_corrected_stance_counts_and_the_models_stands_beside_it(held: Library) -> None:
    correct(held, "stance", "-0.5")
    first, second = held.paragraphs().head(2).to_dict("records")
    assert (first["stance"], first["model_stance"], first["p_escalatory"]) == (-0.5, 0.25, 0.5)
    assert (first["corrected"], first["corrected_by"], first["correction_reason"]) == (
        "stance", "A. Analyst", "it says so",
    )  # fmt: skip
    assert (second["stance"], second["corrected"]) == (0.25, "")
    readings = held.readings("actor").columns
    assert readings["stance"].tolist() == [-0.5, -0.5]
    assert all(readings["flags"] & CORRECTED) and not any(readings["flags"] & ESCALATORY)


def test_actors_dates_and_background_are_corrected(held: Library) -> None:
    correct(held, "actors", "Russia|NATO")
    correct(held, "event_date", "2014-03-18")
    correct(held, "background", "TRUE")
    row = held.paragraphs().iloc[0]
    assert (row["actors"], str(row["event_date"]), bool(row["background"])) == ("NATO|RUS", "2014-03-18", True)
    assert (row["model_actors"], str(row["model_event_date"])) == ("RUS|UKR", "2021-12-05")
    assert row["corrected"] == "actors|background|event_date"
    relation = held.relations().iloc[0]
    assert bool(relation["background"]) and str(relation["event_date"]) == "2014-03-18"
    readings = held.readings("actor")
    assert sorted(readings.actors[code] for code in readings.columns["source"]) == ["NATO", "RUS"]
    correct(held, "event_date", "")
    assert held.paragraphs()["event_date"].isna().tolist() == [True, False, False, False]


def test_a_relation_is_changed_taken_out_and_added(held: Library) -> None:
    correct(held, "relation", "threaten 0.8", "RUS", "UKR")
    row = held.relations().iloc[0]
    assert (row["event"], row["quad"], row["stance"], row["confidence"]) == ("THREATEN", "verbal conflict", 0.8, 1.0)
    assert (row["model_event"], row["model_stance"], row["corrected"]) == ("ACCUSE", 0.5, "relation")
    correct(held, "relation", "NONE", "RUS", "UKR")
    assert held.relations().empty and len(held.readings("pair")) == 0
    correct(held, "relation", "REJECT -0.1", "UKR", "RUS", paragraph=2)
    added = held.relations().iloc[0]
    assert (added["source"], added["event"], added["quote"], added["model_event"]) == (
        "UKR", "REJECT", "Kyiv said no.", "NONE",
    )  # fmt: skip
    assert len(held.readings("pair")) == 1


def test_undoing_brings_back_what_stood_before(held: Library) -> None:
    first = correct(held, "stance", "-0.5")
    second = correct(held, "stance", "1")
    assert held.paragraphs()["stance"].iloc[0] == 1
    held.undo(second, "B. Boss")
    assert held.paragraphs()["stance"].iloc[0] == -0.5
    held.undo(first, "B. Boss")
    assert held.paragraphs()["stance"].iloc[0] == 0.25
    assert held.readings("actor").columns["stance"].tolist() == [0.25, 0.25]
    kept = held.corrections()
    assert kept["undone_by"].tolist() == ["B. Boss", "B. Boss"] and kept["undone"].notna().all()
    with pytest.raises(InputError, match="undone already"):
        held.undo(first, "B. Boss")


def test_a_correction_outlives_a_new_model(held: Library) -> None:
    correct(held, "stance", "-0.5")
    held.keep_scores(by_model(ARTICLE, "b-model", 0.75))
    held.use_model("b-model")
    assert held.paragraphs()["stance"].tolist() == [-0.5, 0.75, 0.75, 0.75]
    assert held.paragraphs()["model_stance"].tolist() == [0.75] * 4


def test_corrections_tell_what_they_replaced(held: Library) -> None:
    correct(held, "stance", "-0.5")
    correct(held, "relation", "NONE", "RUS", "UKR")
    correct(held, "actors", "")
    frame = held.corrections()
    assert frame["model_value"].tolist() == ["+0.2500", "ACCUSE +0.5000", "RUS|UKR"]
    assert frame["value"].tolist() == ["-0.5", "NONE", ""]


@pytest.mark.parametrize(
    ("field", "value", "sides", "says"),
    [
        ("stance", "2", (), "is no stance"),
        ("stance", "much", (), "is no stance"),
        ("stance", "nan", (), "is no stance"),
        ("event_date", "5 December", (), "is no date"),
        ("background", "perhaps", (), "neither true nor false"),
        ("actors", "Ruritania", (), "No actor is called “Ruritania”"),
        ("relation", "SHOUT 0.5", ("RUS", "UKR"), "is no act"),
        ("relation", "THREATEN", ("RUS", "UKR"), "is no act"),
        ("relation", "THREATEN 0.5", ("RUS", "RUS"), "two different actors"),
        ("relation", "THREATEN 0.5", (), "two different actors"),
        ("title", "x", (), "cannot be corrected"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(
    held: Library, field: str, value: str, sides: tuple[str, ...], says: str
) -> None:
    with pytest.raises(InputError, match=says) as refused:
        correct(held, field, value, *sides)
    assert "\n" not in str(refused.value)
    assert held.corrections().empty


def test_a_paragraph_that_is_not_there_cannot_be_corrected(held: Library) -> None:
    with pytest.raises(InputError, match="No paragraph 9"):
        correct(held, "stance", "0", paragraph=9)
    with pytest.raises(InputError, match="needs the name"):
        Correction(ID, 1, "stance", "0", " ")
