"""Relations: who does what to whom, read from marked pairs."""

import pytest

from signals import InputError
from signals.scoring import TextScorer
from signals.scoring.outputs import EVENTS, QUAD_OF, RELATION_COLUMNS


def pair(text: str, source: str, target: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    one, other = text.index(source), text.index(target)
    return text, (one, one + len(source)), (other, other + len(target))


def test_one_row_a_pair_with_the_columns_and_ranges_of_the_design(scorer: TextScorer) -> None:
    text = "France expelled twelve Russian diplomats on Monday."
    frame = scorer.relate([pair(text, "France", "Russian"), pair(text, "Russian", "France")])
    assert list(frame.columns) == RELATION_COLUMNS
    assert set(frame["event"]) <= set(EVENTS)
    assert list(frame["quad"]) == [QUAD_OF[event] for event in frame["event"]]
    assert frame["stance"].between(-1, 1).all() and frame["confidence"].between(0, 1).all()
    assert scorer.relate([]).empty


@pytest.mark.parametrize(
    ("text", "source", "target", "events"),
    [
        ("France expelled twelve Russian diplomats on Monday.", "France", "Russian", {"SANCTION", "COERCE"}),
        ("Indian troops shelled Pakistani positions across the line on Friday.", "Indian", "Pakistani", {"ASSAULT"}),
        ("Norway gave Somalia 40 million dollars in food aid.", "Norway", "Somalia", {"AID"}),
        ("The Chinese foreign ministry accused Japan of violating its airspace.", "Chinese", "Japan", {"ACCUSE"}),
        ("Presidents of Kenya and Uganda met in Kampala; Kenya praised the talks.", "Kenya", "Uganda", {"CONSULT"}),
    ],
)
def test_plain_acts_are_read(scorer: TextScorer, text: str, source: str, target: str, events: set[str]) -> None:
    assert scorer.relate([pair(text, source, target)])["event"].iloc[0] in events


def test_the_passive_keeps_its_source(scorer: TextScorer) -> None:
    text = "Two Turkish pilots were arrested by Greece on Tuesday."
    forth, back = scorer.relate([pair(text, "Greece", "Turkish"), pair(text, "Turkish", "Greece")])["event"]
    assert forth == "COERCE"
    assert back != "COERCE"


def test_pairs_of_one_text_and_of_many_give_the_same_rows(scorer: TextScorer) -> None:
    one = "Iran warned Israel of a crushing answer."
    other = "Egypt released forty Sudanese fishermen, the ministry said."
    items = [pair(one, "Iran", "Israel"), pair(other, "Egypt", "Sudanese"), pair(one, "Israel", "Iran")]
    together = scorer.relate(items)
    assert list(together["event"]) == [scorer.relate([item])["event"].iloc[0] for item in items]


def test_a_missing_target_is_allowed_and_a_span_outside_the_text_is_not(scorer: TextScorer) -> None:
    text = "Peru recalled its ambassador."
    assert len(scorer.relate([(text, (0, 4), (0, 0))])) == 1
    with pytest.raises(InputError, match="does not lie in its text"):
        scorer.relate([(text, (0, 4), (10, 400))])


def test_what_lies_beyond_the_part_that_is_read_is_no_act(scorer: TextScorer) -> None:
    text = "Nothing happened. " * 400 + "Iran bombed Israel."
    row = scorer.relate([pair(text, "Iran", "Israel")]).iloc[0]
    assert (row["event"], row["stance"], row["confidence"]) == ("NONE", 0, 1)


def test_progress_counts_pairs(scorer: TextScorer) -> None:
    text = "Iran warned Israel."
    seen: list[tuple[int, int]] = []
    scorer.relate([pair(text, "Iran", "Israel")] * 3, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)
