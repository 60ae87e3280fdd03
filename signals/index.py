"""The tension index: paragraph stances rolled up per actor and day, with counts and an interval.

Method and reasons are written up in `docs/method.md`. In short: a day's tension is the mean stance of the distinct
paragraphs that name the actor, drawn toward 0 by PRIOR_PARAGRAPHS imagined neutral ones, times 100.
"""

import pandas as pd

PRIOR_PARAGRAPHS = 2.0
PRIOR_SPREAD = 0.5  # standard deviation of stance assumed before any paragraph is read
INTERVAL = 0.90
_QUANTILE = 1.645  # of the normal distribution, two-sided 90 %
CLEAR = 0.5  # probability from which a paragraph counts as escalatory or de-escalatory

_MEASURES = [
    "tension", "low", "high", "paragraphs", "articles", "stories", "escalatory_share", "deescalatory_share",
]  # fmt: skip
INDEX_COLUMNS = ["date", "actor", *_MEASURES]
PAIR_COLUMNS = ["date", "source", "target", *_MEASURES]
LEANING = 0.25  # stance of a relation from which it counts as escalatory or de-escalatory: nearer to level 1 than to 0


def tension_by_actor(paragraphs: pd.DataFrame, include_background: bool = False) -> pd.DataFrame:
    """Roll paragraphs up per actor and published day.

    `paragraphs`: the frame of `Library.paragraphs`. Returns INDEX_COLUMNS, sorted by date and actor: `date` as
    datetime64 (midnight), `tension` with its 90 % interval `low` … `high` in [-100, +100] (positive: escalatory),
    counts of distinct paragraphs, articles and stories, and the shares of paragraphs, in [0, 1], that are more likely
    than not escalatory or de-escalatory. A paragraph counts for every actor that it names; the same words in several
    articles of a day count once; paragraphs marked background are left out unless `include_background`.
    """
    kept = paragraphs if include_background else paragraphs[~paragraphs["background"].astype(bool)]
    rows = kept.assign(actor=kept["actors"].str.split("|")).explode("actor")
    rows = rows[rows["actor"].fillna("") != ""]
    rows = rows.assign(
        date=pd.to_datetime(rows["published"]),
        escalatory=rows["p_escalatory"] > CLEAR,
        deescalatory=rows["p_deescalatory"] > CLEAR,
    )
    return _rolled_up(rows, ["date", "actor"])


def tension_by_pair(relations: pd.DataFrame, include_background: bool = False) -> pd.DataFrame:
    """Roll relations up per directed pair and published day.

    `relations`: the frame of `Library.relations`. Returns PAIR_COLUMNS, sorted by date, source and target; as
    `tension_by_actor`, but of the stances of relations: a paragraph counts for a pair where it tells of an act of the
    source toward the target, and as escalatory or de-escalatory where that act's stance is LEANING or more.
    """
    kept = relations if include_background else relations[~relations["background"].astype(bool)]
    rows = kept.assign(
        date=pd.to_datetime(kept["published"]),
        digest=kept["text"],
        escalatory=kept["stance"] >= LEANING,
        deescalatory=kept["stance"] <= -LEANING,
    )
    return _rolled_up(rows, ["date", "source", "target"])


def counterparts(relations: pd.DataFrame, actor: str) -> pd.DataFrame:
    """Whom an actor deals with: what it does toward each other actor, and what that one does toward it.

    `relations`: the frame of `Library.relations`. One row another actor, those with most relations first: `other`,
    `given` and `received`, mean stances in [-1, +1] drawn toward 0 as the index is (missing where there is none), and
    `given_count`, `received_count`, paragraphs with such an act, the same words counted once.
    """
    sides = {}
    for side, own, other in (("given", "source", "target"), ("received", "target", "source")):
        rows = relations[relations[own] == actor].drop_duplicates(["text", other])
        groups = rows.assign(square=rows["stance"] ** 2).groupby(rows[other].rename("other"))
        sums, count = groups[["stance", "square"]].sum(), groups.size()
        sides[side] = shrunk_mean(sums["stance"], sums["square"], count)[0]
        sides[f"{side}_count"] = count
    frame = pd.DataFrame(sides).rename_axis("other").reset_index()
    for name in ("given_count", "received_count"):
        frame[name] = frame[name].fillna(0).astype("int64")
    order = (frame["given_count"] + frame["received_count"]).sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _rolled_up(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Measures of the groups from rows with stance, digest, article_id, story_id, escalatory and deescalatory."""
    if rows.empty:
        return _empty(groups)
    sources = rows.groupby(groups)[["article_id", "story_id"]].nunique()
    moments = (
        rows.drop_duplicates([*groups, "digest"]).assign(square=lambda frame: frame["stance"] ** 2).groupby(groups)
    )
    sums = moments[["stance", "square", "escalatory", "deescalatory"]].sum()
    count = moments.size()
    mean, half_width = shrunk_mean(sums["stance"], sums["square"], count)
    frame = pd.DataFrame(
        {
            "tension": 100 * mean,
            "low": (100 * (mean - half_width)).clip(-100, 100),
            "high": (100 * (mean + half_width)).clip(-100, 100),
            "paragraphs": count,
            "articles": sources["article_id"],
            "stories": sources["story_id"],
            "escalatory_share": sums["escalatory"] / count,
            "deescalatory_share": sums["deescalatory"] / count,
        }
    ).reset_index()
    return frame.sort_values(groups, ignore_index=True)[[*groups, *_MEASURES]]


def shrunk_mean(total: pd.Series, squares: pd.Series, count: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Mean stance drawn toward 0, and half the width of its 90 % interval, from sums over each group.

    With κ = PRIOR_PARAGRAPHS and σ₀ = PRIOR_SPREAD:  m = Σs / (n + κ),  v = (Σs² - n·s̄² + κ·σ₀²) / (n + κ),
    half width = 1.645·√(v / (n + κ)). It is the posterior of a normal mean with a conjugate prior worth κ paragraphs
    at 0 (Gelman et al., Bayesian Data Analysis, section 3.3), the posterior of the variance taken at its centre.
    """
    weight = count + PRIOR_PARAGRAPHS
    within = (squares - total**2 / count).clip(lower=0)
    spread = (within + PRIOR_PARAGRAPHS * PRIOR_SPREAD**2) / weight
    return total / weight, _QUANTILE * (spread / weight) ** 0.5


def _empty(groups: list[str]) -> pd.DataFrame:
    dtypes = dict.fromkeys(("paragraphs", "articles", "stories"), "int64") | dict.fromkeys(groups, "str")
    dtypes["date"] = "datetime64[us]"
    return pd.DataFrame({name: pd.Series(dtype=dtypes.get(name, "float64")) for name in [*groups, *_MEASURES]})
