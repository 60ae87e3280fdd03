"""Tables that leave the program: their columns, in one place, and CSV, Parquet, JSON and JSON lines of them.

`data/columns.csv` is the data dictionary: every column of every table in its order. Frames come in parts, so that a
library of any size can be written without being held in memory. `signals.loading` reads them back.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Literal, get_args

import pandas as pd

from signals.corrections import CORRECTED_COLUMNS, MODEL_COLUMNS
from signals.data_files import ROOT
from signals.errors import InputError
from signals.pipeline import ScoredArticle

Table = Literal["paragraphs", "relations", "index", "corrections", "shifts", "evidence"]
TABLES: tuple[Table, ...] = get_args(Table)
# A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]\d+(\.\d+)?")
_UNITS = ("actor", "other", "source", "target")  # an index or a list of shifts has those of its kind


@lru_cache(maxsize=1)
def dictionary() -> pd.DataFrame:
    """The data dictionary: `table`, `column`, `type`, `range` and `meaning`, in the order of the columns."""
    return pd.read_csv(ROOT / "columns.csv", dtype=str, keep_default_na=False)


def columns_of(table: Table, frame: pd.DataFrame | None = None) -> list[str]:
    """Names of a table's columns in order; with a frame, of the columns that name units only those it has."""
    names = _of(table)["column"].to_list()
    by_unit = table in ("index", "shifts") and frame is not None
    return [name for name in names if not by_unit or name not in _UNITS or name in (frame if frame is not None else ())]


def _types(table: Table) -> dict[str, str]:
    rows = _of(table)
    return dict(zip(rows["column"], rows["type"], strict=True))


def _of(table: Table) -> pd.DataFrame:
    rows = dictionary()
    return rows[rows["table"] == table]


PARAGRAPH_COLUMNS = columns_of("paragraphs")
RELATION_COLUMNS = columns_of("relations")


def paragraphs_frame(scored: Sequence[ScoredArticle]) -> pd.DataFrame:
    """Scored articles as the rows of the paragraphs table, one a paragraph, in the order given; nothing corrected."""
    frames = [_one(article) for article in scored]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=PARAGRAPH_COLUMNS)


def _one(scored: ScoredArticle) -> pd.DataFrame:
    article, paragraphs = scored.article, scored.article.paragraphs
    head = pd.DataFrame(
        {
            "paragraph": [paragraph.number for paragraph in paragraphs],
            "event_date": [paragraph.event_date for paragraph in paragraphs],
            "background": [paragraph.background for paragraph in paragraphs],
            "future": [paragraph.future for paragraph in paragraphs],
            "kind": [paragraph.kind for paragraph in paragraphs],
            "text": [paragraph.text for paragraph in paragraphs],
            "digest": [paragraph.digest for paragraph in paragraphs],
            "actors": ["|".join(sorted({mention.actor for mention in found})) for found in scored.mentions],
        }
    ).assign(
        **{name: getattr(article, name) for name in ("article_id", "title", "outlet", "author", "url", "language")},
        published=article.published, model=scored.model, story_id=article.article_id, collection="",
    )  # fmt: skip
    frame = pd.concat([head, scored.scores], axis=1)
    frame = frame.assign(**{name: frame[name.removeprefix("model_")] for name in MODEL_COLUMNS})
    return _uncorrected(frame)[[*PARAGRAPH_COLUMNS, "digest"]]


def uncorrected(relations: pd.DataFrame) -> pd.DataFrame:
    """The frame of `signals.relations.relations` as rows of the relations table; nothing corrected."""
    frame = relations.assign(model_event=relations["event"], model_stance=relations["stance"])
    return _uncorrected(frame)[RELATION_COLUMNS]


def _uncorrected(frame: pd.DataFrame) -> pd.DataFrame:
    never = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return frame.assign(**dict.fromkeys(CORRECTED_COLUMNS, "")).assign(corrected_at=never)


def to_csv(frame: pd.DataFrame, table: Table, header: bool = True) -> str:
    """CSV text of a table: ISO dates, booleans as true and false, numbers to four places, safe text cells.

    A text cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = _plain(frame, table)
    for name, kind in _types(table).items():
        if name in out and kind == "boolean":
            out[name] = out[name].map({True: "true", False: "false"})
        elif name in out and kind == "text":
            out[name] = out[name].map(safe_cell, na_action="ignore")
    return out.to_csv(index=False, float_format="%.4f", lineterminator="\n", header=header)


def _plain(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table's columns of a frame, dates and moments as ISO 8601 text (missing ones empty), true booleans."""
    out = frame[columns_of(table, frame)].copy()
    for name, kind in _types(table).items():
        if name not in out:
            continue
        if kind == "boolean":
            out[name] = out[name].astype(bool)
        elif kind in ("date", "moment"):
            form = "%Y-%m-%d" if kind == "date" else "%Y-%m-%dT%H:%M:%S"
            out[name] = pd.to_datetime(out[name]).dt.strftime(form).astype(object).fillna("")
    return out


