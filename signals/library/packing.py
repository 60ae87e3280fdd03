"""The packed readings of articles, written in the transaction that changes what they are made from."""

from collections.abc import Iterable, Sequence

import pandas as pd
import sqlalchemy as sql

from signals.library import schema
from signals.library.frames import paragraphs_of, parts, relations_of
from signals.readings import pack_actors, pack_pairs

KINDS = ("actor", "pair")
_KEY = ("article_id", "kind", "model")
_MODEL = {"actor": schema.articles.c.model, "pair": schema.articles.c.relations_model}


def pack(connection: sql.Connection, article_ids: Iterable[str], model: str | None = None) -> None:
    """Write the readings of these articles anew: by `model`, or by the models in use where none is named."""
    change = counted(connection, "change")
    for some in parts(article_ids, 500):
        _replace(connection, some, [{**row, "change": change} for row in _made(connection, some, model)])


def changed(connection: sql.Connection, article_id: str) -> None:
    """Let readers take in the article again, whose outlets changed and whose readings did not."""
    here = sql.update(schema.readings).where(schema.readings.c.article_id == article_id)
    connection.execute(here.values(change=counted(connection, "change")))


def differing(connection: sql.Connection, article_ids: Sequence[str]) -> list[str]:
    """Which of these articles have other readings of the models in use than their tables give, or none."""
    held = schema.readings.c
    query = sql.select(held.article_id, held.kind, held.model, held.data).where(held.article_id.in_(article_ids))
    there = {(row.article_id, row.kind, row.model): row.data for row in connection.execute(query)}
    made = _made(connection, article_ids, None)
    return sorted(
        {str(row["article_id"]) for row in made if there.get(tuple(map(row.get, _KEY))) != row["data"]}  # type: ignore[arg-type]
    )


def _made(connection: sql.Connection, some: Sequence[str], model: str | None) -> list[dict[str, object]]:
    """Rows of the table of readings of these articles, but for `change`."""
    paragraphs, relations = paragraphs_of(connection, some, model), relations_of(connection, some, model)
    codes = _codes(connection, _named(paragraphs, relations))
    packed = {"actor": pack_actors(paragraphs, codes), "pair": pack_pairs(relations, codes)}
    used = _models(connection, some) if model is None else {one: {"actor": model, "pair": model} for one in some}
    return [
        {"article_id": one, "kind": kind, "model": used[one][kind], "data": packed[kind].get(one, b"")}
        for one in some
        for kind in KINDS
    ]


def _named(paragraphs: pd.DataFrame, relations: pd.DataFrame) -> set[str]:
    found = {actor for ids in paragraphs["actors"] for actor in ids.split("|") if actor}
    return found | {*relations["source"], *relations["target"]}


def _models(connection: sql.Connection, article_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    query = sql.select(schema.articles.c.article_id, *_MODEL.values()).where(
        schema.articles.c.article_id.in_(article_ids)
    )
    return {row[0]: {"actor": row[1], "pair": row[2]} for row in connection.execute(query)}


def _replace(connection: sql.Connection, article_ids: Sequence[str], rows: list[dict[str, object]]) -> None:
    held = schema.readings.c
    for kind, model in {(str(row["kind"]), str(row["model"])) for row in rows}:
        these = held.article_id.in_(article_ids) & (held.kind == kind) & (held.model == model)
        connection.execute(sql.delete(schema.readings).where(these))
    connection.execute(sql.insert(schema.readings), rows)


def _codes(connection: sql.Connection, named: Iterable[str]) -> dict[str, int]:
    """The code of every actor; new ones get the next numbers."""
    codes = {row.actor: row.code for row in connection.execute(sql.select(schema.actor_codes))}
    new = sorted(set(named) - set(codes))
    if new:
        rows = [{"code": code, "actor": actor} for code, actor in enumerate(new, start=len(codes))]
        connection.execute(sql.insert(schema.actor_codes), rows)
        codes |= {str(row["actor"]): int(str(row["code"])) for row in rows}
    return codes


def counted(connection: sql.Connection, counter: str) -> int:
    """The next number of a counter."""
    value = value_of(connection, counter) + 1
    set_value(connection, counter, value)
    return value


def value_of(connection: sql.Connection, counter: str) -> int:
    """The number of a counter, 0 before it has counted."""
    query = sql.select(schema.counters.c.value).where(schema.counters.c.name == counter)
    return int(connection.execute(query).scalar() or 0)


def set_value(connection: sql.Connection, counter: str, value: int) -> None:
    """Give a counter this number."""
    here = sql.update(schema.counters).where(schema.counters.c.name == counter)
    if not connection.execute(here.values(value=value)).rowcount:
        connection.execute(sql.insert(schema.counters), {"name": counter, "value": value})


def unpacked(connection: sql.Connection) -> list[str]:
    """Ids of the articles that have no readings of a model in use: of an older version, or damaged."""
    missing: set[str] = set()
    for kind, model in _MODEL.items():
        held = (
            sql.exists()
            .where(schema.readings.c.article_id == schema.articles.c.article_id)
            .where((schema.readings.c.kind == kind) & (schema.readings.c.model == model))
        )
        missing |= set(connection.execute(sql.select(schema.articles.c.article_id).where(~held)).scalars())
    return sorted(missing)


def in_use(kind: str) -> "sql.Select[tuple[object, ...]]":
    """A query for the readings in use: columns of `Readings.articles`, `change` and `data`."""
    held, own = schema.readings, schema.articles.c
    here = schema.articles.join(held, (held.c.article_id == own.article_id) & (held.c.model == _MODEL[kind]))
    columns = (own.article_id, own.collection, own.story_id, own.outlet, own.published, held.c.change, held.c.data)
    return sql.select(*columns).select_from(here).where(held.c.kind == kind)
