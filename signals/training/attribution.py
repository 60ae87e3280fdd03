"""Fits the weights of `signals.attribution` on the validation split, which the reader was not trained on.

`python -m signals.training.attribution` writes `data/model/attribution.json` and prints F1 of directed pairs on folds
of whole paragraphs, with and without the weights.
"""

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from signals.actors import Mention, find_in_article
from signals.acts import spans_of
from signals.attribution import FEATURES, WEIGHTS, features, pairs
from signals.scoring.outputs import EVENTS, NO_EVENT, Floats
from signals.scoring.scorer import Scorer, embedded_scorer
from signals.training.corpus import Example, read_split

FOLDS = 10
STRENGTH = 0.02  # inverse of the penalty on large weights
NEARLY = 0.005  # of thresholds whose F1 is as good as the best, the highest: fewer acts that are none
_THRESHOLDS = np.arange(0.2, 0.6, 0.05)


def main() -> None:
    """Fit, write and report."""
    examples, scorer = read_split("validation"), embedded_scorer("cpu")
    given = [_given(example) for example in examples]
    found = [find_in_article([example.text], date(example.year, 7, 1))[0] for example in examples]
    rows, acts, groups, nothing = (
        np.concatenate(parts) for parts in zip(*(_rows(scorer, examples, one) for one in (given, found)), strict=True)
    )
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=3_000))
    folds = cross_val_predict(model, rows, acts, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    reached = {one: _f1(folds > one, acts) for one in _THRESHOLDS}
    threshold = max(one for one, value in reached.items() if value >= max(reached.values()) - NEARLY)
    print(f"{len(rows)} pairs of {len(examples)} paragraphs, mentions given and found")
    print(f"F1 without: {_f1(nothing < 0.5, acts):.3f}; with, on folds: {_f1(folds > threshold, acts):.3f}")
    model.fit(rows, acts)
    scale, fitted = model[0], model[-1]
    weights = fitted.coef_[0] / scale.scale_
    stored = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "intercept": round(float(fitted.intercept_[0] - weights @ scale.mean_), 4),
        "threshold": round(float(threshold), 2),
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _given(example: Example) -> list[Mention]:
    """The annotated mentions; people and forces of a state are the state."""
    return [Mention(one.actor.partition(".")[0], one.start, one.end) for one in example.mentions]


def _acts(example: Example) -> set[tuple[str, str]]:
    actors = [mention.actor for mention in _given(example)]
    return {(actors[r.source], actors[r.target]) for r in example.relations if r.event != NO_EVENT}


def _rows(
    scorer: Scorer, examples: Sequence[Example], mentions: Sequence[Sequence[Mention]]
) -> tuple[Floats, np.ndarray, np.ndarray, Floats]:
    """Features of all pairs, whether each is an act, the paragraph it is from, and the reader's chance of no act."""
    own = [list(pairs(example.text, found)) for example, found in zip(examples, mentions, strict=True)]
    items = [
        (example.text, spans_of(pair.source), spans_of(pair.target))
        for example, found in zip(examples, own, strict=True)
        for pair in found
    ]
    event, level = scorer.relation_chances(items)
    rows, acts, groups, start = [], [], [], 0
    for number, (example, found) in enumerate(zip(examples, own, strict=True)):
        end = start + len(found)
        if found:
            rows.append(features(example.text, found, event[start:end], level[start:end]))
        related = _acts(example)
        acts += [(pair.source[0].actor, pair.target[0].actor) in related for pair in found]
        groups += [number] * len(found)
        start = end
    return np.concatenate(rows), np.array(acts), np.array(groups), event[:, EVENTS.index(NO_EVENT)]


def _f1(told: np.ndarray, acts: np.ndarray) -> float:
    return float(2 * (told & acts).sum() / (told.sum() + acts.sum()))


if __name__ == "__main__":
    main()
