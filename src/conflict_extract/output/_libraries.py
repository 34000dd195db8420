"""Libraries that come with the extra `exports`, loaded when a file is written with them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from conflict_extract.errors import OutputError

COMMAND = "pip install 'conflict-extract[exports]'"


def needed(module: str, name: str) -> Any:
    """A module of the extra `exports`.

    Args:
        module: its name.
        name: how messages call the file that needs it.

    Raises:
        OutputError: it is not installed; the hint is the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise OutputError(
            f"{name} was not written: that needs a library that is not installed ({module})",
            hint=f"install it: {COMMAND}",
        ) from error