def safe_cell(cell: object) -> object:
    """The cell, with an apostrophe in front where a spreadsheet would take it for a formula.

    So has a cell that begins with apostrophes and a formula: `plain_cell` can tell one from the other.
    """
    return f"'{cell}" if isinstance(cell, str) and _is_formula(cell.lstrip("'")) else cell


def plain_cell(cell: object) -> object:
    """What `safe_cell` was given."""
    if isinstance(cell, str) and cell.startswith("'") and _is_formula(cell.lstrip("'")):
        return cell[1:]
    return cell


def _is_formula(cell: str) -> bool:
    """True for what a spreadsheet would run; a number with its sign is none."""
    return cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)


def write_table(parts: Iterable[pd.DataFrame], table: Table, path: Path | None) -> int:
    """Write a table that comes in parts: .parquet, .json, .jsonl, any other suffix CSV; None: CSV to standard output.

    A file is there complete or not at all. Returns the number of rows. Raises InputError where it cannot be written.
    """
    if path is None:
        return _csv(parts, table, sys.stdout)
    check_writable(path)
    with _whole(path) as partial:
        if path.suffix.lower() == ".parquet":
            return _parquet(parts, table, partial)
        write = {".json": _json, ".jsonl": _json_lines}.get(path.suffix.lower(), _csv)
        with partial.open("w", encoding="utf-8", newline="") as file:
            return write(parts, table, file)


def _csv(parts: Iterable[pd.DataFrame], table: Table, file: IO[str]) -> int:
    rows = 0
    for number, part in enumerate(parts):
        file.write(to_csv(part, table, header=number == 0))
        rows += len(part)
    return rows


def _records(parts: Iterable[pd.DataFrame], table: Table) -> Iterator[str]:
    for part in parts:
        lines = _plain(part, table).to_json(orient="records", lines=True, force_ascii=False, double_precision=6)
        yield from filter(None, (lines or "").split("\n"))


def _json_lines(parts: Iterable[pd.DataFrame], table: Table, file: IO[str]) -> int:
    rows = 0
    for line in _records(parts, table):
        file.write(f"{line}\n")
        rows += 1
    return rows


def _json(parts: Iterable[pd.DataFrame], table: Table, file: IO[str]) -> int:
    """One object: the table's name, its dictionary and its rows."""
    described = _of(table).drop(columns="table").to_dict("records")
    file.write(f'{{"table": {json.dumps(table)}, "columns": {json.dumps(described, ensure_ascii=False)}, "rows": [')
    rows = 0
    for rows, line in enumerate(_records(parts, table), start=1):
        file.write(f"{',' if rows > 1 else ''}\n{line}")
    file.write("\n]}\n")
    return rows


def _parquet(parts: Iterable[pd.DataFrame], table: Table, path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(), "moment": pa.timestamp("s"),
    }  # fmt: skip
    rows, writer = 0, None
    for part in parts:
        names, types = columns_of(table, part), _types(table)
        schema = pa.schema([(name, kinds[types[name]]) for name in names], metadata={"table": table})
        writer = writer or pq.ParquetWriter(path, schema, compression="zstd")
        dates = {name: pd.to_datetime(part[name]) for name in names if types[name] in ("date", "moment")}
        writer.write_table(pa.Table.from_pandas(part[names].assign(**dates), schema, preserve_index=False))
        rows += len(part)
    if writer:
        writer.close()
    return rows


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A path to write to that becomes `path` once all is written. Raises InputError where it cannot be written."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({(error.strerror or 'error').lower()}): name a file in a folder that exists."
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def write_whole(text: str, path: Path) -> None:
    """Write a text file so that it is there complete or not at all. Raises InputError where it cannot be written."""
    with _whole(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="")


def check_writable(path: Path) -> None:
    """Raise InputError now rather than after long work where `path` cannot be written."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder {path.absolute().parent} does not exist: make it or name another one with --out.")


def dictionary_csv() -> str:
    """The data dictionary as CSV."""
    return dictionary().to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
