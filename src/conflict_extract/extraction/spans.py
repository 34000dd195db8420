"""Where words stand in an article: word for word, but for case, white space and the shape of quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import compress, pairwise
from typing import NamedTuple

from conflict_extract._characters import ARABIC_LETTERS, MARKS, UNSEEN, UNSPACED, lowered, visible
from conflict_extract._files import packaged_table
from conflict_extract.schema import Article, Sentence

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WITH_UNSEEN = re.compile(rf"(?:[{UNSEEN}]+\w+)+")
_QUOTED = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)")
_GAPS = re.compile(r"(?:[\s\"]|(?<!\w)'|'(?!\w))+")
_LEFT_OUT = re.compile(f"[{UNSEEN}{MARKS}]")
_ALIKE = str.maketrans(
    {
        ord(other): first
        for first, others in (
            ("'", "’‘`ʼʻʿʾ′ʹ´"),
            ('"', "“”„«»"),
            ("-", "‐‑–—−־"),
            ("‹", "<＜﹤"),
            ("›", ">＞﹥"),
            ("(", "[［﹇{｛﹛"),
            (")", "]］﹈}｝﹜"),
            ("¦", "|｜"),
        )
        for other in others
    }
    | ARABIC_LETTERS
)
_PAIRS = (("«", "»"), ("“", "”"), ("„", "“"), ("„", "”"), ('"', '"'), ("「", "」"), ("『", "』"))
QUOTES = " \t\"“”'‘’.,;:"
_SET_OFF = re.compile(r"(?<=\w)['’‘`ʼ](?P<ending>\w+)\Z")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BETWEEN = re.compile(r"[ -]+")
_LONGEST_ENDING = 8  # letters
_BARE = 3  # a stem of so many letters or fewer is no form by itself of a word with an ending
_MOST_WORDS, _LONGEST_NAME = 12, 200  # of a name whose forms are looked for


@dataclass(frozen=True)
class Span:
    """Words of the article: the sentence they stand in, and their offsets in the article's text.

    `said` is what was looked for, where the article has it with an ending or a particle.
    """

    sentence: Sentence
    start: int
    end: int
    said: str | None = None

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


def occurrences(words: str, sentence: Sentence, language: str | None = None) -> list[Span]:
    """Every place where words stand in a sentence.

    As they are; else but for case, white space, composition of letters and the shape of quotes and dashes; else behind
    the particles that Arabic, Hebrew and Amharic write together with them ("بالفاشر" holds "الفاشر"); else with
    another ending of a Slavic or Turkic language. Never within another word, where words have blanks between them.

    Args:
        words: what is looked for.
        sentence: where.
        language: of the article, by which endings in Latin letters are known.
    """
    wanted = unquoted(words)
    if not wanted or len(wanted) > 2 * len(sentence.text):
        return []
    exactly = _standing(wanted, sentence.text)
    if exactly:
        return [Span(sentence, sentence.start + start, sentence.start + end) for start, end in exactly]
    form, sought = _form(sentence.text), _form(wanted).text.strip()
    if not sought:
        return []
    small = lowered(sought)
    loosely = _standing(sought, form.text) or _standing(small, form.small)
    if loosely:
        return [form.span(sentence, *each) for each in loosely]
    found = _with_particles(small, form.small) or _with_endings(small, form.small, language)
    return [form.span(sentence, *each, said=wanted) for each in found]


@lru_cache(maxsize=4096)  # the same names are sought in one sentence after another
def unquoted(words: str) -> str:
    """Words without quotation marks, with one blank between them."""
    return " ".join(_QUOTED.sub(" ", visible(words)).strip(QUOTES).split())


def plain(words: str) -> str:
    """Words in one form of all that are found alike, but for case: without quotation marks, with plain apostrophes,
    dashes and brackets.
    """
    return _form(unquoted(words)).text


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
    return replace(span, end=span.end + 1) if following and opened else span


def without_ending(span: Span, text: str, language: str | None) -> Span:
    """A name without the ending that its language sets off by an apostrophe: "Hama" of "Hama'dan".

    Args:
        span: the name.
        text: of the article.
        language: of the article.
    """
    found = _SET_OFF.search(text, span.start, span.end)
    known = found and any(
        found.group("ending") in each.words for each in _word_forms()[1] if language in each.languages
    )
    return replace(span, end=found.start()) if found and known else span


class _Form(NamedTuple):
    """A text in the form in which words are compared.

    Args:
        text: composed letters, one shape of quotes and dashes, one blank between words, no marks that may be left out.
        small: the same in small letters.
        starts, ends: for each of its characters where those begin and end that it was written with.
    """

    text: str
    small: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, sentence: Sentence, start: int, end: int, said: str | None = None) -> Span:
        """What stands in a sentence at these offsets of its form."""
        return Span(sentence, sentence.start + self.starts[start], sentence.start + self.ends[end - 1], said)


@lru_cache(maxsize=1024)  # one sentence is searched for many names
def _form(text: str) -> _Form:
    plain = text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _LEFT_OUT.search(text))
    letters, starts, ends = (text, range(len(text)), range(1, len(text) + 1)) if plain else _composed(text)
    letters = letters.translate(_ALIKE)
    gaps = [gap for gap in _GAPS.finditer(letters) if gap.group() != " "]
    if gaps:
        kept = [True] * len(letters)
        for gap in gaps:
            kept[gap.start() + 1 : gap.end()] = [False] * (gap.end() - gap.start() - 1)
        letters = _GAPS.sub(" ", letters)
        starts, ends = list(compress(starts, kept)), list(compress(ends, kept))
    return _Form(letters, lowered(letters), starts, ends)


def _composed(text: str) -> tuple[str, list[int], list[int]]:
    """The letters of a text with their marks in one, without what may be left out, and where each begins and ends."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0  # of the last letter's form
    for place, char in enumerate(text):
        if char <= "\x7f":
            begin = len(letters)
            made = char
        elif _LEFT_OUT.match(char):
            if ends and unicodedata.combining(char):
                ends[-1] = place + 1
            continue
        elif letters and unicodedata.combining(char):
            made = unicodedata.normalize("NFKC", "".join(letters[begin:]) + char)
            start = starts[begin]
            del letters[begin:], starts[begin:], ends[begin:]
            letters += made
            starts += [start] * len(made)
            ends += [place + 1] * len(made)
            continue
        else:
            begin = len(letters)
            made = unicodedata.normalize("NFKC", char)
        letters += made
        starts += [place] * len(made)
        ends += [place + 1] * len(made)
    return "".join(letters), starts, ends


