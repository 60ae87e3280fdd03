"""One Streamlit page a file: each reads from the library, calls a pure function and draws. Nothing is computed here."""
