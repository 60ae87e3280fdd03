"""What is written of a scored article, and which story it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sql

from signals.actors import Mention
from signals.articles import Article
from signals.articles.stories import Fingerprint, fingerprint, fingerprint_of, same_story
from signals.errors import InputError
from signals.library import packing, schema
from signals.pipeline import ScoredArticle

STORY_DAYS = 3  # printings of one report appear within so many days
_MOST_CANDIDATES = 20  # articles that share most shingles with a new one, compared in full
Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article that was to be added: `new` is False where the library held it already."""

    article_id: str
    title: str
    new: bool
    outlet: str = ""

    @property
    def sentence(self) -> str:
        """One sentence for the user."""
        if self.outlet:
            return (
                f"“{self.title}” is already in the library: {self.outlet} was noted as another outlet that printed it."
            )
        if self.new:
            return f"“{self.title}” was added to the library."
        return f"“{self.title}” is already in the library: nothing was changed."


def now() -> datetime:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def taken(connection: sql.Connection, scored: ScoredArticle, collection: str) -> Added:
    """Insert a new article with everything that was read in it; of one that is there, note its outlet."""
    article = scored.article
    if article.published is None:
        raise InputError(f"“{article.title}” has no published date: state one and add it again.")
    if (held := recognised(connection, article)) is not None:
        return held
    _store(connection, scored, collection, article.published)
    return Added(article.article_id, article.title, new=True)


def _store(connection: sql.Connection, scored: ScoredArticle, collection: str, published: date) -> None:
    article = scored.article
    mark = fingerprint(article)
    row = {
        "article_id": article.article_id,
        "collection": collection,
        "story_id": _story(connection, article.article_id, mark, published),
        "title": article.title,
        "outlet": article.outlet,
        "published": published,
        "source": article.source,
        "added": now(),
        "author": article.author,
        "url": article.url,
        "language": article.language,
        "published_at": article.published_at.isoformat() if article.published_at else "",
        "related": scored.relations is not None,
        "model": scored.model,
        "relations_model": scored.model if scored.relations is not None else "",
    }
    connection.execute(sql.insert(schema.articles), row)
    connection.execute(sql.insert(schema.paragraphs), _paragraph_rows(scored))
    insert_scores(connection, scored)
    shingles = [{"article_id": article.article_id, "shingle": shingle} for shingle in mark.sample]
    connection.execute(sql.insert(schema.fingerprints), shingles)
    if article.asides:
        connection.execute(sql.insert(schema.asides), _aside_rows(article))
    insert_relations(connection, scored)


def insert_scores(connection: sql.Connection, scored: ScoredArticle) -> None:
    """The scores of an article whose paragraphs are stored."""
    values = scored.scores[list(schema.SCORES)].to_dict("records")
    rows = [
        {
            "article_id": scored.article.article_id,
            "paragraph": paragraph.number,
            "model": scored.model,
            **{str(name): float(value) for name, value in of_it.items()},
        }
        for paragraph, of_it in zip(scored.article.paragraphs, values, strict=True)
    ]
    connection.execute(sql.insert(schema.scores), rows)


def insert_relations(connection: sql.Connection, scored: ScoredArticle) -> None:
    """The relations of an article whose paragraphs are stored, where some were read."""
    if scored.relations is None or scored.relations.empty:
        return
    columns = [column.name for column in schema.relations.c]
    records = scored.relations.assign(model=scored.model)[columns].to_dict("records")
    rows = [{str(name): value for name, value in row.items()} for row in records]
    connection.execute(sql.insert(schema.relations), rows)


def _paragraph_rows(scored: ScoredArticle) -> Rows:
    return [
        {
            "article_id": scored.article.article_id,
            "paragraph": paragraph.number,
            "text": paragraph.text,
            "digest": paragraph.digest,
            "event_date": paragraph.event_date,
            "background": paragraph.background,
            "future": paragraph.future,
            "kind": paragraph.kind,
            "actors": actors_of(mentions),
        }
        for paragraph, mentions in zip(scored.article.paragraphs, scored.mentions, strict=True)
    ]


def actors_of(mentions: Iterable[Mention]) -> str:
    """Ids of the actors that are mentioned, parted by "|"."""
    return "|".join(sorted({mention.actor for mention in mentions}))


def _aside_rows(article: Article) -> Rows:
    return [
        {"article_id": article.article_id, "position": position, "kind": one.kind, "text": one.text, "after": one.after}
        for position, one in enumerate(article.asides)
    ]


def recognised(connection: sql.Connection, article: Article) -> Added | None:
    """None for a new article; of one that is there, another outlet that printed it is noted, once."""
    same = sql.select(schema.articles.c.title, schema.articles.c.outlet).where(
        schema.articles.c.article_id == article.article_id
    )
    if (held := connection.execute(same).first()) is None:
        return None
    known = sql.select(schema.copies.c.outlet).where(schema.copies.c.article_id == article.article_id)
    if article.outlet in ("", held.outlet, *connection.execute(known).scalars()):
        return Added(article.article_id, held.title, new=False)
    connection.execute(sql.insert(schema.copies), {"article_id": article.article_id, "outlet": article.outlet})
    packing.changed(connection, article.article_id)
    return Added(article.article_id, held.title, new=False, outlet=article.outlet)


def _story(connection: sql.Connection, article_id: str, mark: Fingerprint, published: date) -> str:
    """The story of the stored article that is a printing of the same report (`same_story`), or a new story."""
    days = timedelta(days=STORY_DAYS)
    shared = (
        sql.select(schema.articles.c.article_id, schema.articles.c.story_id, sql.func.count().label("shared"))
        .select_from(schema.articles.join(schema.fingerprints))
        .where(schema.articles.c.published.between(published - days, published + days))
        .where(schema.fingerprints.c.shingle.in_(mark.sample))
        .group_by(schema.articles.c.article_id, schema.articles.c.story_id)
        .order_by(sql.desc("shared"), schema.articles.c.article_id)
        .limit(_MOST_CANDIDATES)
    )
    for other in connection.execute(shared).all():
        if same_story(mark, _stored_fingerprint(connection, other.article_id)):
            return str(other.story_id)
    return article_id


def _stored_fingerprint(connection: sql.Connection, article_id: str) -> Fingerprint:
    texts = (
        sql.select(schema.paragraphs.c.text)
        .where(schema.paragraphs.c.article_id == article_id)
        .order_by(schema.paragraphs.c.paragraph)
    )
    return fingerprint_of(list(connection.execute(texts).scalars()))
