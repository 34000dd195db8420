"""Records as columns: what is compared of them, with each distinct value looked at once."""

from __future__ import annotations

import datetime
import hashlib
import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple, cast, overload

import numpy as np
from numpy.typing import NDArray

from conflict_extract.merging.sorting import Flags, Ints, combinations, distinct, ordered
from conflict_extract.merging.stacks import pairs_inside
from conflict_extract.normalize import (
    Authorities,
    akin,
    alike,
    coarse_key,
    fold,
    fold_place,
    hosted_place,
    is_generic,
    is_unnamed,
    key_of_whole,
    listed_with,
    moment,
    place_type,
    published_date,
    standing,
    tells_redeployment,
)
from conflict_extract.schema import KINDS, MAIN_ACTOR, OTHER_ACTOR, Actor, Date, Kind, Place, Record

UNDATED = 10_000_000
# how long before its last day an open span reaches, for it must end somewhere if pairs are to grow with records:
# what the press tells as earlier, without a day, mostly lies in the weeks before
OPEN_DAYS = 30
# how far two days of one event may lie apart
WINDOW_DAYS = 7
SENTENCES = "\x1e"
# from so many characters on two articles do not have a sentence in common by chance
SHARED_SENTENCE = 40
FIELDS = (
    "kind", "article_id", "outlet", "published", "place", "to_place", "date", "unit", "extent", "means", "stage",
    "size", "denies", "claim", "trigger",
    "gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject", "source", "doubts",
)  # fmt: skip
_COURSE: Mapping[str, Mapping[str, int]] = {
    "extent": {"entered": 1, "partial": 2, "full": 2},
    "stage": {"announced": 1, "ordered": 1, "under_way": 1, "completed": 2},
}
_IN_A_GOVERNORATE = frozenset(["city", "town", "village", "base", "crossing", "facility"])
_FELLOW = re.compile(
    r"(?:\s*,|\s+(?:and|or|nor)|\s*,\s+(?:and|or|nor))\s+(?:(?:in|from|of|the)\s+)*"
    r"(?P<name>[A-Z][\w'’`-]*(?:[ -](?:[A-Z][\w'’`-]*|(?:al|el|ad|as|ar|ash|az)(?!\w)))*)"
)


class Coded(NamedTuple):
    """A column as numbers of its distinct values, of no more bits than they take; -1 where there is none."""

    codes: Ints
    values: Sequence[Any]

    def at(self, row: int) -> Any:
        """The value of a row, or None."""
        code = self.codes[row]
        return self.values[code] if code >= 0 else None

    def take(self, rows: Ints) -> Coded:
        """The column of some rows; none for row -1."""
        return Coded(np.where(rows >= 0, self.codes[rows], -1), self.values)

    def each(self, of: Callable[[Any], Any]) -> list[Any]:
        """What a function makes of the value of each row; None where there is none."""
        made = [*map(of, self.values), None]
        return [made[code] for code in self.codes.tolist()]

    def part(self, name: str) -> Coded:
        """The column of one field of each value, which may be none."""
        if isinstance(self.values, Dates):
            return Coded(self.codes, getattr(self.values, name))
        return Coded(self.codes, [getattr(value, name) for value in self.values])

    def told(self, rows: Ints | slice = slice(None)) -> list[Any]:
        """The values of some rows; None where there is none."""
        values = [*self.values, None]
        return [values[code] for code in self.codes[rows].tolist()]

    def mapped(self, to: Callable[[Any], Hashable | None]) -> Coded:
        """The column of what a function makes of each value; None is no value."""
        made = coded(to(value) for value in self.values)
        return Coded(spread(made.codes, self.codes), made.values)


def coded(values: Iterable[Hashable | None]) -> Coded:
    """A column of any hashable values, None for unknown."""
    index: dict[Hashable, int] = {}
    codes = np.fromiter((-1 if value is None else index.setdefault(value, len(index)) for value in values), np.int32)
    return Coded(codes.astype(code_type(len(index))), list(index))


