"""Sentences with exact offsets: sentencex finds the boundaries, a table of abbreviations takes wrong ones back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from conflict_extract._files import packaged_table
from conflict_extract.articles._paragraphs import Span, is_small, paragraphs
from conflict_extract.schema import Sentence

_WHITE_SPACE = re.compile(r"\s")
# Full stops that the library does not know: Khmer ("។ល។" is "etc."), Tibetan, which may stand twice, two Ethiopic
# word-spaces, also as colons, and the Armenian colon.
_OTHER_STOP = re.compile(
    r"(?<!។ល)។(?!ល។)|៕|[།༎]+(?: ?[།༎])*|(?<=[\u1200-\u135a]) ?(?:፡፡|::)|(?<=[\u0561-\u0587»]):(?= +«?[\u0531-\u0556])"
)
_WITH_OTHER_STOPS = re.compile("[\u0531-\u17ff\ud800-\udfff]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_ORDINAL = re.compile(r"(?<![\w.,:/-])(?:\d{1,3}|[IVX]{1,5})\.$")
_OPENING = "“‘«([{„「『"
_CLOSING = ")]}”’»」』"
_BEFORE_WORD = _OPENING + "\"'¿¡ "

_WHOLE_IN_BRACKETS = re.compile(r"\s*\([^()]*[.!?]\)\s+(?=\S)")
_NUMBERING = re.compile(r"\s*\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]\s*")
_LIST_MARKER = re.compile(rf"(?:(?:{_NUMBERING.pattern}(?<=\s)|\s*[^\w\s\"'“‘«(\[¿¡@#$€£]+\s+))+")
_NOTHING_TO_CUT = re.compile(r"[\w ,'’-]*[.!?]?")

# More closing marks in a row than this belong to nothing.
_MARKS = 40
# How much text goes to the library at once, and the longest sentence: unclosed quotation marks make it quadratic.
_PIECE = 10_000


def segment(text: str, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of a text, numbered from 0, with `sentence.text == text[sentence.start:sentence.end]`.

    They are in order, do not overlap, have no white space at their ends, never span two paragraphs, and leave
    out nothing but white space. None begins with a small letter that could be a capital, but at the beginning of a
    paragraph. A quotation of several sentences inside one sentence stays in one piece. What goes on for more than
    10,000 characters without a boundary is cut there.

    Args:
        text: the article.
        language: its ISO 639 code; in some languages a number with a full stop is an ordinal and ends no sentence.
    """
    ordinals = language in _abbreviations().ordinals
    spans = (span for paragraph in paragraphs(text) for span in _sentences(text, paragraph, ordinals=ordinals))
    return tuple(
        Sentence.model_construct(number=number, start=span.start, end=span.end, text=text[span.start : span.end])
        for number, span in enumerate(spans)
    )


def _sentences(text: str, paragraph: Span, *, ordinals: bool) -> Iterator[Span]:
    content = text[paragraph.start : paragraph.end]
    # Every kind of white space becomes one plain space: lengths stay, wrapped lines read as one, and the library,
    # which panics at some rare spaces before an initial, never sees them.
    masked = _WHITE_SPACE.sub(" ", content)
    if not masked.isascii() and _WITH_OTHER_STOPS.search(masked):
        masked = _OTHER_STOP.sub(lambda stop: "-" * (len(stop[0]) - 1) + "。", _HALF_CHARACTER.sub("\ufffd", masked))
    start = 0
    for cut in (*_kept(masked, _cuts(masked), ordinals=ordinals), len(masked)):
        sentence = masked[start:cut]
        inner = sentence.strip()
        if inner:
            first = paragraph.start + start + len(sentence) - len(sentence.lstrip())
            yield Span(first, first + len(inner))
        start = cut


def _cuts(content: str) -> Iterator[int]:
    """Where the library begins a new sentence, each as an offset into the paragraph.

    Long paragraphs go in piece by piece; the last sentence of a piece is read again with the next one.
    """
    if _NOTHING_TO_CUT.fullmatch(content, 0, _PIECE) and len(content) <= _PIECE:
        return
    language = _language(content)
    position = 0
    while position < len(content):
        piece = content[position : position + _PIECE]
        starts = _library_starts(language, piece)
        yield from (position + start for start in starts[1:])
        if position + _PIECE >= len(content):
            return
        if len(starts) < 2:
            last_space = piece.rfind(" ", 1)
            starts.append(last_space + 1 if last_space > 0 else _PIECE)
            yield position + starts[-1]
        position += starts[-1]


