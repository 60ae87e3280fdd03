"""CSV files: the columns of the design, and cells that no spreadsheet runs."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from signals.export import index_csv, paragraphs_csv, safe_cell, write_whole
from signals.index import tension_by_actor
from signals.library import Library

PARAGRAPHS = (
    "article_id,title,outlet,published,paragraph,event_date,background,text,"
    "stance,p_deescalatory,p_neutral,p_escalatory,sentiment,actors,model"
)
INDEX = "date,actor,tension,low,high,paragraphs,articles,stories,escalatory_share,deescalatory_share"


def test_the_first_columns_are_those_of_the_design(sample_library: Library) -> None:
    paragraphs = sample_library.paragraphs()
    assert paragraphs_csv(paragraphs).startswith(PARAGRAPHS)
    assert index_csv(tension_by_actor(paragraphs)).startswith(INDEX)


def test_the_file_reads_back_as_it_was(sample_library: Library) -> None:
    paragraphs = sample_library.paragraphs()
    back = pd.read_csv(io.StringIO(paragraphs_csv(paragraphs)), keep_default_na=False)
    assert list(back["text"]) == list(paragraphs["text"])
    assert list(back["published"]) == [str(day) for day in paragraphs["published"]]
    assert back["stance"].to_numpy() == pytest.approx(paragraphs["stance"].to_numpy(), abs=5e-5)
    assert set(back["background"].astype(str).str.lower()) <= {"true", "false"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")'])
def test_a_formula_becomes_text(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Plain words", "5 December = Sunday", "", 3.5, None])
def test_other_cells_are_left_alone(cell: object) -> None:
    assert safe_cell(cell) == cell


def test_hostile_titles_and_texts_are_safe_in_the_file(sample_library: Library) -> None:
    frame = sample_library.paragraphs().head(1).assign(title="=cmd|' /C calc'!A0", text='@x,"y"\nz', outlet="+o")
    row = next(csv.DictReader(io.StringIO(paragraphs_csv(frame))))
    assert (row["title"], row["text"], row["outlet"]) == ("'=cmd|' /C calc'!A0", '\'@x,"y"\nz', "'+o")
    float(row["stance"])  # numbers stay numbers, negative ones too


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole("\ud800", path)
    assert path.read_text() == "old"
