from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conflict_extract.articles import Listed, load_articles, read_articles
from conflict_extract.schema import Article

Read = Callable[[str], Article]

BODY = "Fighters took the town of Kafr Zita on Saturday after two days of clashes, a commander said."


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def article_from(text: str) -> Article:
        path = tmp_path / "article.txt"
        path.write_text(text, encoding="utf-8")
        (article,) = load_articles([path])
        return article

    return article_from


@pytest.mark.parametrize(
    ("top", "outlet"),
    [
        ("Kalamoun Press\n", "Kalamoun Press"),
        ("KALAMOUN PRESS\n\n", "KALAMOUN PRESS"),
        ("The Orontes Herald\n", "The Orontes Herald"),
        ("Enab Baladi\n", "Enab Baladi"),
        ("Qasioun Diary\n", "Qasioun Diary"),
        ("ALBAWABA - ", "ALBAWABA"),
        ("MASHRIQ DAILY — ", "MASHRIQ DAILY"),
        ("TRIPOLI (Levant Wire) - ", "Levant Wire"),
        ("AJDABIYA, Libya (Levant Wire) - ", "Levant Wire"),
        ("KYIV, Sept 10 (Reuters) - ", "Reuters"),
        ("BEIRUT (AP) — ", "AP"),
        ("HOMS, Syria, Dec. 7 (Xinhua) -- ", "Xinhua"),
        ("MOSCOW, December 7. /TASS/. ", "TASS"),
        ("МОСКВА, 7 декабря. /ТАСС/. ", "ТАСС"),
        ("ХОМС /Сирия/, 7 декабря. /ТАСС/. ", "ТАСС"),
        ("Damascus, SANA- ", "SANA"),
        ("Rebels take Corva after garrison leaves\nCoast Courier\n7 December 2024\n\n", "Coast Courier"),
        ("Rebels take Corva after garrison leaves\nBy Ruta Holm\nCoast Courier\n\n", "Coast Courier"),
        ("Rebels take Corva\nSource: Coast Courier\n\n", "Coast Courier"),
        ("Rebels take Corva\nPublisher: Coast Courier\n\n", "Coast Courier"),
        ("Rebels take Corva\nPublisher: Coast Courier | Published: 7 December 2024\n\n", "Coast Courier"),
        ("Rebels take Corva\nPublished by Coast Courier on 7 December 2024\n\n", "Coast Courier"),
        ("Rebels take Corva\nOutlet: Al Sahil\n\n", "Al Sahil"),
        ("Newspaper: Al Sahil | 7 December 2024\nRebels take Corva\n\n", "Al Sahil"),
        ("---\nsource: Al Sahil\n---\n", "Al Sahil"),
        ("---\npublisher: Al Sahil\n---\n", "Al Sahil"),
    ],
)
def test_outlets_from_mastheads_and_datelines(read: Read, top: str, outlet: str) -> None:
    assert read(top + BODY).outlet == outlet


@pytest.mark.parametrize(
    "top",
    [
        "",
        "DAMASCUS - ",
        "BEIRUT, Lebanon — ",
        "BEIRUT (Dec 7) - ",
        "BEIRUT (updated) - ",
        "Syrian Rebels Take Hama\n",
        "Rebels Seize Border Post\n",
        "Army Denies Withdrawal\n\n",
        "Damascus Encircled\n",
        "Breaking News\n",
        "State Media - ",
        "Kafr Zita\n",
        "Northern Front\n",
        "By Ali Haddad\n\n",
        "The army — which had held the town — left. ",
        "Rebels take Corva\nSource: Defence Ministry\n\n",
        "Rebels take Corva\nSource: a military official\n\n",
        "Rebels take Corva\nSource: Agencies\n\n",
        "Rebels take Corva\nSource: Reuters, AFP\n\n",
        "Rebels take Corva\nSource: Getty Images\n\n",
        "Rebels take Corva\nPublisher: John Smith\n\n",
        "Rebels take Corva\nOutlet: Unknown\n\n",
        "Rebels take Corva\nOutlet: n/a\n\n",
        "Source of the Nile News Reaches Corva\n\n",
    ],
)
def test_what_is_no_outlet_stays_unknown(read: Read, top: str) -> None:
    assert read(top + BODY).outlet is None


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"Title of the day\n\nPublished December 7th, 2024 - 10:48 GMT\n\n{BODY}", "2024-12-07T10:48:00+00:00"),
        (f"Title of the day\n\nPublished on: 7 December 2024\n\n{BODY}", "2024-12-07"),
        (f"Title of the day\n\nPublished: Saturday, December 7, 2024 5:15 PM\n\n{BODY}", "2024-12-07T17:15:00"),
    ],
)
def test_dates_from_the_text(read: Read, text: str, published: str) -> None:
    assert read(text).published == published


