"""Help as plain text, in sections: drawing it in boxes would load more than most commands need to do their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

Rows = list[tuple[str, str]]


def _sections(command: Any, context: Any) -> dict[str, Rows]:
    """Arguments and options by their section, in the order that they have there."""
    found: dict[str, Rows] = {}
    for each in command.get_params(context):
        record = each.get_help_record(context)
        if record is not None:
            section = "Arguments" if each.param_type_name == "argument" else each.rich_help_panel or "Options"
            found.setdefault(section, []).append(record)
    return found


def _write(sections: dict[str, Rows], formatter: Any) -> None:
    for name, rows in sections.items():
        with formatter.section(name):
            formatter.write_dl(rows)


class _Command(TyperCommand):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write(_sections(self, ctx), formatter)


class _Group(TyperGroup):
    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write(_sections(self, ctx), formatter)
        commands: dict[str, Rows] = {}
        for name, each in self.commands.items():
            section = getattr(each, "rich_help_panel", None) or "Commands"
            summary = " ".join((each.help or "").split("\n\n")[0].split())
            commands.setdefault(section, []).append((name, summary))
        _write(commands, formatter)


class Commands(typer.Typer):
    """Commands whose help is plain text; made as a `typer.Typer` is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=_Group, rich_markup_mode=None, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Adds a command."""
        return super().command(name, cls=_Command, **options)
