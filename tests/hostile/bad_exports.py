"""Tables, exports of archives and messengers, and agencies' XML, as bad as they come, each from a seed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.hostile.pieces import DATES, FORMULAS, Draw, noise, prose


def _table(draw: Draw) -> tuple[str, bytes]:
    suffix, separator = draw.choice(((".csv", ","), (".csv", ";"), (".tsv", "\t")))
    lines = io.StringIO()
    dialect = draw.choice((csv.excel, csv.unix_dialect))
    rows = csv.writer(lines, dialect, delimiter=separator, lineterminator=draw.choice(("\n", "\r\n")))
    names = ["id", "date", "source", "title", draw.choice(("text", "body", "maintext", "content"))]
    if draw.random() < 0.8:
        rows.writerow(names)
    for number in range(draw.randint(0, 12)):
        odd = draw.choice(("", "x", "\0", "NaN", *FORMULAS))
        cells = [number, draw.choice(DATES), odd, noise(draw, 20), prose(draw)]
        rows.writerow(cells[: draw.choice((5, 5, 5, 3))] + [odd] * draw.choice((0, 0, 1)))
    text = lines.getvalue()
    for _ in range(draw.choice((0, 0, 1, 4))):  # quotation marks that pair with nothing
        at = draw.randrange(len(text) + 1)
        text = text[:at] + '"' + text[at:]
    return suffix, text.encode(draw.choice(("utf-8", "utf-8-sig", "utf-16", "cp1256")), "replace")


def _many_quotes(draw: Draw) -> tuple[str, bytes]:
    row = draw.choice(('1,"', '"', '1,"a"b', '""""', '"\n', '1,2,3,"', '\\\\"', '"x""'))
    return ".csv", b"date,text\n" + (row + draw.choice(("\n", ""))).encode() * draw.randint(1, 3000)


def _wrapped_json(draw: Draw) -> tuple[str, bytes]:
    odd: tuple[object, ...] = (None, True, 7, [], {}, "", "null", float("nan"), [None], {"name": None}, {"$date": "x"})
    names = ("maintext", "source", "publisher", "date", "published_at", "headline", "link", "_id", "lang", "html")
    articles: list[dict[str, object]] = []
    for _ in range(3):
        article = {name: draw.choice((*odd, prose(draw), draw.choice(DATES))) for name in draw.sample(names, 6)}
        articles.append({"body": draw.choice((prose(draw), prose(draw), [prose(draw)], draw.choice(odd))), **article})
    content: object = draw.choice((articles, dict(enumerate(articles)), articles[0]))
    for _ in range(draw.choice((0, 1, 2, 8, 40))):
        wrapper = draw.choice(("data", "articles", "results", "fields", "_source", "hits", "any"))
        content = {wrapper: draw.choice((content, [content])), draw.choice(("count", "title", "url")): draw.choice(odd)}
    return draw.choice((".json", ".jsonl", ".ndjson")), json.dumps(content).encode()


def _telegram(draw: Draw) -> tuple[str, bytes]:
    odd: tuple[object, ...] = (None, 1, "", [], {}, "x", [["a"]], [{"type": "bold"}], -1, 10**30)
    messages = []
    for number in range(draw.randint(0, 6)):
        message: dict[str, object] = {
            "id": number,
            "type": draw.choice(("message", "message", "service")),
            "date": draw.choice(DATES),
            "date_unixtime": draw.choice(("1633673700", "0", "-5", "9" * 30, "x")),
            "from": "Hill Watch",
            "from_id": "channel1",
            "text": draw.choice((prose(draw), [prose(draw), {"type": "link", "text": "t.me/hill/1"}])),
        }
        message[draw.choice(tuple(message))] = draw.choice(odd)
        messages.append(message)
    chat = {"name": "Hill Watch", "type": "public_channel", "id": 1, "messages": messages}
    account = {"about": "Here is the data you requested.", "chats": {"about": "x", "list": [chat, chat]}}
    return ".json", json.dumps(draw.choice((chat, messages, account)), indent=draw.choice((None, 1))).encode()


