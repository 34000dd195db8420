"""Libraries that come with the extra `formats`, loaded when a file needs them."""

from __future__ import annotations

from typing import Any

from conflict_extract._extras import library
from conflict_extract.errors import ArticleError


def needed(module: str, name: str) -> Any:
    """A module of the extra `formats`.

    Args:
        module: its name.
        name: how messages call the file that needs it.

    Raises:
        ArticleError: it is not installed; the hint is the command that installs it.
    """
    return library(module, "formats", ArticleError, f"{name} was not read")
