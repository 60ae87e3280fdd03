"""News with a known truth: actors whose level comes and goes, told by outlets of different temper, and reprinted.

What the index is tested against, since real news has no true level. `simulate` gives readings and truth;
`python -m tests.simulation` prints the tables of `docs/method.md`.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from signals.calibration import Calibration, calibrate
from signals.index import Options, tension
from signals.readings import DEESCALATORY, ESCALATORY, LEANING, NO_DAY, NOBODY, READING, Readings, readings_of

FIRST_DAY = 18_628  # 2021-01-01
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class World:
    """What the generator makes. Spreads are standard deviations of stance.

    Levels of actor and day are a first-order autoregression around the actor's own mean (together `level_spread`, half
    of its variance between actors). A paragraph is level + bias of its outlet + what its story adds + its own, cut off
    at [-1, +1]. `share` of the stories of the `agencies` (outlets that write most; 0: of all outlets) are printed
    `syndication` times in all, in other outlets, on their day and the two after it. `uneven`: how much the story spread
    differs from day to day (of its logarithm).
    """

    actors: int = 10
    days: int = 120
    stories: int = 20  # an actor and day
    paragraphs: float = 4.0  # a story, on average
    outlets: int = 60
    bias: float = 0.10
    story_spread: float = 0.20
    paragraph_spread: float = 0.40
    level_spread: float = 0.30
    persistence: float = 0.9  # of the level, from day to day
    uneven: float = 0.0
    syndication: int = 1
    share: float = 1.0
    agencies: int = 5
    jump: float = 0.0  # by which every other actor's level rises, and the others' falls, from `jump_day` on
    jump_day: int = 0
    seed: int = 1


@dataclass(frozen=True)
class Simulated:
    """`truth` (actors, days): the stance expected of a paragraph of the mean outlet; `biases` by outlet name."""

    readings: Readings
    truth: Array
    biases: dict[str, float]


def simulate(world: World) -> Simulated:
    """Draw a world. The reprints are drawn apart, so that worlds that differ in them alone tell the same stories."""
    random = np.random.default_rng(world.seed)
    levels = _levels(world, random)
    names = [f"Outlet {code:03d}" for code in random.permutation(world.outlets)]
    reach = 1 / (3 + np.arange(world.outlets))  # some print far more than others
    reach /= reach.sum()
    biases = random.normal(0, world.bias, world.outlets)
    biases -= reach @ biases  # an index can know no more than what the mean outlet would say
    stories = _stories(world, levels, biases, reach, random)
    readings = _printed(world, stories, names, np.random.default_rng([world.seed, 7]))
    return Simulated(readings, _expected(world, levels), dict(zip(names, biases, strict=True)))


def _levels(world: World, random: np.random.Generator) -> Array:
    half = world.level_spread * 0.5**0.5
    course = np.empty((world.actors, world.days))
    course[:, 0] = random.normal(0, half, world.actors)
    for day in range(1, world.days):
        step = random.normal(0, half * (1 - world.persistence**2) ** 0.5, world.actors)
        course[:, day] = world.persistence * course[:, day - 1] + step
    course += random.normal(0, half, (world.actors, 1))
    course[:, world.jump_day :] += world.jump * np.where(np.arange(world.actors) % 2, 1, -1)[:, None]
    return course


def _expected(world: World, levels: Array) -> Array:
    """E[clip(X)] for normal X around each level: what a paragraph of the mean outlet shows on average."""
    spread = (world.story_spread**2 * np.exp(2 * world.uneven**2) + world.paragraph_spread**2) ** 0.5
    low, high = (-1 - levels) / spread, (1 - levels) / spread
    bell = [np.exp(-(edge**2) / 2) / (2 * np.pi) ** 0.5 for edge in (low, high)]
    inside = levels * (ndtr(high) - ndtr(low)) + spread * (bell[0] - bell[1])
    return np.asarray(inside - ndtr(low) + 1 - ndtr(high))


@dataclass(frozen=True)
class _Stories:
    actor: Array
    day: Array
    outlet: Array
    first: Array  # paragraph of each story, into stance and digest
    count: Array
    stance: Array
    digest: Array


def _stories(world: World, levels: Array, biases: Array, reach: Array, random: np.random.Generator) -> _Stories:
    shape = (world.actors, world.days, world.stories)
    actor, day, _ = (grid.ravel() for grid in np.indices(shape))
    outlet = random.choice(world.outlets, len(actor), p=reach)
    heat = np.exp(random.normal(0, world.uneven, levels.shape)) if world.uneven else np.ones(levels.shape)
    own = random.normal(0, world.story_spread, len(actor)) * heat[actor, day]
    centre = levels[actor, day] + biases[outlet] + own
    count = 1 + random.poisson(world.paragraphs - 1, len(actor))
    stance = np.repeat(centre, count) + random.normal(0, world.paragraph_spread, count.sum())
    digest = random.integers(-(2**62), 2**62, count.sum())
    return _Stories(actor, day, outlet, np.cumsum(count) - count, count, stance.clip(-1, 1), digest)


def _printed(world: World, stories: _Stories, names: list[str], random: np.random.Generator) -> Readings:
    """The articles: each story, and its reprints in other outlets on its day and the two after it."""
    number = np.arange(len(stories.actor))
    source = (stories.outlet < world.agencies) | (world.agencies == 0)
    copied = number[source & (random.random(len(number)) < world.share)]
    again = np.repeat(copied, world.syndication - 1)
    story = np.concatenate([number, again])
    other = random.integers(world.agencies, world.outlets - 1, len(again))
    other += other >= stories.outlet[again]  # never the one it comes from
    outlet = np.concatenate([stories.outlet, other])
    day = np.concatenate([stories.day, stories.day[again] + random.integers(0, 3, len(again))])
    identity = np.array([f"{part:016x}" for part in random.permutation(len(story))])
    articles = pd.DataFrame(
        {
            "article_id": identity,
            "collection": "simulated",
            "story_id": identity[story],
            "outlet": np.array(names)[outlet],
            "published": (day + FIRST_DAY).astype("datetime64[D]").astype("datetime64[us]"),
            "printed_by": "",
        }
    )
    packed = _packed(stories)
    ends = stories.first + stories.count
    parts = [packed[stories.first[one] : ends[one]].tobytes() for one in story]
    return readings_of(articles, parts, actor_names(world))


def actor_names(world: World) -> tuple[str, ...]:
    """Ids of the actors, in order."""
    return tuple(f"A{code:03d}" for code in range(world.actors))


def _packed(stories: _Stories) -> Array:
    packed = np.zeros(len(stories.stance), dtype=READING)
    packed["source"] = np.repeat(stories.actor, stories.count)
    packed["target"], packed["event_day"], packed["confidence"] = NOBODY, NO_DAY, 100
    packed["paragraph"] = np.arange(len(packed)) - np.repeat(stories.first, stories.count)
    packed["digest"], packed["stance"] = stories.digest, stories.stance
    packed["flags"] = (stories.stance >= LEANING) * ESCALATORY + (stories.stance <= -LEANING) * DEESCALATORY
    return packed


def beside_truth(world: World, simulated: Simulated, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of an index by actor and day, with the column `truth`, in points."""
    actor = frame["actor"].map({name: code for code, name in enumerate(actor_names(world))}).to_numpy()
    day = (frame["date"] - pd.Timestamp("1970-01-01")).dt.days.to_numpy() - FIRST_DAY
    within = day < world.days  # reprints of the last days fall after it
    return frame[within].assign(truth=100 * simulated.truth[actor[within], day[within]])


