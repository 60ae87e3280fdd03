"""`signals doctor`: whether the library, the model and the machine are sound, one sentence a finding."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql

from signals.data_files import MODEL
from signals.errors import InputError
from signals.library import Library, packing, schema
from signals.library.frames import parts

LEAST_FREE = 500_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and how it is."""

    sound: bool
    sentence: str


def examined(library: Library, repair: bool = False) -> Iterator[Finding]:
    """Findings one by one. With `repair` packed readings that are missing or wrong are made anew."""
    yield _whole(library)
    yield _complete(library)
    yield _readings(library, repair)
    yield _related(library)
    yield _models(library)
    yield _model_files()
    if library.database.is_file:
        yield _space(Path(str(library.database.url.database)))


def _whole(library: Library) -> Finding:
    """SQLite checks its pages and references; a server sees to that itself."""
    articles = len(library.articles())
    if library.database.is_file:
        with library.database.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if pages != "ok" or orphans is not None:
            return Finding(False, f"The library {library.name} is damaged: restore a backup (signals restore FILE).")
    return Finding(True, f"The library {library.name} can be read and holds {articles:,} articles.")


def _complete(library: Library) -> Finding:
    """Every paragraph has a score of the model that counts for its article."""
    held = sql.exists().where(
        (schema.scores.c.article_id == schema.paragraphs.c.article_id)
        & (schema.scores.c.paragraph == schema.paragraphs.c.paragraph)
        & (schema.scores.c.model == schema.articles.c.model)
    )
    lacking = sql.select(sql.func.count()).select_from(schema.paragraphs.join(schema.articles)).where(~held)
    empty = sql.select(sql.func.count()).where(
        ~sql.exists().where(schema.paragraphs.c.article_id == schema.articles.c.article_id)
    )
    with library.database.reading() as connection:
        wrong = connection.execute(lacking).scalar_one() + connection.execute(empty).scalar_one()
    if wrong:
        return Finding(False, f"{wrong:,} paragraphs lack text or scores: signals rescore gives them scores.")
    return Finding(True, "Every article has its paragraphs, and every paragraph its scores.")


def _readings(library: Library, repair: bool) -> Finding:
    """What the index sums is what the tables say."""
    with library.database.reading() as connection:
        ids = [str(row[0]) for row in connection.execute(sql.select(schema.articles.c.article_id))]
    wrong: list[str] = []
    for some in parts(ids, 500):
        with library.database.writing() as connection:  # an actor without a code may get one
            wrong += packing.differing(connection, some)
    if not wrong:
        return Finding(True, "What the index sums is what the tables say.")
    if not repair:
        return Finding(
            False, f"What the index sums is out of date for {len(wrong):,} articles: signals doctor --repair."
        )
    for some in parts(wrong, 500):
        with library.database.writing() as connection:
            packing.pack(connection, some)
    return Finding(True, f"What the index sums was made anew for {len(wrong):,} articles.")


def _related(library: Library) -> Finding:
    if left := len(library.unrelated()):
        return Finding(False, f"{left:,} articles wait to be read for who does what: the Actors page does it.")
    return Finding(True, "Every article was read for who does what toward whom.")


def _models(library: Library) -> Finding:
    models = library.models()
    used = models[models["in_use"] > 0]
    if len(used) > 1:
        return Finding(
            False, f"The scores of {len(used)} models count side by side: signals rescore lets one read all."
        )
    return Finding(
        True, f"All scores that count are of one model: {used['model'].iloc[0] if len(used) else 'none yet'}."
    )


def _model_files() -> Finding:
    """The files of the model are those that were published: nothing is run that was changed."""
    from signals.scoring.adapter import read_adapter
    from signals.scoring.base import base_folder, verified

    try:
        verified(base_folder())
        read_adapter(MODEL)
    except (InputError, OSError, ValueError) as error:
        return Finding(False, f"The model's files are not whole ({error}): install the program again.")
    return Finding(True, "The model's files are whole.")


def _space(path: Path) -> Finding:
    free = shutil.disk_usage(path.parent).free
    if free < LEAST_FREE:
        return Finding(False, f"Only {free / 1e6:,.0f} MB are free where the library lies: make room.")
    return Finding(True, f"{free / 1e9:,.1f} GB are free where the library lies.")
