"""The frame of the dashboard: page configuration and navigation. `make dashboard` runs it."""

import streamlit as st

from signals.errors import InputError
from signals.views import actors, add, articles, tension

st.set_page_config("Diplomatic Tension Signals", page_icon=":material/monitoring:", layout="wide")

page = st.navigation(
    [
        st.Page(tension.page, title="Tension", icon=":material/monitoring:", url_path="tension", default=True),
        st.Page(actors.page, title="Actors", icon=":material/groups:", url_path="actors"),
        st.Page(articles.page, title="Articles", icon=":material/article:", url_path="articles"),
        st.Page(add.page, title="Add articles", icon=":material/upload_file:", url_path="add"),
    ]
)
try:
    page.run()
except InputError as error:
    st.error(str(error))
