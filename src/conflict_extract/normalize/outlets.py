"""Which names are one outlet's: its spellings, editions and web addresses; packaged, and before that a user's own.

    [[outlets]]
    name = "Meridian"
    aliases = ["Meridian Press Office", "mrd.example.com"]  # what its name has nothing in common with
    voice_of = "government"   # whose voice it is in the war: the id of an actor, or a side

Only `name` is needed. Nothing has to be said of the article before a name, of its capitals and marks, of editions
behind it ("Meridian English", "Meridian News Online") and of addresses made of it ("www.meridian.com/world").
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from tld import get_tld
from tld.result import Result

from conflict_extract._characters import LONGEST_PHRASE
from conflict_extract._files import packaged_table
from conflict_extract.errors import SettingsError
from conflict_extract.normalize.actor_files import describe
from conflict_extract.normalize.countries import country_named, country_of_people
from conflict_extract.normalize.names import plain_words
from conflict_extract.schema.records import Source

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"\w")]
_OUTLETS = frozenset(["news_agency", "state_media", "outlet"])
_SHORTEST_GLUED = 3
_LONGEST_NAME = 6  # words
_REMEDY = 'an entry is [[outlets]] with name = "Meridian", aliases = ["Meridian Press Office"], voice_of = "government"'


class OwnOutlet(BaseModel):
    """An outlet: its name, what else it is called, and whose voice it is in a war: the id of an actor, or a side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    aliases: tuple[_Name, ...] = ()
    voice_of: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")] | None = None


class Named(NamedTuple):
    """An outlet that a source names, and whether it is one whatever the outlets that report."""

    identity: str
    surely: bool


class _Words(NamedTuple):
    """What outlets.toml says; see there."""

    editions: tuple[str, ...]
    no_names: frozenset[str]
    platforms: frozenset[str]
    folders: frozenset[str]
    outlets: tuple[OwnOutlet, ...]


@cache
def _packaged() -> _Words:
    table = packaged_table("normalize", "outlets.toml")
    return _Words(
        editions=tuple(sorted(table["editions"], key=len, reverse=True)),
        no_names=frozenset(table["no_names"]),
        platforms=frozenset(table["platforms"]),
        folders=frozenset(table["folders"]),
        outlets=TypeAdapter(tuple[OwnOutlet, ...]).validate_python(table["outlets"]),
    )


@dataclass(frozen=True)
class OutletTable:
    """Outlets by all that they are called: a user's own, and the packaged ones.

    An own outlet that is called as a packaged one is that one, with all its other names.
    """

    own: tuple[OwnOutlet, ...] = ()

    def identity(self, outlet: str) -> str:
        """What the spellings, editions and addresses of an outlet have in common."""
        known = self._known(outlet)
        return known.name if known else next(key for key, is_name in reversed(_keys(outlet)) if is_name)

    def voice_of(self, outlet: str) -> str | None:
        """Whose voice an outlet is, the id of an actor or a side; None where it is known to be nobody's."""
        known = self._known(outlet)
        return known.voice_of if known else None

    def named_by(self, source: Source) -> Named | None:
        """The outlet that a source names: one that is known, one that is called an agency or the like, or a name that
        may be one's ("Meridian"). None for the outlet itself and for words without a name ("state media")."""
        words = (source.text or "")[:LONGEST_PHRASE].split()
        named = [number for number, word in enumerate(words) if not word.lstrip("\"'“‘(")[:1].islower()]
        for first in named:
            for last in range(min(first + _LONGEST_NAME, len(words)), first, -1):
                phrase = " ".join(words[first:last])
                known = self._by_key.get(_exact(phrase))
                if known and (len(phrase) > _SHORTEST_GLUED or phrase.upper() == phrase):  # a spa is not the SPA
                    return Named(known.name, surely=True)
        if not named:
            return None
        told = " ".join(words[named[0] : named[-1] + 1])
        if not _is_name(plain_words(told)):
            return None
        return Named(self.identity(told), source.role in _OUTLETS)

    def _known(self, outlet: str) -> OwnOutlet | None:
        return next((self._by_key[key] for key, _ in _keys(outlet) if key in self._by_key), None)

    @cached_property
    def _by_key(self) -> Mapping[str, OwnOutlet]:
        found = {key: each for each in self.own for key in _called(each)}
        for each in _packaged().outlets:
            # their addresses are written as registered, so the list of public suffixes need not be read for them
            keys = [called if "." in called else _exact(called) for called in (each.name, *each.aliases)]
            theirs = {found[key] for key in keys if key in found}
            stands_for = theirs.pop() if len(theirs) == 1 else each
            for key in keys:
                found.setdefault(key, stands_for)
        return found


