"""What a web page states about itself: JSON-LD, meta tags and time elements, in that order of trust.

JSON-LD follows schema.org's NewsArticle; the meta names are those of Open Graph, Dublin Core, Parse.ly and Sailthru, as
newsrooms use them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from signals.articles.dates import stated_date
from signals.articles.extracted import Stated, StatedDate, first_stated

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|PressRelease|LiveBlogPosting)$")
_TITLES = ("og:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "twitter:title", "headline")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "cre")
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "byline",
)
_ADDRESSES = ("og:url", "parsely-link", "twitter:url")
_DATES = (
    "article:published_time", "og:published_time", "article.published", "parsely-pub-date", "sailthru.date", "pubdate",
    "publish-date", "publishdate", "publication_date", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "dcterms.issued", "originalpublicationdate", "datepublished", "article_date_original",
    "cxenseparse:recs:publishtime",
)  # fmt: skip


def page_metadata(tree: HtmlElement) -> tuple[Stated, Stated, Stated, Stated, StatedDate]:
    """Title, outlet, author, address and published date of a page, each with where it stands."""
    linked = next(linked_articles(tree), {})
    meta = meta_tags(tree)
    title = first_stated([Stated(_text(linked.get("headline")), "JSON-LD"), *_from_meta(meta, _TITLES)])
    outlet = first_stated([Stated(_name(linked.get("publisher")), "JSON-LD"), *_from_meta(meta, _OUTLETS)])
    author = first_stated(
        [
            Stated(_name(linked.get("author")), "JSON-LD"),
            *_from_meta(meta, _AUTHORS),
            Stated(_marked(tree), "author mark"),
        ]
    )
    if author.value.startswith("http"):
        author = Stated("", "")
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
    url = first_stated(
        [
            Stated(str(canonical), "canonical link"),
            *_from_meta(meta, _ADDRESSES),
            Stated(_text(linked.get("url")), "JSON-LD"),
        ]
    )
    return (
        title,
        outlet,
        author,
        url if url.value.startswith("http") else Stated("", ""),
        _published(tree, linked, meta),
    )


_AUTHOR_MARKS = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author'][not(*)]",
    "//a[@rel='author']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' author ')]//*[contains(@class, 'fn')]",
)


def _marked(tree: HtmlElement) -> str:
    """The names that microdata, rel="author" or an hCard mark, each once."""
    for mark in _AUTHOR_MARKS:
        names = [_text(str(one.text_content())) for one in tree.xpath(mark)[:5]]
        if named := [name for name in dict.fromkeys(names) if 0 < len(name.split()) <= 5]:
            return ", ".join(named)
    return ""


def _published(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str]) -> StatedDate:
    options: list[tuple[str, str]] = [(_text(linked.get("datePublished")), "JSON-LD")]
    options += [(meta[name], f"meta {name}") for name in _DATES if name in meta]
    options += [
        (str(value), "itemprop datePublished")
        for value in tree.xpath("//*[@itemprop='datePublished']/@*[name()='content' or name()='datetime']")
    ]
    times = tree.xpath(
        "//time[@pubdate or contains(@class,'publish') or contains(@class,'date')]/@datetime"
    ) or tree.xpath("(//article//time | //header//time | //main//time)/@datetime")
    options += [(str(value), "time element") for value in times[:3]]
    for value, origin in options:
        if (found := stated_date(value, origin)).day:
            return found
    return StatedDate()


def linked_articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes, the one with a date and headline first."""
    found = []
    for script in tree.xpath("//script[contains(@type,'ld+json')]"):
        try:
            data = json.loads(re.sub(r"[\x00-\x1f]+", " ", script.text or ""))
        except (ValueError, RecursionError):
            continue
        found += [item for item in _walked(data) if _ARTICLE_TYPE.search(_text(item.get("@type")))]
    yield from sorted(found, key=lambda item: -bool(item.get("datePublished")) - bool(item.get("headline")))


def _walked(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _walked(data.get(name), depth + 1)
    elif isinstance(data, list):
        for one in data[:200]:
            yield from _walked(one, depth + 1)


def meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Content of meta tags by lower-case name, property or itemprop; the first of a name counts."""
    tags: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and (content := str(tag.get("content")).strip()):
            tags.setdefault(name.lower(), content)
    return tags


def _from_meta(meta: dict[str, str], names: tuple[str, ...]) -> Iterator[Stated]:
    return (Stated(meta[name], f"meta {name}") for name in names if name in meta)


def _name(value: Any) -> str:
    """The name of a person or organisation, or of several."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:10])))
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""
