"""A whole library to one file and back. The file is itself a library: a SQLite file of the newest version.

Rows are copied table by table as one moment of the library shows them, from and to SQLite and PostgreSQL alike.
"""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sql

from signals.errors import InputError
from signals.library import schema
from signals.library.database import Database
from signals.library.migrations import HEAD, NEWER, upgrade, version_of
from signals.library.packing import set_value, value_of

Progress = Callable[[int, int], None]
_ROWS = 5_000


def write_backup(database: Database, path: Path, progress: Progress | None = None) -> None:
    """Copy a library to a file, which is there whole or not at all. Raises InputError where it cannot be written."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder {path.absolute().parent} does not exist: make it or name another file.")
    if database.is_file and path.exists() and path.samefile(str(database.url.database)):
        raise InputError(f"{path} is the library itself: name another file for the backup.")
    partial = path.with_name(f".{path.name}.partial")
    _remove(partial)
    try:
        copy = Database(str(partial))
        with copy.writing() as to:
            upgrade(to)
        with database.reading() as source, copy.writing() as to:
            _copy(source, to, progress)
        with copy.engine.connect() as to:
            to.exec_driver_sql("PRAGMA journal_mode = DELETE")  # one file, without its log beside it
        copy.engine.dispose()
        partial.replace(path)
    finally:
        _remove(partial)


def _remove(partial: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def read_backup(database: Database, path: Path, progress: Progress | None = None) -> None:
    """Put what the file holds in the place of everything in the library, in one transaction.

    Raises InputError for a file that is no library, is damaged, or is of a newer version: nothing is changed then.
    """
    backup = _opened(path)
    with backup.reading() as source, database.writing() as to:
        before = value_of(to, "anew")
        for table in reversed(schema.metadata.sorted_tables):
            to.execute(sql.delete(table))
        _copy(source, to, progress)
        set_value(to, "anew", 1 + max(before, value_of(to, "anew")))  # who reads now begins anew
        if to.dialect.name == "postgresql":
            _number_on(to)
    backup.engine.dispose()


def _opened(path: Path) -> Database:
    """A backup of any version, upgraded in a copy where it is older: the file itself stays as it is."""
    if not path.is_file():
        raise InputError(f"{path} is not there: name the file that `signals backup` wrote.")
    backup = Database(f"sqlite:///file:{path.absolute().as_posix()}?mode=ro&uri=true")
    sentence = f"{path} is no whole backup of a library: name the file that `signals backup` wrote."
    try:
        with backup.engine.connect() as connection:
            found = version_of(connection)
            sound = connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
    except sql.exc.DBAPIError as error:
        raise InputError(sentence) from error
    if found == NEWER:
        raise InputError(f"{path} was made by a newer version of this program: update the program.")
    if found is None or not sound:
        raise InputError(sentence)
    return backup if found == HEAD else _upgraded(path)


def _upgraded(path: Path) -> Database:
    import sqlite3

    memory = Database("sqlite:///:memory:")
    with sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True) as old:
        raw = memory.engine.raw_connection()
        old.backup(raw.driver_connection)  # type: ignore[arg-type]
        raw.close()
    with memory.writing() as connection:
        upgrade(connection)
    return memory


def _copy(source: sql.Connection, to: sql.Connection, progress: Progress | None) -> None:
    tables = schema.metadata.sorted_tables
    total = sum(source.execute(sql.select(sql.func.count()).select_from(table)).scalar_one() for table in tables)
    done = 0
    for table in tables:
        rows = source.execution_options(yield_per=_ROWS).execute(sql.select(table)).mappings()
        for part in rows.partitions(_ROWS):
            to.execute(sql.insert(table), [dict(row) for row in part])
            done += len(part)
            if progress:
                progress(done, total)


def _number_on(connection: sql.Connection) -> None:
    """New corrections are numbered after those copied; SQLite sees to that itself."""
    last = connection.execute(sql.select(sql.func.max(schema.corrections.c.correction))).scalar() or 0
    setting = sql.text("SELECT setval(pg_get_serial_sequence('corrections', 'correction'), :next, false)")
    connection.execute(setting, {"next": last + 1})
