"""Names ground whatever the model made of their case, quotes and dashes, and come out as the article writes them."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.spans import Span, find, occurrences
from tests.extraction.article_reader.builders import one
from tests.extraction.builders import article, assert_grounded, item, names

ODDITIES = [
    ("Tolme-on-Sea", "Tolme–on–Sea"),
    ("Tolme–Besk", "Tolme-Besk"),
    ("Tolme—Besk", "Tolme-Besk"),
    ("Ma’arra", "Ma'arra"),
    ("Ma'arra", "Ma’arra"),
    ("Ma‘arra", "Ma'arra"),
    ("Maʼarra", "Ma'arra"),
    ("Fort “Victory”", 'Fort "Victory"'),
    ('Fort "Victory"', "Fort Victory"),
    ("Fort «Victory»", 'Fort "Victory"'),
    ("TOLME", "Tolme"),
    ("Tolme", "TOLME"),
    ("tolme", "Tolme"),
    ("Port\nSael", "Port Sael"),
    ("Port\u00a0Sael", "Port Sael"),
    ("Port  Sael", "Port Sael"),
    ("Port Sael", "  Port   Sael, "),
    ("Port Sael", "‘Port Sael’"),
    ("Camp <4>", "Camp ‹4›"),
    ("Camp [4]", "Camp (4)"),
    ("Hill 4|5", "Hill 4¦5"),
    ("C++ (north)", "C++ (north)"),
    ("Đakovica", "đakovica"),
]


@pytest.mark.parametrize(("written", "said"), ODDITIES)
def test_names_ground_to_what_is_written(written: str, said: str) -> None:
    source = article(f"Fighters entered {written} on Monday.")
    span = find(said, source.sentences)
    assert span is not None
    assert span.text(source).strip('"“”«»') == written.strip('"“”«»')
    record = one(source, item("control_change", trigger="ENTERED", places=[said], gained_by="fighters"))
    assert names(record) == {"trigger": "entered", "gained_by": "Fighters", "place": written}
    assert_grounded(record, source)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tolmegrad", "Tolme"),
        ("Tolme", "Tolmegrad"),
        ("New Tolme", "New  Tolm"),
        ("Besk", "B.sk"),
        ("Besk", ".*"),
        ("Besk", "[A-Z]esk"),
        ("Port Sael", "PortSael"),
        ("Tolme", ""),
        ("Tolme", " “” "),
        ("São Miro", "Sao Miro"),
    ],
)
def test_other_names_do_not(written: str, said: str) -> None:
    assert find(said, article(f"Fighters entered {written} on Monday.").sentences) is None


def test_same_case_counts_before_any_other_and_earlier_sentences_before_later_ones() -> None:
    source = article("The united front met the United Front.", "The United Front left.")
    span = find("United Front", source.sentences)
    assert span is not None
    assert (span.start, span.text(source)) == (source.text.index("United Front"), "United Front")
    span = find("UNITED FRONT", source.sentences)
    assert span is not None
    assert span.text(source) == "united front"


def texts(words: str, sentence: str) -> list[str]:
    """What of a sentence words are found as."""
    source = article(sentence)
    return [span.text(source) for span in occurrences(words, source.sentences[0])]


def test_every_occurrence_counts_and_words_within_words_do_not() -> None:
    source = article("They took hostages, took Besk and undertook to go.")
    (sentence,) = source.sentences
    assert [span.start for span in occurrences("took", sentence)] == [5, 20]
    assert find("took", [sentence]) == Span(sentence, 5, 9)


@pytest.mark.parametrize(
    ("sentence", "said", "found"),
    [
        # no blanks between words
        ("提格雷武装攻占孔博勒查，并进入该市机场。", "孔博勒查", ["孔博勒查"]),
        ("提格雷武装攻占孔博勒查。", "攻占", ["攻占"]),
        ("กองกำลังยึดเมืองเมียวดีได้เมื่อวันพุธ", "เมียวดี", ["เมียวดี"]),
        ("反政府武装はアレッポを制圧した。", "アレッポ", ["アレッポ"]),
        ("တပ်ဖွဲ့များသည် မြဝတီမြို့ကိုသိမ်းပိုက်ခဲ့သည်။", "မြဝတီ", ["မြဝတီ"]),
        # particles that are written together with the name
        ("اندلعت اشتباكات بالفاشر يوم السبت.", "الفاشر", ["الفاشر"]),
        ("دخلت القوات والفاشر محاصرة.", "الفاشر", ["الفاشر"]),
        ("انسحبت القوات من الفاشر وبالفاشر سكان.", "الفاشر", ["الفاشر"]),
        ("وسيطرت قوات الدعم على المدينة.", "سيطرت", ["سيطرت"]),
        ("הכוחות נכנסו לחאן יונס ובחאן יונס נמשכו הקרבות.", "חאן יונס", ["חאן יונס", "חאן יונס"]),
        # other alphabets, by whole words
        ("Войска заняли Зангелан и Зангеланский район.", "Зангелан", ["Зангелан"]),
        ("Войска заняли Зангеланский район.", "Зангелан", []),
        ("Οι αντάρτες κατέλαβαν τη Μπέσκ.", "Μπέσκ", ["Μπέσκ"]),
        ("المقاتلون في طرابلسية.", "طرابلس", []),
        ("The army left New Beskville.", "Besk", []),
        ("The army left Besk2.", "Besk", []),
    ],
)
def test_names_in_other_scripts(sentence: str, said: str, found: list[str]) -> None:
    assert texts(said, sentence) == found
