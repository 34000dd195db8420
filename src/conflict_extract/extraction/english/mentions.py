"""The places that noun phrases name, with the members of an enumeration."""

from __future__ import annotations

from collections.abc import Mapping

from conflict_extract.extraction.english.clauses import child, children, obliques
from conflict_extract.extraction.english.nouns import is_named, is_settlement, lemma_of, lemmas, noun_class, quantified
from conflict_extract.extraction.english.phrases import LOCATING, Mention, is_time, phrase
from conflict_extract.extraction.english.tree import Chunk, Token, Tree
from conflict_extract.normalize import ActorTable, place_type

_MODIFYING = LOCATING | {"between", "within", "during", "from", "with"}
_DIRECTIONS = frozenset(
    ["north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "northern"]
)
# verbs whose participle tells which road is meant
LINKING = frozenset(["link", "connect", "join"])


def place_mentions(head: Token, actors: ActorTable) -> list[Mention]:
    """The places that a noun phrase names, each by its own phrase: members of an enumeration, what a plural counts."""
    found: list[Mention] = []
    head = identified(head)
    members = _members(head, actors)
    generic = [each for each in members if each.tag_ == "NNS" and not _describes(each)]
    for each in [each for each in members if each not in generic] or members:
        listed = _listed_by(each, actors)
        found += listed or [_place(each)]
    return found


def _describes(head: Token) -> bool:
    """Whether anything tells a plural from others of its sort."""
    return any(
        each.dep_ in ("prep", "poss", "appos", "compound", "nmod", "amod", "nummod", "relcl", "acl")
        for each in head.children
    )


def identified(head: Token) -> Token:
    """The name of what a common noun is said to be: "Besk, the junction that they hold", "Besk is the town that they
    took", "among the towns captured was Besk"."""
    if is_named(head):
        return head
    if head.dep_ == "appos" and is_named(head.head) and head.head.i < head.i:
        return head.head
    among = head.dep_ == "pobj" and head.head.lower_ == "among"
    link = head.head.head if among else head.head
    if (among or head.dep_ in ("attr", "nsubj")) and link.lemma_ in ("be", "become", "include"):
        other = child(link, "nsubj" if among or head.dep_ == "attr" else "attr")
        if other is None and link.lemma_ == "include":
            other = child(link, "dobj")
        if other is not None and is_named(other) and (among or children(head, "relcl", "acl")):
            return other
    return head


def _members(head: Token, actors: ActorTable) -> list[Token]:
    """A noun and those enumerated with it."""
    found, queue = [head], [head]
    while queue:
        one = queue.pop(0)
        for each in one.rights:
            if each.dep_ == "conj" and each not in found and not _is_excepted(each) and _can_be_listed(each, actors):
                found.append(each)
                queue.append(each)
    # the parser takes many a member of an enumeration for an apposition, or for what is joined to another
    chunk = next((each for each in head.doc.noun_chunks if each.start <= head.i < each.end), None)
    listed = _enumerated(head.doc, chunk.end, actors) if chunk is not None else []
    return sorted({*found, *listed}, key=lambda each: int(each.i))


def _is_excepted(token: Token) -> bool:
    """Whether a phrase tells what is left out: "all of Besk but the fort"."""
    before = token.doc[token.left_edge.i - 1].lower_
    return before in ("but", "except") and not any(each.lower_ in ("also", "even") for each in token.lefts)


def _enumerated(doc: Tree, at: int, actors: ActorTable) -> list[Token]:
    """The heads of the noun phrases that an enumeration goes on with: ", B in the north, C and D".

    Args:
        doc: the sentence.
        at: where its first phrase ends.
        actors: the table of actors.
    """
    chunks = _chunks(doc)
    found: list[Token] = []
    while True:
        at = _behind_modifiers(doc, at, chunks)
        start, closing = _behind_separator(doc, at)
        chunk = chunks.get(start)
        if start == at or chunk is None or not _can_be_listed(chunk.root, actors):
            return []
        head = chunk.root
        explains = not closing and not is_named(head) and head.tag_ == "NN" and not _listed_by(head, actors)
        found += [] if explains else [head]  # "Besk, the provincial capital, and Tolme"
        at = chunk.end
        if closing:
            return found


def _chunks(doc: Tree) -> dict[int, Chunk]:
    """The noun phrases of a sentence by where they begin, with names that the parser takes for measures."""
    measures = [each for each in doc if each.dep_ == "npadvmod" and is_named(each) and not is_time(each)]
    taken = [each for first in measures for each in (first, *first.conjuncts)]
    return {each.left_edge.i: Chunk(each.left_edge.i, each.i + 1, each) for each in taken} | {
        each.start: each for each in doc.noun_chunks
    }


def _behind_modifiers(doc: Tree, at: int, chunks: Mapping[int, Chunk]) -> int:
    """Where prepositional phrases and brackets behind a noun end."""
    while at + 1 < len(doc):
        chunk = chunks.get(at + 1)
        if doc[at].text == "(":
            close = next((each.i for each in doc[at:] if each.text == ")"), None)
            if close is None:
                return at
            at = close + 1
        elif doc[at].lower_ in _DIRECTIONS and doc[at + 1].lower_ == "of":
            at += 1
        elif doc[at].lemma_ in LINKING and chunk is not None:
            other = chunks.get(chunk.end + 1)
            at = other.end if other is not None else chunk.end  # "linking A and B"
        elif doc[at].lower_ in _MODIFYING and chunk is not None:
            uncounted = doc[at - 1].tag_ in ("NNS", "NNPS") and not children(doc[at - 1], "nummod")
            several = doc[at].lower_ == "between" or (doc[at].lower_ == "of" and uncounted)
            at = _behind_names(doc, chunk.end, chunks) if several else chunk.end  # "in the districts of A, B and C"
            while at < len(doc) and doc[at].pos_ == "NUM":
                at += 1  # "on March 28"
        else:
            return at
    return at


def _behind_names(doc: Tree, at: int, chunks: Mapping[int, Chunk]) -> int:
    """Where names end that are joined to one before."""
    closing = False
    while not closing:
        start, closing = _behind_separator(doc, at)
        chunk = chunks.get(start)
        if start == at or chunk is None or not is_named(chunk.root):
            return at
        at = chunk.end
    return at


def _behind_separator(doc: Tree, at: int) -> tuple[int, bool]:
    """Where the next member of an enumeration begins, and whether it is the last; the same where none does."""
    start, closing = at, False
    while start < len(doc) and doc[start].lower_ in (",", "and", "or", "then", "also", "&"):
        closing = closing or doc[start].lower_ in ("and", "or", "&")
        start += 1
    return start, closing


def is_unit(token: Token) -> bool:
    """Whether a name is that of a unit, which may stand for its base: "captured the 52nd Brigade"."""
    return lemma_of(token) in lemmas("unit") and is_named(token)


def _can_be_listed(token: Token, actors: ActorTable) -> bool:
    if token.pos_ not in ("NOUN", "PROPN", "X", "ADJ", "NUM", "PRON") or children(token, "nsubj", "aux"):
        return False
    if lemma_of(token) in lemmas("unit") and any(each.lower_ == "in" for each in token.children):
        return True  # its base
    if (
        token.dep_ in ("nsubj", "nsubjpass")
        and token.head.i > token.i
        and any(each.dep_ == "dobj" for each in token.head.children)
    ):
        return False  # "took Besk, and the army left Tolme"
    sort = noun_class(token, actors)
    return sort in ("place", "name") or (is_named(token) and (sort == "other" or is_unit(token)))


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
    listed = announced(head, actors) if head.tag_ in ("NNS", "NNPS") else []
    plural = head.tag_ in ("NNS", "NNPS") and (lemma_of(head) not in lemmas("part") or several or bool(listed))
    town = is_settlement(head)
    named: list[Token] = []
    for each in children(head, "prep"):
        if each.lower_ == "of" and (plural or town):
            named += [inner for inner in children(each, "pobj") if is_named(inner)]
        if each.lower_ == "in" and plural and any(own.tag_ == "PRP$" for own in head.lefts):
            inside = [mention.head for inner in children(each, "pobj") for mention in place_mentions(inner, actors)]
            named += inside if len(inside) > 1 else []  # "their positions in A, B and C"
        if each.lower_ in ("including", "like") and plural:
            named += [inner for inner in children(each, "pobj") if is_named(inner)]
    if plural or town or lemma_of(head) in lemmas("site"):
        named += [each for each in children(head, "appos") if is_named(each) and each.i > head.i]
        named += [
            each
            for verb in children(head, "acl")
            if verb.lemma_ in ("call", "name", "know", "include")
            for each in (*children(verb, "oprd", "dobj", "attr"), *obliques(verb, "as"))
            if is_named(each)
        ]
    counted = any(each.dep_ == "nummod" for each in head.lefts)
    named = listed if listed and (counted or not named) else named
    heads = dict.fromkeys(member for each in named for member in _members(each, actors))
    return [mention for each in heads for mention in _listed_by(each, actors) or [_place(each)]]


def announced(head: Token, actors: ActorTable) -> list[Token]:
    """The names that are listed further behind a plural: "three towns in the north, A, B and C"."""
    doc = head.doc
    chunks = _chunks(doc)
    at = head.i + 1
    while at + 1 < len(doc) and doc[at].lower_ == "and" and doc[at + 1].tag_ == "NNS" and doc[at + 1] in head.conjuncts:
        at += 2  # "towns and villages in the north, including A"
    at = _behind_modifiers(doc, at, chunks)
    while at < len(doc) and doc[at].lower_ in (",", ":", "(", "-", "–", "—", "--", "including", "namely"):
        at += 1
    first = chunks.get(at)
    exemplified = doc[at - 1].lower_ in ("including", "namely")
    if at == head.i + 1 or first is None or not _can_be_listed(first.root, actors):
        return []
    if lemma_of(head) in lemmas("part") and not (exemplified or children(head, "nummod")):
        return []
    more = _enumerated(doc, first.end, actors)
    named = all(map(is_named, (first.root, *more)))
    return [first.root, *more] if exemplified or (more and named) else []


def _place(head: Token) -> Mention:
    hyphenated = any("\N{NON-BREAKING HYPHEN}" in each.text for each in children(head, "amod"))  # "al-Tanf crossing"
    named = is_named(head) or hyphenated or any(map(is_named, children(head, "compound", "nmod")))
    behind = frozenset(["of"]) if named else LOCATING  # what a name lies in is no part of it
    if lemma_of(head) in ("road", "route", "highway", "crossing", "bridge", "area", "strip"):
        behind |= {"to", "with", "between"}
    found = phrase(head, behind=behind)
    first = found.first
    while first.i < head.i and (first.dep_ in ("det", "predet") or first.tag_ in ("PRP$", "DT") or first.is_punct):
        first = first.doc[first.i + 1]
    if is_named(head):
        while (
            first.i < head.i
            and not (is_named(first) or first.text[0].isdigit())
            and first.dep_ in ("amod", "advmod", "nummod", "npadvmod")
        ):
            first = first.doc[first.i + 1]
    last = found.last
    linked = next((each for each in children(head, "acl") if each.lemma_ in LINKING), None)
    if linked is not None:
        last = head.doc[_behind_modifiers(head.doc, linked.i, _chunks(head.doc)) - 1]
    after = last.i + 1
    doc = head.doc
    if after + 1 < len(doc) and doc[after + 1].lower_ == "the":
        after += 1
    if (
        not named
        and last is head
        and after + 1 < len(doc)
        and doc[last.i + 1].lower_ in LOCATING
        and is_named(doc[after + 1])
        and not is_time(doc[after + 1])
    ):
        last = doc[after + 1]
        while last.dep_ in ("amod", "compound", "nmod") and last.head.i > last.i:
            last = last.head  # "near the Orlian border"
        while last.i + 1 < len(doc) and is_named(doc[last.i + 1]):
            last = doc[last.i + 1]
    return Mention(first, last, head)
