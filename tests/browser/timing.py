"""How long a reader waits, in a real browser: `python -m tests.browser.timing LIBRARY` prints milliseconds.

From the click (the last one, where a list is opened first) to the end of the run that it causes. Make a large library
with `python -m tests.benchmarks.big_library make FILE PARAGRAPHS`.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.running import chromium, dashboard

_DONE = "[data-testid=stApp][data-test-script-state=notRunning]"
_WATCH = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    window.seen = [];
    window.watching?.disconnect();
    window.watching = new MutationObserver(() =>
        window.seen.push([performance.now(), app.getAttribute('data-test-script-state')]));
    window.watching.observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
    window.began = performance.now();
    document.addEventListener('click', () => window.began = performance.now(), true);  // the last one counts
}"""
_OVER = """() => {
    const last = window.seen.at(-1);
    return last && last[1] === 'notRunning' && performance.now() - last[0] > 250 ? last[0] - window.began : null;
}"""


def waited(page: Page, act: Callable[[], object]) -> float:
    """Milliseconds from an action to the end of the last run that it causes."""
    page.evaluate(_WATCH)
    act()
    return float(page.wait_for_function(_OVER, timeout=60_000).json_value())


def main(library: Path) -> None:
    """Open the overview cold, then click through the pages, and print each wait."""
    with dashboard(library) as address, chromium() as browser:
        page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
        start = time.perf_counter()
        page.goto(address)
        page.locator(".js-plotly-plot").first.wait_for(timeout=60_000)
        print(f"{1000 * (time.perf_counter() - start):7.0f}  first chart of a server that has just started")
        page.wait_for_selector(_DONE, timeout=60_000, state="attached")
        found: dict[str, float] = {}
        side = page.get_by_test_id("stSidebar")

        def choose(label: str, place: int) -> None:
            page.get_by_role("combobox", name=label, exact=True).first.click()
            page.get_by_role("option").nth(place).click()

        for period in ("Week", "Month", "Auto"):
            control = side.get_by_text(period, exact=True)
            found[f"period: {period}"] = waited(page, control.click)
        for span in ("Last month", "Last quarter", "Last week"):
            found[f"compare: {span}"] = waited(page, page.get_by_text(span, exact=True).click)
        cards = page.get_by_role("button", name=re.compile(r"A\d{3}.* [+-]\d+$"))
        for place in range(min(3, cards.count())):
            found[f"card {place + 1}"] = waited(page, cards.nth(place).click)
        for place in (1, 2, 3):
            found[f"whose paragraphs {place}"] = waited(page, lambda place=place: choose("Whose", place))  # type: ignore[misc]
        for name in ("Actors", "Compare", "Articles", "How far to trust it", "Overview"):
            found[f"page: {name}"] = waited(page, page.get_by_role("link", name=name, exact=True).click)
        page.get_by_role("link", name="Actors", exact=True).click()
        page.wait_for_selector(_DONE, timeout=60_000, state="attached")
        for place in (2, 4, 6):
            found[f"actor {place}"] = waited(page, lambda place=place: choose("Actor", place))  # type: ignore[misc]
        for tab in ("Kinds of acts", "Who with whom", "Sentences that weigh most", "Newest acts", "Toward whom"):
            found[f"tab: {tab}"] = waited(page, page.get_by_text(tab, exact=True).first.click)
        for name, wait in found.items():
            print(f"{wait:7.0f}  {name}")
        waits = sorted(found.values())
        within = sum(wait <= 500 for wait in waits)
        print(f"{within} of {len(waits)} within 500 ms, median {statistics.median(waits):.0f}, most {waits[-1]:.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
