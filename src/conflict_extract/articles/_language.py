"""The language of an article."""

from __future__ import annotations

import re
from typing import Any

_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]+)?\Z")
_SHORTEST = 40
_ENOUGH = 1500


def language_of(text: str, declared: Any = None) -> str | None:
    """The ISO 639-1 code that is declared, else the one that py3langid finds; null for texts under 40 characters."""
    code = _CODE.match(declared.strip()) if isinstance(declared, str) else None
    if code:
        return code[1].lower()
    if len(text.strip()) < _SHORTEST or not any(map(str.isalpha, text[:_ENOUGH])):
        return None
    import py3langid

    found = str(py3langid.classify(text[:_ENOUGH])[0])
    return found if len(found) == 2 else None
