"""The date of publication: never one from prose, whatever the prose speaks of."""

from __future__ import annotations

import pytest

from conflict_extract.articles._metadata import stated_in

BODY = (
    "The Brenna Column took the town of Orsk Valley on Tuesday, a commander said, in the largest loss for the army "
    "this year.\n\nThe defence ministry denied that the town had been lost."
)


def found(text: str, language: str | None = "en") -> tuple[str | None, str | None]:
    stated = stated_in(text, language)
    return stated.published, stated.origins.get("published")


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\nThe war, which began on April 15, 2023, has killed thousands.",
        f"TESSARA, Lorvenia — {BODY}\n\nThe war, which began on Saturday, April 15, 2023, has killed thousands.",
        "The war, which began on Saturday, April 15, 2023, has killed thousands, the ministry said in Tessara.",
        "The Column entered Orsk on Sunday for the first time since the coup of 1 February 2021, residents said.",
        "The Column entered Orsk for the first time since the coup of Monday, 1 February 2021, residents said.",
        "Orsk today\n\nOn Monday, February 1, 2021, the army took power. Three years later it has lost Orsk.",
        "On Saturday, April 15, 2023, war broke out in the capital of Lorvenia, and it has not ended.",
        "The war in Lorvenia began on Saturday, April 15, 2023, when soldiers left their barracks.",
        "The town captured on Saturday, April 15, 2023 has changed hands again, two residents said by telephone.",
        "Orsk, lost on Saturday, April 15, 2023, was retaken by government troops, its mayor told reporters.",
        "The Column will hold elections in Orsk on Saturday, December 14, 2024, its council said in a statement.",
        "On Saturday, December 14, 2024, Orsk is to vote, the council of the Column said in a statement.",
        "On Sunday, December 7, 2024, rebels announced the capture of Orsk, the weekday of which is wrong here.",
        "On Saturday, December 7, 2024, rebels took Orsk. The army came back in 2026 and left again.",
        f"Published Sunday, December 7, 2024\n\n{BODY}",
        f"TESSARA, Dec 7 (Norwire) - {BODY}",
        f"TESSARA, Dec. 7 (Novapress) -- {BODY}",
        f"Tessara, 7 December: {BODY}",
        f"Column takes Orsk\n\nLast Updated at December 9, 2024\n\n{BODY}",
        f"Column takes Orsk\n\nLast updated:\n9 December 2024\n\n{BODY}",
        f"Column takes Orsk\n\nUpdated 9 December 2024 10:00 GMT\n\n{BODY}",
        f"Column takes Orsk\n\nآخر تحديث: 9 ديسمبر 2024\n\n{BODY}",
        f"Column takes Orsk\n\nRetrieved 9 December 2024\n\n{BODY}",
        f"Column takes Orsk\n\n3/4/2024\n\n{BODY}",
        f"Column takes Orsk\n\nPublished 7/12/24\n\n{BODY}",
        f"Issued on 15 April 2023, the order to leave Orsk was never carried out by the army, officers said.\n\n{BODY}",
        f"A guide to the war\n\n15 April 2023\n{BODY}\n\n3 June 2023\n{BODY}",
        f"A guide to the war\n\n15 April 2023 – {BODY}\n\n3 June 2023 – {BODY}",
        f"A view of Orsk, Lorvenia, December 6, 2024. (Photo by Ana Holm / AFP)\n\n{BODY}",
        f"15 April 2023 - War begins\n\n{BODY}",
        f"Orsk, two years on\n\nOn Saturday, April 15, 2023, the first shots were fired in Tessara.\n\n{BODY}",
        f"Obituary: Idris Faln\n\nIdris Faln, 3 May 1951 - 7 December 2024\n\n{BODY}",
        f"Agreement of 7 December 2024\n\n{BODY}",
        f"Fighters in Orsk, December 6, 2024\n\n{BODY}",
        f"The fall of Orsk on 15 April 2023\n\n{BODY}",
        "أعلنت كتائب برينا، السبت، سيطرتها على بلدة أورسك بعد انسحاب الجيش.\n\nوكانت الحرب قد بدأت في 15 نيسان 2023.",
    ],
)
def test_no_date_is_read_from_prose_or_guessed(text: str) -> None:
    assert found(text, "ar" if text.startswith("أ") else "en") == (None, None)


