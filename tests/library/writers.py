"""Processes that write to one library at once or are killed while they write; `test_writers` looks at what is left.

`python -m tests.library.writers killed PLACE KILLS` forks a writer again and again and kills it at a random moment.
`… together PLACE WRITERS` lets that many write at the same time. Each writer notes in a journal beside its standard
output what the library has confirmed. Forking is quick because everything is imported before; the program that forks
has no threads.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator

from signals.corrections import Correction
from signals.errors import NotThere
from signals.library import Library
from signals.pipeline import ScoredArticle
from tests.library.articles import by_model, scored, with_one_relation

ARTICLES = 200
PARAGRAPHS = 6


def article(number: int) -> ScoredArticle:
    """One of the articles, always the same by its number."""
    texts = [f"Moscow accused Kyiv of the matter {number}, in words of part {part}." for part in range(PARAGRAPHS)]
    return with_one_relation(scored(*texts, title=f"Article {number}"))


def steps(library: Library, chance: random.Random) -> Iterator[str]:
    """Write something again and again: each line says what the library has confirmed."""
    while True:
        one = article(chance.randrange(ARTICLES))
        kind = chance.choice(("add", "correct", "rescore"))
        if kind == "add":
            library.add(one)
            yield f"add {one.article.article_id}"
        elif not library.holds(one.article.article_id):
            continue
        elif kind == "correct":
            mark = f"{chance.getrandbits(60):x}"
            number = chance.randint(1, PARAGRAPHS)
            library.correct(Correction(one.article.article_id, number, "stance", f"{chance.uniform(-1, 1):.3f}", mark))
            yield f"correct {mark}"
        else:
            library.keep_scores(by_model(one, "b-model", 0.75))
            yield f"rescore {one.article.article_id}"


def journal(line: str) -> None:
    """A line that is there even if the process is killed right after."""
    os.write(1, f"{line}\n".encode())


def write_on(place: str, seed: int, ready: int) -> None:
    """Write until killed."""
    library = Library(place)
    library.collections()  # connected
    os.write(ready, b"!")
    for line in steps(library, random.Random(seed)):
        journal(line)


def write_some(place: str, seed: int, how_many: int) -> None:
    """Write so many times; says at the end that nothing was refused."""
    for number, line in enumerate(steps(Library(place), random.Random(seed)), start=1):
        journal(line)
        if number == how_many:
            journal("done")
            return


def forked(work: Callable[[], None]) -> int:
    """The number of a process that does the work."""
    if child := os.fork():
        return child
    try:
        work()
    except NotThere as error:
        journal(f"refused {error}")
    finally:
        sys.stdout.flush()
        os._exit(0)


def killed(place: str, kills: int) -> None:
    """Kill a writer at so many random moments."""
    library = Library(place)
    for number in range(ARTICLES // 2):
        library.add(article(number))
    library.close()  # no connection is shared with a forked process
    chance = random.Random(7)
    ready, told = os.pipe()
    for kill in range(kills):
        child = forked(lambda seed=kill: write_on(place, seed, told))  # type: ignore[misc]
        os.read(ready, 1)
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def together(place: str, writers: int, how_many: int) -> None:
    """Let so many write at the same time, each so many times."""
    children = [forked(lambda seed=seed: write_some(place, seed, how_many)) for seed in range(writers)]  # type: ignore[misc]
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    what, at, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    killed(at, count) if what == "killed" else together(at, count, int(sys.argv[4]))
