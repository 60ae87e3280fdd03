"""Explanations: phrases that cover the text, and contributions that say what happens when a phrase is taken out."""

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.scoring.explanation import MAX_WORDS, phrases, without
from signals.scoring.scorer import Scorer
from signals.training.corpus import read_split


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab ,.;:and\n“”", max_size=200))
def test_every_word_is_in_exactly_one_phrase(text: str) -> None:
    found = phrases(text)
    assert " ".join(text[start:end] for start, end in found).split() == text.split()
    assert all(0 < len(text[start:end].split()) <= MAX_WORDS for start, end in found)


def test_the_strongest_phrase_of_a_threat_is_the_threat(scorer: Scorer) -> None:
    text = "Speaking to reporters in the garden, the minister said that the army will bomb the ports at dawn."
    strongest = scorer.explain(text).iloc[0]
    assert strongest["contribution"] > 0
    assert set(strongest["phrase"].split()) & {"army", "bomb", "ports", "dawn."}
    assert text[strongest["start"] : strongest["end"]] == strongest["phrase"]


def test_taking_out_the_top_phrase_moves_the_score_the_way_it_says(scorer: Scorer) -> None:
    texts = [example.text for example in read_split("test")]
    stance = scorer.score(texts)["stance"].to_numpy()
    sure = [text for text, s in zip(texts, stance, strict=True) if abs(s) > 0.5][:60]
    before = scorer.score(sure)["stance"].to_numpy()
    top = [scorer.explain(text).iloc[0] for text in sure]
    after = scorer.score([without(t, (p["start"], p["end"])) for t, p in zip(sure, top, strict=True)])["stance"]
    said = np.array([p["contribution"] for p in top])
    assert (np.sign(before - after.to_numpy()) == np.sign(said)).mean() >= 0.95


def test_a_long_paragraph_is_explained_on_a_click(scorer: Scorer) -> None:
    """No absolute time: it takes no longer than scoring as many texts as there are phrases, twice."""
    text = max((example.text for example in read_split("test")), key=len)
    scorer.explain(text)
    start = time.perf_counter()
    scorer.explain(text)
    explained = time.perf_counter() - start
    start = time.perf_counter()
    scorer.score([text] * (len(phrases(text)) + 1))
    assert explained < 2 * (time.perf_counter() - start) + 0.05


def test_a_text_without_words_has_no_phrases(scorer: Scorer) -> None:
    assert scorer.explain("").empty