def _telegram_page(draw: Draw) -> tuple[str, bytes]:
    head = '<html><head><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header">'
    pieces = (
        "</div>",
        "<div>",
        "<br>",
        '<div class="forwarded body">',
        "<a href='#go_to_messagex'>",
        "<div class='text'>",
    )
    messages = []
    for number in range(draw.randint(1, 5)):
        title = draw.choice((draw.choice(DATES), "08.10.2021 09:14:00 UTC+03:00", "99.99.9999 99:99:99"))
        messages.append(
            f'<div class="message default clearfix" id="message{number}"><div class="body">'
            f'<div class="pull_right date details" title="{title}"></div>{draw.choice(("", *pieces))}'
            f'<div class="text">{escape(prose(draw))}</div>{draw.choice(("", *pieces))}</div></div>'
        )
    return ".html", (head + "<div class='text bold'>Hill Watch</div></div>" + "".join(messages)).encode()


def _nexis(draw: Draw) -> tuple[str, bytes]:
    pieces = (
        "\n   1 of 3 DOCUMENTS\n", "\n   Hill Post\n", f"   {draw.choice(DATES)} Friday\n", "\nLENGTH: 5 words\n",
        "BODY:\n", "\nBody\n", "\nLOAD-DATE: March 1, 2019\n", f"\n{prose(draw)}\n", "\nEnd of Document\n", "   ",
        "Copyright 2019 Hill\n", "\n\n", "Job Number: 1\nClient/Matter: x\nDocuments (2)\n", "HEADLINE: ",
        "Section: x\n",
    )  # fmt: skip
    return ".txt", "".join(draw.choice(pieces) for _ in range(30)).encode()


def _factiva(draw: Draw) -> tuple[str, bytes]:
    pieces = (
        "HD   Tolme taken\n", "PD   8 October 2021\n", "SN   Hill Post\n", "LP\n", "TD\n", f"{prose(draw)}\n", "\n",
        "AN   Document ", "ET   25:61\n", "\n118 words\n", f"{draw.choice(DATES)}\n", "8 October 2021\n", "Hill Post\n",
        "HILLP\n", "English\n", "Copyright x\n", "Document HILLP0020211008eha80000a\n", "IN   x\n",
    )  # fmt: skip
    return ".txt", "".join(draw.choice(pieces) for _ in range(40)).encode()


def _agency_xml(draw: Draw) -> tuple[str, bytes]:
    depth = draw.choice((1, 1, 1, 300))
    odd = draw.choice(("", "", "", "&b;", "&nbsp;", "\x01", "]]>"))
    body = "<p>" * depth + escape(prose(draw)) + odd + "</p>" * depth
    date = escape(draw.choice(DATES))
    nitf = (
        f'<nitf><head><docdata><date.issue norm="{date}"/></docdata></head>'
        f"<body><body.content>{body}</body.content></body></nitf>"
    )
    content = f"<contentSet><inlineXML>{nitf}</inlineXML></contentSet>"
    item = f"<newsItem><itemMeta><versionCreated>{date}</versionCreated></itemMeta>{content}</newsItem>"
    component = f"<NewsComponent><ContentItem><DataContent>{body}</DataContent></ContentItem></NewsComponent>"
    whole = draw.choice(
        (nitf, item, f"<newsMessage>{item}{item}</newsMessage>", f"<NewsML><NewsItem>{component}</NewsItem></NewsML>")
    )
    declared = ("", '<?xml version="1.0" encoding="utf-16"?>', '<!DOCTYPE a [<!ENTITY b "&#38;b;">]>', "<!-- x -->")
    return ".xml", (draw.choice(declared) + whole).encode("utf-8", "replace")


EXPORTS: dict[str, Callable[[Draw], tuple[str, bytes]]] = {
    "tables": _table,
    "quotation marks": _many_quotes,
    "wrapped JSON": _wrapped_json,
    "Telegram": _telegram,
    "Telegram pages": _telegram_page,
    "Nexis": _nexis,
    "Factiva": _factiva,
    "agencies' XML": _agency_xml,
}
