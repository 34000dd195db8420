"""Characters that nobody sees, in which text can hide from its reader what a machine reads."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_PHRASE: Final = 300  # characters: no name, size or date that an article writes is longer

# Soft hyphens, zero-width characters, directional marks, variation selectors, fillers, and tag characters, which
# spell out ASCII unseen; as the inside of a character class of `re`.
UNSEEN: Final = (
    "\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164"
    "\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff"
)
# The two joiners are part of how Persian and the scripts of India are spelt.
_JOINER_IN_WORD: Final = r"(?<=[^\W\d_a-zA-Z])[\u200c\u200d](?=[^\W\d_a-zA-Z])"
# Vowel marks of Arabic and Hebrew, and the line that stretches Arabic words: with and without them a word is one.
MARKS: Final = "\\u0591-\\u05bd\\u05bf-\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed"
# Forms of one Arabic letter that writers use one for the other, and those of Persian and Urdu.
ARABIC_LETTERS: Final = str.maketrans("أإآٱىیېےئؤةہھەکڪ", "اااايييييوههههكك")
# Scripts that put no blanks between words: Chinese, Japanese, Thai, Lao, Tibetan, Burmese, Khmer; as the inside of a
# character class of `re`.
UNSPACED: Final = (
    "\\u0e00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff"
)
_MARK: Final = re.compile(f"[{MARKS}]")
_HIDDEN: Final = re.compile(rf"(?!{_JOINER_IN_WORD})[{UNSEEN}]")


def visible(text: str) -> str:
    """The text without what nobody sees."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def one_form(text: str) -> str:
    """The text with composed letters, without marks that may be left out, and with one form of each Arabic letter."""
    if text.isascii():
        return text
    return _MARK.sub("", unicodedata.normalize("NFKC", text)).translate(ARABIC_LETTERS)


def lowered(text: str) -> str:
    """The text in small letters, each where it stood: patterns find these several times faster than "whatever case"."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
