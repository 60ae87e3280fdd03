"""Relations, and the user's own names of actors."""

import sqlalchemy as sql
from alembic import op

revision, down_revision = "v3", "v2"


def upgrade() -> None:
    """Add the tables; what is stored waits to be read for relations."""
    op.add_column("articles", sql.Column("related", sql.Boolean, nullable=False, server_default=sql.false()))
    op.create_table(
        "relations",
        sql.Column("article_id", sql.String(16), primary_key=True),
        sql.Column("paragraph", sql.Integer, primary_key=True),
        sql.Column("source", sql.String, primary_key=True, index=True),
        sql.Column("target", sql.String, primary_key=True, index=True),
        sql.Column("event", sql.String, nullable=False),
        sql.Column("quad", sql.String, nullable=False),
        sql.Column("stance", sql.Float(53), nullable=False),
        sql.Column("confidence", sql.Float(53), nullable=False),
        sql.Column("quote", sql.String, nullable=False),
        sql.Column("implied", sql.Boolean, nullable=False),
        sql.Column("model", sql.String, nullable=False),
        sql.ForeignKeyConstraint(
            ["article_id", "paragraph"], ["paragraphs.article_id", "paragraphs.paragraph"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "own_names",
        sql.Column("name", sql.String, primary_key=True),
        sql.Column("actor", sql.String, nullable=False),
    )
