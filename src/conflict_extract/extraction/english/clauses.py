"""Who does what to whom in a clause: agent, patient and obliques of a verb, through voice, coordination and control.

The dependency labels are those of ClearNLP, as spaCy's English models give them.
"""

from __future__ import annotations

from collections.abc import Iterator

from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token

_RELATIVE = frozenset(["who", "which", "that", "whom", "where"])
_VERBS = frozenset(["VERB", "AUX"])
_OBJECT_CONTROL = words("grammar", "object_control")
_PRONOUNCING = frozenset(["declare", "pronounce", "proclaim", "report", "consider", "see", "call"])
_DEEPEST = 6
_DIRECTIONS = words("grammar", "directions")
# how words for a way end: "eastwards", "downriver", "uphill", "overland"
_WAYS = ("wards", "ward", "river", "stream", "hill", "country", "overland", "inland", "seas")
_LENGTHS = frozenset(["km", "kilometre", "kilometer", "mile", "metre", "meter", "hour", "minute"])


def children(token: Token, *labels: str) -> list[Token]:
    """A token's children with one of some labels, in order."""
    return [each for each in token.children if each.dep_ in labels]


def child(token: Token, *labels: str) -> Token | None:
    """The first child with one of some labels."""
    return next((each for each in token.children if each.dep_ in labels), None)


