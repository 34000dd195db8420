"""Which events an official denial contests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from conflict_extract.merging.canonical import ClusteredRecords
from conflict_extract.merging.columns import UNDATED, Coded, Columns, flags, place_key, scattered, stable_hash
from conflict_extract.merging.keys import Keyed, block_keys, denied_kind, key_salt, own_keys, pair_keys, place_keys
from conflict_extract.merging.scoring import of_pairs
from conflict_extract.merging.sorting import Flags, Ints, combinations, distinct, ordered
from conflict_extract.normalize import ActorTable, alike, allied, fold, is_generic
from conflict_extract.schema import KINDS, Actor, Kind, Place

REACH_DAYS = 3
MOST_CANDIDATES = 1000
LONG_DAYS = 7
_ALL = re.compile(
    r"\b(?:all|any|anywhere|every|whole|entire|no (?:area|city|district|part|place|position|town|village)s?)\b",
    re.IGNORECASE,
)
_WITHIN_NOTHING = frozenset(["base", "crossing", "facility", "road", "village"])
_FILLER = frozenset(["area", "areas", "part", "parts", "place", "places", "surrounding", "any"])
_CONTAINER = re.compile(r"\bin\s+([^,.;:]+)")
_DENIAL = KINDS.index("official_denial")


def contested(clustered: ClusteredRecords) -> list[tuple[int, int]]:
    """Pairs (denial, contested event), as numbers of events, ascending.

    A denial contests an event of the kind it denies, by the actor it speaks of, within three days before the denial (or
    one day after it, where one of the days is assumed from the publication), at the same place or one named with it, or
    inside the denied place if it speaks of all or any of it. A denial of unknown day contests events of unknown day and
    those of its own article. A denied defection may be told by its people instead of a place.
    """
    reach = Reach(clustered.columns)
    left, right = reach.candidates()
    event = clustered.event
    found = contesting(reach, Sides.of(clustered), (left, right), (event[left], event[right]))
    packed = distinct(event[left[found]] << 32 | event[right[found]])
    return list(zip((packed >> 32).tolist(), (packed & 0xFFFFFFFF).tolist(), strict=True))


class Days(NamedTuple):
    """The first and the last day of each row; minus `UNDATED` and `UNDATED` where nothing is known."""

    first: Ints
    last: Ints

    @property
    def dated(self) -> Flags:
        """Whether anything is known of the day."""
        found: Flags = self.first != -UNDATED
        return found


class Sides(NamedTuple):
    """What decides, event by event, whether one contests another: days and whether they are assumed, kind, who is
    spoken of, who speaks, and who acted."""

    days: Days
    assumed: Flags
    kind: Ints
    subject: Coded
    speaker: Coded
    actor: Coded

    @classmethod
    def of(cls, clustered: ClusteredRecords) -> Sides:
        """Those of all events."""
        columns, dates = clustered.columns, clustered.chosen("date")
        subject, speaker = (columns.fields[name].take(clustered.chosen(name)) for name in ("subject", "speaker"))
        return cls(
            days=Days(columns.first_day[dates], columns.last_day[dates]),
            assumed=columns.assumed[dates],
            kind=clustered.kind,
            subject=subject,
            speaker=speaker,
            actor=columns.actor.take(clustered.main_actor),
        )


def contesting(reach: Reach, sides: Sides, rows: tuple[Ints, Ints], events: tuple[Ints, Ints]) -> Ints:
    """The places of those pairs of a denial and a record in which it contests the record's event.

    Args:
        reach: what the denials are about.
        sides: what the events tell.
        rows: the denials and the records.
        events: their events, as numbers in `sides`.
    """
    (left, right), (denials, others) = rows, events
    found = _in_time(sides, denials, others)
    found = found[_speak_of(sides, denials[found], others[found], reach.actors)]
    return found[reach.covers(left[found], right[found])]


class Reach:
    """What the denials among records are about: keys to find what they may contest, and whether one covers a record."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._places = columns.fields["place"]
        self._denies = denied_kind(columns)
        self._named_with = {row: names for row, names in columns.denied_beside.items() if self._denies[row] >= 0}
        every = [flags(columns.fields[name], _says_all) for name in ("place", "claim", "trigger")]
        sweeping = np.flatnonzero(np.logical_or.reduce(every) & (self._denies >= 0)).tolist()
        self._swept = {row: words for row in sweeping if (words := self._sweeps(row))}

    @property
    def actors(self) -> ActorTable:
        """The table by which two are of one side."""
        return self._columns.authorities.actors

    @property
    def sweeps(self) -> Flags:
        """Which rows are denials that speak of all or any of an area."""
        found = np.zeros(len(self._columns), np.bool_)
        found[list(self._swept)] = True
        return found

    def own_keys(self) -> tuple[Ints, Ints]:
        """Denials with the keys of what they deny, but for those of the denied place's name, which depend on all names
        there are."""
        keyed = own_keys(self._columns, self._denies, self._denies >= 0)
        return self._denied(keyed, list(self._named_with))

    def denied_keys(self) -> tuple[Ints, Ints]:
        """Denials with all keys of what they deny."""
        return self._denied(block_keys(self._columns, self._denies, self._denies >= 0), list(self._named_with))

    def _denied(self, keyed: Keyed, denials: list[int]) -> tuple[Ints, Ints]:
        """Denials with some keys of what they deny, and those of the places that stand beside the denied one."""
        listed = [
            (row, stable_hash(key) ^ key_salt(int(self._denies[row])))
            for row in denials
            for name in sorted(self._named_with[row])
            for key in place_keys(name)
        ]
        more = np.array(listed, np.int64).reshape(-1, 2)
        return np.concatenate([keyed.rows, more[:, 0]]), np.concatenate([keyed.keys, more[:, 1]])

    def sweeping_keys(self) -> tuple[Ints, Ints]:
        """Denials that speak of all or any of an area, with the key of every place."""
        rows = np.array(sorted(self._swept), np.int64)
        return rows, everywhere()[self._denies[rows]]

    def placed_keys(self) -> tuple[Ints, Ints]:
        """Records that are no denials and tell a place, with the key of every place."""
        rows = np.flatnonzero((self._places.codes >= 0) & (self._columns.kind != _DENIAL))
        return rows, everywhere()[self._columns.kind[rows]]

    def candidates(self) -> tuple[Ints, Ints]:
        """Pairs of a denial and a record of the kind that it denies, which share a key and lie near in time."""
        columns, none = self._columns, np.empty(0, np.int64)
        pairs: list[tuple[Ints, Ints]] = [(none, none)]
        for kind in np.unique(self._denies[self._denies >= 0]).tolist():
            denying = self._denies == kind
            asked = pair_keys(columns, self._denies, denying)
            told = pair_keys(columns, where=columns.kind == kind)
            denials = [row for row in self._named_with if denying[row]]
            pairs.append(_near(columns, (told.rows, told.keys), self._denied(asked, denials)))
        if self._swept:
            pairs.append(_near(columns, self.placed_keys(), self.sweeping_keys()))
        return np.concatenate([one for one, _ in pairs]), np.concatenate([two for _, two in pairs])

    def covers(self, denials: Ints, rows: Ints) -> Flags:
        """Which denials are about the place, or the people, that a record tells of."""
        columns, places = self._columns, self._places
        defections = np.flatnonzero(columns.kind[rows] == KINDS.index("defection"))
        found = np.zeros(len(rows), np.bool_)
        subjects = columns.fields["subject"]
        found[defections] = of_pairs(subjects, denials[defections], columns.actor, rows[defections], _same_people)
        found |= of_pairs(places, denials, places, rows, _same_place)
        for index in np.flatnonzero(~found).tolist():
            denial, row = int(denials[index]), int(rows[index])
            if denial in self._named_with or denial in self._swept:
                found[index] = self._reaches(denial, row)
        return found

    def _reaches(self, denial: int, row: int) -> bool:
        """Whether a denial names a record's place beside another, or speaks of all that it lies in."""
        denied, place = self._places.at(denial), self._places.at(row)
        if denied is None or place is None:
            return False
        key = place_key(place)
        if key is not None and any(name == key or alike(name, key) for name in self._named_with.get(denial, ())):
            return True
        return denial in self._swept and self._inside(place, denied, self._swept[denial], row)

    def _sweeps(self, row: int) -> frozenset[str]:
        """The words of the place that a denial is about all or any of."""
        place = self._places.at(row)
        # of unknown day it would contest all that ever happened there
        if place is None or place.type in _WITHIN_NOTHING or is_generic(place.text) or not self._columns.dated[row]:
            return frozenset()
        return frozenset(fold(place.text).split()) - _FILLER

    def _inside(self, place: Place, denied: Place, wanted: frozenset[str], row: int) -> bool:
        """Whether what the article says the place lies in (or its own name) holds every word of the denied place."""
        whole = denied.type == "governorate" and denied.admin1 is not None and place.type != "governorate"
        if whole and (denied.country, denied.admin1) == (place.country, place.admin1):
            return True
        return any(wanted <= set(fold(text).split()) for text in _surroundings(place, self._columns.evidence[row]))


