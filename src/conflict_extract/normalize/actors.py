"""Who an actor is: identity and side, from the tables of actors and from the words of the phrase itself."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from conflict_extract.normalize.actor_files import War, packaged_wars, read_war
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.names import fold
from conflict_extract.schema.records import Actor

_PRONOUNS = frozenset(
    ["i", "they", "them", "their", "its", "it", "he", "we", "our", "his", "she", "their forces", "its men"]
)


@cache
def packaged_actors() -> ActorTable:
    """The table of the packaged actors."""
    return ActorTable(packaged_wars())


def load_actors(path: str | Path) -> ActorTable:
    """The packaged actors and, before them, those of a user's own TOML file of the same form.

    An entry with the id of a packaged actor gives it more aliases and supersets, and its side counts.

    Raises:
        SettingsError: the file cannot be read, or names every entry that is wrong and what is wrong with it.
    """
    return actors_with((read_war(Path(path).expanduser()),))


@lru_cache(maxsize=8)  # a set that is opened again finds its table again, and what that has read
def actors_with(own: tuple[War, ...]) -> ActorTable:
    """The packaged actors and, before them, a user's own."""
    return ActorTable((*own, *packaged_wars()), own=len(own)) if own else packaged_actors()


def actor(text: str, name: str | None = None, actors: ActorTable | None = None) -> Actor:
    """The actor that a text names: id if the table knows it, and the side that its name or words tell.

    A phrase in which a known actor is only somebody's friend or foe ("anti-Taliban militia", "Syrian army defectors",
    "Russian-backed separatists") is not that actor.

    Args:
        text: as the article writes it.
        name: what a pronoun or short form stands for; the text itself if None.
        actors: the table; the packaged one if None.
    """
    return (actors or packaged_actors()).actor(text, name)


def is_pronoun(text: str) -> bool:
    """Whether an actor is named by a pronoun only."""
    return fold(text) in _PRONOUNS or text.lower() in _PRONOUNS


def is_capital(text: str, actors: ActorTable | None = None) -> bool:
    """Whether a name is that of a capital, which stands for a government and for the city.

    Args:
        text: the name.
        actors: the table; the packaged one if None.
    """
    return (actors or packaged_actors()).is_capital(text)
