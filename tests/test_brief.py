"""The brief: one page that stands alone and shows hostile text as text."""

import re
from datetime import date

from signals.brief import MOST_SENTENCES, brief_html
from signals.charts import timeline
from signals.library import Library
from signals.measuring import behind, measured
from signals.selection import Options


def page(library: Library, **changes: str) -> str:
    paragraphs = behind(library, Options(), ["RUS"], date(2021, 12, 1), date(2022, 1, 31)).assign(**changes)
    figure = timeline(measured(library), ["RUS"])
    return brief_html(
        "Russia <in brief>", ["It rose & rose."], [("Tension", figure)], paragraphs, "by=actor", date(2022, 2, 1)
    )


def test_it_stands_alone(sample_library: Library) -> None:
    html = page(sample_library)
    assert html.startswith("<!doctype html>") and html.count("<tr>") == MOST_SENTENCES + 1
    own = html[: html.index("<script")] + html[html.rindex("</script>") :]
    assert not re.search(r"(src|href)=|url\(|@import", own)
    assert "Russia &lt;in brief&gt;" in html and "It rose &amp; rose." in html and "Options: by=actor" in html
    assert "1 February 2022" in html and "▲" in html


def test_text_of_articles_is_no_markup(sample_library: Library) -> None:
    html = page(sample_library, text="<script>alert(1)</script>", title="<img src=x onerror=alert(1)>", outlet="<b>")
    assert "<script>alert(1)" not in html and "<img" not in html.lower().split("<table>")[1]


def test_nothing_behind_it_is_said(sample_library: Library) -> None:
    empty = behind(sample_library, Options(), ["ATLANTIS"], date(2021, 12, 1), date(2022, 1, 31))
    assert "No paragraph lies behind this view." in brief_html("x", [], [], empty, "", date(2022, 2, 1))
