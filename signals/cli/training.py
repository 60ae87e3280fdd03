"""The model: `evaluate` and `train`."""

import json
from pathlib import Path

import click

from signals.cli.options import DEVICE, FILE, LIBRARY, counted, opened, said


@click.command()
@click.argument("file", required=False, type=FILE)
@DEVICE
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


@click.command()
@DEVICE
@click.option("--seed", default=0, show_default=True)
@click.option("--with-corrections", is_flag=True, help="Train on the corrected paragraphs of your library too.")
@LIBRARY
def train(device: str, seed: int, with_corrections: bool, place: str | None) -> None:
    """Fine-tune the model on the corpus and write it, with its model card, to data/model.

    With corrections the model is yours: its name says so, and `signals rescore` lets it read what is stored.
    """
    from signals.training.train import train as fine_tune

    extra = []
    if with_corrections:
        from signals.training.corrected import corrected_examples

        extra = corrected_examples(opened(place))
        said(f"{counted(len(extra), 'corrected paragraph')} beside the corpus.")
    fine_tune(device, seed, report=click.echo, extra=extra)
