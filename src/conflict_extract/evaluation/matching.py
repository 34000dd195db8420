"""Which records say what a gold row says: the counting rule of the gold format, in one place.

A record finds a gold row of its article where kind and place agree (defections: place or who; denials: speaker,
and place where both have one) after folding case, accents, articles and generic words. Of several such rows the
one whose passage is cited wins, then the one whose actor is right, then the first that nobody has found yet.
Optional rows count neither way, and a record said twice in one article counts once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from conflict_extract.evaluation.gold import GoldRecord
from conflict_extract.schema import Kind, Record

# Part of the gold format's rule, so that scores of different years can be compared; not a list to be improved.
_ARTICLES = ("al", "el", "ar", "as", "ash", "at", "ad", "an", "az", "the")
_PLACE_WORDS = ("city", "town", "village", "governorate", "province", "area", "center", "centre", "neighborhoods")
_GENERIC = frozenset((*_ARTICLES, *_PLACE_WORDS, "of", "in", "s"))
_APOSTROPHES = str.maketrans("", "", "'’`")
_DECIDING_ACTORS = ("gained_by", "force", "who", "speaker")

Key: TypeAlias = tuple[str, Kind, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: lower case, no accents, articles or generic words.

    A name of generic words alone keeps them. A name in another script, which ASCII would erase, keeps its own words.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().translate(_APOSTROPHES)
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES))
    return tuple(word for word in words if word not in _GENERIC) or tuple(words)


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text))


def same(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same: equal words, or one adds to the other at most as many words as it has."""
    left, right = _words(one or ""), _words(other or "")
    if not left or not right:
        return False
    smaller, larger = sorted((left, right), key=len)
    return smaller <= larger and 2 * len(smaller) >= len(larger)


def any_same(name: str | None, spellings: Iterable[str]) -> bool:
    """Whether a name means the same as one of several spellings."""
    return any(same(name, spelling) for spelling in spellings)


def names_one(name: str | None, spellings: Iterable[str]) -> bool:
    """Whether a name means the same as one of several spellings, or says all of its words and more."""
    words = _words(name or "")
    return any(same(name, spelling) or (_words(spelling) and _words(spelling) <= words) for spelling in spellings)


def text_of(record: Record, name: str) -> str | None:
    """The words that a record has for a field, as the article writes them; None where it has none or no such field."""
    value = getattr(record, name, None)
    return value if value is None or isinstance(value, str) else value.text


@lru_cache(maxsize=1 << 16)
def squash(text: str) -> str:
    """The text with every run of white space made one blank."""
    return re.sub(r"\s+", " ", text)


def agrees(record: Record, row: GoldRecord) -> bool:
    """Whether a record and a gold row of the same article are of one kind and about one place, or who, or speaker."""
    if record.kind != row.kind:
        return False
    place = text_of(record, "place")
    if record.kind == "defection":
        return any_same(place, row.place) or any_same(record.who.text, row.who)
    if record.kind == "official_denial":
        there = not place or any_same(place, row.place) or record.denies == row.denies
        return there and any_same(record.speaker.text, row.speaker)
    return any_same(place, row.place)


def cites(record: Record, row: GoldRecord) -> bool:
    """Whether one of the record's sentences holds one of the row's quotations, or the other way round."""
    quotes = [squash(evidence.text) for evidence in record.evidence if evidence.text]
    return any(gold in quote or quote in gold for gold in map(squash, row.evidence) for quote in quotes)


def actor_right(record: Record, row: GoldRecord) -> bool:
    """Whether the record names the row's first actor, in its words or as what they stand for; right also where the row
    names none."""
    for name in _DECIDING_ACTORS:
        if spellings := getattr(row, name):
            value = getattr(record, name, None)
            return value is not None and any(names_one(words, spellings) for words in (value.text, value.name))
    return True


@dataclass
class Matching:
    """Which record found which gold row; rows by their index in the gold, records by their index in the run.

    Attributes:
        finder: the record that found a row first, by row.
        matched: the row of each distinct record that matched a required row, by record.
        repeats: the row of each record that says again what an earlier record of its article said, if it has one.
        spurious: the distinct records that match no row at all.
        optional: the records that match an optional row only, and that row.
        counts_for: the row that each distinct record is held against, found before or not; None where it matches none.
    """

    finder: dict[int, int] = field(default_factory=dict)
    matched: dict[int, int] = field(default_factory=dict)
    repeats: dict[int, int | None] = field(default_factory=dict)
    spurious: list[int] = field(default_factory=list)
    optional: dict[int, int] = field(default_factory=dict)
    counts_for: dict[int, int | None] = field(default_factory=dict)


def key_of(record: Record) -> Key:
    """What makes two records of one article the same claim: kind, place, who and claim, folded."""
    place, who, claim = (fold(text_of(record, name) or "") for name in ("place", "who", "claim"))
    return record.article_id, record.kind, place, who, claim


def match(gold: Sequence[GoldRecord], article_ids: Sequence[str], records: Sequence[Record]) -> Matching:
    """Finds the gold row of every record.

    Args:
        gold: the gold rows.
        article_ids: the id of each row's article, in the order of the rows.
        records: the records of a run; their order decides which of two equal ones counts.
    """
    rows_of: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (row, article) in enumerate(zip(gold, article_ids, strict=True)):
        rows_of[article, row.kind].append(index)
    matching = Matching()
    first: dict[Key, int] = {}
    for number, record in enumerate(records):
        candidates = rows_of.get((record.article_id, record.kind), ())
        rows = [index for index in candidates if agrees(record, gold[index])]
        if len(rows) > 1:
            rows = [index for index in rows if cites(record, gold[index])] or rows
            rows = [index for index in rows if actor_right(record, gold[index])] or rows
        required = [index for index in rows if not gold[index].optional]
        earlier = first.setdefault(key_of(record), number)
        if earlier != number:
            twin = matching.matched.get(earlier)
            matching.repeats[number] = twin if twin in required else next(iter(required), None)
            continue
        matching.counts_for[number] = next(iter(required or rows), None)
        if required:
            best = next((index for index in required if index not in matching.finder), required[0])
            matching.finder.setdefault(best, number)
            matching.matched[number] = best
        elif rows:
            matching.optional[number] = rows[0]
        else:
            matching.spurious.append(number)
    return matching
