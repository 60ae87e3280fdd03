"""The command line, as a user types it."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from signals.cli import main
from signals.data_files import SAMPLES

ARTICLE = SAMPLES / "ukraine-2021-22" / "2021-12-07-video-call.html"


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_score_writes_one_row_a_paragraph(tmp_path: Path) -> None:
    out = tmp_path / "paragraphs.csv"
    code, _, said = run("score", ARTICLE, "--out", out)
    assert code == 0 and "6 paragraphs of 1 article" in said
    frame = pd.read_csv(out)
    assert list(frame["paragraph"]) == [1, 2, 3, 4, 5, 6]
    assert frame["stance"].between(-1, 1).all()
    assert frame["actors"].str.contains("RUS").any()


def test_unreadable_files_are_named_and_the_others_scored(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    out = tmp_path / "out.csv"
    code, _, said = run("score", tmp_path / "empty.txt", tmp_path / "photo.txt", ARTICLE, "--out", out)
    assert code == 1
    assert "empty.txt is empty" in said and "photo.txt does not hold readable text" in said
    assert len(pd.read_csv(out)) == 6


def test_the_real_article_gives_sixteen_rows(real_article: bytes, tmp_path: Path) -> None:
    path = tmp_path / "real.txt"
    path.write_bytes(real_article)
    code, _, _ = run("score", path, "--out", tmp_path / "out.csv")
    frame = pd.read_csv(tmp_path / "out.csv")
    assert code == 0 and len(frame) == 16
    assert set(frame["published"]) == {"2021-12-05"}


def test_relations_are_written_beside_the_paragraphs(tmp_path: Path) -> None:
    out, related = tmp_path / "out.csv", tmp_path / "relations.csv"
    code, _, said = run("score", ARTICLE, "--out", out, "--relations", related)
    assert code == 0 and "relations.csv" in said
    frame = pd.read_csv(related)
    assert list(frame.columns)[:11] == [
        "article_id", "published", "paragraph", "event_date", "source", "target",
        "event", "quad", "stance", "confidence", "quote",
    ]  # fmt: skip
    assert len(frame) and "NONE" not in set(frame["event"])
    assert (frame["source"] != frame["target"]).all()
    texts = pd.read_csv(out).set_index("paragraph")["text"]
    assert all(quote in texts[number] for number, quote in zip(frame["paragraph"], frame["quote"], strict=True))


def test_add_twice_index_and_export(tmp_path: Path) -> None:
    library = ("--library", tmp_path / "library.sqlite")
    assert run("add", ARTICLE, *library)[1].strip().endswith("was added to the library.")
    assert "already in the library: nothing was changed" in run("add", ARTICLE, *library)[1]
    assert run("index", "--by", "actor", "--out", tmp_path / "index.csv", *library)[0] == 0
    index = pd.read_csv(tmp_path / "index.csv")
    assert {"RUS", "USA"} <= set(index["actor"])
    assert run("export", "paragraphs", "--out", tmp_path / "p.csv", *library)[0] == 0
    assert len(pd.read_csv(tmp_path / "p.csv")) == 6


def test_an_article_without_a_date_is_added_with_one(tmp_path: Path) -> None:
    path = tmp_path / "undated.txt"
    path.write_text("A title of its own\n\nMoscow accused Kyiv on Friday of moving its army to the border.\n")
    library = ("--library", tmp_path / "library.sqlite")
    code, _, said = run("add", path, *library)
    assert code == 1 and "no published date: add it with --published" in said
    code, said, _ = run("add", path, "--published", "2021-12-05", *library)
    assert code == 0 and "was added" in said


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("score", ARTICLE, "--out", "x.csv", "--model", "nonsense"), "no model called nonsense"),
        (("score", ARTICLE, "--out", "x.csv", "--device", "abacus"), "device abacus is not available"),
        (("score", ARTICLE, "--out", "no/such/folder/x.csv"), "does not exist: make it"),
        (
            ("score", ARTICLE, "--out", "x.csv", "--relations", "y.csv", "--model", "hub"),
            "hub models read no relations",
        ),
    ],
)
def test_wrong_options_get_one_sentence(args: tuple[object, ...], says: str) -> None:
    code, _, said = run(*args)
    assert code == 1 and says in said and "Traceback" not in said


def test_python_dash_m_runs_without_torch_for_what_needs_none(tmp_path: Path) -> None:
    program = (
        "import sys; from signals.cli import main\n"
        "try: main(['index', '--out', sys.argv[1]], prog_name='signals')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules and 'streamlit' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "index.csv")],
        check=True,
        env={**os.environ, "SIGNALS_LIBRARY": str(tmp_path / "library.sqlite")},
    )
    helped = subprocess.run([sys.executable, "-m", "signals", "--help"], check=True, capture_output=True, text=True)
    assert "Usage: signals" in helped.stdout and "evaluate" in helped.stdout


def test_relations_are_stored_exported_and_rolled_up_by_pair(tmp_path: Path) -> None:
    library = tmp_path / "library.sqlite"
    assert run("add", ARTICLE, "--library", library)[0] == 0
    related, index = tmp_path / "relations.csv", tmp_path / "index.csv"
    assert run("export", "relations", "--library", library, "--out", related)[0] == 0
    assert run("index", "--by", "pair", "--library", library, "--out", index)[0] == 0
    relations, pairs = pd.read_csv(related), pd.read_csv(index)
    assert len(relations) > 0 and relations["quote"].str.len().gt(10).all()
    assert list(pairs.columns)[:5] == ["date", "source", "target", "tension", "low"]
    assert set(zip(pairs["source"], pairs["target"], strict=True)) <= set(
        zip(relations["source"], relations["target"], strict=True)
    )


def test_own_actors_are_put_to_use_in_what_is_stored(tmp_path: Path) -> None:
    library, names = tmp_path / "library.sqlite", tmp_path / "actors.csv"
    run("add", ARTICLE, "--library", library)
    names.write_text("id,names\nVIDEO,video call\n")
    code, _, said = run("actors", names, "--library", library)
    assert code == 0 and "1 names in use; 1 article read again." in said
    assert run("actors", "--library", library)[1] == "id,names\nVIDEO,video call\n"
    run("export", "paragraphs", "--library", library, "--out", tmp_path / "out.csv")
    assert pd.read_csv(tmp_path / "out.csv")["actors"].str.contains("VIDEO").any()
    names.write_text("nothing")
    code, _, said = run("actors", names, "--library", library)
    assert code == 1 and "must begin with the line id,names" in said


def test_own_actors_are_named_for_one_run(tmp_path: Path) -> None:
    names, out = tmp_path / "actors.csv", tmp_path / "out.csv"
    names.write_text("id,names\nVIDEO,video call\n")
    assert run("score", ARTICLE, "--actors", names, "--out", out)[0] == 0
    assert pd.read_csv(out)["actors"].str.contains("VIDEO").any()
