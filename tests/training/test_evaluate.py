"""The evaluation: figures that are right on answers we know, and the same table from the command line."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from signals import InputError
from signals.cli import main
from signals.scoring import TextScorer
from signals.training.corpus import read_split
from signals.training.evaluate import evaluate_benchmark, measures


class Answers:
    """Answers with the annotation, or with its opposite: what a perfect and a perverse reader would score."""

    name = "answers"

    def __init__(self, sign: int) -> None:
        self.levels = {example.text: sign * example.stance for example in read_split("test")}
        self.tones = {example.text: sign * example.sentiment for example in read_split("test")}

    def score(self, texts: list[str], progress: object = None) -> pd.DataFrame:
        level = np.array([self.levels[text] for text in texts])
        tone = np.array([self.tones[text] for text in texts])
        return pd.DataFrame(
            {
                "stance": level / 2, "sentiment": tone,
                "p_deescalatory": 1.0 * (level < 0), "p_neutral": 1.0 * (level == 0), "p_escalatory": 1.0 * (level > 0),
                "tone_negative": 1.0 * (tone < 0), "tone_neutral": 1.0 * (tone == 0), "tone_positive": 1.0 * (tone > 0),
            }
        )  # fmt: skip


def test_a_perfect_reader_gets_full_marks_and_a_perverse_one_none() -> None:
    perfect = {m.name: m.value for m in measures(read_split("test"), Answers(1))}
    perverse = {m.name: m.value for m in measures(read_split("test"), Answers(-1))}
    assert perfect.pop("stance, calibration error") == 0
    assert set(perfect.values()) == {1.0}
    assert perverse["stance, sign right where there is one"] == 0
    assert perverse["stance, 5 levels, quadratic kappa"] < -0.9


def test_the_model_reads_better_than_chance_on_scenarios_it_never_saw(scorer: TextScorer) -> None:
    found = {m.name: m for m in measures(read_split("test"), scorer)}
    assert found["stance, 3 classes, macro-F1"].low > 0.45  # a constant answer gives 0.19, guessing 0.33
    assert found["stance, sign right where there is one"].low > 0.6


def test_the_benchmark_gives_binary_f1_with_its_interval(benchmark_file: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", str(benchmark_file)])
    figures = json.loads(result.stdout)
    assert figures["sentences"] == 1050
    assert figures["binary_low"] <= figures["binary"] <= figures["binary_high"]
    assert figures["binary"] > 0.6


def test_another_file_is_refused_with_one_sentence(scorer: TextScorer, tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no columns sentence and quad"):
        evaluate_benchmark(scorer, path)
