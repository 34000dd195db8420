"""Which events an official denial contests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from conflict_extract.merging.canonical import Tellings
from conflict_extract.merging.columns import UNDATED, Columns, Ints, place_key, stable_hash
from conflict_extract.merging.keys import block_keys, denied_kind, key_salt, place_keys
from conflict_extract.merging.scoring import alike
from conflict_extract.normalize import fold, fold_place, is_generic
from conflict_extract.schema import KINDS, Actor, Kind, Place

REACH_DAYS = 3
MOST_CANDIDATES = 1000
_LONG = 62
_ALL = re.compile(r"\b(?:all|any|anywhere|every|whole|entire|no)\b", re.IGNORECASE)
_FILLER = frozenset(["area", "areas", "part", "parts", "place", "places", "surrounding", "any"])
_FELLOW = re.compile(
    r"(?:\s*,|\s+(?:and|or|nor)|\s*,\s+(?:and|or|nor))\s+(?:(?:in|from|of|the)\s+)*"
    r"(?P<name>[A-Z][\w'’`-]*(?:[ -](?:[A-Z][\w'’`-]*|(?:al|el|ad|as|ar|ash|az)(?!\w)))*)"
)
_CONTAINER = re.compile(r"\bin\s+([^,.;:]+)")
_ACTED: dict[Kind, str] = {"control_change": "gained_by", "withdrawal": "force", "defection": "who"}
_DENIAL = KINDS.index("official_denial")
_ALLIED = frozenset(["opposition", "armed_group"])


def contested(tellings: Tellings) -> list[tuple[int, int]]:
    """Pairs (denial, contested event), as numbers of events, ascending.

    A denial contests an event of the kind it denies, by the actor it speaks of, within three days before to one day
    after the denial, at the same place or one named with it, or inside the denied place if it speaks of all or any of
    it. A denied defection may be told by its people instead of a place.
    """
    columns = tellings.columns
    denies = denied_kind(columns)
    denials = np.flatnonzero(denies >= 0)
    if not len(denials):
        return []
    looks = _Denials(columns, denials)
    found: set[tuple[int, int]] = set()
    left, right = _candidates(columns, denies, looks)
    in_time = _in_time(tellings, left, right)
    for denial, row in zip(left[in_time].tolist(), right[in_time].tolist(), strict=True):
        pair = int(tellings.event[denial]), int(tellings.event[row])
        if pair not in found and _speaks_of_it(tellings, *pair) and looks.reach(denial, row):
            found.add(pair)
    return sorted(found)


class _Denials:
    """What denials say, and whether it reaches a statement."""

    def __init__(self, columns: Columns, denials: Ints) -> None:
        self._columns = columns
        self._places = columns.fields["place"]
        self.named_with = {row: self._named_with(row) for row in denials.tolist()}
        self.wanted = {row: words for row in denials.tolist() if (words := self._swept(row))}

    def reach(self, denial: int, row: int) -> bool:
        """Whether a denial is about the place, or the people, that a record tells of."""
        columns = self._columns
        if KINDS[int(columns.kind[row])] == "defection":
            subject = columns.fields["subject"].at(denial)
            if subject is not None and _same_people(subject, columns.actor.at(row)):
                return True
        denied, place = self._places.at(denial), self._places.at(row)
        if denied is None or place is None:
            return False
        key, entry = place_key(place), place.geonames_id
        if key is not None:
            same = entry is not None and bool(entry == denied.geonames_id)
            if same or _is(place_key(denied), key):
                return bool((denied.type == "governorate") == (place.type == "governorate"))
            if any(_is(name, key) for name in self.named_with[denial]):
                return True
        return denial in self.wanted and self._inside(place, denied, self.wanted[denial], row)

    def _named_with(self, row: int) -> set[str]:
        """The folded names that follow the denied place's in an enumeration: "that Zawiya or Zliten had fallen"."""
        place = self._places.at(row)
        found: set[str] = set()
        if place is None:
            return found
        name, sentences = place.text, self._columns.evidence[row]
        position = sentences.find(name)
        while position >= 0 and (match := _FELLOW.match(sentences, position + len(name))):
            name, position = match.group("name"), match.start("name")
            found.add(fold_place(name))
        return found

    def _swept(self, row: int) -> frozenset[str]:
        """The words of the denied place if the denial is about all or any of it."""
        place = self._places.at(row)
        if place is None or is_generic(place.text):
            return frozenset()
        claim = self._columns.fields["claim"].at(row) or ""
        if not _ALL.search(f"{place.text} {claim} {self._columns.fields['trigger'].at(row) or ''}"):
            return frozenset()
        return frozenset(fold(place.text).split()) - _FILLER

    def _inside(self, place: Place, denied: Place, wanted: frozenset[str], row: int) -> bool:
        """Whether what the article says the place lies in (or its own name) holds every word of the denied place."""
        whole = denied.type == "governorate" and denied.admin1 is not None and place.type != "governorate"
        if whole and (denied.country, denied.admin1) == (place.country, place.admin1):
            return True
        return any(wanted <= set(fold(text).split()) for text in _surroundings(place, self._columns.evidence[row]))


