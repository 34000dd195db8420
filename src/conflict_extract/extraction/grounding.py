"""From spans to records: verbatim names, the sentences that hold them, and ids. Nothing here reads a language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from conflict_extract.extraction.claims import Claim, Origin
from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import division_words, fold, fold_place, place_name
from conflict_extract.schema import (
    ACTOR_FIELDS,
    RECORD_CLASSES,
    Actor,
    Article,
    Evidence,
    Kind,
    Place,
    Record,
    Sentence,
)


def claim(
    article: Article,
    origin: Origin,
    kind: Kind,
    trigger: Span,
    names: Mapping[str, Span],
    values: Mapping[str, Any],
    sentences: Iterable[Sentence] = (),
) -> Claim:
    """A claim with its evidence: the sentence of its trigger, those of its names, and others that it rests on.

    Args:
        article: the article.
        origin: model and version of the prompt.
        kind: of the record.
        trigger: the words that state it.
        names: where its names stand, by field.
        values: the other fields of the record, as the schema has them.
        sentences: others that are cited.
    """
    used = [trigger.sentence, *(span.sentence for span in names.values()), *sentences]
    words = trigger.text(article)
    place = _place_said(values.get("place"), trigger.sentence.text)
    record = RECORD_CLASSES[kind](
        id=_identity(kind, article.id, trigger.sentence.number, place, values),
        article_id=article.id,
        outlet=article.outlet,
        published=article.published,
        trigger=words,
        evidence=evidence_of(used),
        model=origin.model,
        prompt_version=origin.prompt_version,
        **values,
    )
    return Claim(record, trigger, names)


def evidence_of(sentences: Iterable[Sentence]) -> tuple[Evidence, ...]:
    """Sentences as evidence, each once, in their order."""
    return tuple(
        Evidence(sentence=number, start=each.start, end=each.end, text=each.text)
        for number, each in sorted({each.number: each for each in sentences}.items())
    )


def with_evidence(record: Record, sentences: Iterable[Sentence]) -> tuple[Evidence, ...]:
    """The evidence of a record, joined by that of more sentences."""
    known = {piece.sentence: piece for piece in record.evidence}
    known |= {piece.sentence: piece for piece in evidence_of(sentences) if piece.sentence not in known}
    return tuple(known[number] for number in sorted(known))


def identified(given: Claim, *more: str) -> Claim:
    """The claim with its record's id.

    Args:
        given: the claim.
        more: what tells it from another that says the same in the same sentence.
    """
    return given.changed(id=record_id(given.record, given.sentence, *more))


def record_id(record: Record, stated_in: int, *more: str) -> str:
    """A record's id: what is said (kind, place, actors, claim kind) and where (article, sentence of the trigger).

    Args:
        record: the record.
        stated_in: the number of the sentence that states it.
        more: what tells it from another that says the same there.
    """
    sentence = next((piece.text for piece in record.evidence if piece.sentence == stated_in), "")
    place = _place_said(record.place, sentence)
    return _identity(record.kind, record.article_id, stated_in, place, dict(record), *more)


def _place_said(place: Place | None, sentence: str) -> str:
    """A place as a record's id has it: its folded name, with what kind of division it is where the sentence has that
    name for something else, too ("Borsk province, including the city of Borsk")."""
    if place is None:
        return ""
    key = fold_place(place.text)
    name, others = place_name(place.text).name, sentence.replace(place.text, "")
    if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", others):
        return key
    return " ".join([key, *division_words(place.text)])


def _identity(kind: Kind, article_id: str, stated_in: int, place: str, values: Mapping[str, Any], *more: str) -> str:
    said = [kind, article_id, str(stated_in), place]
    for name in ACTOR_FIELDS[kind]:
        value: Actor | None = values.get(name)
        said.append(fold(value.text) if value else "")
    said += [values.get("denies", ""), *more]
    return "rec_" + hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
