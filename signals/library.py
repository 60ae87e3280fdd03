"""The library: everything that was added, kept in one SQLite file, so that yesterday's uploads are there today.

Scored articles go in, frames with documented columns come out. Adding is one transaction: an article is wholly there
or not at all. No text of an article, name of a file or search word ever becomes part of an SQL statement.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import platformdirs
import sqlalchemy as sql
from sqlalchemy.exc import DatabaseError

from signals import schema
from signals.actors import Mention, OwnNames
from signals.articles import Article, Paragraph
from signals.articles.stories import Fingerprint, fingerprint, fingerprint_of, same_story
from signals.errors import InputError
from signals.pipeline import ScoredArticle

OWN = "My articles"
STORY_DAYS = 3  # printings of one report appear within so many days
_MOST_CANDIDATES = 20  # articles that share most shingles with a new one, compared in full


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


def default_path() -> Path:
    """`SIGNALS_LIBRARY` where it is set, otherwise `library.sqlite` in the user's data folder."""
    named = os.environ.get("SIGNALS_LIBRARY")
    return Path(named) if named else Path(platformdirs.user_data_dir("diplomatic-tension-signals")) / "library.sqlite"


_VERSION = sql.text("PRAGMA user_version")
_KEPT_BY_ARTICLES = ("source", "added", "author", "url", "language", "published_at", "related")


