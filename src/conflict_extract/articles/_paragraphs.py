"""Where paragraphs begin and end: at blank lines, and at line breaks that are not those of a hard-wrapped paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n\v\f\x85\u2028\u2029]+")
_LIST_ITEM = re.compile(r"(?:[-*+•·–—>#|]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|\(?[a-zA-Z]\))(?=\s)")
# The full stops of all scripts, as the inside of a character class; the last is the second of two Ethiopic word-spaces.
FULL_STOPS = ".。．｡۔।॥։።፨။។៕།༎᠃፡"
_SENTENCE_END = re.compile(rf"[{FULL_STOPS}!?:;…！？؟؛]['\"”’»)\]*_]*$")
_NAME_WITH_SMALL_ARTICLE = re.compile(r"[a-z]{1,3}[-'’][A-Z]")

# Nobody wraps text narrower than this or wider than this; outside it a line break is the author's own.
_NARROWEST, _WIDEST = 40, 120


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text without white space at its ends."""

    start: int
    end: int


def paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs of a text in order: headlines, datelines and list items that stand on a line of their own,
    and runs of lines that a mail program or terminal has wrapped, which are one paragraph.

    A line break belongs to a wrapped paragraph if the line is full (the next word would not have fitted in the
    width that the paragraph, or else most of the text, is wrapped to), in a paragraph which shows that it is
    wrapped by going on in small letters after at least one break; or if the next line itself goes on so.
    """
    blocks = list(_blocks(text))
    widths = [_wrap_width(text, block) for block in blocks]
    common_width = max(widths, default=0)
    for block, width in zip(blocks, widths, strict=True):
        yield from _joined(text, block, width or common_width)


def _blocks(text: str) -> Iterator[list[Span]]:
    """The runs of lines between blank lines."""
    block: list[Span] = []
    previous_end = 0
    for match in _LINE.finditer(text):
        line = _trimmed(text, match.start(), match.end())
        if line is None:
            continue
        if block and _line_breaks(text[previous_end : line.start]) > 1:
            yield block
            block = []
        block.append(line)
        previous_end = line.end
    if block:
        yield block


def _trimmed(text: str, start: int, end: int) -> Span | None:
    line = text[start:end]
    inner = line.strip()
    if not inner:
        return None
    start += len(line) - len(line.lstrip())
    return Span(start, start + len(inner))


def _line_breaks(gap: str) -> int:
    if "\u2029" in gap or "\f" in gap:
        return 2
    return gap.replace("\r\n", "\n").count("\n") or 1


def _joined(text: str, lines: list[Span], width: int) -> Iterator[Span]:
    start = lines[0].start
    for line, following in pairwise(lines):
        if not (_goes_on(text, line, following) or (width and _is_full(text, line, following, width))):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, lines[-1].end)


def _wrap_width(text: str, lines: list[Span]) -> int:
    """The width that the lines are wrapped to, 0 if nothing shows that they are wrapped."""
    width = max(line.end - line.start for line in lines)
    if len(lines) < 2 or not _NARROWEST <= width <= _WIDEST:
        return 0
    breaks = list(pairwise(lines))
    if any(_goes_on(text, line, following) for line, following in breaks):
        return width
    # Scripts without small letters show it by three or more full lines that stop in mid-sentence.
    in_mid_sentence = [
        _is_full(text, line, following, width)
        and _caseless(text[following.start])
        and not _SENTENCE_END.search(text, line.start, line.end)
        for line, following in breaks
    ]
    return width if len(breaks) >= 2 and all(in_mid_sentence) else 0


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Whether a line stops in mid-sentence and the next one goes on in small letters."""
    return (
        _NARROWEST * 3 // 4 <= line.end - line.start <= _WIDEST
        and is_small(text[following.start])
        and not _SENTENCE_END.search(text, max(line.start, line.end - 8), line.end)
        and not _NAME_WITH_SMALL_ARTICLE.match(text, following.start)
        and not _LIST_ITEM.match(text, following.start)
    )


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    if _LIST_ITEM.match(text, following.start):
        return False
    length = line.end - line.start
    first_word = len(text[following.start : min(following.end, following.start + width)].split(maxsplit=1)[0])
    return length <= _WIDEST and length + 1 + first_word > width


def is_small(character: str) -> bool:
    """Whether a character is a small letter that would be a capital where a sentence begins: none of Georgian is."""
    return character.islower() and character.title() != character


def _caseless(character: str) -> bool:
    return character.isalpha() and not character.isupper() and not is_small(character)
