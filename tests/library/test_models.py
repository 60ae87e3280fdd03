"""Another model: its scores are kept beside those that count, and count once all are there."""

import pytest

from signals.errors import InputError
from signals.library import Library
from signals.rereading import rescore
from signals.scoring import TextScorer
from tests.library.articles import TEXTS, by_model, scored, with_one_relation

ONE = with_one_relation(scored(*TEXTS))
OTHER = with_one_relation(scored("Moscow accused Kyiv again.", "And so on."))


@pytest.fixture
def held(library: Library) -> Library:
    library.add(ONE)
    library.add(OTHER)
    return library


def test_old_scores_count_until_the_new_ones_are_used(held: Library) -> None:
    held.keep_scores(by_model(ONE, "b-model", 0.75))
    assert set(held.paragraphs()["stance"]) == {0.25} and held.relations()["stance"].tolist() == [0.5, 0.5]
    assert held.unscored("b-model") == [OTHER.article.article_id]
    before = held.readings("actor").columns["stance"].tolist()
    held.keep_scores(by_model(OTHER, "b-model", 0.75))
    assert held.readings("actor").columns["stance"].tolist() == before
    assert held.use_model("b-model") == 2
    assert set(held.paragraphs()["stance"]) == {0.75} and set(held.relations()["stance"]) == {0.75}
    assert set(held.readings("actor").columns["stance"]) == {0.75}
    assert held.models().to_numpy().tolist() == [["a-model", 2, 0], ["b-model", 2, 2]]


def test_a_model_that_counts_cannot_be_forgotten(held: Library) -> None:
    with pytest.raises(InputError, match="counts for articles"):
        held.forget_model("a-model")
    for one in (ONE, OTHER):
        held.keep_scores(by_model(one, "b-model", 0.75))
    held.use_model("b-model")
    assert held.forget_model("a-model") == 6
    assert held.models()["model"].tolist() == ["b-model"]
    assert held.readings("pair").columns["stance"].tolist() == [0.75, 0.75]


def test_a_model_without_relations_leaves_those_of_the_other(held: Library) -> None:
    for one in (ONE, OTHER):
        held.keep_scores(by_model(one, "hub", -0.5))
    held.use_model("hub", relates=False)
    assert set(held.paragraphs()["stance"]) == {-0.5}
    assert held.relations()["model"].tolist() == ["a-model", "a-model"]


def test_an_interrupted_rescoring_goes_on_where_it_was(held: Library, scorer: TextScorer) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescore(held, scorer, interrupt)
    assert set(held.paragraphs()["model"]) == {"a-model"}
    assert len(held.unscored(scorer.name)) == 1
    assert rescore(held, scorer) == 1
    frame = held.paragraphs()
    assert set(frame["model"]) == {scorer.name} and set(frame["stance"]) != {0.25}
    assert held.relations()["model"].isin([scorer.name]).all()
    assert rescore(held, scorer) == 0


def test_scores_of_an_article_that_is_gone_are_dropped(held: Library) -> None:
    held.delete([ONE.article.article_id])
    held.keep_scores(by_model(ONE, "b-model", 0.75))
    held.read_again(ONE)
    assert held.models()["model"].tolist() == ["a-model"]
    assert len(held.articles()) == 1


def test_two_models_are_compared_paragraph_by_paragraph(held: Library) -> None:
    held.keep_scores(by_model(ONE, "b-model", 0.75))
    frame = held.by_models("a-model", "b-model")
    assert frame["stance_one"].tolist() == [0.25] * 4 and frame["stance_other"].tolist() == [0.75] * 4
    assert len(held.by_models("a-model", "b-model", limit=2)) == 2
    assert held.by_models("a-model", "c-model").empty and held.by_models("a-model", "b-model", "Elsewhere").empty
