"""News as agencies send it in XML: NewsML-G2, the older NewsML, and NITF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._fragments import is_markup, text_of_element, text_of_fragment
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._key_values import date_value
from conflict_extract.articles._limits import LARGEST_NEWS_XML
from conflict_extract.articles._make import tidy
from conflict_extract.articles._markup import PROLOG
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError

_ROOT = re.compile(
    PROLOG + rb"<(?:[\w.-]{1,40}:)?(newsItem|newsMessage|NewsML|nitf)\b",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(r"\(([^()\d]{2,60})\)\W*$")
_CODE = re.compile(r"[A-Z0-9]{1,6}|\w+:\S+")
_WITHDRAWN = frozenset({"stat:canceled", "stat:withheld", "canceled", "killed", "withheld"})
_REFERENCE = re.compile(r"&([A-Za-z]{2,8}\d?);")
_KNOWN = ("amp", "lt", "gt", "quot", "apos")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass
class _News:
    """One news item; the first that is said of each thing counts."""

    text: str = ""
    outlets: list[str] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    title: str | None = None
    number: str | None = None
    url: str | None = None
    language: str | None = None
    notes: list[str] = field(default_factory=list)
    withdrawn: bool = False
    kind: str = ""


def recognises(head: bytes) -> bool:
    """Whether a file begins like news of an agency."""
    return _ROOT.match(head) is not None


def read(source: Source) -> Iterator[Found]:
    """The news items of a file.

    Raises:
        ArticleError: it is too large, no sound XML, or declares entities of its own.
        OSError: the file cannot be read.
    """
    name, limit = source.shown, LARGEST_NEWS_XML
    too_large = ArticleError(f"{name} is too large: news of over {limit:,} bytes", hint="split it into its items")
    data = source.content(limit, too_large=too_large)
    if b"<!ENTITY" in data:
        raise ArticleError(
            f"{name} declares entities of its own, which are not expanded", hint="remove its document type declaration"
        )
    news = list(_all_news(_root(data, name)))
    texts = [item for item in news if item.text]
    for number, item in enumerate(texts or news[:1], start=1):
        shown = f"{name}, item {number}" if len(texts) > 1 else name
        yield _found(item, name, shown)
    if not news:
        raise ArticleError(f"{name} holds no news item", hint="it may only list others; give the files that it lists")


def _root(data: bytes, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        # The declared encoding is often that of the program and not of the file.
        text = _DECLARATION.sub("", decode(data, name, html=True), count=1)
        return etree.fromstring(_REFERENCE.sub(_as_number, text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ArticleError(
            f"{name} is not sound XML: {str(error).partition(', line')[0]} (line {error.lineno})",
            hint="fetch it again; it may have been cut off",
        ) from error


def _as_number(reference: re.Match[str]) -> str:
    """A reference that HTML knows and XML does not as the number of its character."""
    characters = html5.get(reference[1] + ";", "")
    return f"&#{ord(characters)};" if len(characters) == 1 and reference[1] not in _KNOWN else reference[0]


def _found(news: _News, path: str, shown: str) -> Found:
    if news.withdrawn:
        return ArticleError(f"{shown} was withdrawn by its agency", hint="remove it")
    if not news.text:
        what = f": it is of the kind {news.kind}" if news.kind else ""
        return ArticleError(f"{shown} holds no text{what}", hint="remove it, or give the item that holds the text")
    outlet = next(iter(news.outlets), None)
    # A code is less than the name that stands in brackets behind the place.
    outlet = next((name for name in news.outlets if not _CODE.fullmatch(name)), outlet)
    dated = ((date_value(written), origin) for written, origin in news.dates)
    published, origin = next(((date, origin) for date, origin in dated if date), (None, ""))
    notes = list(news.notes) if origin == "versionCreated" else []
    if published is None and news.dates:
        notes.append(f"no date in {news.dates[0][1]}: {news.dates[0][0][:40]!r}")
    origins = {"outlet": "its agency"} if outlet else {}
    return (
        Item(
            text=news.text,
            path=path,
            outlet=outlet,
            published=published,
            title=news.title,
            url=news.url,
            language=news.language,
            external_id=news.number,
            stated=frozenset(({"outlet"} if outlet else set()) | ({"title"} if news.title else set())),
            origins={**origins, "published": origin} if published else origins,
            note="; ".join(notes) or None,
        ),
        shown,
    )


def _all_news(root: Any) -> Iterator[_News]:
    kind = _local(root)
    if kind == "nitf":
        news = _News()
        _from_nitf(root, news)
        yield news
    elif kind == "NewsML":
        for item in root.iterfind(".//{*}NewsItem"):
            yield _from_newsml(item)
    else:
        for item in [root] if kind == "newsItem" else root.iterfind(".//{*}newsItem"):
            yield _from_g2(item)


def _from_g2(item: Any) -> _News:
    news = _News(number=item.get("guid"), kind=_code(item, "itemMeta/itemClass"))
    for path in ("itemMeta/provider", "contentMeta/infoSource", "rightsInfo/copyrightHolder"):
        for element in _all(item, path):
            named = _text(element, "name") or element.get("literal") or element.get("qcode", "").partition(":")[2]
            news.outlets.extend([named] if named else [])
    dateline = _text(item, "contentMeta/dateline")
    news.outlets.extend(_IN_BRACKETS.findall(dateline or ""))
    for path in ("itemMeta/firstCreated", "itemMeta/versionCreated", "contentMeta/contentCreated"):
        written = _text(item, path)
        news.dates.extend([(written, path.partition("/")[2])] if written else [])
    version = item.get("version", "1")
    if version != "1":
        news.notes.append(f"dated by its version {version[:20]}")
    news.title = _text(item, "contentMeta/headline")
    news.language = next((each.get("tag") for each in _all(item, "contentMeta/language")), None) or item.get(_LANGUAGE)
    news.withdrawn = _code(item, "itemMeta/pubStatus") in _WITHDRAWN
    for content in (*_all(item, "contentSet/inlineXML"), *_all(item, "contentSet/inlineData")):
        inner = next(iter(content.iterfind(".//{*}nitf")), None)
        if inner is not None:
            _from_nitf(inner, news)
        news.text = news.text or _content(content)
    return news


def _from_newsml(item: Any) -> _News:
    news = _News(kind=next((each.get("FormalName", "") for each in item.iterfind(".//{*}MediaType")), ""))
    identifier = "Identification/NewsIdentifier/"
    news.number = _text(item, identifier + "PublicIdentifier") or _text(item, identifier + "NewsItemId")
    for name in ("Provider", "Source"):
        for party in item.iterfind(f".//{{*}}AdministrativeMetadata/{{*}}{name}/{{*}}Party"):
            news.outlets.extend([party.get("FormalName")] if party.get("FormalName") else [])
    news.outlets.extend(filter(None, [_text(item, identifier + "ProviderId")]))
    for path, origin in (("NewsManagement/FirstCreated", "FirstCreated"), (identifier + "DateId", "DateId")):
        written = _text(item, path)
        news.dates.extend([(written, origin)] if written else [])
    news.title = next(filter(None, (tidy(_all_text(line)) for line in item.iterfind(".//{*}HeadLine"))), None)
    news.language = next((each.get("FormalName") for each in item.iterfind(".//{*}Language")), None)
    news.withdrawn = (
        next((each.get("FormalName", "") for each in _all(item, "NewsManagement/Status")), "").lower() in _WITHDRAWN
    )
    texts = []
    for content in item.iterfind(".//{*}DataContent"):
        inner = next(iter(content.iterfind(".//{*}nitf")), None)
        if inner is not None:
            _from_nitf(inner, news)
        texts.append(_content(content))
    news.text = max(texts, key=len, default="")
    return news


def _from_nitf(root: Any, news: _News) -> None:
    """Takes from a document in NITF what is not known yet."""
    for path, attribute, origin in (
        ("head/pubdata", "date.publication", "date.publication"),
        ("head/docdata/date.release", "norm", "date.release"),
        ("head/docdata/date.issue", "norm", "date.issue"),
        ("body/body.head/dateline/story.date", "norm", "story.date"),
    ):
        for element in _all(root, path):
            written = element.get(attribute) or tidy(_all_text(element))
            news.dates.extend([(written, origin)] if written else [])
    names = [each.get("name") for each in _all(root, "head/pubdata")]
    names += [tidy(_all_text(each)) for each in _all(root, "body/body.head/distributor")]
    names += [each.get("holder") for each in _all(root, "head/docdata/doc.copyright")]
    news.outlets.extend(filter(None, names))
    news.title = news.title or _text(root, "body/body.head/hedline/hl1") or _text(root, "head/title")
    news.number = news.number or next((each.get("id-string") for each in _all(root, "head/docdata/doc-id")), None)
    news.url = news.url or next((each.get("ex-ref") for each in _all(root, "head/pubdata")), None)
    news.language = news.language or root.get(_LANGUAGE)
    status = next((each.get("management-status", "") for each in _all(root, "head/docdata")), "")
    news.withdrawn = news.withdrawn or status in _WITHDRAWN
    news.text = news.text or _content(root)


def _content(element: Any) -> str:
    """The text of the body of what an element holds: XHTML, NITF, or text with or without references."""
    body = next(iter(element.iterfind(".//{*}body.content")), None)
    if body is None:
        body = next(iter(element.iterfind(".//{*}body")), None)
    if body is None and _local(element) == "nitf":
        return ""
    text = text_of_element(element if body is None else body)
    written = _all_text(element)
    if len(element) == 0 and is_markup(written):  # HTML in a CDATA section
        return text_of_fragment(written)
    if len(element) == 0:
        return "\n".join(line for line in (" ".join(line.split()) for line in written.split("\n")) if line)
    return text


def _all(element: Any, path: str) -> list[Any]:
    return list(element.iterfind("/".join(f"{{*}}{name}" for name in path.split("/"))))


def _text(element: Any, path: str) -> str | None:
    return next(filter(None, (tidy(_all_text(each)) for each in _all(element, path))), None)


def _code(element: Any, path: str) -> str:
    return next((each.get("qcode", "") for each in _all(element, path)), "")


def _all_text(element: Any) -> str:
    return "".join(element.itertext())


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
