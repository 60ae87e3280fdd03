"""The command `signals`: score files, keep them in the library, export, evaluate and train."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from signals.actors import OwnNames, own_names_csv, read_own_names
from signals.articles import MAX_BYTES_TOGETHER, SUFFIXES, Article, read_upload
from signals.articles.language import READ, language_name
from signals.articles.tables import FIELDS
from signals.errors import InputError
from signals.export import check_writable, index_csv, paragraphs_csv, paragraphs_frame, relations_csv, write_whole
from signals.index import tension_by_actor, tension_by_pair
from signals.library import OWN, Library
from signals.pipeline import score_articles
from signals.relations import relations, with_relations
from signals.rereading import read_again
from signals.scoring import Progress, load_scorer

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
_OUT = click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="CSV file to write.")
_LIBRARY = click.option(
    "--library",
    "library_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Library file. Default: SIGNALS_LIBRARY, else library.sqlite in your data folder.",
)
_MODEL = click.option("--model", default="embedded", show_default=True, help="Model that reads the paragraphs.")
_DEVICE = click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or mps.")
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
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV of your own actors: columns id and names, names parted by |.",
)
_ANY_LANGUAGE = click.option("--any-language", is_flag=True, help="Score text that is not English too.")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the user said about the articles to be read."""

    published: date | None
    columns: dict[str, str]
    any_language: bool


class _Commands(click.Group):
    """Turns an InputError into its sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diplomatic-tension-signals", prog_name="signals")
def main() -> None:
    """Who is escalating and who is de-escalating, day by day, read from news text.

    \b
    Score one article to a CSV:      signals score article.txt --out paragraphs.csv
    Keep articles in your library:   signals add articles/
    The index of your library:       signals index --by actor --out index.csv
    """


@main.command()
@_PATHS
@_OUT
@_MODEL
@_DEVICE
@_PUBLISHED
@_COLUMNS
@_ANY_LANGUAGE
@_ACTORS
@click.option(
    "--relations",
    "relations_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write who does what toward whom to this CSV too.",
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
    (.csv .tsv .xlsx .jsonl .parquet) and .zip archives of any of these.

    Files that cannot be read are named on standard error and left out; the exit code is then 1.
    """
    for wanted in filter(None, (out, relations_out)):
        check_writable(wanted)
    if relations_out and model != "embedded":
        raise InputError("The hub models read no relations: use --model embedded for the relations CSV.")
    own = _own_names(actors_file)
    articles, failed = _read(paths, _wishes(published, columns, any_language))
    if articles:
        scorer = load_scorer(model, device)
        with _progress("scoring") as progress:
            scored = score_articles(articles, scorer, progress, own)
        write_whole(paragraphs_csv(paragraphs_frame(scored)), out)
        click.echo(
            f"{out}: {sum(len(a.paragraphs) for a in articles)} paragraphs of {_articles(len(articles))}.",
            err=True,
        )
        if relations_out:
            with _progress("relations") as progress:
                found = relations(scored, scorer, progress)
            _write(relations_csv(found), relations_out, f"{len(found)} relations.")
    sys.exit(1 if failed else 0)


@main.command()
@_PATHS
@_LIBRARY
@_MODEL
@_DEVICE
@_PUBLISHED
@_COLUMNS
@_ANY_LANGUAGE
@click.option("--collection", default=OWN, show_default=True, help="Collection the articles are put into.")
def add(
    paths: tuple[Path, ...],
    library_path: Path | None,
    model: str,
    device: str,
    published: datetime | None,
    columns: tuple[str, ...],
    any_language: bool,
    collection: str,
) -> None:
    """Score articles and store them in the library. Articles that are there already are left as they are."""
    library = Library(library_path)
    articles, failed = _read(paths, _wishes(published, columns, any_language))
    failed += _add(library, articles, collection, model, device)
    sys.exit(1 if failed else 0)


@main.command()
@_LIBRARY
@_DEVICE
def samples(library_path: Path | None, device: str) -> None:
    """Put the sample articles into the library, each sequence as a collection of its own."""
    from signals.samples import sample_sequences

    library = Library(library_path)
    for collection, articles in sample_sequences():
        _add(library, articles, collection, "embedded", device, quiet=True)


