"""The CSV schemas, in one place, and how a cell is made safe for spreadsheets."""

from pathlib import Path

import pandas as pd

from signals.errors import InputError
from signals.index import INDEX_COLUMNS, PAIR_COLUMNS
from signals.pipeline import ScoredArticle
from signals.relations import RELATION_ROW

PARAGRAPH_COLUMNS = [
    "article_id", "title", "outlet", "published", "paragraph", "event_date", "background", "text",
    "stance", "p_deescalatory", "p_neutral", "p_escalatory", "sentiment", "actors", "model",
    "tone_negative", "tone_neutral", "tone_positive", "future", "kind",
]  # fmt: skip
# A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def paragraphs_frame(scored: list[ScoredArticle]) -> pd.DataFrame:
    """Scored articles as the rows of the paragraphs CSV, one a paragraph, in the order given."""
    frames = [_one(article) for article in scored]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=PARAGRAPH_COLUMNS)


def _one(scored: ScoredArticle) -> pd.DataFrame:
    article = scored.article
    head = pd.DataFrame(
        {
            "article_id": article.article_id,
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published,
            "paragraph": [paragraph.number for paragraph in article.paragraphs],
            "event_date": [paragraph.event_date for paragraph in article.paragraphs],
            "background": [paragraph.background for paragraph in article.paragraphs],
            "future": [paragraph.future for paragraph in article.paragraphs],
            "kind": [paragraph.kind for paragraph in article.paragraphs],
            "text": [paragraph.text for paragraph in article.paragraphs],
            "actors": ["|".join(sorted({mention.actor for mention in found})) for found in scored.mentions],
            "model": scored.model,
        }
    )
    return pd.concat([head, scored.scores], axis=1)[PARAGRAPH_COLUMNS]


def to_csv(frame: pd.DataFrame, columns: list[str]) -> str:
    """CSV text of these columns: ISO dates, booleans as true and false, numbers to four places, safe text cells.

    A text cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = frame[columns].copy()
    for name in out.columns:
        if pd.api.types.is_bool_dtype(out[name]) or name in ("background", "future", "implied"):
            out[name] = out[name].astype(bool).map({True: "true", False: "false"})
        elif name in ("date", "published", "event_date"):
            out[name] = pd.to_datetime(out[name]).dt.strftime("%Y-%m-%d")
        elif not pd.api.types.is_numeric_dtype(out[name]):
            out[name] = out[name].map(safe_cell, na_action="ignore")
    return out.to_csv(index=False, float_format="%.4f", lineterminator="\n")


def safe_cell(cell: object) -> object:
    """The cell, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def paragraphs_csv(frame: pd.DataFrame) -> str:
    """The paragraphs CSV of `Library.paragraphs` or `paragraphs_frame`."""
    return to_csv(frame, PARAGRAPH_COLUMNS)


def index_csv(frame: pd.DataFrame) -> str:
    """The index CSV of `tension_by_actor` or `tension_by_pair`."""
    return to_csv(frame, INDEX_COLUMNS if "actor" in frame else PAIR_COLUMNS)


def relations_csv(frame: pd.DataFrame) -> str:
    """The relations CSV of `signals.relations.relations`."""
    return to_csv(frame, RELATION_ROW)


def write_whole(text: str, path: Path) -> None:
    """Write a file so that it is there complete or not at all. Raises InputError where it cannot be written."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({(error.strerror or 'error').lower()}): name a file in a folder that exists."
        ) from error


def check_writable(path: Path) -> None:
    """Raise InputError now rather than after long work where `write_whole` could not write."""
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder {path.absolute().parent} does not exist: make it or name another one with --out.")
