"""Words with places on pages to paragraphs in the order in which they are read: columns, running heads, hyphens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

from conflict_extract._files import packaged_table

# Where running heads and page numbers stand, as a share of the page's height.
_MARGIN = 0.12
# A gap between words is one between columns if it is wider than this, in sizes of the letters.
_GUTTER = 1.1
_CELL = 2.0
# A column has so many lines, and half of them so many characters; narrower ones are those of a table.
_FEWEST_LINES = 4
_NARROWEST = 18
_MOST_COLUMNS = 4
# No page has more runs of words than this, which is read in columns.
_MOST_FRAGMENTS = 4_000
# So many places where lines begin are looked at for a column.
_MOST_PLACES = 40
# How much further apart than usual lines are between paragraphs, and how far a first line is set in, in sizes.
_FURTHER = 1.3
_INDENT = 0.8
# A line ends so far before the others, as a share of the column's width, where its paragraph ends.
_SHORT = 0.12
# The same where no sentence ends and the next line begins anew.
_HALF = 0.5
_SENTENCE_END = re.compile(r"[.!?:;…。؟۔]['\"”’»)\]]*$")
_BULLET = re.compile(r"(?:[•▪●◦‣■–*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_STOP_BEFORE_NUMBER = re.compile(r"([.،,:؛؟!]+)(\d[\d.,/]*)")
_SOFT = "\u00ad"


@dataclass(slots=True)
class Line:
    """A run of words on one line of one column, measured from the top of the page.

    `cells` counts those of a row of a table, and `inner` is where the last of them begins.
    """

    left: float
    right: float
    top: float
    bottom: float
    size: float
    text: str
    cells: int = 1
    inner: float = 0.0

    @property
    def middle(self) -> float:
        """Where the line stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Page:
    """One page: its size and its words as `_pdf_words` gives them."""

    width: float
    height: float
    words: Sequence[Sequence[Any]]


def text_of_pages(pages: Iterable[Page]) -> str:
    """The text of a document, one paragraph a line.

    Columns are read one behind the other; running heads are kept once, where the first page has them; page numbers
    go; what a hyphen parts at the end of a line is joined again.
    """
    laid_out = [(page, _fragments(page)) for page in pages]
    heads = _running_heads(laid_out)
    kept: set[str] = set()
    fit = [fragments for _, fragments in laid_out if len(fragments) <= _MOST_FRAGMENTS]
    gutters = Counter(found for fragments in fit if (found := _gutter(fragments)) is not None)
    usual = gutters.most_common(1)[0][0] if gutters else None
    paragraphs: list[list[Line]] = []
    for page, fragments in laid_out:
        body = []
        for line in fragments:
            if _is_marginal(line, page):
                key = _without_numbers(line.text)
                if _page_number().fullmatch(line.text.strip()) or (
                    key in heads and (key in kept or not _is_top(line, page))
                ):
                    continue
                if key in heads:
                    kept.add(key)
            body.append(line)
        for column in _columns(body, usual) if len(body) <= _MOST_FRAGMENTS else [body]:
            for paragraph in _paragraphs(_whole_lines(column)):
                if paragraphs and _goes_on(paragraphs[-1], paragraph):
                    paragraphs[-1] = [*paragraphs[-1], *paragraph]
                else:
                    paragraphs.append(paragraph)
    words = Counter(word for paragraph in paragraphs for line in paragraph for word in re.findall(r"[\w-]+", line.text))
    return "\n".join(filter(None, (_joined([line.text for line in paragraph], words) for paragraph in paragraphs)))


def _fragments(page: Page) -> list[Line]:
    """The runs of words of a page that stand close together on one line, from top to bottom."""
    fragments: list[Line] = []
    for x0, y0, x1, y1, size, text in page.words:
        top, bottom = page.height - y1, page.height - y0
        last = fragments[-1] if fragments else None
        if last is not None and _same_line(last, top, bottom, size):
            gap = max(x0 - last.right, last.left - x1)
            if -size < gap <= _GUTTER * max(size, last.size):
                last.text += ("" if last.text.endswith(_SOFT) and gap < 0 else " ") + text
                last.left, last.right = min(last.left, x0), max(last.right, x1)
                last.top, last.bottom = min(last.top, top), max(last.bottom, bottom)
                continue
        fragments.append(Line(x0, x1, top, bottom, size, text))
    for line in fragments:
        if _runs_left(line.text):
            line.text = " ".join(_STOP_BEFORE_NUMBER.sub(r"\2\1", word) for word in line.text.split(" "))
    return sorted(fragments, key=lambda line: (line.middle, line.left))


