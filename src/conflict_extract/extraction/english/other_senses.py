"""Other senses of the verbs of frames, which the words around tell: what is left over, who only joins in something."""

from __future__ import annotations

from conflict_extract.extraction.english.clauses import agent, children, obliques, patient
from conflict_extract.extraction.english.roles import Roles

# behind "leaving" and its object, what became of it
_RESULTING = frozenset(["without", "outside", "with", "in", "under", "out", "at"])
_ALWAYS = frozenset(["without", "outside"])


def remains(roles: Roles) -> bool:
    """Whether "left" says what there still is: "the last village left to them"."""
    return roles.passive and roles.token.dep_ == "acl" and agent(roles.token) is None


def results(roles: Roles) -> bool:
    """Whether "leaving" says what became of a place, not who went: "leaving Besk without water", "leaving the camp in
    ruins"."""
    token = roles.token
    if token.tag_ != "VBG" or token.dep_ != "advcl" or children(token, "mark", "aux"):
        return False
    moved = patient(token)
    phrases = [each for one in (token, moved) if one is not None for each in obliques(one, *_RESULTING)]
    return any(
        each.i > token.i and (each.head.lower_ in _ALWAYS or roles.class_of(each) in ("other", "abstract"))
        for each in phrases
    )


def is_for_a_time(roles: Roles) -> bool:
    """Whether somebody joins others only in what they do: "joined the rebels in attacking Besk", "for talks"."""
    token = roles.token
    aims = [
        *children(token, "advcl", "xcomp"),
        *(inner for each in token.children for inner in children(each, "pcomp")),
    ]
    if any(each.dep_ == "pcomp" or each.tag_ == "VB" for each in aims):
        return True
    return any(roles.class_of(each) == "abstract" for each in obliques(token, "in", "for", "at"))


def is_dropped(roles: Roles) -> bool:
    """Whether something comes down: "the Mirage fell near Besk", "Grads fall on the groves"."""
    fallen = agent(roles.token)
    behind = [each for each in obliques(roles.token, "near", "on", "onto", "around") if each.i > roles.token.i]
    down = [each for each in behind if roles.class_of(each) != "time"]
    return fallen is not None and roles.class_of(fallen) == "name" and bool(down)
