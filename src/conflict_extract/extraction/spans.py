"""Where words stand in an article: word for word, but for case, white space and the shape of quotes and dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_GAP = r"[\s\"“”„«»'‘’]+"
_WITH_UNSEEN = re.compile(rf"(?:[{UNSEEN}]+\w+)+")
_QUOTED = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)")
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


def find(words: str, sentences: list[Sentence]) -> Span | None:
    """Where words stand in sentences: word for word, but for case, white space and the shape of quotes and dashes.

    The first sentence that holds them counts; within it an occurrence in the same case before any other.
    """
    wanted = _QUOTED.sub(" ", visible(words)).strip(QUOTES)
    if not wanted:
        return None
    characters = [_GAP if char.isspace() else _FLEXIBLE.get(char, re.escape(char)) for char in " ".join(wanted.split())]
    before, after = r"(?<!\w)" if wanted[0].isalnum() else "", r"(?!\w)" if wanted[-1].isalnum() else ""
    for sentence in sentences:
        between = "" if visible(sentence.text) == sentence.text else f"[{UNSEEN}]*"
        bounded = before + between.join(characters) + after
        match = re.search(bounded, sentence.text) or re.search(bounded, sentence.text, re.IGNORECASE)
        if match:
            return Span(sentence, sentence.start + match.start(), sentence.start + match.end())
    return None
