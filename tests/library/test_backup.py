"""Delete, back up, restore: one file holds everything, and a bad file changes nothing."""

from pathlib import Path

import pandas as pd
import pytest

from signals.corrections import Correction
from signals.errors import InputError
from signals.library import Library
from signals.library.database import Database
from signals.library.migrations import upgrade
from tests.library.articles import TEXTS, scored, with_one_relation

ONE = with_one_relation(scored(*TEXTS))
ID = ONE.article.article_id


@pytest.fixture
def held(library: Library) -> Library:
    library.add(ONE)
    library.set_own_names((("Blue Hats", "BLUE"),))
    library.correct(Correction(ID, 1, "stance", "-0.5", "A. Analyst", "why"))
    return library


def everything(library: Library) -> list[pd.DataFrame]:
    return [library.paragraphs(), library.relations(), library.corrections(), library.articles(), library.models()]


def same(one: Library, other: Library) -> bool:
    for mine, yours in zip(everything(one), everything(other), strict=True):
        pd.testing.assert_frame_equal(mine, yours, check_dtype=False)
    return one.own_names() == other.own_names()


def test_a_backup_is_itself_a_library(held: Library, tmp_path: Path) -> None:
    path = tmp_path / "monday.sqlite"
    held.backup(path)
    assert sorted(file.name for file in tmp_path.glob("*monday*")) == ["monday.sqlite"]
    assert same(held, Library(path))


def test_restoring_brings_back_everything_and_open_readers_see_it(held: Library, tmp_path: Path) -> None:
    path = tmp_path / "monday.sqlite"
    held.backup(path)
    before = held.readings("actor").columns["stance"].tolist()
    held.delete([ID])
    held.set_own_names(())
    held.add(scored("Another one."))
    assert len(held.readings("actor")) == 0
    held.restore(path)
    assert same(held, Library(path))
    assert held.readings("actor").columns["stance"].tolist() == before
    assert held.correct(Correction(ID, 2, "stance", "1", "B")) == 2
    assert held.add(scored("Another one.")).new


def test_deleting_takes_everything_that_hangs_on_an_article(held: Library) -> None:
    other = scored("Another one.")
    held.add(other)
    assert held.delete([ID, "0000000000000000"]) == 1
    assert held.articles()["article_id"].tolist() == [other.article.article_id]
    assert held.relations().empty and held.corrections().empty and len(held.readings("pair")) == 0
    assert held.paragraphs()["text"].tolist() == ["Another one."]


def test_a_backup_of_an_older_version_is_taken(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with Database(str(path)).writing() as connection:
        upgrade(connection, "v2")
        connection.exec_driver_sql(
            "INSERT INTO articles (article_id, collection, story_id, title, outlet, published, source, added) "
            "VALUES ('old', 'My articles', 'old', 'An old one', 'Post', '2021-12-05', 'a.txt', '2021-12-06 00:00:00')"
        )
    content = path.read_bytes()
    library.restore(path)
    assert library.articles()["title"].tolist() == ["An old one"]
    assert path.read_bytes() == content


def test_a_file_that_is_no_backup_changes_nothing(held: Library, tmp_path: Path) -> None:
    before = everything(held)
    held.backup(tmp_path / "good.sqlite")
    whole = (tmp_path / "good.sqlite").read_bytes()
    (tmp_path / "cut.sqlite").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "notes.sqlite").write_text("no database at all, but long enough to look like one " * 30)
    (tmp_path / "empty.sqlite").write_bytes(b"")
    for name in ("cut", "notes", "empty", "missing"):
        with pytest.raises(InputError, match=r"is no whole backup|is not there") as refused:
            held.restore(tmp_path / f"{name}.sqlite")
        assert "\n" not in str(refused.value)
    for mine, old in zip(everything(held), before, strict=True):
        pd.testing.assert_frame_equal(mine, old)


def test_an_interrupted_restore_leaves_the_library_as_it_was(held: Library, tmp_path: Path) -> None:
    held.backup(tmp_path / "monday.sqlite")
    held.add(scored("Added on Tuesday."))
    before = everything(held)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        held.restore(tmp_path / "monday.sqlite", interrupt)
    for mine, old in zip(everything(held), before, strict=True):
        pd.testing.assert_frame_equal(mine, old)
    with pytest.raises(KeyboardInterrupt):
        held.backup(tmp_path / "tuesday.sqlite", interrupt)
    assert not list(tmp_path.glob("*tuesday*"))


def test_a_backup_goes_into_a_folder_that_is_there_and_never_over_the_library(held: Library, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        held.backup(tmp_path / "no" / "such.sqlite")
    if held.database.is_file:
        with pytest.raises(InputError, match="is the library itself"):
            held.backup(Path(held.name))
    assert len(held.articles()) == 1
