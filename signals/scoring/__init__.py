"""Texts in, a frame of stance and sentiment out. torch and transformers are imported only when a scorer is loaded."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from signals.errors import InputError

if TYPE_CHECKING:
    from signals.scoring.scorer import Scorer

__all__ = ["Progress", "TextScorer", "load_scorer"]

Progress = Callable[[int, int], None]
"""Called with (done, total) as work goes on; may raise to stop it."""


class TextScorer(Protocol):
    """What the rest of the package needs of a scorer."""

    name: str

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """One row a text; see `signals.scoring.scorer.Scorer.score`."""


def load_scorer(model: str = "embedded", device: str = "auto") -> "Scorer":
    """Load a scorer; takes seconds the first time in a process (torch is imported) and touches no network.

    `model`: "embedded", all-MiniLM-L6-v2 with the heads of `data/model/`. `device`: "auto" (a GPU where there is
    one), "cpu", "cuda" or "mps". Raises InputError for another name, for a device that is not there and for weights
    that are not the pinned ones.
    """
    if model != "embedded":
        raise InputError(f"There is no model called {model}: the one that can be loaded is 'embedded'.")
    from signals.scoring.scorer import embedded_scorer

    return embedded_scorer(device)
