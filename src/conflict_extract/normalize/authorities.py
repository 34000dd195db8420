"""What names are compared by, as one value: the tables of actors, places and outlets, a user's own before the packaged.

In cataloguing, an authority file says which names mean one person or body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter

from conflict_extract.errors import SettingsError
from conflict_extract.normalize.actor_files import SIDES_WITH_PARTS, War, packaged_wars
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import actors_with, load_actors, packaged_actors
from conflict_extract.normalize.gazetteer import Gazetteer, default_gazetteer
from conflict_extract.normalize.outlets import OutletTable, OwnOutlet, load_outlets, packaged_outlets
from conflict_extract.normalize.own_places import OwnPlace
from conflict_extract.schema.records import Actor, Place, Record

_WARS = TypeAdapter(tuple[War, ...])
_PLACES = TypeAdapter(tuple[OwnPlace, ...])
_OUTLETS = TypeAdapter(tuple[OwnOutlet, ...])


@dataclass(frozen=True, eq=False)
class Authorities:
    """The tables that names are compared by; two are equal if a user's own files say the same in both.

    Args:
        actors: with the user's own actors before those of the package.
        places: with the user's own places.
        outlets: with the user's own outlets before those of the package.
    """

    actors: ActorTable = field(default_factory=packaged_actors)
    places: Gazetteer = field(default_factory=default_gazetteer)
    outlets: OutletTable = field(default_factory=packaged_outlets)

    def __post_init__(self) -> None:
        if self.actors.wars[self.actors.own :] != packaged_wars():
            raise SettingsError(
                "a table of actors without those of the package cannot be kept with events",
                hint="make it with load_actors",
            )
        for outlet in self.outlets.own:
            if outlet.voice_of not in (None, *SIDES_WITH_PARTS) and self.actors.entry(outlet.voice_of) is None:
                raise SettingsError(
                    f"outlet {outlet.name}: voice_of names {outlet.voice_of!r}, which no entry of an actor has",
                    hint=f"name the id of an actor, or a side: {', '.join(SIDES_WITH_PARTS)}",
                )

    @classmethod
    def load(cls, *, actors: Path | None = None, places: Path | None = None, outlets: Path | None = None) -> Self:
        """The tables with what a user's own files say; the packaged one of each that is not named.

        Raises:
            SettingsError, PlacesError: a file cannot be used.
        """
        return cls(
            load_actors(actors) if actors else packaged_actors(),
            Gazetteer.load(places) if places else default_gazetteer(),
            load_outlets(outlets) if outlets else packaged_outlets(),
        )

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> Self:
        """The tables whose `texts` these are.

        Raises:
            ValueError: they are no such texts.
        """
        if unknown := texts.keys() - {"actors", "places", "outlets"}:
            raise ValueError(f"there is no table {min(unknown)}")
        return cls(
            actors_with(_WARS.validate_json(texts.get("actors", "[]"))),
            Gazetteer(_PLACES.validate_json(texts.get("places", "[]"))),
            OutletTable(_OUTLETS.validate_json(texts.get("outlets", "[]"))),
        )

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """What the user's own files say, as JSON by the names of the tables; none where they say nothing."""
        told = {
            "actors": _WARS.dump_json(self.actors.own_wars, exclude_defaults=True),
            "places": _PLACES.dump_json(self.places.own_places, exclude_defaults=True),
            "outlets": _OUTLETS.dump_json(self.outlets.own, exclude_defaults=True),
        }
        return {name: text.decode() for name, text in told.items() if text != b"[]"}

    def __eq__(self, other: object) -> bool:
        return self.texts == other.texts if isinstance(other, Authorities) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.texts.items()))

    def of(self, value: Place | Actor) -> Place | Actor:
        """A place or an actor as the user's files have it; what they do not tell stays as it is."""
        return self.places.own(value) if isinstance(value, Place) else self.actors.own_actor(value)

    def in_records(self, records: Iterable[Record]) -> list[Record]:
        """Records that were extracted before, with their names as the user's files have them; their ids stay."""
        return [self._in(record) for record in records] if self.renames else list(records)

    @property
    def renames(self) -> bool:
        """Whether the user's files have actors or places that names in records may be those of."""
        return bool(self.actors.own_wars or self.places.own_places)

    def _in(self, record: Record) -> Record:
        named: dict[str, Any] = {name: value for name, value in record if isinstance(value, Place | Actor)}
        return record.model_copy(update={name: self.of(value) for name, value in named.items()})