@pytest.mark.parametrize(
    "text",
    [
        "On Dec. 7 fighters took the town, officials said after the long siege.",
        f"{BODY}\n\nThe year 2024 was hard.\n\nIt is large.\n\nOn May 3, 2012 it was first taken.",
        f"{BODY}\n\nThat was on Dec. 7, 2024, he said.",
        "Fighters took the town on 7 December 2024, officials said.",
        "Війська залишили місто після боїв\n\n7 грудня 2024 року війська відійшли, повідомив штаб.",
        f"A man stands in Hama, March 3, 2013. (Photo by Ali Haddad / AFP)\n\n{BODY}",
    ],
    ids=["no year", "not in the lead", "second paragraph", "prose", "prose in Ukrainian", "caption"],
)
def test_no_date_is_guessed(read: Read, text: str) -> None:
    assert read(text).published is None


FIRST_SENTENCES = [
    "“We have left the town of Besk.”",
    "政府军 周六上午 撤离了 贝斯克。",
    "فوج ہفتے کو شہر سے نکل گئی۔",
    "ወታደሮች ቅዳሜ ጠዋት ከከተማዋ ወጡ።",
    "ወታደሮች ቅዳሜ ጠዋት ከከተማዋ ወጡ፡፡",
    "सेना शनिवार को शहर से पीछे हटी।",
    "Բանակը շաբաթ օրը լքեց քաղաքը։",
    "တပ်သားများ မြို့မှ စနေနေ့က ထွက်ခွာသည်။",
    "ទាហាន បានដក ចេញពីទីក្រុង នៅថ្ងៃសៅរ៍។",
    "དམག་མི་ གྲོང་ཁྱེར་ ནས་ ཕྱིར་ཐོན་༎",
]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Garrison leaves Kafr Zita\n\n{BODY}", "Garrison leaves Kafr Zita"),
        (f"# Garrison leaves Kafr Zita\n\n{BODY}", "Garrison leaves Kafr Zita"),
        (f"Orontes Herald\nGarrison leaves Kafr Zita\n{BODY}", "Garrison leaves Kafr Zita"),
        (f"Orontes Herald\nPublished May 3rd, 2012\n\nGarrison leaves Homs\n\n{BODY}", "Garrison leaves Homs"),
        (f"Orontes Herald\n{BODY}", None),
        (f"By Ali Haddad\n\n{BODY}", None),
        (f"{BODY}\n\n{BODY}", None),
        (BODY, None),
        *((f"{first}\n\n{BODY}", None) for first in FIRST_SENTENCES),
        *((f"{first.rstrip('.”。۔።፡।։။។༎')}\n\n{BODY}", first.rstrip(".”。۔።፡।։။។༎")) for first in FIRST_SENTENCES),
    ],
)
def test_titles(read: Read, text: str, title: str | None) -> None:
    assert read(text).title == title


def test_a_line_that_names_the_outlet_is_no_title(read: Read) -> None:
    read_from = read(f"Outlet: Al Sahil Al Akhbar\nRebels take Corva after garrison leaves\n\n{BODY}")
    assert (read_from.outlet, read_from.title) == ("Al Sahil Al Akhbar", "Rebels take Corva after garrison leaves")


@pytest.mark.parametrize("label", ["Last Updated at", "Last updated at:", "Updated", "Retrieved on"])
def test_a_date_that_is_not_that_of_publication_is_named_and_not_used(tmp_path: Path, label: str) -> None:
    path = tmp_path / "article.txt"
    path.write_text(f"Rebels take Corva after garrison leaves\n\n{label} 7 December 2024, 10:48\n\n{BODY}")
    (found,) = read_articles(path).listed()
    assert isinstance(found, Listed)
    assert found.article.published is None
    assert found.note == "the date “7 December 2024” was not used: it is that of a change or of a download"
