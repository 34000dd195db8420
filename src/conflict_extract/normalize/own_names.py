"""The user's own places and actors, looked up again for records that were extracted before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.gazetteer import Gazetteer
from conflict_extract.schema.records import Actor, Place, Record


@dataclass(frozen=True)
class OwnNames:
    """What a user's own files say of the names in records; what they do not tell stays as it is.

    Args:
        gazetteer: with the user's own places.
        actors: with the user's own actors before those of the package; None for no such file.
    """

    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    actors: ActorTable | None = None

    def __bool__(self) -> bool:
        return self.gazetteer.has_own or self.actors is not None

    def of(self, value: Place | Actor) -> Place | Actor:
        """A place or an actor as the user's files have it."""
        if isinstance(value, Place):
            return self.gazetteer.own(value)
        return self.actors.own_actor(value) if self.actors is not None else value

    def in_records(self, records: Iterable[Record]) -> list[Record]:
        """Records with their names as the user's files have them; their ids stay."""
        return [self._in(record) for record in records] if self else list(records)

    def _in(self, record: Record) -> Record:
        named: dict[str, Any] = {name: value for name, value in record if isinstance(value, Place | Actor)}
        return record.model_copy(update={name: self.of(value) for name, value in named.items()})
