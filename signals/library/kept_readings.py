"""The readings of a library in memory, kept up with what is written by this and other processes."""

from threading import Lock
from time import monotonic
from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sql

from signals.library import packing, schema
from signals.library.database import Database
from signals.library.frames import AT_ONCE, ids_in_order, parts
from signals.readings import ARTICLE_COLUMNS, Readings, readings_of

Kind = Literal["actor", "pair"]
QUICK, LAG = 0.2, 10  # seconds, and how many times longer a slow look is good for
_READ = ["article_id", "collection", "story_id", "outlet", "published", "change", "data"]
_COLUMNS = [*ARTICLE_COLUMNS, "change", "data"]


class KeptReadings:
    """Readings of one kind. Only what has changed since the last look is read again."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database, self._kind = database, kind
        self._lock = Lock()
        self._seen = (-1, -1, -1)  # counters of changes, of removals, and of what changes everything
        self._rows = pd.DataFrame(columns=_COLUMNS)
        self._readings: Readings | None = None
        self._until = 0.0  # until then nobody looks whether something has changed

    def look_again(self) -> None:
        """Whoever asks next sees everything that was written until now."""
        self._until = 0.0

    def current(self) -> Readings:
        """The readings as the library holds them now.

        In a library so large that lining them up takes a while they may be older, by LAG times that while, so that the
        page stays quick while others add. What this program corrects or deletes is seen at once (`look_again`).
        """
        with self._lock:
            if self._readings is not None and monotonic() < self._until:
                return self._readings
            started = monotonic()
            self.pack_missing()
            with self._database.reading() as connection:
                change, removed, anew = (packing.value_of(connection, name) for name in ("change", "removed", "anew"))
                seen = (change, removed, anew)
                if self._readings is None or seen != self._seen:
                    self._take(connection, seen)
            took = monotonic() - started
            self._until = monotonic() + LAG * took if took > QUICK else 0.0
            assert self._readings is not None  # noqa: S101
            return self._readings

    def _take(self, connection: sql.Connection, seen: tuple[int, int, int]) -> None:
        query = packing.in_use(self._kind)
        if seen[2] == self._seen[2]:
            new = self._read(connection, query.where(schema.readings.c.change > self._seen[0]))
            old = self._rows[~self._rows["article_id"].isin(new["article_id"])]
            if seen[1] != self._seen[1]:
                old = old[old["article_id"].isin(set(ids_in_order(connection, None)))]
            self._rows = pd.concat([old, new], ignore_index=True) if len(old) else new
        else:
            self._rows = self._read(connection, query)
        codes = connection.execute(sql.select(schema.actor_codes).order_by(schema.actor_codes.c.code))
        self._readings = readings_of(
            self._rows[ARTICLE_COLUMNS], self._rows["data"].to_list(), tuple(row.actor for row in codes)
        )
        self._seen = seen

    def _read(self, connection: sql.Connection, query: "sql.Select[tuple[object, ...]]") -> pd.DataFrame:
        rows = connection.execute(query).all()
        frame = pd.DataFrame.from_records([tuple(row) for row in rows], columns=_READ)
        others: dict[str, str] = {}
        copies = sql.select(schema.copies)
        if len(frame) < AT_ONCE:
            copies = copies.where(schema.copies.c.article_id.in_(frame["article_id"].to_list()))
        for article_id, outlet in connection.execute(copies):
            others[article_id] = f"{others.get(article_id, '')}{outlet}\n"
        printed_by = [others.get(article_id, "") for article_id in frame["article_id"]]
        published = np.array(frame["published"].to_numpy(), dtype="datetime64[s]")
        return frame.assign(published=published, printed_by=printed_by)[_COLUMNS]

    def pack_missing(self) -> None:
        """Articles of an older version get their readings when they are first asked for."""
        if self._readings is not None:
            return
        with self._database.reading() as connection:
            missing = packing.unpacked(connection)
        for some in parts(missing, 500):
            with self._database.writing() as connection:
                packing.pack(connection, some)