def code_type(count: int) -> type[np.signedinteger[Any]]:
    """What the numbers of so many values are kept as, with room for one more."""
    return np.int8 if count < 127 else np.int16 if count < 32_767 else np.int32


class Dates(Sequence[Date]):
    """Distinct dates as lists of their fields, each made when asked for: as objects they would be larger than all the
    rest.

    Args:
        text: the words of each date; the others are named as the fields of `Date`.
    """

    def __init__(
        self,
        text: Sequence[str | None],
        start: Sequence[str | None],
        end: Sequence[str | None],
        precision: Sequence[str],
        basis: Sequence[str],
    ) -> None:
        self.text, self.start, self.end, self.precision, self.basis = text, start, end, precision, basis

    @classmethod
    def of(cls, dates: Iterable[Date]) -> Dates:
        """Dates that were made."""
        told = list(dates)
        return cls(**{name: [getattr(date, name) for date in told] for name in Date.model_fields})

    def __len__(self) -> int:
        return len(self.basis)

    @overload
    def __getitem__(self, index: int) -> Date: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Date]: ...

    def __getitem__(self, index: int | slice) -> Date | Sequence[Date]:
        if isinstance(index, slice):
            return [self[each] for each in range(len(self))[index]]
        return Date.model_construct(**{name: getattr(self, name)[index] for name in Date.model_fields})


def spread(of_code: Ints, codes: Ints, missing: int = -1) -> Ints:
    """What stands for each code, for each row; `missing` where there is no code."""
    if not len(of_code):
        return np.full(len(codes), missing, np.int32)
    found: Ints = np.where(codes >= 0, of_code[codes], of_code.dtype.type(missing))
    return found


def scattered(numbers: Ints) -> Ints:
    """Numbers spread over 64 bits, to be combined with keys by exclusive or."""
    return (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).astype(np.int64)


def by_distinct_pair(one: Ints, two: Ints, of_codes: Callable[[int, int], int]) -> NDArray[np.int8]:
    """A symmetric function of two codes, worked out once for each distinct pair."""
    one, two = np.minimum(one, two), np.maximum(one, two)
    first, number = combinations(one, two)
    pairs = zip(one[first].tolist(), two[first].tolist(), strict=True)
    return np.fromiter((of_codes(a, b) for a, b in pairs), np.int8, len(first))[number]


def flags(column: Coded, test: Callable[[Any], bool]) -> Flags:
    """A test of each value, for each row; False where there is none."""
    passed: Flags = np.array([*map(test, column.values), False], np.bool_)
    return passed[column.codes]


class Surroundings(NamedTuple):
    """What all records of a set tell of some of them that are looked at apart, row by row.

    Attributes:
        busy: as `Columns.busy`.
        contrasts: for some rows the names of places that are not theirs, as `Columns.contrasted` tells them.
        recaptured: as `RecaptureIndex.ends`.
    """

    busy: Ints
    contrasts: Mapping[int, Sequence[str]]
    recaptured: Ints


