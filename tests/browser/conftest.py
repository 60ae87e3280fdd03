"""A dashboard over a fresh copy of the scored samples, and a browser to look at it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from signals.library import Library
from tests.browser.running import ROOT, chromium, chromium_path, dashboard


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: .ci/run installs it")
        pytest.skip("no Chromium is installed: install your system's package `chromium` to run the browser tests")
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that keeps a screenshot of its last state in artefacts/, which git ignores."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    opened = context.new_page()
    yield opened
    folder = ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    opened.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()


@pytest.fixture
def address(sample_library: Library) -> Iterator[str]:
    sample_library.close()
    with dashboard(Path(sample_library.name)) as served:
        yield served


@pytest.fixture
def empty_address(tmp_path: Path) -> Iterator[str]:
    with dashboard(tmp_path / "nothing-yet.sqlite") as served:
        yield served
