"""Texts in, frames of stance, sentiment and relations out.

torch and transformers are imported only to train, to build the graphs that CPUs run, and to run on a GPU.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from signals.errors import InputError

if TYPE_CHECKING:
    from signals.scoring.hub import HubScorer
    from signals.scoring.outputs import Floats, RelationItem
    from signals.scoring.scorer import Scorer

__all__ = ["Progress", "TextScorer", "load_scorer"]

Progress = Callable[[int, int], None]
"""Called with (done, total) as work goes on; may raise to stop it."""


class TextScorer(Protocol):
    """What the rest of the package needs of a scorer."""

    name: str
    relates: bool  # whether `relate` reads relations

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """One row a text; see `signals.scoring.scorer.Scorer.score`."""

    def relate(self, items: Sequence["RelationItem"], progress: Progress | None = None) -> pd.DataFrame:
        """One row a marked pair; see `signals.scoring.scorer.Scorer.relate`."""

    def relation_chances(
        self, items: Sequence["RelationItem"], progress: Progress | None = None
    ) -> tuple["Floats", "Floats"]:
        """Chances of events and levels; see `signals.scoring.scorer.Scorer.relation_chances`."""


def load_scorer(model: str = "embedded", device: str = "auto") -> "Scorer | HubScorer":
    """Load a scorer; only "hub" may open a connection, once, to fetch what is not there yet.

    `model`: "embedded", all-MiniLM-L6-v2 with the adapter of `data/model/`; "hub", the two pinned hub models of
    `signals.scoring.hub`; or a folder that holds such models. `device`: "auto" (a GPU where there is one, else the
    CPU), "cpu" (quantised graphs), "torch" (torch on the CPU), "cuda" or "mps". The graphs are built on first use,
    which takes some ten seconds and is remembered; afterwards loading takes half a second and no torch. Raises
    InputError for another name, for a device that is not there and for weights that are not the pinned ones.
    """
    if model == "embedded":
        from signals.scoring.scorer import embedded_scorer

        return embedded_scorer(device)
    if model == "hub" or Path(model).is_dir():
        from signals.scoring.hub import hub_scorer

        return hub_scorer(None if model == "hub" else Path(model), device)
    raise InputError(f"There is no model called {model}: use 'embedded', 'hub' or a folder that holds models.")
