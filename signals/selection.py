"""Which readings an index is made of, and the stories they make.

`Options` say what is asked; `story_cells` picks the readings that answer it, leaves out words printed before, and sums
the rest to one cell a unit (an actor or a pair), period and story, for `signals.calibration` and `signals.index`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.errors import InputError
from signals.readings import (
    BACKGROUND,
    CORRECTED,
    DEESCALATORY,
    ESCALATORY,
    IMPLIED,
    NO_DAY,
    NOBODY,
    QUOTE,
    SAMPLE,
    Readings,
    words_key,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

REPRINT_DAYS = 7  # words printed again within so many days of their last printing are the same news
FADED = 40  # half lives after which a smoothed day has no weight left (2⁻⁴⁰)
BASELINE_PERIODS = 12  # a baseline looks back at least so many periods: a year of months
_KINDS = {"by": ("actor", "pair", "sides"), "period": ("day", "week", "month"), "dated": ("published", "event")}
_LONGEST = {"day": 1, "week": 7, "month": 31, "span": 1}  # days


@dataclass(frozen=True)
class Options:
    """What an index is made of and how; `docs/method.md` tells why the defaults are what they are.

    - `by`: "actor" (all paragraphs that name it), "pair" (what a source does toward a target) or "sides" (what passes
      between two actors, in either direction).
    - `period`: "day", "week" (begins on Monday) or "month".
    - `dated`: a paragraph counts on the day its article was "published", or on that of the "event" it tells of (where
      it speaks of none, the published day).
    - `background`, `quotes`, `implied`: whether background paragraphs, quoted speech and acts read from a clear
      reference (pairs only) count.
    - `min_confidence`, in [0, 1]: readings the model is less sure of are left out.
    - `outlets`: names; only what these printed, first or again, counts (empty: all).
    - `collection`: only its articles (None: all; samples only where there is nothing else).
    - `actors`: ids; only these, or pairs of which one of them is source or target (empty: all).
    - `first`, `last`: only periods that hold one of these days or a day between them (None: no bound). Earlier
      readings still serve baselines, smoothing and reprints, so that no value hangs on the window it is looked at in.
    - `house_effects`: whether what each outlet's house style adds is taken off (see `signals.calibration`).
    - `half_life`, in days: 0 for none, else each number is a weighted mean of the periods up to its own, whose weights
      halve every so many days.
    - `baseline_days`: how far the unit's own past reaches, and at least BASELINE_PERIODS periods.

    Raises InputError where a value is none of these.
    """

    by: str = "actor"
    period: str = "day"
    dated: str = "published"
    background: bool = False
    quotes: bool = True
    implied: bool = True
    min_confidence: float = 0.0
    outlets: tuple[str, ...] = ()
    collection: str | None = None
    actors: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    house_effects: bool = True
    half_life: float = 0.0
    baseline_days: int = 180

    def __post_init__(self) -> None:
        for name, known in _KINDS.items():
            if getattr(self, name) not in known:
                raise InputError(f"“{getattr(self, name)}” is no “{name}” of an index: choose {' or '.join(known)}.")
        if not 0 <= self.min_confidence <= 1:
            raise InputError(f"The least confidence is a share from 0 to 1, not {self.min_confidence:g}.")
        if not 0 <= self.half_life <= 3650:
            raise InputError(f"The half life is from 0 (no smoothing) to 3650 days, not {self.half_life:g}.")
        if not 1 <= self.baseline_days <= 36500:
            raise InputError(f"The baseline needs from 1 to 36500 days, not {self.baseline_days}.")
        for name in ("outlets", "actors"):
            if isinstance(getattr(self, name), str):
                raise InputError(f"“{name}” takes several names: give a list of them, even of one.")
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.first and self.last and self.first > self.last:
            raise InputError(f"The first day, {self.first}, is after the last, {self.last}: swap them.")

    @property
    def look_back(self) -> int:
        """Days that the baseline reaches back."""
        return max(self.baseline_days, BASELINE_PERIODS * _LONGEST[self.period])

    def stated(self) -> str:
        """All options in one line, defaults too, as every export states them: "by=actor period=day …"."""
        return " ".join(f"{option.name}={_stated(getattr(self, option.name))}" for option in fields(self))


def _stated(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == ():
        return "all"
    if isinstance(value, tuple):
        return "|".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Cells:
    """Sums over the readings of each unit, period and story, sorted by unit, period, outlet and story.

    `first` and `second`: codes of the actors (`second` is NOBODY for an actor alone); `period`: its first day, days
    since 1970-01-01; `outlet` that printed the story first. `paragraphs` counts those not printed before; `stance`,
    `squares`, `escalatory` and `deescalatory` are sums over them, `squares` of squared stances. `articles` counts all
    that printed the story in the period, reprints too.
    """

    first: Ints
    second: Ints
    period: Ints
    outlet: Ints
    story: Ints
    articles: Ints
    paragraphs: Floats
    stance: Floats
    squares: Floats
    escalatory: Floats
    deescalatory: Floats

    def __len__(self) -> int:
        return len(self.story)


_SUMS = ("articles", "paragraphs", "stance", "squares", "escalatory", "deescalatory")


def story_cells(readings: Readings, options: Options, period: str | None = None) -> Cells:
    """Cells of the readings that the options ask for.

    With `first` given, cells reach back as far as baseline and smoothing need. `period`: "span" takes the days from
    `first` to `last` as one period. Raises InputError where the readings are not of the kind that `by` asks for.
    """
    _check_kind(readings, options)
    wanted = _wanted(readings, options)
    again, spoken = _reprints(readings, wanted)
    days = _days(readings, options)
    length = period or options.period
    rows = np.flatnonzero(_within(wanted, days, options, length))
    dated = None if days is readings.columns["day"] else days[rows]
    return _summed(_article_cells(readings, rows, again, spoken, dated, options, length))


def counted(readings: Readings, options: Options) -> dict[str, npt.NDArray[Any]]:
    """Columns of the readings that count, one each, of the days from `first` to `last`; printed words count once.

    Source and target (codes; for `by="sides"`, the earlier one in the order of the alphabet first), event and stance.
    """
    _check_kind(readings, options)
    wanted = _wanted(readings, options)
    again, (heads, voices) = _reprints(readings, wanted)
    wanted[again] = False
    columns = readings.columns
    stance, event = columns["stance"].astype(np.float64), columns["event"].copy()
    stance[heads], event[heads] = stance[voices], event[voices]
    rows = np.flatnonzero(_within(wanted, _days(readings, options), options, "span"))
    first, second = _unit(readings.actors, columns["source"][rows], columns["target"][rows], options)
    return {"source": first, "target": second, "event": event[rows], "stance": stance[rows]}


def rows_of(
    readings: Readings, options: Options, unit: Sequence[str], first: date, last: date
) -> dict[str, npt.NDArray[Any]]:
    """Columns of the readings of one actor, or of two, from `first` to `last`: article, paragraph, story, outlet,
    stance, and `fresh`, false for words printed before. Empty where an actor is not known.
    """
    _check_kind(readings, options)
    codes = {actor: code for code, actor in enumerate(readings.actors)}
    columns, size = readings.columns, len(readings)
    mine = np.zeros(size, dtype=bool)
    for one in {tuple(unit), tuple(unit[::-1])} if options.by == "sides" else {tuple(unit)}:
        if all(actor in codes for actor in one):
            source, *target = (codes[actor] for actor in one)
            start, end = np.searchsorted(columns["source"], [source, source + 1])
            mine[start:end] = (columns["target"][start:end] == target[0]) if target else True
    wanted = _wanted(readings, options) & mine
    again, (heads, voices) = _reprints(readings, wanted)
    days = _days(readings, options)
    wanted &= (days >= day_number(first)) & (days <= day_number(last))
    fresh, stance = np.ones(size, dtype=bool), columns["stance"].astype(np.float64)
    fresh[again], stance[heads] = False, stance[voices]
    rows = np.flatnonzero(wanted)
    named = {name: columns[name][rows] for name in ("article", "paragraph", "story", "outlet")}
    return named | {"stance": stance[rows], "fresh": fresh[rows]}


def chosen(readings: Readings, options: Options) -> Ints:
    """Positions of the readings that the options ask for from `first` to `last`, reprints too."""
    return np.flatnonzero(_within(_wanted(readings, options), _days(readings, options), options, "span"))


def between(readings: Readings, options: Options, actor: str, other: str | None) -> Ints:
    """Positions of the chosen readings by pair of which an actor is source or target, and `other` the other side."""
    codes = {name: code for code, name in enumerate(readings.actors)}
    if actor not in codes or (other is not None and other not in codes):
        return np.zeros(0, dtype=np.int64)
    rows = chosen(readings, replace(options, by="pair", actors=(actor,)))
    if other is None:
        return rows
    source, target = readings.columns["source"][rows], readings.columns["target"][rows]
    with_other: Ints = rows[(source == codes[other]) | (target == codes[other])]
    return with_other


def _check_kind(readings: Readings, options: Options) -> None:
    if len(readings) and (readings.columns["target"][0] == NOBODY) != (options.by == "actor"):
        kind, other = ("pairs", "actor") if options.by == "actor" else ("actors", options.by)
        raise InputError(f"These are readings of {kind}; an index by {other} needs those of the other kind.")


def _wanted(readings: Readings, options: Options) -> Mask:
    """Which readings the options ask for, whatever their day."""
    columns, flags = readings.columns, readings.columns["flags"]
    off = (not options.background) * BACKGROUND | (not options.quotes) * QUOTE | (not options.implied) * IMPLIED
    wanted: Mask = (flags & np.uint16(off)) == 0
    if options.min_confidence > 0:
        wanted &= columns["confidence"] >= np.ceil(100 * options.min_confidence - 1e-9)
    if options.actors:
        named = np.isin(np.array([*readings.actors, ""], dtype=object), options.actors)  # the last place is nobody's
        named[-1] = False
        either = named[columns["source"]]
        wanted &= either if options.by == "actor" else either | named[columns["target"]]
    articles = readings.articles
    if options.outlets:
        wanted &= _printed(articles, options.outlets)[columns["article"]]
    here = held_in(articles["collection"], options.collection)
    return wanted if here.all() else wanted & here[columns["article"]]


def held_in(collections: "pd.Series[str]", named: str | None) -> Mask:
    """Which articles, by the collection each is in, are in the named one; without a name, all that are no samples.

    Where there are only samples, these.
    """
    if named is not None:
        return (collections == named).to_numpy(dtype=bool)
    names = collections.astype("category")
    samples = names.cat.categories.str.startswith(SAMPLE)
    own = ~np.append(samples, True)[names.cat.codes.to_numpy()]
    return own if own.any() else np.ones(len(collections), dtype=bool)


def _printed(articles: pd.DataFrame, outlets: tuple[str, ...]) -> Mask:
    """Which articles one of these outlets printed, first or again."""
    printed: Mask = articles["outlet"].isin(outlets).to_numpy(dtype=bool, copy=True)
    for place in np.flatnonzero(articles["printed_by"].to_numpy(dtype=object) != ""):
        printed[place] |= not set(outlets).isdisjoint(articles["printed_by"].iloc[place].splitlines())
    return printed


def _reprints(readings: Readings, wanted: Mask) -> tuple[Ints, tuple[Ints, Ints]]:
    """Readings whose words were printed before, and those that speak with the voice of another printing.

    The same words about the same actors count once for as long as they keep being printed, each time within
    REPRINT_DAYS of the last. Where an analyst corrected a printing, the first one takes its stance: the second result
    pairs such first printings with the corrected ones.
    """
    columns = readings.columns
    rows = np.flatnonzero(wanted & columns["shared"])
    key = words_key({name: columns[name][rows] for name in ("digest", "source", "target")})
    order = np.argsort(key, kind="stable")  # in the order of days, since readings of a unit stand in it
    rows, key, day = rows[order], key[order], columns["day"][rows[order]]
    again = np.zeros(len(rows), dtype=bool)
    again[1:] = (key[1:] == key[:-1]) & (day[1:] - day[:-1] <= REPRINT_DAYS)
    firsts = np.flatnonzero(~again)[np.cumsum(~again) - 1]
    corrected = np.flatnonzero((columns["flags"][rows] & CORRECTED) != 0)
    heads, places = np.unique(firsts[corrected], return_index=True)
    return rows[again], (rows[heads], rows[corrected[places]])


def _days(readings: Readings, options: Options) -> npt.NDArray[np.int32]:
    published: npt.NDArray[np.int32] = readings.columns["day"]
    if options.dated == "published":
        return published
    event = readings.columns["event_day"]
    return np.where(event == NO_DAY, published, event)


def _within(wanted: Mask, days: npt.NDArray[np.int32], options: Options, length: str) -> Mask:
    """The wanted readings of the days that the periods asked for need."""
    if options.first is not None:
        reach = 0 if length == "span" else options.look_back + int(np.ceil(FADED * options.half_life))
        wanted = wanted & (days >= period_of(day_number(options.first), length) - reach)
    if options.last is not None:
        wanted = wanted & (days < _end(day_number(options.last), length))
    return wanted


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def period_of(day: int, length: str) -> int:
    """First day of the period ("day", "week", "month" or "span") that holds a day; days since 1970-01-01."""
    return int(periods_of(np.array([day]), length)[0]) if length != "span" else day


def _end(day: int, length: str) -> int:
    """The first day after the period that holds this day."""
    later = day + 1
    while length != "span" and period_of(later, length) == period_of(day, length):
        later += 1
    return later


def periods_of(days: npt.NDArray[Any], length: str) -> Ints:
    """First days of the periods that hold the days; 0 for all where one period spans them ("span")."""
    if length == "span":
        return np.zeros(len(days), dtype=np.int64)
    whole = days.astype(np.int64)
    if length == "week":
        return (whole - 4) // 7 * 7 + 4  # 1970-01-05 was a Monday
    if length == "month":
        return whole.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return whole


def _article_cells(
    readings: Readings,
    rows: Ints,
    again: Ints,
    spoken: tuple[Ints, Ints],
    dated: npt.NDArray[np.int32] | None,
    options: Options,
    length: str,
) -> Cells:
    """One cell a unit, period and article, in the order of `Cells`.

    Readings stand in order already by actor or pair and day. Else runs of readings that fall in the same cell are
    summed first, which leaves far less to sort.
    """
    columns = readings.columns
    parts = [columns[name][rows] for name in ("source", "target", "article")]
    extra = [dated] if dated is not None else []
    if options.by == "sides":  # a paragraph may tell of acts in both directions; it is one paragraph all the same
        extra.append(columns["paragraph"][rows])
    starts = run_starts(*parts, *extra)
    sums = _sums(readings, rows, again, spoken, starts)
    source, target, article = (part[starts].astype(np.int64) for part in parts)
    day = columns["day"][rows[starts]] if dated is None else dated[starts]
    first, second = _unit(readings.actors, source, target, options)
    keys = [first, second, periods_of(day, length)]
    if length == "day" and options.by != "sides" and dated is None:
        return _of_articles(readings, rows[starts], keys, sums)
    return _sorted_cells(readings, rows[starts], keys, article, sums, options)


def _sums(readings: Readings, rows: Ints, again: Ints, spoken: tuple[Ints, Ints], starts: Ints) -> dict[str, Floats]:
    columns = readings.columns
    stance, flags = columns["stance"][rows], columns["flags"][rows]
    fresh = np.ones(len(rows), dtype=np.float32)
    if len(again):
        heads, voices = spoken
        held, at = _held(rows, heads)
        stance[at], flags[at] = columns["stance"][voices[held]], columns["flags"][voices[held]]
        fresh[_held(rows, np.sort(again))[1]] = 0
        stance *= fresh
    values = {
        "paragraphs": fresh,
        "stance": stance,
        "squares": stance * stance,
        "escalatory": fresh * ((flags & ESCALATORY) != 0),
        "deescalatory": fresh * ((flags & DEESCALATORY) != 0),
    }
    return {name: add_up(value, starts) for name, value in values.items()}


def _held(rows: Ints, some: Ints) -> tuple[Mask, Ints]:
    """Which of `some` (sorted positions) are among the sorted `rows`, and where those stand there."""
    at = np.searchsorted(rows, some)
    held = np.zeros(len(some), dtype=bool)
    inside = at < len(rows)
    held[inside] = rows[at[inside]] == some[inside]
    return held, at[held]


def _unit(actors: tuple[str, ...], source: Ints, target: Ints, options: Options) -> tuple[Ints, Ints]:
    """Codes of the two sides; where direction does not matter, the earlier one in the order of the alphabet first."""
    if options.by != "sides":
        return source, target
    place = alphabet(actors)
    swapped = place[source] > place[target]
    return np.where(swapped, target, source), np.where(swapped, source, target)


def alphabet(actors: tuple[str, ...]) -> Ints:
    """By code, the actor's place in the order of the alphabet; the last place, where NOBODY (-1) looks, comes first."""
    places = np.empty(len(actors) + 1, dtype=np.int64)
    places[np.argsort(np.array(actors, dtype=str), kind="stable")] = np.arange(len(actors))
    places[-1] = NOBODY
    return places


