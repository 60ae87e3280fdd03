"""A library of any size, made quickly, and how long its queries take in a process of their own.

`python -m tests.benchmarks.big_library make FILE PARAGRAPHS` writes one (random stances, words that are only as long as
news is); `… measure FILE` prints times in milliseconds, warm and cold, and memory, as JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sql

from signals.articles.article import text_digest
from signals.library import Library, packing, schema
from signals.scoring.outputs import EVENTS, QUAD_OF
from tests.library.articles import scored, with_one_relation

DAYS, ACTORS, OUTLETS, IN_ARTICLE = 5_000, 200, 60, 20
FIRST = date(2012, 1, 1)
WORDS = ["talks", "border", "ministers", "said", "that", "the", "council", "would", "meet", "again", "on", "gas"]
ARTICLES_AT_ONCE = 500
Rows = dict[str, list[dict[str, object]]]


def make(path: Path, paragraphs: int) -> None:
    """Write the library: Zipf-like actors, two or three to a paragraph; a story in seven is printed twice."""
    random = np.random.default_rng(5)
    library = Library(path)
    often = 1 / np.arange(1, ACTORS + 1)
    often /= often.sum()
    for start in range(0, paragraphs // IN_ARTICLE, ARTICLES_AT_ONCE):
        numbers = range(start, min(start + ARTICLES_AT_ONCE, paragraphs // IN_ARTICLE))
        rows: Rows = {"articles": [], "paragraphs": [], "scores": [], "relations": []}
        for number in numbers:
            _article(rows, number, random, often)
        with library.database.writing() as connection:
            for table, held in rows.items():
                connection.execute(sql.insert(schema.metadata.tables[table]), held)
            packing.pack(connection, [str(row["article_id"]) for row in rows["articles"]])
    library.close()


def _article(rows: Rows, number: int, random: np.random.Generator, often: np.ndarray) -> None:
    published = FIRST + timedelta(days=int(random.integers(DAYS)))
    story = number - 1 if number % 7 == 1 else number
    article_id = f"{number:016x}"
    rows["articles"].append(
        {
            "article_id": article_id, "collection": "My articles", "story_id": f"{story:016x}",
            "title": f"Title {number}",
            "outlet": f"Outlet {random.integers(OUTLETS)}", "published": published, "source": "big", "author": "",
            "added": datetime(2026, 1, 1), "url": "", "language": "en", "published_at": "", "related": True,
            "model": "m", "relations_model": "m",
        }
    )  # fmt: skip
    level = random.normal(0, 0.3)
    for paragraph in range(1, IN_ARTICLE + 1):
        named = random.choice(ACTORS, 2 + int(random.integers(2)), replace=False, p=often)
        text = " ".join(random.choice(WORDS, 50)) + f" {number}-{paragraph}"
        actors = sorted(f"A{code:03d}" for code in named)
        stance = float(np.clip(random.normal(level, 0.4), -1, 1))
        key = {"article_id": article_id, "paragraph": paragraph}
        rows["paragraphs"].append(
            {**key, "text": text, "digest": text_digest(text), "event_date": published, "future": False, "kind": "body",
             "background": bool(random.random() < 0.1), "actors": "|".join(actors)}
        )  # fmt: skip
        up = max(stance, 0.0)
        rows["scores"].append(
            {**key, "model": "m", "stance": stance, "p_deescalatory": max(-stance, 0.0), "p_neutral": 1 - abs(stance),
             "p_escalatory": up, "sentiment": 0.0, "tone_negative": 0.2, "tone_neutral": 0.6, "tone_positive": 0.2}
        )  # fmt: skip
        event = EVENTS[int(random.integers(15))]
        rows["relations"].append(
            {**key, "model": "m", "source": actors[0], "target": actors[1], "event": event, "quad": QUAD_OF[event],
             "stance": stance, "confidence": 0.6, "quote": text[:60], "implied": False}
        )  # fmt: skip


def measure(path: Path) -> dict[str, float]:
    """Milliseconds of each query, the best of three once warm; of the first one in this process; megabytes at most."""
    from signals.calibration import Calibration
    from signals.index import counterparts
    from signals.measuring import acts, behind, calibration_of, measured, shifts_of
    from signals.selection import Options

    last = FIRST + timedelta(days=DAYS - 1)
    twelve = tuple(f"A{code:03d}" for code in range(12))
    library = Library(path)
    calibration_of(library, Options()), calibration_of(library, Options(by="pair"))  # kept from here on
    library.close()
    found: dict[str, float] = {}
    library = Library(path)
    found["cold: one actor by day"] = _milliseconds(lambda: measured(library, Options(actors=("A000",))))
    library = Library(path)
    found["cold: one pair by day"] = _milliseconds(lambda: measured(library, Options(by="pair", actors=("A000",))))
    library.readings("actor")
    day = measured(library, Options(actors=("A000",)))["date"].iloc[-1].date()
    queries: dict[str, Callable[[], object]] = {
        "one actor by day": lambda: measured(library, Options(actors=("A000",))),
        "one actor by day, smoothed": lambda: measured(library, Options(actors=("A000",), half_life=14)),
        "twelve actors by month": lambda: measured(library, Options(actors=twelve, period="month")),
        "twelve actors by day": lambda: measured(library, Options(actors=twelve)),
        "everybody in the last fortnight": lambda: measured(
            library, Options(first=last - timedelta(days=13), last=last)
        ),
        "one pair by day": lambda: measured(library, Options(by="pair", actors=("A003",))),
        "whom an actor deals with": lambda: counterparts(
            library.readings("pair"), "A000", Options(by="pair"), Calibration.defaults()
        ),
        "paragraphs behind a day": lambda: behind(library, Options(), ["A000"], day, day),
        "the newest 500 acts of an actor": lambda: acts(library, Options(), "A000"),
        "shifts of an actor, all days": lambda: shifts_of(library, Options(actors=("A000",))),
        "everything by day (export)": lambda: measured(library, Options()),
        "plain SQL, one actor by day": lambda: _plain(library, "A000"),
    }
    found |= {f"warm: {name}": min(_milliseconds(query) for _ in range(3)) for name, query in queries.items()}
    fresh = with_one_relation(scored(f"Moscow accused Kyiv, {time.time()}."))
    library.add(fresh)
    found["the first query after an addition"] = _milliseconds(queries["one actor by day"])
    library.delete([fresh.article.article_id])
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _plain(library: Library, actor: str) -> object:
    """What one would write otherwise: an average by day in SQL."""
    query = (
        "SELECT published, COUNT(*), AVG(stance) FROM paragraphs JOIN scores USING (article_id, paragraph) "
        "JOIN articles USING (article_id) WHERE '|' || actors || '|' LIKE :named AND NOT background GROUP BY published"
    )
    with library.database.reading() as connection:
        return connection.execute(sql.text(query), {"named": f"%|{actor}|%"}).all()


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    what, file = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        make(file, int(sys.argv[3]))
    else:
        print(json.dumps(measure(file)))
