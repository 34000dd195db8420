"""Libraries that come with the extra `exports`, loaded when a file needs them."""

from __future__ import annotations

from typing import Any

from conflict_extract._extras import library
from conflict_extract.errors import OutputError


def needed(module: str, name: str) -> Any:
    """A module of the extra `exports`.

    Args:
        module: its name.
        name: how messages call the file that needs it.

    Raises:
        OutputError: it is not installed; the hint is the command that installs it.
    """
    return library(module, "exports", OutputError, f"{name} was not written")
