"""English words by their lists, for where no parser is at hand: crude lemmas, heads of phrases, words of a kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from conflict_extract.extraction.english.tables import Words, table, words
from conflict_extract.schema.records import Kind

TOKEN = re.compile(r"\d[\d.,]*\d|\w+(?:['’-]\w+)*(?:(?<=s)['’])?|[^\w\s]")
_ENDINGS = {"ies": "y", "ied": "y", "es": "", "s": "", "ed": "", "d": "", "ing": "", "er": "", "ers": "", "ors": ""}
_LONGEST_PHRASE = 9  # words


@cache
def framed(kind: Kind, *slots: str) -> Words:
    """The words by which the role frames of a kind state it: its "verbs", "nouns" or "objects"."""
    frames = [each for each in table("frames")["frame"] if each["kind"] == kind]
    return frozenset(word for each in frames for slot in slots for word in each.get(slot, "").split())


@cache
def stating(kind: Kind) -> Words:
    """All words that can state a kind."""
    if kind == "official_denial":
        return words("denials", "verbs", "false", "reports", "speech") | words("vocabulary", "denials")
    return framed(kind, "verbs", "nouns", "objects")


@cache
def taking() -> Words:
    """The verbs whose object is the place that is taken, and never somebody who is driven from it."""
    verbs: dict[bool, set[str]] = {True: set(), False: set()}
    for each in table("frames")["frame"]:
        if each["kind"] == "control_change" and ("object" in each.get("place", ()) or each.get("driven")):
            verbs["driven" not in each].update(each["verbs"].split())
    return frozenset(verbs[True] - verbs[False])


@cache
def _irregular() -> dict[str, str]:
    return {form: lemma for lemma, forms in table("vocabulary")["irregular"].items() for form in forms.split()}


@lru_cache(maxsize=1 << 14)
def lemmas(word: str) -> Words:
    """What a word in small letters may be a form of, by its ending."""
    word = word.replace("re-", "re").removesuffix("'s").removesuffix("’s")
    if word in _irregular():
        return frozenset([word, _irregular()[word]])
    found = {word, f"{word[:-2]}an"} if word.endswith("men") else {word}
    for ending, instead in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending) + instead
            found |= {stem, f"{stem}e" if ending == "ing" else stem, stem[:-1] if stem[-1] == stem[-2] else stem}
    return frozenset(found)


def is_past(word: str) -> bool:
    """Whether a verb in small letters has a form of the past."""
    return word.endswith("ed") or word in _irregular()


def is_no_place(word: str) -> bool:
    """Whether a noun in small letters names people, weapons or goods, and no place where these may be."""
    places = words("nouns", "place", "vague", "private", "institution") | words("vocabulary", "grounds")
    things = words("nouns", "armed", "civilian", "goods", "person")
    return not lemmas(word).isdisjoint(things) and lemmas(word).isdisjoint(places)


def head_of(tokens: Sequence[str]) -> str:
    """The head of the noun phrase that tokens begin with; what only counts others gives way to what it counts."""
    head = ""
    for token in tokens[:_LONGEST_PHRASE]:
        word = token.lower()
        if word == "of" and lemmas(head.lower()) & words("nouns", "quantity"):
            continue
        if not token[0].isalnum() or word in words("vocabulary", "boundaries"):
            break
        head = token
    return head
