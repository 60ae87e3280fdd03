"""Lists of articles: a page of those that hold the words looked for."""

from datetime import date

import pytest

from signals.corrections import Correction
from signals.library import OWN, Library
from tests.library.articles import scored

TITLES = ["Envoys meet in Geneva", "50% of troops leave", "Gas talks in Vienna", "Envoys part in Vienna"]
TEXTS = ("The envoys met on Friday in the town hall.", "They agreed to meet again in the month of May.")


@pytest.fixture
def held(library: Library) -> Library:
    for day, title in enumerate(TITLES, start=1):
        library.add(scored(*(f"{text} Day {day}." for text in TEXTS), published=date(2021, 12, day), title=title))
    return library


def titles(library: Library, words: str, collection: str | None = OWN, limit: int = 10, offset: int = 0) -> list[str]:
    page = library.listed(collection, words, limit, offset)["title"].tolist()
    if limit == 10 and not offset:
        assert library.count_listed(collection, words) == len(page)
    return page


def test_all_articles_come_the_newest_first_a_page_at_a_time(held: Library) -> None:
    assert titles(held, "") == TITLES[::-1]
    assert titles(held, " ", limit=3) + titles(held, "", limit=3, offset=3) == TITLES[::-1]
    assert held.listed(OWN, "", 3, 99).empty and held.count_listed(OWN) == held.count_listed(None) == 4
    assert titles(held, "", "another") == []


def test_each_word_must_stand_in_the_title_or_an_outlet(held: Library) -> None:
    assert titles(held, "vienna") == ["Envoys part in Vienna", "Gas talks in Vienna"]
    assert titles(held, "ENVOYS vien") == ["Envoys part in Vienna"]
    assert titles(held, "harbour envoys") == ["Envoys part in Vienna", "Envoys meet in Geneva"]
    assert titles(held, "envoys oslo") == []


def test_an_article_is_found_by_its_id_and_by_an_outlet_that_printed_it_again(held: Library) -> None:
    first = held.listed(OWN, "geneva", 1)["article_id"].iloc[0]
    assert titles(held, first) == ["Envoys meet in Geneva"]
    again = scored(*(f"{text} Day 1." for text in TEXTS), published=date(2021, 12, 9), title="Elsewhere")
    object.__setattr__(again.article, "outlet", "Island Courier")
    held.add(again)
    assert titles(held, "courier") == ["Envoys meet in Geneva"]
    assert held.listed(OWN, "geneva", 1)["printed_by"].tolist() == ["Island Courier"]
    assert set(held.listed(OWN, "vienna", 5)["printed_by"]) == {""}


def test_words_are_words_and_no_pattern_or_statement(held: Library) -> None:
    assert titles(held, "50%") == ["50% of troops leave"]
    for words in ("%", "_", "'; DROP TABLE articles; --", "a" * 5_000, "\\", '"'):
        assert titles(held, words) == (["50% of troops leave"] if words == "%" else [])
    assert len(held.articles()) == 4
    assert titles(held, "in " * 5_000) == [title for title in TITLES[::-1] if " in " in title]


def test_size_and_mean_are_those_that_count(held: Library) -> None:
    article = held.listed(OWN, "geneva", 1).iloc[0]
    assert (article["size"], article["mean"]) == (2, 0.25)
    held.correct(Correction(article["article_id"], 1, "stance", "-1", "A. Analyst"))
    assert held.listed(OWN, "geneva", 1)["mean"].tolist() == [pytest.approx(-0.375)]
