"""Files of actors: the packaged ones, one a war, and those that users write in the same form."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from conflict_extract._files import packaged
from conflict_extract.errors import SettingsError
from conflict_extract.schema.records import Side

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"\w")]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
_SINGULAR = {"actors": "actor", "countries": "country", "camps": "camp"}
SIDES_WITH_PARTS = ("government", "opposition", "armed_group", "foreign")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ActorEntry(_Strict):
    """One actor: `aliases` are what the press calls it, `part_of` the ids of what it belongs to, or a side whose
    words ("rebels") also stand for it. An alias in capitals counts in capitals only."""

    id: _Id
    name: _Text
    side: Side
    aliases: tuple[_Text, ...] = ()
    part_of: tuple[_Id, ...] = ()


class Country(_Strict):
    """The words for a country, and whose its army, its rebels and its militias are: "Syrian rebels".

    A capital stands for its government only alone or with a government's words: "Kyiv", not "Tripoli brigades".
    """

    words: tuple[_Text, ...]
    capitals: tuple[_Text, ...] = ()
    government: _Id | None = None
    opposition: _Id | None = None
    armed_group: _Id | None = None


class War(_Strict):
    """One file: who fights, and which of them stand together. Actors of two camps are opposed."""

    name: str = ""
    camps: tuple[tuple[_Id, ...], ...] = ()
    countries: tuple[Country, ...] = ()
    actors: tuple[ActorEntry, ...] = ()


@cache
def packaged_wars() -> tuple[War, ...]:
    """The wars that the library knows, in the order of their files' names."""
    return tuple(War.model_validate(_read(path)) for path in sorted(packaged("normalize", "wars").glob("*.toml")))


def read_war(path: Path) -> War:
    """A user's own file, in the form of the packaged ones; it may name actors of theirs, and give them more aliases.

    Raises:
        SettingsError: the file cannot be read, or names every entry that is wrong and what is wrong with it.
    """
    try:
        given = _read(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"{path}: {reason}", hint="it must be a readable TOML file of [[actors]]") from error
    try:
        war = War.model_validate(given)
    except ValidationError as error:
        wrong = [describe(line, given, _SINGULAR, "id") for line in error.errors(include_url=False)]
    else:
        wrong = list(misfits(war, packaged_wars()))
        if not (war.actors or war.countries or war.camps):
            wrong = ["holds no [[actors]]"]
        if not wrong:
            return war
    raise SettingsError(
        f"{path}: " + "; ".join(wrong),
        hint='an entry is [[actors]] with id = "north_front", name = "Northern Front", side = "opposition", '
        'aliases = ["Northern Front", "NF"], part_of = []',
    )


def misfits(war: War, others: Iterable[War]) -> Iterator[str]:
    """What in a file does not fit together: ids given twice, ids that nobody has, actors that are parts of themselves.

    Args:
        war: the file in question.
        others: files whose actors it may name.
    """
    parts = {entry.id: entry.part_of for other in others for entry in other.actors}
    counts = Counter(entry.id for entry in war.actors)
    yield from (f"actor {identity}: the id is given {n} times" for identity, n in counts.items() if n > 1)
    for entry in war.actors:
        if entry.id in SIDES_WITH_PARTS:
            yield f"actor {entry.id}: the id is the name of a side"
        parts[entry.id] = (*parts.get(entry.id, ()), *entry.part_of)
    known = {*parts, *SIDES_WITH_PARTS}
    for entry in war.actors:
        yield from (
            f"actor {entry.id}: part_of names {each!r}, which no entry has"
            for each in entry.part_of
            if each not in known
        )
        if entry.id in supersets(entry.id, parts):
            yield f"actor {entry.id}: is a part of itself"
    for number, country in enumerate(war.countries, 1):
        for each in (country.government, country.opposition, country.armed_group):
            if each is not None and each not in parts:
                yield f"country {number} ({country.words[0]}): names {each!r}, which no entry has"
    for number, camp in enumerate(war.camps, 1):
        yield from (f"camp {number}: names {each!r}, which no entry has" for each in camp if each not in parts)


def supersets(identity: str, parts: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """All that an actor is part of, at any remove."""
    found: set[str] = set()
    waiting = list(parts.get(identity, ()))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += parts.get(each, ())
    return frozenset(found)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


def describe(line: Any, given: Mapping[str, Any], singular: Mapping[str, str], key: str) -> str:
    """One complaint about a file of entries, with the entry's number and what it is called where it is.

    Args:
        line: as pydantic has it.
        given: what the file holds.
        singular: what one entry of each list is called.
        key: of an entry, that tells it from others.
    """
    where = list(line["loc"])
    message = "is no key of this file" if line["type"] == "extra_forbidden" else str(line["msg"])
    told = str(where[0])
    if len(where) > 1 and isinstance(where[1], int):
        told = f"{singular[told]} {where[1] + 1}"
        entry = given[str(where[0])][where[1]]
        if isinstance(entry, dict) and isinstance(entry.get(key), str):
            told += f" ({entry[key]})"
        rest = ".".join(str(part) for part in where[2:])
        told += f": {rest}" if rest else ""
    return f"{told}: {message}"