class _Joined(NamedTuple):
    """What a script writes together with a name, before it and behind it."""

    script: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    elided: tuple[str, str]


class _Endings(NamedTuple):
    """The endings of the words of some languages; see `word_forms.toml`."""

    script: re.Pattern[str]
    languages: frozenset[str]
    shortest: int
    words: frozenset[str]
    behind_consonants: frozenset[str]
    turned: dict[int, str]
    fleeting: str


@cache
def _word_forms() -> tuple[tuple[_Joined, ...], tuple[_Endings, ...]]:
    table = packaged_table("extraction", "word_forms.toml")
    joined = (
        _Joined(
            re.compile(f"[{row['script']}]"), re.compile(row["before"]), re.compile(row["behind"]), tuple(row["elided"])
        )
        for row in table["joined"]
    )
    endings = (
        _Endings(
            re.compile(f"[{row['script']}]+"),
            frozenset(row["languages"]),
            row["shortest"],
            frozenset(row["words"]),
            frozenset(row["behind_consonants"]),
            {ord(letter): turn[0] for turn in row["turns"] for letter in turn},
            row["fleeting"],
        )
        for row in table["endings"]
    )
    return tuple(joined), tuple(endings)


def _with_particles(sought: str, text: str) -> list[tuple[int, int]]:
    """Where words stand between the particles of their script."""
    joined = next((each for each in _word_forms()[0] if each.script.match(sought)), None)
    if joined is None:
        return []
    article, elided = joined.elided
    forms = [sought, elided + sought.removeprefix(article)] if article and sought.startswith(article) else [sought]
    found = []
    for words in forms:
        start = text.find(words)
        while start >= 0:
            end = start + len(words)
            first, last = start, end
            while first and _is_word(text[first - 1]):
                first -= 1
            while last < len(text) and _is_word(text[last]):
                last += 1
            before, behind = text[first:start], text[end:last]
            if (not before or joined.before.fullmatch(before)) and joined.behind.fullmatch(behind):
                found.append((start, end))
            start = text.find(words, last)
    return found