@dataclass(frozen=True)
class Columns:
    """Records in the order of their ids.

    Attributes:
        ids: of the records, ascending; one row each.
        fields: the columns named by `FIELDS`, with the schema's own values.
        evidence: the evidence sentences, joined by `SENTENCES`.
        passage: a number for each statement of an article, the same for records that one statement tells.
        authorities: the tables that their names are compared by.
        among: what the other records of the set tell of them; None where these are all of it.
    """

    ids: Sequence[str]
    fields: Mapping[str, Coded]
    evidence: Sequence[str]
    passage: Ints
    authorities: Authorities = field(default_factory=Authorities)
    among: Surroundings | None = None

    @classmethod
    def of(cls, records: Iterable[Record], authorities: Authorities | None = None) -> Columns:
        """Columns of records with distinct ids, compared by some tables; the packaged ones if None."""
        rows = sorted(records, key=lambda record: record.id)
        told = ((record.article_id, tuple(piece.sentence for piece in record.evidence)) for record in rows)
        fields = {name: coded(getattr(record, name, None) for record in rows) for name in FIELDS}
        date = fields["date"]
        return cls(
            ids=[record.id for record in rows],
            fields={**fields, "date": Coded(date.codes, Dates.of(date.values))},
            evidence=[SENTENCES.join(piece.text for piece in record.evidence) for record in rows],
            passage=coded(told).codes,
            authorities=authorities or Authorities(),
        )

    def __len__(self) -> int:
        return len(self.passage)

    @cached_property
    def kind(self) -> Ints:
        """The number of the kind in `KINDS`."""
        column = self.fields["kind"]
        return spread(np.array([KINDS.index(value) for value in column.values], np.int8), column.codes)

    @cached_property
    def busy(self) -> Ints:
        """On how many days records of the kind state, within a week before and after, that something happened at a
        place of this name or one of the same consonants; -1 where no place is named or no day is known.

        Days are counted and not records, for a great event is told by many; stated days and not those of publication,
        for an event is told for a while.
        """
        if self.among is not None:
            return self.among.busy
        key = self.neighbourhood.codes
        named = (key >= 0) & self.dated
        stated = named & self.stated
        at = ((key.astype(np.int64) * len(KINDS) + self.kind) << 32) + self.last_day
        days = distinct(at[stated])
        first, number = combinations(key, self.kind, self.last_day)
        at = at[first]
        within = np.searchsorted(days, at + WINDOW_DAYS, "right") - np.searchsorted(days, at - WINDOW_DAYS)
        found: Ints = np.where(named, within.astype(np.int8)[number], np.int8(-1))
        return found

    @cached_property
    def neighbourhood(self) -> Coded:
        """The consonants of the places' names, or the names where these have none."""
        return self.place_key.mapped(lambda name: coarse_key(name) or f"name {name}")

    @cached_property
    def stated(self) -> Flags:
        """Whether one day is told, and not that of publication."""
        told: Flags = self.dated & (self.first_day == self.last_day) & ~self.assumed & ~self.open
        return told

    @cached_property
    def course(self) -> Ints:
        """Whether a record tells a beginning (forces entered, a withdrawal is announced or under way), 1, or the end of
        it, 2; 0 where it does not say."""
        found = np.zeros(len(self), np.int8)
        for name, steps in _COURSE.items():
            column = self.fields[name]
            found += spread(np.array([steps.get(value, 0) for value in column.values], np.int8), column.codes, 0)
        return found

    @cached_property
    def contrasted(self) -> Ints:
        """Rows, packed with the codes of places that are not theirs: of names alike to the row's own that its article
        tells of beside it, in a record of the kind within a week. Who writes both means two places."""
        if self.among is not None:
            code_of = {name: code for code, name in enumerate(self.place_key.values)}
            told_beside = [
                row << 32 | code_of[name]
                for row, names in self.among.contrasts.items()
                for name in names
                if name in code_of
            ]
            return distinct(np.array(told_beside, np.int64))
        key, entry = self.place_key.codes, self.entry.codes
        rows = np.flatnonzero((key >= 0) & self.dated)
        one, two = pairs_inside(self.article[rows].astype(np.int64) * len(KINDS) + self.kind[rows])
        one, two = rows[one], rows[two]
        told = (key[one] != key[two]) & (gap(self, one, two) <= WINDOW_DAYS)
        told &= (entry[one] < 0) | (entry[one] != entry[two])
        one, two = one[told], two[told]
        names = self.place_key.values
        meant = by_distinct_pair(
            key[one], key[two], lambda a, b: alike(names[a], names[b]) or akin(names[a], names[b])
        ).astype(np.bool_)
        one, two = one[meant].astype(np.int64), two[meant].astype(np.int64)
        return distinct(np.concatenate([one << 32 | key[two], two << 32 | key[one]]))

    @property
    def article(self) -> Ints:
        """Numbers of the articles."""
        return self.fields["article_id"].codes

    @cached_property
    def sourced(self) -> Flags:
        """Whether the article names who says so."""
        return flags(self.fields["source"], lambda source: source.text is not None)

    @cached_property
    def place_key(self) -> Coded:
        """The folded names of the places; none for a place without a name of its own ("the town", "five villages"),
        unless it is a facility in the one town that the sentences name ("In Suwayda … the central prison")."""
        column = self.fields["place"]
        keys = column.mapped(place_key)
        unnamed = np.flatnonzero((keys.codes < 0) & (column.codes >= 0)).tolist()
        hosted = {row: name for row in unnamed if (name := hosted_place(column.at(row).name, self.evidence[row]))}
        if not hosted:
            return keys
        made = coded([*keys.values, *map(fold_place, hosted.values())])
        codes = keys.codes.copy()
        codes[list(hosted)] = made.codes[len(keys.values) :]
        return Coded(codes, made.values)

    @cached_property
    def place_order(self) -> Ints:
        """The place of each folded name among all in the order of the alphabet; -1 where there is none."""
        names = self.place_key.values
        rank = np.empty(len(names), np.int32)
        rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return spread(rank, self.place_key.codes)

    @cached_property
    def compared_place(self) -> Coded:
        """The keys by which records of one kind are compared: those of the places, but of denials those of the whole
        places, for what is denied of rural Borsk is denied of Borsk in other words."""
        keys, column = self.place_key, self.fields["place"]
        rows = np.flatnonzero((self.kind == KINDS.index("official_denial")) & (keys.codes >= 0))
        whole = {code: _whole_key(column.values[code]) for code in np.unique(column.codes[rows]).tolist()}
        told = [
            whole[code] or keys.at(row) for row, code in zip(rows.tolist(), column.codes[rows].tolist(), strict=True)
        ]
        made = coded([*keys.values, *told])
        codes = keys.codes.copy()
        codes[rows] = made.codes[len(keys.values) :]
        return Coded(codes, made.values)

    @cached_property
    def denies(self) -> Coded:
        """The kind of what is denied; none where it is of no kind of its own."""
        return self.fields["denies"].mapped(lambda kind: None if kind == "other" else kind)

    @cached_property
    def wording(self) -> Coded:
        """The places' own words, folded."""
        return self.fields["place"].mapped(lambda place: fold(place.name))

    @cached_property
    def copied(self) -> Coded:
        """Of places without a name: their words and the sentences that tell them, where these are too long to be the
        same in two articles by chance."""
        wording = self.wording.codes
        unnamed = np.flatnonzero((self.place_key.codes < 0) & (wording >= 0))
        sentences = ((int(wording[row]), self.evidence[row]) for row in unnamed.tolist())
        told = coded(each if len(each[1]) >= SHARED_SENTENCE else None for each in sentences)
        codes = np.full(len(self), -1, np.int32)
        codes[unnamed] = told.codes
        return Coded(codes, told.values)

    @cached_property
    def counted(self) -> Coded:
        """Of places without a name: what they lie in, what they are and how many, where all of it is told."""
        unnamed = self.place_key.codes < 0
        told = self.fields["place"].mapped(_counted)
        return Coded(np.where(unnamed, told.codes, -1), told.values)

    @cached_property
    def redeployed(self) -> Flags:
        """Whether the sentences call a withdrawal a redeployment."""
        withdrawals = self.kind == KINDS.index("withdrawal")
        found = np.zeros(len(self), np.bool_)
        rows = np.flatnonzero(withdrawals)
        found[rows] = [tells_redeployment(self.evidence[row]) for row in rows.tolist()]
        return found

    def listed(self, row: int) -> frozenset[str]:
        """The folded names of the places that the sentences of a row list with its own, and its own."""
        place = self.fields["place"].at(row)
        return listed_with(place.text, self.evidence[row]) if place is not None else frozenset()

    @cached_property
    def denied_beside(self) -> Mapping[int, frozenset[str]]:
        """For each denial the folded names that follow the denied place's in an enumeration, if any do: "that Zawiya or
        Zliten had fallen"."""
        column = self.fields["place"]
        rows = np.flatnonzero((self.kind == KINDS.index("official_denial")) & (column.codes >= 0)).tolist()
        told = ((row, _fellows(column.at(row).text, self.evidence[row])) for row in rows)
        return {row: names for row, names in told if names}

    @cached_property
    def entry(self) -> Coded:
        """The gazetteer entries of the places."""
        return self.fields["place"].mapped(lambda place: place.geonames_id)

    @cached_property
    def country(self) -> Coded:
        """The countries of the places."""
        return self.fields["place"].mapped(lambda place: place.country)

    @cached_property
    def place_type(self) -> Coded:
        """The types of the places; none where it is not told."""
        return self.fields["place"].mapped(lambda place: None if place.type == "other" else place.type)

    @cached_property
    def governorate(self) -> Flags:
        """Whether the place is a governorate."""
        return flags(self.place_type, lambda value: value == "governorate")

    @cached_property
    def of_governorate(self) -> Flags:
        """Whether the place lies in a governorate; a town in the gazetteer does, whatever the article calls it."""
        return flags(self.place_type, lambda value: value in _IN_A_GOVERNORATE) | (self.entry.codes >= 0)

    @cached_property
    def within(self) -> Coded:
        """What the places lie in, folded."""
        return self.fields["place"].mapped(lambda place: fold_place(place.within) if place.within else None)

    @cached_property
    def unit(self) -> Coded:
        """The words of the units in alphabetical order; none for "two brigades"."""
        return self.fields["unit"].mapped(unit_key)

    @cached_property
    def actor(self) -> Coded:
        """Who gained a place, left it, defected or denies."""
        return self._actor(MAIN_ACTOR)

    @cached_property
    def other_actor(self) -> Coded:
        """Who lost the place, whom defectors joined, whom the denied report is about."""
        return self._actor(OTHER_ACTOR)

    @cached_property
    def standing(self) -> Coded:
        """How the actors stand by the table; those of one standing stand alike to all others."""
        return self.actor.mapped(partial(standing, actors=self.authorities.actors))

    @cached_property
    def other_standing(self) -> Coded:
        """How the other actors stand by the table."""
        return self.other_actor.mapped(partial(standing, actors=self.authorities.actors))

    def _actor(self, names: Mapping[Kind, str]) -> Coded:
        codes = np.full(len(self), -1, np.int32)
        index: dict[Actor, int] = {}
        for kind, name in names.items():
            column = self.fields[name]
            numbers = np.fromiter((index.setdefault(value, len(index)) for value in column.values), np.int32)
            codes = np.where(self.kind == KINDS.index(kind), spread(numbers, column.codes), codes)
        values = list(index)
        return Coded(codes.astype(code_type(len(values))), values)

    @cached_property
    def first_day(self) -> Ints:
        """The first day that the date allows, or the day of publication, as an ordinal; minus `UNDATED` where both are
        unknown. That of an open span lies `OPEN_DAYS` before its last day."""
        told = self._day(0, -UNDATED)
        return np.where(self.open, self.last_day - OPEN_DAYS, self._or_published(told, -UNDATED))

    @cached_property
    def last_day(self) -> Ints:
        """The last day that the date allows, or the day of publication, as an ordinal; `UNDATED` where both are
        unknown."""
        return self._or_published(self._day(1, UNDATED), UNDATED)

    @cached_property
    def open(self) -> Flags:
        """Whether only the last day is known on which it can have happened: it is told as earlier, or in words that
        cannot be resolved. That says nothing about whether two records mean one day."""
        told: Flags = (self._day(0, -UNDATED) == -UNDATED) & (self._day(1, UNDATED) != UNDATED)
        found: Flags = told | (self.unresolved & (self.last_day != UNDATED))
        return found

    @cached_property
    def unresolved(self) -> Flags:
        """Whether the day is told in words that cannot be resolved."""
        return self.of_dates([basis == "unresolved" for basis in self.dates.basis])

    @property
    def dates(self) -> Dates:
        """The distinct dates."""
        return cast(Dates, self.fields["date"].values)

    def of_dates(self, held: Sequence[bool]) -> Flags:
        """What holds of each distinct date, for each row; False where there is no date."""
        found: Flags = spread(np.array(held, np.int8), self.fields["date"].codes, 0).astype(np.bool_)
        return found

    def _day(self, end: int, unknown: int) -> Ints:
        """The first (0) or last (1) day of each date."""
        of_value = np.array([unknown if pair[end] is None else pair[end] for pair in self.spans], np.int32)
        return spread(of_value, self.fields["date"].codes, unknown)

    def _or_published(self, told: Ints, unknown: int) -> Ints:
        column = self.fields["published"]
        found = (published_date(value) for value in column.values)
        of_value = np.array([unknown if day is None else day.toordinal() for day in found], np.int32)
        return np.where(told == unknown, spread(of_value, column.codes, unknown), told)

    @cached_property
    def spans(self) -> list[tuple[int | None, int | None]]:
        """The first and the last day of each distinct date as ordinals; the first is None of an open span, both are
        where nothing is told."""
        day = {each: published_date(each) for each in {*self.dates.start, *self.dates.end}}
        return [_span(day[start], day[end], start) for start, end in zip(self.dates.start, self.dates.end, strict=True)]

    @cached_property
    def dated(self) -> Flags:
        """Whether anything is known of the day."""
        found: Flags = self.first_day != -UNDATED
        return found

    @cached_property
    def assumed(self) -> Flags:
        """Whether the day is that of publication, for want of another."""
        told = zip(self.dates.basis, self.dates.start, strict=True)
        return self.of_dates([basis == "published" or start is None for basis, start in told]) & ~self.open

    @cached_property
    def moments(self) -> list[datetime.datetime | None]:
        """The moments of publication, for each distinct value."""
        return list(map(moment, self.fields["published"].values))

    @cached_property
    def order(self) -> Ints:
        """The place of each row among all by the moment of publication, then id; unknown moments last."""
        seconds = np.array([*(math.inf if at is None else at.timestamp() for at in self.moments), math.inf])
        _, time = np.unique(seconds, return_inverse=True)
        order = np.empty(len(self), np.int32)
        order[ordered(time[self.fields["published"].codes])] = np.arange(len(self))
        return order