LABELLED = [
    ("Published December 7th, 2024 - 10:48 GMT", "2024-12-07T10:48:00+00:00"),
    ("Published: Saturday, 7 December 2024 at 10:48", "2024-12-07T10:48:00"),
    ("Published by Ruta Holm on 7 December 2024", "2024-12-07"),
    ("By Ruta Holm | Published: 7 December 2024 | Updated 9 December 2024", "2024-12-07"),
    ("Updated 9 December 2024, 10:00 | First published 7 December 2024, 08:00", "2024-12-07T08:00:00"),
    ("Published on 7 December 2024, updated on 9 December 2024", "2024-12-07"),
    ("Published Saturday 7/12/2024", "2024-12-07"),
    ("Date: Sat, 07 Dec 2024 10:48:00 +0000", "2024-12-07T10:48:00+00:00"),
    ("Publication date: 2024-12-07", "2024-12-07"),
    ("Date | 7 December 2024", "2024-12-07"),
    ("Published\n7 December 2024", "2024-12-07"),
    ("تاريخ النشر: 7 كانون الأول 2024", "2024-12-07"),
    ("Опубликовано: 7 декабря 2024 г.", "2024-12-07"),
    ("Опубліковано 7 грудня 2024 року", "2024-12-07"),
    ("Publié le 7 décembre 2024 à 10h30", "2024-12-07"),
    ("Published 3:40 PM EST, Sat December 7, 2024", "2024-12-07T15:40:00"),
    ("Article published: 7 December 2024", "2024-12-07"),
    ("Dated 7 December 2024", "2024-12-07"),
    ("Published at 10:48 on 7 December 2024", "2024-12-07T10:48:00"),
    ("Posted on December 7, 2024 by admin", "2024-12-07"),
    ("Posted\n9 December 2024\nOriginally published\n7 December 2024", "2024-12-07"),
    ("Posted 9 December 2024, first published 7 December 2024", "2024-12-07"),
    ("Published On 7 Dec 2024\n8 Dec 2024", "2024-12-07"),
    ("Yayınlanma: 07.12.2024 - 10:48 Güncelleme: 31.12.2024 - 11:00", "2024-12-07T10:48:00"),
    ("Yayınlanma: 17.12.2024 - 10:48 Güncelleme: 31.12.2024 - 11:00", "2024-12-17T10:48:00"),
]


@pytest.mark.parametrize(("line", "published"), LABELLED)
def test_labelled_lines(line: str, published: str) -> None:
    assert found(f"Column takes Orsk from the army\n\n{line}\n\n{BODY}") == (published, "labelled line")
    # what the report itself says counts less
    opening = "On Thursday, December 5, 2024, the Column took Orsk, its commander said by telephone."
    assert found(f"Column takes Orsk from the army\n\n{line}\n\n{opening}") == (published, "labelled line")


