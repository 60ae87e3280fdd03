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

INDEX_COLUMNS = [
    "date", "actor", "tension", "low", "high", "paragraphs", "articles", "stories",
    "escalatory_share", "deescalatory_share",
]  # fmt: skip


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
    if rows.empty:
        return _empty()
    rows = rows.assign(date=pd.to_datetime(rows["published"]))
    groups = ["date", "actor"]
    sources = rows.groupby(groups)[["article_id", "story_id"]].nunique()
    distinct = rows.drop_duplicates([*groups, "digest"])
    moments = distinct.assign(
        square=distinct["stance"] ** 2,
        escalatory=distinct["p_escalatory"] > CLEAR,
        deescalatory=distinct["p_deescalatory"] > CLEAR,
    ).groupby(groups)
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
    return frame.sort_values(groups, ignore_index=True)[INDEX_COLUMNS]


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


def _empty() -> pd.DataFrame:
    dtypes = {
        "date": "datetime64[us]", "actor": "str", "paragraphs": "int64", "articles": "int64", "stories": "int64",
    }  # fmt: skip
    return pd.DataFrame({name: pd.Series(dtype=dtypes.get(name, "float64")) for name in INDEX_COLUMNS})