class Library:
    """A library file, made where it does not exist. May be used by several threads and processes at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._engine = sql.create_engine(f"sqlite:///{self.path}", connect_args={"timeout": 30})
            sql.event.listen(self._engine, "connect", _set_pragmas)
            self._prepare()
        except (DatabaseError, OSError) as error:
            raise InputError(
                f"The library {self.path} cannot be opened ({_reason(error)}): "
                "name another file with --library or SIGNALS_LIBRARY, or move this one away."
            ) from error

    def _prepare(self) -> None:
        if self._version() < schema.VERSION:
            with self._writing() as connection:  # one upgrade at a time, wholly done or not at all
                schema.upgrade(connection, int(connection.execute(_VERSION).scalar_one()))

    def _version(self) -> int:
        with self._engine.connect() as connection:
            version = int(connection.execute(_VERSION).scalar_one())
        if version > schema.VERSION:
            raise InputError(
                f"The library {self.path} was made by a newer version of this program: update the program."
            )
        return version

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def holds(self, article_id: str) -> bool:
        """True where an article with these paragraphs is in the library."""
        query = sql.select(schema.articles.c.article_id).where(schema.articles.c.article_id == article_id)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def recognised(self, article: Article) -> Added | None:
        """What becomes of an article whose words are in the library: its outlet is noted. None for a new one."""
        with self._writing() as connection:
            return _recognised(connection, article)

    def add(self, scored: ScoredArticle, collection: str = OWN) -> Added:
        """Store one scored article. The article must have a date.

        Where its words are there already, nothing changes but the list of outlets that printed them.
        """
        article = scored.article
        if article.published is None:
            raise InputError(f"“{article.title}” has no published date: state one and add it again.")
        with self._writing() as connection:
            if (held := _recognised(connection, article)) is not None:
                return held
            paragraphs, scores = _rows(scored)
            mark = fingerprint(article)
            row = {
                "article_id": article.article_id,
                "collection": collection,
                "story_id": _story(connection, article.article_id, mark, article.published),
                "title": article.title,
                "outlet": article.outlet,
                "published": article.published,
                "source": article.source,
                "added": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                "author": article.author,
                "url": article.url,
                "language": article.language,
                "published_at": article.published_at.isoformat() if article.published_at else "",
                "related": scored.relations is not None,
            }
            connection.execute(sql.insert(schema.articles), row)
            connection.execute(sql.insert(schema.paragraphs), paragraphs)
            connection.execute(sql.insert(schema.scores), scores)
            connection.execute(sql.insert(schema.fingerprints), schema.fingerprint_rows(article.article_id, mark))
            if article.asides:
                connection.execute(sql.insert(schema.asides), _aside_rows(article))
            if rows := _relation_rows(scored):
                connection.execute(sql.insert(schema.relations), rows)
        return Added(article.article_id, article.title, new=True)

    def collections(self) -> list[str]:
        """Names of the collections that hold articles: the user's own first, the rest by name."""
        with self._engine.connect() as connection:
            names = connection.execute(sql.select(schema.articles.c.collection).distinct()).scalars()
            return sorted(names, key=lambda name: (name != OWN, name))

    def articles(self, collection: str | None = None) -> pd.DataFrame:
        """One row an article, newest first.

        Ids, collection, title, outlet, published, source, added (UTC), author, url, language, published_at (ISO 8601,
        empty where unknown) and `printed_by`: further outlets that printed the same words.
        """
        query = sql.select(schema.articles).order_by(schema.articles.c.published.desc(), schema.articles.c.title)
        frame = self._frame(_within(query, collection))
        copies = self._frame(sql.select(schema.copies)).groupby("article_id")["outlet"].agg(", ".join)
        return frame.assign(printed_by=frame["article_id"].map(copies).astype("str").fillna(""))

    def relations(self, collection: str | None = None, article_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a directed pair of actors in a paragraph between whom an act was read, by date, article, paragraph.

        Columns of the relations CSV (`signals.relations.RELATION_ROW`) and `title`, `outlet`, `story_id`, `text`,
        `collection`; `published` and `event_date` are dates, an unknown event date is missing.
        """
        here = schema.articles.join(schema.paragraphs).join(schema.relations)
        told = ("title", "outlet", "story_id", "published", "collection")
        wanted = [
            *schema.relations.c,
            *(schema.articles.c[name] for name in told),
            *(schema.paragraphs.c[name] for name in ("event_date", "background", "text")),
        ]
        order = (
            schema.articles.c.published,
            schema.relations.c.article_id,
            schema.relations.c.paragraph,
            *schema.relations.c["source", "target"],
        )
        query = _within(sql.select(*wanted).select_from(here).order_by(*order), collection)
        if article_ids is not None:
            query = query.where(schema.articles.c.article_id.in_(list(article_ids)))
        return self._frame(query)

    def unrelated(self) -> list[str]:
        """Ids of the articles to be read for relations: of an older version, a model that reads none, other names."""
        with self._engine.connect() as connection:
            return list(
                connection.execute(sql.select(schema.articles.c.article_id).where(~schema.articles.c.related)).scalars()
            )

    def stored(self, article_id: str) -> Article:
        """The article as it was added, as far as actors and relations are read from it again."""
        one = sql.select(schema.articles).where(schema.articles.c.article_id == article_id)
        many = (
            sql.select(schema.paragraphs)
            .where(schema.paragraphs.c.article_id == article_id)
            .order_by(schema.paragraphs.c.paragraph)
        )
        with self._engine.connect() as connection:
            row = connection.execute(one).one()
            paragraphs = tuple(
                Paragraph(p.paragraph, p.text, p.event_date, p.background, p.future, p.kind)
                for p in connection.execute(many)
            )
        return Article(row.title, row.outlet, row.published, paragraphs, row.source)

    def read_again(self, scored: ScoredArticle) -> None:
        """Replace the actors and relations of a stored article by those of `scored`, in one transaction."""
        article_id = scored.article.article_id
        with self._writing() as connection:
            for paragraph, mentions in zip(scored.article.paragraphs, scored.mentions, strict=True):
                here = (schema.paragraphs.c.article_id == article_id) & (
                    schema.paragraphs.c.paragraph == paragraph.number
                )
                connection.execute(sql.update(schema.paragraphs).where(here).values(actors=_actors_of(mentions)))
            connection.execute(sql.delete(schema.relations).where(schema.relations.c.article_id == article_id))
            if rows := _relation_rows(scored):
                connection.execute(sql.insert(schema.relations), rows)
            of_it = sql.update(schema.articles).where(schema.articles.c.article_id == article_id)
            connection.execute(of_it.values(related=scored.relations is not None))

    def own_names(self) -> OwnNames:
        """The user's names of actors beside those of the tables, as (name, actor), by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(schema.own_names).order_by(schema.own_names.c.name)).all()
        return tuple((row.name, row.actor) for row in rows)

    def set_own_names(self, names: OwnNames) -> None:
        """Replace the user's names of actors. Every stored article then waits to be read again (`unrelated`)."""
        with self._writing() as connection:
            connection.execute(sql.update(schema.articles).values(related=False))
            connection.execute(sql.delete(schema.own_names))
            if names:
                connection.execute(
                    sql.insert(schema.own_names), [{"name": name, "actor": actor} for name, actor in names]
                )

    def asides(self, article_id: str) -> pd.DataFrame:
        """Headlines and captions of an article in reading order: `kind`, `text`, and `after` which paragraph."""
        of_it = sql.select(schema.asides.c.kind, schema.asides.c.text, schema.asides.c.after).where(
            schema.asides.c.article_id == article_id
        )
        return self._frame(of_it.order_by(schema.asides.c.position))

    def paragraphs(self, collection: str | None = None, article_ids: Iterable[str] | None = None) -> pd.DataFrame:
        """One row a paragraph with everything known about it, by date, article and number.

        Columns of the paragraphs CSV (`signals.export.PARAGRAPH_COLUMNS`) and `digest`, `collection`, `story_id`;
        `actors` are ids parted by "|", `published` and `event_date` are dates, an unknown event date is missing.
        """
        here = schema.articles.join(schema.paragraphs).join(schema.scores)
        wanted = [
            *(column for column in schema.articles.c if column.name not in _KEPT_BY_ARTICLES),
            *(column for column in schema.paragraphs.c if column.name != "article_id"),
            *(column for column in schema.scores.c if column.name not in ("article_id", "paragraph")),
        ]
        order = (schema.articles.c.published, schema.articles.c.article_id, schema.paragraphs.c.paragraph)
        query = _within(sql.select(*wanted).select_from(here).order_by(*order), collection)
        if article_ids is not None:
            query = query.where(schema.articles.c.article_id.in_(list(article_ids)))
        return self._frame(query)

    def _frame(self, query: sql.Select[tuple[object, ...]]) -> pd.DataFrame:
        with self._engine.connect() as connection:
            return pd.read_sql_query(query, connection)

    @contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        """A transaction that holds the write lock from its start, so that looking and inserting are one step."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()


def _set_pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).lower()


def _within(query: sql.Select[tuple[object, ...]], collection: str | None) -> sql.Select[tuple[object, ...]]:
    return query if collection is None else query.where(schema.articles.c.collection == collection)


def _rows(scored: ScoredArticle) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    paragraphs, scores = [], []
    columns = scored.scores[list(schema.SCORES)].to_dict("records")
    for paragraph, mentions, values in zip(scored.article.paragraphs, scored.mentions, columns, strict=True):
        key = {"article_id": scored.article.article_id, "paragraph": paragraph.number}
        paragraphs.append(
            {
                **key,
                "text": paragraph.text,
                "digest": paragraph.digest,
                "event_date": paragraph.event_date,
                "background": paragraph.background,
                "future": paragraph.future,
                "kind": paragraph.kind,
                "actors": _actors_of(mentions),
            }
        )
        scores.append({**key, "model": scored.model, **{str(name): float(value) for name, value in values.items()}})
    return paragraphs, scores


def _actors_of(mentions: Iterable[Mention]) -> str:
    return "|".join(sorted({mention.actor for mention in mentions}))


def _relation_rows(scored: ScoredArticle) -> list[dict[str, object]]:
    if scored.relations is None or scored.relations.empty:
        return []
    columns = [column.name for column in schema.relations.c]
    return [{str(name): value for name, value in row.items()} for row in scored.relations[columns].to_dict("records")]


def _recognised(connection: sql.Connection, article: Article) -> Added | None:
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
    return Added(article.article_id, held.title, new=False, outlet=article.outlet)


def _aside_rows(article: Article) -> list[dict[str, object]]:
    return [
        {"article_id": article.article_id, "position": position, "kind": one.kind, "text": one.text, "after": one.after}
        for position, one in enumerate(article.asides)
    ]


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
