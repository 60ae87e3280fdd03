"""Corrections as training examples: what is taught, and what silence must not teach."""

from signals.corrections import Correction
from signals.library import Library
from signals.training.corpus import faults
from signals.training.corrected import corrected_examples
from signals.training.train import corpus_digest
from tests.library.articles import TEXTS, scored, with_one_relation

ONE = with_one_relation(scored(*TEXTS))
ID = ONE.article.article_id


def test_a_corrected_stance_is_taught_and_no_relation_with_it(library: Library) -> None:
    library.add(ONE)
    assert corrected_examples(library) == []
    library.correct(Correction(ID, 1, "stance", "-0.8", "A"))
    library.correct(Correction(ID, 2, "actors", "RUS", "A"))
    (example,) = corrected_examples(library)
    assert (example.text, example.stance, example.sentiment) == ("Moscow accused Kyiv.", -2, 0)
    assert example.mentions == () and example.relations == ()
    library.undo(1, "A")
    assert corrected_examples(library) == []


def test_a_corrected_relation_is_taught_with_the_actors_that_the_text_names(library: Library) -> None:
    library.add(ONE)
    library.correct(Correction(ID, 1, "relation", "THREATEN 0.9", "A", "", "RUS", "UKR"))
    library.correct(Correction(ID, 2, "relation", "REJECT 0.4", "A", "", "UKR", "USA"))
    first, second = corrected_examples(library)
    assert [mention.actor for mention in first.mentions] == ["RUS", "UKR"]
    assert [(act.source, act.target, act.event, act.stance) for act in first.relations] == [(0, 1, "THREATEN", 2)]
    assert second.relations == () and [mention.actor for mention in second.mentions] == ["UKR"]
    assert list(faults({"train": [first, second]})) == []


def test_a_model_that_learned_from_corrections_has_another_name(library: Library) -> None:
    library.add(ONE)
    library.correct(Correction(ID, 1, "stance", "1", "A"))
    assert corpus_digest(corrected_examples(library)) != corpus_digest()
