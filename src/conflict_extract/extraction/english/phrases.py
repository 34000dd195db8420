"""Place names out of the phrases that models copy: lists are split, and what only locates a place is cut off."""

from __future__ import annotations

import re

from conflict_extract.extraction.english.checks import is_place_like
from conflict_extract.extraction.english.lexicon import check_words
from conflict_extract.normalize import is_generic, place_type

_LOCATES = re.compile(
    r"(?<!['’]s)(?<!s['’])(?<!\bof),?\s+(?:in|near|around|outside|between|along|close to|inside|just|about|some|"
    r"located|linking|leading|"
    r"with|on|under|after|where|which|at (?=about|around|dawn|dusk|noon|night|first|\d)|"
    r"(?:to the )?(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?(?: of)?|"
    r"\d[\d,.]* (?:km|kilomet\w+|miles))\s+(?=\S)"
)
_IN_BRACKETS = re.compile(r"\s+\((?=[a-z])")
_OF_LIST = re.compile(
    r"^.*\b(?:cities|towns|villages|settlements|hamlets|districts|areas|suburbs|ports|terminals|provinces|"
    r"regions|neighbou?rhoods|oilfields)\s+of\s+(?:the\s+)?",
    re.DOTALL,
)
_TYPED = re.compile(  # "central Somali port town of Kismayo"
    r"(?:[\w'’.-]+\s+){0,4}(?P<type>[a-z]+)\s+of\s+(?=(?:(?:al|el|ad|an|as|ar|ash|at|az|ez)-)?[A-Z])"
)
_APPOSED = re.compile(r"\bthe (?:capital|city|town|village)$")  # "north of the capital, Damascus"
_RELATIVE = re.compile(r"\s+(?:where|which|that|who|whose)\s")
_FROM = re.compile(r"^[^,]*(?<!km )(?<!metres )(?<!meters )(?<!miles )(?<!away )(?<!far )\bfrom\s+(?:the\s+)?(?=\S)")
_JOINT = re.compile(
    r"\s*,(?!\d{3}\b)\s*(?:and\s+|or\s+|as well as\s+)?(?:from\s+)?|\s+(?:and|or|as well as)\s+(?:(?:from|in|at)\s+)?"
)
_MEMBER = re.compile(
    r"(?!\d[\d,.]* ?(?:km|kilomet|met|mile))[^a-z]|(?:al|el|ad|an|as|ar|ash|at|az|ez)-|(?:the|its|their|"
    r"surrounding|nearby|neighbou?ring)\b"
)
_BETWEEN = re.compile(r"\b(?:linking|between|connecting|joining)\b")
_PLURAL_TYPE = re.compile(r"(?<=\w)\s+(?P<type>[a-z]+s)$")
_ACTOR_END = re.compile(
    r"\b(?:army|forces|troops|fighters|soldiers|rebels|militants|opposition|regime|government|factions|militia|"
    r"police|men)$",
    re.IGNORECASE,
)


def place_phrases(text: str) -> list[tuple[int, int]]:
    """The spans of place names within a copied phrase.

    "military positions in the towns of Zakia, Kanaker and Saasaa" holds three; "Jabal Ghurab near Homs" one, "Jabal
    Ghurab"; "regime forces from Hama" one, "Hama". A phrase whose head is no name ("barracks outside Bor") stays whole.
    """
    relative = _RELATIVE.search(text)
    text = text[: relative.start()] if relative else text
    start = 0
    for pattern in (_OF_LIST, _FROM):
        match = pattern.match(text, start)
        if match and (pattern is _FROM or _JOINT.search(text, match.end())):
            start = match.end()
    spans = []
    for begin, end in _parts(text, start):
        begin = _behind_type(text, begin, end)
        head = _head(text[begin:end])
        if head and not _is_actor(text[begin : begin + head]):
            spans.append((begin, begin + head))
    if len(spans) > 1:
        begin, end = spans[-1]
        plural = _PLURAL_TYPE.search(text, begin, end)
        if plural and text[begin].isupper() and place_type(plural.group("type")):  # "the Amhara and Afar regions"
            spans[-1] = (begin, plural.start())
        named = [span for span in spans if not is_generic(text[slice(*span)])]
        return named or spans
    return spans


def _parts(text: str, start: int) -> list[tuple[int, int]]:
    """The members of a list, if the phrase is one: every member can name a place."""
    whole = [match.span() for match in check_words("joined_names").finditer(text)]
    joints = [
        match
        for match in _JOINT.finditer(text, start)
        if not any(a <= match.start() < b for a, b in whole)
        and not (match.group() == ", " and _APPOSED.search(text, start, match.start()))
    ]
    ends = [(match.start(), match.end()) for match in joints]
    begins = [start, *(end for _, end in ends)]
    stops = [*(begin for begin, _ in ends), len(text)]
    parts = [(_behind_article(text, begin), stop) for begin, stop in zip(begins, stops, strict=True)]
    parts = [(begin, stop) for begin, stop in parts if begin < stop]
    listed = all(is_place_like(text[a:b]) for a, b in parts) and all(_MEMBER.match(text, a) for a, _ in parts[1:])
    if len(parts) > 1 and listed and not _BETWEEN.search(text):
        return parts
    return [(_behind_article(text, start), len(text))]


def _behind_type(text: str, begin: int, end: int) -> int:
    """Where the name begins in "central Somali port town of Kismayo"; types that tell a place from its town stay."""
    match = _TYPED.match(text, begin, end)
    kind = place_type(match.group("type")) if match else None
    dropped = kind in ("city", "town", "village") and match is not None and match.group("type") != "capital"
    return match.end() if match and dropped else begin


def _behind_article(text: str, begin: int) -> int:
    match = re.compile(r"(?:the|a|an)\s+(?=[A-Z0-9])").match(text, begin)
    return match.end() if match else begin


def _head(phrase: str) -> int:
    """How many characters of a phrase name the place: up to what locates it, or locates the name that locates it."""
    found = [*_LOCATES.finditer(phrase), *_IN_BRACKETS.finditer(phrase)]
    for match in sorted(found, key=lambda match: match.start()):
        head = phrase[: match.start()]
        if any(word[:1].isupper() or word[:1].isdigit() for word in head.split()):
            return match.start()
    return len(phrase.rstrip())


def _is_actor(text: str) -> bool:
    last = text.split()[-1].lower() if text.split() else ""
    head = text.partition(" of ")[0].split()
    housed = len(head) < len(text.split()) and head and place_type(head[-1].lower()) is not None
    return _ACTOR_END.search(text) is not None and place_type(last) is None and not housed
