"""The report: one HTML page with every event, who reports it in which words, and who denies it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from conflict_extract._files import packaged, write_whole
from conflict_extract.output.collection import Collection
from conflict_extract.output.excerpts import excerpt
from conflict_extract.output.wording import (
    CREDIBILITY_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    date_words,
    place_words,
    size_words,
    what_words,
)
from conflict_extract.schema import Article, Event, Place, Record, Size
from conflict_extract.schema.events import EventBase

_OPEN_RECORDS: Final = 3


def write_report(
    collection: Collection, path: Path | str, *, title: str, summary: Mapping[str, object] | None = None
) -> None:
    """Writes the report as one self-contained page: no script, no network, everything escaped.

    The page holds nothing but what is given here; for the same bytes from two runs leave times and costs out of
    the summary.

    Args:
        collection: what to report.
        path: where to.
        title: the heading of the page.
        summary: numbers and words to show at the top by name ("articles": 12); null values are left out, and lists
            of mappings ("failures") become tables.

    Raises:
        OutputError: the file cannot be written.
    """
    page = _render(_page(collection, title, summary or {}))
    with write_whole(Path(path)) as stream:
        # Half a surrogate pair, which JSON can smuggle into an article, has no UTF-8 form.
        stream.write(page.encode("utf-8", "replace").decode())


def _render(page: Mapping[str, object]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(packaged("output")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2").render(page)


def _page(collection: Collection, title: str, summary: Mapping[str, object]) -> dict[str, object]:
    events = collection.ordered()
    by_id = {event.id: event for event in events}
    earlier = _earlier_ids(collection.superseded, by_id)
    cited = Counter(record.article_id for event in events for record in collection.records_of(event))
    starts = [event.date.start for event in events if event.date.start]
    ends = [event.date.end or event.date.start or "" for event in events if event.date.start]
    return {
        "title": title,
        "numbers": [(_label(key), _number(value)) for key, value in summary.items() if isinstance(value, int | float)],
        "words_given": [(_label(key), value) for key, value in summary.items() if isinstance(value, str) and value],
        "lists": [(_label(key), _listed(value)) for key, value in summary.items() if _is_table(value)],
        "first_day": min(starts, default=None),
        "last_day": max(ends, default=None),
        "crosstable": _crosstable(events),
        "statuses": list(STATUS_NAMES.values()),
        "credibilities": CREDIBILITY_NAMES,
        "any_published": any(event.date.basis == "published" and event.date.start for event in events),
        "events": [_event(event, collection, by_id, earlier.get(event.id, [])) for event in events],
        "articles": [
            _article(article, cited[article.id]) for article in sorted(collection.articles.values(), key=_article_order)
        ],
        "open_records": _OPEN_RECORDS,
    }


def _event(
    event: Event, collection: Collection, by_id: Mapping[str, Event], earlier: Sequence[str]
) -> dict[str, object]:
    return {
        "id": event.id,
        "anchor": _anchor("event", event.id),
        "earlier": [(each, _anchor("event", each)) for each in earlier],
        "kind": event.kind,
        "kind_name": KIND_NAMES[event.kind],
        "status": event.status,
        "status_name": STATUS_NAMES[event.status],
        "date": date_words(event.date),
        "date_said": event.date.text,
        "place": place_words(event.place),
        "what": what_words(event),
        "credibility": event.credibility,
        "credibility_name": CREDIBILITY_NAMES[event.credibility],
        "outlets": event.outlets,
        "n_outlets": event.n_outlets,
        "n_articles": event.n_articles,
        "facts": _facts(event),
        "records": [
            _record(record, collection.articles.get(record.article_id)) for record in collection.records_of(event)
        ],
        "missing_records": sum(record not in collection.records for record in event.records),
        "conflicts": [
            {
                "field": _label(conflict.field),
                "values": [
                    {
                        "value": _value(value.value),
                        "outlets": value.outlets,
                        "n_records": len(value.records),
                    }
                    for value in conflict.values
                ],
            }
            for conflict in event.conflicts
        ],
        "disputed_by": [_link(other, collection, by_id) for other in event.disputed_by],
        "disputes": [_link(other, collection, by_id) for other in event.disputes],
    }


def _facts(event: Event) -> list[tuple[str, str]]:
    """What the event's own kind says, where it was and when it was reported, as names and words."""
    own = [(name, getattr(event, name)) for name in type(event).model_fields if name not in EventBase.model_fields]
    facts = [(_label(name), _value(value)) for name, value in own if value not in (None, "unknown") and name != "kind"]
    first, last = event.first_reported, event.last_reported
    reported = [("first reported", first), ("last reported", last)] if first != last else [("reported", first)]
    return facts + _whereabouts(event.place) + [(name, words) for name, words in reported if words]


def _whereabouts(place: Place | None) -> list[tuple[str, str]]:
    if place is None:
        return []
    facts = [("within", place.within), ("division", place.admin1), ("country", place.country)]
    if place.lat is not None and place.lon is not None:
        facts.append(("coordinates", f"{place.lat:.4f}, {place.lon:.4f}"))
    return [(name, words) for name, words in facts if words]


