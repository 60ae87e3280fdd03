"""`python -m signals` is the command `signals`."""

from signals.cli import main

main(prog_name="signals")
