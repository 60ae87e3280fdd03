"""Speeds in one run, beside what a user would do otherwise; `make benchmark` prints them and writes docs/benchmarks.md.

Only ratios are asserted, and those with room: absolute times belong to a machine.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from signals.actors import find_actors, find_in_article
from signals.data_files import MODEL, SAMPLES
from signals.scoring.adapter import read_adapter
from signals.scoring.base import base_folder, verified
from signals.scoring.scorer import scorer_of
from signals.training.corpus import read_split

pytestmark = pytest.mark.benchmark

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HYPOTHESES = 5
ARTICLE = SAMPLES / "ukraine-2021-22" / "2021-12-07-video-call.html"


def paragraphs() -> list[str]:
    return [example.text for split in ("test", "validation", "train") for example in read_split(split)][:1000]


def per_second(work: Callable[[list[str]], object], texts: list[str]) -> float:
    work(texts[:8])
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        work(texts)
        best = max(best, len(texts) / (time.perf_counter() - start))
    return best


def plain_loop() -> Callable[[list[str]], object]:
    """What a user would write: the reader in torch, float32, 32 paragraphs a batch, as they come."""
    import torch
    from transformers import PreTrainedTokenizerFast

    from signals.scoring.reader import load_reader

    reader = load_reader(verified(base_folder()), read_adapter(MODEL))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(base_folder() / "tokenizer.json"), pad_token="[PAD]")

    def run(texts: list[str]) -> None:
        with torch.inference_mode():
            for start in range(0, len(texts), 32):
                part = texts[start : start + 32]
                enc = tokenizer(part, padding=True, truncation=True, max_length=320, return_tensors="pt")
                states = reader.states(enc["input_ids"], enc["attention_mask"])
                reader.text_logits(states, enc["attention_mask"])

    return run


def zero_shot_large() -> Callable[[list[str]], object]:
    """A zero-shot NLI model of roberta-large size, five hypotheses a paragraph; random weights cost the same."""
    import torch
    from transformers import RobertaConfig, RobertaForSequenceClassification

    config = RobertaConfig(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096,
        max_position_embeddings=514, num_labels=3,
    )  # fmt: skip
    model = RobertaForSequenceClassification(config).eval()

    def run(texts: list[str]) -> None:
        with torch.inference_mode():
            for text in texts:
                length = min(500, int(len(text.split()) * 1.3) + 20)
                model(torch.full((HYPOTHESES, length), 100))

    return run


def vader() -> Callable[[list[str]], object]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda texts: [analyser.polarity_scores(text) for text in texts]


def in_tens(texts: list[str]) -> None:
    """Read as articles of ten paragraphs."""
    for start in range(0, len(texts), 10):
        find_in_article(texts[start : start + 10], date(2021, 12, 5))


def seconds(command: list[str], **environment: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
        best = min(best, time.perf_counter() - start)
    return best


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def test_speeds(tmp_path: Path) -> None:
    texts = paragraphs()
    ours = scorer_of(read_adapter(MODEL), "cpu")
    graphs = per_second(ours.score, texts)
    items = [(text, (0, 10), (12, 20)) for text in texts for _ in range(4)]
    related = per_second(lambda part: ours.relate(items[: 4 * len(part)]), texts)
    plain = per_second(plain_loop(), texts)
    in_torch = per_second(scorer_of(read_adapter(MODEL), "torch").score, texts)
    zero_shot = per_second(zero_shot_large(), texts[:12])
    lexicon = per_second(vader(), texts)
    names = per_second(lambda part: [find_actors(text) for text in part], texts)
    whole = per_second(in_tens, texts)
    score = [sys.executable, "-m", "signals", "score", str(ARTICLE), "--out", str(tmp_path / "out.csv")]
    cold, cold_torch = seconds([*score, "--device", "cpu"]), seconds([*score, "--device", "torch"])
    rows = [
        ("**quantised graphs, the default on CPUs**", graphs, graphs / plain),
        ("the same with four pairs a paragraph related", related, related / plain),
        ("plain torch loop, float32, 32 a batch, as they come", plain, 1.0),
        ("torch, float32, like lengths together", in_torch, in_torch / plain),
        ("zero-shot NLI of roberta-large size, five hypotheses", zero_shot, zero_shot / plain),
        ("VADER (lexicon)", lexicon, lexicon / plain),
        ("actors: names and people found (`find_actors`)", names, names / plain),
        ("actors: officials and references of an article too", whole, whole / plain),
    ]
    lines = ["| way | paragraphs a second | against the plain loop |", "|---|---|---|"]
    lines += [f"| {name} | {speed:,.1f} | {ratio:.2f} × |" for name, speed, ratio in rows]
    report = "\n".join(lines) + (
        f"\n\nCold start, `signals score` on one article from process start to file: graphs {cold:.2f} s, plain torch "
        f"{cold_torch:.2f} s ({cold / cold_torch:.2f} ×).\n"
    )
    print("\n" + report)
    if os.environ.get("WRITE_BENCHMARKS"):
        before = PAGE.read_text(encoding="utf-8").split("<!-- speeds -->")
        PAGE.write_text(
            f"{before[0]}<!-- speeds -->\n{len(texts)} paragraphs of the corpus; {machine()}.\n\n{report}"
            f"<!-- speeds -->{before[2]}",
            encoding="utf-8",
        )
    assert graphs > 2 * plain
    assert names > 20 * graphs
    assert cold < cold_torch
