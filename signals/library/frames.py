"""Rows of the library as frames with documented columns, as the models read them or as they count once corrected."""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
import sqlalchemy as sql

from signals.corrections import corrected_paragraphs, corrected_relations
from signals.library import schema

Query = sql.Select[tuple[object, ...]]

AT_ONCE = 4000  # ids in one statement: databases bound them
_ARTICLE = (
    "article_id", "title", "outlet", "story_id", "published", "collection", "author", "url", "language",
)  # fmt: skip
_PARAGRAPH = ("paragraph", "text", "digest", "event_date", "background", "actors", "future", "kind")
_RELATION = ("source", "target", "event", "quad", "stance", "confidence", "quote", "implied")


def frame_of(connection: sql.Connection, query: Query) -> pd.DataFrame:
    """The rows of a query."""
    return pd.read_sql_query(query, connection)


def within(query: Query, collection: str | None) -> Query:
    """The query, of one collection only where one is named."""
    return query if collection is None else query.where(schema.articles.c.collection == collection)


def parts(ids: Iterable[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    """The ids in lists that fit into a statement."""
    held = list(ids)
    for start in range(0, len(held), size):
        yield held[start : start + size]


def ids_in_order(connection: sql.Connection, collection: str | None, among: Iterable[str] | None = None) -> list[str]:
    """Ids of the articles by date, of all or of those `among` these."""
    own = schema.articles.c
    query = within(sql.select(own.published, own.article_id), collection)
    queries = [query] if among is None else [query.where(own.article_id.in_(some)) for some in parts(set(among))]
    rows = sorted(tuple(row) for one in queries for row in connection.execute(one))
    return [str(article_id) for _, article_id in rows]


def paragraphs_of(connection: sql.Connection, article_ids: Sequence[str], model: str | None = None) -> pd.DataFrame:
    """Paragraphs of a few articles as they count, by date, article and number; see `Library.paragraphs`.

    With `model` as that one read them, without it as the model in use did.
    """
    scores, own = schema.scores, schema.articles.c.model if model is None else sql.literal(model)
    here = schema.articles.join(schema.paragraphs).join(
        scores,
        (scores.c.article_id == schema.paragraphs.c.article_id)
        & (scores.c.paragraph == schema.paragraphs.c.paragraph)
        & (scores.c.model == own),
    )
    wanted = [
        *(schema.articles.c[name] for name in _ARTICLE),
        *(schema.paragraphs.c[name] for name in _PARAGRAPH),
        *(scores.c[name] for name in ("model", *schema.SCORES)),
    ]
    order = (schema.articles.c.published, schema.articles.c.article_id, schema.paragraphs.c.paragraph)
    query = sql.select(*wanted).select_from(here).where(schema.articles.c.article_id.in_(article_ids))
    frame = frame_of(connection, query.order_by(*order))
    return corrected_paragraphs(frame, corrections_of(connection, article_ids))


def relations_of(connection: sql.Connection, article_ids: Sequence[str], model: str | None = None) -> pd.DataFrame:
    """Relations of a few articles as they count, by date, article and paragraph; see `Library.relations`."""
    held, own = schema.relations, schema.articles.c.relations_model if model is None else sql.literal(model)
    here = schema.articles.join(schema.paragraphs).join(held)
    wanted = [
        *(schema.articles.c[name] for name in _ARTICLE),
        *(schema.paragraphs.c[name] for name in _PARAGRAPH if name != "actors"),
        *(held.c[name] for name in ("model", *_RELATION)),
    ]
    query = (
        sql.select(*wanted)
        .select_from(here)
        .where(schema.articles.c.article_id.in_(article_ids) & (held.c.model == own))
        .order_by(schema.articles.c.published, held.c.article_id, held.c.paragraph, held.c.source, held.c.target)
    )
    corrections = corrections_of(connection, article_ids)
    about = corrections.loc[corrections["field"] == "relation", "article_id"].unique().tolist()
    paragraphs = paragraphs_of(connection, about) if about else pd.DataFrame()
    return corrected_relations(frame_of(connection, query), paragraphs, corrections)


def corrections_of(connection: sql.Connection, article_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """All corrections, of these articles where some are named, undone ones too; see `Library.corrections`."""
    query = sql.select(schema.corrections).order_by(schema.corrections.c.correction)
    if article_ids is not None:
        query = query.where(schema.corrections.c.article_id.in_(article_ids))
    frame = frame_of(connection, query)
    return frame.astype({"undone": "datetime64[s]", "at": "datetime64[s]"})
