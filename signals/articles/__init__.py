"""Bytes of a file in, `Article`s out: body paragraphs without page furniture, metadata, event dates, stories."""

from signals.articles.article import Article, Aside, Paragraph, text_digest
from signals.articles.reading import MAX_BYTES, MAX_BYTES_TOGETHER, SUFFIXES, Read, read_article, read_upload

__all__ = [
    "MAX_BYTES", "MAX_BYTES_TOGETHER", "SUFFIXES", "Article", "Aside", "Paragraph", "Read", "read_article",
    "read_upload", "text_digest",
]  # fmt: skip