def _of_articles(readings: Readings, rows: Ints, keys: list[Ints], sums: dict[str, Floats]) -> Cells:
    columns = readings.columns
    outlet, story = (columns[name][rows].astype(np.int64) for name in ("outlet", "story"))
    first, second, period = keys
    return _cells(first, second, period, outlet, story, sums)


def _cells(first: Ints, second: Ints, period: Ints, outlet: Ints, story: Ints, sums: dict[str, Floats]) -> Cells:
    return Cells(first, second, period, outlet, story, articles=np.ones(len(story), dtype=np.int64), **sums)


def _sorted_cells(
    readings: Readings, rows: Ints, keys: list[Ints], article: Ints, sums: dict[str, Floats], options: Options
) -> Cells:
    """Cells in the order of `Cells`, of the same unit, period and article summed."""
    columns = readings.columns
    size = len(readings.articles)
    story, outlet = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    story[article], outlet[article] = columns["story"][rows], columns["outlet"][rows]
    place = np.empty(size, dtype=np.int64)
    place[np.lexsort((story, outlet))] = np.arange(size)  # of each article, so that outlets and stories stand together
    parts = [*keys, place[article]]
    if options.by == "sides":
        order, starts = _order([*parts, columns["paragraph"][rows].astype(np.int64)])
        sums = _of_paragraphs(sums, order, starts)
        parts, article = [part[order][starts] for part in parts], article[order][starts]
    order, starts = _order(parts)
    sums = {name: add_up(values[order], starts) for name, values in sums.items()}
    first, second, period, _ = (part[order][starts] for part in parts)
    article = article[order][starts]
    return _cells(first, second, period, outlet[article], story[article], sums)


