"""How far paragraphs, stories, outlets and days differ, and what each outlet's house style adds: measured on a library.

The index weighs what it averages by these spreads. They are estimated from the library's own readings (`calibrate`),
held near what is usual (`Calibration.defaults`) as long as there is little to estimate them from, and rounded, so that
a published number does not change with every article that is added. `docs/method.md` tells how and why.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from signals.errors import InputError
from signals.readings import NOBODY, Readings
from signals.selection import Cells, Floats, Ints, Options, add_up, run_starts, story_cells

# What is believed before anything is read: standard deviations of stance, and how many stories that belief is worth
# (for outlets: how many outlets). Near what the sample articles show.
PARAGRAPH_SPREAD, STORY_SPREAD, OUTLET_SPREAD, LEVEL_SPREAD = 0.40, 0.20, 0.10, 0.30
PRIOR_STORIES, PRIOR_OUTLETS = 50, 5
LEAST = {"paragraph_spread": 0.05, "story_spread": 0.05, "outlet_spread": 0.02, "level_spread": 0.10}
ROUNDS = 8  # of fitting spreads and house effects in turn; they settle within a few
DIGITS = 2


class House(NamedTuple):
    """What an outlet's house style adds to a story's stance, and the standard deviation of what is unknown of it."""

    effect: float
    spread: float


@dataclass(frozen=True)
class Calibration:
    """Standard deviations of stance, each rounded to 0.01, and the house effects.

    `paragraph_spread` among the paragraphs of a story, `story_spread` among the stories of an outlet and day,
    `outlet_spread` among outlets, `level_spread` of levels around 0; `stories` it rests on.
    """

    paragraph_spread: float = PARAGRAPH_SPREAD
    story_spread: float = STORY_SPREAD
    outlet_spread: float = OUTLET_SPREAD
    level_spread: float = LEVEL_SPREAD
    house: Mapping[str, House] = field(default_factory=dict)
    stories: int = 0

    @classmethod
    def defaults(cls) -> Self:
        """What holds before anything is read: no outlet is known."""
        return cls()

    def stated(self) -> str:
        """The spreads in one line, as every export states them."""
        return (
            f"paragraph_spread={self.paragraph_spread:g} story_spread={self.story_spread:g} "
            f"outlet_spread={self.outlet_spread:g} level_spread={self.level_spread:g} "
            f"known_outlets={len(self.house)} calibrated_on={self.stories}"
        )

    def to_json(self) -> str:
        """As text that `from_json` reads."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """From what `to_json` wrote. Raises InputError where it is anything else."""
        try:
            held = json.loads(text)
            house = {str(outlet): House(*map(float, values)) for outlet, values in held["house"].items()}
            spreads = {name: float(held[name]) for name in LEAST}
            return cls(**spreads, house=house, stories=int(held["stories"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError("The stored calibration cannot be read: calibrate the library again.") from error

    def houses(self, outlets: tuple[str, ...], corrected: bool) -> tuple[Floats, Floats]:
        """By outlet: what is taken off its stories, and the variance of what they share after that.

        Where house effects are not `corrected`, nothing, and the variance among outlets.
        """
        held = self.house if corrected else {}
        known = [held.get(outlet, House(0.0, self.outlet_spread)) for outlet in outlets]
        table = np.array(known, dtype=np.float64).reshape(len(outlets), 2)
        return table[:, 0], table[:, 1] ** 2


class Stories(NamedTuple):
    """Story means that a calibration is fitted to: one row a unit, day and story, those of a unit and day together."""

    mean: Floats
    paragraphs: Floats
    outlet: Ints
    starts: Ints  # where a unit and day starts
    day: Ints  # number of the unit and day
    share: Floats  # 1 over the number of units the story bears on: it is one witness, however many it names


def calibrate(readings: Readings, collection: str | None = None) -> Calibration:
    """Estimate spreads and house effects from readings by actor or by pair (each kind has its own calibration).

    `collection`: only its articles speak (None: all).

    Method of moments for the spreads, a two-way additive model of unit-day and outlet for the house effects, which are
    shrunk toward 0 and sum to 0 over the library's stories (as house effects in poll aggregation: Jackman 2005,
    "Pooling the polls over an election campaign", Australian Journal of Political Science 40). A library without
    readings has the defaults.
    """
    actors = not len(readings) or readings.columns["target"][0] == NOBODY
    cells = story_cells(readings, Options(by="actor" if actors else "pair", collection=collection))
    kept = np.flatnonzero(cells.paragraphs > 0)
    if not len(kept):
        return Calibration.defaults()
    stories, number = _stories(cells, kept), len(np.unique(cells.story[kept]))
    paragraph = _paragraph_variance(cells)
    story, outlet, level = STORY_SPREAD**2, OUTLET_SPREAD**2, LEVEL_SPREAD**2
    effect, doubt = np.zeros(len(readings.outlets)), np.full(len(readings.outlets), outlet)
    for _ in range(ROUNDS):
        own = paragraph / stories.paragraphs
        effect, doubt = _house_effects(stories, story + own, effect, outlet)
        outlet = _outlet_variance(effect, doubt, outlet)
        story = _story_variance(stories, own, effect, doubt)
        level = _level_variance(stories, story + own, effect, doubt, level)
    spreads = {
        name: round(float(max(variance, 0) ** 0.5), DIGITS)
        for name, variance in zip(LEAST, (paragraph, story, outlet, level), strict=True)
    }
    seen = np.unique(stories.outlet)
    house = {
        readings.outlets[code]: House(round(float(effect[code]), DIGITS), round(float(doubt[code] ** 0.5), DIGITS))
        for code in seen
    }
    return Calibration(**{name: max(spreads[name], LEAST[name]) for name in LEAST}, house=house, stories=number)


def _stories(cells: Cells, kept: Ints) -> Stories:
    starts = run_starts(cells.first[kept], cells.second[kept], cells.period[kept])
    sizes = np.diff(np.append(starts, len(kept)))
    story = cells.story[kept]
    bears_on = np.bincount(story)
    count = cells.paragraphs[kept]
    return Stories(
        cells.stance[kept] / count,
        count,
        cells.outlet[kept],
        starts,
        np.repeat(np.arange(len(starts)), sizes),
        1 / bears_on[story],
    )


def _blend(total: float, freedom: float, prior: float, worth: float) -> float:
    """A variance from a sum of squares and its degrees of freedom, and a prior worth some of them."""
    return (max(total, 0.0) + worth * prior) / (max(freedom, 0.0) + worth)


def _paragraph_variance(cells: Cells) -> float:
    several = cells.paragraphs > 1
    count = cells.paragraphs[several]
    within = cells.squares[several] - cells.stance[several] ** 2 / count
    return _blend(float(within.sum()), float((count - 1).sum()), PARAGRAPH_SPREAD**2, PRIOR_STORIES)


def _house_effects(stories: Stories, variance: Floats, effect: Floats, outlet: float) -> tuple[Floats, Floats]:
    """Effects by outlet, shrunk and centred, and the variance of what stays unknown of each.

    Unit-days and outlets are fitted in turn (Gauss-Seidel on the normal equations of the penalised additive model).
    """
    weight = stories.share / variance
    of_day = add_up(weight, stories.starts)
    mass = np.bincount(stories.outlet, weight, len(effect))
    # What an outlet's stories tell of it beyond fixing the levels of their own unit-days: alone with a day, nothing.
    parts = run_starts(stories.day, stories.outlet)
    part, day = add_up(weight, parts), stories.day[parts]
    known = np.bincount(stories.outlet[parts], part * (1 - part / of_day[day]), len(effect))
    for _ in range(5):
        level = add_up(weight * (stories.mean - effect[stories.outlet]), stories.starts) / of_day
        rest = np.bincount(stories.outlet, weight * (stories.mean - level[stories.day]), len(effect))
        effect = rest / (mass + 1 / outlet)
        effect = effect - (mass @ effect) / mass.sum()
    return np.where(mass > 0, effect, 0.0), 1 / (known + 1 / outlet)


def _outlet_variance(effect: Floats, doubt: Floats, outlet: float) -> float:
    """MacKay's fixed point: squared effects over the number of them that the data determine."""
    determined = float((1 - doubt / outlet).sum())
    return max(_blend(float(effect @ effect), determined, OUTLET_SPREAD**2, PRIOR_OUTLETS), LEAST["outlet_spread"] ** 2)


