"""The quantised graphs: what torch says, nearly; built once, remembered, built anew when damaged or outdated."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signals.data_files import MODEL
from signals.scoring.adapter import read_adapter
from signals.scoring.base import TOKENIZER, base_folder, verified
from signals.scoring.graph import GraphReader, graph_path, packed, unpacked
from signals.scoring.scorer import Scorer, scorer_of
from signals.scoring.tokens import batches, tokenized, tokenizer_from
from signals.training.corpus import read_split


def test_the_graphs_say_what_torch_says_within_tolerance(scorer: Scorer) -> None:
    """Stance within 0.03 on average and 0.15 in 99 of 100 texts; the likeliest class the same in 95 of 100."""
    texts = [example.text for example in read_split("test")[:500]]
    torch_scorer = scorer_of(read_adapter(MODEL), "torch")
    ours, theirs = scorer.score(texts), torch_scorer.score(texts)
    gap = (ours["stance"] - theirs["stance"]).abs()
    assert gap.mean() <= 0.03
    assert gap.quantile(0.99) <= 0.15
    chances = ["p_deescalatory", "p_neutral", "p_escalatory"]
    same = ours[chances].to_numpy().argmax(1) == theirs[chances].to_numpy().argmax(1)
    assert same.mean() >= 0.95


def test_graphs_are_built_once_and_anew_when_damaged(tmp_path: Path) -> None:
    good = graph_path(read_adapter(MODEL)).read_bytes()
    built = []

    def build(path: Path) -> None:
        built.append(path)
        path.write_bytes(good)

    path = tmp_path / "reader.graphs"
    GraphReader(path, build)
    GraphReader(path, build)
    assert len(built) == 1
    path.write_bytes(good[:-1] + b"x")
    GraphReader(path, build)
    assert len(built) == 2
    assert path.read_bytes() == good
    assert sorted(one.name for one in tmp_path.iterdir()) == ["reader.graphs", "reader.sha256"]


def test_another_adapter_or_base_has_another_graph() -> None:
    adapter = read_adapter(MODEL)
    other = replace(adapter, weights=adapter.weights + b"x")
    rebased = replace(adapter, config=replace(adapter.config, base="0" * 64))
    assert len({graph_path(one) for one in (adapter, other, rebased)}) == 3


def test_two_graphs_in_one_file_come_apart_again() -> None:
    assert unpacked(packed(b"first", b"the second")) == (b"first", b"the second")


def test_scoring_with_built_graphs_imports_no_torch(scorer: Scorer) -> None:
    program = (
        "import sys\nfrom signals import load_scorer\n"
        "frame = load_scorer().score(['Talks were held.'])\n"
        "assert len(frame) == 1 and 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_batches_keep_to_the_budget_and_lose_nothing() -> None:
    tokenizer = tokenizer_from(verified(base_folder())[TOKENIZER])
    tokens = tokenized(tokenizer, ["one word", "two words more " * 40, "a", "three " * 500])
    seen = []
    for batch in batches(tokens, budget=256):
        assert batch.ids.size <= 256 or len(batch.places) == 1
        assert (batch.ids[batch.mask == 0] == 0).all()
        seen += batch.places
    assert sorted(seen) == [0, 1, 2, 3]


@pytest.mark.parametrize("swap", [("Russia", "Brazil"), ("Moscow", "Brasilia")])
def test_the_name_of_an_actor_is_not_read(swap: tuple[str, str]) -> None:
    tokenizer = tokenizer_from(verified(base_folder())[TOKENIZER])
    text = f"{swap[0]} accused Kenya of moving tanks, and {swap[0]} recalled its envoy."
    one, other = tokenized(tokenizer, [text, text.replace(*swap)])
    assert one.ids == other.ids
    kenya = text.index("Kenya")
    assert (kenya, kenya + 5) in one.spans
    first, second = np.flatnonzero(np.array(one.ids) == one.ids[1])
    assert one.spans[first][0] == 0 and one.spans[second][0] == text.rindex(swap[0])