def recovery(world: World, options: Options | None = None, calibration: Calibration | None = None) -> dict[str, float]:
    """How the index of a world stands to its truth: correlation, coverage of the interval, mean width and error.

    `calibration`: None calibrates on the world itself, as a library does.
    """
    simulated = simulate(world)
    held = calibration or calibrate(simulated.readings)
    frame = beside_truth(world, simulated, tension(simulated.readings, options, held))
    covered = (frame["low"] <= frame["truth"]) & (frame["truth"] <= frame["high"])
    return {
        "correlation": float(np.corrcoef(frame["tension"], frame["truth"])[0, 1]),
        "coverage": float(covered.mean()),
        "width": float((frame["high"] - frame["low"]).mean()),
        "error": float((frame["tension"] - frame["truth"]).abs().mean()),
    }


SETTINGS = {
    "as the defaults": World(),
    "no outlet biases": World(bias=0.0),
    "strong outlet biases": World(bias=0.20),
    "calm, noisy": World(level_spread=0.15, paragraph_spread=0.50),
    "stormy": World(level_spread=0.45, story_spread=0.30),
    "one paragraph a story": World(paragraphs=1.0),
    "uneven days": World(uneven=0.4),
    "few outlets": World(outlets=6),
}
STORIES = (3, 8, 20, 60)


def table() -> str:
    """Coverage by setting and stories a day, as Markdown."""
    lines = ["| world | " + " | ".join(f"{count} stories" for count in STORIES) + " | correlation at 20 |"]
    lines.append("|---|" + "---:|" * (len(STORIES) + 1))
    for name, world in SETTINGS.items():
        found = {}
        for count in STORIES:
            days = max(60, min(400, 4000 // count))
            found[count] = recovery(replace(world, stories=count, days=days, actors=20))
        cells = [f"{100 * found[count]['coverage']:.1f} %" for count in STORIES]
        lines.append(f"| {name} | {' | '.join(cells)} | {found[20]['correlation']:.3f} |")
    return "\n".join(lines)


SYNDICATED = {
    "agencies' stories, a third of all": World(syndication=40),
    "one story in twenty, of any outlet": World(syndication=40, share=0.05, agencies=0),
    "every story of every outlet": World(syndication=40, agencies=0),
}


def moved(world: World, options: Options | None = None) -> tuple[float, float, float]:
    """By how many points forty printings move the index: at most, and for 95 of 100 actor-days; and the plain mean."""
    frames, plain = [], []
    for printed in (replace(world, syndication=1), world):
        readings = simulate(printed).readings
        frame = tension(readings, options, calibrate(readings))
        frames.append(frame.set_index(["date", "actor"])["tension"])
        columns = pd.DataFrame({name: readings.columns[name] for name in ("source", "day", "stance")})
        plain.append(100 * columns.groupby(["source", "day"])["stance"].mean())
    far, plainly = ((after - before).abs().dropna() for before, after in (frames, plain))
    return float(far.max()), float(far.quantile(0.95)), float(plainly.max())


def syndication_table() -> str:
    """How far forty printings move the index, as Markdown."""
    lines = [
        "| printed forty times | at most | 95 of 100 days | without house effects, at most | plain mean, at most |"
    ]
    lines.append("|---|---:|---:|---:|---:|")
    for name, world in SYNDICATED.items():
        small = replace(world, actors=5, days=60)
        most, usual, plain = moved(small)
        bare = moved(small, Options(house_effects=False))[0]
        lines.append(f"| {name} | {most:.1f} | {usual:.1f} | {bare:.1f} | {plain:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(), syndication_table(), sep="\n\n")
