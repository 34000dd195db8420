"""Events on a globe: KML 2.2 (OGC 07-147r2) in a KMZ file, for Google Earth and what else reads it."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from html import escape
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree

from conflict_extract._counted import counted
from conflict_extract._files import made_whole, packaged, packaged_table
from conflict_extract.output.rows import Row
from conflict_extract.output.tables import Part, rows_by_event, whole_day, writable
from conflict_extract.output.wording import CREDIBILITY_NAMES, KIND_NAMES, STATUS_NAMES, WEB_ADDRESS, date_words
from conflict_extract.schema import KINDS, Date

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
_MONTH_OR_YEAR: Final = re.compile(r"\d{4}(-\d\d)?")
# the same for every file, so that two exports of one set have the same bytes
_WRITTEN: Final = (1980, 1, 1, 0, 0, 0)
_ICON_SCALE: Final = "0.6"


def write_kmz(parts: Iterable[Part], path: Path | str) -> tuple[str, ...]:
    """Writes one placemark for each event whose coordinates are known, in a folder for each kind.

    A placemark has the days on which the event can have happened as its time span, the style of its kind, marked where
    it is disputed, and a balloon that shows what the tables say, and the sentences with their outlets and addresses.

    Args:
        parts: events with their records, in the order of `rows`; they are gone through once.
        path: where to.

    Returns:
        What there is to say of the file, in sentences.

    Raises:
        OutputError: the file cannot be written.
    """
    with made_whole(Path(path)) as made, ExitStack() as stack:
        folders = {kind: stack.enter_context(made.with_name(f"{kind}.part").open("w+b")) for kind in KINDS}
        placed, unlocated = dict.fromkeys(KINDS, 0), 0
        for part in parts:
            for event, records in rows_by_event(part):
                if event["latitude"] is None or event["longitude"] is None:
                    unlocated += 1
                    continue
                folders[event["kind"]].write(_bytes(_placemark(event, records)))
                placed[event["kind"]] += 1
        left_out = f"not on the map: {counted(unlocated, 'event')} without coordinates" if unlocated else ""
        document = [*_head(left_out), *_bodies(folders, placed), b"</Document>\n</kml>\n"]
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, "doc.kml", document)
            for name in _table("icons").values():
                _add(archive, f"icons/{name}", [packaged("output", "icons", name).read_bytes()])
    return (left_out,) if left_out else ()


def _head(left_out: str) -> Iterator[bytes]:
    """What stands before the folders: the styles, and how many events have no place on the map."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{_NAMESPACE}">\n<Document>\n'.encode()
    yield _bytes(_element("name", "Events"))
    if left_out:
        yield _bytes(_element("description", left_out))
    for kind in KINDS:
        for disputed in (False, True):
            yield _bytes(_style(kind, disputed=disputed))


def _bodies(folders: Mapping[Any, IO[bytes]], placed: Mapping[Any, int]) -> Iterator[bytes | IO[bytes]]:
    """The folders of the kinds that are there."""
    for kind in KINDS:
        if placed[kind]:
            yield b"<Folder>\n" + _bytes(_element("name", f"{KIND_NAMES[kind]} ({placed[kind]:,})"))
            folders[kind].seek(0)
            yield folders[kind]
            yield b"</Folder>\n"