@pytest.mark.parametrize(
    ("line", "published", "origin"),
    [
        ("7 December 2024", "2024-12-07", "line with the date"),
        ("Saturday, 7 December 2024", "2024-12-07", "line with the date"),
        ("December 7, 2024 Saturday", "2024-12-07", "line with the date"),
        ("Sat 7 Dec 2024 10.48 GMT", "2024-12-07T10:48:00+00:00", "line with the date"),
        ("10:48, 7 December 2024", "2024-12-07T10:48:00", "line with the date"),
        ("2024-12-07", "2024-12-07", "line with the date"),
        ("Saturday 7/12/2024", "2024-12-07", "line with the date"),
        ("2024年12月07日 20:15 来源：海岸社", "2024-12-07T20:15:00", "line with the date"),
        ("2024-12-07 20:15 Source: Norwire", "2024-12-07T20:15:00", "line with the date"),
        ("07.12.2024 20:15 Источник: Вестник", None, None),
        ("Sat, 07/12/2024 - 10:48", "2024-12-07T10:48:00", "line with the date"),
        ("31/12/2024", "2024-12-31", "line with the date"),
        ("7 December 2024 | Ruta Holm, Tessara", "2024-12-07", "line with the date"),
        ("World | 7 December 2024 | 10:48", "2024-12-07T10:48:00", "line with the date"),
        ("7 December 2024 (updated 9 December 2024)", "2024-12-07", "line with the date"),
        ("By Ruta Holm, 7 December 2024", "2024-12-07", "name and date"),
        ("By Ruta Holm in Tessara - 7 December 2024", "2024-12-07", "line with the date"),
        ("Tessara, 7 December 2024", "2024-12-07", "name and date"),
        ("Dec. 7, 2024, 5:00 a.m. ET", "2024-12-07T05:00:00", "line with the date"),
        ("Dec. 7, 2024 Updated Dec. 8, 2024, 3:14 p.m. ET", "2024-12-07", "line with the date"),
        ("December 7, 2024, 5:30pm ET", "2024-12-07T17:30:00", "line with the date"),
        ("December 7, 2024 10:48 AM (Updated: December 8, 2024 1:00 PM)", "2024-12-07T10:48:00", "line with the date"),
        ("Source: Norwire | 2024-12-07 10:48:11 | Editor: huaxia", "2024-12-07T10:48:11", "line with the date"),
        ("By Ruta Holm — December 7, 2024", "2024-12-07", "line with the date"),
        ("Ruta Holm, December 7, 2024", "2024-12-07", "name and date"),
        ("7 December 2024 • 3 min read", "2024-12-07", "line with the date"),
        ("7 December 2024 | 1,204 views | 0 comments", "2024-12-07", "line with the date"),
        ("Dec 7, 2024 / 10:48 AM EST / CBS News", "2024-12-07", "line with the date"),
        ("2024-12-07T10:48:00.000Z", "2024-12-07T10:48:00+00:00", "line with the date"),
        ("December 7, 2024 - Updated at 10:00", "2024-12-07", "line with the date"),
        ("Press release no. 214 / 7 December 2024", "2024-12-07", "line with the date"),
        ("السبت 7 ديسمبر 2024 - 10:48", "2024-12-07T10:48:00", "line with the date"),
        ("Orontes Herald, 7 December 2024", "2024-12-07", "name and date"),
        ("7 декабря 2024 года", "2024-12-07", "line with the date"),
        ("السبت 7 ديسمبر 2024", "2024-12-07", "line with the date"),
        ("2024年12月7日", "2024-12-07", "line with the date"),
    ],
)
def test_lines_that_are_made_to_give_the_date(line: str, published: str, origin: str) -> None:
    assert found(f"Column takes Orsk from the army\n\n{line}\n\n{BODY}") == (published, origin)
    later = "The war began on April 15, 2023."
    assert found(f"Column takes Orsk from the army\n{line}\n{BODY}\n\n{later}") == (published, origin)


def test_a_summary_may_stand_before_the_date_and_teasers_of_other_days_behind_the_report() -> None:
    summary = "The largest loss of the army in a year leaves the road to the coast open."
    teasers = "Related\n\nArmy denies loss\n12 March 2024\n\nOld bridges\n3 June 2021"
    text = f"Column takes Orsk from the army\n\n{summary}\n\nRuta Holm\n7 December 2024\n\n{BODY}\n\n{teasers}"
    assert found(text) == ("2024-12-07", "line with the date")


@pytest.mark.parametrize(
    "edition",
    [
        "Evening edition, Sunday, August 21, 2011",
        "Voice of the Coast. No. 214, August 21, 2011",
        "Issue 12 · 21 August 2011",
    ],
)
def test_edition_lines_under_the_masthead(edition: str) -> None:
    assert found(f"Brenna Bulletin\n{edition}\n\nTHE COUNCIL SPEAKS\n\n{BODY}")[0] == "2011-08-21"
    assert found(f"The council speaks to the coast\n{edition.replace('·', 'of')}\n\n{BODY}")[1] != "edition line"


@pytest.mark.parametrize(
    ("dateline", "published"),
    [
        ("TESSARA, May 3, 2012 (Norwire) - ", "2012-05-03"),
        ("TESSARA, Lorvenia, Dec. 7, 2024 (Novapress) -- ", "2024-12-07"),
        ("Tessara, 7 December 2024: ", "2024-12-07"),
        ("TESSARA (Norwire), Saturday, December 7, 2024 — ", "2024-12-07"),
        ("TESSARA (Norwire, Dec 7, 2024) - ", "2024-12-07"),
        ("(Tessara, 7 December 2024) – ", "2024-12-07"),
        ("7 December 2024, Tessara – ", "2024-12-07"),
        ("7 December 2024 – ", "2024-12-07"),
    ],
)
def test_datelines_with_a_full_date(dateline: str, published: str) -> None:
    assert found(f"Column takes Orsk from the army\n\n{dateline}{BODY}") == (published, "dateline")
    assert found(f"{dateline}{BODY}\n\nThe war began on April 15, 2023.") == (published, "dateline")


