"""What an analyst corrects in a paragraph: its stance, actors, event date, background, or a relation.

A correction is stored beside what the model read and is used in its place everywhere. Here: what a correction is, and
how frames of paragraphs and relations look once corrections are applied. The library keeps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import pandas as pd

from signals.errors import InputError
from signals.scoring.outputs import EVENTS, NO_EVENT, QUAD_OF

Field = Literal["stance", "actors", "event_date", "background", "relation"]
FIELDS: tuple[Field, ...] = get_args(Field)
PARAGRAPH_FIELDS = FIELDS[:-1]
MOST_WORDS = 2_000  # characters of a name or reason
CORRECTED_COLUMNS = ["corrected", "corrected_by", "corrected_at", "correction_reason"]
MODEL_COLUMNS = ["model_stance", "model_actors", "model_event_date", "model_background"]
MODEL_RELATION_COLUMNS = ["model_event", "model_stance"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a paragraph. `value` is text:

    stance: a number in [-1, +1]; actors: ids parted by "|", empty for none; event_date: YYYY-MM-DD, empty for none;
    background: true or false; relation (from `source` to `target`): an event of `EVENTS` and the act's stance, as
    "THREATEN +0.8", or NONE where there is no such act.
    """

    article_id: str
    paragraph: int
    field: Field
    value: str
    by: str
    reason: str = ""
    source: str = ""
    target: str = ""

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise InputError(f"“{self.field}” cannot be corrected: name one of {', '.join(FIELDS)}.")
        if not self.by.strip():
            raise InputError("A correction needs the name of who makes it: state one (--by on the command line).")
        if max(len(self.by), len(self.reason), len(self.value)) > MOST_WORDS:
            raise InputError(f"A correction's words are longer than {MOST_WORDS} characters: shorten them.")
        if (self.field == "relation") != bool(self.source and self.target) or (
            self.field == "relation" and self.source == self.target
        ):
            raise InputError("A relation needs two different actors, and no other correction has them: name both.")
        object.__setattr__(self, "paragraph", int(self.paragraph))  # frames hold numpy's
        object.__setattr__(self, "value", _CANONICAL[self.field](self.value.strip()))


