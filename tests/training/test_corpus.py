"""The corpus: sound as committed, and the check finds what must not be in it."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from signals import InputError
from signals.training.corpus import HARD_CASES, SPLITS, ActorSpan, Example, Relation, faults, read_split
from signals.training.markup import read_markup

GOOD = Example(
    "a-1", "scene-1", "wire", "Europe", 1999, "Moscow accused Kyiv of moving tanks.", 1, -1,
    (ActorSpan("RUS", 0, 6), ActorSpan("UKR", 15, 19)), (Relation(0, 1, "ACCUSE", 1),), (),
)  # fmt: skip


def found(*examples: Example, **others: list[Example]) -> str:
    return "; ".join(faults({"train": list(examples), **others}))


def test_the_committed_corpus_is_sound() -> None:
    splits = {split: read_split(split) for split in SPLITS}
    assert list(faults(splits)) == []
    everything = [example for split in splits.values() for example in split]
    assert len(everything) >= 4000
    assert len(splits["test"]) >= 400
    # One in six is not diplomatic; the event sentences (ids y…), written for their relations, are left out here.
    paragraphs = [example for example in everything if not example.id.startswith("y")]
    assert 6 * sum(example.genre == "domestic" for example in paragraphs) >= len(paragraphs)
    hard = Counter(case for example in everything for case in example.hard)
    assert min(hard[case] for case in HARD_CASES) >= 50


def test_a_sound_example_has_no_fault() -> None:
    assert found(GOOD) == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"stance": 3}, "no level"),
        ({"sentiment": 2}, "no tone"),
        ({"genre": "poem"}, "genre poem"),
        ({"genre": "domestic"}, "domestic paragraph has stance 0"),
        ({"text": " "}, "blank"),
        ({"text": "word " * 200}, "too long"),
        ({"hard": ("tricky",)}, "not all known"),
        ({"mentions": (ActorSpan("RUS", 6, 15),)}, "does not lie on words"),
        ({"relations": (Relation(0, 2, "ACCUSE", 1),)}, "names no mention"),
        ({"relations": (Relation(0, 1, "SHOUT", 1),)}, "unknown event"),
    ],
)
def test_a_fault_is_named(change: dict[str, object], says: str) -> None:
    assert says in found(replace(GOOD, **change))  # type: ignore[arg-type]


def test_scenarios_and_texts_may_not_leak_between_splits() -> None:
    same_scene = replace(GOOD, id="a-2", text="Envoys met in Oslo to speak of fish.", mentions=(), relations=())
    assert "is also in train" in found(GOOD, test=[same_scene])
    longer = replace(GOOD, id="a-3", scenario="scene-2", text=GOOD.text + " It denied it.")
    assert "nearly the same text" in found(GOOD, test=[longer])
    assert "stands twice" in found(GOOD, test=[GOOD])


def test_a_phrase_that_gives_a_class_away_is_found() -> None:
    texts = [f"Officials number {n} vowed a crushing answer to {'x' * n}." for n in range(1, 26)]
    examples = [
        replace(GOOD, id=f"b-{n}", scenario=f"s-{n}", text=text, stance=2, mentions=(), relations=())
        for n, text in enumerate(texts)
    ]
    assert "“crushing answer” gives class 1 away (25 of 25 paragraphs)" in found(*examples)
    even = [replace(one, stance=0) if n % 2 else one for n, one in enumerate(examples)]
    assert "gives class" not in found(*even)


def test_a_line_that_is_no_paragraph_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"train\.jsonl, line 1"):
        read_split("train", tmp_path)


def test_markup_counts_the_offsets() -> None:
    (example,) = read_markup(
        "@ scene-1 | wire | Europe | 1999\n# 1 -1 negated\n"
        "[RUS|Moscow] accused [UKR|Kyiv] of moving tanks.\n> 0 1 ACCUSE 1\n",
        "a",
    )
    assert example == replace(GOOD, id="a-001", hard=("negated",))


@pytest.mark.parametrize(
    "block",
    ["# 1 -1\n> 0 1 ACCUSE 1\n", "# 1\nText.\n", "# 1 0\n[RUS Moscow] spoke.\n", "# 1 0\nOne line.\nAnother line.\n"],
)
def test_markup_that_cannot_be_read_names_its_line(block: str) -> None:
    with pytest.raises(InputError, match="b, line 2"):
        read_markup("@ s | wire | Europe | 1999\n" + block, "b")