def _library_starts(language: str, content: str) -> list[int]:
    from sentencex import get_sentence_boundaries

    # Behind "(c) 2012" or a bullet at the beginning the library cuts nothing more.
    marker = _LIST_MARKER.match(content)
    if marker:
        content = " " * marker.end() + content[marker.end() :]
    try:
        return [boundary["start_index"] for boundary in get_sentence_boundaries(language, content)]
    except BaseException as error:
        # A panic of the Rust library is no `Exception`. One long sentence is better than a lost run.
        if type(error).__name__ != "PanicException":
            raise
        return [0]


def _kept(content: str, cuts: Iterator[int], *, ordinals: bool) -> Iterator[int]:
    """The library's cuts, less those inside a sentence, and with quotation marks on the right side."""
    start = 0
    for found in cuts:
        cut = _with_marks(content, start, found)
        before, after = content[start:cut].rstrip(), content[cut : cut + 40].lstrip()
        if not before or not after or _NUMBERING.fullmatch(content, start, cut):
            continue
        glued = not content[cut - 1].isspace()
        if cut - start < _PIECE and _is_wrong(before, after, glued=glued, ordinals=ordinals):
            continue
        yield from _after_brackets(content, start, cut)
        yield cut
        start = cut
    yield from _after_brackets(content, start, len(content))


def _after_brackets(content: str, start: int, end: int) -> Iterator[int]:
    """The cut behind a whole sentence in brackets, which the library keeps together with the next sentence."""
    bracketed = _WHOLE_IN_BRACKETS.match(content, start, end)
    if bracketed and content[bracketed.end()].isupper():
        yield bracketed.end()


def _with_marks(content: str, start: int, cut: int) -> int:
    """The cut moved so that an opening mark goes with what it opens and a closing one with what it closes."""
    found = cut
    while cut < len(content) and content[cut] in _CLOSING and cut < found + _MARKS:
        cut += 1
    opening = cut
    while opening > start and (content[opening - 1].isspace() or content[opening - 1] in _OPENING):
        opening -= 1
    marks = content[opening:cut]
    if marks.strip() and marks[0].isspace():
        return opening + len(marks) - len(marks.lstrip())
    return cut


def _is_wrong(before: str, after: str, *, glued: bool, ordinals: bool) -> bool:
    """Whether a sentence cannot end after `before` when `after` follows."""
    if before[-1].isalnum():  # there is no mark: what goes on for too long is cut here
        return False
    if not after[0].isupper() and is_small(after.lstrip(_BEFORE_WORD)[:1]):
        return True
    if not before.endswith("."):
        return False
    if ordinals and _ORDINAL.search(before[-8:]):
        return True
    if glued and re.search(r"(?<![^\W\d_])[^\W\d_]\.$", before):
        return True
    table = _abbreviations()
    last = before.rsplit(maxsplit=1)[-1].rstrip(".").lstrip("\"'“‘«([").lower()
    word = re.match(r"[^\W\d_]+", after)
    following = word[0] if word else ""
    return (
        last in table.always
        or ("-" in last and len(rank := last.rpartition("-")[2]) > 1 and rank in table.always)
        or (last in table.before_number and after[0].isdigit())
        or (last in table.chained and after[len(following) :].startswith(".") and following.lower() in table.chained)
        or (last in table.times and following in table.after_times)
    )


@dataclass(frozen=True)
class _Script:
    letters: re.Pattern[str]
    telltale: re.Pattern[str] | None
    telltale_language: str
    language: str


@dataclass(frozen=True)
class _Abbreviations:
    always: frozenset[str]
    before_number: frozenset[str]
    chained: frozenset[str]
    times: frozenset[str]
    after_times: frozenset[str]
    ordinals: frozenset[str]
    scripts: tuple[_Script, ...]


@cache
def _abbreviations() -> _Abbreviations:
    table = packaged_table("articles", "abbreviations.toml")
    scripts = tuple(
        _Script(
            re.compile(f"[{row['letters']}]"),
            re.compile(row["telltale"]) if "telltale" in row else None,
            row.get("telltale_language", row["language"]),
            row["language"],
        )
        for row in table["script"]
    )
    sets = {name: frozenset(words) for name, words in table.items() if name != "script"}
    return _Abbreviations(scripts=scripts, **sets)


def _language(content: str) -> str:
    """The language whose rules fit the script that most letters of the paragraph's beginning are written in."""
    beginning = content[:1000]
    if beginning.isascii():
        return "en"
    letters = sum(map(str.isalpha, beginning))
    for script in _abbreviations().scripts:
        if 2 * len(script.letters.findall(beginning)) > letters:
            telltale = script.telltale is not None and script.telltale.search(beginning)
            return script.telltale_language if telltale else script.language
    return "en"
