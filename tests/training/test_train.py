"""Training: the same seed gives the same reader, and what is written is what was trained."""

import random

import pytest
import torch

from signals.data_files import MODEL
from signals.scoring.adapter import Adapter, ReaderConfig, Temperatures, read_adapter, write_adapter
from signals.scoring.base import PINNED, TOKENIZER, WEIGHTS, base_folder, verified
from signals.scoring.outputs import EVENTS
from signals.scoring.reader import Reader, adapter_weights, load_reader
from signals.scoring.tokens import PLACEHOLDERS, tokenizer_from
from signals.training import train
from signals.training.corpus import read_split
from signals.training.items import MOST_PAIRS, arrays, item_batches, items

CPU = torch.device("cpu")
EXAMPLES = read_split("train")[:40]


@pytest.fixture(scope="module")
def base() -> dict[str, bytes]:
    return verified(base_folder())


@pytest.fixture(scope="module")
def reader(base: dict[str, bytes]) -> Reader:
    return train.fit(base, EXAMPLES, CPU, seed=3, epochs=2, report=lambda _: None)


def logits(reader: Reader, base: dict[str, bytes]) -> torch.Tensor:
    batch = items(EXAMPLES[:6], tokenizer_from(base[TOKENIZER]))
    with torch.inference_mode():
        return torch.cat([one.flatten() for one in train.logits_of(reader.eval(), batch, CPU)])


def test_training_lowers_the_loss(base: dict[str, bytes]) -> None:
    said: list[str] = []
    train.fit(base, EXAMPLES, CPU, seed=0, epochs=3, report=said.append)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said]
    assert len(losses) == 3
    assert losses[-1] < losses[0]


def test_the_same_seed_gives_the_same_reader(base: dict[str, bytes], reader: Reader) -> None:
    again = train.fit(base, EXAMPLES, CPU, seed=3, epochs=2, report=lambda _: None)
    assert torch.allclose(logits(again, base), logits(reader, base), atol=0.02)


def test_an_adapter_of_full_rank_is_the_reader_and_a_smaller_one_is_near(
    base: dict[str, bytes], reader: Reader
) -> None:
    config = ReaderConfig("x", PINNED[WEIGHTS], train.HIDDEN, "x", Temperatures())
    wanted = logits(reader, base)
    gaps = []
    for rank in (384, train.RANK, 1):
        kept = load_reader(base, Adapter(config, b"", adapter_weights(reader, base, rank)))
        gaps.append((logits(kept, base) - wanted).abs().mean().item())
    assert gaps[0] < 0.02
    assert gaps[0] <= gaps[1] <= gaps[2] + 1e-4


def test_word_vectors_stay_as_published(base: dict[str, bytes], reader: Reader) -> None:
    published = Reader(base, train.HIDDEN).encoder.embeddings.word_embeddings.weight
    assert torch.equal(reader.encoder.embeddings.word_embeddings.weight, published)
    config = ReaderConfig("x", PINNED[WEIGHTS], train.HIDDEN, "x", Temperatures())
    assert len(Adapter(config, b"", adapter_weights(reader, base, train.RANK)).weights) < 12_000_000


def test_an_adapter_is_written_and_read_back(tmp_path, base: dict[str, bytes]) -> None:
    config = ReaderConfig("x", PINNED[WEIGHTS], 8, "x", Temperatures(stance=1.5))
    written = write_adapter(config, b"weights", tmp_path)
    assert read_adapter(tmp_path) == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter.safetensors", "config.json"]


def test_temperatures_soften_an_overconfident_reader(base: dict[str, bytes]) -> None:
    shipped, unseen = load_reader(base, read_adapter(MODEL)), read_split("validation")[:80]
    usual = train.calibrated(shipped, base, unseen)
    with torch.no_grad():
        for parameter in shipped.stance[-1].parameters():
            parameter *= 2
    assert train.calibrated(shipped, base, unseen).stance == pytest.approx(2 * usual.stance, rel=0.06)


def test_rare_events_count_more_and_none_is_no_majority() -> None:
    weights = train.event_weights(read_split("train"))
    assert weights.mean().item() == pytest.approx(1)
    assert weights[EVENTS.index("MOBILIZE")] > weights[EVENTS.index("AGREE")]


def test_items_draw_pairs_and_placeholders_only_with_a_chance(base: dict[str, bytes]) -> None:
    tokenizer = tokenizer_from(base[TOKENIZER])
    assert items(EXAMPLES, tokenizer) == items(EXAMPLES, tokenizer)
    drawn = items(EXAMPLES, tokenizer, random.Random(1))
    assert all(len(item.pairs) <= MOST_PAIRS for item in drawn)
    places = {token - 11 for item in drawn for token in item.tokens.ids if 11 <= token < 11 + PLACEHOLDERS}
    assert len(places) > 4


def test_batches_hold_every_item_once_within_the_budget(base: dict[str, bytes]) -> None:
    found = items(EXAMPLES, tokenizer_from(base[TOKENIZER]))
    batches = item_batches(found, 512, random.Random(0))
    assert sum(map(len, batches)) == len(found)
    for batch in batches:
        data = arrays(batch)
        assert data.ids.size <= 512 or len(batch) == 1
        assert len(data.rows) == len(data.event) == sum(len(item.pairs) for item in batch)
        assert (data.source.sum(1) > 0).all()
