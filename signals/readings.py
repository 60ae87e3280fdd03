"""What the index needs to know of every paragraph, in columns: a million paragraphs fit in memory and are summed in
a blink.

A reading is one paragraph as it bears on one actor (it names it), or on a source and a target (it tells of an act of
the one toward the other). The library packs the readings of an article when it is stored or corrected (`pack_actors`,
`pack_pairs`); `readings_of` lines them up, and `signals.index` sums them. Texts stay in the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.scoring.outputs import EVENTS, NO_EVENT

Ints = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[Any]]

BACKGROUND, FUTURE, QUOTE, IMPLIED, ESCALATORY, DEESCALATORY, CORRECTED = (1 << bit for bit in range(7))
SAMPLE = "Sample: "  # so begin the names of the collections of sample articles
NOBODY = -1  # the target of a reading that bears on one actor alone
NO_DAY = np.iinfo(np.int32).min  # the event day of a paragraph that speaks of none
CLEAR = 0.5  # probability from which a paragraph counts as escalatory or de-escalatory
LEANING = 0.25  # stance of a relation from which it does: nearer to level 1 than to 0

READING = np.dtype(
    [
        ("paragraph", "<i4"),
        ("source", "<i4"),  # codes of actors
        ("target", "<i4"),
        ("digest", "<i8"),  # of the paragraph's words
        ("event_day", "<i4"),  # days since 1970-01-01
        ("stance", "<f4"),
        ("confidence", "u1"),  # percent
        ("event", "u1"),  # position in EVENTS
        ("flags", "<u2"),
    ]
)
ARTICLE_COLUMNS = ["article_id", "collection", "story_id", "outlet", "published", "printed_by"]
Packed = np.ndarray[Any, np.dtype[np.void]]


def pack_actors(paragraphs: pd.DataFrame, codes: dict[str, int]) -> dict[str, bytes]:
    """Readings of READING by article id, one a paragraph and actor, from rows of `Library.paragraphs`.

    `codes` knows every actor. A paragraph counts as escalatory or de-escalatory where the model's probability is above
    CLEAR; one whose stance is corrected where that is LEANING or more from 0.
    """
    named = paragraphs.assign(source=paragraphs["actors"].str.split("|")).explode("source")
    named = named[named["source"].fillna("") != ""]
    packed = _packed(named, codes)
    packed["target"], packed["event"] = NOBODY, EVENTS.index(NO_EVENT)
    likeliest = named[["p_deescalatory", "p_neutral", "p_escalatory"]].max(axis=1)
    packed["confidence"] = np.rint(100 * likeliest.to_numpy(dtype=float))
    by_hand = named["corrected"].str.contains("stance").to_numpy(dtype=bool)
    for side, column, sign in ((ESCALATORY, "p_escalatory", 1), (DEESCALATORY, "p_deescalatory", -1)):
        leans = sign * named["stance"].to_numpy() >= LEANING
        packed["flags"] |= _where(np.where(by_hand, leans, named[column].to_numpy() > CLEAR), side)
    return _by_article(named["article_id"], packed)


def pack_pairs(relations: pd.DataFrame, codes: dict[str, int]) -> dict[str, bytes]:
    """Readings of READING by article id, one a relation, from rows of `Library.relations`. `codes` knows every actor.

    A relation counts as escalatory or de-escalatory where its stance is LEANING or more from 0.
    """
    packed = _packed(relations, codes)
    packed["target"] = relations["target"].map(codes)
    packed["event"] = relations["event"].map({event: place for place, event in enumerate(EVENTS)})
    packed["confidence"] = np.rint(100 * relations["confidence"].to_numpy(dtype=float))
    packed["flags"] |= _where(relations["stance"] >= LEANING, ESCALATORY)
    packed["flags"] |= _where(relations["stance"] <= -LEANING, DEESCALATORY)
    packed["flags"] |= _where(relations["implied"], IMPLIED)
    return _by_article(relations["article_id"], packed)


def _packed(rows: pd.DataFrame, codes: dict[str, int]) -> Packed:
    packed = np.zeros(len(rows), dtype=READING)
    packed["paragraph"], packed["source"] = rows["paragraph"], rows["source"].map(codes)
    packed["digest"] = [_signed(digest) for digest in rows["digest"]]
    packed["stance"], packed["event_day"] = rows["stance"], days_of(rows["event_date"])
    packed["flags"] = _where(rows["background"], BACKGROUND) | _where(rows["future"], FUTURE)
    packed["flags"] |= _where(rows["kind"] == "quote", QUOTE) | _where(rows["corrected"] != "", CORRECTED)
    return packed


def _by_article(article_ids: "pd.Series[Any]", packed: Packed) -> dict[str, bytes]:
    places = article_ids.reset_index(drop=True).groupby(article_ids.to_numpy(), sort=False).indices
    return {str(article_id): packed[own].tobytes() for article_id, own in places.items()}


def _where(condition: "npt.ArrayLike", flag: int) -> npt.NDArray[np.uint16]:
    return np.asarray(condition, dtype=bool).astype(np.uint16) * np.uint16(flag)


def _signed(digest: str) -> int:
    return int.from_bytes(bytes.fromhex(digest), "big", signed=True)


def days_of(dates: "pd.Series[Any]") -> npt.NDArray[np.int32]:
    """Days since 1970-01-01 of a column of dates; NO_DAY where there is none."""
    moments = pd.to_datetime(dates)
    days = moments.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(moments.isna(), NO_DAY, days).astype(np.int32)


@dataclass(frozen=True)
class Readings:
    """Readings of one kind, by actor or by pair, lined up for summing.

    `articles`: one row an article, in the order of `article`, with ARTICLE_COLUMNS: `outlet` that printed it,
    `published` (datetime64), `printed_by`: further outlets that printed the same words, each ended by a line break.
    `actors`: ids by code. `columns`: arrays of one length with the fields of READING and

    - `article`, its row in `articles`; `day` it was published on, days since 1970-01-01;
    - `story` and `outlet` as codes: the outlet is the one that printed the story first, whose wording it is;
    - `shared`, true where the same words stand in another paragraph too.

    Sorted by source, target, day, outlet, story, article, paragraph.
    """

    articles: pd.DataFrame
    actors: tuple[str, ...]
    columns: Columns

    def __len__(self) -> int:
        return len(self.columns["article"])

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """Names of the outlets by code, in order of the alphabet."""
        return tuple(np.unique(self.articles["outlet"].to_numpy(dtype=str)))

    def of(self, wanted: "npt.NDArray[Any] | slice") -> Columns:
        """The columns of the wanted readings: a mask, positions or a slice."""
        return {name: column[wanted] for name, column in self.columns.items()}


def readings_of(articles: pd.DataFrame, packed: Sequence[bytes], actors: tuple[str, ...]) -> Readings:
    """Line up the packed readings (bytes of READING) of these articles (columns of `Readings.articles`), one each."""
    articles = articles.reset_index(drop=True)
    # Numbered by id, so that nothing hangs on the order the articles come in.
    stories = np.unique(articles["story_id"].to_numpy(dtype=str), return_inverse=True)[1]
    day = days_of(articles["published"])
    outlet = _origins(np.unique(articles["outlet"].to_numpy(dtype=str), return_inverse=True)[1], stories, day)[stories]
    order = np.lexsort((articles["article_id"].to_numpy(dtype=str), stories, outlet, day))
    data = np.frombuffer(b"".join(packed[place] for place in order), dtype=READING)
    sizes = np.array([len(packed[place]) // READING.itemsize for place in order], dtype=np.int64)
    article = np.repeat(np.arange(len(order), dtype=np.int32), sizes)
    place = _by_unit(data, len(actors))
    shared = _shared(data, article)[place]
    data, article = data.take(place), article[place]  # whole readings first: one pass over memory that is out of order
    columns: Columns = {str(name): np.ascontiguousarray(data[name]) for name in READING.names or ()}
    columns |= {
        "article": article,
        "day": day[order][article],
        "story": stories[order].astype(np.int32)[article],
        "outlet": outlet[order].astype(np.int32)[article],
        "shared": shared,
    }
    return Readings(articles.iloc[order].reset_index(drop=True), actors, columns)


def _origins(outlet: Ints, story: Ints, day: npt.NDArray[np.int32]) -> Ints:
    """By story, the outlet that printed it first, from the outlets, stories and days (codes) of all articles.

    Of several on the same day, the one that is seldom late: the smallest share of its articles prints what others had
    on an earlier day. Agencies are hardly ever late, the papers that print their stories often. The articles' ids,
    which are hashes, would make it a lottery that every reprint joins.
    """
    earliest = np.full(story.max(initial=-1) + 1, np.iinfo(np.int32).max)
    np.minimum.at(earliest, story, day)
    late = day > earliest[story]
    tardy = (np.bincount(outlet, late) + 1) / (np.bincount(outlet) + 2)
    order = np.lexsort((outlet, tardy[outlet], late, story))[::-1]
    origin = np.zeros(len(earliest), dtype=np.int64)
    origin[story[order]] = outlet[order]  # the last one assigned, the best claim, stays
    return origin


def _by_unit(data: Packed, actors: int) -> Ints:
    """Stable order by source and target. Sixteen bits sort by radix, many times faster than by comparison."""
    small = np.int16 if actors < np.iinfo(np.int16).max else np.int32
    by_target = np.argsort(data["target"].astype(small), kind="stable")
    return by_target[np.argsort(data["source"].astype(small)[by_target], kind="stable")]


def _shared(data: Packed, article: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which readings, in the order of articles and paragraphs, are of words that stand in several paragraphs."""
    digest, paragraph = data["digest"], data["paragraph"]
    new = np.ones(len(data), dtype=bool)
    new[1:] = (article[1:] != article[:-1]) | (paragraph[1:] != paragraph[:-1])
    ordered = np.sort(digest[new])
    several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(several):
        return np.zeros(len(data), dtype=bool)
    place = np.minimum(np.searchsorted(several, digest), len(several) - 1)
    return np.asarray(several[place] == digest)