def _says_all(words: Place | str) -> bool:
    """Whether a denial's place, claim or trigger speaks of all or any of something."""
    return _ALL.search(words if isinstance(words, str) else words.text) is not None


def _surroundings(place: Place, sentences: str) -> Iterator[str]:
    """What a place lies in by its own name, by the article, and by an "in" behind a list that it stands in."""
    yield place.text
    if place.within:
        yield place.within
    position = sentences.find(place.text)
    if position >= 0:
        yield from _CONTAINER.findall(sentences, position + len(place.text))


def everywhere() -> Ints:
    """The key of every place, for each kind."""
    return np.array([key_salt(number) ^ stable_hash("anywhere") for number in range(len(KINDS))], np.int64)


def _near(columns: Columns, told: tuple[Ints, Ints], asked_for: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """For each asked entry the entries of its key that it may be about by their days; the latest where they are more
    than `MOST_CANDIDATES`. Entries of more than `LONG_DAYS` are few and looked at by their first day alone. Where one
    day is unknown the other must be, too, or both stand in one article."""
    rows, keys = told
    asked, asked_keys = asked_for
    wanted = _is_among(keys, asked_keys)
    rows, keys = rows[wanted], keys[wanted]
    days = Days(columns.first_day, columns.last_day)
    long = days.last[rows] - days.first[rows] > LONG_DAYS
    dated, asked_dated = days.dated[rows], days.dated[asked]
    parts = [
        (~long, asked_dated, REACH_DAYS + LONG_DAYS), (long & dated, asked_dated, 2 * UNDATED),
        (~dated, ~asked_dated, 2 * UNDATED),
    ]  # fmt: skip
    found = [between(days, (rows[some], keys[some]), (asked[of], asked_keys[of]), reach) for some, of, reach in parts]
    undated = np.concatenate([rows[~dated], asked[~asked_dated]])
    some, of = (np.isin(columns.article[each], columns.article[undated]) for each in (rows, asked))
    own = between(
        days,
        (rows[some], keys[some] ^ scattered(columns.article[rows[some]])),
        (asked[of], asked_keys[of] ^ scattered(columns.article[asked[of]])),
        2 * UNDATED,
    )
    found.append(own[columns.dated[own[:, 0]] != columns.dated[own[:, 1]]])
    pairs = np.concatenate(found)
    packed = distinct(pairs[:, 0] << 32 | pairs[:, 1])
    return packed >> 32, packed & 0xFFFFFFFF


def _is_among(values: Ints, others: Ints) -> Flags:
    """Which values are among others."""
    ascending = distinct(others)
    if not len(ascending):
        return np.zeros(len(values), np.bool_)
    found: Flags = ascending[np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)] == values
    return found


