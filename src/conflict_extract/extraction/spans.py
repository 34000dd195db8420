"""Where words stand in an article: word for word, but for case, white space and the shape of quotes and dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from conflict_extract._characters import UNSEEN, visible
from conflict_extract.schema import Article, Sentence

_FLEXIBLE = {
    "'": "['’‘`ʼ]",
    "’": "['’‘`ʼ]",
    "‘": "['’‘`ʼ]",
    '"': '["“”„«»]',
    "“": '["“”„«»]',
    "”": '["“”„«»]',
    "‹": "[<‹＜﹤]",
    "›": "[>›＞﹥]",
    "(": r"[(\[［﹇{｛﹛]",
    ")": r"[)\]］﹈}｝﹜]",
    "¦": r"[|¦｜]",
    "-": "[-‐‑–—]",
    "–": "[-‐‑–—]",
    "—": "[-‐‑–—]",
}
# Chinese, Japanese, Thai, Lao, Tibetan, Burmese, Khmer: no blanks between words
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PARTICLES = (
    (
        re.compile("[\u0600-\u06ff]"),
        "(?=[\u0648\u0641\u0628\u0643\u0644\u0633\u0627])[\u0648\u0641]?[\u0628\u0643\u0644\u0633]?(?:\u0627\u0644)?",
    ),
    (re.compile("[\u0590-\u05ff]"), "[\u05d5\u05e9\u05d4\u05d1\u05dc\u05de\u05db]{1,3}"),
)
_GAP = r"[\s\"“”„«»'‘’]+"
_WITH_UNSEEN = re.compile(rf"(?:[{UNSEEN}]+\w+)+")
_QUOTED = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)")
_ALIKE = str.maketrans(
    {
        other: first
        for first, others in (("'", "’‘`ʼ"), ("-", "‐‑–—"), ("‹", "<＜﹤"), ("›", ">＞﹥"))
        for other in others
    }
    | dict.fromkeys("[［﹇{｛﹛", "(")
    | dict.fromkeys("]］﹈}｝﹜", ")")
    | dict.fromkeys("|｜", "¦")
)
_PAIRS = (("«", "»"), ("“", "”"), ("„", "“"), ("„", "”"), ('"', '"'), ("「", "」"), ("『", "』"))
QUOTES = " \t\"“”'‘’.,;:"


@dataclass(frozen=True)
class Span:
    """Words of the article: the sentence they stand in, and their offsets in the article's text."""

    sentence: Sentence
    start: int
    end: int

    @classmethod
    def within(cls, sentence: Sentence, offsets: tuple[int, int]) -> Span:
        """The words at the given offsets of a sentence's own text, to the end of a word with unseen characters."""
        unseen = _WITH_UNSEEN.match(sentence.text, offsets[1])
        return cls(sentence, sentence.start + offsets[0], sentence.start + (unseen.end() if unseen else offsets[1]))

    def part(self, offsets: tuple[int, int]) -> Span:
        """The words at the given offsets of this span's own text."""
        return Span(self.sentence, self.start + offsets[0], self.start + offsets[1])

    def text(self, article: Article) -> str:
        """The words as the article writes them."""
        return article.text[self.start : self.end]

    @property
    def in_sentence(self) -> tuple[str, int, int]:
        """The sentence's text, and the span in it."""
        return self.sentence.text, self.start - self.sentence.start, self.end - self.sentence.start


def find(words: str, sentences: Sequence[Sentence]) -> Span | None:
    """Where words stand in sentences: word for word, but for case, white space and the shape of quotes and dashes.

    The first sentence that holds them counts; within it an occurrence in the same case before any other.
    """
    return next((spans[0] for sentence in sentences if (spans := occurrences(words, sentence))), None)


def occurrences(words: str, sentence: Sentence) -> list[Span]:
    """Every place where words stand in a sentence, as `find` finds them."""
    wanted = unquoted(words)
    if not wanted:
        return []
    found = _exactly(wanted, sentence.text) or _loosely(wanted, sentence.text) or _joined(wanted, sentence.text)
    return [Span(sentence, sentence.start + start, sentence.start + end) for start, end in found]


@lru_cache(maxsize=4096)  # the same names are sought in one sentence after another
def unquoted(words: str) -> str:
    """Words without quotation marks, with one blank between them."""
    return " ".join(_QUOTED.sub(" ", visible(words)).strip(QUOTES).split())


def plain(words: str) -> str:
    """Words in one form of all that are found alike, but for case: without quotation marks, with plain apostrophes,
    dashes and brackets.
    """
    return unquoted(words).translate(_ALIKE)


def closed(span: Span, text: str) -> Span:
    """A span with the quotation mark that closes one within it: the shipyard "Tarn".

    Args:
        span: the words.
        text: of the article.
    """
    words, following = text[span.start : span.end], text[span.end : span.end + 1]
    opened = any(
        following == close
        and words.count(opening) > (words.count(close) if close != opening else words.count(close) // 2 * 2)
        for opening, close in _PAIRS
    )
    return Span(span.sentence, span.start, span.end + 1) if following and opened else span


def _exactly(wanted: str, text: str) -> list[tuple[int, int]]:
    found, start = [], text.find(wanted)
    while start >= 0:
        found.append((start, start + len(wanted)))
        start = text.find(wanted, start + 1)
    return [(start, end) for start, end in found if _stands_alone(text, start, end)]


def _loosely(wanted: str, text: str) -> list[tuple[int, int]]:
    between = "" if visible(text) == text else f"[{UNSEEN}]*"
    body = between.join(_GAP if char.isspace() else _FLEXIBLE.get(char, re.escape(char)) for char in wanted)
    for options in (0, re.IGNORECASE):
        found = [match.span() for match in re.finditer(body, text, options)]
        if found := [(start, end) for start, end in found if _stands_alone(text, start, end)]:
            return found
    return []


def _joined(wanted: str, text: str) -> list[tuple[int, int]]:
    """Words behind the particles that Arabic and Hebrew write together with them: "بالفاشر" holds "الفاشر"."""
    particles = next((each for script, each in _PARTICLES if script.match(wanted)), None)
    if particles is None:
        return []
    pattern = rf"(?<!\w){particles}(?P<words>{re.escape(wanted)})(?!\w)"
    return [match.span("words") for match in re.finditer(pattern, text)]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or behind, in scripts that have blanks between words."""
    return _parted(text[start - 1 : start], text[start]) and _parted(text[end - 1], text[end : end + 1])


def _parted(one: str, two: str) -> bool:
    in_word = _is_word(one) and _is_word(two)
    return not in_word or _UNSPACED.match(one) is not None or _UNSPACED.match(two) is not None


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