@cache
def packaged_outlets() -> OutletTable:
    """The outlets that the library knows."""
    return OutletTable()


def load_outlets(path: str | Path) -> OutletTable:
    """The outlets of a user's file, before the packaged ones.

    Raises:
        SettingsError: the file cannot be read, or names every entry that is wrong and what is wrong with it.
    """
    try:
        with Path(path).expanduser().open("rb") as stream:
            given = tomllib.load(stream)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"{path}: {reason}", hint="it must be a readable TOML file of [[outlets]]") from error
    try:
        own = _File.model_validate(given).outlets
    except ValidationError as error:
        wrong = [describe(line, given, {"outlets": "outlet"}, "name") for line in error.errors(include_url=False)]
        raise SettingsError(f"{path}: " + "; ".join(wrong), hint=_REMEDY) from error
    wrong = list(_misfits(own)) if own else ["holds no [[outlets]]"]
    if wrong:
        raise SettingsError(f"{path}: " + "; ".join(wrong), hint=_REMEDY)
    return OutletTable(own)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outlets: tuple[OwnOutlet, ...] = ()


def _misfits(outlets: Iterable[OwnOutlet]) -> Iterator[str]:
    """Names that stand for two outlets."""
    taken: dict[str, tuple[int, OwnOutlet]] = {}
    for number, each in enumerate(outlets, 1):
        for called in (each.name, *each.aliases):
            first, other = taken.setdefault(_exact(called), (number, each))
            if first != number:
                yield f"outlet {number} ({each.name}): {called!r} stands for outlet {first} ({other.name}), too"


def _called(outlet: OwnOutlet) -> list[str]:
    return [_exact(called) for called in (outlet.name, *outlet.aliases)]


def _exact(text: str) -> str:
    """The first thing that a name or an address may be known by."""
    return _keys(text)[0][0]


@lru_cache(maxsize=1 << 14)
def _keys(text: str) -> list[tuple[str, bool]]:
    """What an outlet may be known by, and whether that can stand for it: its address, all its words, and ever fewer of
    those that tell an edition, as long as they are a name of its own."""
    address, words = _address(text)
    keys = [(address, True)] if address else []
    if address and not _is_name(words):
        return keys  # "news.example" is not called "News"
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    elif address and words[0].startswith("the") and len(words[0]) > len("the") + _SHORTEST_GLUED:
        words = [words[0][len("the") :], *words[1:]]
    keys.append(("".join(words) or text.strip(), True))
    while words := _without_edition(words):
        keys.append(("".join(words), _is_name(words)))
    return keys


def _without_edition(words: list[str]) -> list[str]:
    """The words without the last, or the end of the last, if that tells an edition; none where it does not."""
    if not words:
        return []
    *others, last = words
    if last in _packaged().editions:
        return others
    for edition in _packaged().editions:
        if last.endswith(edition) and len(last) >= len(edition) + _SHORTEST_GLUED:
            return [*others, last.removesuffix(edition)]
    return []


def _is_name(words: list[str]) -> bool:
    """Whether words hold a name of an outlet's own, and not just a country and what many are called."""
    table = _packaged()
    own = [word for word in words if word not in table.no_names and word not in table.editions]
    told = " ".join(own)
    return bool(own) and country_named(told) is None and country_of_people(told) is None


def _address(text: str) -> tuple[str | None, list[str]]:
    """The registered name of the web address in a text, and the words that name the outlet there; without an address
    the words of the text."""
    table = _packaged()
    found = next(filter(None, map(_registered, text.split())), None) if "." in text else None
    if found is None:
        return None, plain_words(text)
    if found.fld not in table.platforms:
        return found.fld, plain_words(found.domain)
    path = [step.lstrip("@") for step in found.parsed_url.path.split("/")]
    step = next((step for step in path if step and step not in table.folders), None)
    return f"{found.fld}/{step}" if step else found.fld, plain_words(step or found.domain)


def _registered(word: str) -> Result | None:
    """A web address taken apart by the list of public suffixes; None for any other word."""
    try:
        found = get_tld(
            word.strip("()[]<>,;"), fail_silently=True, as_object=True, fix_protocol=True, search_private=True
        )
    except ValueError:  # brackets or a port that no address has
        return None
    return found if isinstance(found, Result) else None