def _record(record: Record, article: Article | None) -> dict[str, object]:
    outlet = record.outlet or (article.outlet if article else None)
    return {
        "id": record.id,
        "outlet": outlet or "unknown outlet",
        "source": record.source.text,
        "role": record.source.role.replace("_", " "),
        "published": record.published,
        "date": date_words(record.date),
        "date_said": record.date.text,
        "article": article and _anchor("article", article.id),
        "article_title": article and (article.title or article.external_id or article.path or article.id),
        "url": article and _web_address(article.url),
        "language": (article and article.language) or None,
        "pieces": excerpt(record, article),
    }


def _link(event_id: str, collection: Collection, by_id: Mapping[str, Event]) -> dict[str, object]:
    """The other end of a dispute, with the words of its first record; without an anchor where it isn't at hand."""
    event = by_id.get(_resolved(event_id, collection.superseded, by_id))
    if event is None:
        return {"id": event_id, "anchor": None}
    records = collection.records_of(event)
    article = collection.articles.get(records[0].article_id) if records else None
    return {
        "id": event_id,
        "anchor": _anchor("event", event.id),
        "what": what_words(event),
        "place": place_words(event.place),
        "date": date_words(event.date),
        "quotes": [each.text for each in records[0].evidence] if records else [],
        "language": (article and article.language) or None,
        "outlets": event.outlets,
    }


def _article(article: Article, n_records: int) -> dict[str, object]:
    return {
        "anchor": _anchor("article", article.id),
        "id": article.id,
        "outlet": article.outlet or "unknown outlet",
        "published": article.published,
        "title": article.title or article.external_id or article.path or article.id,
        "url": _web_address(article.url),
        "unlinked": article.url if article.url and not _web_address(article.url) else None,
        "language": article.language,
        "n_records": n_records,
    }


def _article_order(article: Article) -> tuple[bool, str, str, str]:
    return (article.published is None, article.published or "", (article.outlet or "").casefold(), article.id)


def _earlier_ids(superseded: Mapping[str, str], by_id: Mapping[str, Event]) -> dict[str, list[str]]:
    """For each event the ids that it took over, so that links to them still arrive."""
    earlier: dict[str, list[str]] = {}
    for old in sorted(superseded):
        new = _resolved(old, superseded, by_id)
        if old not in by_id and new in by_id:
            earlier.setdefault(new, []).append(old)
    return earlier


def _resolved(event_id: str, superseded: Mapping[str, str], by_id: Mapping[str, Event]) -> str:
    seen: set[str] = set()
    while event_id not in by_id and event_id in superseded and event_id not in seen:
        seen.add(event_id)
        event_id = superseded[event_id]
    return event_id


def _crosstable(events: Sequence[Event]) -> list[tuple[str, list[int]]]:
    counts = Counter((event.kind, event.status) for event in events)
    return [(name, [counts[kind, status] for status in STATUS_NAMES]) for kind, name in KIND_NAMES.items()]


def _anchor(what: str, id: str) -> str:
    """A name for use in `id` and `#…`: one for each id, and safe whatever characters that holds."""
    return f"{what}-" + re.sub(r"[^A-Za-z0-9_-]", lambda match: f".{ord(match[0]):x}.", id)


def _web_address(url: str | None) -> str | None:
    """The address if it is http or https, which alone may become a link."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _label(key: str) -> str:
    return key.replace("_", " ").replace(".", " ")


def _is_table(value: object) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _listed(value: Any) -> list[list[tuple[str, str]]]:
    return [
        [(_label(str(key)), _value(cell)) for key, cell in each.items() if cell not in (None, "")] for each in value
    ]


def _number(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _value(value: Any) -> str:
    """Any field of a model, or what a conflict holds of it, in words."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, Mapping):
        return _mapping_words(value)
    if value is None:
        return "not stated"
    if isinstance(value, str):
        return value.replace("_", " ") if re.fullmatch(r"[a-z]+(_[a-z]+)+", value) else value
    if isinstance(value, Iterable):
        return ", ".join(_value(each) for each in value)
    return _number(value)


def _mapping_words(value: Mapping[str, Any]) -> str:
    for name in ("name", "text"):
        if value.get(name):
            words = str(value[name])
            break
    else:
        words = ""
    if {"start", "end", "precision"} <= value.keys():
        ends = [str(end) for end in dict.fromkeys((value["start"], value["end"])) if end]
        return " to ".join(ends) or words or "not stated"
    if {"min", "max"} <= value.keys():
        bounds = size_words(Size(text=words, min=value["min"], max=value["max"]))
        return bounds if bounds == words or not words else f"{words} ({bounds})"
    detail = value.get("type") or value.get("side")
    if words and detail not in (None, "unknown", "other"):
        return f"{words} ({str(detail).replace('_', ' ')})"
    return words or ", ".join(f"{_label(key)}: {_value(each)}" for key, each in value.items() if each is not None)
