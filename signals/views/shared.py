"""What several pages show: the library at hand, a table of paragraphs, a chart, a download."""

import re

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from signals.actors import actor_name
from signals.charts import picture_config, web_page
from signals.export import Table, to_csv
from signals.library import OWN, Library, default_place
from signals.readings import SAMPLE

ALL = "All articles"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&@])")


@st.cache_resource(max_entries=4)
def _opened(place: str) -> Library:
    return Library(place)


def library() -> Library:
    """The library of this process, opened once."""
    return _opened(default_place())


def dark() -> bool:
    """True where the reader's page is dark."""
    return st.context.theme.type == "dark"


def plain(text: str) -> str:
    """Text of an article or file name made harmless in Markdown: shown as it is, no links, images or formatting."""
    return _MARKDOWN.sub(r"\\\1", text)


def choose_collection() -> str | None:
    """The sidebar's choice of articles; None for all of them. The user's own come first once there are any."""
    held = library().collections()
    several = sum(not name.startswith(SAMPLE) for name in held) > 1  # samples never mix with one's own
    names = [*held, ALL] if several or not held else held
    first = names[0] if OWN in names else default_sample(names)
    if st.session_state.get("collection", first) not in names:
        del st.session_state["collection"]
    chosen = st.sidebar.selectbox(
        "Articles", names, names.index(first), key="collection", bind="query-params",
        help="Sample articles and your own are kept apart.",
    )  # fmt: skip
    if chosen.startswith(SAMPLE):
        _samples()
    return None if chosen == ALL else chosen


def _samples() -> None:
    """Says that these are samples, and takes them out in one click."""
    with st.sidebar.popover("These are samples", width="stretch"):
        st.write("Written for this program about real events. They never count together with your own articles.")
        if st.button("Remove the sample articles", key="remove-samples"):
            library().remove_samples()
            st.rerun()


def default_sample(names: list[str]) -> str:
    """The sequence a newcomer sees first: the last by name, else everything."""
    samples = [name for name in names if name.startswith(SAMPLE)]
    return samples[-1] if samples else names[0]


def draw(figure: go.Figure, key: str, alt: str) -> None:
    """A chart without selection, the width of the page."""
    st.plotly_chart(figure, key=key, theme=None, width="stretch", config=picture_config(key), alt=alt)
    as_page(figure, key, alt)


def as_page(figure: go.Figure, key: str, title: str) -> None:
    """A button that downloads the chart above it as a web page; the camera of its tool bar saves it as PNG."""
    st.download_button(
        "Chart as web page (HTML)", lambda: web_page(figure, title), f"{key}.html", "text/html", key=f"{key}-page",
        on_click="ignore", type="tertiary", icon=":material/download:", help="As PNG: the camera above the chart.",
    )  # fmt: skip


def reading(stance: float) -> str:
    """A stance in words and sign, for a table."""
    if abs(stance) < 0.2:
        return f"● neither {stance:+.2f}"
    return f"▲ escalatory {stance:+.2f}" if stance > 0 else f"▼ de-escalatory {stance:+.2f}"


def paragraphs_table(frame: pd.DataFrame, key: str, filename: str, with_article: bool = True) -> None:
    """The paragraphs with their readings, and a button that downloads exactly these rows as CSV."""
    shown = pd.DataFrame(
        {
            "reading": [reading(stance) for stance in frame["stance"]],
            "text": frame["text"],
            "actors": [", ".join(map(actor_name, filter(None, ids.split("|")))) for ids in frame["actors"]],
            "sentiment": frame["sentiment"],
            "background": frame["background"].astype(bool),
            "article": frame["title"],
            "outlet": frame["outlet"],
            "published": pd.to_datetime(frame["published"]).dt.date,
            "paragraph": frame["paragraph"],
        }
    )
    columns = list(shown.columns) if with_article else ["paragraph", *shown.columns[:5]]
    st.dataframe(
        shown[columns],
        key=key,
        hide_index=True,
        width="stretch",
        row_height=92,
        height=min(520, 42 + 92 * max(1, len(shown))),
        column_config={
            "reading": st.column_config.TextColumn("Reading", width=170, help="Stance, -1 eases … +1 escalates"),
            "text": st.column_config.TextColumn("Paragraph", width=620),
            "actors": st.column_config.TextColumn("Actors", width=130),
            "sentiment": st.column_config.NumberColumn("Tone", format="%+.2f", help="-1 grim … +1 warm"),
            "background": st.column_config.CheckboxColumn("Background", help="Past years; not in the index"),
            "article": st.column_config.TextColumn("Article", width=220),
            "outlet": "Outlet",
            "published": st.column_config.DateColumn("Published", format="D MMM YYYY"),
            "paragraph": st.column_config.NumberColumn("¶", help="Position in the article"),
        },
    )
    csv_button(frame, "paragraphs", "paragraph", filename, f"{key}-csv")


def csv_button(frame: pd.DataFrame, table: Table, what: str, filename: str, key: str) -> None:
    """A button that downloads exactly the rows of the table above it; the CSV is made when it is clicked."""
    rows = len(frame)
    st.download_button(
        f"Download these {rows:,} {what}s (CSV)" if rows != 1 else f"Download this {what} (CSV)",
        lambda: to_csv(frame, table).encode("utf-8-sig"),
        file_name=filename,
        mime="text/csv",
        on_click="ignore",
        key=key,
        icon=":material/download:",
    )
