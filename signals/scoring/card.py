"""The model card as facts: what was measured of the model whose files lie in `data/model`."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from signals.data_files import MODEL

_TITLE = re.compile(r"^# Model card: (?P<name>\S+)", re.MULTILINE)
_FIGURE = re.compile(r"^\| (.+) \| ([\d.]+) \| ([\d.]+) – ([\d.]+) \| (\d+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """`name` of the model; `figures`: measure, value with its 95 % interval low … high, and of how many; the `text`."""

    name: str
    figures: pd.DataFrame
    text: str

    def value(self, measure: str) -> float:
        """The figure of a measure; NaN where the card has none."""
        found = self.figures.loc[self.figures["measure"] == measure, "value"]
        return float(found.iloc[0]) if len(found) else float("nan")

    @property
    def weak(self) -> pd.DataFrame:
        """Hard cases of which the model gets fewer than 70 of 100 right, the worst first: `case`, `value`, `of`."""
        hard = self.figures[self.figures["measure"].str.startswith("hard: ")]
        case = hard["measure"].str.removeprefix("hard: ").str.removesuffix(", 3 classes right")
        rows = hard.assign(case=case)
        return rows[rows["value"] < 0.7].sort_values("value")[["case", "value", "of"]].reset_index(drop=True)


def read_card(folder: Path = MODEL) -> Card:
    """The card that training wrote beside the model."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    numbers = dict.fromkeys(("value", "low", "high"), float) | {"of": int}
    figures = pd.DataFrame(_FIGURE.findall(text), columns=["measure", *numbers]).astype(numbers)
    title = _TITLE.search(text)
    return Card(title["name"] if title else "", figures, text)
