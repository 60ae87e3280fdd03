"""What an analyst does, from end to end, in a real browser: read, correct and see, compare and export, share a link."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import settled
from tests.browser.test_upload import downloaded

pytestmark = pytest.mark.browser

UKRAINE = "collection=Sample%3A+Ukraine%2C+winter+2021%E2%80%9322"
RISES = re.compile(r"(?<!→ )Russia \+\d")  # the card of Russia, not of a pair
PAGES = ("/", "/actors", "/compare", "/articles", "/add", "/own-actors", "/trust")


def test_which_sentences_made_russia_rise_in_one_click(address: str, page: Page) -> None:
    page.goto(address)
    settled(page)
    page.get_by_role("button", name=RISES).click()
    settled(page)
    evidence = page.locator(".evidence article")
    assert evidence.count() > 3
    assert "points" in evidence.first.inner_text() and "Russia" in page.locator(".evidence").inner_text()
    assert "actor=RUS" in page.url


def test_a_link_shows_another_person_the_same_view(address: str, browser: Browser, page: Page) -> None:
    page.goto(f"{address}/?{UKRAINE}")
    settled(page)
    page.get_by_role("button", name=RISES).click()
    settled(page)
    page.get_by_test_id("stSidebar").get_by_text("Week", exact=True).click()
    settled(page)
    sent, shown = page.url, page.locator(".evidence").inner_text()
    other = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    other.goto(sent)
    settled(other)
    expect(other.get_by_role("heading", name="Actor × week")).to_be_visible()
    assert other.locator(".evidence").inner_text() == shown
    other.context.close()


def test_a_paragraph_is_corrected_in_two_clicks_and_the_number_follows(address: str, page: Page) -> None:
    page.goto(f"{address}/?{UKRAINE}")
    settled(page)
    page.locator(".evidence a").first.click()
    page.wait_for_url(re.compile(r"/articles\?.*article="))
    settled(page)
    page.get_by_role("button", name="Correct").first.click()
    page.get_by_role("button", name=re.compile("strongly de-escalatory", re.IGNORECASE)).first.click()
    saved = page.get_by_text(re.compile("Saved")).first
    expect(saved).to_be_visible(timeout=30_000)
    assert re.search(r"[+-]\d+ → [+-]?\d+", page.get_by_test_id("stMain").inner_text())
    expect(page.get_by_text(re.compile("corrected by")).first).to_be_visible()


def test_compare_and_take_the_csv_with_one_click(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/compare?{UKRAINE}")
    settled(page)
    rows = downloaded(page, re.compile("Download these .* changes"), tmp_path)
    assert rows and {"before", "after", "change", "low", "high"} <= rows[0].keys()
    shown = page.get_by_test_id("stMain").inner_text()
    assert "A change is called one only where its 90 % interval excludes 0" in shown


def test_the_brief_is_a_page_of_its_own(address: str, browser: Browser, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="One-page brief of this view").click()
    waiting.value.save_as(tmp_path / "brief.html")
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto((tmp_path / "brief.html").as_uri())
    expect(alone.locator(".js-plotly-plot")).to_have_count(2)
    expect(alone.get_by_role("heading", name="How the number is made")).to_be_visible()
    context.close()


def test_the_samples_go_with_one_click(address: str, page: Page) -> None:
    page.goto(address)
    settled(page)
    page.get_by_text("These are samples").click()
    page.get_by_role("button", name="Remove the sample articles").click()
    expect(page.get_by_text("The library is empty")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(address: str, browser: Browser, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme=scheme)  # type: ignore[arg-type]
    looked_at = context.new_page()
    found = []
    for path in PAGES:
        looked_at.goto(f"{address}{path}")
        settled(looked_at)
        for violation in Axe().run(looked_at).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{path} {violation['id']} ({violation['impact']}): {places}")
    context.close()
    assert found == []
