"""Acts: who does what toward whom, weighed, in lists, together, and where the other side is not named."""

import numpy as np
import pytest

from signals.actors import find_in_article
from signals.acts import Act, Passage, read_acts, sides
from signals.attribution import FEATURES, committed_weights, evidence, features, likelihood, pairs, weighed
from signals.scoring import TextScorer
from signals.scoring.outputs import EVENTS


def article(*texts: str) -> list[Passage]:
    return list(zip(texts, find_in_article(texts), strict=True))


def acts(scorer: TextScorer, *texts: str) -> list[list[Act]]:
    return read_acts([article(*texts)], scorer)[0]


def told(found: list[Act]) -> set[tuple[str, str]]:
    return {(act.source, act.target) for act in found}


def event(act: Act) -> str:
    return EVENTS[int(np.argmax(act.event[:-1]))]


@pytest.mark.parametrize(
    ("text", "pair", "kinds"),
    [
        ("Russia accused Ukraine of violating the truce.", ("RUS", "UKR"), {"ACCUSE"}),
        ("An Iranian diplomat was expelled by France on Friday.", ("FRA", "IRN"), {"SANCTION", "COERCE"}),
        ("“Japan will pay for this,” the Chinese foreign ministry said.", ("CHN", "JPN"), {"THREATEN", "ACCUSE"}),
        ("Peskov told reporters that Kyiv was preparing an attack.", ("RUS", "UKR"), {"ACCUSE", "THREATEN"}),
    ],
)
def test_who_acts_and_toward_whom_in_the_active_the_passive_and_in_quotations(
    scorer: TextScorer, text: str, pair: tuple[str, str], kinds: set[str]
) -> None:
    found = {(act.source, act.target): event(act) for act in acts(scorer, text)[0]}
    assert found.get(pair) in kinds
    assert (pair[1], pair[0]) not in found


def test_those_who_act_together_do_not_act_on_each_other(scorer: TextScorer) -> None:
    found = told(acts(scorer, "Germany, France and Japan imposed sanctions on Russia on Friday.")[0])
    assert found == {("DEU", "RUS"), ("FRA", "RUS"), ("JPN", "RUS")}


def test_both_sides_of_a_reference_act_on_each_other(scorer: TextScorer) -> None:
    found = acts(scorer, "Serbia and Kosovo sent envoys.", "Both countries agreed to resume the talks in May.")[1]
    assert told(found) == {("SRB", "XKX"), ("XKX", "SRB")}


STORY = (
    "Turkey agreed on Monday to let more water down the Tigris to Iraq.",
    "Iraq thanked Turkey and said that it would send engineers.",
    "Turkish officials met an Iraqi delegation for two days.",
    "The Iraqi water ministry accused its neighbours of breaking every promise since spring.",
)


def test_an_act_without_a_named_target_is_toward_the_other_side_and_says_so(scorer: TextScorer) -> None:
    assert sides(article(*STORY)) == ("IRQ", "TUR") or sides(article(*STORY)) == ("TUR", "IRQ")
    found = acts(scorer, *STORY)
    assert ("IRQ", "TUR") in told(found[3])
    assert any(act.implied for act in found[3]) and not any(act.implied for act in found[0])
    alone = acts(scorer, STORY[3])[0]
    assert not any(act.implied for act in alone)


def test_an_article_about_many_has_no_sides() -> None:
    assert sides(article("Kenya met Chad.", "Peru met Chile.", "Japan met Cuba.")) == ()


def test_features_have_their_names_and_the_weights_answer_between_nought_and_one() -> None:
    text = "Germany and France warned Russia."
    found = list(pairs(text, find_in_article([text])[0]))
    chances, levels = np.full((6, 16), 1 / 16, np.float32), np.full((6, 5), 0.2, np.float32)
    rows = features(text, found, chances, levels)
    assert rows.shape == (6, len(FEATURES))
    listed = {
        (p.source[0].actor, p.target[0].actor): row[FEATURES.index("listed")]
        for p, row in zip(found, rows, strict=True)
    }
    assert listed["DEU", "FRA"] == 1 and listed["DEU", "RUS"] == 0
    act = likelihood(rows, committed_weights())
    assert ((act > 0) & (act < 1)).all()
    assert weighed(chances, act).sum(1) == pytest.approx(np.ones(6), abs=1e-5)


def test_nothing_is_told_of_actors_beyond_what_is_read(scorer: TextScorer) -> None:
    far = "Russia, Russia, Russia, Russia. " + "filler word " * 300 + "Ukraine said. Ukraine was hit. Ukraine fell."
    assert acts(scorer, far)[0] == []


def test_the_evidence_is_the_sentence_in_which_the_source_speaks() -> None:
    text = "Russian troops stand near Ukraine's border. Ukraine said on Friday that Moscow planned an attack."
    pair = next(p for p in pairs(text, find_in_article([text])[0]) if p.source[0].actor == "UKR")
    one, other = evidence(text, pair)
    assert one.start > text.index(".") and text[other.start : other.end] == "Moscow"
