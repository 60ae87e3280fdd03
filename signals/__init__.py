"""Diplomatic Tension Signals: who is escalating and who is de-escalating, read from news text on your own machine."""

from signals.actors import Mention, find_actors
from signals.articles import Article, Paragraph, read_article
from signals.errors import InputError
from signals.index import Options, tension
from signals.library import Library
from signals.measuring import measured
from signals.scoring import load_scorer

__version__ = "0.1.0"

__all__ = [
    "Article",
    "InputError",
    "Library",
    "Mention",
    "Options",
    "Paragraph",
    "find_actors",
    "load_scorer",
    "measured",
    "read_article",
    "tension",
]
