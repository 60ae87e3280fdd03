"""The annotated corpus to the adapter in `data/model`, and the honest tables about it."""

import os

# Read when torch is first imported: batches of many shapes would otherwise push each other's prepared kernels out.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")
