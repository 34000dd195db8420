"""The command line as a whole, to which the modules of commands add theirs."""

from __future__ import annotations

from typing import Annotated

import typer

from conflict_extract.cli.help import Commands

app = Commands(
    name="conflict-extract",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns what many outlets write about a war into one checked, attributed set of events.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from conflict_extract._version import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every command says more with --help."""
