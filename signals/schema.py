"""The tables of the library and how files of older versions become files of this one."""

from collections.abc import Iterable

import sqlalchemy as sql

from signals.articles.stories import Fingerprint, fingerprint_of

VERSION = 3

metadata = sql.MetaData()
articles = sql.Table(
    "articles",
    metadata,
    sql.Column("article_id", sql.String(16), primary_key=True),
    sql.Column("collection", sql.String, nullable=False, index=True),
    sql.Column("story_id", sql.String(16), nullable=False),
    sql.Column("title", sql.String, nullable=False),
    sql.Column("outlet", sql.String, nullable=False),
    sql.Column("published", sql.Date, nullable=False, index=True),
    sql.Column("source", sql.String, nullable=False),
    sql.Column("added", sql.DateTime, nullable=False),
    sql.Column("author", sql.String, nullable=False, server_default=""),
    sql.Column("url", sql.String, nullable=False, server_default=""),
    sql.Column("language", sql.String, nullable=False, server_default="en"),
    sql.Column("published_at", sql.String, nullable=False, server_default=""),
    sql.Column("related", sql.Boolean, nullable=False, server_default=sql.false()),  # relations were read
)
paragraphs = sql.Table(
    "paragraphs",
    metadata,
    sql.Column("article_id", sql.ForeignKey(articles.c.article_id, ondelete="CASCADE"), primary_key=True),
    sql.Column("paragraph", sql.Integer, primary_key=True),
    sql.Column("text", sql.String, nullable=False),
    sql.Column("digest", sql.String(16), nullable=False, index=True),
    sql.Column("event_date", sql.Date),
    sql.Column("background", sql.Boolean, nullable=False),
    sql.Column("actors", sql.String, nullable=False),
    sql.Column("future", sql.Boolean, nullable=False, server_default=sql.false()),
    sql.Column("kind", sql.String, nullable=False, server_default="body"),
)
asides = sql.Table(
    "asides",
    metadata,
    sql.Column("article_id", sql.ForeignKey(articles.c.article_id, ondelete="CASCADE"), primary_key=True),
    sql.Column("position", sql.Integer, primary_key=True),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("text", sql.String, nullable=False),
    sql.Column("after", sql.Integer, nullable=False),
)
copies = sql.Table(  # word-for-word printings in other outlets: one article, whose outlets are listed
    "copies",
    metadata,
    sql.Column("article_id", sql.ForeignKey(articles.c.article_id, ondelete="CASCADE"), primary_key=True),
    sql.Column("outlet", sql.String, primary_key=True),
)
fingerprints = sql.Table(
    "fingerprints",
    metadata,
    sql.Column("article_id", sql.ForeignKey(articles.c.article_id, ondelete="CASCADE"), primary_key=True),
    sql.Column("shingle", sql.BigInteger, primary_key=True, index=True),
)
SCORES = (
    "stance", "p_deescalatory", "p_neutral", "p_escalatory",
    "sentiment", "tone_negative", "tone_neutral", "tone_positive",
)  # fmt: skip
scores = sql.Table(
    "scores",
    metadata,
    sql.Column("article_id", sql.String(16), primary_key=True),
    sql.Column("paragraph", sql.Integer, primary_key=True),
    sql.Column("model", sql.String, nullable=False),
    *(sql.Column(name, sql.Float, nullable=False) for name in SCORES),
    sql.ForeignKeyConstraint(
        ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
    ),
)
relations = sql.Table(
    "relations",
    metadata,
    sql.Column("article_id", sql.String(16), primary_key=True),
    sql.Column("paragraph", sql.Integer, primary_key=True),
    sql.Column("source", sql.String, primary_key=True, index=True),
    sql.Column("target", sql.String, primary_key=True, index=True),
    sql.Column("event", sql.String, nullable=False),
    sql.Column("quad", sql.String, nullable=False),
    sql.Column("stance", sql.Float, nullable=False),
    sql.Column("confidence", sql.Float, nullable=False),
    sql.Column("quote", sql.String, nullable=False),
    sql.Column("implied", sql.Boolean, nullable=False),
    sql.Column("model", sql.String, nullable=False),
    sql.ForeignKeyConstraint(
        ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
    ),
)
own_names = sql.Table(  # the user's names of actors, beside those of the tables
    "own_names",
    metadata,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("actor", sql.String, nullable=False),
)


def upgrade(connection: sql.Connection, version: int) -> None:
    """Bring a file of this version (0: a new one) to VERSION, within the caller's transaction."""
    if version == VERSION:  # another process was quicker
        return
    metadata.create_all(connection)
    if version == 1:
        _upgrade_from_1(connection)
    if version in (1, 2):
        add_columns(connection, articles, ("related",))
    connection.execute(sql.text(f"PRAGMA user_version = {VERSION}"))


def fingerprint_rows(article_id: str, mark: Fingerprint) -> list[dict[str, object]]:
    """Rows of the table of fingerprints."""
    return [{"article_id": article_id, "shingle": shingle} for shingle in mark.sample]


def _upgrade_from_1(connection: sql.Connection) -> None:
    """Version 1 knew no author, address, language, future, kinds of paragraphs and fingerprints."""
    add_columns(connection, articles, ("author", "url", "language", "published_at"))
    add_columns(connection, paragraphs, ("future", "kind"))
    query = sql.select(paragraphs.c.article_id, paragraphs.c.text).order_by(
        paragraphs.c.article_id, paragraphs.c.paragraph
    )
    texts: dict[str, list[str]] = {}
    for row in connection.execute(query):
        texts.setdefault(row.article_id, []).append(row.text)
    for article_id, of_it in texts.items():
        connection.execute(sql.insert(fingerprints), fingerprint_rows(article_id, fingerprint_of(of_it)))


def add_columns(connection: sql.Connection, table: sql.Table, names: Iterable[str]) -> None:
    """Add these columns, as the table defines them, to a table of an older file."""
    for name in names:
        definition = sql.schema.CreateColumn(table.c[name]).compile(connection)
        connection.execute(sql.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
