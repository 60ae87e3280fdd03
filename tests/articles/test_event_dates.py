"""Which day a paragraph speaks of; published on Sunday, 5 December 2021."""

from datetime import date

import pytest

from signals.articles.event_dates import dated
from signals.articles.moments import moments

SUNDAY = date(2021, 12, 5)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("They met on Friday.", "2021-12-03", "2021-12-03"),
        ("They will meet on Friday.", "2021-12-10", "2021-12-10"),
        ("On Monday the ministers will meet.", "2021-12-06", "2021-12-06"),
        ("The talks are due to begin next Tuesday.", "2021-12-07", "2021-12-07"),
        ("Ministers met last Sunday.", "2021-11-28", "2021-11-28"),
        ("They last talked by phone on July 9.", "2021-07-09", "2021-07-09"),
        ("The vote will be held on 9 July.", "2022-07-09", "2022-07-09"),
        ("It was signed on 25 December 1991.", "1991-12-25", "1991-12-25"),
        ("It was signed on Dec. 25, 1991.", "1991-12-25", "1991-12-25"),
        ("They sat down for talks in Geneva last June.", "2021-06-01", "2021-06-30"),
        ("An offensive is planned for the end of January.", "2022-01-21", "2022-01-31"),
        ("He may visit in May.", "2022-05-01", "2022-05-31"),
        ("The border was closed in March.", "2021-03-01", "2021-03-31"),
        ("Talks were held in mid-November 2019.", "2019-11-10", "2019-11-20"),
        ("They met earlier this week.", "2021-11-29", "2021-12-04"),
        ("Shells fell over the weekend.", "2021-12-04", "2021-12-05"),
        ("The truce was signed two weeks ago.", "2021-11-21", "2021-11-21"),
        ("The court ruled yesterday.", "2021-12-04", "2021-12-04"),
        ("The war of the 1990s", "1990-01-01", "1999-12-31"),
    ],
)
def test_an_expression_of_time_becomes_the_days_its_words_allow(text: str, first: str, last: str) -> None:
    (moment,) = moments(text, SUNDAY)
    assert (str(moment.first), str(moment.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the capital, the general said.",
        "More than 94,000 troops and 1,990 tanks are massed there.",
        "The aid is worth $2015 a head.",
        "April Glaspie was the ambassador.",
        "The resolution of 31 February never existed.",
    ],
)
def test_not_everything_that_looks_like_a_date_is_one(text: str) -> None:
    assert moments(text, SUNDAY) == []


@pytest.mark.parametrize(
    ("text", "day", "mark"),
    [
        ("Moscow may be planning an offensive for the end of January, he said on Friday.", "2021-12-03", ""),
        ("The two will hold a video call on Tuesday.", "2021-12-07", "future"),
        ("They will discuss agreements reached at their Geneva summit in June, he said on Saturday.", "2021-12-04", ""),
        ("Iran said it would return to the 2015 nuclear deal if sanctions are lifted.", "2021-12-05", ""),
        ("Russia, which annexed Crimea in 2014, denied the charge.", "2021-12-05", ""),
        ("The ceasefire, brokered last June, has largely held.", "2021-12-05", ""),
        ("Washington gave Tehran until Friday to reply.", "2021-12-05", ""),
        ("The two countries fought a war over the border in 1998.", "None", "background"),
        ("In 1994 Ukraine gave up its nuclear weapons. Moscow signed the document.", "None", "background"),
        ("The embassy was closed last March after protesters stormed it.", "None", "background"),
        ("They last talked by phone on July 9.", "2021-07-09", "background"),
        ("The summit will be held next month in Geneva.", "None", "future"),
        ("Nobody would say what had been discussed.", "2021-12-05", ""),
    ],
)
def test_a_paragraph_has_the_day_of_its_main_event(text: str, day: str, mark: str) -> None:
    found = dated(1, text, SUNDAY)
    assert (str(found.event_date), found.background, found.future) == (day, mark == "background", mark == "future")


def test_without_a_published_date_nothing_is_resolved() -> None:
    assert dated(1, "They met on Friday.", None).event_date is None
