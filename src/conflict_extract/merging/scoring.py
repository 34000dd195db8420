"""How much two records look like one event: a sum of weights, each with the level that gave it."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel

from conflict_extract._files import packaged
from conflict_extract.merging.features import ActorFeature, Features, coarse_key, smooth_key

SIMILAR = 0.88
ALIKE = 0.70
NEAR_DAYS = 3


class Signal(NamedTuple):
    """One line of an explanation: the signal, both values, the level they reach and its log2 weight."""

    signal: str
    left: str
    right: str
    level: str
    weight: float


@cache
def weights() -> dict[str, Any]:
    """The packaged table of levels and weights."""
    with packaged("merging", "weights.toml").open("rb") as stream:
        return tomllib.load(stream)


def threshold() -> float:
    """The score from which a pair is a match."""
    return float(weights()["threshold"])


def signals(left: Features, right: Features) -> list[Signal]:
    """Every signal that compares two records of one kind, in a fixed order."""
    gainers = left.actor, right.actor
    pairs = [
        ("place", left.place_text, right.place_text, _place(left, right)),
        ("place_type", left.place_type, right.place_type, _place_type(left, right)),
        ("within", left.within, right.within, _within(left.within, right.within)),
        ("date", _day(left), _day(right), _date(left, right)),
        ("actor", _text(left.actor), _text(right.actor), "opposed" if _reversed(left, right) else _actor(*gainers)),
        ("other_actor", _text(left.other_actor), _text(right.other_actor), _actor(left.other_actor, right.other_actor)),
        ("unit", left.unit, right.unit, _unit(left.unit, right.unit)),
    ]
    if left.kind == "official_denial":
        pairs.append(("denies", left.denies, right.denies, "same" if left.denies == right.denies else "different"))
    table = weights()
    return [Signal(name, one or "", two or "", level, table[name][level]) for name, one, two, level in pairs]


def score(left: Features, right: Features) -> float:
    """The sum of the weights; minus infinity where joining is never right."""
    if cannot_link(left, right):
        return float("-inf")
    return sum(signal.weight for signal in signals(left, right))


def cannot_link(left: Features, right: Features) -> str | None:
    """Why two records can never be one event; None if they can. The order of the two changes nothing."""
    if left.kind != right.kind:
        return "their kinds differ"
    if (left.place_key is None) != (right.place_key is None):
        unnamed = left if left.place_key is None else right
        if left.kind in ("control_change", "withdrawal") or unnamed.place_text is not None:
            return "one of them names no place"
    if left.place_key is None and right.place_key is None:
        if left.article_id != right.article_id and _unit(left.unit, right.unit) != "same":
            return "neither names a place, and they are of different articles"
        if left.denies == "other":
            return "what they deny is of no kind and at no place, and cannot be compared"
    if _listed_together(left, right):
        return "one passage names them as two places"
    types = {left.place_type, right.place_type}
    if "governorate" in types and types & {"city", "town", "village", "base", "crossing", "facility"}:
        return "a governorate is not a place in it"
    return None


def _listed_together(left: Features, right: Features) -> bool:
    """Whether one statement of one article names two places, however alike their names are."""
    return (
        left.article_id == right.article_id
        and left.passage == right.passage
        and None not in (left.place_key, right.place_key)
        and left.place_key != right.place_key
    )


def _place(left: Features, right: Features) -> str:
    if left.place_key is None or right.place_key is None:
        return "one_unknown"
    if left.place_id is not None and left.place_id == right.place_id:
        return "same_gazetteer_entry"
    if left.place_key == right.place_key:
        return "same_name"
    return "similar_name" if alike(left.place_key, right.place_key) else "different_name"


def alike(one: str, two: str) -> bool:
    """Whether two place keys are spellings of one name: alike by edits, or somewhat alike and of equal consonants.

    Like vowels are one letter here, for the press writes them at will.
    """
    if [c for c in one if c.isdigit()] != [c for c in two if c.isdigit()]:
        return False
    smooth, other = smooth_key(one), smooth_key(two)
    similarity = Indel.normalized_similarity(smooth, other)
    shorter = min(len(smooth), len(other))
    if (smooth == other and shorter >= 4) or (similarity >= SIMILAR and shorter >= 5):
        return True
    return similarity >= ALIKE and coarse_key(one) is not None and coarse_key(one) == coarse_key(two)


def _place_type(left: Features, right: Features) -> str:
    if "other" in (left.place_type, right.place_type):
        return "unknown"
    settled = {"city", "town", "village"}
    if left.place_type == right.place_type or {left.place_type, right.place_type} <= settled:
        return "same"
    return "different"


def _within(left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return "unknown"
    one, two = set(left.split()), set(right.split())
    if one <= two or two <= one:
        return "same"
    return "unknown" if one & two else "different"


def _unit(left: str | None, right: str | None) -> str:
    """The 7th Division is not the 4th; "the army's 7th Division" is the 7th."""
    if left is None or right is None:
        return "unknown"
    one, two = set(left.split()), set(right.split())
    return "same" if one <= two or two <= one else "different"


def _date(left: Features, right: Features) -> str:
    if left.first_day is None or right.first_day is None or left.last_day is None or right.last_day is None:
        return "unknown"
    gap = max(left.first_day - right.last_day, right.first_day - left.last_day, 0)
    if gap == 0:
        return "same"
    if gap == 1:
        return "touching"
    return (
        "near" if gap <= NEAR_DAYS or (gap <= 2 * NEAR_DAYS and (left.assumed_date or right.assumed_date)) else "apart"
    )


def _actor(left: ActorFeature | None, right: ActorFeature | None) -> str:
    if left is None or right is None:
        return "unknown"
    if left.name == right.name or (left.id is not None and left.id == right.id):
        return "same"
    opposed = {"government", "opposition"}
    if {left.side, right.side} in (opposed, {"government", "armed_group"}):
        return "opposed"
    if "unknown" in (left.side, right.side):
        return "unknown"
    return (
        "same_side"
        if left.side == right.side or {left.side, right.side} == {"opposition", "armed_group"}
        else "different"
    )


def _reversed(left: Features, right: Features) -> bool:
    """Whether who gained a place in the one lost it in the other."""
    if left.kind != "control_change":
        return False
    return _lost_what_other_gained(left, right) or _lost_what_other_gained(right, left)


def _lost_what_other_gained(loser: Features, winner: Features) -> bool:
    one, two = loser.other_actor, winner.actor
    return _actor(one, two) == "same" and _actor(loser.actor, two) != "same"


def _text(actor: ActorFeature | None) -> str | None:
    return actor.text if actor else None


def _day(side: Features) -> str | None:
    if side.first_day is None or side.last_day is None:
        return None
    first, last = (datetime.date.fromordinal(day).isoformat() for day in (side.first_day, side.last_day))
    return first if first == last else f"{first} to {last}"
