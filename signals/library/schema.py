"""The tables of the library. `signals/library/migrations` makes them, and makes older libraries into this one."""

import sqlalchemy as sql

metadata = sql.MetaData()


def _of_article() -> sql.Column[str]:
    return sql.Column(
        "article_id", sql.String(16), sql.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
    )


def _of_paragraph() -> sql.ForeignKeyConstraint:
    return sql.ForeignKeyConstraint(
        ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
    )


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
    sql.Column("model", sql.String, nullable=False, server_default=""),  # whose scores count
    sql.Column("relations_model", sql.String, nullable=False, server_default=""),  # whose relations do
)
paragraphs = sql.Table(
    "paragraphs",
    metadata,
    _of_article(),
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
    _of_article(),
    sql.Column("position", sql.Integer, primary_key=True),
    sql.Column("kind", sql.String, nullable=False),
    sql.Column("text", sql.String, nullable=False),
    sql.Column("after", sql.Integer, nullable=False),
)
copies = sql.Table(  # further outlets that printed the same words
    "copies",
    metadata,
    _of_article(),
    sql.Column("outlet", sql.String, primary_key=True),
)
fingerprints = sql.Table(
    "fingerprints",
    metadata,
    _of_article(),
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
    sql.Column("model", sql.String, primary_key=True),  # name and version
    *(sql.Column(name, sql.Float(53), nullable=False) for name in SCORES),
    _of_paragraph(),
)
relations = sql.Table(
    "relations",
    metadata,
    sql.Column("article_id", sql.String(16), primary_key=True),
    sql.Column("paragraph", sql.Integer, primary_key=True),
    sql.Column("model", sql.String, primary_key=True),
    sql.Column("source", sql.String, primary_key=True),
    sql.Column("target", sql.String, primary_key=True),
    sql.Column("event", sql.String, nullable=False),
    sql.Column("quad", sql.String, nullable=False),
    sql.Column("stance", sql.Float(53), nullable=False),
    sql.Column("confidence", sql.Float(53), nullable=False),
    sql.Column("quote", sql.String, nullable=False),
    sql.Column("implied", sql.Boolean, nullable=False),
    _of_paragraph(),
)
corrections = sql.Table(
    "corrections",
    metadata,
    sql.Column("correction", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("article_id", sql.String(16), nullable=False),
    sql.Column("paragraph", sql.Integer, nullable=False),
    sql.Column("field", sql.String, nullable=False),
    sql.Column("source", sql.String, nullable=False),  # of a relation; else empty
    sql.Column("target", sql.String, nullable=False),
    sql.Column("value", sql.String, nullable=False),  # as `signals.corrections` writes it
    sql.Column("model_value", sql.String, nullable=False),
    sql.Column("by", sql.String, nullable=False),
    sql.Column("at", sql.DateTime, nullable=False),
    sql.Column("reason", sql.String, nullable=False),
    sql.Column("undone", sql.DateTime),
    sql.Column("undone_by", sql.String, nullable=False, server_default=""),
    _of_paragraph(),
    sql.Index("ix_corrections_place", "article_id", "paragraph"),
    sqlite_autoincrement=True,  # a number once given is never given again
)
own_names = sql.Table(  # the user's names of actors, beside those of the tables
    "own_names",
    metadata,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("actor", sql.String, nullable=False),
)
# What follows is made from the tables above and may be thrown away: `signals doctor` makes it again.
actor_codes = sql.Table(
    "actor_codes",
    metadata,
    sql.Column("code", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("actor", sql.String, nullable=False, unique=True),
)
readings = sql.Table(  # `signals.readings`, packed
    "readings",
    metadata,
    _of_article(),
    sql.Column("kind", sql.String, primary_key=True),  # actor or pair
    sql.Column("model", sql.String, primary_key=True),
    sql.Column("change", sql.BigInteger, nullable=False, index=True),
    sql.Column("data", sql.LargeBinary, nullable=False),
)
calibrations = sql.Table(  # `signals.calibration`, kept until the library has grown
    "calibrations",
    metadata,
    sql.Column("collection", sql.String, primary_key=True),
    sql.Column("kind", sql.String, primary_key=True),
    sql.Column("stories", sql.Integer, nullable=False),
    sql.Column("calibration", sql.String, nullable=False),
)
counters = sql.Table(  # so that a reader knows what has changed since it looked
    "counters",
    metadata,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("value", sql.BigInteger, nullable=False),
)
