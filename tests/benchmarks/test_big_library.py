"""The index at ten thousand to a million paragraphs; `make benchmark` writes docs/benchmarks.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.test_speed import PAGE, machine

pytestmark = pytest.mark.benchmark

SIZES = (10_000, 100_000, 1_000_000)
ROOT = Path(__file__).resolve().parents[2]


def run(*args: object) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.big_library", *map(str, args)]
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def test_queries_of_the_dashboard(tmp_path: Path) -> None:
    found = {}
    for size in SIZES:
        run("make", tmp_path / "big.sqlite", size)
        found[size] = json.loads(run("measure", tmp_path / "big.sqlite"))
        for part in tmp_path.iterdir():
            part.unlink()
    rows = [
        f"| {name} | " + " | ".join(f"{found[size][name]:,.0f}" for size in SIZES) + " |" for name in found[SIZES[0]]
    ]
    head = "| | " + " | ".join(f"{size:,}" for size in SIZES) + " |\n|---|" + "---:|" * len(SIZES)
    report = f"Paragraphs of 5,000 days and 200 actors; milliseconds; {machine()}.\n\n{head}\n" + "\n".join(rows) + "\n"
    print(report)
    largest = found[SIZES[-1]]
    assert largest["warm: one actor by day"] < largest["warm: plain SQL, one actor by day"] / 3
    assert largest["warm: twelve actors by month"] < largest["warm: plain SQL, one actor by day"]
    if os.environ.get("WRITE_BENCHMARKS"):
        before = PAGE.read_text(encoding="utf-8").split("<!-- library -->")
        PAGE.write_text(f"{before[0]}<!-- library -->\n{report}<!-- library -->{before[2]}", encoding="utf-8")
