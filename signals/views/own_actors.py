"""Your own actors: names that the tables do not know, shown, replaced by a small CSV, put to use in all that is stored.

Also the button that reads articles again which wait for it, as they do once names have changed.
"""

import pandas as pd
import streamlit as st

from signals.actors import OwnNames, own_names_csv, read_own_names
from signals.errors import InputError
from signals.rereading import read_again
from signals.views.model import scorer
from signals.views.shared import library, plain


def page() -> None:
    """Draw the page."""
    st.title("Your own actors")
    read_waiting()
    st.write(
        "Name actors that the tables do not know, or give one of theirs another name: a CSV with the columns "
        "`id` and `names`, several names parted by `|`. It replaces the list in use."
    )
    held = library().own_names()
    if held:
        st.dataframe(_table(held), hide_index=True, width="stretch", key="own-names")
    st.download_button(
        "Download the list (CSV)",
        (own_names_csv(held) if held else "id,names\nWAGNER,Africa Corps|Afrika Korps\n").encode("utf-8-sig"),
        file_name="actors.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    file = st.file_uploader("List of your own actors", type=["csv"], key="own-actors")
    names = _read(file.getvalue()) if file else None
    if names is not None:
        st.dataframe(_table(names), hide_index=True, width="stretch", key="own-preview")
        _offer(names)


def read_waiting() -> None:
    """Articles that wait to be read for relations, and the button that reads them."""
    left = library().unrelated()
    if left and st.button(f"Read who does what in {len(left):,} articles that wait for it", type="primary"):
        _read_again(left)
        st.rerun()


def _read_again(article_ids: list[str]) -> None:
    """Each article is kept before the next is begun: leaving the page loses at most the one in work."""
    bar = st.progress(0.0, "Reading …")

    def show(done: int, total: int) -> None:
        bar.progress(done / total, f"Reading {done:,} of {total:,} articles …")

    read_again(library(), article_ids, scorer(), show)
    bar.empty()


def _read(data: bytes) -> OwnNames | None:
    try:
        return read_own_names(data)
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _offer(names: OwnNames) -> None:
    if names == library().own_names():
        st.success("These names are in use.")
        return
    articles = library().articles()["article_id"].to_list()
    if st.button(f"Use these {len(names)} names and read {len(articles):,} articles again", type="primary"):
        scorer()  # loaded before anything changes
        library().set_own_names(names)
        _read_again(articles)
        st.rerun()


def _table(names: OwnNames) -> pd.DataFrame:
    return pd.DataFrame(names, columns=["Name", "Actor"]).sort_values("Actor", kind="stable")
