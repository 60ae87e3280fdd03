"""A library filled with the scored sample articles, as tests and pictures need it."""

from pathlib import Path

from signals.library import Library
from signals.pipeline import score_articles
from signals.relations import with_relations
from signals.samples import sample_sequences
from signals.scoring import TextScorer


def fill(path: Path, scorer: TextScorer) -> None:
    """Score all sample articles into a new library file."""
    library = Library(path)
    for collection, articles in sample_sequences():
        for scored in with_relations(score_articles(articles, scorer), scorer):
            library.add(scored, collection)
    library.close()
