"""Bytes of a file in, an `Article` out: body paragraphs without page furniture, title, outlet and published date."""

from signals.articles.article import Article, Paragraph, text_digest
from signals.articles.reading import MAX_BYTES, read_article

__all__ = ["MAX_BYTES", "Article", "Paragraph", "read_article", "text_digest"]