def _story_variance(stories: Stories, own: Floats, effect: Floats, doubt: Floats) -> float:
    """From squared residuals within unit-days, less what paragraphs and unknown house effects add to them."""
    value = stories.mean - effect[stories.outlet]
    sizes = np.diff(np.append(stories.starts, len(value)))
    level = add_up(value, stories.starts) / sizes
    free = stories.share * (1 - 1 / sizes[stories.day])
    residual = stories.share * (value - level[stories.day]) ** 2
    total = float((residual - free * (own + doubt[stories.outlet])).sum())
    return max(_blend(total, float(free.sum()), STORY_SPREAD**2, PRIOR_STORIES), LEAST["story_spread"] ** 2)


def _level_variance(stories: Stories, variance: Floats, effect: Floats, doubt: Floats, level: float) -> float:
    """Mean squared unit-day level, less what its own imprecision adds; precise days count for more."""
    value = stories.mean - effect[stories.outlet]
    weight = 1 / (variance + doubt[stories.outlet])
    of_day = add_up(weight, stories.starts)
    mean = add_up(weight * value, stories.starts) / of_day
    trust = (level / (level + 1 / of_day)) ** 2
    total = float((trust * (mean**2 - 1 / of_day)).sum())
    return max(_blend(total, float(trust.sum()), LEVEL_SPREAD**2, PRIOR_STORIES), LEAST["level_spread"] ** 2)


def spread_of(calibration: Calibration, paragraphs: npt.NDArray[np.float64]) -> Floats:
    """Variance of the mean of so many paragraphs of a story: su² + se²/n."""
    return calibration.story_spread**2 + calibration.paragraph_spread**2 / np.maximum(paragraphs, 1)
