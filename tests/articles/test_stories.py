"""Printings of one report are one story; the next day's report, and another one about the same actors, are not."""

import re
from itertools import combinations

import pytest

from signals.articles import Article
from signals.articles.stories import Fingerprint, fingerprint_of, same_story
from signals.samples import sample_sequences

ARTICLES = [article for _, articles in sample_sequences() for article in articles]
LONG = [article for article in ARTICLES if len(article.paragraphs) >= 4]
LOCAL = "Officials here said the state's exporters, who sell soybeans and machine parts abroad, had been told to wait."


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def mark(article: Article) -> Fingerprint:
    return fingerprint_of(texts(article))


def edited(text: str) -> str:
    """As a desk edits: days without their preposition, American spelling, plain quotes, a word here and there."""
    text = re.sub(r"\bon ((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", r"\1", text)
    for british, american in (
        ("defence", "defense"),
        ("“", '"'),
        ("”", '"'),
        (" told ", " said to "),
        ("which", "that"),
    ):
        text = text.replace(british, american)
    return text


@pytest.mark.parametrize("article", LONG, ids=lambda article: article.title[:40])
def test_a_report_that_was_cut_lengthened_or_edited_is_the_same_story(article: Article) -> None:
    own = texts(article)
    for other in (
        own[: max(3, len(own) // 2)],
        [own[0], LOCAL, *own[1:]],
        [*own[:-1], LOCAL],
        [edited(text) for text in own],
        [edited(text) for text in [own[0] + " " + own[1], *own[2:]]],
    ):
        assert same_story(mark(article), fingerprint_of(other))
        assert same_story(fingerprint_of(other), mark(article))


def test_different_reports_of_one_crisis_are_different_stories() -> None:
    confused = [(a.title, b.title) for a, b in combinations(ARTICLES, 2) if same_story(mark(a), mark(b))]
    assert confused == []


@pytest.mark.parametrize("article", LONG, ids=lambda article: article.title[:40])
def test_a_follow_up_that_repeats_the_background_is_another_story(article: Article) -> None:
    news = [
        "Envoys left the talks without a word on Thursday, and the spokesman cancelled his briefing twice in an hour.",
        "“We will say something when there is something to say,” an aide said on the stairs, holding two umbrellas.",
        "Markets, which had risen the day before on hopes of a deal, gave back all their gains by noon.",
    ]
    follow_up = [*news, *texts(article)[-2:]]
    assert not same_story(mark(article), fingerprint_of(follow_up))
