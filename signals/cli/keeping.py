"""The library as a whole: `actors`, `rescore`, `backup`, `restore`, `doctor`."""

import sys
from pathlib import Path

import click

from signals.actors import own_names_csv
from signals.cli.articles import own_names
from signals.cli.options import DEVICE, FILE, LIBRARY, MODEL, counted, opened, progress, said
from signals.rereading import read_again
from signals.rereading import rescore as rescore_library
from signals.scoring import load_scorer


@click.command()
@click.argument("file", required=False, type=FILE)
@LIBRARY
@DEVICE
def actors(file: Path | None, place: str | None, device: str) -> None:
    """Use the actors of FILE beside those of the tables, or show the ones in use.

    FILE is a CSV with the columns id and names, several names parted by |; it replaces the list in use, and every
    article of the library is read again for actors and relations. Without FILE the list in use is printed.
    """
    library = opened(place)
    if file is None:
        click.echo(own_names_csv(library.own_names()), nl=False)
        return
    names = own_names(file)
    articles = library.articles()["article_id"].to_list()
    scorer = load_scorer("embedded", device) if articles else None
    library.set_own_names(names)
    if scorer:
        with progress("reading again") as show:
            read_again(library, articles, scorer, show)
    said(f"{len(names)} names in use; {counted(len(articles), 'article')} read again.")


@click.command()
@MODEL
@DEVICE
@LIBRARY
@click.option("--forget-others", is_flag=True, help="Delete the scores of other models once these count.")
def rescore(model: str, device: str, place: str | None, forget_others: bool) -> None:
    """Score everything in the library with another model, or a newer version of it.

    The old scores count until all articles are done. Interrupted, the same command goes on where it was.
    """
    library = opened(place)
    scorer = load_scorer(model, device)
    with progress("scoring") as show:
        done = rescore_library(library, scorer, show)
    if forget_others:
        for other in library.models().query("in_use == 0")["model"]:
            library.forget_model(other)
    said(f"{counted(done, 'article')} scored by {scorer.name}, whose scores count from now on.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@LIBRARY
def backup(file: Path, place: str | None) -> None:
    """Copy the whole library to FILE, as it is at this moment. FILE is itself a library."""
    library = opened(place)
    with progress("copying") as show:
        library.backup(file, show)
    said(f"{file}: {counted(len(library.articles()), 'article')}, {file.stat().st_size / 1e6:,.1f} MB.")


@click.command()
@click.argument("file", type=FILE)
@LIBRARY
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, place: str | None, yes: bool) -> None:
    """Put what FILE holds in the place of everything in the library, wholly or not at all."""
    library = opened(place)
    held = len(library.articles())
    if held and not yes:
        click.confirm(
            f"Replace the {counted(held, 'article')} of {library.name} by those of {file.name}?", abort=True, err=True
        )
    with progress("restoring") as show:
        library.restore(file, show)
    said(f"{library.name}: {counted(len(library.articles()), 'article')}.")


@click.command()
@LIBRARY
@click.option("--repair", is_flag=True, help="Make anew what is made from the rest, where it is not sound.")
def doctor(place: str | None, repair: bool) -> None:
    """Look whether the library, the model and this computer are sound. The exit code is 1 where something is not."""
    from signals.doctor import examined

    sound = True
    for finding in examined(opened(place), repair):
        click.echo(f"{'ok ' if finding.sound else 'NOT'}  {finding.sentence}")
        sound = sound and finding.sound
    sys.exit(0 if sound else 1)
