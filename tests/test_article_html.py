"""An article as HTML: shaded, its actors marked, its acts beside it; no word of it is ever markup."""

import re
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from signals.actors import Mention
from signals.article_html import (
    Shown,
    asides_after,
    asides_html,
    head_html,
    meta_html,
    paragraph_html,
    reading_words,
    shown,
    style,
    tally,
    was,
)

TEXT = "Moscow accused Kyiv of shelling on Friday."
MENTIONS = (Mention("RUS", 0, 6), Mention("UKR", 15, 19))
HOSTILE = "<script>alert('x')</script> & \"quoted\" <img src=x onerror=alert(1)>"


def row(**given: object) -> dict[str, Any]:
    return {
        "paragraph": 3, "text": TEXT, "stance": 0.52, "sentiment": -0.4, "background": False, "future": False,
        "kind": "body", "actors": "RUS|UKR", "event_date": date(2021, 12, 3), "published": date(2021, 12, 5),
        "title": "A title", "outlet": "Harbour Post", "author": "", "url": "", "article_id": "a",
    } | given  # fmt: skip


def act(**given: object) -> dict[str, Any]:
    return {"paragraph": 3, "source": "RUS", "target": "UKR", "event": "ACCUSE", "stance": 0.5} | given


def correction(**given: object) -> dict[str, Any]:
    return {
        "correction": 1, "article_id": "a", "paragraph": 3, "field": "stance", "source": "", "target": "",
        "value": "+0.5", "model_value": "+0.2512", "by": "Ana", "at": datetime(2022, 1, 1), "reason": "",
        "undone": pd.NaT, "undone_by": "",
    } | given  # fmt: skip


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_paragraph_is_shaded_by_its_stance_and_says_so_in_words() -> None:
    for stance, shade, label in (
        (0.9, "sig-up sig-strong", "▲ escalatory +0.90"),
        (0.3, "sig-up", "▲ escalatory +0.30"),
        (0.1, "sig-none", "● neither +0.10"),
        (-0.7, "sig-down sig-strong", "▼ de-escalatory -0.70"),
    ):
        one = Shown(row(stance=stance))
        assert f'class="sig-paragraph {shade}"' in paragraph_html(one)
        assert f'aria-label="Paragraph 3, {label}"' in paragraph_html(one)
        assert label in words(meta_html(one)) and reading_words(stance) == label


def test_background_is_greyed_whatever_its_stance_and_named_so() -> None:
    one = Shown(row(background=True, stance=0.9))
    assert 'class="sig-paragraph sig-back"' in paragraph_html(one)
    assert "background, ▲ escalatory +0.90" in paragraph_html(one)
    assert "background" in words(meta_html(one))


def test_actors_are_underlined_with_their_id_and_the_text_stays_whole() -> None:
    html = paragraph_html(Shown(row(), MENTIONS))
    assert '<span class="sig-actor">Moscow</span><small class="sig-id" title="Russia">RUS</small>' in html
    assert re.sub(r"<small.*?</small>", "", html).count("sig-actor") == 2
    assert words(re.sub(r"<small.*?</small>", "", html)) == TEXT


def test_an_actor_that_is_nowhere_named_is_told_in_the_line_below() -> None:
    told = words(meta_html(Shown(row(actors="FRA|RUS"), MENTIONS[:1])))
    assert "about France" in told and "tone -0.40" in told and "speaks of 3 Dec 2021" in told
    assert "speaks of" not in meta_html(Shown(row(event_date=date(2021, 12, 5))))
    assert "speaks of" not in meta_html(Shown(row(event_date=None)))


def test_acts_stand_beside_the_paragraph_the_strongest_first() -> None:
    html = paragraph_html(Shown(row(), MENTIONS, (act(stance=0.3), act(source="UKR", target="RUS", stance=-0.8))))
    told = words(html.split("<ul")[1])
    assert told.index("Ukraine → Russia") < told.index("Russia → Ukraine")
    assert "accuse ▲ escalatory +0.30" in told


