"""The user's own actors: a small CSV of names beside those of the tables."""

import csv
import io
import re
import unicodedata
from functools import lru_cache

from signals.actors.gazetteer import actors
from signals.errors import InputError

OwnNames = tuple[tuple[str, str], ...]
"""Pairs of a name as it is written in text and the actor it stands for."""

MOST_NAMES = 2_000
LONGEST_NAME = 80
MOST_BYTES = 500_000
_ID = re.compile(r"(?!(?:nan|na|null|none|true|false)$)[A-Za-z][A-Za-z0-9 ._-]{0,39}", re.IGNORECASE)


def read_own_names(data: bytes) -> OwnNames:
    """The names of a CSV with the columns `id` and `names`, several names parted by "|".

    `id` is shown and exported as it stands: a new one (letters, digits, spaces, ".", "_" and "-", at most 40), or one
    of the tables, which gets the names beside its own. A name has at least three letters or digits, or two capitals,
    and is matched as it is written, as whole words. Raises InputError, a sentence with the line, for anything else.
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"The list of actors is larger than {MOST_BYTES // 1000} kB: leave some names out.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("The list of actors is not UTF-8 text: save it as CSV (UTF-8).") from error
    try:
        first = text.partition("\n")[0]
        parting = next((mark for mark in ";\t" if mark in first and "," not in first), ",")
        rows = list(csv.reader(io.StringIO(text), strict=True, delimiter=parting))
    except csv.Error as error:
        raise InputError(f"The list of actors is not a CSV ({error}): write the columns id and names.") from error
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if head[:2] != ["id", "names"]:
        raise InputError("The list of actors must begin with the line id,names: put it in front.")
    found: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            for name, actor in _names_of(row, number):
                if found.setdefault(name, actor) != actor:
                    raise InputError(
                        f"Line {number}: “{name}” stands for {found[name]} already: leave it with one actor."
                    )
    if len(found) > MOST_NAMES:
        raise InputError(f"The list holds {len(found):,} names, more than {MOST_NAMES:,}: leave some out.")
    return tuple(sorted(found.items()))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Ids of the tables by the names that are shown for them: an own id must not look like another actor."""
    return {actor.name.casefold(): actor.id for actor in actors().values()}


def _names_of(row: list[str], number: int) -> list[tuple[str, str]]:
    actor = row[0].strip()
    cells = (unicodedata.normalize("NFC", cell).replace("’", "'") for cell in row[1:])  # as text is read
    names = [name for cell in cells for part in cell.split("|") if (name := " ".join(part.split()))]
    if not _ID.fullmatch(actor):
        raise InputError(
            f"Line {number}: “{actor[:40]}” is no id: use a letter, then letters, digits, spaces, dots and hyphens."
        )
    if (known := _by_name().get(actor.casefold())) and known != actor:
        raise InputError(f"Line {number}: {actor} is {known} in the tables: write {known}.")
    if not names:
        raise InputError(f"Line {number}: {actor} has no names: write them after the comma, parted by |.")
    for name in names:
        short = sum(char.isalnum() for char in name) < 3 and not (len(name) > 1 and name.isupper())
        sound = name.isprintable() and name[0].isalnum() and any(char.isalpha() for char in name)
        if short or len(name) > LONGEST_NAME or not sound:
            raise InputError(
                f"Line {number}: “{name[:40]}” cannot be a name: use three letters or more, at most {LONGEST_NAME}."
            )
    return [(name, actor) for name in names]


def actor_id(said: str, own: OwnNames = ()) -> str:
    """The id of an actor that somebody names by its id ("rus" too) or shown name. InputError where there is none."""
    text = " ".join(said.split())
    ids = {actor.casefold(): actor for _, actor in own} | {known.casefold(): known for known in actors()}
    found = ids.get(text.casefold()) or _by_name().get(text.casefold())
    if found is None:
        raise InputError(
            f"No actor is called “{text[:40]}”: write an id such as RUS or NATO, or a name such as Russia."
        )
    return found


def own_names_csv(names: OwnNames) -> str:
    """The same names as a CSV that `read_own_names` takes."""
    actors: dict[str, list[str]] = {}
    for name, actor in names:
        actors.setdefault(actor, []).append(name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "names"])
    writer.writerows([actor, "|".join(own)] for actor, own in sorted(actors.items()))
    return out.getvalue()
