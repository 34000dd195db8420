"""What the head of a noun phrase names: a place, people who bear arms, civilians, goods, persons, or a matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable, country_named, is_date, place_type

NounClass = Literal["place", "armed", "civilian", "goods", "person", "abstract", "time", "pronoun", "name", "other"]

_PRONOUNS = words("grammar", "pronouns")
# who stands for some of those named before
SETTLEMENTS = frozenset(["city", "town", "village"])
_SEVERAL = frozenset(["others", "many", "some", "dozens", "hundreds", "scores", "most"])
_PEOPLE = frozenset(["they", "we", "i", "he", "she", "us", "him", "her", "who", "you"])
_PERSON_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|General|Col|Colonel|Lt|Lieutenant|Maj|Major|Capt|Captain|Brig|Brigadier|Sgt|President|Minister|"
    r"Councillor|Mayor|Sheikh|Commander|Prince|King|Queen|Pope|Bishop|Senator|Governor|Chief)\.?\b"
)
_BODY = re.compile(
    r"(?:Press|Agency|News|Times|Post|Radio|Television|TV|Ministry|Council|Party|Congress|Parliament|Assembly|Union|Nations|"
    r"Organi[sz]ation|Committee|Commission|Court|Bank|Army|Forces?|Front|Movement|Brigades?|Battalion|Corps|Militia|Guards?|"
    r"Command|Police|Government|Coalition|Alliance|League|Cup|Championship|Company|Society|Institute|University|Observatory|"
    r"Watch|International|Group|Cross|Crescent|Navy|Legion|Mission|Department|Constitution)"
)
_NUMBERED_ARMS = re.compile(r"(?:T|F|MiG|Su|Mi|M|BMP|BTR|AK|RPG)[-‑]?\d{2,}\w*")
_TIMES = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "day",
        "night",
        "morning",
        "evening",
        "afternoon",
        "week",
        "month",
        "year",
        "hour",
        "minute",
        "dawn",
        "dusk",
        "weekend",
        "noon",
        "midnight",
        "decade",
        "eve",
        "anniversary",
    ]
)


def lemmas(name: str) -> frozenset[str]:
    """A list of `nouns.toml`."""
    return words("nouns", name)


def is_settlement(token: Token) -> bool:
    """Whether a word says city, town or village."""
    return place_type(lemma_of(token)) in SETTLEMENTS


def is_named(token: Token) -> bool:
    """Whether a token is (part of) a proper name."""
    return token.pos_ == "PROPN" or (
        token.text[:1].isupper() and token.i > 0 and token.pos_ in ("NOUN", "ADJ", "X", "VERB", "NUM")
    )


def lemma_of(token: Token) -> str:
    """The lemma of a noun, in small letters; in the singular where the parser leaves the plural of a name or "-men"."""
    lemma = str(token.lemma_).lower()
    if token.lower_ in ("corps", "bases"):
        return "corps" if token.lower_ == "corps" else "base"
    if lemma.endswith("men"):
        return f"{lemma[:-2]}an"
    return lemma[:-1] if token.tag_ == "NNPS" and lemma.endswith("s") and not lemma.endswith("ss") else lemma


def name_around(token: Token) -> str:
    """The name that ends with a token, with the words of it before."""
    first = token
    for each in reversed(list(token.lefts)):
        if each.dep_ not in ("compound", "amod", "nmod", "nummod", "poss", "case", "punct") or each.i < first.i - 1 - (
            each.dep_ == "punct"
        ):
            break
        first = each.left_edge if each.dep_ == "compound" else each
    return token.doc.text_of(first.i, token.i + 1)


def noun_class(token: Token, actors: ActorTable) -> NounClass:
    """What a noun phrase names, by its head."""
    low, lemma = token.lower_, lemma_of(token)
    inner = quantified(token)
    if inner is not None:
        return noun_class(inner, actors)
    if low in _SEVERAL and not any(each.dep_ == "compound" for each in token.lefts):
        return "armed"
    if token.pos_ == "PRON" or low in _PRONOUNS:
        return "armed" if low in ("they", "we", "their", "our", "its") else "person" if low in _PEOPLE else "pronoun"
    words = name_around(token)
    if lemma.rstrip(".") in _TIMES or is_date(words) or is_date(token.text):
        return "time"
    if is_named(token):
        return _class_of_name(token, words, actors)
    if _stands_for_named(token):
        return "pronoun"
    if token.pos_ == "NUM" or low in ("several", "thousands"):
        return "other"
    if lemma == "company" and any(
        noun_class(inner, actors) == "armed"
        for each in token.rights
        if each.lower_ == "of"
        for inner in each.children
        if inner.dep_ == "pobj"
    ):
        return "armed"
    if any(each.lower_ in lemmas("carried") for each in token.lefts):
        return "person"
    if lemma == "mine" and any(each.dep_ in ("compound", "nmod") and each.lower_ != "land" for each in token.lefts):
        return "place"  # "the coal mine", "the Orlo mine"
    if lemma == "ground" and any(each.lower_ in ("high", "higher", "elevated", "commanding") for each in token.lefts):
        return "place"
    if lemma in ("side", "flank") and any(
        noun_class(inner, actors) == "place" for each in token.rights if each.lower_ == "of" for inner in each.children
    ):
        return "place"  # "the Orlian side of the crossing"
    if lemma == "television" and token.tag_ == "NNS":
        return "goods"
    if any(each.lower_ == "ghost" for each in token.lefts):
        return "abstract"  # "a ghost town"
    if lemma == "heart" and token.tag_ == "NNS":
        return "abstract"
    if any(each.lower_ in lemmas("aid") for each in token.lefts):
        return "civilian"  # "an aid convoy"
    modifiers = {lemma_of(each) for each in token.lefts if each.dep_ in ("compound", "amod", "nmod")}
    if modifiers & lemmas("armed") and (
        lemma in ("company", "people")
        or (
            not any(lemma in lemmas(name) for name in ("place", "goods", "civilian", "abstract", "person"))
            and place_type(lemma) is None
        )
    ):
        return "armed"
    if any(each.lower_ in ("political", "civilian") for each in token.lefts):
        return "civilian"
    for name in ("armed", "civilian", "goods"):
        if lemma in lemmas(name) and not (name == "armed" and (lemma in lemmas("place") and _of_place(token))):
            return name
    beside = (
        [each for each in _beside(token) if noun_class(each, actors) != "armed"] if lemma in lemmas("vague") else []
    )
    if lemma in lemmas("vague") and not any(is_named(each) or place_type(lemma_of(each)) for each in beside):
        return (
            "abstract" if lemma not in ("area", "region", "position", "building", "house", "side", "zone") else "place"
        )
    if lemma in lemmas("place") or place_type(lemma) is not None:
        return "place"
    if lemma in lemmas("person").union(["people"]):
        return "person"
    return "abstract" if lemma in lemmas("abstract") else "other"


def _stands_for_named(token: Token) -> bool:
    """Whether a phrase stands for what is named before: "all three", "the place"."""
    before = {each.lower_ for each in token.lefts}
    if token.pos_ == "NUM":
        return "all" in before
    return token.lower_ == "place" and bool(before & {"the", "that", "this"}) and len(before) == 1


def _beside(token: Token) -> Iterator[Token]:
    """The words next to a noun that can name it: "the Besk road", "the road to Besk", "territory of Harn"."""
    yield from (each for each in token.lefts if each.dep_ in ("compound", "nmod", "poss"))
    yield from (
        inner
        for each in token.rights
        if each.dep_ == "prep" or (each.dep_ == "acl" and each.lemma_ in ("link", "connect", "join"))
        for inner in each.children
        if inner.dep_ in ("pobj", "dobj")
    )


def quantified(token: Token) -> Token | None:
    """What a noun only counts or takes a part of: the forces of "hundreds of members of the forces"."""
    if not {lemma_of(token), token.lower_} & lemmas("quantity") and token.pos_ != "NUM":
        return None
    return next(
        (inner for each in token.rights if each.lower_ == "of" for inner in each.children if inner.dep_ == "pobj"), None
    )


def _of_place(token: Token) -> bool:
    """Whether a body is told of as a place: "the police command"."""
    return token.lower_ == "command" and any(each.dep_ == "compound" for each in token.lefts)


def _class_of_name(token: Token, words: str, actors: ActorTable) -> NounClass:
    lemma = lemma_of(token)
    if token.i == token.left_edge.i == 0:  # any word has a capital letter there
        common = next(
            (name for name in ("goods", "person", "abstract") if {lemma, lemma.removesuffix("s")} & lemmas(name)), None
        )
        if common is not None:
            return common  # type: ignore[return-value]
        if token.is_stop:
            return "other"  # "Next was the port"
    if lemma in lemmas("armed") - lemmas("place"):
        return "armed"
    if any(each.dep_ == "compound" and lemma_of(each) in lemmas("civilian") for each in token.lefts):
        return "person"  # "the candidate Ann Orlo"
    called_place = place_type(lemma) is not None or lemma in lemmas("place") | lemmas("vague") | lemmas("private")
    if called_place and country_named(words) is None and actors.actor(words).side != "armed_group":
        return "place"  # not "United States", "Islamic State"
    if _NUMBERED_ARMS.fullmatch(token.text) and actors.actor(words).side == "unknown":
        return "goods"
    if _PERSON_TITLE.match(words):
        return "person"
    if any(
        lemma_of(each) in lemmas("title") and not each.text[:1].isupper()
        for each in token.lefts
        if each.dep_ in ("compound", "amod")
    ):
        return "person"
    if _BODY.fullmatch(token.text):
        return "other"
    if lemma in lemmas("civilian"):
        return "civilian"
    known = actors.actor(words)
    if known.side != "unknown" and not actors.is_capital(words):
        return "armed"
    return "name"
