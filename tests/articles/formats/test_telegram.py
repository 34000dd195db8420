"""Exports of Telegram Desktop, in their structure and with words of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.articles import ArticleList, load_articles
from conflict_extract.articles._formats import items_of
from conflict_extract.articles._items import Item
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats import telegram
from conflict_extract.errors import ArticleError

CHANNEL = {"from": "Besk Watch", "from_id": "channel1500000001"}
BEGIN = 1633673700  # 2021-10-08 06:15 UTC


def message(number: int, text: Any, after: int = 0, sender: dict[str, str] = CHANNEL, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2021-10-08T09:15:00",
        "date_unixtime": str(BEGIN + after),
        **sender,
        "text": text,
        "text_entities": [],
        **more,
    }


SERVICE = {
    "id": 1,
    "type": "service",
    "date": "2021-10-01T08:00:00",
    "actor": "Besk Watch",
    "action": "create_channel",
    "text": "",
}
CHAT = {"name": "Besk Watch [live]", "type": "public_channel", "id": 1500000001}


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1))
    return path


def chat(path: Path, *messages: dict[str, Any], **about: Any) -> Path:
    return write(path / "result.json", {**CHAT, **about, "messages": [SERVICE, *messages]})


def items(path: Path) -> list[Item]:
    return [found[0] for found in telegram.read(Source(path, "result.json")) if not isinstance(found, ArticleError)]


def numbers(found: ArticleList) -> list[str | None]:
    return [article.external_id for article in found]


def test_a_post_is_an_article_of_its_channel_and_time(tmp_path: Path) -> None:
    path = chat(
        tmp_path,
        message(
            7,
            "Militiamen entered Port Sael this morning.",
            edited="2021-10-08T10:00:00",
            edited_unixtime=str(BEGIN + 2700),
        ),
        message(
            8,
            [
                "⚡️",
                {"type": "bold", "text": "Port Sael has fallen. "},
                "The navy is silent.\n\n",
                {"type": "link", "text": "besk.example"},
            ],
            9000,
        ),
        message(9, "", 9500, photo="photos/1.jpg"),
    )
    first, second = items(path)
    assert (first.outlet, first.published, first.external_id) == ("Besk Watch [live]", "2021-10-08T06:15:00+00:00", "7")
    assert first.origins == {"outlet": "channel", "published": "its post"}
    assert first.note == "edited 2021-10-08T07:00:00+00:00"
    assert first.url == "https://t.me/c/1500000001/7"
    assert second.text == "⚡️Port Sael has fallen. The navy is silent.\n\nbesk.example"
    found = load_articles([path])
    assert found.failures == []
    assert numbers(found) == ["7", "8"]


def test_a_post_that_gives_its_own_address_tells_that_of_all(tmp_path: Path) -> None:
    path = chat(
        tmp_path,
        message(7, "Militiamen entered Port Sael. https://t.me/tolme_post/3"),
        message(8, "The navy denied it. Share: t.me/besk_watch/8", 9000),
        message(9, "Ships left at dusk.", 20_000),
    )
    assert [item.url for item in items(path)] == [f"https://t.me/besk_watch/{number}" for number in (7, 8, 9)]


def test_what_is_forwarded_stays_the_channels(tmp_path: Path) -> None:
    path = chat(tmp_path, message(7, "The navy denies that Port Sael was lost.", forwarded_from="Navy Press Office"))
    (item,) = items(path)
    assert (item.outlet, item.note) == ("Besk Watch [live]", "forwarded from Navy Press Office")
    path = chat(
        tmp_path,
        message(
            7,
            "The navy denies it.",
            forwarded_from="Navy Press Office",
            sender={"from": "A. Reader", "from_id": "user5"},
        ),
        name=None,
        type="saved_messages",
    )
    (item,) = items(path)
    assert (item.outlet, item.origins["outlet"]) == ("Navy Press Office", "forwarded from")


def test_albums_long_texts_and_what_is_added_are_one_article(tmp_path: Path) -> None:
    long = "Ships left Port Sael at dusk. " * 130
    path = chat(
        tmp_path,
        message(7, "The quay at dawn.", photo="1.jpg"),
        message(8, "", 0, photo="2.jpg"),
        message(9, "The same quay at noon.", 1, photo="3.jpg"),
        message(10, long, 3600),
        message(11, "And none came back.", 3605),
        message(12, "Four ships, to be exact.", 3700, reply_to_message_id=10),
        message(13, "Now it is said to be six.", 90_000, reply_to_message_id=10),
        message(14, "Besk is quiet.", 90_001),
    )
    found = items(path)
    assert [item.external_id for item in found] == ["7", "10", "13", "14"]
    assert found[0].text == "The quay at dawn.\nThe same quay at noon."
    assert found[0].note == "with post 9"
    assert found[1].text.endswith("And none came back.\nFour ships, to be exact.")
    assert found[1].note == "with posts 11, 12"
    assert found[2].note == "in answer to post 10"


def test_a_group_is_the_outlet_of_what_its_members_send(tmp_path: Path) -> None:
    sender = {"from": "M. Docker", "from_id": "user77"}
    path = chat(tmp_path, message(7, "I saw ships burning off Port Sael.", sender=sender), type="public_supergroup")
    (item,) = items(path)
    assert (item.outlet, item.origins["outlet"], item.note) == ("Besk Watch [live]", "group", "sent by M. Docker")


@pytest.mark.parametrize("arranged", ["list", "lines", "compact", "sorted", "older"])
def test_messages_however_they_are_kept(tmp_path: Path, arranged: str) -> None:
    messages = [SERVICE, message(7, "Militiamen entered Port Sael."), message(8, "The navy denied it.", 9000)]
    if arranged == "list":
        path = write(tmp_path / "list.json", messages)
    elif arranged == "lines":
        path = write(tmp_path / "lines.jsonl", "\n".join(map(json.dumps, messages)))
    elif arranged == "compact":
        path = write(
            tmp_path / "result.json", "\ufeff" + json.dumps({**CHAT, "messages": messages}, separators=(",", ":"))
        )
    elif arranged == "sorted":
        path = write(tmp_path / "r.json", json.dumps({**CHAT, "messages": messages}, sort_keys=True))
    else:
        old = [{key: value for key, value in each.items() if not key.endswith("unixtime")} for each in messages]
        path = write(tmp_path / "result.json", {**CHAT, "messages": old})
    found = load_articles([path])
    assert found.failures == []
    assert numbers(found) == ["7", "8"]
    assert {article.outlet for article in found} <= {"Besk Watch", "Besk Watch [live]"}
    zone = "" if arranged == "older" else "+00:00"
    assert found[0].published == ("2021-10-08T09:15:00" if arranged == "older" else f"2021-10-08T06:15:00{zone}")


def test_of_an_account_channels_are_read_and_private_conversations_counted(tmp_path: Path) -> None:
    mother = message(3, "Dinner at eight?", sender={"from": "Mother", "from_id": "user9"})
    account = {
        "about": "Here is the data you requested. Remember: Telegram is ad free.",
        "personal_information": {"user_id": 5, "first_name": "A.", "last_name": "Reader", "phone_number": "+0"},
        "contacts": {"about": "x", "list": [{"first_name": "Mother", "phone_number": "+0"}]},
        "chats": {
            "about": "This page lists all chats from this export.",
            "list": [
                {"name": "Mother", "type": "personal_chat", "id": 9, "messages": [mother]},
                {**CHAT, "messages": [SERVICE, message(7, "Militiamen entered Port Sael.")]},
                {"name": "Family", "type": "private_group", "id": 10, "messages": [mother]},
                {
                    "name": 'Tolme "Post"',
                    "type": "private_channel",
                    "id": 12,
                    "messages": [message(4, "Tolme is quiet.", 50)],
                },
            ],
        },
        "left_chats": {
            "about": "x",
            "list": [
                {
                    "name": "Sael News",
                    "type": "public_channel",
                    "id": 13,
                    "messages": [message(5, "The port is shut.", 60)],
                }
            ],
        },
    }
    found = load_articles([write(tmp_path / "result.json", account)])
    assert [article.outlet for article in found] == ["Besk Watch [live]", 'Tolme "Post"', "Sael News"]
    (failure,) = found.failures
    assert "2 private conversations were not read" in failure.message
    assert not any("Dinner" in article.text for article in found)


def test_an_export_of_any_size_is_read_message_by_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "_CHUNK", 1000)
    path = chat(
        tmp_path, *(message(number, f"Ship {number} “left” Port Sael.", number * 1000) for number in range(2, 300))
    )
    assert [item.external_id for item in items(path)] == [str(number) for number in range(2, 300)]


def test_a_broken_export_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = chat(tmp_path, message(7, "Militiamen entered Port Sael."), message(8, "The navy denied it.", 9000))
    whole = path.read_text()
    found = load_articles([write(path, whole[: whole.index("The navy") + 10])])
    assert numbers(found) == ["7"] or list(found) == []
    assert "not valid JSON" in found.failures[0].message
    assert "no messages with a text" in load_articles([chat(tmp_path)]).failures[0].message
    deep = whole[: whole.index('"text": "Militiamen')] + '"text": ' + "[" * 50_000
    assert "nested too deeply" in load_articles([write(path, deep)]).failures[0].message


PAGE = """<!DOCTYPE html>
<html>
 <head><meta charset="utf-8"/>
