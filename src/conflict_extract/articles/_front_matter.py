"""YAML front matter between two lines of dashes at the beginning of a text file."""

from __future__ import annotations

import re
from typing import Any

from conflict_extract.errors import ArticleError

_LONGEST = 64_000
_SURELY_SHALLOW = 2000
# So many values, with all that they refer to written out, are more than any sound front matter has.
_MOST_VALUES = 10_000
_OPENING = re.compile(r"\s*-{3,}[ \t]*\n")
_CLOSING = re.compile(r"^-{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"^[A-Za-z_][\w-]*[ \t]*:(?:\s|$)", re.MULTILINE)


def split_front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    """The keys of the front matter and the text that follows it; without front matter, no keys and the whole text.

    A text that only begins with a rule of dashes has no front matter.

    Raises:
        ArticleError: the front matter is not valid YAML, or its references make it larger than any sound one.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end(), _LONGEST) if opening else None
    if opening is None or closing is None:
        return {}, text
    written = text[opening.end() : closing.start()]
    if not _KEY.search(written):
        return {}, text
    from frontmatter.default_handlers import YAMLHandler
    from yaml import MarkedYAMLError, SafeLoader, YAMLError  # type: ignore[import-untyped]  # it ships no types

    # The loader in C overflows the stack where many thousand brackets are nested; the one in Python raises.
    loader = {"Loader": SafeLoader} if len(written) > _SURELY_SHALLOW else {}
    try:
        keys = YAMLHandler().load(written, **loader)
        too_many = "*" in written and _written_out(keys, {}) > _MOST_VALUES
    except (YAMLError, ValueError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = text.count("\n", 0, opening.end()) + 1 + (mark.line if mark else 0)
        problem = error.problem if isinstance(error, MarkedYAMLError) else str(error).partition("\n")[0]
        raise ArticleError(
            f"{name}, line {line}: the front matter is not valid YAML ({problem})",
            hint="put values with a colon or quotation marks in quotes, or remove the lines of dashes",
        ) from error
    if too_many:
        raise ArticleError(
            f"{name}: the references in its front matter come to more than {_MOST_VALUES:,} values",
            hint="write the values out where they are needed, and remove the others",
        )
    return (keys, text[closing.end() :]) if isinstance(keys, dict) else ({}, text)


def _written_out(value: Any, known: dict[int, int]) -> int:
    """How many values a value comes to with all references written out; too many in a circle.

    Args:
        value: what was loaded; a reference is the same object once more.
        known: what is known of lists and mappings, by identity.
    """
    if not isinstance(value, list | dict):
        return 1
    if id(value) not in known:
        known[id(value)] = _MOST_VALUES + 1  # until it is counted: whoever meets it inside of itself is in a circle
        inner = [*value.values()] if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_written_out(each, known) for each in inner)
    return known[id(value)]
