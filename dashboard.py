"""The frame of the dashboard: page configuration, navigation, what every page says. `make dashboard` runs it."""

import streamlit as st

from signals.errors import InputError
from signals.views import actors, add, articles, compare, overview, own_actors, trust
from signals.views.jobs import notice
from signals.views.shared import library, plain

st.set_page_config("Diplomatic Tension Signals", page_icon=":material/monitoring:", layout="wide")

page = st.navigation(  # one list without headings: Streamlit nests those in a way that screen readers stumble over
    [
        st.Page(overview.page, title="Overview", icon=":material/monitoring:", url_path="overview", default=True),
        st.Page(actors.page, title="Actors", icon=":material/groups:", url_path="actors"),
        st.Page(compare.page, title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page(articles.page, title="Articles", icon=":material/article:", url_path="articles"),
        st.Page(add.page, title="Add articles", icon=":material/upload_file:", url_path="add"),
        st.Page(own_actors.page, title="Your own actors", icon=":material/badge:", url_path="own-actors"),
        st.Page(trust.page, title="How far to trust it", icon=":material/verified:", url_path="trust"),
    ]
)
try:
    with st.sidebar:
        notice(library())
    page.run()
except InputError as error:
    st.error(plain(str(error)), icon=":material/error:")
