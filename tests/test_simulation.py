"""The index against a known truth: does it find the level, does its interval hold it, do reprints leave it alone.

The worlds are those of `tests/simulation.py`, twenty stories an actor and day unless said otherwise.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from signals.calibration import Calibration, calibrate
from signals.index import Options, tension
from signals.readings import Readings
from signals.shifts import FALSE_ALARMS, shifts
from tests.simulation import FIRST_DAY, Simulated, World, beside_truth, recovery, simulate

LARGE = World(actors=20, days=200)
SMALL = World(actors=5, days=60)
FORTY = replace(SMALL, syndication=40)


def followed(world: World, simulated: Simulated, **options: object) -> pd.DataFrame:
    held = calibrate(simulated.readings)
    return beside_truth(world, simulated, tension(simulated.readings, Options(**options), held))


def naive(simulated: Simulated) -> pd.Series:
    """The plain mean of all printed paragraphs by actor and day, in points."""
    columns = simulated.readings.columns
    frame = pd.DataFrame({name: columns[name] for name in ("source", "day", "stance")})
    return 100 * frame.groupby(["source", "day"])["stance"].mean()


@pytest.fixture(scope="module")
def once() -> Simulated:
    return simulate(SMALL)


@pytest.fixture(scope="module")
def forty_times() -> Simulated:
    return simulate(FORTY)


@pytest.mark.parametrize("bias", [0.0, 0.1, 0.2])
def test_the_level_is_recovered_and_the_interval_holds_it_nine_times_in_ten(bias: float) -> None:
    found = recovery(replace(LARGE, bias=bias))
    assert found["correlation"] >= 0.95
    assert 0.88 <= found["coverage"] <= 0.92


@pytest.mark.parametrize(("stories", "days"), [(3, 400), (8, 300), (60, 70)])
def test_the_interval_holds_on_thin_and_on_busy_days(stories: int, days: int) -> None:
    found = recovery(replace(LARGE, stories=stories, days=days))
    assert 0.87 <= found["coverage"] <= 0.93


def test_before_a_library_is_calibrated_the_interval_errs_on_the_wide_side() -> None:
    """The defaults hold for the unclipped spreads, which are a little wider than what is measured."""
    found = recovery(replace(LARGE, days=100), calibration=Calibration.defaults())
    assert 0.90 <= found["coverage"] <= 0.96


def test_more_stories_narrow_the_interval() -> None:
    widths = [recovery(replace(SMALL, stories=stories))["width"] for stories in (3, 8, 20, 60)]
    assert widths == sorted(widths, reverse=True) and widths[0] > 3 * widths[-1]


def test_syndication_moves_no_day_of_any_actor_by_two_points(once: Simulated, forty_times: Simulated) -> None:
    """Every story of the agencies, a third of all, is printed forty times; the plain mean of the same goes astray."""
    before, after = followed(SMALL, once), followed(FORTY, forty_times)
    assert list(before["paragraphs"]) == list(after["paragraphs"])
    assert after["articles"].sum() > 10 * before["articles"].sum()
    assert (before["tension"] - after["tension"]).abs().max() < 2
    assert (naive(once) - naive(forty_times)).abs().max() > 10


def test_under_syndication_the_plain_mean_is_further_from_the_truth(forty_times: Simulated) -> None:
    index = followed(FORTY, forty_times)
    plain = naive(forty_times).to_numpy().reshape(FORTY.actors, -1)[:, : FORTY.days]
    assert np.abs(plain - 100 * forty_times.truth).mean() > 1.5 * (index["tension"] - index["truth"]).abs().mean()


def test_one_story_of_a_paper_that_all_others_print_moves_little() -> None:
    """Where papers copy each other at random on the same day, nobody can tell whose wording it is; it costs little."""
    alone = replace(SMALL, agencies=0, share=0.05)
    before = followed(alone, simulate(alone))
    printed = replace(alone, syndication=40)
    after = followed(printed, simulate(printed))
    assert (before["tension"] - after["tension"]).abs().quantile(0.95) < 2


def test_house_effects_are_found_and_taking_them_off_helps() -> None:
    world = replace(LARGE, days=60, bias=0.2)
    simulated = simulate(world)
    held = calibrate(simulated.readings)
    effects = [held.house[outlet].effect for outlet in held.house]
    assert np.corrcoef(effects, [simulated.biases[outlet] for outlet in held.house])[0, 1] > 0.95
    error = {
        corrected: (frame["tension"] - frame["truth"]).abs().mean()
        for corrected in (True, False)
        for frame in [followed(world, simulated, house_effects=corrected)]
    }
    assert error[True] < 0.95 * error[False]


def test_spreads_are_measured_and_stay_near_the_defaults_while_there_is_little_to_measure() -> None:
    world = replace(LARGE, days=100, paragraph_spread=0.25, story_spread=0.10, bias=0.05, level_spread=0.20)
    held = calibrate(simulate(world).readings)
    found = (held.paragraph_spread, held.story_spread, held.outlet_spread, held.level_spread)
    assert found == pytest.approx((0.25, 0.10, 0.05, 0.20), abs=0.03)
    little = calibrate(simulate(replace(world, actors=1, days=1, stories=2)).readings)
    usual = Calibration.defaults()
    assert little.story_spread == pytest.approx(usual.story_spread, abs=0.03)
    assert little.level_spread == pytest.approx(usual.level_spread, abs=0.03)
    assert all(abs(house.effect) <= 0.05 for house in little.house.values())


def test_one_more_article_does_not_move_the_calibration() -> None:
    world = replace(SMALL, stories=6)
    whole = calibrate(simulate(world).readings)
    longer = calibrate(simulate(replace(world, share=0.001, syndication=2, agencies=0)).readings)
    spreads = ("paragraph_spread", "story_spread", "outlet_spread", "level_spread")
    assert all(abs(getattr(whole, name) - getattr(longer, name)) <= 0.011 for name in spreads)


def test_thin_days_are_drawn_toward_zero_and_thick_ones_hardly() -> None:
    slopes = []
    for stories in (1, 5, 60):
        world = replace(SMALL, actors=20, stories=stories)
        frame = followed(world, simulate(world))
        slopes.append(np.polyfit(frame["truth"], frame["tension"], 1)[0])
    assert slopes == sorted(slopes)
    assert slopes[0] < 0.45 and 0.93 < slopes[-1] <= 1.03


def test_a_day_is_called_unusual_about_as_often_as_chance_would() -> None:
    """Levels that come and go as they always have: |unusual| > 2 on some 5 days in 100."""
    world = replace(LARGE, days=150, stories=8)
    unusual = followed(world, simulate(world))["unusual"].dropna()
    assert 0.02 < (unusual.abs() > 2).mean() < 0.10


@pytest.mark.parametrize("half_life", [3.0, 14.0])
def test_the_smoothed_interval_holds_the_smoothed_level(half_life: float) -> None:
    world = replace(LARGE, days=100)
    simulated = simulate(world)
    frame = followed(world, simulated, half_life=half_life).sort_values(["actor", "date"])
    back = np.subtract.outer(np.arange(world.days), np.arange(world.days))
    weights = np.where(back >= 0, 2.0 ** -(np.maximum(back, 0) / half_life), 0)
    level = 100 * (simulated.truth @ (weights / weights.sum(1, keepdims=True)).T).ravel()
    assert 0.86 <= ((frame["low"] <= level) & (level <= frame["high"])).mean() <= 0.94


def test_a_shift_of_thirty_points_is_found_within_two_days_at_twenty_stories_a_day() -> None:
    """From news that ends two days after the shift; quiet actors beside it are left alone at the stated rate."""
    world = World(actors=40, days=103, level_spread=0.05, persistence=0.3, jump=0.3, jump_day=100)
    quiet = replace(world, jump=0.0, days=365, actors=20, seed=2)
    found = [shifts(undrawn(simulate(one).readings)) for one in (world, quiet)]
    day = pd.Timestamp(np.datetime64(FIRST_DAY + world.jump_day, "D"))
    near = found[0][(found[0]["date"] - day).abs() <= pd.Timedelta(days=2)]
    assert near["actor"].nunique() >= 0.9 * world.actors
    assert near["change"].abs().between(15, 45).mean() >= 0.9
    assert len(found[1]) <= FALSE_ALARMS * quiet.actors


def undrawn(readings: Readings) -> pd.DataFrame:
    calibration = replace(calibrate(readings), level_spread=100.0)
    return tension(readings, Options(), calibration).drop(columns="options")
