"""All commands, in the order in which help lists them."""

from __future__ import annotations

from conflict_extract.cli import articles_to_events, housekeeping, using_events
from conflict_extract.cli.app import app
from conflict_extract.cli.batch import batch_app

__all__ = ["app", "articles_to_events", "using_events"]

app.add_typer(batch_app, name="batch", rich_help_panel="Articles to events")
app.command("schema", rich_help_panel="Housekeeping")(housekeeping.schema)
app.add_typer(housekeeping.cache_app, name="cache", rich_help_panel="Housekeeping")
app.add_typer(housekeeping.model_app, name="model", rich_help_panel="Housekeeping")
