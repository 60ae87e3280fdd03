"""Exported tables back into frames and into a library: what one program wrote, another one, or a colleague's, takes.

A table of paragraphs becomes articles with the scores that it states; nothing is scored anew. What an export does not
hold is not made up: headlines and captions, and the places of mentions, are not in it (a backup has everything).
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from signals.actors import Mention
from signals.articles import Article, Paragraph
from signals.corrections import Correction
from signals.errors import InputError
from signals.export import TABLES, Table, columns_of, dictionary, plain_cell
from signals.library import OWN, Library
from signals.pipeline import ScoredArticle
from signals.relations import RELATION_ROW
from signals.scoring.outputs import SCORE_COLUMNS

_ROWS = 20_000  # of a CSV or Parquet file in memory at a time
_TOGETHER = 100  # articles stored in one transaction
_TELLING: dict[Table, set[str]] = {  # columns that only this table has
    "paragraphs": {"text", "p_neutral"},
    "relations": {"quote", "quad"},
    "index": {"tension", "stories"},
    "corrections": {"correction", "field"},
    "shifts": {"before", "after"},
    "evidence": {"share", "points"},
}
_KINDS = ("body", "quote", "list")
_HEAD = ("title", "outlet", "author", "url")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of an export: articles that are new, that were there, corrections taken, sentences of problems."""

    new: int
    there: int
    corrections: int
    problems: tuple[str, ...]


def read_table(path: Path) -> tuple[Table, pd.DataFrame]:
    """An exported table (.csv, .parquet, .json, .jsonl) with the types that it had; which one its columns tell.

    Raises InputError for a file that is none.
    """
    parts = list(_parts(path))
    table = _table_of(parts[0], path)
    return table, _typed(pd.concat(parts, ignore_index=True), table)


def _parts(path: Path) -> Iterator[pd.DataFrame]:
    """The file's rows as they stand in it, in one or more frames."""
    sentence = f"{path.name} is no table that `signals export` wrote: export it again."
    try:
        if not path.stat().st_size:
            raise ValueError
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as file:
                yield from (batch.to_pandas() for batch in file.iter_batches(_ROWS))
                if not file.metadata.num_rows:
                    yield file.read().to_pandas()
        elif path.suffix.lower() == ".json":
            held = json.loads(path.read_text(encoding="utf-8"))
            yield pd.DataFrame(held["rows"], columns=[column["column"] for column in held["columns"]])
        elif path.suffix.lower() == ".jsonl":
            yield from pd.read_json(path, lines=True, chunksize=_ROWS, dtype=False)
        else:
            yield from pd.read_csv(path, chunksize=_ROWS, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError, KeyError, TypeError) as error:  # pandas and pyarrow raise kinds of ValueError
        raise InputError(sentence) from error


def _table_of(frame: pd.DataFrame, path: Path) -> Table:
    for table in TABLES:
        if _TELLING[table] <= set(frame.columns):
            missing = set(columns_of(table)[:14] if table in ("paragraphs", "relations") else ()) - set(frame.columns)
            if not missing:
                return table
            raise InputError(f"{path.name} lacks the column {min(missing)}: export it again with all columns.")
    raise InputError(f"{path.name} is no table that `signals export` wrote: its columns are those of none.")


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Columns with the types of the dictionary; raises InputError for a value that is none of its type."""
    rows = dictionary()[lambda known: known["table"] == table]
    frame = frame.copy()
    for name, kind in zip(rows["column"], rows["type"], strict=True):
        if name in frame:
            try:
                frame[name] = _column(frame[name], kind)
            except (ValueError, TypeError) as error:
                raise InputError(f"The column {name} holds something that is no {kind}: mend it.") from error
    return frame


def _column(values: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if kind == "text":
        return values.astype(object).fillna("").astype(str).map(plain_cell)
    if kind == "boolean":
        said = values.astype(str).str.lower()
        if not said.isin(["true", "false"]).all():
            raise ValueError(kind)
        return said == "true"
    if kind in ("date", "moment"):
        moments = pd.to_datetime(values.replace("", None), format="ISO8601")
        return moments.dt.date if kind == "date" else moments.astype("datetime64[s]")
    numbers = pd.to_numeric(values.replace("", None))
    return numbers.astype("int64") if kind == "integer" else numbers.astype(float)


def load_export(
    library: Library,
    paragraphs: Path,
    relations: Path | None = None,
    corrections: Path | None = None,
    collection: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Put an exported table of paragraphs, and the relations and corrections that go with it, into a library.

    Articles keep their collection unless one is named. Each hundred articles are one transaction; loading again
    completes what an interruption left. `progress` is told how many articles are done. Raises InputError for files that
    are no such tables; a single article that cannot be taken is named in `problems`.
    """
    acts = _of(relations, "relations")
    acts_of = dict(iter(acts.groupby("article_id"))) if acts is not None else None
    made = _of(corrections, "corrections")
    new = there = 0
    problems: list[str] = []
    waiting: dict[str, list[ScoredArticle]] = {}
    for rows in _articles(paragraphs):
        try:
            one = _scored(rows, paragraphs.name, acts_of)
        except InputError as error:
            problems.append(str(error))
            continue
        into = collection or str(rows["collection"].iloc[0] if "collection" in rows else "") or OWN
        waiting.setdefault(into, []).append(one)
        if len(waiting[into]) == _TOGETHER:
            added = library.add_together(waiting.pop(into), into)
            new, there = new + sum(a.new for a in added), there + sum(not a.new for a in added)
            if progress:
                progress(new + there)
    for into, some in waiting.items():
        added = library.add_together(some, into)
        new, there = new + sum(a.new for a in added), there + sum(not a.new for a in added)
    taken = _corrected(library, made, problems) if made is not None else 0
    return Loaded(new, there, taken, tuple(problems))


