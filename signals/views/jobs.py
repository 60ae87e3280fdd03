"""Scoring in the background: the pages stay usable while a hundred articles are read, and it can be stopped.

One job a library runs in a thread of this process. Each article is stored before the next is begun, so that stopping,
closing the page or a crash loses at most the one in work.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import streamlit as st

from signals.articles import Article
from signals.errors import InputError
from signals.library import Library
from signals.pipeline import score_articles
from signals.relations import with_relations
from signals.scoring import load_scorer

WAITING, SCORING, ADDED, THERE, FAILED, STOPPED = (
    "waiting", "being scored", "added", "already there", "not added", "stopped",
)  # fmt: skip


@dataclass
class Item:
    """One article of a job: its state, and the sentence that tells what became of it."""

    article: Article
    collection: str
    state: str = WAITING
    sentence: str = ""


@dataclass
class Job:
    """Articles being scored into a library, in order. `add` may be called while it runs."""

    library: Library
    items: list[Item] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    @property
    def running(self) -> bool:
        """True until everything is scored or stopped."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def done(self) -> int:
        """How many articles wait no longer."""
        return sum(item.state not in (WAITING, SCORING) for item in self.items)

    def add(self, articles: Sequence[Article], collection: str) -> None:
        """Queue articles; a job that has ended begins anew with these alone."""
        with self._lock:
            if not self.running:
                self.items, self._stop = [], Event()
            self.items += [Item(article, collection) for article in articles]
            if not self.running:
                self._thread = Thread(target=self._work, name="scoring", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Leave out what waits; the article in work is finished."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; True where the job has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.running

    def _work(self) -> None:
        place = 0
        while True:
            with self._lock:
                if place == len(self.items):
                    self._thread = None
                    return
                item = self.items[place]
            place += 1
            if self._stop.is_set():
                item.state = STOPPED
                continue
            item.state = SCORING
            self._score(item)

    def _score(self, item: Item) -> None:
        try:
            added = self.library.recognised(item.article)
            if added is None:
                scorer = load_scorer()
                scored = score_articles([item.article], scorer, own=self.library.own_names())
                added = self.library.add(with_relations(scored, scorer)[0], item.collection)
            item.state, item.sentence = ADDED if added.new else THERE, added.sentence
        except InputError as error:
            item.state, item.sentence = FAILED, str(error)
        except Exception as error:
            logging.getLogger(__name__).exception("scoring %s", item.article.source)
            item.state = FAILED
            item.sentence = (
                f"“{item.article.title}” could not be scored ({type(error).__name__}): the others go on. "
                "The window in which the program runs tells more."
            )


@st.cache_resource
def _jobs() -> dict[str, Job]:
    return {}


def job_of(library: Library) -> Job:
    """The job of a library; an ended one keeps its items to be looked at."""
    job = _jobs().setdefault(library.name, Job(library))
    if job.library is not library and not job.running:
        job = _jobs()[library.name] = Job(library)
    return job


def notice(library: Library) -> None:
    """In the sidebar of every page, while something is being scored. Nothing ticks while nothing is."""
    job = job_of(library)
    if job.running:
        _ticking(job)


@st.fragment(run_every=2.0)
def _ticking(job: Job) -> None:
    if not job.running:
        st.rerun()
    st.progress(job.done / max(1, len(job.items)), f"Scoring {job.done + 1} of {len(job.items)} articles …")
    if st.button("Stop", key="stop-notice", help="The article in work is finished and kept."):
        job.stop()
