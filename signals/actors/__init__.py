"""Text in, actor mentions out: which states and organisations a text names, and where."""

from signals.actors.gazetteer import Actor, actor_name, actors
from signals.actors.mentions import Mention, find_actors
from signals.actors.officials import find_in_article

__all__ = ["Actor", "Mention", "actor_name", "actors", "find_actors", "find_in_article"]
