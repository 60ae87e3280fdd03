"""The library: adding twice, coming back tomorrow, stories, damaged files, several writers."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from signals.actors import Mention
from signals.articles import Article, Paragraph
from signals.errors import InputError
from signals.library import OWN, Library
from signals.pipeline import ScoredArticle

TEXTS = ("Moscow accused Kyiv.", "Kyiv said no.", "Talks go on in June.", "Nobody was hurt.")


def scored(*texts: str, published: date | None = date(2021, 12, 5), title: str = "A title") -> ScoredArticle:
    paragraphs = tuple(Paragraph(i, text, published) for i, text in enumerate(texts, start=1))
    scores = pd.DataFrame(
        [
            {
                "stance": 0.25, "p_deescalatory": 0.2, "p_neutral": 0.3, "p_escalatory": 0.5,
                "sentiment": -0.1, "tone_negative": 0.3, "tone_neutral": 0.5, "tone_positive": 0.2,
            }
        ]
        * len(texts)
    )  # fmt: skip
    article = Article(title, "Harbour Post", published, paragraphs, "a.txt")
    return ScoredArticle(article, tuple(() for _ in texts), scores, "a-model")


def test_what_was_added_yesterday_is_there_today(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "library.sqlite"
    first = Library(path)
    assert first.add(scored(*TEXTS)).new
    first.close()
    frame = Library(path).paragraphs()
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
    monkeypatch.setattr("signals.library._story", interrupted)
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


def test_several_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite"
    Library(path).close()

    def write(writer: int) -> int:
        own = Library(path)
        return sum(own.add(scored(f"Paragraph of story {number}.")).new for number in range(15))

    with ThreadPoolExecutor(4) as pool:
        new = sum(pool.map(write, range(4)))
    assert new == 15
    assert len(Library(path).articles()) == 15


def test_a_copy_in_another_outlet_is_noted_once(library: Library) -> None:
    library.add(scored(*TEXTS))
    copy = scored(*TEXTS, title="Another headline")
    elsewhere = replace(copy, article=replace(copy.article, outlet="Evening Post"))
    assert library.add(elsewhere).sentence.endswith("Evening Post was noted as another outlet that printed it.")
    assert library.add(elsewhere).sentence.endswith("nothing was changed.")
    assert library.articles()["printed_by"].tolist() == ["Evening Post"]


_VERSION_1 = """
CREATE TABLE articles (article_id VARCHAR(16) NOT NULL, collection VARCHAR NOT NULL, story_id VARCHAR(16) NOT NULL,
    title VARCHAR NOT NULL, outlet VARCHAR NOT NULL, published DATE NOT NULL, source VARCHAR NOT NULL,
    added DATETIME NOT NULL, PRIMARY KEY (article_id));
CREATE TABLE paragraphs (article_id VARCHAR(16) NOT NULL, paragraph INTEGER NOT NULL, text VARCHAR NOT NULL,
    digest VARCHAR(16) NOT NULL, event_date DATE, background BOOLEAN NOT NULL, actors VARCHAR NOT NULL,
    PRIMARY KEY (article_id, paragraph));
CREATE TABLE scores (article_id VARCHAR(16) NOT NULL, paragraph INTEGER NOT NULL, model VARCHAR NOT NULL,
    stance FLOAT NOT NULL, p_deescalatory FLOAT NOT NULL, p_neutral FLOAT NOT NULL, p_escalatory FLOAT NOT NULL,
    sentiment FLOAT NOT NULL, tone_negative FLOAT NOT NULL, tone_neutral FLOAT NOT NULL, tone_positive FLOAT NOT NULL,
    PRIMARY KEY (article_id, paragraph));
INSERT INTO articles VALUES
    ('old', 'My articles', 'old', 'An old one', 'Post', '2021-12-05', 'a.txt', '2021-12-06 00:00:00');
PRAGMA user_version = 1;
"""


def test_a_library_of_the_first_version_is_taken_along(tmp_path: Path) -> None:
    path = tmp_path / "first.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(_VERSION_1)
        for number, text in enumerate(TEXTS, start=1):
            connection.execute(
                "INSERT INTO paragraphs VALUES ('old', ?, ?, 'd', '2021-12-05', 0, 'RUS')", (number, text)
            )
            connection.execute("INSERT INTO scores VALUES ('old', ?, 'm', 0.5, 0, 0, 1, 0, 0, 1, 0)", (number,))
    library = Library(path)
    frame = library.paragraphs()
    assert frame["text"].tolist() == list(TEXTS)
    assert not frame["future"].any() and set(frame["kind"]) == {"body"}
    library.add(scored(*TEXTS[:3], "A local paragraph.", title="Reprint"))
    assert set(library.articles()["story_id"]) == {"old"}


def with_one_relation(one: ScoredArticle, source: str = "RUS", target: str = "UKR") -> ScoredArticle:
    row = {
        "article_id": one.article.article_id, "published": one.article.published, "paragraph": 1, "event_date": None,
        "source": source, "target": target, "event": "ACCUSE", "quad": "verbal conflict", "stance": 0.5,
        "confidence": 0.9, "quote": "Moscow accused Kyiv.", "background": False, "implied": False, "model": "a-model",
    }  # fmt: skip
    return replace(one, relations=pd.DataFrame([row]))


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
    again = with_one_relation(replace(one, mentions=((Mention("RUS", 0, 6),), (), (), ())))
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


def test_a_library_of_the_second_version_opens_with_everything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    library = Library(path)
    library.add(scored(*TEXTS))
    library.close()
    with sqlite3.connect(path) as connection:
        for statement in (
            "DROP TABLE relations", "DROP TABLE own_names", "ALTER TABLE articles DROP COLUMN related",
            "PRAGMA user_version = 2",
        ):  # fmt: skip
            connection.execute(statement)
    library = Library(path)
    assert library.paragraphs()["text"].tolist() == list(TEXTS)
    assert len(library.unrelated()) == 1 and library.relations().empty and library.own_names() == ()


def test_an_interrupted_upgrade_can_be_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite"
    Library(path).close()
    with sqlite3.connect(path) as connection:
        for statement in ("ALTER TABLE articles DROP COLUMN related", "PRAGMA user_version = 2"):
            connection.execute(statement)

    def interrupted(connection: object, *_: object) -> None:
        connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN related BOOLEAN DEFAULT 0 NOT NULL")  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr("signals.schema.add_columns", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Library(path)
    monkeypatch.undo()
    assert Library(path).unrelated() == []


def test_other_names_leave_every_article_waiting_to_be_read_again(library: Library) -> None:
    one = with_one_relation(scored(*TEXTS))
    library.add(one)
    library.set_own_names((("Blue Hats", "BLUE"),))
    assert library.unrelated() == [one.article.article_id]
