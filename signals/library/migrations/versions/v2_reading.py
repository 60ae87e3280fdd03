"""Author, address, language and moment; future and kind of paragraphs; headlines, copies and fingerprints."""

import sqlalchemy as sql
from alembic import op

from signals.articles.stories import fingerprint_of

revision, down_revision = "v2", "v1"


def _of_article() -> "sql.Column[str]":
    return sql.Column(
        "article_id", sql.String(16), sql.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
    )


def upgrade() -> None:
    """Add what reading finds, and the fingerprints of what is there."""
    for name, default in (("author", ""), ("url", ""), ("language", "en"), ("published_at", "")):
        op.add_column("articles", sql.Column(name, sql.String, nullable=False, server_default=default))
    op.add_column("paragraphs", sql.Column("future", sql.Boolean, nullable=False, server_default=sql.false()))
    op.add_column("paragraphs", sql.Column("kind", sql.String, nullable=False, server_default="body"))
    op.create_table(
        "asides",
        _of_article(),
        sql.Column("position", sql.Integer, primary_key=True),
        sql.Column("kind", sql.String, nullable=False),
        sql.Column("text", sql.String, nullable=False),
        sql.Column("after", sql.Integer, nullable=False),
    )
    op.create_table("copies", _of_article(), sql.Column("outlet", sql.String, primary_key=True))
    fingerprints = op.create_table(
        "fingerprints", _of_article(), sql.Column("shingle", sql.BigInteger, primary_key=True, index=True)
    )
    query = "SELECT article_id, text FROM paragraphs ORDER BY article_id, paragraph"
    texts: dict[str, list[str]] = {}
    for article_id, text in op.get_bind().execute(sql.text(query)):
        texts.setdefault(article_id, []).append(text)
    for article_id, of_it in texts.items():
        sample = fingerprint_of(of_it).sample
        op.bulk_insert(fingerprints, [{"article_id": article_id, "shingle": shingle} for shingle in sample])
