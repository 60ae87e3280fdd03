"""Tables that leave and come back: the columns of the design and the dictionary, cells no spreadsheet runs."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.corrections import Correction
from signals.errors import InputError
from signals.export import (
    TABLES,
    columns_of,
    dictionary,
    paragraphs_frame,
    plain_cell,
    safe_cell,
    to_csv,
    uncorrected,
    write_table,
    write_whole,
)
from signals.index import tension
from signals.library import Library
from signals.loading import load_export, read_table
from signals.measuring import behind, measured, shifts_of
from signals.pipeline import ScoredArticle, score_file
from signals.relations import relations
from signals.scoring import TextScorer
from signals.selection import Options
from tests.library.articles import TEXTS, scored, with_one_relation

FIRST = {
    "paragraphs": "article_id,title,outlet,published,paragraph,event_date,background,text,"
    "stance,p_deescalatory,p_neutral,p_escalatory,sentiment,actors,model",
    "relations": "article_id,published,paragraph,event_date,source,target,event,quad,stance,confidence,quote",
    "index": "date,actor,tension,low,high,paragraphs,articles,stories,escalatory_share,deescalatory_share",
}
SUFFIXES = (".csv", ".parquet", ".json", ".jsonl")


def tables(library: Library) -> dict[str, pd.DataFrame]:
    return {
        "paragraphs": library.paragraphs(),
        "relations": library.relations(),
        "index": measured(library),
        "corrections": library.corrections(),
        "shifts": shifts_of(library),
        "evidence": behind(library, Options(), ["RUS"], date(2021, 12, 1), date(2022, 1, 31)),
    }


def test_the_first_columns_are_those_of_the_design_and_all_are_in_the_dictionary(sample_library: Library) -> None:
    for table, frame in tables(sample_library).items():
        head = to_csv(frame, table).partition("\n")[0]  # type: ignore[arg-type]
        assert head.startswith(FIRST.get(table, ""))
        assert head.split(",") == columns_of(table, frame)  # type: ignore[arg-type]
    pairs = to_csv(measured(sample_library, Options(by="pair")), "index")
    assert pairs.startswith("date,source,target,tension,low,high,paragraphs,articles,stories")
    rows = dictionary()
    assert set(rows["table"]) == set(TABLES) and rows["meaning"].str.len().gt(2).all()
    assert set(rows["type"]) == {"text", "integer", "number", "boolean", "date", "moment"}
    assert not rows.duplicated(["table", "column"]).any()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_table_reads_back_as_it_was_written(sample_library: Library, tmp_path: Path, suffix: str) -> None:
    article = sample_library.articles()["article_id"].iloc[0]
    sample_library.correct(Correction(article, 1, "stance", "-0.5", "=A. Analyst", "+because"))
    for table, frame in tables(sample_library).items():
        path = tmp_path / f"{table}{suffix}"
        assert write_table([frame], table, path) == len(frame)  # type: ignore[arg-type]
        if not len(frame) and suffix == ".jsonl":
            continue  # a file without lines tells nothing
        found, back = read_table(path)
        assert found == table
        columns = columns_of(table, frame)  # type: ignore[arg-type]
        wanted = frame[columns].assign(**{n: pd.to_datetime(frame[n]).dt.date for n in ("date",) if n in columns})
        pd.testing.assert_frame_equal(
            *(side.astype(object).where(side.notna(), None) for side in (back[columns], wanted)),
            check_dtype=False,
            check_categorical=False,
            rtol=1e-3,
            atol=6e-5,
        )


def test_numbers_of_parquet_are_exact(sample_library: Library, tmp_path: Path) -> None:
    frame = sample_library.paragraphs()
    write_table([frame.head(7), frame.iloc[7:]], "paragraphs", tmp_path / "p.parquet")
    assert read_table(tmp_path / "p.parquet")[1]["stance"].tolist() == frame["stance"].tolist()


def test_json_carries_its_dictionary(sample_library: Library, tmp_path: Path) -> None:
    write_table([measured(sample_library)], "index", tmp_path / "index.json")
    held = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    assert held["table"] == "index"
    meanings = {column["column"]: column["meaning"] for column in held["columns"]}
    assert set(held["rows"][0]) <= set(meanings) and "escalatory" in meanings["tension"]


def test_what_is_scored_without_a_library_has_the_same_columns(scorer: TextScorer, real_article: bytes) -> None:
    one: ScoredArticle = score_file(real_article, "real.txt", scorer)
    assert to_csv(paragraphs_frame([one]), "paragraphs").startswith(FIRST["paragraphs"])
    assert to_csv(uncorrected(relations([one], scorer)), "relations").startswith(FIRST["relations"])
    assert to_csv(paragraphs_frame([]), "paragraphs").count("\n") == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export_is_taken_into_another_library_with_its_corrections(
    sample_library: Library, library: Library, tmp_path: Path, suffix: str
) -> None:
    row = sample_library.relations().iloc[0]
    for number, (field, value, *sides) in enumerate(
        [("stance", "-0.5"), ("relation", "NONE", row["source"], row["target"]), ("actors", "RUS|NATO")]
    ):
        sample_library.correct(
            Correction(row["article_id"], row["paragraph"], field, value, f"A{number}", "why", *sides)  # type: ignore[arg-type]
        )
    paths = {table: tmp_path / f"{table}{suffix}" for table in ("paragraphs", "relations", "corrections")}
    for table, path in paths.items():
        write_table([tables(sample_library)[table]], table, path)  # type: ignore[arg-type]
    done = load_export(library, *paths.values())
    assert (done.new, done.there, done.corrections, done.problems) == (34, 0, 3, ())
    again = load_export(library, *paths.values())
    assert (again.new, again.there, again.corrections, again.problems) == (0, 34, 0, ())
    columns = [name for name in columns_of("paragraphs") if name not in ("corrected_at", "story_id", "language")]
    mine, theirs = library.paragraphs()[columns], sample_library.paragraphs()[columns]
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False, atol=6e-5)
    assert len(library.relations()) == len(sample_library.relations())
    assert library.collections() == sample_library.collections()
    index = [tension(one.readings("actor"))["tension"] for one in (library, sample_library)]
    assert len(index[0]) == len(index[1]) and (index[0] - index[1]).abs().max() < 0.1


def test_one_article_that_cannot_be_taken_stops_no_other(
    sample_library: Library, library: Library, tmp_path: Path
) -> None:
    frame = sample_library.paragraphs()
    spoiled = frame["article_id"] == frame["article_id"].iloc[0]
    frame.loc[spoiled, "p_neutral"] = -1
    write_table([frame], "paragraphs", tmp_path / "p.csv")
    done = load_export(library, tmp_path / "p.csv")
    assert done.new == 33 and len(done.problems) == 1 and "lacks a date or scores" in done.problems[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "is no table that"),
        ("", "is no table that"),
        ("\x00\x01", "is no table that"),
        ("text,p_neutral\nx,1\n", "lacks the column"),
    ],
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_no_export_gets_one_sentence(
    library: Library, tmp_path: Path, content: str, says: str, suffix: str
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_text(content)
    with pytest.raises(InputError, match=r"is no table that|lacks the column") as refused:
        load_export(library, path)
    assert "\n" not in str(refused.value) and (suffix != ".csv" or says in str(refused.value))
    assert library.articles().empty


def test_a_value_of_another_type_gets_one_sentence(library: Library, tmp_path: Path) -> None:
    library.add(with_one_relation(scored(*TEXTS)))
    text = to_csv(library.paragraphs(), "paragraphs")
    for good, bad in (("2021-12-05", "5.12.2021"), ("0.2500", "much"), ("false", "no")):
        (tmp_path / "p.csv").write_text(text.replace(good, bad), encoding="utf-8")
        with pytest.raises(InputError, match="holds something that is no") as refused:
            load_export(library, tmp_path / "p.csv")
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-2+3", "+A1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")']
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Plain words", "5 December = Sunday", "", "'tis", "-0.5", 3.5, None])
def test_other_cells_are_left_alone(cell: object) -> None:
    assert safe_cell(cell) == cell


@given(st.text(alphabet="'=+-@\t .1ab", max_size=6))
def test_a_safe_cell_can_always_be_read_back(cell: str) -> None:
    assert plain_cell(safe_cell(cell)) == cell


def test_hostile_titles_and_texts_are_safe_in_the_file(sample_library: Library) -> None:
    frame = sample_library.paragraphs().head(1).assign(title="=cmd|' /C calc'!A0", text='@x,"y"\nz', outlet="+o")
    row = next(csv.DictReader(io.StringIO(to_csv(frame, "paragraphs"))))
    assert (row["title"], row["text"], row["outlet"]) == ("'=cmd|' /C calc'!A0", '\'@x,"y"\nz', "'+o")
    float(row["stance"])  # numbers stay numbers, negative ones too


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole("\ud800", path)
    assert path.read_text() == "old" and [file.name for file in tmp_path.iterdir()] == ["out.csv"]
