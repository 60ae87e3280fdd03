"""Articles in: `score`, `add`, `samples`, `load`; and out of the library: `delete`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from signals.actors import OwnNames, read_own_names
from signals.articles import MAX_BYTES_TOGETHER, SUFFIXES, Article, read_upload
from signals.articles.language import READ, language_name
from signals.articles.tables import FIELDS
from signals.cli.options import DEVICE, FILE, LIBRARY, MODEL, OUT, counted, opened, progress, said, writable, write
from signals.errors import InputError
from signals.export import paragraphs_frame, uncorrected
from signals.library import OWN, Library
from signals.loading import load_export, tables_in
from signals.pipeline import score_articles
from signals.relations import relations, with_relations
from signals.scoring import load_scorer

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, allow_dash=True))
_PUBLISHED = click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Published date of articles that state none (YYYY-MM-DD).",
)
_COLUMNS = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column of a table holds text, title, outlet, author, published or url, where its name does not tell.",
)
_ACTORS = click.option(
    "--actors",
    "actors_file",
    type=FILE,
    help="CSV of your own actors: columns id and names, names parted by |.",
)
_ANY_LANGUAGE = click.option("--any-language", is_flag=True, help="Score text that is not English too.")
PIPED = "standard input.txt"


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the user said about the articles to be read."""

    published: date | None
    columns: dict[str, str]
    any_language: bool


@click.command()
@_PATHS
@OUT
@MODEL
@DEVICE
@_PUBLISHED
@_COLUMNS
@_ANY_LANGUAGE
@_ACTORS
@click.option(
    "--relations",
    "relations_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write who does what toward whom to this file too.",
)
def score(
    paths: tuple[Path, ...],
    out: Path,
    model: str,
    device: str,
    published: datetime | None,
    columns: tuple[str, ...],
    any_language: bool,
    actors_file: Path | None,
    relations_out: Path | None,
) -> None:
    """Score the paragraphs of articles to a CSV.

    PATHS are files, or folders of them: text, Markdown, web pages, PDF, Word, rich text, mail, tables of articles
    (.csv .tsv .xlsx .jsonl .parquet) and .zip archives of any of these; - is one article on standard input.

    Files that cannot be read are named on standard error and left out; the exit code is then 1.
    """
    writable(out, relations_out)
    if relations_out and model != "embedded":
        raise InputError("The hub models read no relations: use --model embedded for the relations CSV.")
    own = own_names(actors_file)
    articles, failed = _read(paths, _wishes(published, columns, any_language))
    if articles:
        scorer = load_scorer(model, device)
        with progress("scoring") as show:
            scored = score_articles(articles, scorer, show, own)
        write([paragraphs_frame(scored)], "paragraphs", out, f"{{rows}} paragraphs of {_articles(len(articles))}.")
        if relations_out:
            with progress("relations") as show:
                found = relations(scored, scorer, show)
            write([uncorrected(found)], "relations", relations_out, "{rows} relations.")
    sys.exit(1 if failed else 0)


@click.command()
@_PATHS
@LIBRARY
@MODEL
@DEVICE
@_PUBLISHED
@_COLUMNS
@_ANY_LANGUAGE
@click.option("--collection", default=OWN, show_default=True, help="Collection the articles are put into.")
def add(
    paths: tuple[Path, ...],
    place: str | None,
    model: str,
    device: str,
    published: datetime | None,
    columns: tuple[str, ...],
    any_language: bool,
    collection: str,
) -> None:
    """Score articles and store them in the library. Articles that are there already are left as they are.

    Each article is stored before the next is begun: after an interruption the same command goes on from there.
    """
    library = opened(place)
    articles, failed = _read(paths, _wishes(published, columns, any_language))
    failed += _add(library, articles, collection, model, device)
    sys.exit(1 if failed else 0)


@click.command()
@LIBRARY
@DEVICE
@click.option("--remove", is_flag=True, help="Take them out; they stay away until --again.")
@click.option("--again", is_flag=True, help="Put them in though they were removed.")
def samples(place: str | None, device: str, remove: bool, again: bool) -> None:
    """Put the sample articles into the library, each sequence as a collection of its own, or remove them."""
    from signals.samples import sample_sequences

    library = opened(place)
    if remove:
        said(f"{_articles(library.remove_samples())} removed.")
        return
    if not library.wants_samples(True if again else None):
        said("The sample articles were removed: signals samples --again puts them back.")
        return
    for collection, articles in sample_sequences():
        _add(library, articles, collection, "embedded", device, quiet=True)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@LIBRARY
