"""What is compared of a record: each string normalised once."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache

from conflict_extract.normalize import fold, fold_place, is_generic, published_date
from conflict_extract.schema import Actor, Date, Kind, Place, Record

FEWEST_CONSONANTS = 3
_VOWELS = re.compile(r"[aeiouyw]+")
_LIKE_VOWELS = str.maketrans("eyo", "iiu")
_DOUBLED = re.compile(r"([a-z])\1+")
_FINAL_H = re.compile(r"h\b")
_MAIN_ACTOR = {"control_change": "gained_by", "withdrawal": "force", "defection": "who", "official_denial": "speaker"}
_OTHER_ACTOR = {"control_change": "lost_by", "withdrawal": None, "defection": "to_side", "official_denial": "subject"}


@dataclass(frozen=True)
class ActorFeature:
    """An actor as compared: its table id, its side and its folded name."""

    text: str
    id: str | None
    side: str
    name: str


@dataclass(frozen=True)
class Features:
    """A record as compared. Days are ordinals; None where the date is unknown."""

    record_id: str
    article_id: str
    kind: Kind
    place_text: str | None
    place_key: str | None
    coarse_key: str | None
    place_id: int | None
    place_type: str
    within: str | None
    first_day: int | None
    last_day: int | None
    assumed_date: bool
    actor: ActorFeature | None
    other_actor: ActorFeature | None
    unit: str | None
    denies: str | None
    passage: tuple[int, ...]


def features(record: Record) -> Features:
    """What is compared of a record; a place that no sentence names ("the town") has no key and matches nothing."""
    place: Place | None = record.place
    key = place_key(place) if place else None
    first, last = days(record.date)
    other = _OTHER_ACTOR[record.kind]
    unit: str | None = getattr(record, "unit", None)
    return Features(
        record_id=record.id,
        article_id=record.article_id,
        kind=record.kind,
        place_text=place.text if place else None,
        place_key=key,
        coarse_key=coarse_key(key) if key else None,
        place_id=place.geonames_id if place else None,
        place_type=place.type if place else "other",
        within=fold_place(place.within) if place and place.within else None,
        first_day=first,
        last_day=last,
        assumed_date=record.date.basis == "published",
        actor=_actor(getattr(record, _MAIN_ACTOR[record.kind])),
        other_actor=_actor(getattr(record, other)) if other else None,
        unit=" ".join(sorted(fold(unit).split())) if unit and not is_generic(unit) else None,
        denies=getattr(record, "denies", None),
        passage=tuple(piece.sentence for piece in record.evidence),
    )


def place_key(place: Place) -> str | None:
    """The folded name; None for a place that is named by generic words only."""
    return None if is_generic(place.name) else fold_place(place.name)


@cache
def smooth_key(key: str) -> str:
    """A folded name with like vowels made one and doubled letters single: "zawiyah", "zawiya" and "zawia" are one."""
    alike = _FINAL_H.sub("", key).translate(_LIKE_VOWELS)
    return _DOUBLED.sub(r"\1", alike)


def coarse_key(key: str) -> str | None:
    """The consonants of a folded name, which spellings of one name have in common ("zliten", "zletin"); None for a
    name with fewer than three of them."""
    consonants = _VOWELS.sub("", _FINAL_H.sub("", key))
    return consonants if len(consonants.replace(" ", "")) >= FEWEST_CONSONANTS else None


def days(date: Date) -> tuple[int | None, int | None]:
    """First and last day of a date as ordinals."""
    start, end = published_date(date.start), published_date(date.end)
    return _ordinal(start), _ordinal(end or start)


def _ordinal(day: datetime.date | None) -> int | None:
    return day.toordinal() if day else None


def _actor(value: Actor | None) -> ActorFeature | None:
    return ActorFeature(value.name, value.id, value.side, fold(value.name)) if value else None
