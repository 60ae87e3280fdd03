"""Text in, actor mentions out: which states and organisations a text names, and where."""

from signals.actors.gazetteer import Actor, actor_name, actors
from signals.actors.mentions import Mention, find_actors
from signals.actors.officials import find_in_article
from signals.actors.own import OwnNames, actor_id, own_names_csv, read_own_names

__all__ = [
    "Actor",
    "Mention",
    "OwnNames",
    "actor_id",
    "actor_name",
    "actors",
    "find_actors",
    "find_in_article",
    "own_names_csv",
    "read_own_names",
]
