"""The table of actors, and what a phrase says of an actor by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from conflict_extract.normalize.actor_files import ActorEntry, Country, War, supersets
from conflict_extract.normalize.actor_phrases import Found, Names, Word, is_join, is_pause, vocabulary, words_of
from conflict_extract.normalize.countries import country_named
from conflict_extract.schema.records import Actor, Side


class _Meaning(NamedTuple):
    """What a name in a phrase can be: an actor of a war, a country, or a word that tells a side."""

    war: int = -1
    entry: ActorEntry | None = None
    country: Country | None = None
    capital: bool = False
    side: Side | None = None


@dataclass(frozen=True)
class Reading:
    """What a phrase says of an actor.

    `ids`: the actors that it can mean, several where namesakes cannot be told apart. `side`: as its words tell.
    `generic`: it says no more than that side ("the army").
    """

    ids: tuple[str, ...] = ()
    side: Side = "unknown"
    generic: bool = False


@dataclass(frozen=True, eq=False)
class ActorTable:
    """The actors of all wars that are known, with their aliases, sides, supersets and camps.

    Args:
        wars: of an actor that several name, the side of the first counts, and the aliases of all.
        own: how many of them, from the first, are a user's own; an alias of theirs is nobody else's.
    """

    wars: tuple[War, ...]
    _names: Names[_Meaning] = field(default_factory=Names, init=False, repr=False)
    _entries: dict[str, ActorEntry] = field(default_factory=dict, init=False, repr=False)
    _supersets: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False)
    _readings: dict[str, Reading] = field(default_factory=dict, init=False, repr=False)
    _capitals: set[str] = field(default_factory=set, init=False, repr=False)
    _own_ids: set[str] = field(default_factory=set, init=False, repr=False)
    own: int = 0

    def __post_init__(self) -> None:
        parts: dict[str, tuple[str, ...]] = {}
        for war in self.wars:
            for entry in war.actors:
                self._entries.setdefault(entry.id, entry)
                parts[entry.id] = (*parts.get(entry.id, ()), *entry.part_of)
        self._supersets.update((identity, supersets(identity, parts)) for identity in parts)
        self._capitals.update(name for war in self.wars for country in war.countries for name in country.capitals)
        for war in self.wars[: self.own]:
            self._own_ids.update(entry.id for entry in war.actors)
            for country in war.countries:
                self._own_ids.update(filter(None, (country.government, country.opposition, country.armed_group)))
        taken: set[tuple[Word, ...]] = set()
        for number, war in enumerate(self.wars):
            named = list(self._names_in(number, war))
            for name, meaning in named:
                if words_of(name) not in taken:
                    self._names.add(name, meaning, plural=meaning.entry is not None)
            if number < self.own:
                taken.update(words_of(name) for name, _ in named)
        for side, words in vocabulary().sides.items():
            for word in words:
                if word not in self._names:
                    self._names.add(word, _Meaning(side=side))

    def _names_in(self, number: int, war: War) -> Iterator[tuple[str, _Meaning]]:
        for entry in war.actors:
            for alias in dict.fromkeys([*entry.aliases, entry.name]):
                yield alias, _Meaning(number, entry=self._entries[entry.id])
        for country in war.countries:
            for word in country.words:
                yield word, _Meaning(number, country=country)
            for word in country.capitals:
                yield word, _Meaning(number, country=country, capital=True)

    @property
    def own_wars(self) -> tuple[War, ...]:
        """What a user's own files hold."""
        return self.wars[: self.own]

    def is_capital(self, text: str) -> bool:
        """Whether a name is that of a capital, which stands for a government and for the city."""
        return text in self._capitals

    def entry(self, identity: str | None) -> ActorEntry | None:
        """The entry of an id; None if no file has it."""
        return self._entries.get(identity) if identity else None

    def side(self, identity: str) -> Side:
        """The side of an actor of the table."""
        return self._entries[identity].side

    def country_of(self, identity: str) -> str | None:
        """The ISO code of the country whose government an actor is; None for others, and for a user's own."""
        entry = self._entries.get(identity)
        if entry is None or identity in self._own_ids or entry.side not in ("government", "foreign"):
            return None
        words = [
            word for war in self.wars for each in war.countries if each.government == identity for word in each.words
        ]
        return next(filter(None, map(country_named, [*words, entry.name])), None)

    def supersets(self, identity: str) -> frozenset[str]:
        """The ids of all that an actor is part of, at any remove, and the sides whose words stand for it."""
        return self._supersets.get(identity, frozenset())

    def actor(self, text: str, name: str | None = None) -> Actor:
        """As the function `actor`, by this table."""
        shown = name or text
        reading = self.read(shown)
        identity = reading.ids[0] if len(reading.ids) == 1 else None
        return Actor(text=text, name=shown, id=identity, side=reading.side)

    def of_id(self, identity: str) -> Actor | None:
        """The actor of an id; None if no file has it."""
        entry = self._entries.get(identity)
        return None if entry is None else Actor(text=entry.name, name=entry.name, id=identity, side=entry.side)

    def known_in(self, text: str) -> tuple[Actor, ...]:
        """The actors of the table that a phrase names beside each other ("HTS, the SNA and others"), in its order."""
        given = words_of(text)
        words, found = _without_others(given, self._names.find(given))
        readings = (self._part(each, names, found) for _, each, names in _parts(words, found))
        ids = dict.fromkeys(reading.ids[0] for reading in readings if reading and len(reading.ids) == 1)
        return tuple(filter(None, map(self.of_id, ids)))

    def own_actor(self, known: Actor) -> Actor:
        """An actor of a record with the id and side that a user's own files give it; another stays as it is."""
        found = self.actor(known.text, known.name)
        return found if found.id in self._own_ids else known

    def read(self, text: str) -> Reading:
        """What a phrase says of an actor."""
        if text not in self._readings:
            self._readings[text] = self._read(text)
        return self._readings[text]

    def _read(self, text: str) -> Reading:
        given = words_of(text)
        words, found = _without_others(given, self._names.find(given))
        parts = _parts(words, found)
        readings = [(joined, self._part(each, names, found)) for joined, each, names in parts]
        if not readings:
            return Reading()
        first = readings[0][1]
        if first is None:
            return Reading()
        if first.ids or (first.side != "unknown" and len(readings) == 1):
            return first
        # "the leader of the rebels, Abu X" is told by what stands beside it; "rebels and FSA" first of all by "rebels"
        for joined, reading in readings[1:]:
            if reading is None or (joined and first.side != "unknown"):
                break
            if reading.ids or first.side == "unknown":
                return reading
        return Reading(first.ids, first.side)

    def _part(
        self, words: Sequence[Word], names: Sequence[Found[_Meaning]], everywhere: Sequence[Found[_Meaning]]
    ) -> Reading | None:
        """What one of the phrases that make up a phrase says; None for those who are of nobody's side."""
        known = vocabulary()
        covered = {
            position for each in names if each.meanings[0].side is None for position in range(each.start, each.end)
        }
        free = [word.lower for position, word in enumerate(words) if position not in covered]
        if any(word in known.enemies for word in free):
            return None
        head = next((position for position, word in enumerate(words) if word.lower in ("of", "from", "in")), len(words))
        if head and words[head - 1].lower in known.civilian and head - 1 not in covered:
            return Reading(side="civilian")
        actors = [each for each in names if each.meanings[0].entry is not None]
        if actors:
            best = max(actors, key=lambda each: (each.end - each.start, -each.start))
            return self._named(best, everywhere)
        told = {each.meanings[0].side for each in names}
        if told & {"armed_group", "opposition"}:
            strong = (each for each in names if words[each.start].lower not in known.anybodys)
            told = {each.meanings[0].side for each in strong}
        side: Side = next((side for side in known.sides if side in told), "unknown")
        foreign_to_state = any(word in known.peoples for word in free)
        countries = [each for each in names if each.meanings[0].country is not None and not foreign_to_state]
        if countries:
            state = side == "unknown" and (not free or any(word in known.forces for word in free))
            if free and free != ["forces"] and side != "government":
                countries = [each for each in countries if not each.meanings[0].capital]
            ids = self._of_countries(countries, "government" if state else side)
            if ids:
                return Reading(ids, self._side_of(ids))
            return Reading(side=side)
        if side == "government" and free and free[0] in known.possessives:
            return Reading()  # of a state, but of which: "Russia announced the withdrawal of its troops"
        generic = side != "unknown" and all(word in known.generic or word.isdigit() for word in free)
        return Reading(side=side, generic=generic)

    def _named(self, name: Found[_Meaning], everywhere: Sequence[Found[_Meaning]]) -> Reading:
        """The actors that an alias can mean; a country that the phrase also names tells namesakes apart."""
        meanings = [meaning for meaning in name.meanings if meaning.entry is not None]
        wars = {meaning.war for each in everywhere for meaning in each.meanings if meaning.country is not None}
        meanings = [meaning for meaning in meanings if meaning.war in wars] or meanings
        ids = tuple(dict.fromkeys(meaning.entry.id for meaning in meanings if meaning.entry is not None))
        return Reading(ids, self._side_of(ids))

    def _of_countries(self, countries: Sequence[Found[_Meaning]], side: Side) -> tuple[str, ...]:
        """Whose a country's army, rebels or militias are; the first country in the phrase that has them."""
        if side not in ("government", "opposition", "armed_group"):
            return ()
        for each in countries:
            given = [getattr(meaning.country, side) for meaning in each.meanings if meaning.country is not None]
            ids = tuple(dict.fromkeys(identity for identity in given if identity is not None))
            if ids:
                return ids
        return ()

    def _side_of(self, ids: Sequence[str]) -> Side:
        sides = {self._entries[identity].side for identity in ids}
        return sides.pop() if len(sides) == 1 else "unknown"


