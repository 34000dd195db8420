"""Libraries that come with the extra `formats`, loaded when a file needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from conflict_extract.errors import ArticleError

COMMAND = "pip install 'conflict-extract[formats]'"


def needed(module: str, name: str) -> Any:
    """A module of the extra `formats`.

    Args:
        module: its name.
        name: how messages call the file that needs it.

    Raises:
        ArticleError: it is not installed; the hint is the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ArticleError(
            f"{name} was not read: that needs a library that is not installed ({module})", hint=f"install it: {COMMAND}"
        ) from error
