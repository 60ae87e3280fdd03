"""How well actors are found and related, measured on the gold sheets of `gold/`; floors in `floors.csv`.

`python -m tests.actors.test_gold` prints the figures; `errors` behind it prints what differs.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from signals.actors import Mention, find_actors, find_in_article
from signals.acts import read_acts
from signals.scoring import TextScorer, load_scorer
from tests.actors.gold_sheets import GoldArticle, GoldParagraph, read_ambiguous, read_sheet

HERE = Path(__file__).parent
Ids = tuple[str, str]
Measures = dict[str, float]


@lru_cache(maxsize=1)
def articles() -> tuple[GoldArticle, ...]:
    return tuple(article for path in sorted((HERE / "gold").glob("*.txt")) for article in read_sheet(path))


@lru_cache(maxsize=1)
def found() -> dict[str, list[Mention]]:
    """The mentions of every gold paragraph, by its name."""
    return {
        paragraph.name: mentions
        for article in articles()
        for paragraph, mentions in zip(
            article.paragraphs, find_in_article(article.texts, article.published), strict=True
        )
    }


def paragraphs() -> list[GoldParagraph]:
    return [paragraph for article in articles() for paragraph in article.paragraphs]


def f1(right: int, gold: int, told: int) -> float:
    return 2 * right / max(1, gold + told)


def matched(gold: Sequence[Mention], told: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """Each gold mention with the one that lies on the same words."""
    return [
        (one, next(other for other in told if other.start < one.end and one.start < other.end))
        for one in gold
        if any(other.start < one.end and one.start < other.end for other in told)
    ]


def of_kinds(mentions: Iterable[Mention], *kinds: str) -> list[Mention]:
    return [mention for mention in mentions if mention.kind in kinds]


def measure_mentions() -> Measures:
    """Names and people: F1 of their places, share of right ids among them; references: precision and recall."""
    gold = told = both = right = people = known = 0
    referred = meant = resolved = 0
    for paragraph in paragraphs():
        names = of_kinds(found()[paragraph.name], "name", "person")
        pairs_of_mentions = matched(paragraph.names, names)
        gold, told, both = gold + len(paragraph.names), told + len(names), both + len(pairs_of_mentions)
        right += sum(one.actor == other.actor for one, other in pairs_of_mentions)
        tables = {(m.start, m.end) for m in of_kinds(find_actors(paragraph.text), "name")}
        officials = [one for one in paragraph.names if (one.start, one.end) not in tables]
        people += len(officials)
        known += sum(one.actor == other.actor for one, other in matched(officials, names))
        mine = {(m.start, m.actor) for m in of_kinds(found()[paragraph.name], "reference")}
        theirs = {(m.start, m.actor) for m in paragraph.references}
        referred, meant, resolved = referred + len(theirs), meant + len(mine), resolved + len(mine & theirs)
    return {
        "mention F1": f1(both, gold, told),
        "actor id": right / both,
        "people and others not in the tables of names": known / people,
        "reference precision": resolved / max(1, meant),
        "reference recall": resolved / max(1, referred),
    }


def read_pairs(scorer: TextScorer, mentions: dict[str, list[Mention]], weigh: bool = True) -> dict[str, set[Ids]]:
    """Directed pairs with an act by paragraph, from these mentions."""
    passages = [[(one.text, mentions[one.name]) for one in article.paragraphs] for article in articles()]
    read = read_acts(passages, scorer, weigh=weigh)
    return {
        paragraph.name: {(act.source, act.target) for act in acts}
        for article, own in zip(articles(), read, strict=True)
        for paragraph, acts in zip(article.paragraphs, own, strict=True)
    }


def measure_pairs(scorer: TextScorer) -> Measures:
    """F1 of directed pairs, end to end and with the gold mentions given, each with and without the weights."""
    measures = {}
    given = {paragraph.name: [*paragraph.names, *paragraph.references] for paragraph in paragraphs()}
    for name, mentions in (("end to end", found()), ("mentions given", given)):
        for how, weigh in (("", True), (", unweighed", False)):
            read = read_pairs(scorer, mentions, weigh)
            right = sum(len(read[paragraph.name] & paragraph.pairs) for paragraph in paragraphs())
            gold, told = sum(len(p.pairs) for p in paragraphs()), sum(map(len, read.values()))
            measures[f"pair F1, {name}{how}"] = f1(right, gold, told)
    return measures


def measure_ambiguous() -> Measures:
    """Share of marked words in the sentences of ambiguous names that are taken for what they are."""
    right = [
        _is_right(mark, find_actors(text))
        for _, text, marks in read_ambiguous(HERE / "gold" / "ambiguous.tsv")
        for mark in marks
    ]
    return {"ambiguous names": sum(right) / len(right)}


def _is_right(mark: Mention, told: Sequence[Mention]) -> bool:
    here = [other.actor for other in told if other.start < mark.end and mark.start < other.end]
    return not here if mark.actor == "-" else mark.actor in here


def floors() -> dict[str, float]:
    with (HERE / "floors.csv").open(encoding="utf-8", newline="") as file:
        return {row["measure"]: float(row["floor"]) for row in csv.DictReader(file)}


def test_mentions_ids_and_references_stay_above_their_floors() -> None:
    measures = {**measure_mentions(), **measure_ambiguous()}
    assert {name: value for name, value in measures.items() if value < floors()[name]} == {}


def test_pairs_stay_above_their_floors(scorer: TextScorer) -> None:
    measures = measure_pairs(scorer)
    assert {name: value for name, value in measures.items() if value < floors()[name]} == {}


def test_there_are_at_least_500_paragraphs() -> None:
    assert len(paragraphs()) >= 500


@pytest.mark.parametrize("paragraph", paragraphs(), ids=lambda paragraph: paragraph.name)
def test_marks_of_the_gold_lie_on_words(paragraph: GoldParagraph) -> None:
    assert all(paragraph.text[m.start : m.end].strip() for m in (*paragraph.names, *paragraph.references))
    assert all(source != target for source, target in paragraph.pairs)


def print_errors(read: dict[str, set[Ids]]) -> None:
    for paragraph in paragraphs():
        text, mine = paragraph.text, found()[paragraph.name]
        theirs = [*paragraph.names, *paragraph.references]
        missed = [(m.actor, text[m.start : m.end]) for m in theirs if not matched([m], mine)]
        wrong = [(m.actor, text[m.start : m.end]) for m in mine if not matched([m], theirs)]
        lost, made_up = paragraph.pairs - read[paragraph.name], read[paragraph.name] - paragraph.pairs
        if missed or wrong or lost or made_up:
            print(f"# {paragraph.name} {text}\n  missed {missed} wrong {wrong}")
            print(f"  pairs missed {sorted(lost)} wrong {sorted(made_up)}")


if __name__ == "__main__":
    model = load_scorer()
    for measure, value in {**measure_mentions(), **measure_ambiguous(), **measure_pairs(model)}.items():
        print(f"{measure}: {value:.3f}")
    if "errors" in sys.argv:
        print_errors(read_pairs(model, found()))
