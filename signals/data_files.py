"""Where tables, samples, corpus and model weights lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent / "data"

ACTORS = ROOT / "actors"
SAMPLES = ROOT / "samples"
CORPUS = ROOT / "corpus"
MODEL = ROOT / "model"
FURNITURE = ROOT / "furniture.csv"