def is_verb(token: Token) -> bool:
    """Whether a token is a verb by its part of speech or its form."""
    return token.pos_ in _VERBS or token.tag_.startswith("VB")


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice, a reduced relative clause ("the town captured on Friday") included."""
    if verb.lemma_ in ("go", "come"):
        return False
    if children(verb, "auxpass", "nsubjpass", "csubjpass") or is_predicate_participle(verb):
        return True
    if children(verb, "agent") and verb.tag_ != "VBG" and not (children(verb, "nsubj") and children(verb, "dobj")):
        return not any(each.lemma_ == "have" for each in children(verb, "aux"))  # "had left by the bridge"
    told = verb.dep_ == "ccomp" and verb.i > verb.head.i  # not "they left, an officer reported"
    if told and verb.head.lemma_ in _PRONOUNCING and not children(verb, "mark", "aux", "dobj"):
        return verb.tag_ in ("VBD", "VBN")  # "declared Besk liberated"
    if verb.tag_ != "VBN" or children(verb, "nsubj", "dobj", "aux"):
        return False
    if verb.dep_ in ("acl", "relcl"):
        return True
    if verb.dep_ == "conj" and is_verb(verb.head):
        return is_passive(verb.head)
    return verb.dep_ == "advcl" and not children(verb, "mark")


def is_predicate_participle(token: Token) -> bool:
    """Whether a participle that the parser takes for a noun is a passive: "the town was overrun"."""
    return (
        token.pos_ == "NOUN"
        and token.dep_ in ("attr", "acomp")
        and token.head.lemma_ == "be"
        and not children(token, "det", "amod")
    )


def antecedent(token: Token | None) -> Token | None:
    """The noun that a relative pronoun stands for; any other token itself."""
    if token is None or token.lower_ not in _RELATIVE:
        return token if token is None or token.lower_ not in _DIRECTIONS else _named(token)
    verb = token.head
    for _ in range(_DEEPEST):
        if verb.dep_ in ("relcl", "acl"):
            return _people(verb.head) if token.lower_ == "who" else _described(token, verb)
        if verb.head.i == verb.i:
            break
        verb = verb.head
    return token


def _described(pronoun: Token, verb: Token) -> Token:
    """What "which" is about, behind a landmark or an enumeration: the mine of "the mine west of Besk, which", both of
    "Besk and Harn, which they took"."""
    noun = verb.head
    while (before := _before_landmark(noun)) is not None:
        noun = before
    one = any(each.lower_ in ("was", "is", "has") for each in (verb, *children(verb, "aux", "auxpass")))
    if pronoun.lower_ != "which" or one or pronoun.nbor(-1).text != "," or child(verb, "dobj", "nsubjpass") != pronoun:
        return noun
    while noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun


def _before_landmark(noun: Token) -> Token | None:
    """What lies where a landmark tells: the mine of "the mine, five miles west of Besk", Orlo of "Orlo, in Harn,"."""
    doc, at = noun.doc, noun.head.i - 1
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "from", "in", "near", "outside") or at < 1:
        return None
    while at > 0 and (doc[at].lower_ in _DIRECTIONS or doc[at].lemma_ in _LENGTHS or doc[at].pos_ == "NUM"):
        at -= 1
    direct = noun.head.lower_ in ("of", "from") and at < noun.head.i - 1
    if doc[at].text == "," and (direct or at == noun.head.i - 1):
        at -= 1
    elif not direct:
        return None
    return doc[at] if doc[at].pos_ in ("NOUN", "PROPN") else None


def _people(token: Token) -> Token:
    """Whom "who" is about: the fighters of "fighters from Besk, who"."""
    above = token.head
    if (
        token.pos_ == "PROPN"
        and token.dep_ == "pobj"
        and above.lower_ in ("from", "of", "in")
        and above.head.pos_ == "NOUN"
    ):
        return above.head
    return token


def agent(verb: Token, depth: int = 0) -> Token | None:
    """Who does what a verb says; None where no word tells."""
    if depth > _DEEPEST:
        return None
    if is_passive(verb):
        return next((each for each in obliques(verb, "by") if not _is_measure(each)), None)
    own = _subject(verb)
    if own is not None:
        return antecedent(own)
    head = verb.head
    infinitive = any(each.lower_ == "to" for each in children(verb, "aux"))
    if head.i == verb.i or (verb.dep_ == "relcl" and not infinitive):
        return None
    if verb.dep_ == "relcl":
        return head  # "the first town to fall"
    if verb.dep_ == "acl" and infinitive:
        return child(head, "poss")  # "the army's claim to have taken Besk"
    if verb.dep_ == "acl":
        next_to = verb.nbor(-1)
        if verb.tag_ == "VBG" and next_to.tag_ == "NNS" and next_to in obliques(head, "of"):
            return next_to  # "images of soldiers entering"
        return head if verb.tag_ in ("VBG", "VBD") or children(verb, "aux") else None
    if verb.dep_ in ("xcomp", "ccomp") and head.lemma_ in _OBJECT_CONTROL:
        controlled = child(head, "dobj", "nsubjpass")
        if controlled is not None:
            return antecedent(controlled)
    if verb.dep_ == "pcomp":
        as_said = child(head.head, "dobj") if head.lower_ == "as" else None
        if as_said is not None:
            return antecedent(as_said)  # "quoted a source as saying"
        head = head.head
    if not is_verb(head):
        return None
    if verb.dep_ == "ccomp" and not children(verb, "aux"):
        return None
    if verb.dep_ == "advcl" and children(verb, "mark") and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return None  # a clause of its own, whose subject the parser did not find
    undergoes = child(head, "nsubjpass")
    return antecedent(undergoes) if undergoes is not None else agent(head, depth + 1)


def _subject(verb: Token) -> Token | None:
    """The subject that stands next to a verb where the parser sees several ("Orlia's paramilitary Home Guards took"),
    and the noun before an adjective that it takes for one: "militiamen loyal to Orlo have taken"."""
    own = children(verb, "nsubj", "nsubjpass")
    if not own:
        return _apposed(verb)
    found = own[0]
    for each in own[1:]:
        if any(inner.lower_ in ("them", "whom") for inner in each.subtree if inner.i < each.i):
            continue  # "200 soldiers, most of them conscripts, deserted"
        if each.i < verb.i and not any(between.lower_ in ("and", "or") for between in verb.doc[found.i : each.i]):
            found = each if each.pos_ != "PRON" else found
    after = next(
        (each for each in children(found, "prep") if each.lower_ == "after" and children(each, "npadvmod")), None
    )
    if after is not None and found.i < after.i < verb.i and children(after, "pobj"):
        return child(after, "pobj")  # "took the base, two days after Besk, their capital, fell"
    described = child(found, "nsubj") if found.tag_ == "JJ" else None
    return found if described is None else described


def _apposed(verb: Token) -> Token | None:
    """Who speaks, if the parser takes him for an apposition in what is said: "took Besk, an officer told the press"."""
    said = child(verb, "ccomp")
    if said is None or said.i > verb.i or not children(verb, "dobj", "dative"):
        return None
    return next((each for each in said.subtree if each.dep_ == "appos" and each.right_edge.i == verb.i - 1), None)


def _is_measure(token: Token) -> bool:
    """Whether a phrase behind "by" says how many: "deserted by the hundreds"."""
    return token.lower_ in ("hundreds", "thousands", "dozens", "scores", "score", "dozen", "hundred", "thousand")


def patient(verb: Token) -> Token | None:
    """What is done to: the object, the subject of a passive, or what a relative clause is said of."""
    if is_passive(verb):
        own = child(verb.head if is_predicate_participle(verb) else verb, "nsubjpass", "nsubj")
        if own is not None:
            return antecedent(own)
        if verb.dep_ in ("acl", "relcl"):
            return verb.head
        if verb.dep_ == "conj":
            return patient(verb.head) if is_passive(verb.head) else antecedent(child(verb.head, "nsubj"))
        return antecedent(child(verb.head, "nsubj", "nsubjpass")) if verb.dep_ == "advcl" else None
    own = direct_object(verb) or _adverbial_object(verb)
    if own is not None:
        return antecedent(own)
    shared = [
        each for each in verb.conjuncts if each.i > verb.i and is_verb(each) and not child(each, "nsubj", "nsubjpass")
    ]
    if shared and shared[0].i - verb.i <= 4 and not children(verb, "prep", "prt"):  # "entered and captured Besk"
        return antecedent(child(shared[0], "dobj"))
    gap = not any(each.lower_ in _RELATIVE for each in children(verb, "nsubj", "dobj"))
    if verb.dep_ == "relcl" and gap and not any(each.lower_ in ("where", "when") for each in children(verb, "advmod")):
        return verb.head
    return None


def direct_object(verb: Token) -> Token | None:
    """The object of a verb; not a way, a length or the conjunction before, which the parser takes for one: "fled
    downriver", "withdrew 15 km", "said that they had left"."""
    return next((each for each in children(verb, "dobj") if not _is_way(each)), None)


