"""Noun phrases as spans of the sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from conflict_extract.extraction.english.clauses import child
from conflict_extract.extraction.english.names import ARTICLE
from conflict_extract.extraction.english.nouns import is_named, noun_class
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable

_BEFORE = frozenset(
    ["det", "amod", "compound", "poss", "nummod", "nmod", "case", "quantmod", "predet", "advmod", "npadvmod", "punct"]
)
LOCATING = frozenset(["of", "in", "at", "on", "near", "along", "outside", "around"])
_NOBODY = ActorTable(())
# as the parser is given it, with a hyphen that does not break
_ARTICLE = re.compile(rf"(?=[A-Z][a-z]+\N{{NON-BREAKING HYPHEN}})(?i:{ARTICLE}).[A-Z]")


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
        if each.lower_ in ("then", "also") or each.dep_ not in _BEFORE or (each.is_punct and not _joins(each)):
            break
        first = each.left_edge
    first = _whole(first, head) if joined else first
    for each in head.rights:
        if each.dep_ == "prep" and joined and each.lower_ == "for" and is_named(head) and each.i == last.i + 1:
            inner = child(each, "pobj")
            if inner is None or not is_named(inner):
                break
            last = phrase(inner, behind=LOCATING).last  # "the Union for Peace in Orlia"
        elif each.dep_ == "prep" and each.lower_ in behind and each.i <= last.i + 1 + (last.text == ","):
            inner = child(each, "pobj")
            if inner is None or (each.lower_ != "of" and is_time(inner)):
                break
            last = phrase(inner, behind=behind).last
            joined_to = child(inner, "conj") if each.lower_ == "between" else None
            last = last if joined_to is None else phrase(joined_to, behind=behind).last
        elif each.dep_ in ("acl", "amod") and each.lemma_ in ("ally", "back", "loyal", "allied", "lead") and joined:
            last = each.right_edge
        elif joined and each.dep_ == "conj" and each.pos_ in ("NOUN", "PROPN", "NUM"):
            last = phrase(each, behind=behind, joined=True).last
        elif each.dep_ in ("nummod", "compound", "nmod") and each.i == last.i + 1:
            last = each
        elif each.dep_ == "case" or (joined and each.dep_ == "cc"):
            continue
        else:
            break
    return _over_articles(Mention(first, last, head))


def _over_articles(mention: Mention) -> Mention:
    """The mention with all of a name that an Arabic article goes on with, where the parser breaks it: "Izz | al-Din",
    "Izz al-Din | Haddad"."""
    first, last, head = mention
    doc = head.doc
    if not is_named(head):
        return mention
    while last.i + 1 < len(doc) and _goes_on(doc[last.i + 1]) and not doc[last.i + 1].dep_.startswith("nsubj"):
        last = doc[last.i + 1]
    while first.i > 1 and _goes_on(doc[first.i - 1]) and doc[first.i - 2].text[:1].isupper():
        first = doc[first.i - 2]
    return Mention(first, last, head)


def _goes_on(token: Token) -> bool:
    """Whether a word begins with an Arabic article, and does not begin a name: "al-Din"."""
    return _ARTICLE.match(token.text) is not None


def _whole(first: Token, head: Token) -> Token:
    """Where a name begins that the parser breaks: "Orlia's paramilitary | Home Guards", "Pro-Orlo | fighters"."""
    while first.i > 0:
        before = first.nbor(-1)
        broken = (
            before.dep_ in ("nsubj", "npadvmod", "intj", "dep")
            and before.head == head.head
            and before.right_edge == before
        )
        if not broken or not (before.tag_ == "JJ" or (is_named(before) and not is_time(before))):
            break
        first = before.left_edge
    return first


def _joins(punctuation: Token) -> bool:
    """Whether a dash joins two parts of one word."""
    return punctuation.text == "-" and not punctuation.whitespace_


def is_time(token: Token) -> bool:
    """Whether a noun tells a time."""
    return noun_class(token, _NOBODY) == "time"
