from __future__ import annotations

import pytest

from conflict_extract.normalize import countries_of


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Syrian rebels entered Homs and Hama, sources in Damascus said.", ("SY",)),
        ("Rebels took Zawiya and Zliten; government troops left Gharyan for Tripoli.", ("LY",)),
        ("M23 fighters entered Goma and Sake in North Kivu.", ("CD",)),
        ("The RSF took El Geneina in West Darfur.", ("SD",)),
        ("", ()),
        ("He said nothing. They left in the morning.", ()),
        ("الجيش في حمص", ()),
    ],
)
def test_what_an_article_is_about(text: str, countries: tuple[str, ...]) -> None:
    assert countries_of(text) == countries


def test_an_army_far_from_home_does_not_outweigh_the_places() -> None:
    text = "Russian forces entered Avdiivka, Pokrovsk and Toretsk, the Russian army said in Moscow. Kyiv denied it."
    assert countries_of(text)[0] == "UA"


def test_a_shared_name_counts_for_each() -> None:
    text = "Congolese troops left the town. The Congolese army and the governor said nothing."
    assert set(countries_of(text)) == {"CD", "CG"}


@pytest.mark.parametrize("text", ["Jordan Peterson met Georgia Meloni twice.", "Michael Jordan and Jordan Ayew left."])
def test_a_person_is_no_country(text: str) -> None:
    assert not {"JO", "GE"} & set(countries_of(text))


def test_the_country_of_that_name_is_one() -> None:
    assert countries_of("Troops crossed from Jordan into Syria. In Jordan, officials were silent.")[0] in ("JO", "SY")
    assert "JO" in countries_of("The army of Jordan. Jordan closed the gate. Amman was silent.")


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("انسحب الجيش السوري من البلدة، وقال مسؤول في دمشق إن القوات أعادت انتشارها.", "ar", ("SY",)),
        ("وقال الناطق إن القوات الأوكرانية دخلت القرية وإن أوكرانيا أرسلت تعزيزات.", "ar", ("UA",)),
        ("القائمة المالية والنتائج جاهزة منذ الأمس.", "ar", ()),
        ("Сирийская армия отошла, заявили в Дамаске.", "ru", ("SY",)),
        ("Того не знал никто, а мали лишь дети.", "ru", ()),
        ("Українські підрозділи відійшли, повідомив речник.", "uk", ("UA",)),
        ("Suriye'nin kuzeyinde Suriyeli gruplar köye girdi.", "tr", ("SY",)),
        ("L'armée malienne est entrée dans le bourg, selon Bamako.", "fr", ("ML",)),
        ("As forças moçambicanas deixaram a aldeia.", "pt", ("MZ",)),
        ("叙利亚政府军周五撤离该镇。", "zh", ("SY",)),
        ("ミャンマー軍は金曜日に町から撤退した。", "ja", ("MM",)),
        ("የኢትዮጵያ ሰራዊት ከተማዋን ለቆ ወጣ።", "am", ("ET",)),
        ("צבא סוריה נסוג מהעיר, כך נמסר בדמשק.", "he", ("SY",)),
        ("სირია და უკრაინა", "ka", ("SY", "UA")),
    ],
)
def test_countries_are_told_in_their_language(text: str, language: str, countries: tuple[str, ...]) -> None:
    assert countries_of(text, language) == countries


def test_the_language_is_told_by_the_script_where_it_is_not_known() -> None:
    assert countries_of("انسحب الجيش السوري من البلدة.") == ("SY",)
    assert countries_of("Українські підрозділи відійшли.") == ("UA",)


def test_an_army_far_from_home_tells_no_country_in_any_language() -> None:
    assert countries_of("Російські війська зайшли в село, росіяни там досі.", "uk") == ()
    assert countries_of("Les soldats russes sont entrés au village.", "fr") == ()
