"""Official denials: who denies what, by verbs of denying and by what is called false."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from conflict_extract.extraction.english.clauses import (
    agent,
    antecedent,
    child,
    children,
    has_particle,
    is_passive,
    is_verb,
    obliques,
    patient,
)
from conflict_extract.extraction.english.factuality import counterfactual, is_negated
from conflict_extract.extraction.english.frames import kind_of
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, name_around
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token, Tree
from conflict_extract.normalize import ActorTable, source

_OFFICIAL_ROLES = frozenset(["state_media", "military", "government", "opposition", "armed_group"])
_PRONOUNS = frozenset(["he", "she", "it", "they", "we", "who"])


@dataclass(frozen=True)
class Denial:
    """A denial: its word, who denies, if that is an official, and the words of what is denied, first and last."""

    token: Token
    speaker: Token | None
    first: Token
    last: Token


def denials(doc: Tree, events: Container[int], actors: ActorTable) -> Iterator[Denial]:
    """The denials that a sentence states.

    Args:
        doc: the sentence.
        events: the positions of its words that state an event of another kind.
        actors: the table of actors.
    """
    for token in doc:
        found = _by_verb(token) or _by_noun(token) or _named_false(token) or _called_false(token)
        found = found or (_not_so(token) if token.i in events or _is_event(token) else None)
        if found is None:
            continue
        who, claim = found
        who = who if who is not None else speaker_of(token)
        first, last = _extent(token, claim)
        about = first.lower_ in ("it", "this", "that") or any(at in events for at in range(first.i, last.i + 1))
        official = who is not None and (is_official(who, actors) or (about and _is_organisation(who)))
        yield Denial(token, who if official else None, first, last)


def is_denying(token: Token) -> bool:
    """Whether a verb is one of denying: "denied", "dismissed", "brushed aside"."""
    return is_verb(token) and (token.lemma_.lower() in words("denials", "verbs") or _with_particle(token))


def _by_verb(token: Token) -> tuple[Token | None, Token | None] | None:
    """Denied, dismissed, rejected: what is denied is a clause, a report, or an event."""
    if not is_denying(token):
        return None
    if any(each.dep_ == "neg" for each in token.children) or counterfactual(token) is not None:
        return None
    what, clause = patient(token), child(token, "ccomp", "xcomp", "pcomp")
    what = what if what is not None else next(iter(obliques(token, "at")), None)
    as_false = _as_false(token)
    if is_passive(token):
        known = what is not None and lemma_of(what) in words("denials", "events") | words("denials", "pointers")
        if what is None or not (_is_report(what) or (as_false and known)):
            return None
        speech = what.head if token.dep_ == "acl" and what.dep_ == "nsubj" else None
        told_by = child(speech, "ccomp") if speech is not None and speech.lemma_ in words("denials", "speech") else None
        return next(iter(obliques(token, "by")), None), told_by or what  # "reports, denied by X, said that"
    who = agent(token)
    if clause is not None and token.lemma_.lower() == "deny":
        return who, clause
    if as_false and (
        what is None or _is_report(what) or lemma_of(what) in words("denials", "events") | words("denials", "pointers")
    ):
        return who, what if what is not None else clause
    if clause is not None and what is None and clause.dep_ == "ccomp":
        return who, clause
    if what is None:
        return (who, None) if token.lemma_.lower() == "deny" and who is not None and clause is None else None
    told = [each for each in children(what, "acl") if each.tag_ == "VBD"]  # "denies troops left Besk"
    sort = (
        told
        or _is_report(what)
        or (
            token.lemma_.lower() in ("deny", "refute")
            and lemma_of(what) in words("denials", "events") | words("denials", "pointers")
        )
    )
    return (who, what) if sort else None


def _with_particle(token: Token) -> bool:
    """Whether a verb and its particle deny: "brushed aside", "waved away", "shrugged off"."""
    return token.lemma_ in words("denials", "particle_verbs") and has_particle(token, "aside", "away", "off")


def _by_noun(token: Token) -> tuple[Token | None, Token | None] | None:
    """A denial as a thing: "the army's denial of", "issued a denial that"."""
    if lemma_of(token) != "denial" or is_verb(token):
        return None
    verb = token.head if token.dep_ == "dobj" else None
    if counterfactual(token) is not None:
        return None
    who = child(token, "poss") or next(iter(obliques(token, "by", "from")), None)
    who = who if who is not None or verb is None else agent(verb)
    what = next(iter(obliques(token, "of")), None) or child(token, "acl", "ccomp")
    return (who, what) if who is not None else None


def _as_false(token: Token) -> bool:
    """Whether something is dismissed "as baseless"; what is dismissed may stand behind that."""
    doc = token.doc
    behind = (each for each in token.subtree if each.lower_ == "as" and each.i > token.i)
    return any(_is_false(other) for each in behind for other in doc[each.i + 1 : each.i + 4])


def _is_false(token: Token) -> bool:
    return bool({token.lemma_.lower(), token.lower_} & words("denials", "false"))


def _named_false(token: Token) -> tuple[Token | None, Token | None] | None:
    """What is called false: "called the report lies", "described the claims as untrue"."""
    if not (
        is_verb(token)
        and token.lemma_ in ("call", "describe", "brand", "label", "dub", "term", "hold", "consider", "deem")
    ):
        return None
    own = [each for each in token.subtree if token.i < each.i < token.i + 20]
    told = child(token, "dobj")
    clause = child(token, "xcomp", "ccomp") if told is not None and told.lower_ == "it" else None
    report = clause or next((each for each in own if _is_report(each)), None)  # "called it absurd to say that"
    if report is None or is_passive(token) or not any(map(_is_false, own)) or counterfactual(token) is not None:
        return None
    return agent(token), report


def _called_false(token: Token) -> tuple[Token | None, Token | None] | None:
    """What is said to be false: "the report is untrue", "there is no truth in", "it is not true that"."""
    lemma = token.lemma_.lower()
    if lemma == "truth" and any(each.lower_ == "no" for each in token.lefts):
        return None, next(iter(obliques(token, "to", "in")), token.head)
    if lemma in ("true", "correct", "accurate") and token.head.lemma_ == "be" and is_negated(token.head):
        return None, child(token.head, "ccomp") or antecedent(child(token.head, "nsubj"))
    if lemma in ("correspond", "match") and is_negated(token) and obliques(token, "to", "with"):
        subject = child(token, "nsubj")  # "the reports do not correspond to reality"
        return (None, subject) if subject is not None and _is_report(subject) else None
    if not _is_false(token):
        return None
    verb = token.head if token.dep_ in ("acomp", "attr", "oprd", "ccomp") else token
    if (verb.lemma_ == "be" or is_passive(verb)) and not is_negated(verb):
        subject = child(verb, "nsubj", "nsubjpass")
        clause = child(verb, "csubj", "csubjpass")
        if clause is not None:
            return None, clause
        if subject is not None and (_is_report(subject) or lemma_of(subject) in words("denials", "events")):
            expletive = subject.lower_ == "it"  # "it is a lie that Besk fell"
            return None, child(verb, "ccomp") or (child(token, "acl", "relcl") if expletive else None) or subject
    return None


def _is_event(token: Token) -> bool:
    """Whether an event is said not to be there: "there was no withdrawal"."""
    there = token.dep_ == "attr" and bool(children(token.head, "expl"))
    return there and not is_verb(token) and kind_of(token) is not None


def _not_so(token: Token) -> tuple[Token | None, Token | None] | None:
    """A plain denial: "the town has not fallen, the army said"."""
    if not is_negated(token):
        return None
    if any(
        each.lower_ in ("will", "would", "could", "can", "may", "might", "should", "do", "does")
        for each in children(token, "aux")
    ):
        return None
    if token.dep_ in ("advcl", "relcl", "acl") or any(
        each.lower_ in words("denials", "wholly") for each in token.children
    ):
        return None
    who = speaker_of(token)
    return None if who is None or who.lower_ in _PRONOUNS else (who, token)


def _is_report(token: Token) -> bool:
    return lemma_of(token) in words("denials", "reports") or (
        token.lower_ in ("it", "this", "that", "them", "these") and token.pos_ == "PRON"
    )


def speaker_of(token: Token) -> Token | None:
    """Who says the clause in which a token stands: "…, X said", "X said that …", "according to X"."""
    verb = token
    while verb.head.i != verb.i:
        above = verb.head
        if above.lemma_ in ("hold", "consider") and verb.dep_ in ("xcomp", "ccomp") and agent(above) is not None:
            return agent(above)
        if (
            above.lemma_ in words("denials", "speech")
            and is_verb(above)
            and verb.dep_ in ("ccomp", "parataxis", "advcl", "dep", "conj", "xcomp")
        ):
            who = agent(above)
            if who is not None and who.i != token.i:
                return who
        verb = above
    for each in token.doc:
        if (
            each.lemma_ in words("denials", "speech")
            and is_verb(each)
            and each.dep_ in ("parataxis", "ccomp", "ROOT", "advcl", "relcl")
        ):
            own = child(each, "nsubj")
            if own is not None and own.lower_ != "it":
                return antecedent(own)
        if each.lower_ == "according":
            said = obliques(each, "to")
            if said:
                return said[0]
    return None


def is_official(token: Token, actors: ActorTable) -> bool:
    """Whether somebody who denies speaks for a government, an army or an armed group; so may a pronoun."""
    if token.lower_ in _PRONOUNS:
        return True
    if any(lemma_of(each) in lemmas("unofficial") - {"party"} for each in token.lefts if each.dep_ == "compound"):
        return False
    own = {
        lemma_of(token),
        *(lemma_of(each) for each in token.lefts if each.dep_ in ("compound", "amod", "nmod", "poss")),
    }
    around = {each.lower_ for each in token.subtree if each.i < token.i + 9} | {
        lemma_of(each) for each in token.subtree if each.i < token.i + 9
    }
    if lemma_of(token) in lemmas("unofficial") and not own & {"news", "state", "official", "army", "military"}:
        return False
    if any(
        lemma_of(each) in lemmas("unofficial") and not is_named(each) for each in obliques(token, "of", "for", "at")
    ):
        return False
    if around & lemmas("official"):
        return True
    words = name_around(token)
    known = actors.actor(words)
    return known.side not in ("unknown", "civilian") or source(words, actors).role in _OFFICIAL_ROLES


def _is_organisation(token: Token) -> bool:
    """Whether somebody is named as organisations are: of a denial of an event these are sides."""
    if token.text.isupper() and len(token.text) > 1:
        return True
    return is_named(token) and any(each.lower_ == "the" for each in token.lefts)


def _extent(token: Token, claim: Token | None) -> tuple[Token, Token]:
    """The first and the last word of what is denied, without the denial itself and stops."""
    if claim is not None and claim.pos_ == "PRON":
        return claim, claim
    first, last = (token, token.right_edge) if claim is None else (claim.left_edge, claim.right_edge)
    if claim is None:  # "denied in a message that the base was lost"
        first = next((each for each in token.subtree if each.i > token.i and each.lower_ == "that"), first)
    if claim is not None and claim.i != token.i and first.i <= token.i <= last.i:
        first, last = (first, token.nbor(-1)) if claim.i < token.i else (token.nbor(1), last)
    while first.is_punct and first.i < last.i:
        first = first.nbor(1)
    while last.is_punct and first.i < last.i:
        last = last.nbor(-1)
    return first, last