def gap(columns: Columns, left: Ints, right: Ints) -> Ints:
    """Days between two dates; 0 where they overlap or one is unknown."""
    apart = np.maximum(
        columns.first_day[left] - columns.last_day[right], columns.first_day[right] - columns.last_day[left]
    )
    days: Ints = apart.clip(min=0)
    return days


def place_key(place: Place) -> str | None:
    """The folded name; None for a place without a name of its own."""
    return None if is_unnamed(place.name) else fold_place(place.name)


def _fellows(name: str, sentences: str) -> frozenset[str]:
    """The folded names that follow a name in an enumeration."""
    found: set[str] = set()
    position = sentences.find(name)
    while position >= 0 and (match := _FELLOW.match(sentences, position + len(name))):
        name, position = match.group("name"), match.start("name")
        found.add(fold_place(name))
    return frozenset(found)


def _whole_key(place: Place) -> str | None:
    """The key of the place that a place is part of; its own if it is a division ("Rural Borsk governorate")."""
    key = place_key(place)
    return key if key is None or place.type == "governorate" else key_of_whole(key)


def _counted(place: Place) -> tuple[str, str, int] | None:
    if place.within is None or place.type == "other" or place.count is None:
        return None
    return fold_place(place.within), place.type, place.count


def unit_key(unit: str) -> str | None:
    """The folded words of a unit in alphabetical order; None for "two brigades"."""
    return None if is_generic(unit) else " ".join(sorted(fold(unit).split()))


def _span(first: datetime.date | None, last: datetime.date | None, start: str | None) -> tuple[int | None, int | None]:
    if start is None:
        return None, last.toordinal() if last else None
    return (first.toordinal(), (last or first).toordinal()) if first else (None, None)


def named_words(unit: str) -> list[str]:
    """The words of a unit's key that name it, without "brigade" and the like."""
    return [word for word in unit.split() if place_type(word) is None]


def stable_hash(*parts: str) -> int:
    """A number for a string that is the same in every process: 8 bytes of BLAKE2b."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big", signed=True)