<title>Exported Data</title>
  <link href="css/style.css" rel="stylesheet"/></head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header">
    <a class="content block_link" href="../../lists/chats.html" onclick="return GoBack(this)">
     <div class="text bold">
Besk Watch
    </div></a></div>
   <div class="page_body chat_page"><div class="history">
     <a class="pagination block_link" href="messages1.html">Previous messages</a>
     <div class="message service" id="message-1"><div class="body details">8 October 2021</div></div>
     <div class="message default clearfix joined" id="message6"><div class="body">
       <div class="pull_right date details" title="08.10.2021 09:14:00 UTC+03:00">09:14</div>
       <div class="text">
Militiamen entered
<strong>Port Sael</strong>.<br><br>The navy is &laquo;silent&raquo;.
       </div></div></div>
     <div class="message default clearfix" id="message7"><div class="body">
       <div class="pull_right date details" title="08.10.2021 09:20:00">09:20</div>
       <div class="from_name">
Besk Watch
       </div>
       <div class="forwarded body">
        <div class="from_name">Navy Press Office<span class="date details" title="07.10.2021 20:00:00">
 07.10.2021 20:00:00</span></div>
        <div class="text">The navy denies it.</div></div></div></div>
     <div class="message default clearfix joined" id="message8"><div class="body">
       <div class="pull_right date details" title="08.10.2021 09:40:00 UTC+03:00">09:40</div>
       <div class="forwarded body"><div class="text">The navy denies that, too.</div></div></div></div>
     <div class="message default clearfix joined" id="message9"><div class="body">
       <div class="pull_right date details" title="09.10.2021 09:40:00 UTC+03:00">09:40</div>
       <div class="reply_to details">
