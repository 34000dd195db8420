"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conflict_extract.cli import terminal
from conflict_extract.errors import ArticleError, EndpointNotNamed, SettingsError

if TYPE_CHECKING:
    from conflict_extract.settings import Settings

Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Article files or folders; - for standard input.")]
RecordFiles = Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of records (records.jsonl).")]
CodedFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A .csv file of ACLED, UCDP GED (compare only) or VIINA control, also gzipped or zipped."
    ),
]
EventsFile = Annotated[Path, typer.Argument(metavar="EVENTS", help="An events.json or .duckdb file.")]
EventSetFile = Annotated[Path, typer.Argument(metavar="EVENTS", help="A .duckdb file, made with --into.")]

_MODEL = "Model options"
_ARTICLES = "Article options"
Model = Annotated[
    str | None,
    typer.Option("--model", help="Model name, `embedded`, or the path of a .gguf file.", rich_help_panel=_MODEL),
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", help="An OpenAI-compatible endpoint, up to /v1.", rich_help_panel=_MODEL)
]
CacheDir = Annotated[
    Path | None, typer.Option("--cache-dir", help="Where answers and model files are kept.", rich_help_panel=_MODEL)
]
Actors = Annotated[
    Path | None, typer.Option("--actors", help="A TOML file of actors of your own; they come before those known.")
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither use nor keep cached answers.", rich_help_panel=_MODEL)
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Cached answers only; no call is made.", rich_help_panel=_MODEL)
]
Concurrency = Annotated[int | None, typer.Option("--concurrency", help="Calls at a time.", rich_help_panel=_MODEL)]
WindowSize = Annotated[int | None, typer.Option("--window", help="Sentences a call at most.", rich_help_panel=_MODEL)]
Strict = Annotated[
    bool, typer.Option("--strict", help="Set records aside that something speaks against.", rich_help_panel=_MODEL)
]
Screen = Annotated[
    bool,
    typer.Option(
        "--screen", help="Skip English articles without a word that can state an event.", rich_help_panel=_MODEL
    ),
]
MaxCost = Annotated[
    float | None, typer.Option("--max-cost", help="US dollars after which no call is made.", rich_help_panel=_MODEL)
]
Outlet = Annotated[str | None, typer.Option("--outlet", help="The outlet of all articles.", rich_help_panel=_ARTICLES)]
Published = Annotated[
    str | None,
    typer.Option("--published", help="The date of publication of all articles.", rich_help_panel=_ARTICLES),
]
Metadata = Annotated[
    Path | None,
    typer.Option(
        "--metadata",
        help="A CSV file that says of each file its outlet, published, …: see `articles --csv`.",
        rich_help_panel=_ARTICLES,
    ),
]
Places = Annotated[
    Path | None, typer.Option("--places", help="A TOML file of your own places.", rich_help_panel=_ARTICLES)
]
Outlets = Annotated[
    Path | None, typer.Option("--outlets", help="A TOML file of your own outlets and their other names.")
]
BatchFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that batch plan has made.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Name every failure and every set-aside item.")]


def day(published: str | None) -> str | None:
    """The date that --published gives.

    Raises:
        SettingsError: it is none.
    """
    from conflict_extract.articles import parse_published

    try:
        return parse_published(published) if published else None
    except ArticleError as error:
        raise SettingsError(f"--published: {error.message}", hint=error.hint) from error


def settings(no_cache: bool = False, **flags: Any) -> Settings:
    """Settings from flags; one that is not given leaves the word to variables, file and defaults.

    Where nothing but the endpoint is unclear, whoever sits at a terminal is asked.

    Raises:
        SettingsError: a value is wrong, or no endpoint is named and nobody can be asked or agrees.
    """
    from conflict_extract.settings import OPENAI_URL, Settings

    given = {name: value for name, value in flags.items() if value is not None and value is not False}
    given |= {"cache": False} if no_cache else {}
    try:
        return Settings.load(**given)
    except EndpointNotNamed as error:
        if not terminal.can_ask():
            raise
        terminal.say(error.message)
        if not terminal.confirmed(f"Send the articles to {OPENAI_URL}?"):
            raise
        return Settings.load(**given | {"base_url": OPENAI_URL})
