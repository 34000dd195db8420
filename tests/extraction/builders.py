"""Articles, windows and answers by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conflict_extract.articles import make_article
from conflict_extract.extraction.extractor import Extractor
from conflict_extract.llm import Transport
from conflict_extract.schema import Actor, Article, Record, Sentence
from tests.fakes import Completion, QueueTransport, Request, completion

Fields = dict[str, Any]

# grammar has its first place, and the embedded model is asked about the second
ASKED = "Rebels captured {}, and in the north {}."

_NEEDED: dict[str, Fields] = {
    "control_change": {"trigger": "captured", "places": [], "gained_by": None},
    "withdrawal": {"trigger": "withdrew from", "places": [], "force": None},
    "defection": {"trigger": "defected", "places": [], "who": "soldiers"},
    "official_denial": {"trigger": "denied", "places": [], "speaker": "", "denies": "other", "claim": ""},
}


def item(kind: str, /, **fields: Any) -> Fields:
    """One item of a strong model's answer as JSON, with what a test does not care about filled in."""
    return {"kind": kind, "sentences": [0], **_NEEDED[kind], **fields}


def article(*sentences: str, **known: Any) -> Article:
    """An article of exactly these sentences."""
    made = make_article(
        "\n\n".join(sentences),
        **{"outlet": "Upland Courier", "published": "1999-05-12", "language": "en", "path": "courier.txt", **known},
    )
    cut, start = [], 0
    for number, text in enumerate(sentences):
        cut.append(Sentence(number=number, start=start, end=start + len(text), text=text))
        start += len(text) + 2
    return made.model_copy(update={"sentences": tuple(cut)})


def names(record: Record) -> dict[str, str]:
    """Every name and copied phrase of a record, by field."""
    found: dict[str, str] = {"trigger": record.trigger}
    for field, value in record:
        if field in ("date", "source", "place", "to_place", "size") or hasattr(value, "side"):
            text = getattr(value, "text", None)
            if text is not None:
                found[field] = text
        elif field in ("unit", "claim") and value is not None:
            found[field] = value
    if record.place is not None and record.place.within is not None:
        found["within"] = record.place.within
    return found


def _stands_for(record: Record) -> dict[str, str]:
    """What actors and generic places stand for, by field."""
    found = {field: value.name for field, value in record if isinstance(value, Actor)}
    if record.place is not None:
        found["place"] = record.place.name
    return {field: " ".join(name.split()) for field, name in found.items()}


def assert_copied(record: Record, source: Article) -> None:
    """That all words of a record are contiguous in one piece of evidence, and that the evidence is the article's."""
    for piece in record.evidence:
        assert piece.text == source.text[piece.start : piece.end]
        assert source.sentences[piece.sentence].text == piece.text
    for field, name in names(record).items():
        assert any(name in piece.text for piece in record.evidence), (field, name)


def assert_grounded(record: Record, source: Article) -> None:
    """As `assert_copied`, and that what actors and places stand for is named in the evidence as well."""
    assert_copied(record, source)
    for field, name in _stands_for(record).items():
        assert any(name in " ".join(piece.text.split()) for piece in record.evidence), (field, name)


def asked_text(request: Request) -> str:
    """The window that a request asks about."""
    return str(request["messages"][-1]["content"])


def asked_fields(request: Request) -> list[str]:
    """The fields of the answer that a request asks for: "records" beside others, or "places" alone."""
    return list(request["response_format"]["json_schema"]["schema"]["properties"])


def _to_one_question(request: Request, said: list[Fields]) -> Fields:
    """What a small model answers that is asked for the places of a trigger: those of the item of that trigger."""
    trigger = asked_text(request).splitlines()[-1]
    return {"places": next((each["places"] for each in said if each.get("trigger", trigger) == trigger), [])}


def answering(answers: Mapping[str, list[Fields] | Exception | Completion]) -> QueueTransport:
    """A model that knows an answer to each window that holds a phrase, and has nothing to say of any other."""

    def answer(request: Request) -> Completion | Exception:
        said = next((said for phrase, said in answers.items() if phrase in asked_text(request)), [])
        if not isinstance(said, list):
            return said
        whole = "records" in asked_fields(request)
        return completion({"records": said} if whole else _to_one_question(request, said))

    return QueueTransport(answer)


def extractor(transport: Transport, **settings: Any) -> Extractor:
    """An extractor of a hosted model that keeps no answers."""
    given = {"model": "hosted", "base_url": "http://127.0.0.1:1/v1", "cache": False, **settings}
    if given["model"] == "embedded":
        del given["base_url"]
    return Extractor(transport=transport, **given)