def _of(path: Path | None, wanted: Table) -> pd.DataFrame | None:
    if path is None:
        return None
    table, frame = read_table(path)
    if table != wanted:
        raise InputError(f"{path.name} is a table of {table}, not of {wanted}: name the other file.")
    return frame


def _articles(path: Path) -> Iterator[pd.DataFrame]:
    """The rows of one article after another; an export keeps them together."""
    left: pd.DataFrame | None = None
    for part in _parts(path):
        if _table_of(part, path) != "paragraphs":
            raise InputError(
                f"{path.name} is no table of paragraphs: name the file that `signals export paragraphs` wrote."
            )
        rows = _typed(part, "paragraphs")
        rows = rows if left is None else pd.concat([left, rows], ignore_index=True)
        last = rows["article_id"].iloc[-1] if len(rows) else ""
        for article_id, of_it in rows.groupby("article_id", sort=False):
            if article_id != last:
                yield of_it
        left = rows[rows["article_id"] == last]
    if left is not None and len(left):
        yield left


def _scored(rows: pd.DataFrame, source: str, acts: dict[Any, pd.DataFrame] | None) -> ScoredArticle:
    """One article of an export, as the model read it."""
    rows = rows.sort_values("paragraph", ignore_index=True)
    title, outlet, author, url = (str(rows[name].iloc[0]) if name in rows else "" for name in _HEAD)
    as_read = {
        name: rows[f"model_{name}"] if f"model_{name}" in rows else rows[name]
        for name in ("stance", "actors", "event_date", "background")
    }
    scores = rows.reindex(columns=SCORE_COLUMNS).assign(stance=as_read["stance"])
    within = scores.drop(columns=["stance", "sentiment"]).to_numpy()
    if pd.isna(rows["published"].iloc[0]) or not (scores.notna().all(axis=None) and (within >= 0).all()):
        raise InputError(f"{source}: “{title[:60]}” lacks a date or scores: export it again.")
    paragraphs = _paragraphs(rows, as_read)
    article = Article(title, outlet, rows["published"].iloc[0], paragraphs, source, author, url)
    mentions = tuple(tuple(Mention(actor, 0, 0) for actor in ids.split("|") if actor) for ids in as_read["actors"])
    one = ScoredArticle(article, mentions, scores, str(rows["model"].iloc[0]))
    if acts is None:
        return one
    mine = acts.get(rows["article_id"].iloc[0])
    return ScoredArticle(article, mentions, scores, one.model, _as_read(mine, article.article_id))


def _paragraphs(rows: pd.DataFrame, as_read: "dict[str, pd.Series[Any]]") -> tuple[Paragraph, ...]:
    frame = pd.DataFrame({"text": rows["text"], "day": as_read["event_date"], "past": as_read["background"]})
    kinds = rows["kind"] if "kind" in rows else pd.Series("body", index=rows.index)
    frame = frame.assign(future=rows.get("future", False), kind=kinds.where(kinds.isin(_KINDS), "body"))
    return tuple(
        Paragraph(
            place, row["text"], None if pd.isna(row["day"]) else row["day"], row["past"], row["future"], row["kind"]
        )
        for place, row in enumerate(frame.to_dict("records"), start=1)
    )


def _as_read(acts: pd.DataFrame | None, article_id: str) -> pd.DataFrame:
    """Relations as the model read them: of a corrected one what stood before it, none that an analyst added."""
    if acts is None:
        return pd.DataFrame(columns=RELATION_ROW)
    from signals.scoring.outputs import NO_EVENT, QUAD_OF

    if "model_event" in acts:
        acts = acts[acts["model_event"] != NO_EVENT]
        acts = acts.assign(event=acts["model_event"], stance=acts["model_stance"])
    return acts.assign(article_id=article_id, quad=acts["event"].map(QUAD_OF))[RELATION_ROW]


def _corrected(library: Library, made: pd.DataFrame, problems: list[str]) -> int:
    """Corrections that are not undone, each once: one that is in the library already is left out."""
    keys = ["article_id", "paragraph", "field", "source", "target", "value", "by"]
    held = {tuple(row) for row in library.corrections()[keys].itertuples(index=False)}
    taken = 0
    for row in made[made["undone"].isna()].to_dict("records"):
        if tuple(row[key] for key in keys) in held:
            continue
        try:
            named = {key: row[key] for key in keys} | {"reason": row["reason"]}
            library.correct(Correction(**named), pd.Timestamp(row["at"]).to_pydatetime())
            taken += 1
        except InputError as error:
            problems.append(str(error))
    return taken


def tables_in(paths: Iterable[Path]) -> dict[Table, Path]:
    """Which of the files holds which table. Raises InputError for a file that is none, or two of one table."""
    found: dict[Table, Path] = {}
    for path in paths:
        table = _table_of(next(_parts(path)), path)
        if table in found:
            raise InputError(f"{found[table].name} and {path.name} are both tables of {table}: name one.")
        found[table] = path
    return found
