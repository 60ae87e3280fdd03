"""Libraries that the pages under test look at."""

import pytest

from signals.library import Library


@pytest.fixture
def with_samples(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The scored samples."""
    monkeypatch.setenv("SIGNALS_LIBRARY", sample_library.name)
    monkeypatch.setenv("SIGNALS_ANALYST", "Ana Ortiz")
    return sample_library


@pytest.fixture
def with_nothing(library: Library, place: str, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Nothing yet, in a file and on a server."""
    monkeypatch.setenv("SIGNALS_DATABASE_URL" if "://" in place else "SIGNALS_LIBRARY", place)
    return library
