"""Coreference of those who act: what "they", "it", "he" and "we" stand for, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from conflict_extract.extraction.english.clauses import agent, child, children, is_passive, is_verb, obliques, patient
from conflict_extract.extraction.english.denials import speaker_of
from conflict_extract.extraction.english.nouns import lemma_of, lemmas, noun_class
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable, country_named

REACH = 2
_SEVERAL = frozenset(["they", "them", "their", "others", "many", "some", "dozens", "hundreds", "scores", "most"])
_SPEAKERS = frozenset(["we", "i", "us", "our"])
_PERSONS = frozenset(["he", "she", "him", "her"])
PRONOUNS = _SEVERAL | _SPEAKERS | _PERSONS | {"it", "its"}
SPEECH = frozenset(["say", "tell", "add", "announce", "report", "claim", "state", "confirm"])
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
        subjects = _subjects(parse, passive=word in ("it", "its"), leaving=pronoun.head.lemma_ in _GIVING_WAY)
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
        if subject is None or each.lemma_ in _LYING or (each.lemma_ in SPEECH and subject.i > pronoun.i):
            continue  # "they left, witnesses said"
        if each.lemma_ in SPEECH and pronoun.lower_ in ("it", "its", "they", "their") and is_body(subject):
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


def _subject(verb: Token, *, leaving: bool = False) -> Token | None:
    """Who acts by a verb; whoever flees, retreats, loses or is driven out is not who does something next but leave."""
    if verb.lemma_ in _GIVING_WAY and not leaving:
        return None
    return patient(verb) if is_passive(verb) and verb.lemma_ in SPEECH else agent(verb)


def _subjects(parse: Parse, *, passive: bool, leaving: bool) -> list[Token]:
    """The subjects of a sentence's main clauses, those of passives if wanted; of what is said before who says it."""
    found = []
    for root in (each for each in parse.doc if each.dep_ == "ROOT"):
        said = child(root, "ccomp") if root.lemma_ in SPEECH else None
        for verb in (said, root):
            subject = _subject(verb, leaving=leaving) if verb is not None and is_verb(verb) else None
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
