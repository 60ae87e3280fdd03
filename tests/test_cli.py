"""The command line, as a user types it."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from signals.cli import main
from signals.data_files import SAMPLES
from signals.library import Library

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


def test_an_article_comes_through_a_pipe_and_its_csv_goes_into_one(tmp_path: Path) -> None:
    text = "Envoys warn | Post\n\n5 December 2021\n\nRussia warned Ukraine on Sunday of severe consequences.\n"
    result = CliRunner().invoke(main, ["score", "-", "--out", "-"], input=text)
    assert result.exit_code == 0
    frame = pd.read_csv(io.StringIO(result.stdout))
    assert len(frame) == 1 and frame["actors"].tolist() == ["RUS|UKR"] and "standard output" in result.stderr


@pytest.fixture
def held(tmp_path: Path, samples_file: Path) -> tuple[str, str]:
    path = tmp_path / "library.sqlite"
    for part in samples_file.parent.iterdir():
        shutil.copy(part, tmp_path / part.name)
    return "--library", str(path)


def exported(held: tuple[str, str], what: str, tmp_path: Path) -> pd.DataFrame:
    assert run("export", what, "--out", tmp_path / f"{what}.csv", *held)[0] == 0
    return pd.read_csv(tmp_path / f"{what}.csv", keep_default_na=False)


def test_a_correction_is_made_used_listed_and_undone(held: tuple[str, str], tmp_path: Path) -> None:
    before = exported(held, "paragraphs", tmp_path).iloc[0]
    place = (before["article_id"], before["paragraph"])
    code, out, _ = run("correct", *place, "--stance", "-0.5", "--actors", "Russia,NATO", "--by", "A", *held)
    assert code == 0 and out.splitlines() == [
        f"Correction 1: stance of paragraph {place[1]} is -0.5 from now on.",
        f"Correction 2: actors of paragraph {place[1]} is NATO|RUS from now on.",
    ]
    after = exported(held, "paragraphs", tmp_path).iloc[0]
    assert (float(after["stance"]), after["actors"]) == (-0.5, "NATO|RUS")
    assert (after["model_stance"], after["model_actors"]) == (before["stance"], before["actors"])
    assert len(exported(held, "corrections", tmp_path)) == 2
    assert run("correct", "--undo", 1, "--by", "B", *held)[0] == 0
    assert exported(held, "paragraphs", tmp_path).iloc[0]["stance"] == before["stance"]
    code, out, said = run("corrections", "--out", "-", *held)
    assert code == 0 and len(out.splitlines()) == 2 and "1 correction undone and left out" in said


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("correct", "0000000000000000", 1, "--stance", "0", "--by", "A"), "No paragraph 1 of an article"),
        (("correct", "--by", "A"), "Name the article's id"),
        (("correct", "0000000000000000", 1, "--by", "A"), "Nothing to correct is named"),
        (("correct", "--undo", 7, "--by", "A"), "Correction 7 is not there"),
        (("delete", "--collection", "None such", "--yes"), "No collection is called"),
        (("delete", "--yes"), "Nothing to delete is named"),
        (("delete", "0000000000000000", "--yes"), "not in the library"),
        (("restore", __file__, "--yes"), "is no whole backup"),
        (("load", __file__), "is no table"),
        (("index", "--out", "x.csv", "--actor", "Ruritania"), "No actor is called"),
        (("index", "--out", "x.csv", "--from", "2022-02-01", "--to", "2022-01-01"), "swap them"),
        (("index", "--out", "x.csv", "--min-confidence", "7"), "share from 0 to 1"),
        (("shifts", "--out", "x.csv", "--false-alarms", "0"), "give a number from"),
        (("rescore", "--model", "nonsense"), "no model called nonsense"),
    ],
)
def test_what_cannot_be_done_gets_one_sentence(held: tuple[str, str], args: tuple[object, ...], says: str) -> None:
    code, _, said = run(*args, *held)
    assert code == 1 and says in said and len(said.strip().splitlines()) == 1


def test_the_index_takes_options_and_states_them(held: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "index.csv"
    options = ("--by", "pair", "--period", "week", "--actor", "Russia", "--from", "2022-01-01", "--half-life", "14")
    assert run("index", *options, "--out", out, *held)[0] == 0
    frame = pd.read_csv(out)
    assert ((frame["source"] == "RUS") | (frame["target"] == "RUS")).all() and len(frame) > 3
    assert set(pd.to_datetime(frame["date"]).dt.day_name()) == {"Monday"}
    stated = frame["options"].unique().tolist()
    assert len(stated) == 1 and "by=pair period=week" in stated[0] and "half_life=14" in stated[0]
    code, stdout, _ = run("index", "--by", "sides", "--out", "-", *held)
    assert code == 0 and stdout.startswith("date,actor,other,tension")


def test_a_number_opens_into_its_paragraphs(held: tuple[str, str], tmp_path: Path) -> None:
    assert run("index", "--actor", "Russia", "--out", tmp_path / "index.csv", *held)[0] == 0
    day = pd.read_csv(tmp_path / "index.csv").sort_values("paragraphs").iloc[-1]
    out = tmp_path / "evidence.csv"
    assert run("evidence", "Russia", "--from", day["date"], "--to", day["date"], "--out", out, *held)[0] == 0
    told = pd.read_csv(out)
    assert told["points"].sum() == pytest.approx(day["tension"], abs=0.05) and len(told) == day["paragraphs"]
    assert run("evidence", "RUS", "UKR", "--by", "pair", "--out", out, *held)[0] == 0
    assert len(pd.read_csv(out)) > 5


def test_everything_is_backed_up_deleted_and_restored(held: tuple[str, str], tmp_path: Path) -> None:
    code, _, said = run("backup", tmp_path / "monday.sqlite", *held)
    assert code == 0 and "34 articles" in said
    assert run("delete", "--collection", "Sample: Korean thaw, 2017–18", "--yes", *held)[0] == 0
    assert len(exported(held, "paragraphs", tmp_path)["article_id"].unique()) == 18
    assert run("restore", tmp_path / "monday.sqlite", "--yes", *held)[0] == 0
    assert len(exported(held, "paragraphs", tmp_path)["article_id"].unique()) == 34


def test_an_export_is_loaded_elsewhere(held: tuple[str, str], tmp_path: Path) -> None:
    exported(held, "paragraphs", tmp_path)
    exported(held, "relations", tmp_path)
    other = ("--library", tmp_path / "other.sqlite")
    code, _, said = run("load", tmp_path / "relations.csv", tmp_path / "paragraphs.csv", *other)
    assert code == 0 and "34 articles loaded, 0 there already, 0 corrections taken." in said
    assert len(exported(other, "relations", tmp_path / "..")) > 0


def test_the_doctor_finds_and_repairs(held: tuple[str, str], tmp_path: Path) -> None:
    code, out, _ = run("doctor", *held)
    assert code == 0 and all(line.startswith("ok ") for line in out.splitlines()) and len(out.splitlines()) == 7
    with sqlite3.connect(held[1]) as connection:
        connection.execute("UPDATE readings SET data = x'00' WHERE kind = 'actor' AND rowid = 1")
    code, out, _ = run("doctor", *held)
    assert code == 1 and "NOT  What the index sums is out of date for 1 articles: signals doctor --repair." in out
    assert run("doctor", "--repair", *held)[0] == 0 and run("doctor", *held)[0] == 0
    with sqlite3.connect(held[1]) as connection:
        connection.execute("DELETE FROM scores WHERE rowid < 4")
    code, out, _ = run("doctor", *held)
    assert code == 1 and "lack text or scores" in out


def test_the_dictionary_is_written(tmp_path: Path) -> None:
    assert run("export", "dictionary", "--out", "-")[1].startswith("table,column,type,range,meaning")


def test_every_command_explains_itself() -> None:
    for name, command in main.commands.items():
        code, out, _ = run(name, "--help")
        assert code == 0 and command.help and len(command.help) > 40, name
        for param in command.params:
            assert param.name in (
                "paths",
                "files",
                "file",
                "what",
                "article_id",
                "article_ids",
                "paragraph",
                "seed",
                "unit",
            ) or (isinstance(param, click.Option) and param.help), (name, param.name)
        assert out.startswith(f"Usage: main {name}") or "Usage:" in out


def test_an_interrupted_command_says_so(held: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "backup", interrupted)
    code, _, said = run("backup", "x.sqlite", *held)
    assert code == 130 and "what was stored before is kept" in said


def test_samples_that_were_removed_stay_away_until_they_are_wanted_again(held: tuple[str, str], tmp_path: Path) -> None:
    assert "34 articles removed." in run("samples", "--remove", *held)[2]
    code, _, said = run("samples", *held)
    assert code == 0 and "signals samples --again" in said
    assert exported(held, "paragraphs", tmp_path).empty
    assert run("samples", "--again", *held)[0] == 0
    assert len(exported(held, "paragraphs", tmp_path)["article_id"].unique()) == 34