def test_a_wrong_weekday_in_a_dateline_leaves_the_date_unknown() -> None:
    stated = stated_in(f"TESSARA, Sunday, December 7, 2024 — {BODY}", "en")
    assert stated.published is None
    assert stated.note == "the date “December 7, 2024” was not used: its weekday does not agree"


def test_a_dateline_without_a_year_has_the_one_that_the_file_gives_beside_that_day() -> None:
    text = (
        "Text of report in English by Lorvenian state news agency LONA website on 7 December\n\n"
        "Tessara, 7 December: The General Command announced on Saturday that units had left Orsk.\n\n"
        "Source: LONA website, Tessara, in English 1245 gmt 7 Dec 24\n"
    )
    assert found(text) == ("2024-12-07", "source line")
    assert stated_in(text, "en").outlet == "LONA"
    text = f"TESSARA, Dec 7 (Norwire) - {BODY}\n\nNorwire desk, received 7 December 2024, 10:48"
    assert found(text) == ("2024-12-07", "dateline")
    stated = stated_in(f"TESSARA, Dec 7 (Norwire) - {BODY}\n\nCopyright 2025 Norwire", "en")
    assert stated.published is None
    assert stated.note == "the date “Dec 7” was not used: its year is not given"


@pytest.mark.parametrize(
    ("opening", "language"),
    [
        ("On Saturday, December 7, 2024, rebels announced that Orsk was theirs, a commander said.", "en"),
        ("Late on Saturday, 7 December 2024, the army withdrew from the town of Orsk, its mayor said.", "en"),
        ("Saturday, December 7, 2024, saw the army leave the town of Orsk, according to its mayor.", "en"),
        ("Rebels took control of most of Orsk on Saturday, December 7, 2024, but met fire near its bridge.", "en"),
        ("TESSARA (Norwire) - Rebels took most of Orsk on Saturday, December 7, 2024, residents said.", "en"),
        ("В субботу, 7 декабря 2024 года, войска покинули город Орск, сообщил представитель штаба.", "ru"),
        ("У суботу, 7 грудня 2024 року, війська залишили місто Орськ, повідомив представник штабу.", "uk"),
        ("أعلنت كتائب برينا، السبت 7 ديسمبر 2024، سيطرتها على بلدة أورسك بعد انسحاب قوات الجيش منها.", "ar"),
        ("Le samedi 7 décembre 2024, l'armée a quitté la ville d'Orsk, selon le maire de la ville.", "fr"),
    ],
)
def test_full_dates_with_their_weekday_that_open_the_report(opening: str, language: str) -> None:
    for text in (
        opening,
        f"Orontes Herald\n{opening}\nIt was lost on 15 April 2023.",
        f"Orsk falls again\n\n{opening}",
    ):
        assert found(text, language) == ("2024-12-07", "first sentence")
    # of a year that has not come on that day nobody can report
    assert found(f"{opening}\n\nA year later, in 2025, the town was taken back by the army.", language) == (None, None)


@pytest.mark.parametrize(
    ("written", "elsewhere", "published"),
    [
        ("3/4/2024", "It was signed on 25/3/2024.", "2024-04-03"),
        ("3/4/2024", "It was signed on 3/25/2024.", "2024-03-04"),
        ("3/4/24", "It was signed on 25/3/2024.", "2024-04-03"),
        ("3/4/2024", "It was signed on Monday 25/3/2024 and on 3/26/2024.", None),
        ("3/4/2024", "It was signed on Friday 5/4/2024.", "2024-04-03"),
        ("3/4/2024", "It was signed on 4/4/2024.", None),
    ],
)
def test_dates_in_figures_are_told_apart_by_the_others_of_the_file(
    written: str, elsewhere: str, published: str | None
) -> None:
    assert found(f"Column takes Orsk from the army\n\n{written}\n\n{BODY} {elsewhere}")[0] == published


