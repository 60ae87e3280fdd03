"""The sample articles of `data/samples`: a newcomer's first library, written for this project about dated events."""

import csv
from collections.abc import Iterator

from signals.articles import Article, read_article
from signals.articles.reading import SUFFIXES
from signals.data_files import SAMPLES


def sample_collections() -> dict[str, str]:
    """Folder of each sample sequence and the name of its collection, as `data/samples/sequences.csv` lists them."""
    with (SAMPLES / "sequences.csv").open(encoding="utf-8", newline="") as file:
        return {row["folder"]: row["collection"] for row in csv.DictReader(file)}


def sample_sequences() -> Iterator[tuple[str, list[Article]]]:
    """(collection, articles in order of their files) for each sequence, read like any upload."""
    for folder, collection in sample_collections().items():
        files = sorted(path for path in (SAMPLES / folder).iterdir() if path.suffix in SUFFIXES)
        yield collection, [read_article(path.read_bytes(), path.name) for path in files]
