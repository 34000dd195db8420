"""Coreference of places: what "it", "there", "the town" and "both villages" stand for, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from conflict_extract.extraction.english.clauses import is_verb
from conflict_extract.extraction.english.coreference import REACH, SPEECH, Antecedent
from conflict_extract.extraction.english.mentions import place_mentions
from conflict_extract.extraction.english.nouns import SETTLEMENTS, is_named, is_settlement, lemma_of, lemmas, noun_class
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.phrases import Mention
from conflict_extract.extraction.english.tree import Token, Tree
from conflict_extract.normalize import ActorTable, country_named, place_type

_PLACED = frozenset(
    ["in", "into", "of", "to", "from", "at", "around", "over", "for", "on", "inside", "through", "reach"]
)
_OF_ONE_SORT = frozenset(["official", "political", "commercial", "economic", "administrative", "former", "old"])
# one among several, which nobody has named yet: "the last village"
_OF_SEVERAL = frozenset(["last", "next", "other", "another", "final", "only", "first", "remaining", "nearest"])
_POINTS = frozenset(["the", "that", "this", "their", "its", "same"])
_DESCRIBING = ("amod", "compound", "nmod", "poss", "nummod", "prep", "appos", "relcl", "acl")
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_ALL = frozenset(["all", "these", "those", "the", "them"])


def stands_for_place(head: Token) -> bool:
    """Whether a phrase names no place by itself but one named before: "it", "there", "the town", "their base"."""
    if is_pronoun(head):
        return number_meant(head) is None
    if is_named(head) or place_type(lemma_of(head)) is None or lemma_of(head) in lemmas("part"):
        return False
    if head.tag_ in ("NNS", "NNPS") and lemma_of(head) not in ("barrack", "headquarter"):
        return False
    if not any(each.lower_ in _POINTS for each in head.lefts):
        return False
    described = [each for each in head.children if each.dep_ in _DESCRIBING and each.lower_ not in _POINTS]
    if lemma_of(head) == "capital" and any(each.lower_ in _OF_ONE_SORT for each in described):
        return False  # "the commercial capital": there is another
    if any(each.lower_ in _OF_SEVERAL for each in described):
        return False
    if is_settlement(head):  # "the lakeside city near the border", "the city of two million"
        return not any(
            is_named(inner)
            for each in described
            if each.dep_ != "prep" or each.lower_ == "of"
            for inner in each.subtree
        )
    return not described


def is_pronoun(head: Token) -> bool:
    """Whether a phrase names nothing: "it", "there", "both", "all three"."""
    counted = head.pos_ == "NUM" and any(each.lower_ in ("all", "the") for each in head.lefts)
    return counted or head.lower_ in ("it", "there", "both", "them", "all", "place")


def points(head: Token) -> bool:
    """Whether a phrase only points to what is named before: "it", "there", "that town"."""
    return is_pronoun(head) or any(each.lower_ == "that" for each in head.lefts)


def number_meant(head: Token) -> int | None:
    """How many places named before a plural stands for: 2 for "both", 3 for "all three", 0 for "these towns"."""
    if head.lower_ in ("it", "there", "place"):
        return None
    above = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head  # "both of these towns"
    words = {each.lower_ for token in (head, above) for each in (token, *token.lefts)}
    numbers = [_NUMBERS[each] for each in words if each in _NUMBERS]
    if not is_pronoun(head):
        settled = head.tag_ == "NNS" and is_settlement(head)
        described = any(
            each.dep_ in _DESCRIBING and each.lower_ not in _NUMBERS and each.lower_ not in _ALL
            for each in head.children
        )
        if not settled or described or not words & (_ALL | {"both"}):
            return None
    elif any(each.dep_ in _DESCRIBING for each in head.children):
        return None
    return next(iter(numbers), 0)


def several_before(
    head: Token,
    number: int,
    own: Sequence[Token],
    before: Sequence[Sequence[Token]],
    parses: Sequence[Parse],
    actors: ActorTable,
) -> list[tuple[int, Mention]]:
    """The places that a plural stands for, each with how many sentences before it is named: the nearest so many.

    Args:
        head: of the phrase.
        number: how many it means; 0 for any.
        own, before, parses, actors: as for one place.
    """
    options = [(0, own, head.doc)]
    options += [
        (back, told, parse.doc) for back, (told, parse) in enumerate(zip(before[:REACH], parses, strict=False), 1)
    ]
    for back, told, doc in options:
        for some in (told, places_of(doc, actors)):
            names = [
                each
                for each in some
                if (back or each.i < head.i) and not stands_for_place(each) and number_meant(each) is None
            ]
            found = {mention.head: mention for each in names for mention in place_mentions(each, actors)}
            if len(found) > 1 and number in (0, len(found)):
                return [(back, each) for each in found.values()]
    return []


def place_before(
    head: Token, own: Sequence[Token], before: Sequence[Sequence[Token]], parses: Sequence[Parse], actors: ActorTable
) -> Antecedent | None:
    """The place that a pronoun or a short form stands for; that may be another short form.

    Places of events count before others; of the nearest sentence that names any of its sort the last.

    Args:
        head: of the phrase.
        own: the heads of the places of events in its own sentence.
        before: those of the sentences before, the nearest first.
        parses: these sentences.
        actors: the table of actors.
    """
    # nothing lies near itself: "the town outside Besk" is not Besk
    phrases = place_mentions(head, actors)
    beside = {
        each.text for it in phrases for each in head.doc[it.first.i : it.last.i + 1] if each != head and is_named(each)
    }
    towards = {each.text for each in head.doc if each.head.lower_ in ("to", "towards", "toward") and is_named(each)}
    here = [each for each in own if each.i < head.i]
    named = [each for each in _nameable(head, head.doc, actors) if each.i < head.i and each.text not in beside]
    found = _last_of_its_sort(head, here, named)
    if found is not None:
        return Antecedent(0, found)
    for back, (told, parse) in enumerate(zip(before[: REACH + 1], parses, strict=False), 1):
        events = [mention.head for each in told for mention in place_mentions(each, actors)]
        # where somebody goes is not where they are: "the city", after which its sentence says "towards Besk"
        others = _nameable(head, parse.doc, actors)
        away = [[each for each in some if each.text not in towards | beside] for some in (events, others)]
        found = _last_of_its_sort(head, *away)
        if found is not None:
            return Antecedent(back, found)
    return None


def _last_of_its_sort(head: Token, told: Sequence[Token], named: Sequence[Token]) -> Token | None:
    short = [each for each in told if stands_for_place(each)]
    towns = [each for each in short if is_settlement(each)]
    for some in ([each for each in told if each not in short], towns, short, named):
        fits = [each for each in some if each != head and _fits(head, each)]
        fits = [each for each in fits if not _lies_inside(each, fits)]
        if fits:
            return fits[-1]
    return None


def _lies_inside(place: Token, others: Sequence[Token]) -> bool:
    """Whether a place only tells where another is: "Besk, a town on the road to Harn"."""
    return any(other in place.ancestors and place not in other.conjuncts for other in others)


def _fits(head: Token, other: Token) -> bool:
    """Whether a place can be what a short form says: "the base" a base, "the town" a town or a name alone."""
    wanted, sort = place_type(lemma_of(head)), place_type(lemma_of(other))
    if stands_for_place(other):
        return is_pronoun(head) or lemma_of(head) == lemma_of(other)
    if head.lower_ in ("it", "there", "place"):
        return True
    if wanted in SETTLEMENTS:
        if lemma_of(other) == "port":
            return any(map(is_named, other.subtree))
        typed = place_type(lemma_of(other.head.head)) if other.dep_ == "pobj" and other.head.lower_ == "of" else None
        own = not any(each.lower_ == "the" for each in other.lefts)  # not "the Shrine"
        alone = own and is_named(other) and not other.text.islower() and country_named(other.text) is None
        return alone and sort in (*SETTLEMENTS, None) and typed not in ("area", "governorate")
    if lemma_of(head) == lemma_of(other):
        return True
    if lemma_of(head) in lemmas("site") and not any(each.tag_ == "PRP$" for each in head.lefts):
        return sort in ("base", "facility")
    if wanted == "area":
        return sort != "other" and is_named(other)
    return sort == wanted and wanted in ("base", "governorate")


def places_of(doc: Tree, actors: ActorTable) -> list[Token]:
    """The places that a sentence names where places stand, in order."""
    placed = (each for each in doc if (is_named(each) or _is_named_thing(each)) and _is_placed(each))
    return [each for each in placed if noun_class(each, actors) in ("name", "place") and not _tells_who(each, actors)]


def _tells_who(token: Token, actors: ActorTable) -> bool:
    """Whether a name tells who somebody is or is spoken to: "men from Besk", "the Army of Besk", "told the Press"."""
    if token.dep_ == "dobj":
        return token.head.lemma_ in SPEECH
    above = token.head.head
    if token.dep_ == "pobj" and token.head.lower_ == "of" and is_named(above):
        return noun_class(above, actors) == "armed"
    return (
        token.dep_ == "pobj"
        and token.head.lower_ == "from"
        and not is_verb(above)
        and noun_class(above, actors) == "armed"
    )


def _nameable(head: Token, doc: Tree, actors: ActorTable) -> list[Token]:
    """The places of a sentence that a short form can stand for though nothing happened there."""
    if head.lower_ == "place":
        return []
    return [each for each in places_of(doc, actors) if not _is_aside(each, actors)]


def _is_aside(token: Token, actors: ActorTable) -> bool:
    """Whether a place only tells where somebody or something is from, who somebody is, or how far off it is: "fighters
    from Besk", "a spokesman in Besk", "80 km from Besk"."""
    above = token.head.head
    clause = next((each for each in token.ancestors if each.dep_ in ("relcl", "acl", "ROOT")), token)
    if clause.dep_ != "ROOT" and noun_class(clause.head, actors) in ("armed", "civilian", "person"):
        return True  # "residents who reached Besk"
    if token.dep_ != "pobj":
        return False
    if token.head.lower_ == "from":
        return True
    person = lemma_of(above) in lemmas("title") | lemmas("official") or noun_class(above, actors) == "person"
    if token.head.lower_ in ("in", "at", "for", "of") and person and not is_verb(above):
        return place_type(lemma_of(above)) is None
    thing = is_named(above) and not is_settlement(above)  # "the Shrine of Orlo"
    return token.head.lower_ == "of" and (thing or noun_class(above, actors) in ("goods", "abstract"))


def _is_named_thing(token: Token) -> bool:
    """Whether a name stands before a word that says what it is: "the Orlo base"."""
    return token.pos_ == "NOUN" and any(is_named(each) for each in token.lefts if each.dep_ in ("compound", "nmod"))


def _is_placed(token: Token) -> bool:
    while token.dep_ in ("conj", "appos") and is_named(token.head):
        token = token.head
    if token.dep_ == "pobj":
        if token.head.lower_ == "of" and lemma_of(token.head.head) == "capital":
            return False  # "the capital of Velka" is not Velka
        return (token.head.lower_ in _PLACED and not is_verb(token.head.head)) or token.head.lower_ in (
            "in",
            "into",
            "from",
            "at",
            "to",
        )
    if token.dep_ in ("dobj", "nsubjpass"):
        return True
    return token.dep_ == "nsubj" and token.head.lemma_ in ("fall", "be", "remain", "change")
