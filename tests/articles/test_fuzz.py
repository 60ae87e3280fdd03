"""Damaged files of every kind end in articles or in sentences, in bounded time and memory: `make fuzz` tries 13,000."""

import os
import resource
import signal
import time
from pathlib import Path
from types import FrameType

import pytest

from signals.articles import read_upload
from tests.articles.mutations import mutated
from tests.articles.test_formats import as_xlsx, mail, markdown, packed, rich_text, table, web_archive, web_page, word

TRIES = int(os.environ.get("FUZZ_TRIES", "600"))  # in all
SECONDS = 20  # for one file, on a busy machine
MEGABYTES = 1_500  # by which the process may grow, readers and their libraries included
GOLD = Path(__file__).parent / "gold"
SEEDS = {
    "a.docx": word(),
    "a.rtf": rich_text(),
    "a.eml": mail("Moscow accused Kyiv on Friday.\n\n> quoted\n\n-- \nAna"),
    "a.mhtml": web_archive(),
    "a.md": markdown(),
    "a.html": web_page().encode(),
    "a.txt": b"A title of its own\n\n5 December 2021\n\nMoscow accused Kyiv on Friday; Kyiv denied it in March 2014.",
    "a.csv": table().to_csv(index=False).encode(),
    "a.jsonl": table().to_json(orient="records", lines=True).encode(),
    "a.parquet": table().to_parquet(),
    "a.xlsx": as_xlsx(table()),
    "a.zip": packed({"a.docx": word(), "b.txt": b"Moscow accused Kyiv on Friday."}),
}


def pdf_seed() -> bytes:
    return next(iter(sorted(GOLD.glob("*.pdf")))).read_bytes()


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


@pytest.mark.parametrize("name", [*SEEDS, "a.pdf"])
def test_a_damaged_file_ends_in_articles_or_sentences(name: str) -> None:
    data = SEEDS[name] if name in SEEDS else pdf_seed()
    signal.signal(signal.SIGALRM, _too_long)
    slowest, before = 0.0, peak_megabytes()
    for seed in range(TRIES // (len(SEEDS) + 1)):
        damaged = mutated(data, name, seed)
        started = time.monotonic()
        signal.alarm(SECONDS)
        try:
            for one in read_upload(damaged, name):
                assert one.article is None or one.article.paragraphs
                assert one.article is not None or (one.problem.endswith(".") and "\n" not in one.problem)
        except Exception as error:
            raise AssertionError(f"seed {seed} of {name}: {type(error).__name__}") from error
        finally:
            signal.alarm(0)
        slowest = max(slowest, time.monotonic() - started)
    grown = peak_megabytes() - before
    print(f"{name}: slowest {slowest:.2f} s, {grown:.0f} MB more")
    assert grown < MEGABYTES
