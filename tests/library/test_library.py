"""The library: adding twice, coming back tomorrow, stories, damaged files, several writers."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import alembic.operations
import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from signals.actors import Mention
from signals.corrections import Correction
from signals.errors import InputError
from signals.library import OWN, Library, schema
from signals.library.database import Database
from signals.library.migrations import upgrade
from signals.measuring import measured
from signals.selection import Options
from tests.library.articles import TEXTS, scored, with_one_relation


def test_what_was_added_yesterday_is_there_today(place: str) -> None:
    first = Library(place)
    assert first.add(scored(*TEXTS)).new
    first.close()
    frame = Library(place).paragraphs()
    assert list(frame["text"]) == list(TEXTS)
    assert frame["stance"].tolist() == [0.25] * 4
    assert set(frame["model"]) == {"a-model"}
    assert set(frame["collection"]) == {OWN}


def test_a_second_upload_changes_nothing_and_says_so(library: Library) -> None:
    library.add(scored(*TEXTS))
    before = library.paragraphs()
    again = library.add(scored(*TEXTS, title="Another headline", published=date(2022, 1, 1)), "Elsewhere")
    assert not again.new
    assert again.sentence == "“A title” is already in the library: nothing was changed."
    pd.testing.assert_frame_equal(library.paragraphs(), before)


def test_an_article_without_a_date_is_refused_and_nothing_is_left_of_it(library: Library) -> None:
    with pytest.raises(InputError, match="no published date"):
        library.add(scored(*TEXTS, published=None))
    assert library.articles().empty


def test_an_interrupted_addition_leaves_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    one = scored(*TEXTS)
    broken = replace(one, scores=one.scores.assign(stance=None))  # fails on the last of the three inserts
    with pytest.raises(TypeError):
        library.add(broken)
    monkeypatch.setattr("signals.library.storing._story", interrupted)
    with pytest.raises(KeyboardInterrupt):
        library.add(one)
    monkeypatch.undo()
    assert library.articles().empty and library.paragraphs().empty
    assert library.add(one).new


def test_a_reprint_with_another_headline_is_the_same_story(library: Library) -> None:
    library.add(scored(*TEXTS))
    library.add(scored(*TEXTS[:3], "A local paragraph.", title="Reprint", published=date(2021, 12, 6)))
    library.add(scored("Something else.", TEXTS[0], "And more.", title="Follow-up", published=date(2021, 12, 6)))
    library.add(scored(*TEXTS[:3], "A year on.", title="A year later", published=date(2022, 12, 6)))
    stories = library.articles().set_index("title")["story_id"]
    assert stories["Reprint"] == stories["A title"]
    assert len(set(stories)) == 3


def test_collections_are_kept_apart(library: Library) -> None:
    library.add(scored(*TEXTS), "Sample: one")
    library.add(scored("Mine alone."), OWN)
    assert library.collections() == [OWN, "Sample: one"]
    assert list(library.paragraphs(OWN)["text"]) == ["Mine alone."]
    assert len(library.paragraphs()) == 5


def test_text_is_data_and_never_sql(library: Library) -> None:
    hostile = "'); DROP TABLE articles; --"
    library.add(scored(hostile, title=hostile), hostile)
    assert library.paragraphs(hostile)["text"].tolist() == [hostile]
    assert library.articles()["title"].tolist() == [hostile]


def test_a_file_that_is_no_library_gets_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("my shopping list, which is long enough to be no database at all " * 20)
    content = path.read_bytes()
    with pytest.raises(InputError, match="cannot be opened") as error:
        Library(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == content


def test_a_library_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "future.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(InputError, match="newer version"):
        Library(path)


def test_several_writers_at_once_lose_and_double_nothing(place: str) -> None:
    Library(place).close()

    def write(writer: int) -> int:
        own = Library(place)
        return sum(own.add(scored(f"Paragraph of story {number}.")).new for number in range(15))

    with ThreadPoolExecutor(4) as pool:
        new = sum(pool.map(write, range(4)))
    assert new == 15
    assert len(Library(place).articles()) == 15


def test_a_copy_in_another_outlet_is_noted_once(library: Library) -> None:
    library.add(scored(*TEXTS))
    copy = scored(*TEXTS, title="Another headline")
    elsewhere = replace(copy, article=replace(copy.article, outlet="Evening Post"))
    assert library.add(elsewhere).sentence.endswith("Evening Post was noted as another outlet that printed it.")
    assert library.add(elsewhere).sentence.endswith("nothing was changed.")
    assert library.articles()["printed_by"].tolist() == ["Evening Post"]


def test_relations_are_kept_with_their_article(library: Library) -> None:
    library.add(with_one_relation(scored(*TEXTS)))
    frame = library.relations()
    assert frame[["source", "target", "event", "quote", "title"]].to_numpy().tolist() == [
        ["RUS", "UKR", "ACCUSE", "Moscow accused Kyiv.", "A title"]
    ]
    assert library.unrelated() == []
    assert library.relations("Elsewhere").empty


def test_an_article_read_again_gets_other_actors_and_relations(library: Library) -> None:
    one = scored(*TEXTS)
    library.add(one)
    assert library.unrelated() == [one.article.article_id]
    stored = library.stored(one.article.article_id)
    assert stored.article_id == one.article.article_id and stored.published == one.article.published
    again = replace(with_one_relation(one), mentions=((Mention("RUS", 0, 6),), (), (), ()))
    library.read_again(again)
    library.read_again(again)
    assert len(library.relations()) == 1
    assert library.paragraphs()["actors"].tolist() == ["RUS", "", "", ""]
    assert library.paragraphs()["stance"].tolist() == [0.25] * 4
    assert library.unrelated() == []


def test_own_names_are_kept_and_replaced(library: Library) -> None:
    library.set_own_names((("Blue Hats", "BLUE"), ("Red Hats", "RED")))
    library.set_own_names((("Blue Hats", "BLUE"),))
    assert library.own_names() == (("Blue Hats", "BLUE"),)
    library.set_own_names(())
    assert library.own_names() == ()


def of_version(path: Path, version: str) -> sqlite3.Connection:
    """A library file as programs of before Alembic made it: the number of its version stands in `user_version`."""
    with Database(str(path)).writing() as connection:
        upgrade(connection, version)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    return sqlite3.connect(path)


_OLD_ARTICLE = (
    "INSERT INTO articles (article_id, collection, story_id, title, outlet, published, source, added) VALUES "
)
_OLD_ROWS = f"""
{_OLD_ARTICLE} ('old', 'My articles', 'old', 'An old one', 'Post', '2021-12-05', 'a.txt', '2021-12-06 00:00:00');
INSERT INTO paragraphs (article_id, paragraph, text, digest, event_date, background, actors)
    VALUES ('old', 1, 'Moscow accused Kyiv.', '00000000000000d1', '2021-12-05', 0, 'RUS|UKR');