@click.option("--collection", help="Collection the articles are put into. Default: the one that the export states.")
def load(files: tuple[Path, ...], place: str | None, collection: str | None) -> None:
    """Load exported tables into the library, scores and all.

    FILES are a table of paragraphs, and if you like those of relations and corrections that belong to it, as
    `signals export` wrote them. Articles that are there already are left as they are.
    """
    tables = tables_in(files)
    if "paragraphs" not in tables:
        raise InputError("None of the files is a table of paragraphs: name the one that belongs to the others.")
    with click.progressbar(length=0, label="loading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        done = load_export(
            opened(place), tables["paragraphs"], tables.get("relations"), tables.get("corrections"), collection,
            lambda articles: bar.update(articles - bar.pos),
        )  # fmt: skip
    for problem in done.problems:
        said(problem)
    said(f"{_articles(done.new)} loaded, {done.there} there already, {counted(done.corrections, 'correction')} taken.")
    sys.exit(1 if done.problems else 0)


@click.command()
@click.argument("article_ids", nargs=-1)
@click.option("--collection", help="Delete everything in this collection.")
@LIBRARY
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(article_ids: tuple[str, ...], collection: str | None, place: str | None, yes: bool) -> None:
    """Delete articles by their ids, or a whole collection, with everything that hangs on them."""
    library = opened(place)
    held = set(library.articles(collection)["article_id"]) if collection else set()
    if collection and not held:
        raise InputError(f"No collection is called “{collection}”: there are {', '.join(library.collections())}.")
    wanted = sorted({*article_ids, *held})
    if not wanted:
        raise InputError("Nothing to delete is named: give ids of articles, or --collection.")
    if not yes:
        click.confirm(f"Delete {_articles(len(wanted))} with scores, relations and corrections?", abort=True, err=True)
    gone = library.delete(wanted)
    if gone:
        said(f"{_articles(gone)} deleted.")
    if gone < len(wanted):
        raise InputError(
            f"{len(wanted) - gone} of the ids are not in the library: see them in an export of paragraphs."
        )


def own_names(file: Path | None) -> OwnNames:
    """The user's names of actors in a file; none without one."""
    return read_own_names(_bytes(file)) if file else ()


def _wishes(published: datetime | None, columns: tuple[str, ...], any_language: bool) -> _Wishes:
    named = dict(column.partition("=")[::2] for column in columns)
    if unknown := [field for field, column in named.items() if field not in FIELDS or not column]:
        raise InputError(
            f"--column {unknown[0]} is not understood: write FIELD=COLUMN with one of {', '.join(FIELDS)}."
        )
    return _Wishes(published.date() if published else None, named, any_language)


def _read(paths: tuple[Path, ...], wishes: _Wishes) -> tuple[list[Article], int]:
    """The articles of the paths, and how many could not be taken; each of these has its sentence on standard error."""
    articles, failed = [], 0
    for path in _files(paths):
        try:
            name = PIPED if str(path) == "-" else path.name
            found = list(read_upload(_bytes(path), name, wishes.columns))
        except InputError as error:
            said(str(error))
            failed += 1
            continue
        for one in found:
            problem = one.problem or _foreign(one.article, wishes)
            if one.article is None or problem:
                said(problem)
                failed += 1
            elif wishes.published and one.article.published is None:
                articles.append(one.article.dated(wishes.published))
            else:
                articles.append(one.article)
    return articles, failed


def _foreign(article: Article | None, wishes: _Wishes) -> str:
    if article is None or article.language == READ or wishes.any_language:
        return ""
    return (
        f"{article.source} is in {language_name(article.language)}, the model reads English: "
        "translate it first, or score it all the same with --any-language."
    )


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            if not found:
                said(f"{path} holds no files of the kinds that can be read ({' '.join(SUFFIXES)}).")
            yield from found
        else:
            yield path


def _bytes(path: Path) -> bytes:
    """The file's bytes; of one that is too large only enough for `read_article` to refuse it."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_BYTES_TOGETHER + 1)
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES_TOGETHER + 1)
    except OSError as error:
        raise InputError(f"{path.name} cannot be opened ({(error.strerror or 'error').lower()}).") from error


def _add(
    library: Library, articles: list[Article], collection: str, model: str, device: str, quiet: bool = False
) -> int:
    """Add articles one by one, so that an interruption loses at most the one in work. Returns how many failed."""
    failed = 0
    fresh = []
    for article in articles:
        if (held := library.recognised(article)) is not None:
            if not quiet:
                click.echo(held.sentence)
        elif article.published is None:
            said(f"“{article.title}” has no published date: add it with --published YYYY-MM-DD.")
            failed += 1
        else:
            fresh.append(article)
    if fresh:
        scorer, own = load_scorer(model, device), library.own_names()
        with progress(f"adding to {collection}") as show:
            for done, article in enumerate(fresh, start=1):
                scored = with_relations(score_articles([article], scorer, own=own), scorer)
                added = library.add(scored[0], collection)
                show(done, len(fresh))
                if not quiet:
                    click.echo(added.sentence)
    return failed


def _articles(count: int) -> str:
    return counted(count, "article")
