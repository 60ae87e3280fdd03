"""Tables of articles, one a row: .csv, .tsv, .xlsx, .jsonl, .parquet; columns known by name or mapped by the user."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from signals.articles.dates import stated_date
from signals.articles.decoding import decode
from signals.articles.extracted import Block, Extracted, Stated
from signals.articles.plaintext import read_plain_text
from signals.errors import InputError, UnknownColumns

MAX_ROWS = 5_000
MAX_CELLS = 500_000
FIELDS = ("text", "title", "outlet", "author", "published", "url")
_KNOWN = {
    "text": "text body content article full_text fulltext article_text maintext main_text story article_body "
    "articlebody",
    "title": "title headline heading header",
    "outlet": "outlet source publisher publication newspaper site sitename source_name media domain",
    "author": "author authors byline writer",
    "published": "published date published_date publish_date publication_date date_publish date_published published_at "
    "publishedat pub_date pubdate datetime timestamp day datepublished",
    "url": "url link web_url href address",
}  # names of columns as scrapers, databases and archives of news write them, the surest first


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as text by column, and which column holds which field (an empty name: none)."""

    frame: pd.DataFrame
    columns: Mapping[str, str]


def read_table(data: bytes, name: str, suffix: str, columns: Mapping[str, str] | None = None) -> Table:
    """A table of articles. `columns` maps fields (see FIELDS) to columns where their names do not tell.

    Raises InputError where the file is no table, holds too much, or no column holds text.
    """
    try:
        frame = _frame(data, name, suffix)
    except InputError:
        raise
    except Exception as error:  # pandas, pyarrow and calamine raise of many kinds for damaged files
        raise InputError(f"{name} is not a table that can be read: save it as .csv with one article a row.") from error
    if len(frame) > MAX_ROWS or frame.size > MAX_CELLS:
        raise InputError(
            f"{name} has {len(frame):,} rows, more than the {MAX_ROWS:,} that can be added at a time: split it."
        )
    found = columns_of(list(frame.columns)) | {
        field: str(column) for field, column in (columns or {}).items() if column
    }
    if unknown := [column for column in found.values() if column and column not in frame.columns]:
        raise InputError(f"{name} has no column “{unknown[0]}”: its columns are {_listed(frame)}.")
    if not found["text"]:
        raise UnknownColumns(
            f"{name} has no column that is known to hold the articles' text: say which of {_listed(frame)} does.",
            list(frame.columns),
        )
    if frame.empty:
        raise InputError(f"{name} has no rows: choose a table that holds articles.")
    return Table(frame, found)


def columns_of(names: list[str]) -> dict[str, str]:
    """Which column holds which field, told by its name; an empty string where none does."""
    plain = {name.strip().lower().replace(" ", "_").replace("-", "_"): name for name in reversed(names)}
    return {field: next((plain[known] for known in _KNOWN[field].split() if known in plain), "") for field in FIELDS}


def table_articles(table: Table) -> Iterator[Extracted]:
    """What each row states, in order."""
    for row in table.frame.to_dict("records"):
        cell = {field: str(row.get(column, "")).strip() if column else "" for field, column in table.columns.items()}
        body = read_plain_text(cell["text"], headed=False)
        title = cell["title"] or (body.blocks[0].text[:90] if body.blocks else "")
        outlet, author, url = (
            Stated(cell[field], f"column {table.columns[field]}") for field in ("outlet", "author", "url")
        )
        published = stated_date(cell["published"], f"column {table.columns['published']}")
        blocks = [Block(block.text) for block in body.blocks]
        yield Extracted(blocks, Stated(title, "column"), outlet, author, url, published)


def _frame(data: bytes, name: str, suffix: str) -> pd.DataFrame:
    if suffix in (".csv", ".tsv"):
        frame = pd.read_csv(
            io.StringIO(decode(data, name)), sep="\t" if suffix == ".tsv" else None, engine="python", dtype=str,
            keep_default_na=False, nrows=MAX_ROWS + 1,
        )  # fmt: skip
    elif suffix == ".jsonl":
        lines = decode(data, name).split("\n")
        rows = [json.loads(line) for line in lines[: MAX_ROWS * 2] if line.strip()][: MAX_ROWS + 1]
        frame = pd.DataFrame(rows)
    elif suffix == ".xlsx":
        frame = pd.read_excel(io.BytesIO(data), engine="calamine", nrows=MAX_ROWS + 1)
    else:
        frame = _parquet(data)
    frame.columns = [str(column) for column in frame.columns]
    return frame.astype(object).where(frame.notna(), "").astype(str)


def _parquet(data: bytes) -> pd.DataFrame:
    import pyarrow.parquet as parquet

    file = parquet.ParquetFile(io.BytesIO(data))
    if file.metadata.num_rows > MAX_ROWS:
        return pd.DataFrame(index=range(MAX_ROWS + 1))
    total = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if total > 200_000_000:
        raise ValueError("unpacks to too much")
    return pd.DataFrame(file.read().to_pandas())


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(f"“{column}”" for column in list(frame.columns)[:20])
