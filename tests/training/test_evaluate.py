"""The evaluation: figures that are right on answers we know, and the same table from the command line."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from signals import InputError
from signals.cli import main
from signals.scoring.scorer import Scorer
from signals.training.corpus import read_split
from signals.training.evaluate import Measure, evaluate_benchmark, evaluate_corpus, measures, unmarked
from signals.training.invariance import Shift, actor_shift, exchanged

FLOORS = Path(__file__).with_name("floors.csv")


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


def floors() -> dict[str, tuple[float, float]]:
    """Pinned quality: the least and the most that a figure may be. Lowering one needs a reason in the commit."""
    with FLOORS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["measure"]: (float(row["at_least"] or "-inf"), float(row["at_most"] or "inf")) for row in rows}


@pytest.fixture(scope="module")
def test_split_figures(scorer: Scorer) -> dict[str, Measure]:
    return {measure.name: measure for measure in evaluate_corpus(scorer)}


@pytest.mark.parametrize("name", [name for name in floors() if ":" not in name or name.startswith("hard")])
def test_a_figure_on_the_test_split_keeps_its_floor(name: str, test_split_figures: dict[str, Measure]) -> None:
    least, most = floors()[name]
    assert least <= test_split_figures[name].value <= most, test_split_figures[name]


def test_the_benchmark_keeps_its_floors_and_gives_intervals(benchmark_file: Path) -> None:
    result = CliRunner().invoke(main, ["evaluate", str(benchmark_file)])
    figures = json.loads(result.stdout)
    assert figures["sentences"] == 1050
    for name in ("binary", "quad", "root"):
        assert figures[f"{name}_low"] <= figures[name] <= figures[f"{name}_high"]
        assert figures[name] >= floors()[f"benchmark: {name}"][0]


def test_exchanging_actors_hardly_moves_a_stance(scorer: Scorer) -> None:
    shift = actor_shift([example.text for example in read_split("test")], scorer)
    assert isinstance(shift, Shift) and shift.count == 2000
    assert shift.mean <= floors()["actors: mean shift"][1]
    assert shift.p99 <= floors()["actors: 99th percentile"][1]


def test_exchanging_keeps_the_kind_of_name() -> None:
    text = "Russian troops left; Moscow said that Ukraine agreed."
    assert exchanged(text, "RUS", "FRA") == "French troops left; Paris said that Ukraine agreed."
    assert exchanged("Chile sued Peru.", "RUS", "FRA") == "Russia sued France."


@pytest.mark.parametrize(
    ("sentence", "item"),
    [
        ("<s>France</s> warned <t>Chad</t>.", ("France warned Chad.", (0, 6), (14, 18))),
        ("<s>France</s> spoke.", ("France spoke.", (0, 6), (0, 0))),
        ("<t>A</t> and <t>A</t> heard <s>B</s>.", ("A and A heard B.", (14, 15), (0, 1))),
    ],
)
def test_marks_become_spans(sentence: str, item: tuple[str, tuple[int, int], tuple[int, int]]) -> None:
    assert unmarked(sentence) == item


def test_another_file_is_refused_with_one_sentence(scorer: Scorer, tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    columns = "marked_sentence\tquad\troot\n"
    for content, says in (
        (columns + "<s>A</s> met <t>B</t>\tx\tCONSULT\n", "line 2"),
        (columns + "<s>A</s> met <t>B</t>\t1\tSHOUT\n", "line 2"),
        (columns + "<s>A</s> met <t>B</t>\n", "line 2"),
    ):
        broken = tmp_path / "broken.tsv"
        broken.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=says):
            evaluate_benchmark(scorer, broken)
    broken.write_bytes(columns.encode("utf-16"))
    with pytest.raises(InputError, match="not UTF-8"):
        evaluate_benchmark(scorer, broken)
    with pytest.raises(InputError, match="has no columns marked_sentence, quad and root"):
        evaluate_benchmark(scorer, path)
