"""Diplomatic Tension Signals: who is escalating and who is de-escalating, read from news text on your own machine."""

from signals.actors import Mention, find_actors
from signals.articles import Article, Paragraph, read_article
from signals.errors import InputError
from signals.scoring import load_scorer

__version__ = "0.1.0"

__all__ = [
    "Article",
    "InputError",
    "Mention",
    "Paragraph",
    "find_actors",
    "load_scorer",
    "read_article",
]