def between(days: Days, told: tuple[Ints, Ints], asked_for: tuple[Ints, Ints], reach: int) -> Ints:
    """Pairs of an asked entry and an entry of its key that begins within so many days before it and one after it, the
    latest where they are more than `MOST_CANDIDATES`.

    Args:
        days: of all rows.
        told: rows with their keys.
        asked_for: the rows and keys that are asked for.
        reach: how many days before.
    """
    (rows, keys), (asked, asked_keys) = told, asked_for
    if not len(rows) or not len(asked):
        return np.empty((0, 2), np.int64)
    known = distinct(keys)
    span = 8 * UNDATED
    at = np.searchsorted(known, keys) * span + days.first[rows]
    order = ordered(at)
    rows, at = rows[order], at[order]
    of_key = np.searchsorted(known, asked_keys)
    has = known[np.minimum(of_key, len(known) - 1)] == asked_keys
    asked, wanted = asked[has], of_key[has] * span
    day, dated = days.last[asked], days.dated
    end = np.searchsorted(at, wanted + np.minimum(day + 1, UNDATED), "right")
    earliest = np.where(dated[asked], np.maximum(day - reach, -UNDATED), -UNDATED)
    begin = np.maximum(np.searchsorted(at, wanted + earliest, "left"), end - MOST_CANDIDATES)
    times = np.maximum(end - begin, 0)
    inside = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    rows = rows[np.repeat(begin, times) + inside]
    asked = np.repeat(asked, times)
    meant = (days.last[rows] >= days.last[asked] - REACH_DAYS) | ~dated[asked]
    return np.stack([asked[meant], rows[meant]], axis=1).astype(np.int64, copy=False)