@main.command()
@click.option("--by", type=click.Choice(["actor", "pair"]), default="actor", show_default=True)
@_OUT
@_LIBRARY
@click.option("--collection", help="Only this collection.")
@click.option("--background/--no-background", default=False, help="Count background paragraphs too.")
def index(by: str, out: Path, library_path: Path | None, collection: str | None, background: bool) -> None:
    """Write the tension index of the library, one row an actor, or a source and target, and day."""
    library = Library(library_path)
    if by == "pair":
        frame = tension_by_pair(library.relations(collection), background)
    else:
        frame = tension_by_actor(library.paragraphs(collection), background)
    _write(index_csv(frame), out, f"{len(frame)} rows.")


@main.command()
@click.argument("what", type=click.Choice(["paragraphs", "relations", "index"]))
@_OUT
@_LIBRARY
@click.option("--collection", help="Only this collection.")
def export(what: str, out: Path, library_path: Path | None, collection: str | None) -> None:
    """Write everything in the library as CSV."""
    library = Library(library_path)
    if what == "relations":
        found = library.relations(collection)
        _write(relations_csv(found), out, f"{len(found)} relations.")
        return
    paragraphs = library.paragraphs(collection)
    text = paragraphs_csv(paragraphs) if what == "paragraphs" else index_csv(tension_by_actor(paragraphs))
    _write(text, out, f"{len(paragraphs)} paragraphs.")


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_LIBRARY
@_DEVICE
def actors(file: Path | None, library_path: Path | None, device: str) -> None:
    """Use the actors of FILE beside those of the tables, or show the ones in use.

    FILE is a CSV with the columns id and names, several names parted by |; it replaces the list in use, and every
    article of the library is read again for actors and relations. Without FILE the list in use is printed.
    """
    library = Library(library_path)
    if file is None:
        click.echo(own_names_csv(library.own_names()), nl=False)
        return
    names = _own_names(file)
    articles = library.articles()["article_id"].to_list()
    scorer = load_scorer("embedded", device) if articles else None
    library.set_own_names(names)
    if scorer:
        with _progress("reading again") as progress:
            read_again(library, articles, scorer, progress)
    click.echo(f"{len(names)} names in use; {_articles(len(articles))} read again.", err=True)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_DEVICE
def evaluate(file: Path | None, device: str) -> None:
    """Measure the model: on the held-out split of the corpus, or on FILE (JSON).

    FILE is tab-separated with the columns marked_sentence (source in <s>…</s>, target in <t>…</t>), quad (1 to 4) and
    root (PLOVER event). Neither is ever trained on.
    """
    from signals.scoring.scorer import embedded_scorer
    from signals.training.evaluate import evaluate_benchmark, evaluate_corpus, table

    scorer = embedded_scorer(device)
    if file is None:
        click.echo(table(evaluate_corpus(scorer)))
    else:
        click.echo(json.dumps(evaluate_benchmark(scorer, file), indent=2))


@main.command()
@_DEVICE
@click.option("--seed", default=0, show_default=True)
def train(device: str, seed: int) -> None:
    """Fine-tune the model on the corpus and write it, with its model card, to data/model."""
    from signals.training.train import train as fine_tune

    fine_tune(device, seed, report=click.echo)


def _own_names(file: Path | None) -> OwnNames:
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
            found = list(read_upload(_bytes(path), path.name, wishes.columns))
        except InputError as error:
            click.echo(str(error), err=True)
            failed += 1
            continue
        for one in found:
            problem = one.problem or _foreign(one.article, wishes)
            if one.article is None or problem:
                click.echo(problem, err=True)
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
                click.echo(f"{path} holds no files of the kinds that can be read ({' '.join(SUFFIXES)}).", err=True)
            yield from found
        else:
            yield path


def _bytes(path: Path) -> bytes:
    """The file's bytes; of one that is too large only enough for `read_article` to refuse it."""
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
            click.echo(f"“{article.title}” has no published date: add it with --published YYYY-MM-DD.", err=True)
            failed += 1
        else:
            fresh.append(article)
    if fresh:
        scorer, own = load_scorer(model, device), library.own_names()
        with _progress(f"adding to {collection}") as progress:
            for done, article in enumerate(fresh, start=1):
                scored = with_relations(score_articles([article], scorer, own=own), scorer)
                added = library.add(scored[0], collection)
                progress(done, len(fresh))
                if not quiet:
                    click.echo(added.sentence)
    return failed


@contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error, silent where that is no terminal."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show


def _write(text: str, out: Path, what: str) -> None:
    write_whole(text, out)
    click.echo(f"{out}: {what}", err=True)


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"


if __name__ == "__main__":
    main()
