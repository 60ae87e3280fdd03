"""What a newcomer does: look at the samples, upload the real article, see its chart, take its CSV away."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from signals.data_files import SAMPLES
from tests.browser.running import settled

pytestmark = pytest.mark.browser

SAMPLE = SAMPLES / "ukraine-2021-22" / "2021-12-07-video-call.html"


def upload(page: Page, address: str, name: str, data: bytes) -> None:
    page.goto(f"{address}/add")
    settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": data}
    )
    expect(page.get_by_text("What was understood")).to_be_visible(timeout=30_000)


def downloaded(page: Page, label: str | re.Pattern[str], folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_real_article_goes_from_upload_to_chart_to_csv(
    address: str, page: Page, real_article: bytes, tmp_path: Path
) -> None:
    upload(page, address, "000.txt", real_article)
    page.get_by_role("button", name="Score and add 1 article").click()
    expect(page.get_by_text("was added to the library")).to_be_visible(timeout=120_000)
    expect(page.locator(".js-plotly-plot .bars .point")).to_have_count(16)
    rows = downloaded(page, "Download these 16 paragraphs (CSV)", tmp_path)
    assert [row["paragraph"] for row in rows] == [str(number) for number in range(1, 17)]
    assert {row["published"] for row in rows} == {"2021-12-05"}
    assert {row["outlet"] for row in rows} == {"Inquirer News"}
    warning = rows[-1]
    assert "severe costs and consequences" in warning["text"]
    assert float(warning["stance"]) > 0.3
    assert {"USA", "RUS", "UKR"} <= set(warning["actors"].split("|"))
    page.get_by_role("link", name="Overview").click()
    settled(page)
    expect(page.get_by_role("combobox", name="Articles", exact=True)).to_have_value("My articles")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)


def test_a_second_upload_says_that_nothing_was_changed(address: str, page: Page) -> None:
    upload(page, address, "again.html", SAMPLE.read_bytes())
    page.get_by_role("button", name="Score and add 1 article").click()
    expect(page.get_by_text("is already in the library: nothing was changed")).to_be_visible(timeout=60_000)


def test_a_click_on_a_cell_of_the_heat_map_shows_its_paragraphs(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    settled(page)
    heat_map = page.locator(".js-plotly-plot").nth(1)
    heat_map.scroll_into_view_if_needed()
    cell = heat_map.locator(".scatterlayer .point").first.bounding_box()
    assert cell is not None
    page.mouse.click(cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2)
    settled(page)
    rows = downloaded(page, re.compile("Download (this|these .*) paragraph"), tmp_path)
    assert {row["published"] for row in rows} == {"2021-11-15"}  # the first column of the map
    index = downloaded(page, re.compile(r"CSV \(\d+ rows\)"), tmp_path)
    assert {"date", "actor", "tension", "low", "high"} <= index[0].keys()


def test_a_newcomer_without_articles_is_led_to_the_samples(empty_address: str, page: Page) -> None:
    page.goto(empty_address)
    settled(page)
    page.get_by_role("button", name="Score and add the sample articles").click()
    expect(page.locator(".js-plotly-plot")).to_have_count(2, timeout=120_000)


def test_columns_of_a_table_are_chosen_and_its_articles_previewed(address: str, page: Page) -> None:
    sentence = "Envoys of the two governments met on Friday and agreed to meet again in May."
    table = f"when,corpo,kop\n2021-12-03,{sentence},Envoys meet\n2021-12-04,{sentence.replace('May', 'June')},More\n"
    page.goto(f"{address}/add")
    settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "export.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    expect(page.get_by_text("has no column that is known")).to_be_visible(timeout=30_000)
    for field, column in (("text", "corpo"), ("title", "kop"), ("published date", "when")):
        page.get_by_role("combobox", name=f"Column with the {field}").click()
        page.get_by_role("option", name=column, exact=True).click()
        settled(page)
    expect(page.get_by_role("button", name="Score and add 2 articles")).to_be_enabled(timeout=30_000)
    page.get_by_text("Look inside: paragraphs and their dates").click()
    expect(page.get_by_test_id("stDataFrame").last).to_be_visible()


def test_text_that_is_not_english_is_scored_only_on_request(address: str, page: Page) -> None:
    spanish = (
        "Los cancilleres de los dos países se reunieron el viernes en Ginebra y acordaron volver a verse en mayo. "
        "Ninguna de las partes quiso decir de qué habían tratado durante las ocho horas que duró el encuentro."
    )
    upload(page, address, "ginebra.txt", f"Cancilleres en Ginebra\n\n3 December 2021\n\n{spanish}".encode())
    expect(page.get_by_text("are in Spanish")).to_be_visible()
    expect(page.get_by_role("button", name="Score and add 0 articles")).to_be_disabled()
    page.get_by_text("Score them all the same").click()
    expect(page.get_by_role("button", name="Score and add 1 article")).to_be_enabled(timeout=30_000)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        pytest.param(
            "photo.txt",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
            "does not hold readable text",
            id="picture",
        ),
        pytest.param("empty.txt", b" ", "is empty", id="empty"),
        pytest.param("huge.txt", b"words and words. " * 1_800_000, "is larger than an article may be", id="huge"),
        pytest.param("..%2f..%2fpasswd.txt", b"Home\n\nWorld", "holds no article text", id="menu"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(
    address: str, page: Page, name: str, data: bytes, says: str
) -> None:
    page.goto(f"{address}/add")
    settled(page)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": data}
    )
    expect(page.get_by_text(says)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Traceback")).to_have_count(0)