def _without_others(
    words: Sequence[Word], found: Sequence[Found[_Meaning]]
) -> tuple[list[Word], list[Found[_Meaning]]]:
    """A phrase without the names of others in it: "anti-Taliban militia", "HTS-led rebels", "men fighting IS"."""
    known = vocabulary()
    covering = {position: each for each in found for position in range(each.start, each.end)}
    dropped: set[int] = set()

    def drop(position: int) -> None:
        each = covering.get(position)
        dropped.update(range(each.start, each.end) if each else [position])

    for position, word in enumerate(words):
        name = covering.get(position)
        if name is not None and (name.end - name.start > 1 or name.meanings[0].side is None):
            continue
        lower = tuple(each.lower for each in words[position:])
        if position and any(lower[: len(cut)] == cut for cut in known.cuts):
            dropped.update(range(position, len(words)))
            break
        if word.lower in known.against and position + 1 < len(words):
            dropped.add(position)
            drop(position + 1)
        elif word.lower in known.held | known.helped and 0 < position < len(words) - 1:
            if is_join(words[position - 1]) or is_pause(words[position - 1]):
                continue
            dropped.add(position)
            if word.lower in known.held or words[position - 1].lower not in known.helping_governments:
                drop(position - 1)
    kept = [position for position in range(len(words)) if position not in dropped]
    new = {position: number for number, position in enumerate(kept)}
    names = [
        Found(new[each.start], new[each.start] + each.end - each.start, each.meanings)
        for each in found
        if each.start in new
    ]
    return [words[position] for position in kept], names


def _parts(
    words: Sequence[Word], found: Sequence[Found[_Meaning]]
) -> list[tuple[bool, list[Word], list[Found[_Meaning]]]]:
    """The phrases between commas and "and"s that stand outside names: whether an "and" comes before, words, names."""
    inside = {position for each in found for position in range(each.start, each.end)}
    ends = [n for n, word in enumerate(words) if n not in inside and (is_pause(word) or is_join(word))]
    parts = []
    start, joined = 0, False
    for end in [*ends, len(words)]:
        names = [Found(e.start - start, e.end - start, e.meanings) for e in found if start <= e.start and e.end <= end]
        if end > start:
            parts.append((joined, list(words[start:end]), names))
        joined = end < len(words) and (is_join(words[end]) or (joined and end == start))
        start = end + 1
    return parts
