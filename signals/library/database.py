"""Where the library lies: a SQLite file, or PostgreSQL for a team. Transactions, locks and errors of both.

`reading` sees one moment of the database, however long it reads. `writing` holds the only write lock from its start,
so that looking and inserting are one step, also between processes: SQLite locks the file, PostgreSQL a number.
"""

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError

from signals.errors import InputError

PATIENCE = 60  # seconds that a writer waits for another one
_LOCK = 0x7E45104  # any number that no other program in the same database locks


def default_path() -> Path:
    """`SIGNALS_LIBRARY` where it is set, otherwise `library.sqlite` in the user's data folder."""
    named = os.environ.get("SIGNALS_LIBRARY")
    return Path(named) if named else Path(platformdirs.user_data_dir("diplomatic-tension-signals")) / "library.sqlite"


def default_place() -> str:
    """The URL in `SIGNALS_DATABASE_URL` where it is set, otherwise the file of `default_path`."""
    return os.environ.get("SIGNALS_DATABASE_URL") or str(default_path())


class Database:
    """An engine for a file, or for a URL `postgresql://user:password@host/database`. `name` has no password."""

    def __init__(self, place: str) -> None:
        self.url = _url(place)
        self.is_file = self.url.get_backend_name() == "sqlite"
        self.name = str(self.url.database) if self.is_file else self.url.render_as_string(hide_password=True)
        self.engine = _file_engine(self.url) if self.is_file else _server_engine(self.url)

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """A connection that sees the database as it is at the first look."""
        with self._said(), self.engine.connect() as connection:
            if self.is_file:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sql.Connection]:
        """A transaction that is kept whole or not at all."""
        with self._said(), self.engine.connect() as connection:
            if self.is_file:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection = connection.execution_options(isolation_level="READ COMMITTED")
                connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_LOCK)))
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turns what the database refuses into one sentence. A fault of the program stays what it is."""
        try:
            yield
        except DBAPIError as error:
            if not self._is_outside(error):
                raise
            raise InputError(
                f"The library {self.name} cannot be used ({reason(error)}): see that it is there, whole and not full, "
                "and try again; what was stored before is kept."
            ) from error

    def _is_outside(self, error: DBAPIError) -> bool:
        """Whether the file, disk or server is at fault: not what the program asked for."""
        if self.is_file:  # the plain class is that of a damaged file
            return isinstance(error, OperationalError) or type(error) is DatabaseError
        return isinstance(error, OperationalError | InterfaceError) or _CLASS_OF_FAULT.match(_code(error)) is not None


# PostgreSQL's classes of errors: connection, resources, limits, operator's intervention, system, configuration
_CLASS_OF_FAULT = re.compile("08|53|54|57|58|F0|28|3D")


def _code(error: DBAPIError) -> str:
    """The five letters that PostgreSQL gives an error."""
    told = error.orig.args[0] if error.orig and error.orig.args else None
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def reason(error: Exception) -> str:
    """What a database or the system says of an error, in one line."""
    original = getattr(error, "orig", None) or error
    said = original.args[0].get("M") if original.args and isinstance(original.args[0], dict) else None
    text = str(said or getattr(original, "strerror", None) or original)
    return " ".join(text.split()).rstrip(".").lower()


def _url(place: str) -> sql.URL:
    if "://" not in place:
        return sql.URL.create("sqlite", database=place)
    try:
        url = sql.make_url(place)
    except ArgumentError as error:
        raise InputError(_NOT_UNDERSTOOD) from error
    if url.get_backend_name() == "sqlite" and url.database:
        return url
    if url.get_backend_name() not in ("postgresql", "postgres") or not url.database:
        raise InputError(_NOT_UNDERSTOOD)
    return url.set(drivername="postgresql+pg8000", username=url.username or getpass.getuser())


_NOT_UNDERSTOOD = (
    "The address of the library is not understood: set SIGNALS_DATABASE_URL to "
    "postgresql://user:password@host/database, or leave it unset for a file."
)


def _file_engine(url: sql.URL) -> sql.Engine:
    engine = sql.create_engine(url, connect_args={"timeout": PATIENCE})
    if "uri" not in url.query:  # opened for reading only
        sql.event.listen(engine, "connect", _set_pragmas)
    return engine


def _server_engine(url: sql.URL) -> sql.Engine:
    """PostgreSQL; a socket is named as its other clients name it: `postgresql:///database?host=/folder`."""
    host = url.query.get("host")
    if isinstance(host, str) and host.startswith("/"):
        port = url.query.get("port", url.port or 5432)
        socket = f"{host}/.s.PGSQL.{port}"
        url = url.difference_update_query(["host", "port"])
        return sql.create_engine(url, connect_args={"unix_sock": socket}, isolation_level="REPEATABLE READ")
    return sql.create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)


def _set_pragmas(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