def _of_paragraphs(sums: dict[str, Floats], order: Ints, starts: Ints) -> dict[str, Floats]:
    """Means over the acts of each paragraph that are not reprinted, as the sums of one paragraph."""
    summed = {name: add_up(values[order], starts) for name, values in sums.items()}
    acts = np.maximum(summed["paragraphs"], 1)
    means = {name: values / acts for name, values in summed.items()}
    return means | {"squares": means["stance"] ** 2}


def _order(parts: list[Ints]) -> tuple[Ints, Ints]:
    """The order by several whole numbers, the first one foremost, and where runs of equal ones start in it."""
    key, size = np.zeros(len(parts[0]), dtype=np.int64), 1
    for part in parts:
        low, high = (int(part.min()), int(part.max())) if len(part) else (0, 0)
        size *= high - low + 1
        if size >= 2**63:  # more than a library holds; slower, and right
            order = np.lexsort(parts[::-1])
            return order, run_starts(*(part[order] for part in parts))
        key = key * (high - low + 1) + (part - low)
    order = np.argsort(key)
    return order, run_starts(key[order])


def _summed(cells: Cells) -> Cells:
    """Cells of articles summed to cells of stories."""
    starts = run_starts(cells.first, cells.second, cells.period, cells.story)
    sums = {name: add_up(getattr(cells, name), starts) for name in _SUMS}
    heads = {name: getattr(cells, name)[starts] for name in ("first", "second", "period", "outlet", "story")}
    return Cells(**heads, **sums)


def run_starts(*columns: npt.NDArray[Any]) -> Ints:
    """Where, in columns of one length, a run of equal rows starts."""
    size = len(columns[0])
    new = np.zeros(size, dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)


def add_up(values: npt.NDArray[Any], starts: Ints) -> Any:
    """Sums over the runs that start there, in double precision (whole numbers stay whole)."""
    kind = np.int64 if values.dtype.kind in "iu" else np.float64
    return np.add.reduceat(values, starts, dtype=kind) if len(starts) else np.zeros(0, dtype=kind)
