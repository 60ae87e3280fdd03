"""Relations of articles: which pairs are read, and the words shown for them."""

import pytest

from signals.actors import Mention, find_actors
from signals.articles.sentences import sentences
from signals.attribution import MAX_ACTORS, pairs
from signals.relations import quote

TEXT = "Kenya met Chad. U.S. officials praised Kenya. Nobody else came, Mr. Smith said of Peru."


def mention(actor: str, which: int = 0) -> Mention:
    return [found for found in find_actors(TEXT) if found.actor == actor][which]


def test_every_ordered_pair_of_actors_is_read_once_at_all_its_mentions() -> None:
    found = {(pair.source[0].actor, pair.target[0].actor): pair for pair in pairs(TEXT, find_actors(TEXT))}
    assert len(found) == len(list(pairs(TEXT, find_actors(TEXT)))) == 4 * 3
    assert found["USA", "KEN"].target == (mention("KEN"), mention("KEN", 1))
    assert found["USA", "KEN"].nearest == (mention("USA"), mention("KEN", 1))
    assert found["KEN", "TCD"].nearest == (mention("KEN", 0), mention("TCD"))


def test_a_list_of_many_actors_is_read_to_a_bound() -> None:
    many = [Mention(f"A{number}", number, number + 1) for number in range(20)]
    assert len(list(pairs(TEXT, many))) == MAX_ACTORS * (MAX_ACTORS - 1)


def test_the_quote_holds_both_mentions_and_whole_sentences() -> None:
    assert quote(TEXT, mention("KEN"), mention("TCD")) == "Kenya met Chad."
    assert quote(TEXT, mention("KEN", 1), mention("USA")) == "U.S. officials praised Kenya."
    assert quote(TEXT, mention("TCD"), mention("USA")).startswith("Kenya met Chad. U.S. officials")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Iran told the U.S. State Department that it would resume talks.", 1),
        ("Mr. Lavrov said Russia agreed. Gen. Smith of the U.S. Army did not.", 2),
        ("“It ended,” he said. “We go home.” They left at 4.30 p.m. on Friday!", 3),
        ("", 1),
    ],
)
def test_abbreviations_end_no_sentence(text: str, count: int) -> None:
    spans = sentences(text)
    assert len(spans) == count
    assert "".join(text[start:end] for start, end in spans) == text
