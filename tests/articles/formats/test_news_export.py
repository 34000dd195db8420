"""Text exports of news archives, in their structure and with words of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles import ArticleList, load_articles
from conflict_extract.articles._items import Item
from conflict_extract.articles.formats import news_export
from conflict_extract.errors import ArticleError

LEAD = "Militiamen entered Port Sael on Friday after its garrison had left for Besk,\nthe harbour master said."
MORE = "The navy denied that the port had been lost. It was founded on 3 May 1911."


def items(text: str) -> list[Item]:
    assert news_export.is_export(text)
    return [found[0] for found in news_export.items_of(text, "a.txt") if not isinstance(found, ArticleError)]


def load(path: Path, text: str) -> ArticleList:
    path.write_text(text, encoding="utf-8")
    return load_articles([path])


COVER = """


Download Request: Selected Items: 1-2
Time Of Request: Tuesday, June 07, 2022  09:12:44

Send To:
BESK COLLEGE LIBRARY

Terms: (DATE(>=2021-10-01) and (Sael))

Source: Besk Herald
Project ID: None


"""
OLD = f"""
                               1 of 2 DOCUMENTS



                                  Besk Herald

                             October 8, 2021 Friday
                                  2nd Edition;
                                    National

Port Sael entered; garrison
leaves for Besk

BYLINE: A. Clerk in Tolme

SECTION: FOREIGN; Pg. 11

LENGTH: 44 words

DATELINE: TOLME

{LEAD}

   {MORE}

Subject to approval: so the captain signs his letters.

LOAD-DATE: October 9, 2021

LANGUAGE: ENGLISH

GRAPHIC: The quay of Port Sael

PUBLICATION-TYPE: Newspaper


                      Copyright 2021 Besk Newspapers Ltd
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                      Copyright 2021 Tolme Press
                              All Rights Reserved
                                  Tolme Post

                               October 2021

LENGTH: 12 words

BODY:
{MORE}

CORRECTION: It was founded in 1912.

LOAD-DATE: October 30, 2021
"""


def test_the_old_layout_of_nexis(tmp_path: Path) -> None:
    first, second = items(COVER + OLD)
    assert (first.outlet, first.published) == ("Besk Herald", "2021-10-08")
    assert first.title == "Port Sael entered; garrison leaves for Besk"
    assert first.text.split("\n\n") == [
        LEAD.replace("\n", " "), MORE, "Subject to approval: so the captain signs his letters.",
    ]  # fmt: skip
    assert (second.outlet, second.published, second.title) == ("Tolme Post", None, None)
    assert second.text == MORE
    assert second.note == "no full date in 'October 2021'; a correction stands below it"
    found = load(tmp_path / "nexis.txt", COVER + OLD)
    assert found.failures == []
    assert [article.published for article in found] == ["2021-10-08", None]


def test_the_old_layout_without_its_spaces() -> None:
    first, _ = items("\n".join(line.strip() for line in (COVER + OLD).split("\n")))
    assert (first.outlet, first.published, first.title) == (
        "Besk Herald",
        "2021-10-08",
        "Port Sael entered; garrison leaves for Besk",
    )
    assert first.text.startswith("Militiamen entered Port Sael")


def test_the_old_layout_in_german() -> None:
    text = """
                               Dokument 1 von 1

                                  Beske Zeitung

                            8. Oktober 2021 Freitag

Port Sael eingenommen

AUTOR: A. Schreiber

LÄNGE: 20 Wörter

Bewaffnete rückten am Freitag in Port Sael ein, sagte der Hafenmeister.

UPDATE: 9. Oktober 2021

SPRACHE: GERMAN; DEUTSCH
"""
    (item,) = items(text)
    assert (item.outlet, item.published, item.title) == ("Beske Zeitung", "2021-10-08", "Port Sael eingenommen")
    assert item.text == "Bewaffnete rückten am Freitag in Port Sael ein, sagte der Hafenmeister."


def test_a_weekday_that_does_not_agree_leaves_the_date_open() -> None:
    first, _ = items(OLD.replace("October 8, 2021 Friday", "October 8, 2021 Monday"))
    assert first.published is None
    assert first.note is not None
    assert "its weekday does not agree" in first.note


NEW_COVER = """User Name: A. Clerk
Date and Time: Tuesday, June 7, 2022 9:12:00 AM CEST
Job Number: 118000001
Documents (2)
1. Port Sael entered; garrison leaves for Besk
Client/Matter: -None-
Search Terms: Sael
Search Type: Terms and Connectors
Narrowed by:
Content Type
News
Narrowed by
-None-
About LexisNexis | Privacy Policy | Terms & Conditions | Copyright © 2022 LexisNexis
"""
NEW = f"""
Port Sael entered; garrison leaves for Besk
Besk Herald
October 8, 2021 Friday 11:30 AM GMT
National Edition

Copyright 2021 Besk Newspapers Ltd All Rights Reserved

Section: FOREIGN; Pg. 11
Length: 44 words
Byline: A. Clerk in Tolme
Body


{LEAD}
Page 1 of 2

{MORE}


Graphic

The quay of Port Sael

Load-Date: October 9, 2021

End of Document

Founded again

Tolme Post

October 10, 2021 Sunday

Copyright 2021 Tolme Press All Rights Reserved

Length: 12 words

Body

{MORE}

Classification

Language: ENGLISH
Publication-Type: Newspaper

Load-Date: October 11, 2021