def _add(archive: zipfile.ZipFile, name: str, pieces: Sequence[bytes | IO[bytes]]) -> None:
    """Adds a file to an archive, from pieces and open files."""
    entry = zipfile.ZipInfo(name, _WRITTEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    # by it the archive tells whether it needs the form for large files
    entry.file_size = sum(len(each) if isinstance(each, bytes) else _size(each) for each in pieces)
    with archive.open(entry, "w") as stream:
        for each in pieces:
            if isinstance(each, bytes):
                stream.write(each)
            else:
                shutil.copyfileobj(each, stream, 1 << 20)


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _style(kind: str, *, disputed: bool) -> Any:
    red, green, blue = (_table("colours")[kind][at : at + 2] for at in (1, 3, 5))
    style = etree.Element("Style", id=_style_id(kind, disputed=disputed))
    icon_style = etree.SubElement(style, "IconStyle")
    icon_style.append(_element("color", f"ff{blue}{green}{red}"))
    icon_style.append(_element("scale", _ICON_SCALE))
    icon = etree.SubElement(icon_style, "Icon")
    icon.append(_element("href", f"icons/{_table('icons')['disputed' if disputed else 'plain']}"))
    # names of thousands of points would hide the map; the balloon and the list of places show them
    etree.SubElement(style, "LabelStyle").append(_element("scale", "0"))
    return style


def _style_id(kind: str, *, disputed: bool) -> str:
    return f"{kind}_disputed" if disputed else kind


def _placemark(event: Row, records: Sequence[Row]) -> Any:
    placemark = etree.Element("Placemark")
    when = _day_words(event)
    placemark.append(_element("name", ", ".join(filter(None, (_text(event["place"]), when)))))
    # without it the list of places shows the beginning of the balloon
    etree.SubElement(placemark, "Snippet", maxLines="0")
    placemark.append(_element("description", _balloon(event, when, records)))
    begin, end = _moment(event["date_start"]), _moment(event["date_end"])
    if begin or end:
        span = etree.SubElement(placemark, "TimeSpan")
        for name, day in (("begin", begin), ("end", end)):
            if day:
                span.append(_element(name, day))
    placemark.append(_element("styleUrl", f"#{_style_id(str(event['kind']), disputed=event['status'] == 'disputed')}"))
    data = etree.SubElement(placemark, "ExtendedData")
    for column in _table("data")["columns"]:
        if event[column] is not None:
            etree.SubElement(data, "Data", name=column).append(_element("value", _text(event[column])))
    point = etree.SubElement(placemark, "Point")
    point.append(_element("coordinates", f"{event['longitude']},{event['latitude']}"))
    return placemark


def _balloon(event: Row, when: str, records: Sequence[Row]) -> str:
    """What the tables say of an event, as HTML."""
    credibility = event["credibility"]
    facts = [
        ("kind", KIND_NAMES[event["kind"]]),  # type: ignore[index]
        ("day", " ".join(filter(None, (when, f"({event['date_basis']})")))),
        ("status", STATUS_NAMES[event["status"]]),  # type: ignore[index]
        ("credibility", f"{credibility}, {CREDIBILITY_NAMES[credibility]}"),  # type: ignore[index]
    ]
    facts += [(name.replace("_", " "), _text(event[name])) for name in _table("balloon")["columns"]]
    rows = "".join(
        f"<tr><th align='left'>{name}</th><td dir='auto'>{_html(told)}</td></tr>" for name, told in facts if told
    )
    return f"<table>{rows}</table>{''.join(map(_sentences, records))}"


def _sentences(record: Row) -> str:
    """The sentences of a record, with their outlet and the address of its article, as HTML."""
    told = ", ".join(filter(None, (_text(record["outlet"]) or "unknown outlet", _text(record["published"]))))
    url, title = _text(record["url"]), _text(record["title"])
    if url and re.fullmatch(WEB_ADDRESS, url):
        told = f'{_html(told)}: <a href="{_html(url)}">{_html(title or url)}</a>'
    else:
        told = _html(": ".join(filter(None, (told, title, url))))
    return f"<blockquote dir='auto'>{_html(_text(record['quote']))}</blockquote><p dir='auto'>{told}</p>"


def _day_words(event: Mapping[str, Any]) -> str:
    start, end, precision, basis = (event[f"date_{name}"] for name in ("start", "end", "precision", "basis"))
    if basis == "unresolved":  # the row does not have its words
        return f"by {end}" if end else ""
    return date_words(Date.model_construct(text=None, start=start, end=end, precision=precision, basis=basis))


def _moment(day: object) -> str:
    """A day, month or year as KML writes it; "" for what is none."""
    text = str(day or "")
    if found := whole_day(text[:10]):
        return found.isoformat()
    return text if _MONTH_OR_YEAR.fullmatch(text) else ""


def _element(name: str, text: str) -> Any:
    element = etree.Element(name)
    element.text = text
    return element


def _bytes(element: Any) -> bytes:
    return bytes(etree.tostring(element, encoding="utf-8")) + b"\n"


def _text(value: object) -> str:
    return "" if value is None else writable(str(value))


def _html(text: str) -> str:
    # Google Earth would put a value in the place of "$[name]"
    return escape(text).replace("$[", "&#36;[")


@cache
def _table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = packaged_table("output", "kmz.toml")[name]
    return found