def _with_endings(sought: str, text: str, language: str | None) -> list[tuple[int, int]]:
    """Where words stand with any of the endings that their language gives to the stems that they can have."""
    parts = _WORDS.findall(sought)
    if not parts or len(parts) > _MOST_WORDS or len(sought) > _LONGEST_NAME:
        return []
    tokens, by_start = _words_of(text)
    found = []
    for first in by_start.get(parts[0][:2], ()):
        run = tokens[first : first + len(parts)]
        if len(run) == len(parts) and all(
            _is_form(part, text[start:end], language) for part, (start, end) in zip(parts, run, strict=True)
        ):
            between = (text[one[1] : two[0]] for one, two in pairwise(run))
            if all(_BETWEEN.fullmatch(gap) for gap in between):
                found.append((run[0][0], run[-1][1]))
    return found


@lru_cache(maxsize=1024)
def _words_of(text: str) -> tuple[list[tuple[int, int]], dict[str, list[int]]]:
    """The words of a sentence, and their numbers by their first two letters."""
    tokens = [match.span() for match in _WORDS.finditer(text)]
    by_start: dict[str, list[int]] = defaultdict(list)
    for number, (start, _) in enumerate(tokens):
        by_start[text[start : start + 2]].append(number)
    return tokens, dict(by_start)


def _is_form(word: str, written: str, language: str | None) -> bool:
    """Whether what is written is a word with its own ending or another one."""
    if word == written:
        return True
    if word[:2] != written[:2]:
        return False
    stems, others = _stems(word, language), _stems(written, language)
    return any(_fit(stem, ending, others[stem]) for stem, ending in stems.items() if stem in others)


def _fit(stem: str, own: str, other: str) -> bool:
    """Whether a stem that has the one sort of ending in a name can have the other in a text: a noun without an ending
    has those of nouns only."""
    if own == "none":
        return other == "noun"
    return other != "none" or len(stem) > _BARE


@lru_cache(maxsize=1 << 14)
def _stems(word: str, language: str | None) -> dict[str, str]:
    """The stems that a word can have, their last letter as it is before any ending, and what its ending is then."""
    endings = next(
        (
            each
            for each in _word_forms()[1]
            if each.script.fullmatch(word) and (not each.languages or language in each.languages)
        ),
        None,
    )
    if endings is None:
        return {}
    stems = {}
    for length in range(min(_LONGEST_ENDING, len(word) - endings.shortest), -1, -1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        if length and ending not in endings.words:
            continue
        sort = "none" if not length else "noun" if ending in endings.behind_consonants else "other"
        stems[stem[:-1] + stem[-1].translate(endings.turned)] = sort
        if stem[-2] in endings.fleeting and (not length or stem[-1] not in endings.fleeting):
            stems.setdefault(f"{stem[:-2]}*{stem[-1]}", sort)
        elif length and sort == "noun":
            stems.setdefault(f"{stem[:-1]}*{stem[-1]}", sort)
    return stems


def _standing(wanted: str, text: str) -> list[tuple[int, int]]:
    found, start = [], text.find(wanted)
    step = 1 if len(wanted) <= _LONGEST_NAME else len(wanted)  # or the time would grow with the square of a long one
    while start >= 0:
        found.append((start, start + len(wanted)))
        start = text.find(wanted, start + step)
    return [(start, end) for start, end in found if _stands_alone(text, start, end)]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or behind, in scripts that have blanks between words."""
    return _parted(text[start - 1 : start], text[start]) and _parted(text[end - 1], text[end : end + 1])


def _parted(one: str, two: str) -> bool:
    in_word = _is_word(one) and _is_word(two)
    return not in_word or _UNSPACED.match(one) is not None or _UNSPACED.match(two) is not None


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or (char > "\x7f" and unicodedata.combining(char) > 0)
