"""Scores and relations of several models side by side, corrections, packed readings."""

import sqlalchemy as sql
from alembic import op

revision, down_revision = "v4", "v3"
_SCORES = (
    "stance", "p_deescalatory", "p_neutral", "p_escalatory",
    "sentiment", "tone_negative", "tone_neutral", "tone_positive",
)  # fmt: skip
_RELATION = ("source", "target", "event", "quad", "stance", "confidence", "quote", "implied")


def upgrade() -> None:
    """Make the model part of the key of what it read, and name the one whose scores count."""
    for column, table in (("model", "scores"), ("relations_model", "relations")):
        op.add_column("articles", sql.Column(column, sql.String, nullable=False, server_default=""))
        op.execute(
            f"UPDATE articles SET {column} = COALESCE((SELECT MAX({table}.model) FROM {table} "  # noqa: S608
            f"WHERE {table}.article_id = articles.article_id), '')"
        )
    _scores()
    _relations()
    _corrections()
    _readings()


def _place() -> tuple[object, ...]:
    return (
        sql.Column("article_id", sql.String(16), primary_key=True),
        sql.Column("paragraph", sql.Integer, primary_key=True),
        sql.Column("model", sql.String, primary_key=True),
        sql.ForeignKeyConstraint(
            ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
        ),
    )


def _scores() -> None:
    columns = [sql.Column(name, sql.Float(53), nullable=False) for name in _SCORES]
    op.create_table("new_scores", *_place(), *columns)  # type: ignore[arg-type]
    _move("scores", ("article_id", "paragraph", "model", *_SCORES))


def _relations() -> None:
    op.create_table(
        "new_relations",
        *_place(),  # type: ignore[arg-type]
        sql.Column("source", sql.String, primary_key=True),
        sql.Column("target", sql.String, primary_key=True),
        sql.Column("event", sql.String, nullable=False),
        sql.Column("quad", sql.String, nullable=False),
        sql.Column("stance", sql.Float(53), nullable=False),
        sql.Column("confidence", sql.Float(53), nullable=False),
        sql.Column("quote", sql.String, nullable=False),
        sql.Column("implied", sql.Boolean, nullable=False),
    )
    _move("relations", ("article_id", "paragraph", "model", *_RELATION))


def _move(table: str, names: tuple[str, ...]) -> None:
    """Fill the new table from the old one and put it in its place. The names are those of this file."""
    columns = ", ".join(names)
    op.execute(f"INSERT INTO new_{table} ({columns}) SELECT {columns} FROM {table}")  # noqa: S608
    op.drop_table(table)
    op.rename_table(f"new_{table}", table)


def _corrections() -> None:
    op.create_table(
        "corrections",
        sql.Column("correction", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("article_id", sql.String(16), nullable=False),
        sql.Column("paragraph", sql.Integer, nullable=False),
        sql.Column("field", sql.String, nullable=False),
        sql.Column("source", sql.String, nullable=False),
        sql.Column("target", sql.String, nullable=False),
        sql.Column("value", sql.String, nullable=False),
        sql.Column("model_value", sql.String, nullable=False),
        sql.Column("by", sql.String, nullable=False),
        sql.Column("at", sql.DateTime, nullable=False),
        sql.Column("reason", sql.String, nullable=False),
        sql.Column("undone", sql.DateTime),
        sql.Column("undone_by", sql.String, nullable=False, server_default=""),
        sql.ForeignKeyConstraint(
            ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
        ),
        sql.Index("ix_corrections_place", "article_id", "paragraph"),
        sqlite_autoincrement=True,
    )


def _readings() -> None:
    op.create_table(
        "actor_codes",
        sql.Column("code", sql.Integer, primary_key=True, autoincrement=False),
        sql.Column("actor", sql.String, nullable=False, unique=True),
    )
    op.create_table(
        "readings",
        sql.Column(
            "article_id", sql.String(16), sql.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
        ),
        sql.Column("kind", sql.String, primary_key=True),
        sql.Column("model", sql.String, primary_key=True),
        sql.Column("change", sql.BigInteger, nullable=False, index=True),
        sql.Column("data", sql.LargeBinary, nullable=False),
    )
    op.create_table(
        "calibrations",
        sql.Column("collection", sql.String, primary_key=True),
        sql.Column("kind", sql.String, primary_key=True),
        sql.Column("stories", sql.Integer, nullable=False),
        sql.Column("calibration", sql.String, nullable=False),
    )
    op.create_table(
        "counters",
        sql.Column("name", sql.String, primary_key=True),
        sql.Column("value", sql.BigInteger, nullable=False),
    )
