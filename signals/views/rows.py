"""Tables of acts and of paragraphs with what they weigh, each row with a link into the article; downloads of them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from signals.actors import actor_name
from signals.export import safe_cell, to_csv
from signals.views.shared import csv_button, reading

_ROW, _TALL = 74, 132
_LINK = st.column_config.LinkColumn("Read", display_text="in the article", width=95, help="Opens the article there")
_NARROW_LINK = st.column_config.LinkColumn("Read", display_text="open", width=60, help="Opens the article there")
_READING = st.column_config.TextColumn("Reading", width=76, help="Stance, -1 eases … +1 escalates")
_PUBLISHED = st.column_config.DateColumn("Published", format="D MMM YYYY", width=100)


def links(frame: pd.DataFrame) -> list[str]:
    """Where each row's paragraph is read, as addresses relative to a page."""
    rows = zip(frame["article_id"], frame["paragraph"], strict=True)
    return [f"articles?article={quote(str(article), safe='')}&paragraph={number}" for article, number in rows]


def relations_table(frame: pd.DataFrame, key: str, filename: str) -> None:
    """Relations with their evidence, and a button that downloads exactly these rows as CSV."""
    shown = pd.DataFrame(
        {
            "published": pd.to_datetime(frame["published"]).dt.date,
            "who": [actor_name(actor) for actor in frame["source"]],
            "whom": [actor_name(actor) for actor in frame["target"]],
            "event": frame["event"].str.lower(),
            "reading": _signs(frame["stance"]),
            "words": frame["quote"],
            "link": links(frame),
            "confidence": frame["confidence"],
            "article": frame["title"],
            "outlet": frame["outlet"],
        }
    )
    columns = {
        "published": _PUBLISHED,
        "who": st.column_config.TextColumn("Who", width=105),
        "whom": st.column_config.TextColumn("Toward whom", width=105),
        "event": st.column_config.TextColumn("Act", width=82, help="One of the fifteen roots of PLOVER"),
        "reading": _READING,
        "words": st.column_config.TextColumn("In the words", width=400),
        "link": _NARROW_LINK,
        "confidence": st.column_config.NumberColumn("Sure", format="percent", help="Probability of the act"),
        "article": st.column_config.TextColumn("Article", width=220),
        "outlet": "Outlet",
    }
    _table(shown, key, columns)
    csv_button(frame, "relations", "relation", filename, f"{key}-csv")


def weights_table(frame: pd.DataFrame, key: str, filename: str, narrow: bool = False) -> None:
    """Paragraphs with the points of tension that each adds (`signals.sentences.weightiest`), and their CSV.

    `narrow`: for two tables beside each other.
    """
    shown = pd.DataFrame(
        {
            "points": frame["points"],
            "reading": _signs(frame["act"]),
            "text": frame["text"],
            "link": links(frame),
            "published": pd.to_datetime(frame["published"]).dt.date,
            "outlet": frame["outlet"],
            "article": frame["title"],
        }
    )
    columns = {
        "points": st.column_config.NumberColumn(
            "Points", format="%+.2f", width=64, help="Of tension that the paragraph adds; they sum to the tension"
        ),
        "reading": _READING,
        "text": st.column_config.TextColumn("Paragraph", width=262 if narrow else 545),
        "link": _NARROW_LINK if narrow else _LINK,
        "published": _PUBLISHED,
        "outlet": "Outlet",
        "article": st.column_config.TextColumn("Article", width=220),
    }
    _table(shown, key, columns, _TALL if narrow else _ROW)
    csv_button(frame, "evidence", "paragraph", filename, f"{key}-csv")


def _signs(stances: "pd.Series[float]") -> list[str]:
    """Stances as sign and number, in little room: "▲ +0.81"."""
    return [f"{reading(stance)[0]} {stance:+.2f}" for stance in stances]


def _table(shown: pd.DataFrame, key: str, columns: dict[Any, Any], row: int = _ROW) -> None:
    st.dataframe(
        shown, key=key, hide_index=True, width="stretch", row_height=row, column_config=columns,
        height=min(520, 42 + row * max(1, len(shown))),
    )  # fmt: skip


def frame_csv(frame: pd.DataFrame, what: str, filename: str, key: str) -> None:
    """A button that downloads a frame that is no table of the data dictionary, as it stands, as CSV."""
    rows = len(frame)
    label = f"Download these {rows:,} {what}s (CSV)" if rows != 1 else f"Download this {what} (CSV)"
    st.download_button(
        label, lambda: as_csv(frame), file_name=filename, mime="text/csv", on_click="ignore", key=key,
        icon=":material/download:",
    )  # fmt: skip


def as_csv(frame: pd.DataFrame) -> bytes:
    """CSV of a frame for spreadsheets: ISO dates, numbers to four places, no cell that is run as a formula."""
    out = frame.copy()
    for name in frame.select_dtypes(["object", "str"]):
        out[name] = frame[name].map(safe_cell, na_action="ignore")
    text = out.to_csv(index=False, float_format="%.4f", lineterminator="\n", date_format="%Y-%m-%d")
    return text.encode("utf-8-sig")


def index_csv(frames: Sequence[pd.DataFrame], filename: str, key: str) -> None:
    """A button that downloads the rows of an index that a chart shows."""
    index = pd.concat(frames, ignore_index=True)
    st.download_button(
        f"Download the index ({len(index):,} rows, CSV)", lambda: to_csv(index, "index").encode("utf-8-sig"),
        file_name=filename, mime="text/csv", on_click="ignore", key=key, icon=":material/download:",
    )  # fmt: skip
