"""Libraries that come with an extra, loaded when they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from conflict_extract.errors import ConflictExtractError


def library(module: str, extra: str, kind: type[ConflictExtractError], lost: str) -> Any:
    """A module that an extra brings.

    Args:
        module: its name.
        extra: what installs it.
        kind: the error that says so where it is missing.
        lost: what cannot be done without it, in words.

    Raises:
        ConflictExtractError: of that kind; the hint is the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise kind(
            f"{lost}: that needs a library that is not installed ({module})",
            hint=f"install it: pip install 'conflict-extract[{extra}]'",
        ) from error
