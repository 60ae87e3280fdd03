"""The model, as pages that need it load it."""

import streamlit as st

from signals.scoring import TextScorer, load_scorer


@st.cache_resource(show_spinner="Loading the model (a few seconds, once) …")
def scorer() -> TextScorer:
    """The embedded model, loaded once a process."""
    return load_scorer()
