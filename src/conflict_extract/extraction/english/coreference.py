"""What pronouns and short forms stand for: "they" a subject before, "the town" a place before, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from conflict_extract.extraction.english.clauses import agent, child, children, is_passive, is_verb, obliques, patient
from conflict_extract.extraction.english.denials import speaker_of
from conflict_extract.extraction.english.mentions import Mention, place_mentions
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, noun_class
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.normalize import ActorTable, country_named, place_type

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

REACH = 2
_SEVERAL = frozenset(["they", "them", "their", "others", "many", "some", "dozens", "hundreds", "scores", "most"])
_SPEAKERS = frozenset(["we", "i", "us", "our"])
_PERSONS = frozenset(["he", "she", "him", "her"])
PRONOUNS = _SEVERAL | _SPEAKERS | _PERSONS | {"it", "its"}
_SPEECH = frozenset(["say", "tell", "add", "announce", "report", "claim", "state", "confirm"])
_LYING = frozenset(["lie", "sit", "fall", "border"])
_CHANGING = frozenset(["fall", "lose", "surrender", "pass"])
_GIVING_WAY = frozenset(["flee", "withdraw", "retreat", "leave", "abandon", "surrender", "lose", "evacuate"])


class Antecedent(NamedTuple):
    """A noun, and how many sentences before the pronoun's own it stands."""

    back: int
    head: Token


def antecedent_of(
    pronoun: Token, taken: Sequence[Token], before: Sequence[Parse], actors: ActorTable
) -> Antecedent | None:
    """Whom a pronoun stands for, of those who act.

    Args:
        pronoun: "they", "it", "he", "we", "their".
        taken: the heads of places of events in its sentence, which do not act.
        before: the sentences before, the nearest first.
        actors: the table of actors.
    """
    word = pronoun.lower_
    if word in _SPEAKERS:
        speaker = speaker_of(pronoun)
        if speaker is not None and speaker.lower_ in _PERSONS:
            return antecedent_of(speaker, taken, before, actors)
        return Antecedent(0, speaker) if speaker is not None and _can_be(word, speaker, actors) else None
    inside = _governing(pronoun, taken, actors)
    if inside is not None:
        return Antecedent(0, inside)
    for back, parse in enumerate(before[:REACH], 1):
        subjects = _subjects(parse, passive=word in ("it", "its"))
        fitting = [each for each in subjects if each.lower_ not in PRONOUNS and _can_be(word, each, actors)]
        if fitting:
            return Antecedent(back, fitting[0])
    return None


def _governing(pronoun: Token, taken: Sequence[Token], actors: ActorTable) -> Token | None:
    """The nearest subject of the clauses that govern the pronoun's own: "X said it had", "X came, and they took"."""
    verb = pronoun.head
    while not is_verb(verb) and verb.head.i != verb.i:
        verb = verb.head
    owned = pronoun.head if pronoun.dep_ == "poss" else pronoun
    path = [verb, *verb.ancestors]
    inside = False
    for below, each in zip([pronoun, *path], path, strict=False):
        inside = inside or below.dep_ in ("relcl", "advcl", "acl")
        if not is_verb(each) or (each == verb and pronoun.dep_ != "poss"):
            continue
        subject = agent(each) if inside else _subject(each)
        inside = False
        for other in obliques(each, "to") if each.lemma_ in _CHANGING else ():
            if other.i < pronoun.i and _can_be(pronoun.lower_, other, actors):
                return other  # "Besk fell to rebels after they had taken Harn"
        if subject is None or each.lemma_ in _LYING or (each.lemma_ in _SPEECH and subject.i > pronoun.i):
            continue  # "they left, witnesses said"
        if each.lemma_ in _SPEECH and pronoun.lower_ in ("it", "its", "they", "their") and is_body(subject):
            return subject
        named = subject not in (pronoun, owned) and subject.lower_ not in PRONOUNS and subject not in taken
        if named and _can_be(pronoun.lower_, subject, actors):
            return subject
        for other in _behind(subject):
            if other.i < pronoun.i and noun_class(other, actors) == "armed" and _can_be(pronoun.lower_, other, actors):
                return other
    return None


def is_body(speaker: Token) -> bool:
    """Whether a word for a place names a body that speaks: "the army command announced"."""
    return lemma_of(speaker) in lemmas("official") and speaker.tag_ == "NN" and lemma_of(speaker) not in lemmas("title")


def _behind(subject: Token) -> list[Token]:
    """Whose or by whom a thing is that acts: "a video by the opposition", "the opposition's momentum"."""
    verbs = [subject, *children(subject, "acl")]
    found = [*children(subject, "poss"), *(each for verb in verbs for each in obliques(verb, "by"))]
    return [each for each in found if each.lower_ not in PRONOUNS]


def _subject(verb: Token) -> Token | None:
    """Who acts by a verb; whoever flees, retreats, loses or is driven out is not who does something next."""
    if verb.lemma_ in _GIVING_WAY:
        return None
    return patient(verb) if is_passive(verb) and verb.lemma_ in _SPEECH else agent(verb)


