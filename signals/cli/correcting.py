"""What an analyst puts right: `correct` and `corrections`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from signals.cli.options import LIBRARY, OUT, counted, opened, said, write
from signals.corrections import Correction, Field
from signals.errors import InputError


@click.command()
@click.argument("article_id", required=False)
@click.argument("paragraph", required=False, type=int)
@click.option("--stance", type=float, help="From -1 (eases) to +1 (escalates).")
@click.option("--actors", help="Every actor that the paragraph names, parted by commas: RUS,UKR or Russia,Ukraine.")
@click.option("--event-date", type=click.DateTime(["%Y-%m-%d"]), help="The day it speaks of (YYYY-MM-DD).")
@click.option("--no-event-date", is_flag=True, help="It speaks of no certain day.")
@click.option("--background/--no-background", default=None, help="Whether it tells of a time well before publication.")
@click.option(
    "--relation",
    nargs=4,
    metavar="SOURCE TARGET EVENT STANCE",
    help="An act of one actor toward another, as: RUS UKR THREATEN 0.8",
)
@click.option("--no-relation", nargs=2, metavar="SOURCE TARGET", help="There is no act of the one toward the other.")
@click.option("--undo", type=int, metavar="NUMBER", help="Take this correction back instead.")
@click.option("--by", required=True, envvar="SIGNALS_ANALYST", help="Your name. Default: SIGNALS_ANALYST.")
@click.option("--reason", default="", help="Why.")
@LIBRARY
def correct(
    article_id: str | None,
    paragraph: int | None,
    undo: int | None,
    by: str,
    reason: str,
    place: str | None,
    **values: Any,
) -> None:
    """Correct what the model read in paragraph PARAGRAPH of the article ARTICLE_ID.

    The model's value is kept beside yours; yours counts in every index and export until it is undone. Ids and numbers
    of paragraphs stand in an export of paragraphs. `signals corrections --out -` lists what was corrected.
    """
    library = opened(place)
    if undo is not None:
        undone = library.undo(undo, by)
        said(f"Correction {undo} is undone: what stood before {undone.field} {undone.value} counts again.")
        return
    if not article_id or paragraph is None:
        raise InputError("Name the article's id and the paragraph's number, or a correction to --undo.")
    wanted = list(_wanted(**values))
    if not wanted:
        raise InputError(
            "Nothing to correct is named: give --stance, --actors, --event-date, --background or --relation."
        )
    made = [Correction(article_id, paragraph, field, value, by, reason, *sides) for field, value, *sides in wanted]
    for one in [library.checked(one) for one in made]:
        number = library.correct(one)
        click.echo(f"Correction {number}: {one.field} of paragraph {paragraph} is {one.value or 'none'} from now on.")


def _wanted(
    stance: float | None,
    actors: str | None,
    event_date: datetime | None,
    no_event_date: bool,
    background: bool | None,
    relation: tuple[str, str, str, str] | None,
    no_relation: tuple[str, str] | None,
) -> Iterator[tuple[Field, str] | tuple[Field, str, str, str]]:
    """Field, value, and for a relation its two sides, of what the options correct."""
    if stance is not None:
        yield "stance", str(stance)
    if actors is not None:
        yield "actors", actors.replace(",", "|")
    if event_date or no_event_date:
        yield "event_date", event_date.date().isoformat() if event_date else ""
    if background is not None:
        yield "background", str(background).lower()
    if relation:
        yield "relation", f"{relation[2]} {relation[3]}", relation[0], relation[1]
    if no_relation:
        yield "relation", "NONE", no_relation[0], no_relation[1]


@click.command()
@OUT
@LIBRARY
@click.option("--all", "undone", is_flag=True, help="Those that were undone too.")
def corrections(out: Path, place: str | None, undone: bool) -> None:
    """Write the corrections made in the library, with the model's value, who made them, when and why."""
    frame = opened(place).corrections()
    kept = frame if undone else frame[frame["undone"].isna()]
    write([kept], "corrections", out, "{rows} corrections.")
    if not undone and len(kept) < len(frame):
        said(f"{counted(len(frame) - len(kept), 'correction')} undone and left out: --all writes them too.")
