"""The second annotation: sheets without labels, answers read back, agreement measured against what we know."""

from dataclasses import replace
from pathlib import Path

import pytest

from signals import InputError
from signals.training.agreement import SecondLabel, agreement, blind_sheet, first_labels, read_second, second_labels
from signals.training.corpus import SPLITS, ActorSpan, Example, Relation, read_split


def example(number: int, stance: int, *relations: Relation) -> Example:
    text = "Moscow accused Kyiv of moving tanks."
    mentions = (ActorSpan("RUS", 0, 6), ActorSpan("UKR", 15, 19))
    return Example(f"a-{number}", "s", "wire", "Europe", 1999, text, stance, 0, mentions, relations, ("negated",))


def test_a_sheet_shows_text_and_mentions_and_no_label() -> None:
    sheet = blind_sheet([example(1, 2, Relation(0, 1, "ACCUSE", 1))])
    assert sheet == "a-1\t[0 RUS|Moscow] accused [1 UKR|Kyiv] of moving tanks.\n"


def test_answers_are_read_back() -> None:
    labels = read_second("a-1 -2 0 0>1:ACCUSE:1 1>0:REJECT:+1\n\na-2 0 -1\n")
    assert labels["a-1"] == SecondLabel(-2, 0, (Relation(0, 1, "ACCUSE", 1), Relation(1, 0, "REJECT", 1)))
    assert labels["a-2"].relations == ()


@pytest.mark.parametrize("line", ["a-1", "a-1 5 0", "a-1 0 3", "a-1 0 0 0-1:ACCUSE:1", "a-1 0 0 0>1:SHOUT:1"])
def test_an_answer_that_cannot_be_read_names_its_line(line: str) -> None:
    with pytest.raises(InputError, match="Line 2"):
        read_second("a-0 0 0\n" + line)


def test_agreement_is_full_where_both_say_the_same_and_low_where_they_do_not() -> None:
    relation = Relation(0, 1, "ACCUSE", 1)
    levels = (-2, -1, 0, 1, 2)
    first = {f"a-{n}": replace(example(n, level, relation), sentiment=n % 2) for n, level in enumerate(levels)}
    same = {name: SecondLabel(one.stance, one.sentiment, (relation,)) for name, one in first.items()}
    opposite = {name: SecondLabel(-one.stance, 1 - one.sentiment, ()) for name, one in first.items()}
    assert agreement(first, same)["stance_kappa"] == 1
    assert agreement(first, same)["pair_f1"] == agreement(first, same)["event_same"] == 1
    assert agreement(first, opposite)["stance_kappa"] == pytest.approx(-1)
    assert agreement(first, opposite)["pair_f1"] == 0


def test_first_labels_are_put_back_where_the_third_reading_changed_them(tmp_path: Path) -> None:
    settled = tmp_path / "settled.jsonl"
    settled.write_text('{"id": "a-1", "first": {"stance": -1}}\n', encoding="utf-8")
    assert first_labels([example(1, 2)], settled)["a-1"].stance == -1


def test_the_committed_annotations_agree_as_the_data_card_says() -> None:
    first = first_labels(one for split in SPLITS for one in read_split(split))
    found = agreement(first, second_labels())
    assert found["paragraphs"] >= 4000
    assert found["stance_kappa"] >= 0.80
