"""Sentences that are parsed once, their words, and what is read in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from conflict_extract.extraction.english.clauses import is_verb
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.parser import Parse, Parser
from conflict_extract.extraction.english.sentences import statements
from conflict_extract.extraction.english.statements import Statement, Told
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import packaged_actors

ACTORS = packaged_actors()


@cache
def parsed(sentence: str) -> Parse:
    """The tree of a sentence."""
    return Parser().parse(sentence)


def token(sentence: str, text: str) -> Token:
    """The first word of a sentence that is written so, there or in its tree, which has common words for rare ones."""
    tree = parsed(sentence)
    found = next((each for each in tree.doc if text in (each.text, written(sentence, tree.offsets(each, each)))), None)
    assert found is not None, f"{text!r} is no word of {sentence!r}"
    return found


def text(word: Token | None) -> str | None:
    """A word as it is written in the tree."""
    return None if word is None else word.text


def texts(words: Iterable[Token]) -> list[str]:
    """Words as they are written in the tree."""
    return [each.text for each in words]


def verbs(sentence: str) -> list[str]:
    """The verbs of a sentence."""
    return texts(each for each in parsed(sentence).doc if is_verb(each))


def told(*sentences: str) -> list[Statement]:
    """What the last of some sentences states, read behind those before it."""
    found: list[Statement] = []
    before: list[Told] = []
    for each in sentences:
        found, here = statements(parsed(each), ACTORS, before)
        before = [here, *before]
    return found


def facts(*sentences: str) -> list[Statement]:
    """What the last of some sentences states as a fact."""
    return [each for each in told(*sentences) if each.reason is None]


def written(sentence: str, at: Offsets | None) -> str | None:
    """What stands at some offsets of a sentence."""
    return None if at is None else sentence[at[0] : at[1]]


def where(sentence: str, statement: Statement, *before: str) -> list[str | None]:
    """The places, by the names that short forms stand for."""
    return [
        written([*before, sentence][-1 - (named.back if named is not None else 0)], named.at if named else at)
        for at, named, _ in statement.places
    ]