End of Document
"""


@pytest.mark.parametrize("cover", ["", NEW_COVER])
def test_the_layout_of_nexis_uni(cover: str, tmp_path: Path) -> None:
    first, second = items(cover + NEW)
    assert (first.outlet, first.published) == ("Besk Herald", "2021-10-08T11:30:00+00:00")
    assert first.title == "Port Sael entered; garrison leaves for Besk"
    assert first.text.split("\n\n") == [LEAD.replace("\n", " "), MORE]
    assert (second.outlet, second.published, second.title) == ("Tolme Post", "2021-10-10", "Founded again")
    assert second.text == MORE
    assert len(load(tmp_path / "uni.txt", cover + NEW)) == 2


def test_what_is_cut_off_is_said() -> None:
    first, second = items(NEW[: NEW.index("founded", NEW.index("Founded again") + 40)])
    assert first.note is None
    assert second.note == "its end is missing: perhaps cut off"


CODED = f"""
SE   Foreign News
HD   Port Sael entered; garrison
     leaves for Besk
BY   By A. Clerk
WC   44 words
PD   8 October 2021
ET   08:30
SN   Besk Herald
SC   BESKHE
LA   English
CY   Copyright 2021 Besk Newspapers.

LP
{LEAD}

TD
{MORE}

TD is what he signs.
IN the port all was quiet.

CO   sael : Sael Shipping
NS   gcns : Conflict
PUB  Besk Newspapers Ltd
AN   Document BESKHE0020211008eha80000a

HD   Founded again
WC   12 words
PD   October 2021
SN   Tolme Post
SC   TOLME
LA   English

TD
{MORE}

AN   Document TOLME00020211010eha90000b
"""


def test_factiva_with_codes(tmp_path: Path) -> None:
    first, second = items(CODED)
    assert (first.outlet, first.published) == ("Besk Herald", "2021-10-08T08:30:00")
    assert first.title == "Port Sael entered; garrison leaves for Besk"
    assert first.external_id == "BESKHE0020211008eha80000a"
    assert first.text.split("\n\n")[:2] == [LEAD.replace("\n", " "), MORE]
    assert first.text.endswith("TD is what he signs.\nIN the port all was quiet.")
    assert "Shipping" not in first.text
    assert (second.outlet, second.published, second.note) == ("Tolme Post", None, "no full date in 'October 2021'")
    assert len(load(tmp_path / "factiva.txt", CODED)) == 2


PLAIN = f"""Foreign News
Port Sael entered; garrison leaves for Besk
By A. Clerk
44 words
8 October 2021
08:30
Besk Herald
BESKHE
11
English
Copyright 2021 Besk Newspapers.

{LEAD}

{MORE}

Document BESKHE0020211008eha80000a

Page 1 of 3 © 2022 Factiva, Inc. All rights reserved.

Founded again

1,012 words
10 October 2021
Tolme Post
TOLME
English
(c) 2021 Tolme Press

{MORE}

Document TOLME00020211010eha90000b
"""


def test_factiva_without_codes(tmp_path: Path) -> None:
    first, second = items(PLAIN)
    assert (first.outlet, first.published) == ("Besk Herald", "2021-10-08T08:30:00")
    assert first.title == "Port Sael entered; garrison leaves for Besk"
    assert first.external_id == "BESKHE0020211008eha80000a"
    assert first.text.split("\n\n") == [LEAD.replace("\n", " "), MORE]
    assert (second.outlet, second.published, second.title) == ("Tolme Post", "2021-10-10", "Founded again")
    assert second.text == MORE
    assert len(load(tmp_path / "factiva.txt", PLAIN)) == 2
    (cut, *_) = items(PLAIN[: PLAIN.index("Document")])
    assert cut.note == "its end is missing: perhaps cut off"


@pytest.mark.parametrize(
    "top",
    [
        "Port Sael entered after two days\n\nAnn Clerk\n",
        "Foreign News\nPort Sael entered after two days\n\nAnn Clerk and Bo Reed\n",
        "Foreign News\n\nPort Sael entered after two days\nAnn Clerk\n",
        "Foreign News\n\nPort Sael entered after two days\n",
    ],
)
def test_the_author_over_the_count_of_words_is_not_the_headline(top: str) -> None:
    first, _ = items(top + PLAIN[PLAIN.index("44 words") :])
    assert first.title == "Port Sael entered after two days"


def test_a_short_headline_under_its_section_is_the_headline() -> None:
    first, _ = items("Foreign News\n\nPort Sael Taken\n" + PLAIN[PLAIN.index("44 words") :])
    assert first.title == "Port Sael Taken"


def test_a_document_without_text_is_named(tmp_path: Path) -> None:
    found = load(tmp_path / "a.txt", PLAIN.replace(LEAD, "").replace(MORE, "", 1))
    assert [failure.message for failure in found.failures] == [f"{tmp_path}/a.txt, document 1 holds no text"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Port Sael entered\n\nThe army has 3 of 4 DOCUMENTS, a captain said.\n",
        "He wrote 500 words\n8 October 2021 was a Friday.\nBesk was quiet then.\n",
        "Body\n\nThe body was found on 8 October 2021.\n",
        "HD is a code.\nSN and PD, too, are codes.\n",
        "Copyright 2021 Besk Newspapers\n\nLength matters, the captain said.\n",
    ],
)
def test_prose_is_no_export(text: str) -> None:
    assert not news_export.is_export(text)