def _subjects(parse: Parse, *, passive: bool) -> list[Token]:
    """The subjects of a sentence's main clauses, those of passives if wanted; of what is said before who says it."""
    found = []
    for root in (each for each in parse.doc if each.dep_ == "ROOT"):
        said = child(root, "ccomp") if root.lemma_ in _SPEECH else None
        for verb in (said, root):
            subject = _subject(verb) if verb is not None and is_verb(verb) else None
            if subject is None and passive and verb is not None and is_passive(verb):
                subject = patient(verb)  # "the alliance was formed in March"
            found += [subject] if subject is not None else []
    return found


def _can_be(pronoun: str, noun: Token, actors: ActorTable) -> bool:
    sort = noun_class(noun, actors)
    several = noun.tag_ in ("NNS", "NNPS")
    single = not several and (sort in ("person", "civilian") or lemma_of(noun) in lemmas("title"))
    thing = sort == "other" and not several and noun.text.islower()
    if pronoun in _SEVERAL and (single or thing or country_named(noun.text) is not None):
        return False
    if pronoun in _PERSONS:
        told = lemma_of(noun) in lemmas("title") and not several
        return told or sort in ("person", "name") or (sort in ("armed", "civilian") and not several)
    if pronoun in ("it", "its"):
        return not several and sort in ("armed", "name", "other", "civilian")
    return sort in ("armed", "name", "person", "civilian", "other")


_PLACED = frozenset(
    ["in", "into", "of", "to", "from", "at", "around", "over", "for", "on", "inside", "through", "reach"]
)
_SETTLEMENTS = frozenset(["city", "town", "village"])
_POINTS = frozenset(["the", "that", "this", "their", "its", "same"])
_DESCRIBING = ("amod", "compound", "nmod", "poss", "nummod", "prep", "appos", "relcl", "acl")


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
    if place_type(lemma_of(head)) in _SETTLEMENTS:  # "the lakeside city near the border", "the city of two million"
        return not any(
            is_named(inner)
            for each in described
            if each.dep_ != "prep" or each.lower_ == "of"
            for inner in each.subtree
        )
    return not described


_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_ALL = frozenset(["all", "these", "those", "the", "them"])


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
        settled = head.tag_ == "NNS" and place_type(lemma_of(head)) in _SETTLEMENTS
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
            if len(found) == number or (not number and len(found) > 1):
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
    towards = {each.text for each in head.doc if each.head.lower_ in ("to", "towards", "toward") and is_named(each)}
    here = [each for each in own if each.i < head.i]
    named = [each for each in _nameable(head, head.doc, actors) if each.i < head.i]
    found = _last_of_its_sort(head, here, named)
    if found is not None:
        return Antecedent(0, found)
    for back, (told, parse) in enumerate(zip(before[: REACH + 1], parses, strict=False), 1):
        events = [mention.head for each in told for mention in place_mentions(each, actors)]
        # where somebody goes is not where they are: "the city", after which its sentence says "towards Besk"
        away = [
            [each for each in some if each.text not in towards] for some in (events, _nameable(head, parse.doc, actors))
        ]
        found = _last_of_its_sort(head, *away)
        if found is not None:
            return Antecedent(back, found)
    return None


def _last_of_its_sort(head: Token, told: Sequence[Token], named: Sequence[Token]) -> Token | None:
    short = [each for each in told if stands_for_place(each)]
    towns = [each for each in short if place_type(lemma_of(each)) in _SETTLEMENTS]
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
    if wanted in _SETTLEMENTS:
        if lemma_of(other) == "port":
            return any(map(is_named, other.subtree))
        typed = place_type(lemma_of(other.head.head)) if other.dep_ == "pobj" and other.head.lower_ == "of" else None
        alone = is_named(other) and not other.text.islower() and country_named(other.text) is None
        return alone and sort in (*_SETTLEMENTS, None) and typed not in ("area", "governorate")
    if lemma_of(head) == lemma_of(other):
        return True
    if lemma_of(head) in lemmas("site") and not any(each.tag_ == "PRP$" for each in head.lefts):
        return sort in ("base", "facility")
    if wanted == "area":
        return sort != "other" and is_named(other)
    return sort == wanted and wanted in ("base", "governorate")


def places_of(doc: Doc, actors: ActorTable) -> list[Token]:
    """The places that a sentence names where places stand, in order."""
    placed = (each for each in doc if (is_named(each) or _is_named_thing(each)) and _is_placed(each))
    return [each for each in placed if noun_class(each, actors) in ("name", "place") and not _tells_who(each, actors)]


def _tells_who(token: Token, actors: ActorTable) -> bool:
    """Whether a name tells who somebody is or is spoken to: "men from Besk", "the Army of Besk", "told the Press"."""
    if token.dep_ == "dobj":
        return token.head.lemma_ in _SPEECH
    above = token.head.head
    if token.dep_ == "pobj" and token.head.lower_ == "of" and is_named(above):
        return noun_class(above, actors) == "armed"
    return (
        token.dep_ == "pobj"
        and token.head.lower_ == "from"
        and not is_verb(above)
        and noun_class(above, actors) == "armed"
    )


def _nameable(head: Token, doc: Doc, actors: ActorTable) -> list[Token]:
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
    return token.head.lower_ == "of" and noun_class(above, actors) in ("goods", "abstract")


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
