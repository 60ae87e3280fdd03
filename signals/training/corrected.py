"""Corrected paragraphs of a library as training examples: what an analyst put right teaches the model."""

from typing import Any

import pandas as pd

from signals.actors import find_actors
from signals.library import Library
from signals.scoring.outputs import TONES
from signals.training.corpus import ActorSpan, Example, Relation


def corrected_examples(library: Library) -> list[Example]:
    """One example a paragraph whose stance or relations somebody corrected, in the order of the library.

    Stance and stances of acts become the nearest of the five levels; tone stays what the model read. Relations are
    taught only where one of the paragraph's was corrected, with the others as the model read them: silence about a
    pair would teach that there is no act. Only actors that the text names can be marked.
    """
    frame = library.corrections()
    held = frame[frame["undone"].isna() & frame["field"].isin(["stance", "relation"])]
    if held.empty:
        return []
    ids = held["article_id"].unique().tolist()
    related = {(row.article_id, row.paragraph) for row in held[held["field"] == "relation"].itertuples()}
    wanted = {(row.article_id, row.paragraph) for row in held.itertuples()}
    acts = library.relations(article_ids=ids)
    examples = []
    for row in library.paragraphs(article_ids=ids).to_dict("records"):
        place = (row["article_id"], row["paragraph"])
        if place in wanted:
            mine = acts[(acts["article_id"] == place[0]) & (acts["paragraph"] == place[1])]
            examples.append(_example({str(name): value for name, value in row.items()}, mine, place in related))
    return examples


def _example(row: dict[str, Any], acts: pd.DataFrame, teaches_acts: bool) -> Example:
    found = find_actors(row["text"]) if teaches_acts else []
    mentions = tuple(ActorSpan(mention.actor, mention.start, mention.end) for mention in found)
    first = {mention.actor: place for place, mention in reversed(list(enumerate(mentions)))}
    relations = tuple(
        Relation(first[act["source"]], first[act["target"]], act["event"], level_of(act["stance"]))
        for act in acts.to_dict("records")
        if act["source"] in first and act["target"] in first
    )
    tones = [row["tone_negative"], row["tone_neutral"], row["tone_positive"]]
    return Example(
        id=f"correction-{row['article_id']}-{row['paragraph']}",
        scenario=f"correction-{row['story_id']}",
        genre="wire",
        region="",
        year=row["published"].year,
        text=" ".join(row["text"].split()) if not mentions else row["text"],
        stance=level_of(row["stance"]),
        sentiment=TONES[tones.index(max(tones))],
        mentions=mentions,
        relations=relations,
        hard=(),
    )


def level_of(stance: float) -> int:
    """The level, -2 … +2, nearest to a stance."""
    return round(2 * stance)
