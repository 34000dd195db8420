"""Rich text (.rtf)."""

from __future__ import annotations

import re
from typing import Any

from conflict_extract.errors import ArticleError

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def rich_text(data: bytes, name: str, striprtf: Any) -> str:
    """The text of a file in rich text, one paragraph a line.

    Args:
        data: the whole file.
        name: how messages call it.
        striprtf: the module `striprtf.striprtf`.

    Raises:
        ArticleError: it is damaged.
    """
    declared = _CODE_PAGE.search(data, 0, 4096)
    code_page = f"cp{declared[1].decode()}" if declared else "cp1252"
    try:
        written = data.decode(code_page, "replace") if not data.isascii() else data.decode("ascii")
    except LookupError:
        code_page, written = "cp1252", data.decode("cp1252", "replace")
    try:
        text = str(striprtf.rtf_to_text(written, encoding=code_page, errors="replace"))
    except Exception as error:
        # The library fails at damaged files with errors of every kind.
        raise ArticleError(
            f"{name} is damaged rich text ({type(error).__name__})", hint="save its text as .txt"
        ) from error
    lines = (" ".join(line.replace("|", " | ").split()).strip("| ") for line in text.splitlines())
    return "\n".join(lines).strip()
