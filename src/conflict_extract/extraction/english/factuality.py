"""Whether a verb or an event noun is told as having happened: not negated, planned, demanded, supposed or asked."""

from __future__ import annotations

from typing import Literal

from conflict_extract.extraction.english.clauses import child, children, is_verb
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token

Reason = Literal["negated", "not_stated_as_fact"]
_DEEPEST = 8
_OWN = frozenset(["it", "they", "we", "he", "its", "their", "our", "his"])
_PRESENT = ("VBZ", "VBP")


def counterfactual(token: Token) -> Reason | None:
    """Why what a verb or a noun says did not happen, told by what governs it; None where it is told as a fact."""
    return _verb(token, 0) if is_verb(token) or token.dep_ in ("ROOT", "relcl", "ccomp", "advcl") else _noun(token, 0)


def is_undertaken(token: Token) -> bool:
    """Whether somebody announces, promises or orders what a verb says, as counts of withdrawals; not what he may do."""
    if any(each.lower_ in words("factuality", "modals") - {"will", "would"} for each in children(token, "aux")):
        return False
    governed, would = token, False
    for _ in range(3):
        if governed.dep_ not in ("xcomp", "ccomp", "acl", "dobj", "pcomp"):
            return False
        below, governed = governed, governed.head
        would = would or any(each.lower_ in ("will", "would") for each in children(below, "aux"))
        if governed.lemma_ in words("factuality", "speech") and would:
            return _says_of_itself(governed, below) and counterfactual(governed) is None
        if governed.lemma_ in words("factuality", "undertaking"):
            return not is_negated(governed) and counterfactual(governed) is None
    return False


def _says_of_itself(speech: Token, said: Token) -> bool:
    """Whether who speaks and who acts are one, or on one side: "the group said it would leave", "its men would"."""
    speaker, actor = child(speech, "nsubj"), child(said, "nsubj")
    own = actor is not None and (actor.lower_ in _OWN or any(each.lower_ in _OWN for each in children(actor, "poss")))
    return speaker is not None and (own or (actor is not None and _speaks_for(speaker, actor)))


def _speaks_for(speaker: Token, actor: Token) -> bool:
    """Whether somebody is named as speaking for who acts: "its spokesman", "an army spokesman" of the army."""
    named = children(speaker, "poss", "compound")
    own = {actor.lemma_} - {speaker.lemma_}
    return any(each.lower_ in _OWN or each.lemma_ in own for each in named)


def is_negated(token: Token) -> bool:
    """Whether a verb or noun is negated itself: "not", "never", "no", "nobody"."""
    for each in token.children:
        before = each.i < token.i or token.lemma_ == "be"
        if (
            before
            and each.lower_ in words("factuality", "negations")
            and each.dep_ in ("neg", "advmod", "det", "preconj", "cc")
        ):
            beside = (*token.children, *each.children, each.doc[min(each.i + 1, len(each.doc) - 1)])
            return not any(other.lower_ in ("only", "just", "merely") for other in beside)
    subject = child(token, "nsubj", "nsubjpass")
    if subject is None:
        return False
    return subject.lower_ in words("factuality", "nobody") or any(
        each.lower_ in ("no", "neither", "not") for each in subject.subtree if each.i <= subject.i
    )


def _verb(token: Token, depth: int) -> Reason | None:
    if depth > _DEEPEST:
        return None
    if is_negated(token):
        return "negated"
    head, label = token.head, token.dep_
    auxiliaries = children(token, "aux")
    if _is_modal(token):
        return "not_stated_as_fact"
    if any(each.lower_ in words("factuality", "conditions") for each in children(token, "mark", "advmod")):
        return "not_stated_as_fact"
    if any(each.lower_ in ("if", "unless") for clause in children(token, "advcl") for each in children(clause, "mark")):
        return "not_stated_as_fact"
    links = children(token, "mark", "advmod")
    if label == "advcl" and any(each.lower_ == "before" for each in links) and _verb(head, depth + 1) is not None:
        return "not_stated_as_fact"  # "asked them to halt before Besk fell"
    if token.tag_ in _PRESENT and any(each.lower_ == "before" for each in links):
        return "not_stated_as_fact"  # "three days before Besk passes to the police"
    if (
        token.tag_ in _PRESENT
        and any(each.lower_ in words("factuality", "temporal") for each in links)
        and _is_modal(head)
    ):
        return "not_stated_as_fact"  # "will leave once the army takes Besk"
    if token.doc.sentence_of(token).rstrip("\"' ").endswith("?") and label in ("ROOT", "ccomp", "conj"):
        return "not_stated_as_fact"
    infinitive = any(each.lower_ == "to" for each in auxiliaries)
    if label == "ROOT":
        bare = token.tag_ == "VB" and not children(token, "nsubj", "nsubjpass", "aux")
        return "not_stated_as_fact" if infinitive or bare else None
    if label == "conj":
        own = children(token, "nsubj", "nsubjpass") or (children(token, "aux", "auxpass") and not infinitive)
        finite = token.tag_ in ("VBD", "VBZ", "VBP") and head.tag_ in ("VB", "VBG", "VBN")
        if not is_verb(head):
            return _noun(head, depth + 1)
        if own or finite:
            first = head
            while first.dep_ == "conj" and is_verb(first.head):
                first = first.head
            return _complement(first, depth + 1) if first.dep_ == "ccomp" else None
        return _verb(head, depth + 1)
    if infinitive:
        return _infinitive(token, depth)
    if label == "pcomp":
        return _behind_preposition(token, depth)
    if label in ("ccomp", "csubj", "csubjpass", "xcomp", "oprd", "dep"):
        return _complement(token, depth)
    if label in ("acl", "relcl"):
        if head.lemma_ in words("factuality", "plans") and any(each.lower_ == "that" for each in token.children):
            return "not_stated_as_fact"
        if token.tag_ == "VBG" and head.dep_ in ("nsubj", "nsubjpass") and _is_modal(head.head):
            return "not_stated_as_fact"  # "forces leaving Besk would be received"
        indefinite = any(each.lower_ in ("a", "an", "any") for each in head.lefts)
        if indefinite and head.dep_ == "nsubj" and _is_modal(head.head):
            return "not_stated_as_fact"  # "an army that took Besk would open the road"
        if any(each.lower_ in ("every", "any") for each in head.lefts):
            return "not_stated_as_fact"
        vague = any(each.lower_ in words("factuality", "indefinite") for each in (head, *head.children))
        return "not_stated_as_fact" if vague and token.tag_ in (*_PRESENT, "VB") else None
    return None


