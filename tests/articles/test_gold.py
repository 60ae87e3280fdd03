"""How well files are read, measured on the gold files of `gold/` and on pairs of articles; floors in `floors.csv`."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import pytest

from signals.articles import Article, Paragraph, read_article
from signals.articles.event_dates import date_paragraphs
from signals.articles.stories import fingerprint_of, same_story

HERE = Path(__file__).parent
GOLD = HERE / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("*.json"))


@dataclass(frozen=True, slots=True)
class Case:
    """A gold file as it was read, and what it should have given."""

    name: str
    article: Article
    expected: dict[str, object]

    @property
    def texts(self) -> list[str]:
        return [paragraph.text for paragraph in self.article.paragraphs]

    @property
    def paragraphs(self) -> list[dict[str, object]]:
        return self.expected["paragraphs"]  # type: ignore[return-value]


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    read = []
    for name in NAMES:
        path = next(path for path in GOLD.glob(f"{name}.*") if path.suffix != ".json")
        expected = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
        read.append(Case(name, read_article(path.read_bytes(), path.name), expected))
    return read


def matched(case: Case) -> int:
    """Paragraphs that are there word for word and in order."""
    expected = [str(paragraph["text"]) for paragraph in case.paragraphs]
    return sum(
        block.size for block in SequenceMatcher(None, case.texts, expected, autojunk=False).get_matching_blocks()
    )


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def of_the_text(case: Case) -> list[tuple[Paragraph, dict[str, object]]]:
    """Expected paragraphs, dated as text alone: how they were found in the file does not count here."""
    stated = case.expected["published"]
    published = date.fromisoformat(str(stated)) if stated else None
    if published is None:
        return []
    found = date_paragraphs([str(one["text"]) for one in case.paragraphs], published)
    return list(zip(found, case.paragraphs, strict=True))


def figures() -> dict[str, float]:
    """Every figure that `floors.csv` bounds."""
    right = sum(map(matched, cases()))
    found, wanted = sum(len(case.texts) for case in cases()), sum(len(case.paragraphs) for case in cases())
    pairs = list({gold["text"]: (read, gold) for case in cases() for read, gold in of_the_text(case)}.values())
    out = {
        "files": float(len(cases())),
        "paragraphs, F1": 2 * right / (found + wanted),
        "published date": share([str(case.article.published) == str(case.expected["published"]) for case in cases()]),
        "event date": share([str(read.event_date) == str(gold["event_date"]) for read, gold in pairs]),
        "background": share([read.background == bool(gold["background"]) for read, gold in pairs]),
        "background, F1": _f1([(read.background, bool(gold["background"])) for read, gold in pairs]),
        "future, F1": _f1([(read.future, bool(gold["future"])) for read, gold in pairs]),
    }
    for field in ("title", "outlet", "author", "url", "language"):
        out[field] = share([getattr(case.article, field) == case.expected[field] for case in cases()])
    precision, recall, count = stories()
    return out | {"stories, precision": precision, "stories, recall": recall, "stories, pairs": count}


def _f1(pairs: list[tuple[bool, bool]]) -> float:
    both = sum(one and other for one, other in pairs)
    return 2 * both / (sum(one for one, _ in pairs) + sum(other for _, other in pairs))


def stories() -> tuple[float, float, float]:
    """Precision and recall of `same_story`, and the number of pairs."""
    marks = {}
    for path in sorted(HERE.glob("stories*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            marks[article["id"]] = fingerprint_of(article["paragraphs"])
    said = []
    for path in sorted(HERE.glob("stories*.tsv")):
        for one, other, truth in csv.reader(path.open(encoding="utf-8"), delimiter="\t"):
            said.append((same_story(marks[one], marks[other]), truth == "same"))
    both = sum(one and truth for one, truth in said)
    precision = both / max(1, sum(one for one, _ in said))
    return precision, both / max(1, sum(truth for _, truth in said)), float(len(said))


@pytest.fixture(scope="module")
def reached() -> dict[str, float]:
    return figures()


with (HERE / "floors.csv").open(encoding="utf-8", newline="") as file:
    FLOORS = {row["measure"]: float(row["at_least"]) for row in csv.DictReader(file)}


@pytest.mark.parametrize("measure", FLOORS)
def test_reading_does_not_fall_below_its_floor(measure: str, reached: dict[str, float]) -> None:
    assert reached[measure] >= FLOORS[measure]


def faults(case: Case) -> Iterator[str]:
    """What is read wrongly in a case, a line each."""
    expected = [str(paragraph["text"]) for paragraph in case.paragraphs]
    yield from (f"lost   {text[:100]!r}" for text in expected if text not in case.texts)
    yield from (f"excess {text[:100]!r}" for text in case.texts if text not in expected)
    for field in ("title", "outlet", "author", "url", "published", "language"):
        found, wanted = str(getattr(case.article, field)), str(case.expected[field])
        if found != wanted:
            yield f"{field} {found} instead of {wanted}"
    for read, gold in of_the_text(case):
        marks = (str(read.event_date), read.background, read.future)
        expectation = (str(gold["event_date"]), gold["background"], gold["future"])
        if marks != expectation:
            yield f"{marks} instead of {expectation} in {case.expected['published']}: {read.text}"


def main() -> None:
    """Print what is read wrongly, and the figures: `python -m tests.articles.test_gold`."""
    for case in cases():
        for fault in faults(case):
            print(f"{case.name}: {fault}")
    for measure, value in figures().items():
        print(f"{measure}: {value:.4f}")


if __name__ == "__main__":
    main()