def _is_way(token: Token) -> bool:
    if token.lower_ == "that" and token.tag_ == "IN":
        return token.head.dep_ == "ccomp"
    alone = token.left_edge == token and token.lower_.endswith(_WAYS)
    return alone or token.lower_ in _DIRECTIONS or token.lemma_ in _LENGTHS


def _adverbial_object(verb: Token) -> Token | None:
    """A name next to a verb and its particle, which the parser takes for an adverbial or a complement: "had taken back
    Besk"."""
    named = (each for each in children(verb, "npadvmod", "oprd") if each.pos_ == "PROPN" and each.left_edge.i > verb.i)
    own = next(named, None)
    between = verb.doc[verb.i + 1 : own.left_edge.i] if own is not None else ()
    return own if all(each.head == verb and each.pos_ in ("ADP", "ADV") for each in between) else None


def obliques(token: Token, *prepositions: str) -> list[Token]:
    """What stands behind a token's prepositions, joined ones included: "from A and from B", "out of C"."""
    found = []
    for each in _prepositions(token):
        if each.lower_ not in prepositions:
            continue
        for one in (each, *(other for other in each.conjuncts if other.i > each.i)):
            found += children(one, "pobj")
            inner = next(
                (other for other in one.children if other.dep_ == "prep" and other.lower_ in ("of", "from")), None
            )
            found += children(inner, "pobj") if inner is not None and not children(one, "pobj") else []
    return [named for one in found if (named := antecedent(_named(one))) is not None]


def _named(token: Token) -> Token:
    """The name in a phrase whose head the parser takes to be a direction behind it or an adjective before it."""
    if token.lower_.endswith(("wards", "ward")) and children(token, "compound"):
        return children(token, "compound")[-1]
    if (token.pos_ == "ADJ" or token.lower_ in _DIRECTIONS) and children(token, "appos"):
        return children(token, "appos")[0]  # "farther east, Besk fell"
    return token


def _prepositions(token: Token) -> Iterator[Token]:
    for each in token.children:
        if each.dep_ in ("prep", "agent", "dative", "prt", "advmod"):
            yield each
            # "from Besk on Monday and from Harn on Tuesday"
            yield from (other for other in each.conjuncts if other.i > each.i and other.lower_ != each.lower_)
        if each.dep_ in ("advmod", "prt", "acomp") and each.i > token.i:
            yield from (inner for inner in each.children if inner.dep_ == "prep")


def has_particle(verb: Token, *particles: str) -> bool:
    """Whether a verb goes with one of some particles, which the parser takes for adverbs or prepositions, too."""
    behind = (
        each
        for each in verb.children
        if each.i > verb.i and each.dep_ in ("prt", "advmod", "prep", "advcl", "acomp", "oprd")
    )
    return any(
        each.lower_ in particles
        and not children(each, "pobj")
        and not each.doc[min(each.i + 1, len(each.doc) - 1)].is_digit  # "taken on 3 December"
        for each in behind
    )
