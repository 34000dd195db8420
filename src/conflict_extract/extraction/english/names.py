"""Where words stand in a sentence, and what a proper name looks like in English text, as regular expressions."""

from __future__ import annotations

Offsets = tuple[int, int]

_LATIN = (*range(0x250), *range(0x1E00, 0x1F00))
_UPPER = "[" + "".join(chr(code) for code in _LATIN if chr(code).isupper()) + "]"
ARTICLE = r"(?:al|el|ad|an|as|ar|ash|at|az|ez)"
_LINK = r"(?:al|el|ad|as|ar|ash|az|ez|bin|ibn|de|du|da|do|di|la|le|les|los|del|van|von|au|sur)"
WORD = rf"(?:{ARTICLE}-)?(?!{_UPPER}\.\w){_UPPER}[\w'’`-]*"  # no initials: "U.S. soldiers"
NAME = rf"{WORD}(?:[\s-](?:{_LINK}[\s-])*{WORD})*"
