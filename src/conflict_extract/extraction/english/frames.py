"""Role frames: what verbs and nouns state, and in which roles their places and actors stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from conflict_extract.extraction.english.clauses import children, is_verb
from conflict_extract.extraction.english.tables import table
from conflict_extract.extraction.english.tree import Token
from conflict_extract.schema.records import Extent

FrameKind = Literal["control_change", "withdrawal", "defection"]


@dataclass(frozen=True)
class Frame:
    """What a word states, and in which roles its place and its actors stand; `frames.toml` explains the fields."""

    kind: FrameKind
    place: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    loser: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    under: frozenset[str] = frozenset()
    sure: bool = False
    armed: bool = False
    alone: bool = False
    driven: bool = False
    definite: bool = False
    ended: bool = False
    common: bool = False
    held: bool = False
    settled: bool = False
    intransitive: bool = False
    noun: bool = False
    extent: Extent | None = None


@cache
def _frames() -> Mapping[tuple[bool, str], list[Frame]]:
    rows: list[dict[str, Any]] = [dict(each) for each in table("frames")["frame"]]
    found: dict[tuple[bool, str], list[Frame]] = defaultdict(list)
    for row in rows:
        noun = "nouns" in row
        words = row.pop("nouns" if noun else "verbs").split()
        for name in ("objects", "adverbs", "beside", "under"):
            row[name] = frozenset(row.get(name, "").split())
        row["source"] = row.pop("from", [])
        told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        for word in words:
            found[noun, word].append(Frame(**told, noun=noun))
    return found


def _forms() -> Mapping[str, str]:
    forms: dict[str, str] = table("frames")["forms"]
    return forms


def frames_of(token: Token) -> Sequence[Frame]:
    """The frames of a verb or noun; none of another word."""
    verb = is_verb(token) or token.lower_ in _forms() or bool(children(token, "auxpass"))
    if not verb and token.pos_ not in ("NOUN", "PROPN"):
        return ()
    return _frames().get((not verb, _lemma(token)), ())


def statements_in(lemmas: frozenset[str]) -> bool:
    """Whether a text of so many lemmas has a word with a frame, and one of each kind of words that the frame needs."""
    for (_, word), frames in _frames().items():
        if word in lemmas:
            for each in frames:
                needed = (each.objects, each.adverbs, each.beside, each.under, frozenset(each.particles))
                if all(not some or some & lemmas for some in needed):
                    return True
    return False


def kind_of(token: Token) -> FrameKind | None:
    """The kind of event that a word by itself states most often; None for words that need others to."""
    options = _frames().get((not is_verb(token), _lemma(token)), ())
    if token.dep_ in ("aux", "auxpass"):
        return None
    return next((each.kind for each in options if not (each.objects or each.held or each.under or each.definite)), None)


def _lemma(token: Token) -> str:
    """The lemma that frames are known by; that of the verb alone where "re-" stands before it."""
    word = _forms().get(token.lower_) or str(token.lemma_).lower()
    if word.startswith("re") and not any((noun, word) in _frames() for noun in (True, False)):
        return _forms().get(token.lower_[2:]) or word[2:]
    return word
