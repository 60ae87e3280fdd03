"""The command `signals`: score files, keep them in the library, correct, export, evaluate and train.

Results go to files or standard output, what is said about them to standard error. Exit codes: 0, all was done; 1,
something could not be used and a sentence says what; 2, the command was typed wrongly; 130, interrupted.
"""

import click

from signals.cli import articles, correcting, keeping, numbers, training
from signals.errors import InputError


class _Commands(click.Group):
    """Turns an InputError into its sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("Interrupted: what was stored before is kept, and doing it again goes on from there.", err=True)
            ctx.exit(130)
        except BrokenPipeError:  # who read the output wants no more of it
            ctx.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diplomatic-tension-signals", prog_name="signals")
def main() -> None:
    """Who is escalating and who is de-escalating, toward whom, day by day, read from news text.

    \b
    Score one article to a CSV:      signals score article.txt --out paragraphs.csv
    … or through a pipe:             cat article.txt | signals score - --out - > paragraphs.csv
    Keep articles in your library:   signals add articles/
    The index of your library:       signals index --by actor --out index.csv
    … week by week, for two pairs:   signals index --by pair --period week --actor RUS --actor UKR --out index.csv
    Which sentences made a number:   signals evidence RUS --from 2022-02-17 --to 2022-02-17 --out -
    Days on which something changed: signals shifts --out shifts.csv
    Correct the machine:             signals correct ARTICLE 3 --stance -0.5 --by "A. Analyst" --reason "an offer"
    Take everything away:            signals export paragraphs --out paragraphs.parquet
    One file of it all, and back:    signals backup monday.sqlite; signals restore monday.sqlite
    Is everything sound?             signals doctor

    \b
    `signals COMMAND --help` tells the options of each. Exit codes: 0 done; 1 something could not be used, and a
    sentence on standard error says what; 2 the command was typed wrongly; 130 interrupted.
    """


for command in (
    articles.score, articles.add, articles.samples, articles.load, articles.delete,
    numbers.index, numbers.evidence, numbers.shifts, numbers.export,
    correcting.correct, correcting.corrections,
    keeping.actors, keeping.rescore, keeping.backup, keeping.restore, keeping.doctor,
    training.evaluate, training.train,
):  # fmt: skip
    main.add_command(command)

if __name__ == "__main__":
    main()
