"""The annotated corpus to the heads in `data/model`, and the honest tables about them."""
