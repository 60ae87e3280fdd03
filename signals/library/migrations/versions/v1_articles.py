"""Articles, their paragraphs and scores."""

import sqlalchemy as sql
from alembic import op

revision, down_revision = "v1", None
_SCORES = (
    "stance", "p_deescalatory", "p_neutral", "p_escalatory",
    "sentiment", "tone_negative", "tone_neutral", "tone_positive",
)  # fmt: skip


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "articles",
        sql.Column("article_id", sql.String(16), primary_key=True),
        sql.Column("collection", sql.String, nullable=False, index=True),
        sql.Column("story_id", sql.String(16), nullable=False),
        sql.Column("title", sql.String, nullable=False),
        sql.Column("outlet", sql.String, nullable=False),
        sql.Column("published", sql.Date, nullable=False, index=True),
        sql.Column("source", sql.String, nullable=False),
        sql.Column("added", sql.DateTime, nullable=False),
    )
    op.create_table(
        "paragraphs",
        sql.Column(
            "article_id", sql.String(16), sql.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
        ),
        sql.Column("paragraph", sql.Integer, primary_key=True),
        sql.Column("text", sql.String, nullable=False),
        sql.Column("digest", sql.String(16), nullable=False, index=True),
        sql.Column("event_date", sql.Date),
        sql.Column("background", sql.Boolean, nullable=False),
        sql.Column("actors", sql.String, nullable=False),
    )
    op.create_table(
        "scores",
        sql.Column("article_id", sql.String(16), primary_key=True),
        sql.Column("paragraph", sql.Integer, primary_key=True),
        sql.Column("model", sql.String, nullable=False),
        *(sql.Column(name, sql.Float(53), nullable=False) for name in _SCORES),
        sql.ForeignKeyConstraint(
            ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
        ),
    )