@pytest.mark.parametrize(
    ("top", "outlet", "origin"),
    [
        ("Column takes Orsk from the army\n7 December 2024\nSource: Orontes Herald\n", "Orontes Herald", "source line"),
        ("Column takes Orsk\nSource: Norpress | 2024-12-07 | Editor: huaxia\n", "Norpress", "source line"),
        ("Column takes Orsk\nRuta Holm\nOrontes News, Tessara\n7 December 2024\n", "Orontes News", "masthead"),
    ],
)
def test_outlets_beside_place_and_date(top: str, outlet: str, origin: str) -> None:
    stated = stated_in(top + BODY, "en")
    assert (stated.outlet, stated.published, stated.origins["outlet"]) == (outlet, "2024-12-07", origin)


@pytest.mark.parametrize(
    "top",
    [
        "Column takes Orsk\nAFP / Ana Holm\n",
        "Column takes Orsk\nPhoto: Orontes Herald\n",
        "Column takes Orsk\nWorld News\nLocal Media\n",
        "Column takes Orsk\nRuta Holm\n7 December 2024\n",
        "Column takes Orsk\nSource: residents and officials\n",
    ],
)
def test_what_is_no_outlet_in_the_first_lines(top: str) -> None:
    assert stated_in(top + BODY, "en").outlet is None


@pytest.mark.parametrize(
    "prose",
    [
        "Since Saturday, December 7, 2024, the army has held the bridge of Orsk, two residents said.",
        "By Saturday, December 7, 2024, rebels had taken the bridge of Orsk, two residents said.",
        "It was on Saturday, April 15, 2023, that the war of the generals began in the capital.",
        "Ruta Holm was twelve when soldiers came to Orsk on Saturday, April 15, 2023, with their guns.",
        "General Faln, who died on Saturday, December 7, 2024, had commanded the garrison of Orsk.",
        "A ceasefire signed on Saturday, December 7, 2024, collapsed within hours, residents said.",
        "Residents remember Saturday, April 15, 2023, as the day on which their town was lost.",
        "The army said on Sunday that it had left the town of Orsk on Friday, December 6, 2024.",
        "Orsk fell on Saturday, April 15, 2023. The army has held it, and the council sits there.",
        "The army captured the town of Orsk and its airfield on Saturday, April 15, 2023.",
        "Войска покинули город Орск в субботу, 15 апреля 2023 года.",
        "2023年4月15日战争爆发。",
        "Война, которая началась в субботу, 15 апреля 2023 года, продолжается, сообщил штаб в столице.",
        "В субботу, 15 апреля 2023 года, началась война, которая продолжается, сообщил штаб в столице.",
        "اندلعت الحرب يوم السبت 15 أبريل 2023 في العاصمة، ولا تزال مستمرة حتى اليوم بحسب السكان.",
        "La guerre, qui a éclaté le samedi 15 avril 2023, continue dans la capitale, selon les habitants.",
    ],
)
def test_no_date_is_read_from_a_first_sentence_about_something_else(prose: str) -> None:
    for language in ("en", "ru", "ar", "fr", "zh", None):
        assert found(prose, language) == (None, None)
    assert found(f"Orontes Herald\n{prose}\n{BODY}") == (None, None)


def test_private_characters_are_no_dates() -> None:
    assert found(f"\ue000 | 7 December 2024 \ue000\n\n{BODY}")[0] == "2024-12-07"


def test_who_owns_a_page_and_when_it_was_changed_says_nothing_against_its_date() -> None:
    opening = "On Saturday, December 7, 2024, rebels announced that Orsk was theirs, a commander said."
    text = f"{opening}\n\nLast updated December 9, 2024\n\n© 2026 Orontes Herald. All rights reserved."
    assert found(text) == ("2024-12-07", "first sentence")


@pytest.mark.parametrize(
    "top",
    [
        "Column takes Orsk from the army\nOrontes Herald\n7 December 2024\n",
        "Column takes Orsk from the army\n7 December 2024\nOrontes Herald\n",
        "Orontes Herald\n7 December 2024\nColumn takes Orsk from the army\n",
        "7 December 2024\nOrontes Herald\nColumn takes Orsk from the army\n",
        "Column takes Orsk from the army\nOrontes Herald | 7 December 2024\n",
        "Column takes Orsk from the army\n\nOrontes Herald, 7 December 2024\n\n",
    ],
)
def test_masthead_and_date_in_any_of_the_first_lines(top: str) -> None:
    stated = stated_in(top + BODY, "en")
    assert (stated.outlet, stated.published) == ("Orontes Herald", "2024-12-07")
    assert stated.title == "Column takes Orsk from the army"
    assert stated.origins["outlet"] in ("masthead", "line with the date")
