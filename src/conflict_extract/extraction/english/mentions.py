"""Noun phrases as spans of the sentence: who, and which places, with the members of an enumeration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conflict_extract.extraction.english.clauses import child, children, is_verb
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, noun_class, quantified
from conflict_extract.normalize import ActorTable, place_type

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE = frozenset(
    ["det", "amod", "compound", "poss", "nummod", "nmod", "case", "quantmod", "predet", "advmod", "npadvmod", "punct"]
)
_LOCATING = frozenset(["of", "in", "at", "on", "near", "along", "outside", "around"])
_LONGEST_LIST = 40


class Mention(NamedTuple):
    """The first and last token of a phrase, and its head."""

    first: Token
    last: Token
    head: Token


def phrase(head: Token, *, behind: frozenset[str] = frozenset(["of"]), joined: bool = False) -> Mention:
    """A noun with what stands before it, and with what its prepositions add behind.

    Args:
        head: the noun.
        behind: prepositions whose phrases belong to it.
        joined: whether others joined to it ("soldiers and policemen") do, too.
    """
    first, last = head, head
    for each in reversed(list(head.lefts)):
        if each.dep_ not in _BEFORE or (each.is_punct and not _joins(each)):
            break
        first = each.left_edge
    for each in head.rights:
        if each.dep_ == "prep" and each.lower_ in behind and each.i <= last.i + 1 + (last.text == ","):
            inner = child(each, "pobj")
            if inner is None or (each.lower_ != "of" and _is_time(inner)):
                break
            last = phrase(inner, behind=behind).last
        elif each.dep_ in ("acl", "amod") and each.lemma_ in ("ally", "back", "loyal", "allied", "lead") and joined:
            last = each.right_edge
        elif joined and each.dep_ == "conj" and each.pos_ in ("NOUN", "PROPN"):
            last = phrase(each, behind=behind, joined=True).last
        elif each.dep_ in ("nummod", "compound", "nmod") and each.i == last.i + 1:
            last = each
        elif each.dep_ == "case" or (joined and each.dep_ == "cc"):
            continue
        else:
            break
    return Mention(first, last, head)


def _joins(punctuation: Token) -> bool:
    """Whether a dash joins two parts of one word."""
    return punctuation.text == "-" and not punctuation.whitespace_


def _is_time(token: Token) -> bool:
    return noun_class(token, _NOBODY) == "time"


_NOBODY = ActorTable(())


def place_mentions(head: Token, actors: ActorTable) -> list[Mention]:
    """The places that a noun phrase names, each by its own phrase: the members of an enumeration, what a plural counts."""
    found: list[Mention] = []
    head = _identified(head)
    for each in _members(head, actors):
        listed = _listed_by(each, actors)
        found += listed or [_place(each)]
    return found


def _identified(head: Token) -> Token:
    """The name of what a common noun is said to be: "Besk, the junction that they hold", "Besk is the city they took"."""
    if is_named(head):
        return head
    if head.dep_ == "appos" and is_named(head.head) and head.head.i < head.i:
        return head.head
    if head.dep_ in ("attr", "nsubj") and head.head.lemma_ == "be":
        other = child(head.head, "nsubj" if head.dep_ == "attr" else "attr")
        if other is not None and is_named(other) and children(head, "relcl", "acl"):
            return other
    return head


def _members(head: Token, actors: ActorTable) -> list[Token]:
    """A noun and those enumerated with it, which the parser takes for conjuncts or for appositions."""
    inside = [
        pobj
        for prep in children(head, "prep")
        if prep.lower_ in ("with", "in", "on", "near")
        for pobj in children(prep, "pobj")
    ]
    beside = [
        each
        for pobj in inside
        for each in children(pobj, "conj")
        if any(det.dep_ in ("det", "nummod") for det in each.lefts) and noun_class(each, actors) == "place"
    ]
    found, queue = [head, *beside], [head, *beside]
    while queue:
        one = queue.pop(0)
        for each in one.rights:
            if each.i - head.i > _LONGEST_LIST or each in found:
                continue
            joined = each.dep_ == "conj"
            apposed = each.dep_ == "appos" and is_named(one) and is_named(each) and _closes(each)
            if (
                (joined or apposed)
                and each.pos_ in ("NOUN", "PROPN", "X", "ADJ", "NUM", "PRON")
                and not children(each, "nsubj", "aux")
            ):
                if noun_class(each, actors) in ("place", "name") or (
                    noun_class(each, actors) == "other" and is_named(each)
                ):
                    found.append(each)
                    queue.append(each)
    return found


def _closes(token: Token) -> bool:
    """Whether an apposition is a member of a list that ends in "and"."""
    return any(each.dep_ in ("conj", "cc", "appos") for each in token.rights)


def _listed_by(head: Token, actors: ActorTable) -> list[Mention]:
    """What a common noun only announces: "the towns of A and B", "two villages, A and B", "the town of A"."""
    if is_named(head) and head.text[:1].isupper() and place_type(lemma_of(head)) is None:
        return []
    inner = quantified(head)
    if inner is not None and lemma_of(head) not in lemmas("part"):
        return place_mentions(inner, actors)
    several = any(
        children(each, "conj")
        for prep in children(head, "prep")
        if prep.lower_ == "of"
        for each in children(prep, "pobj")
    )
    plural = head.tag_ in ("NNS", "NNPS") and (lemma_of(head) not in lemmas("part") or several)
    town = place_type(lemma_of(head)) in ("city", "town", "village")
    named: list[Token] = []
    for each in children(head, "prep"):
        if each.lower_ == "of" and (plural or town):
            named += [inner for inner in children(each, "pobj") if is_named(inner)]
        if each.lower_ in ("including", "like") and plural:
            named += [inner for inner in children(each, "pobj") if is_named(inner)]
    if plural or town:
        named += [each for each in children(head, "appos") if is_named(each) and each.i > head.i]
        named += [
            each
            for verb in children(head, "acl")
            if verb.lemma_ in ("call", "name", "know", "include")
            for each in children(verb, "oprd", "dobj", "attr")
            if is_named(each)
        ]
    listed = announced(head) if plural else []
    if listed and all(noun_class(each.head, actors) in ("name", "place") for each in listed):
        return listed
    return [mention for each in named for mention in place_mentions(each, actors)]


def announced(head: Token) -> list[Mention]:
    """The names that are listed further behind a plural: "three capitals in the north, A, B and C", "two posts: A and B"."""
    doc, found = head.doc, []
    at = head.i + 1
    while at < min(len(doc), head.i + 12) and doc[at].text not in (",", ":", "(", "-", "–", "—", "--"):
        if is_verb(doc[at]):
            return []
        at += 1
    closed, first = False, None
    at += 1
    while at < len(doc):
        token = doc[at]
        if is_named(token) or (first is not None and token.text == "-"):
            first = token if first is None else first
        else:
            if first is not None:
                found.append(Mention(first, doc[at - 1], doc[at - 1]))
                first = None
                if closed:
                    break
            if token.lower_ == "and":
                closed = True
            elif token.text != ",":
                break
        at += 1
    if first is not None:
        found.append(Mention(first, doc[at - 1], doc[at - 1]))
    return found if closed and len(found) > 1 else []


def _place(head: Token) -> Mention:
    behind = frozenset(["of"]) if is_named(head) and place_type(lemma_of(head)) is None else _LOCATING
    if lemma_of(head) in ("road", "route", "highway", "crossing", "bridge"):
        behind |= {"to", "with", "between"}
    found = phrase(head, behind=behind)
    first = found.first
    while first.i < head.i and (first.dep_ in ("det", "predet") or first.tag_ in ("PRP$", "DT") or first.is_punct):
        first = first.doc[first.i + 1]
    if is_named(head):
        while first.i < head.i and not is_named(first) and first.dep_ in ("amod", "advmod", "nummod", "npadvmod"):
            first = first.doc[first.i + 1]
    last = found.last
    after = last.i + 1
    doc = head.doc
    if after + 1 < len(doc) and doc[after + 1].lower_ == "the":
        after += 1
    if (
        not is_named(head)
        and last is head
        and after + 1 < len(doc)
        and doc[last.i + 1].lower_ in _LOCATING
        and is_named(doc[after + 1])
        and not _is_time(doc[after + 1])
    ):
        last = doc[after + 1]
        while last.i + 1 < len(doc) and is_named(doc[last.i + 1]):
            last = doc[last.i + 1]
    return Mention(first, last, head)
