"""The scorer: its columns, its limits, the same answer in any company, and refusal of weights that are not pinned."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from signals import InputError, load_scorer
from signals.scoring import TextScorer
from signals.scoring.base import PINNED, base_folder, verified
from signals.scoring.outputs import SCORE_COLUMNS, scores_frame

TEXTS = [
    "The two sides signed a ceasefire on Monday and exchanged 300 prisoners.",
    "The army shelled the capital and the president threatened to bomb its ports unless it surrenders.",
    "Share prices rose in Frankfurt as the carmaker reported a higher profit.",
]


def test_one_row_a_text_with_the_columns_and_ranges_of_the_design(scorer: TextScorer) -> None:
    frame = scorer.score(TEXTS)
    assert list(frame.columns) == SCORE_COLUMNS
    assert len(frame) == len(TEXTS)
    assert frame[["stance", "sentiment"]].abs().le(1).all(axis=None)
    for parts in (["p_deescalatory", "p_neutral", "p_escalatory"], ["tone_negative", "tone_neutral", "tone_positive"]):
        assert frame[parts].sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-5)


def test_a_ceasefire_eases_and_an_attack_escalates(scorer: TextScorer) -> None:
    ceasefire, attack, market = scorer.score(TEXTS)["stance"]
    assert ceasefire < -0.3 < market < 0.3 < attack


def test_the_real_article_warns_and_eases_where_its_reader_would_say_so(
    scorer: TextScorer, real_article: bytes
) -> None:
    from signals.pipeline import score_file

    stance = score_file(real_article, "real.txt", scorer).scores["stance"]
    assert stance.iloc[15] > 0.4  # "severe costs and consequences"
    assert stance.iloc[14] < -0.2  # "lower tensions"


def test_a_text_scores_the_same_alone_and_among_others(scorer: TextScorer) -> None:
    long = " ".join(TEXTS * 6)
    together = scorer.score([*TEXTS, long, *TEXTS[::-1]])
    alone = scorer.score(TEXTS[:1])
    # activations are quantised batch by batch, so company moves a score a little
    assert together["stance"].iloc[0] == pytest.approx(alone["stance"].iloc[0], abs=0.1)
    assert together["stance"].iloc[0] == pytest.approx(together["stance"].iloc[-1], abs=0.1)


def test_blank_and_wordless_texts_are_neither(scorer: TextScorer) -> None:
    frame = scorer.score(["", "…", " \n"])
    assert (frame["stance"] == 0).all() and (frame["p_neutral"] == 1).all()
    assert scorer.score([]).empty


def test_a_very_long_text_is_cut_not_refused(scorer: TextScorer) -> None:
    assert len(scorer.score(["word " * 20_000])) == 1


@pytest.mark.parametrize("texts", ["a single string", [1, 2]])
def test_what_is_no_list_of_texts_is_refused(scorer: TextScorer, texts: object) -> None:
    with pytest.raises(InputError, match="list of texts"):
        scorer.score(texts)  # type: ignore[arg-type]


def test_progress_counts_texts_and_may_stop_the_work(scorer: TextScorer) -> None:
    seen: list[tuple[int, int]] = []
    scorer.score(TEXTS, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scorer.score(TEXTS, stop)


def test_stance_is_the_expected_level_halved() -> None:
    frame = scores_frame(np.array([[0.1, 0.2, 0.3, 0.3, 0.1]]), np.array([[0.5, 0.2, 0.3]]))
    assert frame["stance"].iloc[0] == pytest.approx((-0.2 - 0.2 + 0.3 + 0.2) / 2)
    assert frame["p_escalatory"].iloc[0] == pytest.approx(0.4)
    assert frame["p_deescalatory"].iloc[0] == pytest.approx(0.3)
    assert frame["sentiment"].iloc[0] == pytest.approx(-0.2)


@pytest.mark.parametrize("name", list(PINNED))
def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, name: str) -> None:
    for pinned in PINNED:
        shutil.copy(base_folder() / pinned, tmp_path / pinned)
    verified(tmp_path)
    data = bytearray((tmp_path / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=f"{name} is not the published"):
        verified(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(InputError, match=name):
        verified(tmp_path)


def test_unknown_models_and_devices_are_refused() -> None:
    with pytest.raises(InputError, match="no model called"):
        load_scorer("other")
    with pytest.raises(InputError, match="not available"):
        load_scorer(device="abacus")


def test_scoring_opens_no_connection() -> None:
    program = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('a connection was tried')\n"
        "socket.socket.connect = refuse; socket.create_connection = refuse; socket.getaddrinfo = refuse\n"
        "from signals import load_scorer\n"
        "assert len(load_scorer().score(['Talks were held.'])) == 1"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