def _stance(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not -1 <= number <= 1:
        raise InputError(f"“{value[:40]}” is no stance: write a number from -1 (eases) to +1 (escalates).")
    return f"{number:+g}"


def _event_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError as error:
        raise InputError(
            f"“{value[:40]}” is no date: write it as 2021-12-05, or nothing where none is known."
        ) from error


def _background(value: str) -> str:
    if value.lower() not in ("true", "false"):
        raise InputError(f"“{value[:40]}” is neither true nor false: say whether the paragraph is background.")
    return value.lower()


def _actors(value: str) -> str:
    return "|".join(sorted({actor.strip() for actor in value.split("|") if actor.strip()}))


def _relation(value: str) -> str:
    event, _, stance = value.partition(" ")
    if event.upper() == NO_EVENT:
        return NO_EVENT
    if event.upper() not in EVENTS or not stance.strip():
        raise InputError(
            f"“{value[:40]}” is no act: write an event and a stance, as THREATEN +0.8, or NONE where there is none."
        )
    return f"{event.upper()} {_stance(stance.strip())}"


_CANONICAL = {
    "stance": _stance, "actors": _actors, "event_date": _event_date, "background": _background, "relation": _relation,
}  # fmt: skip


def act_of(value: str) -> tuple[str, float]:
    """Event and stance of a relation's value; (NONE, 0) where there is no act."""
    event, _, stance = value.partition(" ")
    return event, float(stance or 0)


def in_use(corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections that count: of each paragraph, field and pair the newest one that is not undone."""
    held = corrections[corrections["undone"].isna()].sort_values("correction")
    return held.drop_duplicates(["article_id", "paragraph", "field", "source", "target"], keep="last")


def corrected_paragraphs(paragraphs: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs as the model read them to paragraphs as they count.

    `corrections`: all rows of the table. Adds MODEL_COLUMNS, what the model read, and CORRECTED_COLUMNS: the corrected
    fields parted by "|" (empty where nothing is corrected), who corrected last, when (UTC) and why. Probabilities and
    sentiment stay as the model gave them.
    """
    frame = paragraphs.assign(**{name: paragraphs[name.removeprefix("model_")] for name in MODEL_COLUMNS})
    frame = _marked(frame, corrections[corrections["field"] != "relation"], ["article_id", "paragraph"])
    if corrections.empty:
        return frame
    for correction, places in _placed(frame, corrections, ["article_id", "paragraph"]):
        if correction.field == "stance":
            frame.loc[places, "stance"] = float(correction.value)
        elif correction.field == "actors":
            frame.loc[places, "actors"] = correction.value
    return _dated(frame, corrections)


def _dated(frame: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Event date and background of paragraphs, or of what was read in them, as corrected."""
    about = corrections[corrections["field"].isin(["event_date", "background"])]
    frame = frame.astype({"event_date": object})
    for correction, places in _placed(frame, about, ["article_id", "paragraph"]):
        if correction.field == "background":
            frame.loc[places, "background"] = correction.value == "true"
        else:
            day = date.fromisoformat(correction.value) if correction.value else None
            frame.loc[places, "event_date"] = pd.Series([day] * len(places), index=places, dtype=object)
    return frame


def _placed(frame: pd.DataFrame, corrections: pd.DataFrame, keys: list[str]) -> "list[tuple[Any, pd.Index]]":
    """The corrections in use of rows of the frame, each with the labels of its rows."""
    here = in_use(corrections)
    if here.empty:
        return []
    asked = set(zip(*(here[key] for key in keys), strict=True))
    mine = [place in asked for place in zip(*(frame[key] for key in keys), strict=True)]
    groups = frame[mine].groupby(keys).groups
    found = []
    for correction in here.itertuples():
        places = groups.get(tuple(getattr(correction, key) for key in keys))
        if places is not None:
            found.append((correction, places))
    return found


def _marked(frame: pd.DataFrame, corrections: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Adds CORRECTED_COLUMNS."""
    blank: dict[str, Any] = dict.fromkeys(("corrected", "corrected_by", "correction_reason"), "")
    frame = frame.assign(**blank, corrected_at=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]"))
    for correction, places in _placed(frame, corrections, keys):
        fields = sorted({*filter(None, str(frame.loc[places[0], "corrected"]).split("|")), correction.field})
        frame.loc[places, "corrected"] = "|".join(fields)
        frame.loc[places, "corrected_by"], frame.loc[places, "correction_reason"] = correction.by, correction.reason
        frame.loc[places, "corrected_at"] = correction.at
    return frame


def corrected_relations(relations: pd.DataFrame, paragraphs: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Relations as the model read them to relations as they count.

    `paragraphs`: those of the relations and of the corrections, corrected. Adds MODEL_RELATION_COLUMNS and
    CORRECTED_COLUMNS. A correction to NONE takes a relation out; one of a pair between which the model read no act
    adds it, with confidence 1, the whole paragraph as its quote and `model_event` NONE. Event date and background
    follow the paragraph's.
    """
    about = corrections[corrections["field"] == "relation"]
    keys = ["article_id", "paragraph", "source", "target"]
    frame = relations.assign(model_event=relations["event"], model_stance=relations["stance"])
    frame = _marked(frame, about, keys)
    if corrections.empty:
        return frame
    known = {tuple(place) for place in frame[keys].itertuples(index=False)}
    for correction, places in _placed(frame, about, keys):
        event, stance = act_of(correction.value)
        frame.loc[places, ["event", "quad"]] = event, QUAD_OF[event]
        frame.loc[places, ["stance", "confidence"]] = stance, 1.0
    added = [row for row in in_use(about).itertuples() if tuple(getattr(row, key) for key in keys) not in known]
    rows = _added(added, paragraphs)
    if rows:
        frame = pd.concat([frame, pd.DataFrame(rows)[list(frame.columns)]], ignore_index=True)
    frame = _dated(frame[frame["event"] != NO_EVENT], corrections)
    return frame.sort_values(["published", *keys], ignore_index=True)


def _added(corrections: Sequence[Any], paragraphs: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of relations that the model did not read."""
    if not corrections:
        return []
    wanted = {(one.article_id, one.paragraph) for one in corrections}
    mine = [place in wanted for place in zip(paragraphs["article_id"], paragraphs["paragraph"], strict=True)]
    held = {(row["article_id"], row["paragraph"]): row for row in paragraphs[mine].to_dict("records")}
    rows = []
    for one in corrections:
        event, stance = act_of(one.value)
        if (paragraph := held.get((one.article_id, one.paragraph))) and event != NO_EVENT:
            read = {
                "source": one.source, "target": one.target, "event": event, "quad": QUAD_OF[event], "stance": stance,
                "confidence": 1.0, "quote": paragraph["text"], "implied": False, "model_event": NO_EVENT,
                "model_stance": float("nan"), "corrected": "relation", "corrected_by": one.by,
                "corrected_at": one.at, "correction_reason": one.reason,
            }  # fmt: skip
            rows.append({str(name): value for name, value in paragraph.items()} | read)
    return rows