def _same_line(line: Line, top: float, bottom: float, size: float) -> bool:
    return abs((top + bottom) / 2 - line.middle) <= 0.5 * max(size, line.size)


def _runs_left(text: str) -> bool:
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(map(str.isalpha, text))


def _is_top(line: Line, page: Page) -> bool:
    return line.bottom <= _MARGIN * page.height


def _is_marginal(line: Line, page: Page) -> bool:
    return _is_top(line, page) or line.top >= (1 - _MARGIN) * page.height


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip()


def _running_heads(pages: list[tuple[Page, list[Line]]]) -> frozenset[str]:
    """What stands at the top or foot of several pages, but for its numbers."""
    found = Counter(
        key
        for page, lines in pages
        for key in {_without_numbers(line.text) for line in lines if _is_marginal(line, page)}
    )
    least = max(2, len(pages) // 3)
    return frozenset(key for key, count in found.items() if count >= least)


@cache
def _table() -> dict[str, Any]:
    return packaged_table("articles", "documents", "documents.toml")


@cache
def _page_number() -> re.Pattern[str]:
    return re.compile(_table()["page_number"], re.IGNORECASE)


def _columns(lines: list[Line], usual: float | None = None, *, depth: int = 0) -> list[list[Line]]:
    """The lines in columns, in the order in which they are read; a line across all columns parts what is above it.

    Args:
        lines: from top to bottom.
        usual: where the gap between the columns lies on other pages; the last of them may have few lines here.
        depth: how many gaps were found around these lines.
    """
    gutter = _gutter(lines) if depth < _MOST_COLUMNS - 1 else None
    if gutter is None and usual is not None and _fits(lines, usual):
        gutter = usual
    if gutter is None:
        return [lines] if lines else []
    found: list[list[Line]] = []
    band: list[Line] = []

    def end_band() -> None:
        sides = [line for line in band if line.right <= gutter], [line for line in band if line.left >= gutter]
        if _runs_left(" ".join(line.text for line in band)):
            sides = sides[::-1]
        for side in sides:
            found.extend(_columns(side, depth=depth + 1))
        band.clear()

    crossing: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            if band:
                end_band()
            crossing.append(line)
        else:
            if crossing:
                found.append(crossing)
                crossing = []
            band.append(line)
    end_band()
    if crossing:
        found.append(crossing)
    return found


def _gutter(lines: list[Line]) -> float | None:
    """Where the gap between two columns lies; None where the lines stand in one, or are those of a table."""
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    best: tuple[int, float] | None = None
    size = median(line.size for line in lines)
    lefts = Counter(round(line.left - 0.3 * size, 1) for line in lines)
    for at in sorted(place for place, _ in lefts.most_common(_MOST_PLACES)):
        before = [line for line in lines if line.right <= at]
        behind = [line for line in lines if line.left >= at]
        beside = _beside(before, behind)
        if beside < _FEWEST_LINES:
            continue
        if not _are_columns(before, behind):
            continue
        crossing = len(lines) - len(before) - len(behind)
        score = beside - crossing
        if best is None or score > best[0]:
            best = (score, at)
    return best[1] if best is not None else None


def _are_columns(before: list[Line], behind: list[Line]) -> bool:
    """Whether lines on two sides are columns of text, or a column and a box of short lines beside it, and no table.

    The entries of a table or a chronology stand on the height of what they belong to, with gaps between them.
    """
    narrow, wide = sorted((before, behind), key=lambda side: median(len(line.text) for line in side))
    if median(len(line.text) for line in narrow) >= _NARROWEST:
        return True
    if median(len(line.text) for line in wide) < 2 * _NARROWEST:
        return False
    top, bottom = narrow[0].top, narrow[-1].bottom
    beside = [line for line in wide if top <= line.middle <= bottom]
    aligned = sum(any(abs(line.middle - each.middle) <= 0.25 * line.size for each in beside) for line in narrow)
    return aligned < 0.6 * len(narrow) or len(narrow) > 0.6 * len(beside)


def _fits(lines: list[Line], gutter: float) -> bool:
    """Whether lines stand in the columns that other pages have."""
    behind = [line for line in lines if line.left >= gutter]
    across = sum(line.left < gutter < line.right for line in lines)
    return bool(behind) and 2 * across < len(lines) and all(line.left - gutter < line.size for line in behind)


def _beside(before: list[Line], behind: list[Line]) -> int:
    """How many lines on the one side have one beside them on the other."""
    if not before or not behind:
        return 0
    top, bottom = max(before[0].top, behind[0].top), min(before[-1].bottom, behind[-1].bottom)
    return min(sum(top <= line.middle <= bottom for line in side) for side in (before, behind))


def _whole_lines(lines: list[Line]) -> list[Line]:
    """The lines of one column: what stands on one height is one line."""
    whole: list[Line] = []
    for line in sorted(lines, key=lambda each: each.middle):
        last = whole[-1] if whole else None
        if last is not None and _same_line(last, line.top, line.bottom, line.size):
            comes_first = (line.left < last.left) != _runs_left(f"{last.text} {line.text}")
            is_cell = max(line.left - last.right, last.left - line.right) > _CELL * line.size
            between = " | " if is_cell else " "
            last.cells += is_cell
            last.inner = max(last.inner, line.left) if is_cell else last.inner
            last.text = between.join((line.text, last.text) if comes_first else (last.text, line.text))
            last.left, last.right = min(last.left, line.left), max(last.right, line.right)
            last.top, last.bottom = min(last.top, line.top), max(last.bottom, line.bottom)
        else:
            whole.append(replace(line, inner=line.left))
    return whole


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    """The lines of one column in paragraphs."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    steps = [below.middle - above.middle for above, below in pairwise(lines)]
    # Of a few lines nothing tells what is usual.
    usual = median(sorted(steps)[: len(steps) * 2 // 3]) if len(steps) >= _FEWEST_LINES else 1.5 * lines[0].size
    found = [[lines[0]]]
    for (above, below), step in zip(pairwise(lines), steps, strict=True):
        if _runs_left(below.text):
            begins_in, ends_before = right - below.right, above.left - left
        else:
            begins_in, ends_before = below.left - left, right - above.right
        above_in = right - above.right if _runs_left(above.text) else above.inner - left
        # What stands below the last cell of a row goes on in it.
        goes_on = below.cells == 1 and abs(below.left - above.inner) <= 0.5 * below.size
        parted = (
            step > _FURTHER * usual + 0.5
            or abs(below.size - above.size) > 0.15 * above.size
            or (begins_in > _INDENT * below.size and begins_in - above_in > 0.5 * below.size)
            or (ends_before > _SHORT * (right - left) and _SENTENCE_END.search(above.text) is not None)
            or (ends_before > _HALF * (right - left) and _begins_anew(above, below, ends_before))
            or _BULLET.match(below.text) is not None
            or below.cells > 1
            or (above.cells > 1 and not goes_on)
        )
        if parted:
            found.append([below])
        else:
            found[-1].append(below)
    return found


def _begins_anew(above: Line, below: Line, room: float) -> bool:
    """Whether a line that ends early was ended by its author: what follows would have had room, and begins anew.

    So stand the lines over a report, with its outlet and its date.
    """
    first = below.text.split(" ", 1)[0]
    needed = (below.right - below.left) * (len(first) + 2) / max(1, len(below.text))
    ends = above.text.rstrip().endswith(("-", _SOFT, ",", ";"))
    return not ends and needed < room and (first[:1].isdigit() or first[:1].isupper())


def _goes_on(above: list[Line], below: list[Line]) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    last, first = above[-1], below[0]
    if _SENTENCE_END.search(last.text) or abs(last.size - first.size) > 0.15 * last.size or len(last.text) < _NARROWEST:
        return False
    return last.text.endswith((_SOFT, "-")) or first.text[:1].islower()


def _joined(lines: list[str], words: Counter[str]) -> str:
    """The lines of a paragraph as one, what a hyphen has parted joined again."""
    text = ""
    for line in lines:
        line = line.strip()
        if text.endswith((_SOFT, "-")) and text[-2:-1].isalpha() and line[:1].isalpha():
            before, behind = re.split(r"[\s(“\"]", text[:-1])[-1], re.match(r"[\w'’]+", line)
            word = behind[0] if behind else ""
            text = text[:-1] + ("-" if _keeps_hyphen(before, word, words) else "") + line
        else:
            text = f"{text.replace(_SOFT, '-') if text.endswith(_SOFT) else text} {line}" if text else line
    return text.replace(_SOFT, "-").strip()


def _keeps_hyphen(before: str, behind: str, words: Counter[str]) -> bool:
    if not behind[:1].islower() or "-" in before:
        return True
    if words[f"{before}{behind}"]:
        return False
    if words[f"{before}-{behind}"]:
        return True
    first, second = before.lower(), behind.lower()
    return any(
        first in pair["first"] and ("second" not in pair or second in pair["second"]) for pair in _table()["compound"]
    )
