"""The list of articles and the reading view in Streamlit's own test runner, over the real model's scores."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from signals.articles import Aside
from signals.library import OWN, Library
from signals.pipeline import score_file
from signals.scoring import TextScorer
from signals.views.articles import PER_PAGE
from signals.views.reading import address, tensions, told
from tests.library.articles import scored

INVASION = "Russia invades Ukraine from north, east and south"
DAY = date(2022, 2, 24)
SAMPLE = "Sample: Ukraine, winter 2021–22"


def open_page(**asked: str) -> AppTest:
    app = AppTest.from_string("from signals.views import articles\narticles.page()", default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def again(app: AppTest) -> AppTest:
    """A new look at the same article, as after a reload."""
    return open_page(article=asked_for(app))


def asked_for(app: AppTest) -> str:
    value = app.query_params["article"]
    return value[0] if isinstance(value, list) else value


def html(app: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in app.get("html"))


def keys(app: AppTest, start: str) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith(start)]


def press(app: AppTest, start: str) -> AppTest:
    """Press the first button whose key begins so."""
    return app.button(key=keys(app, start)[0]).click().run()


def correcting(app: AppTest, paragraph: int) -> AppTest:
    """The popover of a paragraph, opened."""
    app.session_state[f"correct-{asked_for(app)}-{paragraph}-{changes(app)}"] = True
    return app.run()


def changes(app: AppTest) -> int:
    return int(app.session_state["changes"]) if "changes" in app.session_state else 0


@pytest.fixture
def invasion(with_samples: Library) -> AppTest:
    article_id = with_samples.listed(None, "invades", 1)["article_id"].iloc[0]
    return open_page(article=article_id)


# the list


def test_an_empty_list_of_articles_leads_on(with_nothing: Library) -> None:
    app = open_page()
    assert not app.exception and "Add articles" in app.info[0].value


def test_articles_are_listed_newest_first_and_open_on_a_click(with_samples: Library) -> None:
    app = open_page()
    assert not app.exception and len(keys(app, "open-")) == 18
    assert "24 February 2022 · The Continental Ledger · 6 paragraphs" in html(app)
    press(app, "open-")
    assert app.title[0].value == INVASION
    app.button(key="back").click().run()
    assert app.title[0].value == "Articles" and len(keys(app, "open-")) == 18


def test_words_find_articles_of_the_chosen_collection(with_samples: Library) -> None:
    app = open_page()
    app.text_input(key="find").input("PIPELINE harbour").run()
    assert len(keys(app, "open-")) == 1
    app.text_input(key="find").input("nonesuch <b>").run()
    assert "holds" in app.info[0].value and r"\<b\>" in app.info[0].value
    app.text_input(key="find").input("").run()
    app.sidebar.selectbox(key="collection").select("Sample: Korean thaw, 2017–18").run()
    assert len(keys(app, "open-")) == 16


def test_many_articles_come_in_pages_that_the_address_names(with_nothing: Library) -> None:
    for number in range(PER_PAGE + 3):
        with_nothing.add(scored(f"Talks number {number} went on.", title=f"Title {number}"))
    assert len(keys(open_page(), "open-")) == PER_PAGE
    app = open_page(page="2")
    assert not app.exception and len(keys(app, "open-")) == 3
    assert len(keys(open_page(page="99"), "open-")) == PER_PAGE


# reading


def test_an_article_is_read_with_stances_actors_and_acts(invasion: AppTest) -> None:
    shown = html(invasion)
    assert not invasion.exception
    assert invasion.title[0].value == INVASION
    assert "6 paragraphs: ▲" in shown and 'datetime="2022-02-24"' in shown
    assert shown.count('class="sig-paragraph') == 6
    assert '<small class="sig-id" title="Ukraine">UKR</small>' in shown
    assert "<b>Russia → Ukraine</b>" in shown
    assert [str(button.label)[:15] for button in invasion.get("download_button")] == ["Download these "] * 2


def test_an_article_that_is_not_there_leads_back(with_samples: Library) -> None:
    app = open_page(article="<b>", paragraph="9")
    assert not app.exception and "not in the library" in app.info[0].value
    app.button(key="back").click().run()
    assert len(keys(app, "open-")) == 18


def test_the_paragraph_that_was_asked_for_is_outlined_and_brought_into_view(invasion: AppTest) -> None:
    article = asked_for(invasion)
    assert address(article, 4) == f"/articles?article={article}&paragraph=4"
    shown = html(open_page(article=article, paragraph="4"))
    assert shown.count("sig-asked") == 2 and "getElementById('paragraph-4')" in shown  # one is in the style sheet
    for wrong in ("99", "x", "<script>", "-1"):
        app = open_page(article=article, paragraph=wrong)
        assert not app.exception and "<script" not in html(app)


def test_an_article_is_shown_with_its_imprint_and_what_was_not_scored(
    with_nothing: Library, scorer: TextScorer
) -> None:
    body = (
        "<p>Envoys of the two governments met in Geneva on Friday and agreed to meet again in May, officials said.</p>"
    )
    page = (
        "<html><head><title>Envoys *meet*</title><meta name='author' content='Ana Ortiz'>"
        "<meta property='og:site_name' content='Harbour Post'><link rel='canonical' href='https://harbour.example/a'>"
        "</head><body><article><h1>Envoys *meet*</h1><p>3 December 2021</p>"
        f"{body}<figure><figcaption>A delegate &lt;b&gt;waves&lt;/b&gt; at the lake.</figcaption></figure>"
        f"{body.replace('Geneva', 'Vienna')}{body.replace('Geneva', 'Oslo')}</article></body></html>"
    )
    with_nothing.add(score_file(page.encode(), "envoys.html", scorer), OWN)
    app = press(open_page(), "open-")
    shown = html(app)
    assert not app.exception and app.title[0].value == r"Envoys \*meet\*"
    assert "<strong>Harbour Post</strong> · Ana Ortiz" in shown and 'href="https://harbour.example/a"' in shown
    assert "A delegate &lt;b&gt;waves&lt;/b&gt; at the lake. <small>caption, not scored</small>" in shown


def test_headlines_and_captions_stand_where_they_stood(with_nothing: Library) -> None:
    one = scored("Talks began.", "Talks went on.", "Talks ended.")
    asides = (Aside("headline", "A title", 0), Aside("headline", "On the second day", 1), Aside("caption", "A lake", 3))
    with_nothing.add(replace(one, article=replace(one.article, asides=asides)))
    shown = html(press(open_page(), "open-"))
    places = [shown.index(words) for words in ("Talks began", "On the second day", "Talks went on", "ended", "A lake")]
    assert places == sorted(places)
    assert "A title" not in shown  # it is the heading already


def test_why_marks_the_words_that_moved_the_score(invasion: AppTest) -> None:
    assert "<mark" not in html(invasion)
    press(invasion, "ask-why-")
    assert not invasion.exception and "<mark" in html(invasion) and "sig-much" in html(invasion)
    press(invasion, "ask-why-")
    assert "<mark" not in html(invasion)


# correcting


def test_a_level_saves_the_stance_and_says_what_it_does_to_the_index(invasion: AppTest, with_samples: Library) -> None:
    before = tensions([("RUS",)], SAMPLE, DAY)["RUS",]
    app = correcting(invasion, 2)
    app.button(key=f"level-{asked_for(app)}-2--1").click().run()
    after = tensions([("RUS",)], SAMPLE, DAY)["RUS",]
    assert not app.exception
    row = with_samples.paragraphs(article_ids=[asked_for(app)]).iloc[1]
    assert (row["stance"], row["corrected_by"]) == (-1.0, "Ana Ortiz")
    assert before is not None and after is not None and after < before
    assert f"Saved. Russia, 24 February 2022: {before:+.0f} → {after:+.0f}" in app.success[0].value.replace("\\", "")
    assert "corrected by Ana Ortiz: stance was +0.88" in html(app)
    assert not keys(app, "level-")  # the popover is closed
    press(app, "undo-")
    assert f"Undone. Russia, 24 February 2022: {after:+.0f} → {before:+.0f}" in app.success[0].value.replace("\\", "")
    assert with_samples.paragraphs(article_ids=[asked_for(app)])["corrected"].tolist() == [""] * 6
    assert not keys(app, "undo-")


def test_actors_date_and_background_are_corrected_together(invasion: AppTest, with_samples: Library) -> None:
    app, key = correcting(invasion, 2), f"{asked_for(invasion)}-2"
    assert app.button(key=f"save-{key}").disabled
    app.text_input(key=f"reason-{key}").input("of another war")
    app.multiselect(key=f"actors-{key}").set_value(["RUS", "FRA"])
    app.date_input(key=f"date-{key}").set_value(date(2014, 3, 18))
    app.toggle(key=f"background-{key}").set_value(True).run()
    app.button(key=f"save-{key}").click().run()
    assert not app.exception
    row = with_samples.paragraphs(article_ids=[asked_for(app)]).iloc[1]
    assert (row["actors"], row["event_date"], bool(row["background"])) == ("FRA|RUS", date(2014, 3, 18), True)
    assert row["correction_reason"] == "of another war"
    shown = html(app)
    assert "sig-back" in shown and "about France" in shown and "actors were Russia" in shown
    assert "France, 24 February 2022: nothing counts" in app.success[0].value.replace("\\", "")


def test_acts_are_changed_removed_and_added(invasion: AppTest, with_samples: Library) -> None:
    article = asked_for(invasion)
    key = f"{article}-1"

    def acts() -> list[tuple[Any, ...]]:
        frame = with_samples.relations(article_ids=[article])
        return list(frame.loc[frame["paragraph"] == 1, ["source", "target", "event", "stance"]].itertuples(False, None))

    ((source, target, event, stance),) = acts()
    assert (source, target, event) == ("RUS", "UKR", "ASSAULT")
    app = correcting(invasion, 1)
    app.selectbox(key=f"event-{key}-0").select("COERCE").run()
    app.button(key=f"save-act-{key}").click().run()
    assert acts() == [("RUS", "UKR", "COERCE", pytest.approx(stance, abs=1e-4))]  # the stance was not touched
    assert "Russia → Ukraine, 24 February 2022" in app.success[0].value
    app = correcting(again(app), 1)
    app.button(key=f"remove-act-{key}").click().run()
    assert acts() == [] and "was assault" in html(app)
    app = correcting(again(app), 1)
    assert app.button(key=f"save-act-{key}").disabled
    app.selectbox(key=f"source-{key}").select("UKR").run()
    app.selectbox(key=f"target-{key}").select("RUS")
    app.selectbox(key=f"event-{key}--1").select("REJECT")
    app.selectbox(key=f"act-level-{key}--1").select(0.5).run()
    app.button(key=f"save-act-{key}").click().run()
    assert not app.exception and acts() == [("UKR", "RUS", "REJECT", 0.5)]


def test_who_corrects_is_asked_once(invasion: AppTest, monkeypatch: pytest.MonkeyPatch, with_samples: Library) -> None:
    monkeypatch.delenv("SIGNALS_ANALYST")
    app = correcting(invasion, 2)
    key = f"{asked_for(app)}-2"
    assert app.button(key=f"level-{key}-+0").disabled
    app.text_input(key=f"analyst-{key}").input(" Ben <i>Okri</i> ").run()
    app.button(key=f"level-{key}-+0").click().run()
    assert with_samples.corrections()["by"].tolist() == ["Ben <i>Okri</i>"]
    assert "corrected by Ben &lt;i&gt;Okri" in html(app)
    app = correcting(app, 3)
    assert not app.button(key=f"level-{asked_for(app)}-3-+0").disabled


def test_undoing_without_a_name_asks_for_it(
    invasion: AppTest, monkeypatch: pytest.MonkeyPatch, with_samples: Library
) -> None:
    app = correcting(invasion, 2)
    app.button(key=f"level-{asked_for(app)}-2-+0").click().run()
    monkeypatch.delenv("SIGNALS_ANALYST")
    app = press(again(app), "undo-")
    assert with_samples.corrections()["undone"].isna().all()
    app.text_input(key=f"analyst-undo-{asked_for(app)}-2").input("Ben").run()
    press(app, "undo-")
    assert with_samples.corrections()["undone_by"].tolist() == ["Ben"]


def test_what_moved_is_told_the_largest_first_and_at_most_six() -> None:
    before: dict[tuple[str, ...], float | None] = {("RUS",): 31.2, ("RUS", "UKR"): 12.0, ("FRA",): None}
    after = {("RUS",): 18.4, ("RUS", "UKR"): 12.3, ("FRA",): -0.2}
    assert told(before, after, date(2021, 12, 5)) == (
        "France, 5 December 2021: nothing counts → 0",
        "Russia, 5 December 2021: +31 → +18",
        "Russia → Ukraine, 5 December 2021: +12, unchanged",
    )
    many: dict[tuple[str, ...], float | None] = {(actor,): 1.0 for actor in "ABCDEFGH"}
    assert told(many, many, date(2021, 12, 5))[-1] == "2 more moved no further than these."
    assert told({}, {}, date(2021, 12, 5)) == ()
