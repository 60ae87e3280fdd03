"""What several commands share: their options, progress bars, and how results are written and problems told."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pandas as pd

from signals.export import Table, check_writable, write_table
from signals.library import Library
from signals.scoring import Progress

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

OUT = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write: .csv, .parquet, .json or .jsonl; - writes CSV to standard output.",
)
LIBRARY = click.option(
    "--library",
    "place",
    metavar="FILE",
    help="Library file. Default: SIGNALS_DATABASE_URL (PostgreSQL), else SIGNALS_LIBRARY, else library.sqlite in "
    "your data folder.",
)
COLLECTION = click.option("--collection", help="Only this collection.")
MODEL = click.option("--model", default="embedded", show_default=True, help="Model that reads the paragraphs.")
DEVICE = click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or mps.")


def opened(place: str | None) -> Library:
    """The library that the options name."""
    return Library(place)


def said(sentence: str) -> None:
    """A sentence on standard error, so that standard output holds results only."""
    click.echo(sentence, err=True)


def write(parts: Iterable[pd.DataFrame], table: Table, out: Path, what: str) -> None:
    """Write a table and say what was written, `{rows}` in the sentence being their number."""
    to_pipe = str(out) == "-"
    rows = write_table(parts, table, None if to_pipe else out)
    said(f"{'standard output' if to_pipe else out}: {what.format(rows=f'{rows:,}')}")


def writable(*paths: Path | None) -> None:
    """Raise InputError before long work for a path that cannot be written."""
    for path in paths:
        if path is not None and str(path) != "-":
            check_writable(path)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error, silent where that is no terminal."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        yield show


def counted(count: int, one: str, many: str = "") -> str:
    """A number and the word for what it counts."""
    return f"1 {one}" if count == 1 else f"{count:,} {many or one + 's'}"