def _in_time(sides: Sides, denials: Ints, events: Ints) -> Ints:
    """Which pairs lie within three days before the denial, or to one day after it where one of the days is assumed, by
    the dates of the events."""
    days, assumed = sides.days, sides.assumed
    denied = days.last[denials]
    slack = (assumed[denials] | assumed[events]).astype(np.int64)
    near = (days.first[events] - slack <= denied) & (days.last[events] >= denied - REACH_DAYS)
    return np.flatnonzero(near | ~days.dated[denials] | ~days.dated[events])


def _speak_of(sides: Sides, denials: Ints, events: Ints, table: ActorTable) -> Flags:
    """Which denials speak of the side that acted in an event."""
    subjects, speakers, actors = sides.subject, sides.speaker, sides.actor
    told = [subjects.codes[denials], speakers.codes[denials], actors.codes[events], sides.kind[events]]
    first, number = combinations(*told)
    meant = [
        _speaks_of(
            subjects.values[subject] if subject >= 0 else None,
            speakers.values[speaker],
            KINDS[kind],
            actors.values[actor] if actor >= 0 else None,
            table,
        )
        for subject, speaker, actor, kind in zip(*(codes[first].tolist() for codes in told), strict=True)
    ]
    found: Flags = np.array(meant, np.bool_)[number]
    return found


def _same_place(denied: Place, place: Place) -> bool:
    key, name = place_key(place), place_key(denied)
    if key is None or name is None or (denied.type == "governorate") != (place.type == "governorate"):
        return False
    return (
        (place.geonames_id is not None and place.geonames_id == denied.geonames_id) or name == key or alike(name, key)
    )


def _speaks_of(subject: Actor | None, speaker: Actor, denied: Kind, actor: Actor | None, actors: ActorTable) -> bool:
    """Whether the actor is of the side that the denial speaks of.

    Where it names nobody, an official denies the losses of his own side: its withdrawals and defections, and what
    others than it have taken.
    """
    if actor is None or actor.side == "unknown":
        return True
    if subject is not None and subject.side != "unknown":
        return allied(subject, actor, actors)
    if speaker.side == "unknown":
        return True
    return allied(speaker, actor, actors) != (denied == "control_change")


def _same_people(subject: Actor, who: Actor) -> bool:
    """Whether one name is the other with more words: "Mr Khalid Haddad" and "Khalid Haddad"."""
    one, two = set(fold(subject.name).split()), set(fold(who.name).split())
    return one <= two or two <= one
