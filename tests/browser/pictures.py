"""Takes the README's pictures from the running dashboard over the sample articles: `make pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from signals.data_files import SAMPLES
from signals.library import Library
from signals.scoring import load_scorer
from tests.browser.running import ROOT, chromium, dashboard, settled
from tests.scored_samples import fill

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Score the samples into a library of their own, serve it, and save the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library.sqlite"
        fill(library, load_scorer())
        with dashboard(library) as address, chromium() as browser:
            _page(browser, address, "light", 1400, 1500, "overview-light.png")
            _page(browser, address, "dark", 1400, 1500, "overview-dark.png")
            _page(browser, address, "light", 480, 1200, "overview-narrow.png")
            _page(browser, f"{address}/actors", "light", 1400, 1330, "actors.png")
            _page(browser, f"{address}/articles?article={_invasion(library)}", "light", 1400, 1100, "reading.png")
            _upload(browser, address)


def _invasion(library: Path) -> str:
    """The id of the article that is shown."""
    return str(Library(library).listed(None, "invades", 1)["article_id"].iloc[0])


def _page(browser: Browser, address: str, scheme: str, width: int, height: int, name: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    settled(page)
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / name)
    context.close()


def _upload(browser: Browser, address: str) -> None:
    """A sample article, which is in the library, shown as an upload's result."""
    page = browser.new_page(viewport={"width": 1400, "height": 1330})
    page.goto(f"{address}/add")
    settled(page)
    files = [SAMPLES / "ukraine-2021-22" / "2021-12-07-video-call.html"]
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    page.get_by_role("button", name="Score and add").click()
    page.get_by_text("Result").wait_for()
    settled(page)
    page.screenshot(path=PICTURES / "add.png")


if __name__ == "__main__":
    main()