def words_key(columns: Columns) -> Ints:
    """One number for the same words about the same actors (a 64-bit mix; two may meet once in 10¹² libraries)."""
    most = int(max((columns[side].max(initial=NOBODY) for side in ("source", "target")), default=NOBODY))
    codes = np.arange(most + 2, dtype=np.uint64)  # the last one stands for NOBODY, which counts from the end
    unit, other = codes * np.uint64(0x9E3779B97F4A7C15), codes * np.uint64(0xC2B2AE3D27D4EB4F) << np.uint64(1)
    key = columns["digest"].view(np.uint64) ^ unit[columns["source"]]
    key ^= other[columns["target"]]
    return key.view(np.int64)


def readings_from_frames(paragraphs: pd.DataFrame, relations: pd.DataFrame | None = None) -> Readings:
    """Readings of frames in memory: by actor from `paragraphs`, or by pair where `relations` are given.

    Frames as `Library.paragraphs` and `Library.relations` give them.
    """
    rows = paragraphs if relations is None else relations
    sides = [rows["actors"].str.split("|").explode()] if relations is None else [rows["source"], rows["target"]]
    names = pd.concat(sides)
    actors = tuple(sorted({str(name) for name in names.dropna() if name}))
    codes = {actor: code for code, actor in enumerate(actors)}
    heads = rows.assign(printed_by="").drop_duplicates("article_id")[ARTICLE_COLUMNS]
    pack = pack_actors if relations is None else pack_pairs
    packed = pack(rows, codes)
    data = [packed.get(article_id, b"") for article_id in heads["article_id"]]
    return readings_of(heads.assign(published=pd.to_datetime(heads["published"])), data, actors)
