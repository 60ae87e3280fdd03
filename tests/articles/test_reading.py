"""Reading text and pages: what is kept, what goes, and one clear sentence for what cannot be read."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals import InputError, read_article
from signals.articles import MAX_BYTES
from signals.articles.reading import bare_name

BODY = [
    "GENEVA — The two delegations met on Friday and agreed to meet again before the end of the month.",
    "Neither side would say what had been discussed, “not even the weather”, as one official put it.",
    "The talks were called after a patrol boat had been hit by gunfire off the island.",
]
COPIED = "\n\n".join(
    [
        "Delegations meet over island | Harbour Post",
        "Delegations meet over island",
        "Published 3 December 2021, 14:20 GMT",
        "Two boats off the island, 2 December 2021. (REUTERS)",
        BODY[0],
        "Article continues after this advertisement",
        BODY[1],
        "Subscribe to our daily newsletter",
        "By providing an email address. I agree to the Terms of Use and acknowledge that I have read the Policy.",
        BODY[2],
        "TAGS:",
        "© Copyright 2021 Harbour Post | All Rights Reserved",
        "We use cookies to enhance your experience. By continuing, you agree to our use of cookies.",
    ]
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Delegations meet | Harbour Post</title>
<meta property="og:title" content="Delegations meet"><meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2021-12-03T14:20:00+00:00"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Delegations meet</h1>{"".join(f"<p>{text}</p>" for text in BODY)}
<script>alert("x")</script></article>
<aside><h2>Related stories</h2><a href="/x">What the envoys ate</a></aside>
<div class="cookie">We use cookies to enhance your experience.</div>
<footer>© 2021 Harbour Post</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_copied_text_gives_its_body_in_any_common_encoding(encoding: str) -> None:
    article = read_article(COPIED.encode(encoding), "copied.txt")
    assert [paragraph.text for paragraph in article.paragraphs] == BODY
    assert (article.title, article.outlet) == ("Delegations meet over island", "Harbour Post")
    assert article.published == date(2021, 12, 3)


def test_a_web_page_gives_the_same_body() -> None:
    article = read_article(PAGE.encode(), "page.html")
    assert [paragraph.text for paragraph in article.paragraphs] == BODY
    assert (article.title, article.outlet, article.published) == (
        "Delegations meet", "Harbour Post", date(2021, 12, 3),
    )  # fmt: skip


def test_a_page_saved_as_text_is_still_read_as_a_page() -> None:
    assert len(read_article(PAGE.encode(), "page.txt").paragraphs) == len(BODY)


def test_the_same_article_has_the_same_id_whatever_its_form() -> None:
    straight = COPIED.replace("“", '"').replace("”", '"')
    ids = {
        read_article(COPIED.encode(), "a.txt").article_id,
        read_article(straight.encode("utf-16"), "b.txt").article_id,
        read_article(PAGE.encode(), "c.html").article_id,
    }
    assert len(ids) == 1


def test_text_without_title_or_blank_lines_is_all_body() -> None:
    article = read_article("\n".join(BODY).encode(), "pasted.txt")
    assert [paragraph.text for paragraph in article.paragraphs] == BODY
    assert article.title.startswith("GENEVA — The two delegations")


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = "A title of its own\n\n" + "\n\n".join(re.sub(r"(.{40,60}) ", r"\1\n", text) for text in BODY)
    assert [paragraph.text for paragraph in read_article(wrapped.encode(), "wrapped.txt").paragraphs] == BODY


def test_no_date_is_invented() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2021-12-03T14:20:00+00:00">', "")
    assert read_article(page.encode(), "page.html").published is None
    undated = COPIED.replace("Published 3 December 2021, 14:20 GMT", "By Staff Reporter")
    article = read_article(undated.encode(), "copied.txt")
    assert article.published is None
    assert article.dated(date(2021, 12, 5)).paragraphs[0].event_date == date(2021, 12, 3)  # "on Friday"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/ 02:07 AM December 05, 2021", date(2021, 12, 5)),
        ("December 3, 2021, 14:20 GMT", date(2021, 12, 3)),
        ("2021-12-05", date(2021, 12, 5)),
        ("25/12/2021", date(2021, 12, 25)),
        ("05/12/2021", None),  # May or December? A guess would be an invention
        ("Tuesday", None),
    ],
)
def test_only_full_unambiguous_dates_are_taken(line: str, found: date | None) -> None:
    text = f"A title of its own\n\n{line}\n\n" + "\n\n".join(BODY)
    assert read_article(text.encode(), "a.txt").published == found


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x00" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "empty.txt", "empty.txt is empty"),
        (b" \n\t ", "blank.txt", "blank.txt is empty"),
        (PNG, "photo.txt", "photo.txt does not hold readable text"),
        (PNG, "photo.html", "photo.html does not hold readable text"),
        (b"words and words. " * 2_000_000, "huge.txt", "huge.txt is larger than an article may be (5 MB)"),
        (b"GIF89a", "photo.gif", "photo.gif is of a kind that cannot be read"),
        (b"Home\n\nWorld\n\nMarkets", "menu.txt", "menu.txt holds no article text"),
        (b"<html><body></body></html>", "bare.html", "bare.html holds no article text"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(data: bytes, name: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        read_article(data, name)
    sentence = str(error.value)
    assert sentence.startswith(says)
    assert "\n" not in sentence and ": " in sentence and sentence.endswith(".")  # … and what to do about it


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/motd.txt", "a\x00b.txt", "<b>x</b>.txt"]
)
def test_a_file_name_is_only_a_label(name: str) -> None:
    source = read_article(COPIED.encode(), name).source
    assert not set("/\\<>\x00") & set(source)
    assert ".." not in source


def test_bounds_are_enforced_before_anything_is_parsed() -> None:
    with pytest.raises(InputError, match="larger"):
        read_article(b"x" * (MAX_BYTES + 1), "x.txt")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["a.txt", "a.html"]))
def test_any_bytes_end_in_an_article_or_a_sentence(data: bytes, name: str) -> None:
    try:
        article = read_article(data, name)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert article.paragraphs


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_name_becomes_a_bare_one(name: str) -> None:
    assert 0 < len(bare_name(name)) <= 120
    assert not set("/\\\x00\n") & set(bare_name(name))