def _is_modal(verb: Token) -> bool:
    return any(each.lower_ in words("factuality", "modals") for each in children(verb, "aux"))


def _infinitive(token: Token, depth: int) -> Reason | None:
    head, label = token.head, token.dep_
    perfect = any(each.lower_ == "have" for each in children(token, "aux"))
    if any(each.lower_ == "yet" for each in children(head, "advmod")):
        return "negated"  # "has yet to fall"
    if child(head, "dobj") is not None and head.lemma_ in words("factuality", "beginning"):
        return "not_stated_as_fact"  # "began an operation to seize"
    if perfect and head.dep_ == "relcl" and _restricts(head):
        return "not_stated_as_fact"  # "the forces that claimed to have entered Besk were repelled"
    if label in ("xcomp", "ccomp") and (
        head.lemma_ in words("factuality", "implicative") or (perfect and head.lemma_ in words("factuality", "speech"))
    ):
        return _verb(head, depth + 1) if is_verb(head) else None
    if label == "advcl" and head.lemma_ in ("go", "return", "manage"):
        return _verb(head, depth + 1)
    if label in ("acl", "relcl") and any(
        each.lower_ in ("first", "last", "latest", "only") for each in (head, *head.children)
    ):
        return None
    return "not_stated_as_fact"


def _restricts(clause: Token) -> bool:
    """Whether a relative clause tells who is meant, without a comma before it."""
    return clause.left_edge.i > 0 and clause.left_edge.nbor(-1).text != ","


def _behind_preposition(token: Token, depth: int) -> Reason | None:
    preposition = token.head
    word, above = preposition.lower_, preposition.head
    if word in words("factuality", "unreal_prepositions") - {"before"} | {"to", "from"}:
        return "not_stated_as_fact"
    if word == "of" and above.lemma_ in words("factuality", "plans") | words("factuality", "governors"):
        return "not_stated_as_fact"
    if word in ("after", "by", "since", "in", "with", "upon", "following", "before"):
        return _verb(above, depth + 1) if is_verb(above) and word == "by" else None
    return _verb(above, depth + 1) if is_verb(above) else _noun(above, depth + 1)


def _complement(token: Token, depth: int) -> Reason | None:
    head = token.head
    if head.lemma_ in words("factuality", "suppositions"):
        return "not_stated_as_fact"
    if head.lemma_ in words("factuality", "speech") and is_verb(head):
        return "negated" if any(each.dep_ == "neg" for each in head.children) else None
    return _verb(head, depth + 1) if is_verb(head) else None


def _noun(token: Token, depth: int) -> Reason | None:
    if depth > _DEEPEST:
        return None
    if any(each.lower_ in words("factuality", "adjectives") | {"no", "any", "every"} for each in token.lefts):
        return "negated" if any(each.lower_ == "no" for each in token.lefts) else "not_stated_as_fact"
    head, label = token.head, token.dep_
    if label == "conj":
        return _verb(head, depth + 1) if is_verb(head) else _noun(head, depth + 1)
    if label in ("dobj", "nsubj", "nsubjpass", "attr", "dative"):
        if head.lemma_ in words("factuality", "governors"):
            return "not_stated_as_fact"
        if any(each.lemma_ in words("factuality", "adjectives") for each in children(head, "acomp", "attr")):
            return "not_stated_as_fact"  # "the fall of Besk looks imminent"
        return _verb(head, depth + 1)
    if label == "pobj":
        preposition, above = head, head.head
        if preposition.lower_ in words("factuality", "unreal_prepositions") and above.lemma_ not in (
            "responsibility",
            "credit",
            "praise",
            "thank",
            "congratulate",
        ):
            return "not_stated_as_fact"
        if above.lemma_ in words("factuality", "plans") | words("factuality", "governors"):
            return "not_stated_as_fact"
        if preposition.lower_ in ("after", "since", "following", "with", "amid", "in", "during", "by", "despite"):
            return None
        return _verb(above, depth + 1) if is_verb(above) else _noun(above, depth + 1)
    return "not_stated_as_fact" if label in ("compound", "poss", "nmod") else None
