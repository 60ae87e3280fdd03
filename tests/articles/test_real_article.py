"""The real article, as it was copied from its page."""

from datetime import date

from signals import find_actors, read_article
from signals.actors import find_in_article
from signals.articles import Article


def article(data: bytes) -> Article:
    return read_article(data, "real.txt")


def test_title_outlet_and_date_are_those_of_the_page(real_article: bytes) -> None:
    found = article(real_article)
    assert found.title == "Biden and Putin to hold video call on Tuesday to discuss Ukraine"
    assert found.outlet == "Inquirer News"
    assert found.published == date(2021, 12, 5)


def test_exactly_the_sixteen_body_paragraphs_remain(real_article: bytes) -> None:
    texts = [paragraph.text for paragraph in article(real_article).paragraphs]
    assert len(texts) == 16
    assert texts[0].startswith("WASHINGTON/MOSCOW — US President Joe Biden and Russian President")
    assert texts[-2].endswith("seeing them as a way to lower tensions.")
    assert texts[-1].startswith("US Secretary of State Antony Blinken warned")
    assert texts[-1].endswith("further aggressive action against Ukraine.”")


def test_no_furniture_is_left_and_no_body_is_lost(real_article: bytes) -> None:
    body = " ".join(paragraph.text for paragraph in article(real_article).paragraphs)
    for furniture in (
        "advertisement",
        "FEATURED",
        "subscription",
        "newsletter",
        "Copyright",
        "cookies",
        "TAGS",
        "REUTERS",
    ):
        assert furniture not in body
    raw = real_article.decode()
    assert all(paragraph.text in raw for paragraph in article(real_article).paragraphs)  # whole lines, nothing cut


def test_weekdays_and_past_years_date_the_paragraphs(real_article: bytes) -> None:
    paragraphs = article(real_article).paragraphs
    assert paragraphs[0].event_date == date(2021, 12, 7)  # the call that will be held on Tuesday
    assert paragraphs[1].event_date == date(2021, 12, 4)  # a source said on Saturday
    assert paragraphs[7].event_date == date(2021, 12, 3)  # the president said on Friday
    assert [p.number for p in paragraphs if p.background] == [11, 15]  # 2014, 2015 and 2016; the summit of last June
    assert [p.number for p in paragraphs if p.future] == [1, 5]  # the call
    assert paragraphs[14].event_date == date(2021, 7, 9)  # they last talked by phone on July 9


def test_the_caption_is_beside_the_text_and_what_is_stated_says_where(real_article: bytes) -> None:
    found = article(real_article)
    assert [aside.kind for aside in found.asides] == ["caption"]
    assert "Villa La Grange" in found.asides[0].text
    assert dict(found.origins) == {"title": "first line", "outlet": "first line", "published": "date line"}
    assert found.language == "en"


def test_it_names_russia_the_united_states_and_ukraine(real_article: bytes) -> None:
    named = {mention.actor for p in article(real_article).paragraphs for mention in find_actors(p.text)}
    assert {"USA", "RUS", "UKR"} <= named
    assert "SWE" not in named  # "in Stockholm" is a place


def test_its_references_stand_for_whom_they_mean(real_article: bytes) -> None:
    texts = [paragraph.text for paragraph in article(real_article).paragraphs]
    found = find_in_article(texts, article(real_article).published)
    told = {
        (text[one.start : one.end], one.actor)
        for text, mentions in zip(texts, found, strict=True)
        for one in mentions
        if one.kind != "name"
    }
    assert {("The two leaders", "USA"), ("The two leaders", "RUS"), ("Dmitry Peskov", "RUS")} <= told
    assert {("Oleksii Reznikov", "UKR"), ("Antony Blinken", "USA"), ("Sergei Lavrov", "RUS")} <= told
    assert all(actor != "UKR" for words, actor in told if words == "The two leaders")
