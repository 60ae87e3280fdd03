"""Outlets are found where readers find them: mastheads, letterheads, running heads, page titles, copyright lines."""

import pytest

from signals.articles import read_article
from signals.articles.outlets import outlet_in

TITLE = "Harbour talks resume"


@pytest.mark.parametrize(
    ("lines", "url", "outlet"),
    [
        (["The Northern Herald", "Friday, 3 May 2019"], "", "The Northern Herald"),
        (["Ministry for External Relations, Press Unit"], "", "Ministry for External Relations, Press Unit"),
        ([f"{TITLE} | World | Coastal Tribune"], "", "Coastal Tribune"),
        (["COASTAL TRIBUNE, TUESDAY 2 DECEMBER 2008", "Coastal Tribune"], "", "Coastal Tribune"),
        (["The Evening Examiner, Thursday, October 2, 1997"], "", "The Evening Examiner"),
        (["Amber Road", "© 2019 Amber Road Media Ltd. All rights reserved."], "", "Amber Road"),
        (["Amber Road"], "https://www.amberroad.example/a", "Amber Road"),
        (["(c) Plains Correspondence 2006"], "", "Plains Correspondence"),
        (["© 2024 Reuters"], "", "Reuters"),
        (["Copyright © 2024, The Daily Star."], "", "The Daily Star"),
        (["Copyright Fight Divides Europe", "Foreign Ministry Rejects New Ultimatum", "Latest News"], "", ""),
        (["Amber Road"], "https://www.other.example/a", ""),
        ([TITLE, "Home News World Sport", "Press release", "By Ana Post"], "", ""),
        (["The ministry said on Friday that the press had been told"], "", ""),
        ([], "", ""),
    ],
)
def test_the_outlet_around_an_article(lines: list[str], url: str, outlet: str) -> None:
    assert outlet_in(lines, TITLE, url).value == outlet


def test_a_login_is_no_author() -> None:
    front = "---\ntitle: Harbour talks resume\nauthor: desk07\n---\n\n"
    text = "The two delegations met on Friday in Geneva and agreed to meet again before the end of the month."
    assert read_article((front + text).encode(), "a.md").author == ""


def page(shown: str, stated: str) -> bytes:
    body = (
        "<p>The two delegations met in Geneva and agreed to meet again before the end of the month, officials said.</p>"
    )
    return (
        f'<html><head><meta property="article:published_time" content="{stated}"><title>{TITLE}</title></head><body>'
        f"<article><h1>{TITLE}</h1><p>{shown}</p>{body * 3}</article></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("shown", "stated", "day"),
    [
        ("Posted 29 September 2016, 7:40am AWST", "2016-09-28T23:40:00Z", "2016-09-29"),
        ("Posted 29 September 2016", "2016-09-28T23:40:00+02:00", "2016-09-28"),  # the page's own zone is trusted
        ("Updated 4 October 2016", "2016-09-28T23:40:00Z", "2016-09-28"),
    ],
)
def test_a_day_stated_in_utc_is_the_day_that_the_page_shows(shown: str, stated: str, day: str) -> None:
    assert str(read_article(page(shown, stated), "a.html").published) == day
