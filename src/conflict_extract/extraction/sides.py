"""Of which side states are, by the country that something happens in."""

from __future__ import annotations

from collections.abc import Sequence

from conflict_extract.extraction.claims import Claim
from conflict_extract.normalize import ActorTable, in_country
from conflict_extract.schema import ACTOR_FIELDS


def sided(claims: Sequence[Claim], actors: ActorTable, countries: Sequence[str] = ()) -> list[Claim]:
    """The claims of one article: a state is the government in its own country and foreign in another's.

    Args:
        claims: its claims, their places located.
        actors: the table of actors.
        countries: ISO codes that the article is about, as the model says; where it is one, what has no place is there.
    """
    return [_sided(each, actors, countries[0] if len(countries) == 1 else None) for each in claims]


def _sided(given: Claim, actors: ActorTable, only: str | None) -> Claim:
    record = given.record
    country = (record.place.country if record.place else None) or only
    if country is None:
        return given
    named = {name: value for name in ACTOR_FIELDS[record.kind] if (value := getattr(record, name)) is not None}
    found = {name: in_country(value, country, actors) for name, value in named.items()}
    return given.changed(**found) if found != named else given
