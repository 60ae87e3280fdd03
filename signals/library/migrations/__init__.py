"""The way of a library from any version to the newest, by Alembic: one file a version in `versions`.

A file of the versions before Alembic tells its version in SQLite's `user_version` (1 to 3).
"""

from pathlib import Path

import sqlalchemy as sql

HEAD = "v4"
_BEFORE_ALEMBIC = {0: None, 1: "v1", 2: "v2", 3: "v3"}
NEWER = "newer"


def version_of(connection: sql.Connection) -> str | None:
    """The version of a library, None for an empty database, NEWER for one that this program does not know."""
    tables = sql.inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = str(connection.execute(sql.text("SELECT version_num FROM alembic_version")).scalar_one())
        return found if found in (HEAD, *_BEFORE_ALEMBIC.values()) else NEWER
    if connection.dialect.name != "sqlite":
        return None
    number = int(connection.execute(sql.text("PRAGMA user_version")).scalar_one())
    return _BEFORE_ALEMBIC.get(number, NEWER)


def upgrade(connection: sql.Connection, to: str = HEAD) -> None:
    """Bring a library to HEAD, or for tests to an older version, within the caller's transaction."""
    found = version_of(connection)
    if found == to:  # another process was quicker
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", Path(__file__).parent.as_posix())
    config.attributes["connection"] = connection
    if found is not None:
        command.stamp(config, found)
    command.upgrade(config, to)
    if connection.dialect.name == "sqlite":  # programs of before Alembic refuse a newer one with their own sentence
        connection.execute(sql.text(f"PRAGMA user_version = {to.removeprefix('v')}"))