In reply to <a href="#go_to_message6" onclick="return GoToMessage(6)">this message</a></div>
       <div class="media_wrap clearfix"><div class="media clearfix pull_left media_photo"><div class="body">
        <div class="title bold">Photo</div><div class="status details">Not included</div></div></div></div>
       <div class="text">It is confirmed.</div>
       <div class="signature details">Editor</div></div></div>
     <div class="message default clearfix joined" id="message10"><div class="body">
       <div class="pull_right date details" title="09.10.2021 19:40:00 UTC+03:00">19:40</div>
       <div class="media_wrap clearfix"><div class="media"><div class="title bold">Video file</div>
       </div></div></div></div>
   </div></div>
  </div>
 </body>
</html>
"""


def test_a_page_of_an_export(tmp_path: Path) -> None:
    path = tmp_path / "messages2.html"
    path.write_text(PAGE, encoding="utf-8")
    found = [entry[0] for entry in telegram.read_page(Source(path, "m")) if not isinstance(entry, ArticleError)]
    assert [item.external_id for item in found] == ["6", "7", "8", "9"]
    assert {item.outlet for item in found} == {"Besk Watch"}
    assert found[0].text == "Militiamen entered Port Sael.\n\nThe navy is «silent»."
    assert [item.published for item in found] == [
        "2021-10-08T09:14:00+03:00", "2021-10-08T09:20:00", "2021-10-08T09:40:00+03:00", "2021-10-09T09:40:00+03:00",
    ]  # fmt: skip
    assert [item.note for item in found] == [
        None, "forwarded from Navy Press Office", "forwarded from Navy Press Office", "in answer to post 6",
    ]  # fmt: skip
    assert found[3].text == "It is confirmed."
    loaded = load_articles([tmp_path])
    assert (len(loaded), loaded.failures) == (4, [])
    path.write_text(PAGE.replace('class="text"', 'class="none"'), encoding="utf-8")
    assert "no messages with a text" in load_articles([path]).failures[0].message


def test_both_exports_of_a_post_are_one_article(tmp_path: Path) -> None:
    (tmp_path / "messages.html").write_text(PAGE, encoding="utf-8")
    text = ["Militiamen entered ", {"type": "bold", "text": "Port Sael"}, ".\n\nThe navy is «silent»."]
    chat(tmp_path, message(6, text), name="Besk Watch")
    assert len(load_articles([tmp_path])) == 4


def test_other_files_are_no_exports() -> None:
    assert not telegram.is_export(b'{"text": "a", "type": "message"}')
    assert not telegram.is_export(b'[{"type": "message", "user": "U1", "text": "a", "ts": "1633673700.000"}]')
    assert not telegram.is_export(b'{"messages": [{"text": "a"}]}')
    assert not telegram.is_page(b"<html><head><title>Exported Data</title></head><body><p>On exports</p></body></html>")


def preview(number: int, text: str, *, around: str = "") -> str:
    return (
        "<div class='tgme_widget_message_wrap js-widget_message_wrap'><div class='tgme_widget_message "
        "text_not_supported_wrap' "
        f"data-post='ridge_press/{number}'><div class='tgme_widget_message_author'><a "
        "class='tgme_widget_message_owner_name'>"
        f"<span>Ridge Press</span></a></div>{around}<div class='tgme_widget_message_text js-message_text'>{text}</div>"
        "<div class='tgme_widget_message_footer'><span class='tgme_widget_message_views'>12K</span><a "
        f"class='tgme_widget_message_date' href='#'><time datetime='2031-04-09T0{number}:00:00+00:00'>"
        f"0{number}:00</time></a>"
        "</div></div></div>"
    )


PREVIEW = (
    "<!DOCTYPE html><html><head><title>Ridge Press – Telegram</title><link "
    "href='//telegram.org/css/telegram-web.css?39' "
    "rel='stylesheet'><meta property='og:title' content='Ridge Press'></head><body class='widget_frame_base "
    "tgme_webpreview'>"
    "<div class='tgme_channel_info_header_title'><span>Ridge Press</span></div><section>"
    + preview(1, "Our fighters are in <b>Sorvale</b>.<br/>It is quiet.")
    + preview(
        2,
        "The crossing is ours.",
        around="<div class='tgme_widget_message_forwarded_from'>Forwarded from <a "
        "class='tgme_widget_message_forwarded_from_name'>"
        "<span>North Front</span></a></div>",
    )
    + preview(
        7,
        "That is not so.",
        around="<a class='tgme_widget_message_reply' href='https://t.me/ridge_press/1'><div "
        "class='tgme_widget_message_text "
        "js-message_reply_text'>Our fighters are …</div></a>",
    )
    + "</section></body></html>"
)


def test_a_channel_as_it_is_on_the_web(tmp_path: Path) -> None:
    path = tmp_path / "ridge_press.html"
    path.write_text(PREVIEW, encoding="utf-8")
    found = [each[0] for each in items_of(Source(path, str(path))) if not isinstance(each, ArticleError)]
    assert [item.text for item in found] == [
        "Our fighters are in Sorvale.\nIt is quiet.",
        "The crossing is ours.",
        "That is not so.",
    ]
    assert [item.published for item in found] == [f"2031-04-09T0{hour}:00:00+00:00" for hour in (1, 2, 7)]
    assert {item.outlet for item in found} == {"Ridge Press"}
    assert [item.note for item in found] == [None, "forwarded from North Front", "in answer to post 1"]
    assert found[0].url == "https://t.me/ridge_press/1"
