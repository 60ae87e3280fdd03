"""Numbers out of the library: `index`, `shifts`, `export`."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import click

from signals.actors import actor_id
from signals.cli.options import COLLECTION, LIBRARY, OUT, opened, writable, write
from signals.export import Table, dictionary_csv, write_whole
from signals.library import Library
from signals.measuring import behind, days, measured, shifts_of
from signals.selection import Options
from signals.shifts import FALSE_ALARMS

_DAY = click.DateTime(["%Y-%m-%d"])
_SELECTION = (
    click.option("--by", type=click.Choice(["actor", "pair", "sides"]), default="actor", show_default=True,
                 help="Actor; source and target of acts; or the two sides, whoever acts."),
    click.option("--dated", type=click.Choice(["published", "event"]), default="published", show_default=True,
                 help="A paragraph counts on the day it was published, or on that of the event it tells of."),
    click.option("--background/--no-background", default=False, help="Count background paragraphs too."),
    click.option("--quotes/--no-quotes", default=True, help="Count quoted speech.  [default: quotes]"),
    click.option("--implied/--no-implied", default=True,
                 help="Count acts whose target is not named.  [default: implied]"),
    click.option("--min-confidence", default=0.0, show_default=True, help="Leave out readings less sure, 0 to 1."),
    click.option("--outlet", "outlets", multiple=True, help="Only what this outlet printed. May be repeated."),
    click.option("--actor", "actors", multiple=True, help="Only this actor, or pairs with it. May be repeated."),
    click.option("--from", "first", type=_DAY, help="First day (YYYY-MM-DD)."),
    click.option("--to", "last", type=_DAY, help="Last day (YYYY-MM-DD)."),
    click.option("--house-effects/--no-house-effects", default=True,
                 help="Take off what each outlet's house style adds.  [default: house-effects]"),
    click.option("--baseline-days", default=180, show_default=True, help="How far the actor's own past reaches."),
    COLLECTION,
)  # fmt: skip
_PERIOD = click.option(
    "--period", type=click.Choice(["day", "week", "month"]), default="day", show_default=True, help="Of each row."
)
_HALF_LIFE = click.option(
    "--half-life", default=0.0, show_default=True, help="Smooth with weights that halve every so many days."
)


def _selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SELECTION):
        command = option(command)
    return command


def _options(library: Library, values: dict[str, Any]) -> Options:
    own = library.own_names()
    actors = tuple(actor_id(actor, own) for actor in values.pop("actors"))
    first, last = (day.date() if isinstance(day := values.pop(name), datetime) else None for name in ("first", "last"))
    return Options(actors=actors, first=first, last=last, **values)


@click.command()
@_selecting
@_PERIOD
@_HALF_LIFE
@OUT
@LIBRARY
def index(out: Path, place: str | None, **values: Any) -> None:
    """Write the tension index of the library, one row an actor or pair and day, week or month.

    The column `options` of every row states all options and what the index was calibrated with; docs/method.md tells
    what they mean.
    """
    writable(out)
    library = opened(place)
    write([measured(library, _options(library, values))], "index", out, "{rows} rows.")


@click.command()
@_selecting
@click.option("--false-alarms", default=FALSE_ALARMS, show_default=True, help="False shifts a year to put up with.")
@OUT
@LIBRARY
def shifts(out: Path, place: str | None, false_alarms: float, **values: Any) -> None:
    """Write the days on which an actor or pair moved to another level, by more than chance allows."""
    writable(out)
    library = opened(place)
    write([shifts_of(library, _options(library, values), false_alarms)], "shifts", out, "{rows} shifts.")


@click.command()
@click.argument("unit", nargs=-1, required=True)
@_selecting
@OUT
@LIBRARY
def evidence(unit: tuple[str, ...], out: Path, place: str | None, **values: Any) -> None:
    """Write the paragraphs behind a number, those that weigh most first, and the points that each adds.

    UNIT is an actor, or with --by pair a source and a target. --from and --to are the days of the number; without
    them the whole library is taken as one period.
    """
    writable(out)
    library = opened(place)
    options, own = _options(library, values), library.own_names()
    held = days(library, options.collection)
    ids = [actor_id(name, own) for name in unit]
    first, last = held or (date.today(), date.today())
    found = behind(library, options, ids, options.first or first, options.last or last)
    write([found], "evidence", out, "{rows} paragraphs.")


@click.command()
@click.argument("what", type=click.Choice([*(table for table in get_args(Table) if table != "evidence"), "dictionary"]))
@OUT
@LIBRARY
@COLLECTION
def export(what: Any, out: Path, place: str | None, collection: str | None) -> None:
    """Write a table of everything in the library, or the dictionary of all columns.

    Paragraphs, relations and corrections can be taken into another library by `signals load`.
    """
    writable(out)
    if what == "dictionary":
        click.echo(dictionary_csv(), nl=False) if str(out) == "-" else write_whole(dictionary_csv(), out)
        return
    library = opened(place)
    if what in ("paragraphs", "relations"):
        write(library.in_parts(what, collection), what, out, f"{{rows}} {what}.")
    elif what == "corrections":
        frame = library.corrections()
        write([frame[frame["undone"].isna()]], what, out, "{rows} corrections.")
    else:
        make = measured if what == "index" else shifts_of
        write(
            [make(library, Options(collection=collection))],
            what,
            out,
            f"{{rows}} {'rows' if what == 'index' else what}.",
        )