def _surroundings(place: Place, sentences: str) -> Iterator[str]:
    """What a place lies in by its own name, by the article, and by an "in" behind a list that it stands in."""
    yield place.text
    if place.within:
        yield place.within
    position = sentences.find(place.text)
    if position >= 0:
        yield from _CONTAINER.findall(sentences, position + len(place.text))


def _candidates(columns: Columns, denies: Ints, looks: _Denials) -> tuple[Ints, Ints]:
    """Pairs of a denial and a record of the kind that it denies, which share a key and lie near in time."""
    all_rows, all_keys = block_keys(columns)
    told = columns.kind[all_rows] != _DENIAL
    rows, keys = [all_rows[told]], [all_keys[told]]
    all_rows, all_keys = block_keys(columns, of_kind=denies)
    denying = denies[all_rows] >= 0
    asked, asked_keys = [all_rows[denying]], [all_keys[denying]]
    for row, names in looks.named_with.items():
        hashed = [stable_hash(key) ^ key_salt(int(denies[row])) for name in names for key in place_keys(name)]
        asked.append(np.full(len(hashed), row, np.int64))
        asked_keys.append(np.array(hashed, np.int64))
    if looks.wanted:
        sweeping = np.array(sorted(looks.wanted), np.int64)
        placed = np.flatnonzero((columns.fields["place"].codes >= 0) & (columns.kind != _DENIAL))
        salts = np.array([key_salt(number) ^ stable_hash("anywhere") for number in range(len(KINDS))], np.int64)
        asked, asked_keys = [*asked, sweeping], [*asked_keys, salts[denies[sweeping]]]
        rows, keys = [*rows, placed], [*keys, salts[columns.kind[placed]]]
    return _near(columns, np.concatenate(rows), np.concatenate(keys), np.concatenate(asked), np.concatenate(asked_keys))


def _near(columns: Columns, rows: Ints, keys: Ints, asked: Ints, asked_keys: Ints) -> tuple[Ints, Ints]:
    """For each asked entry the entries of its key from two months before to one day after it, and those of unknown day;
    of more than `MOST_CANDIDATES` the latest."""
    order = np.lexsort((columns.first_day[rows], keys))
    rows, keys = rows[order], keys[order]
    _, of_key = np.unique(np.concatenate([keys, asked_keys]), return_inverse=True)
    span = 4 * UNDATED
    at = of_key[: len(keys)] * span + columns.first_day[rows]
    wanted = of_key[len(keys) :] * span
    day = columns.last_day[asked]
    undated = np.searchsorted(at, wanted - UNDATED, "left"), np.searchsorted(at, wanted - UNDATED, "right")
    latest = np.searchsorted(at, wanted + np.minimum(day + 1, UNDATED), "right")
    earliest = np.searchsorted(
        at, wanted + np.where(columns.dated[asked], day - REACH_DAYS - _LONG, -UNDATED + 1), "left"
    )
    pairs = [np.empty((0, 2), np.int64)]
    for begin, end in (undated, (earliest, latest)):
        begin = np.maximum(begin, end - MOST_CANDIDATES)
        times = np.maximum(end - begin, 0)
        within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        pairs.append(np.stack([np.repeat(asked, times), rows[np.repeat(begin, times) + within]], axis=1))
    found = np.unique(np.concatenate(pairs), axis=0)
    return found[:, 0], found[:, 1]


def _in_time(tellings: Tellings, denials: Ints, rows: Ints) -> Ints:
    """Which pairs lie within three days before to one day after the denial, by the dates of the events."""
    columns = tellings.columns
    dates = tellings.chosen("date")
    denial, event = dates[tellings.event[denials]], dates[tellings.event[rows]]
    denied = columns.last_day[denial]
    near = (columns.first_day[event] - 1 <= denied) & (columns.last_day[event] >= denied - REACH_DAYS)
    return np.flatnonzero(near | ~columns.dated[denial] | ~columns.dated[event])


def _speaks_of_it(tellings: Tellings, denial: int, event: int) -> bool:
    kind = KINDS[int(tellings.kind[event])]
    actor = tellings.value(_ACTED[kind], event)
    return _speaks_of(tellings.value("subject", denial), tellings.value("speaker", denial), kind, actor)


@lru_cache(maxsize=100_000)
def _speaks_of(subject: Actor | None, speaker: Actor, denied: Kind, actor: Actor | None) -> bool:
    """Whether the actor is of the side that the denial speaks of.

    Where it names nobody, an official denies the losses of his own side: its withdrawals and defections, and what
    others than it have taken.
    """
    if actor is None or actor.side == "unknown":
        return True
    if subject is not None and subject.side != "unknown":
        return _same_side(subject, actor)
    if speaker.side == "unknown":
        return True
    return _same_side(speaker, actor) != (denied == "control_change")


def _same_side(one: Actor, other: Actor) -> bool:
    return one.side == other.side or {one.side, other.side} <= _ALLIED


def _same_people(subject: Actor, who: Actor | None) -> bool:
    """Whether one name is the other with more words: "Mr Khalid Haddad" and "Khalid Haddad"."""
    if who is None:
        return False
    one, two = set(fold(subject.name).split()), set(fold(who.name).split())
    return one <= two or two <= one


def _is(name: str | None, key: str) -> bool:
    return name is not None and (name == key or alike(name, key))
