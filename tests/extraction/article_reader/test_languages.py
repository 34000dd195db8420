"""Any language and script: names are found as words, behind particles and without blanks, and in no other word."""

from __future__ import annotations

import pytest

from tests.extraction.article_reader.builders import called, ground, one, reasons, records
from tests.extraction.builders import Fields, article, assert_copied, item, names

TOLD: list[tuple[str, str, Fields]] = [
    (
        "de",
        "Kämpfer der Bewegung eroberten am Montag Tolme.",
        item("control_change", trigger="eroberten", places=["Tolme"], gained_by="Kämpfer der Bewegung"),
    ),
    (
        "ar",
        "دخلت قوات الدعم السريع الفاشر، ونفى الجيش سقوط المدينة.",
        item("control_change", trigger="دخلت", places=["الفاشر"], gained_by="قوات الدعم السريع"),
    ),
    (
        "ar",
        "وسيطر المقاتلون على مقر الفرقة بالفاشر صباح السبت.",
        item("control_change", trigger="سيطر", places=["الفاشر"], gained_by="المقاتلون"),
    ),
    (
        "ar",
        "انسحب الجيش من الجنينة والفاشر معا.",
        item("withdrawal", trigger="انسحب", places=["الفاشر"], force="الجيش"),
    ),
    (
        "he",
        "הצבא נסוג מחאן יונס בלילה.",
        item("withdrawal", trigger="נסוג", places=["חאן יונס"], force="הצבא"),
    ),
    (
        "zh",
        "提格雷武装称，其部队已攻占阿姆哈拉州的孔博勒查，并进入该市机场。",
        item("control_change", trigger="攻占", places=["孔博勒查"], gained_by="提格雷武装", within="阿姆哈拉州"),
    ),
    (
        "th",
        "กองกำลังกะเหรี่ยงยึดเมืองเมียวดีได้เมื่อวันพุธ",
        item("control_change", trigger="ยึด", places=["เมียวดี"], gained_by="กองกำลังกะเหรี่ยง", date="วันพุธ"),
    ),
    (
        "my",
        "မြဝတီမြို့ကို ကရင်တပ်များ သိမ်းပိုက်ခဲ့သည်။",
        item("control_change", trigger="သိမ်းပိုက်ခဲ့သည်", places=["မြဝတီ"], gained_by="ကရင်တပ်များ"),
    ),
    (
        "uk",
        "Війська відійшли з Авдіївки до Очеретиного.",
        item("withdrawal", trigger="відійшли", places=["Авдіївки"], force="Війська", to_place="Очеретиного"),
    ),
    (
        "ru",
        "Отряд из 40 человек перешёл на сторону армии в Зангелане.",
        item("defection", trigger="перешёл на сторону", places=["Зангелане"], who="Отряд", size="40", to_side="армии"),
    ),
    (
        "fa",
        "وزارت دفاع سقوط شهر را تکذیب کرد.",
        item("official_denial", trigger="تکذیب کرد", places=["شهر"], speaker="وزارت دفاع", claim="سقوط شهر"),
    ),
]


@pytest.mark.parametrize(("language", "text", "said"), TOLD)
def test_what_is_copied_in_any_script_is_a_record(language: str, text: str, said: Fields) -> None:
    source = article(text, language=language)
    record = one(source, said)
    assert record.doubts == ()
    assert_copied(record, source)
    copied = {name: value for name, value in said.items() if isinstance(value, str) and name not in ("kind", "denies")}
    assert names(record) == {**copied, "place": said["places"][0]}


@pytest.mark.parametrize(
    ("language", "text", "trigger", "place"),
    [
        ("en", "Rebels captured Beskville.", "captured", "Besk"),
        ("de", "Rebellen nahmen Neubesk ein.", "nahmen", "besk"),
        ("ru", "Войска взяли Зангеланский район.", "взяли", "Зангелан"),
        ("el", "Οι αντάρτες κατέλαβαν τη Μπέσκια.", "κατέλαβαν", "Μπέσκ"),
        ("ar", "سيطر المقاتلون على الفاشرية.", "سيطر", "الفاشر"),
        ("am", "አማፂዎች መቀሌን ያዙ።", "ያዙ", "መቀ"),
        ("ka", "მეამბოხეებმა აიღეს ბესკია.", "აიღეს", "ბესკ"),
        ("ko", "반군이 베스크시를 점령했다.", "점령했다", "스크"),
    ],
)
def test_no_name_is_found_inside_another_word(language: str, text: str, trigger: str, place: str) -> None:
    said = item("control_change", trigger=trigger, places=[place])
    assert reasons(article(text, language=language), said) == ["name_not_in_evidence"]


def test_an_article_in_another_language_with_what_its_words_stand_for() -> None:
    source = article(
        "سيطرت قوات حكومة الوفاق على قاعدة الوطية بعد انسحاب قوات حفتر منها.",
        "وقال المتحدث إن قواته دخلت بلدتي بدر وتيجي.",
        "ونفت القيادة العامة سقوط القاعدة.",
        language="ar",
        published="2020-05-19",
    )
    said = [
        item(
            "control_change", trigger="سيطرت", places=["قاعدة الوطية"], gained_by="قوات حكومة الوفاق", day="2020-05-18"
        ),
        item("withdrawal", trigger="انسحاب", places=["قاعدة الوطية"], force="قوات حفتر"),
        item("control_change", sentences=[1], trigger="دخلت", places=["بدر", "تيجي"], gained_by="قواته"),
        item(
            "official_denial",
            sentences=[2],
            trigger="نفت",
            places=["القاعدة"],
            speaker="القيادة العامة",
            claim="سقوط القاعدة",
        ),
    ]
    told = [
        called("قاعدة الوطية", "Al-Watiya air base"),
        called("بدر", "Badr"),
        called("تيجي", "Tiji"),
        called("قواته", "Government of National Accord forces", 1),
        called("قوات حكومة الوفاق", "Government of National Accord forces"),
        called("القاعدة", "Al-Watiya air base", 2),
    ]
    done = ground(source, *said, names=told, countries=["LY"])
    assert (done.quarantined, done.countries) == ([], ("LY",))
    for record in records(done):
        assert_copied(record, source)
        assert record.doubts == ()
    assert {record.place.name for record in records(done) if record.place} == {"Al-Watiya air base", "Badr", "Tiji"}
    *_, denial = records(done)
    assert [piece.sentence for piece in denial.evidence] == [0, 2]
