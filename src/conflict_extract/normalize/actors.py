"""Who an actor is: identity and side, from the tables of actors and from the words of the phrase itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from conflict_extract.normalize.actor_files import packaged_wars, read_war
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.names import fold
from conflict_extract.schema.records import Actor

_PRONOUNS = frozenset(
    ["i", "they", "them", "their", "its", "it", "he", "we", "our", "his", "she", "their forces", "its men"]
)


@cache
def _packaged_table() -> ActorTable:
    return ActorTable(packaged_wars())


_in_force: ContextVar[ActorTable | None] = ContextVar("actors", default=None)


def actors_in_force() -> ActorTable:
    """The table that `actor` and `relation` go by: that of the innermost `using_actors`, else the packaged one."""
    return _in_force.get() or _packaged_table()


@contextmanager
def using_actors(table: ActorTable | None) -> Iterator[None]:
    """Within the block `actor` and `relation` go by this table; None changes nothing.

    Concurrent runs do not see each other's tables: each asyncio task and each thread has its own.
    """
    if table is None:
        yield
        return
    token = _in_force.set(table)
    try:
        yield
    finally:
        _in_force.reset(token)


def load_actors(path: str | Path) -> ActorTable:
    """The packaged actors and, before them, those of a user's own TOML file of the same form.

    An entry with the id of a packaged actor gives it more aliases and supersets, and its side counts.

    Raises:
        SettingsError: the file cannot be read, or names every entry that is wrong and what is wrong with it.
    """
    return ActorTable((read_war(Path(path).expanduser()), *packaged_wars()), own=1)


def actor(text: str, name: str | None = None) -> Actor:
    """The actor that a text names: id if the table in force knows it, and the side that its name or words tell.

    A phrase in which a known actor is only somebody's friend or foe ("anti-Taliban militia", "Syrian army defectors",
    "Russian-backed separatists") is not that actor.

    Args:
        text: as the article writes it.
        name: what a pronoun or short form stands for; the text itself if None.
    """
    return actors_in_force().actor(text, name)


def is_pronoun(text: str) -> bool:
    """Whether an actor is named by a pronoun only."""
    return fold(text) in _PRONOUNS or text.lower() in _PRONOUNS


def is_capital(text: str) -> bool:
    """Whether a name is that of a capital, which stands for a government and for the city."""
    return actors_in_force().is_capital(text)