INSERT INTO scores VALUES ('old', 1, 'm', 0.5, 0, 0, 1, 0, 0, 1, 0);
"""


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_a_library_of_an_older_version_opens_with_everything_in_it(tmp_path: Path, version: str) -> None:
    path = tmp_path / "old.sqlite"
    with of_version(path, version) as old:
        old.executescript(_OLD_ROWS)
        if version == "v3":
            old.execute("UPDATE articles SET related = 1")
            old.execute(
                "INSERT INTO relations VALUES ('old', 1, 'RUS', 'UKR', 'ACCUSE', 'verbal conflict', 0.5, 0.9, "
                "'Moscow accused Kyiv.', 0, 'm')"
            )
    old.close()
    library = Library(path)
    frame = library.paragraphs()
    assert frame[["text", "stance", "model"]].to_numpy().tolist() == [["Moscow accused Kyiv.", 0.5, "m"]]
    assert len(library.readings("actor")) == 2
    assert len(library.readings("pair")) == len(library.relations()) == (version == "v3")
    assert library.unrelated() == ([] if version == "v3" else ["old"])
    assert library.add(scored(*TEXTS)).new


def test_an_interrupted_upgrade_can_be_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite"
    with of_version(path, "v2") as old:
        old.executescript(_OLD_ROWS)
    before = "\n".join(old.iterdump())
    old.close()
    real = alembic.operations.Operations.rename_table

    def interrupted(self: object, *names: str) -> None:
        real(self, *names)
        raise KeyboardInterrupt

    monkeypatch.setattr("alembic.operations.Operations.rename_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Library(path)
    monkeypatch.undo()
    with sqlite3.connect(path) as held:
        assert "\n".join(held.iterdump()) == before
    assert len(Library(path).paragraphs()) == 1


def test_the_migrations_make_the_tables_that_the_program_uses(library: Library) -> None:
    with library.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_other_names_leave_every_article_waiting_to_be_read_again(library: Library) -> None:
    one = with_one_relation(scored(*TEXTS))
    library.add(one)
    library.set_own_names((("Blue Hats", "BLUE"),))
    assert library.unrelated() == [one.article.article_id]


def test_what_was_added_since_the_last_visit(library: Library) -> None:
    assert library.visited("ana") is None
    library.add(scored(*TEXTS))
    last = library.visited("ana")
    assert last is not None and library.visited("ben") is None
    assert library.added_since(last - timedelta(minutes=1))["title"].tolist() == ["A title"]
    assert library.added_since(last + timedelta(minutes=1)).empty
    assert library.added_since(last - timedelta(minutes=1), "Elsewhere").empty


def test_an_outlet_that_printed_the_same_words_is_filtered_by(library: Library) -> None:
    one = with_one_relation(scored(*TEXTS))
    library.add(one)
    assert len(library.readings("actor")) == 2  # looked at before the other outlet is noted
    library.add(replace(one, article=replace(one.article, outlet="Evening Post")))
    for outlet, rows in (("Harbour Post", 2), ("Evening Post", 2), ("Morning Post", 0)):
        assert len(measured(library, Options(outlets=(outlet,)))) == rows


def test_samples_never_count_with_ones_own_articles_and_go_in_one_step(library: Library) -> None:
    sample = with_one_relation(scored("Moscow accused Kyiv, in a sample."))
    library.add(sample, "Sample: one")
    assert len(measured(library)) == 2  # nothing else is there
    library.add(with_one_relation(scored("Moscow accused Kyiv."), "CHN", "JPN"))
    assert set(measured(library)["actor"]) == {"CHN", "JPN"}
    assert set(measured(library, Options(collection="Sample: one"))["actor"]) == {"RUS", "UKR"}
    assert library.wants_samples()
    assert library.remove_samples() == 1
    assert library.collections() == [OWN] and not library.wants_samples()
    assert library.wants_samples(True) and library.wants_samples()


def test_a_large_library_may_lag_behind_additions_and_never_behind_corrections(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signals.library.kept_readings.QUICK", 0.0)
    monkeypatch.setattr("signals.library.kept_readings.LAG", 10_000)
    one = with_one_relation(scored(*TEXTS))
    library.add(one)
    assert len(library.readings("actor")) == 2
    library.add(with_one_relation(scored("Moscow accused Kyiv again.")))
    assert len(library.readings("actor")) == 2
    library.correct(Correction(one.article.article_id, 1, "stance", "-1", "me"))
    assert library.readings("actor").columns["stance"].tolist() == [-1.0, 0.25, -1.0, 0.25]
    library.delete([one.article.article_id])
    assert len(library.readings("actor")) == 2
