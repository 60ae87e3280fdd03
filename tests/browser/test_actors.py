"""What an analyst does on the Actors page: whom an actor deals with, in which words, the CSV, her own actors."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import settled
from tests.browser.test_upload import downloaded

pytestmark = pytest.mark.browser


def test_from_an_actor_to_a_pair_to_the_csv_of_exactly_that(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/actors?actor=RUS&with=UKR&part=Newest+acts")
    settled(page)
    expect(page.get_by_role("heading", name="Who does what, toward whom")).to_be_visible()
    expect(page.get_by_text("Russia → Ukraine").first).to_be_visible()
    rows = downloaded(page, re.compile("Download these .* relations"), tmp_path)
    assert rows and {(row["source"], row["target"]) for row in rows} == {("RUS", "UKR"), ("UKR", "RUS")}
    assert all(row["quote"] for row in rows) and {row["implied"] for row in rows} <= {"true", "false"}


def test_own_actors_are_taken_from_a_file_and_used(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/own-actors")
    settled(page)
    chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
    chooser.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"who,what\n"})
    expect(page.get_by_text("must begin with the line id,names")).to_be_visible()
    chooser.set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": b"id,names\nLEDGER,Minsk agreements\n"})
    page.get_by_role("button", name=re.compile("Use these 1 names")).click()
    expect(page.get_by_text("These names are in use.")).to_be_visible(timeout=120_000)
    page.goto(f"{address}/actors?actor=LEDGER")
    settled(page)
    expect(page.get_by_role("combobox", name="Actor", exact=True)).to_have_value("LEDGER", timeout=30_000)
