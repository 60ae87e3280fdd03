"""Hub models: the real loading code on tiny models of the same architectures, built and saved here."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import (
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    PreTrainedTokenizerFast,
)

from signals import InputError, load_scorer
from signals.scoring.base import base_folder
from signals.scoring.hub import STANCE_MODEL, TONE_MODEL
from signals.scoring.outputs import SCORE_COLUMNS

TEXTS = ["The two sides signed a ceasefire.", "The army shelled the capital.", "…"]


def save(model: torch.nn.Module, folder: Path, **options: object) -> None:
    model.save_pretrained(folder, **options)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(base_folder() / "tokenizer.json"), pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    tokenizer.save_pretrained(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    small = {"vocab_size": 30522, "num_attention_heads": 2}
    stance = DebertaV2Config(
        hidden_size=16, num_hidden_layers=1, intermediate_size=16, relative_attention=True,
        pos_att_type=["p2c", "c2p"], position_buckets=16, **small,
    )  # fmt: skip
    stance.id2label = {0: "entailment", 1: "not_entailment"}
    stance.label2id = {"entailment": 0, "not_entailment": 1}
    save(DebertaV2ForSequenceClassification(stance), tmp_path / "tiny" / "stance")
    tone = DistilBertConfig(dim=16, n_layers=1, n_heads=2, hidden_dim=16, vocab_size=30522)
    tone.id2label = {0: "positive", 1: "neutral", 2: "negative"}
    tone.label2id = {"positive": 0, "neutral": 1, "negative": 2}
    save(DistilBertForSequenceClassification(tone), tmp_path / "tiny" / "tone")
    return tmp_path / "tiny"


def test_a_folder_gives_the_same_columns_as_our_own_model(folder: Path) -> None:
    scorer = load_scorer(str(folder), "cpu")
    seen: list[tuple[int, int]] = []
    frame = scorer.score(TEXTS, lambda done, total: seen.append((done, total)))
    assert list(frame.columns) == SCORE_COLUMNS
    assert frame[["p_deescalatory", "p_neutral", "p_escalatory"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert frame["stance"].iloc[2] == 0
    assert seen[-1] == (3, 3)
    assert scorer.name == "hub:tiny"


def test_labels_are_found_by_name_not_by_place(folder: Path) -> None:
    scorer = load_scorer(str(folder), "cpu")
    assert scorer._tones == [2, 1, 0]


def test_relations_are_not_invented(folder: Path) -> None:
    with pytest.raises(InputError, match="read no relations"):
        load_scorer(str(folder), "cpu").relate([(TEXTS[0], (0, 3), (4, 7))])


def test_pickled_weights_are_refused(folder: Path) -> None:
    weights = folder / "tone" / "model.safetensors"
    torch.save({}, folder / "tone" / "pytorch_model.bin")
    weights.unlink()
    with pytest.raises(InputError, match="must be a sequence classifier saved as safetensors"):
        load_scorer(str(folder), "cpu")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no model"):
        load_scorer(str(tmp_path), "cpu")


def test_without_a_network_the_hub_gives_one_sentence(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "os.environ.update(SIGNALS_CACHE=sys.argv[1], HF_ENDPOINT='http://localhost:9', HF_HUB_OFFLINE='0')\n"
        "from signals import InputError, load_scorer\n"
        "try: load_scorer('hub', 'cpu')\n"
        "except InputError as error: assert 'cannot be fetched' in str(error), error\n"
        "else: raise AssertionError('loaded without a network')"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=300)


def test_both_models_are_pinned_to_a_commit() -> None:
    for model in (STANCE_MODEL, TONE_MODEL):
        assert len(model.revision) == 40 and set(model.revision) <= set("0123456789abcdef")