def test_phrases_that_moved_the_score_are_marked_with_sign_and_may_overlap_actors() -> None:
    phrases = pd.DataFrame(
        [("Kyiv of shelling", 15, 31, 0.3), ("Moscow accused", 0, 14, -0.1), ("on Friday.", 32, 42, 0.001)],
        columns=["phrase", "start", "end", "contribution"],
    )
    html = paragraph_html(Shown(row(), (*MENTIONS, Mention("EU", 7, 20))), phrases)
    assert '<sup class="sig-much">+0.30</sup>' in html and '<sup class="sig-much">-0.10</sup>' in html
    assert "on Friday." in html.split("</mark>")[-1]  # it moves nothing, so it is not marked
    text = re.sub(r"<(small|sup).*?</\1>|<p class=\"sig-note.*?</p>", "", html)
    assert words(text) == TEXT
    assert html.count("<mark") == html.count("</mark>") and html.count("<span") == html.count("</span>")
    nothing = phrases.assign(contribution=0.0)
    assert "No phrase alone" in paragraph_html(Shown(row()), nothing)
    assert "No phrase alone" in paragraph_html(Shown(row()), phrases.head(0))


def test_what_was_corrected_says_by_whom_and_what_the_model_had_read() -> None:
    html = paragraph_html(Shown(row(), corrections=(correction(reason="it says so"),)))
    assert "corrected by Ana: stance was +0.25 “it says so”" in words(html)
    assert was(correction(field="actors", model_value="RUS|UKR")) == "actors were Russia, Ukraine"
    assert was(correction(field="background", model_value="false")) == "background was off"
    assert was(correction(field="event_date", model_value="")) == "event date was not known"
    relation = correction(field="relation", source="RUS", target="UKR")
    assert was(relation | {"model_value": "ACCUSE +0.5"}) == "Russia → Ukraine was accuse +0.50"
    assert was(relation | {"model_value": "NONE"}) == "Russia → Ukraine was no act"


def test_no_word_of_an_article_name_or_reason_becomes_markup() -> None:
    one = Shown(
        row(text=HOSTILE, actors=HOSTILE, kind="quote"), (Mention(HOSTILE, 0, 8),),
        (act(source=HOSTILE, event=HOSTILE),), (correction(by=HOSTILE, reason=HOSTILE),), (("headline", HOSTILE),),
    )  # fmt: skip
    head = head_html(row(outlet=HOSTILE, author=HOSTILE, url="javascript:alert(1)"), HOSTILE, HOSTILE)
    for html in (paragraph_html(one), meta_html(Shown(row(actors=HOSTILE))), head, asides_html([(HOSTILE, HOSTILE)])):
        assert "<script" not in html and "<img" not in html and "href" not in html
    address = 'https://harbour.example/a?b="><script>'
    assert 'href="https://harbour.example/a?b=&quot;&gt;&lt;script&gt;"' in head_html(row(url=address), "", "")


def test_each_paragraph_gets_what_hangs_on_it_and_mentions_that_count() -> None:
    paragraphs = pd.DataFrame([row(paragraph=1, actors="UKR"), row(paragraph=2, text="Nobody.", actors="")])
    corrections = pd.DataFrame(
        [
            correction(paragraph=1, field="actors", value="UKR"),
            correction(correction=2, paragraph=1, value="-1"),
            correction(correction=3, paragraph=1, value="+1"),
            correction(correction=4, paragraph=2, undone=pd.Timestamp("2022-01-02")),
        ]
    )
    asides = pd.DataFrame(
        [("headline", "Above", 0), ("caption", "Between", 1), ("caption", "Below", 2)],
        columns=["kind", "text", "after"],
    )
    first, second = shown(paragraphs, [MENTIONS, ()], pd.DataFrame([act(paragraph=2)]), corrections, asides)
    assert [one.actor for one in first.mentions] == ["UKR"]
    assert [one["correction"] for one in first.corrections] == [1, 3]  # 2 no longer counts
    assert (len(first.acts), len(second.acts), second.corrections, second.actors) == (0, 1, (), ())
    assert (first.asides, second.asides) == ((("headline", "Above"),), (("caption", "Between"),))
    assert asides_after(asides, 2) == [("caption", "Below")]
    assert words(asides_html(first.asides)) == "Above headline, not scored"


def test_the_tally_counts_kinds_and_leaves_background_out_of_the_mean() -> None:
    rows = [row(stance=0.5), row(stance=-0.3), row(stance=0.1), row(stance=0.9, background=True)]
    assert tally(rows) == (
        "4 paragraphs: ▲ 1 escalatory, ▼ 1 de-escalatory, ● 1 neither, 1 background; mean stance +0.10"
    )
    assert tally(rows[3:]) == "1 paragraph: ▲ 0 escalatory, ▼ 0 de-escalatory, ● 0 neither, 1 background"


@pytest.mark.parametrize("dark", [False, True])
def test_the_style_sheet_has_all_its_colours(dark: bool) -> None:
    sheet = style(dark)
    assert sheet.startswith("<style>") and "$" not in sheet and sheet.count("{") == sheet.count("}")
