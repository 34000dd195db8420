"""Names ground whatever the model made of their case, quotes and dashes, and come out as the article writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.extraction.spans import Span, find, occurrences, plain, without_ending
from conflict_extract.schema import Sentence
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
        # with and without marks that may be left out; composed and decomposed
        ("غادر الجيش إدلبَ والرقّة.", "ادلب", ["إدلبَ"]),
        ("غادر الجيش إدلبَ والرقّة.", "الرقة", ["الرقّة"]),
        ("انسحب الجيش للقنيطرة.", "القنيطرة", ["للقنيطرة"]),
        ("הצבא עזב את חֵיפָה.", "חיפה", ["חֵיפָה"]),
        ("Rebels took S\u030cid and Z\u030cepa.", "Šid", ["S\u030cid"]),
        ("Rebels took Šid and Žepa.", "Z\u030cepa", ["Žepa"]),
        ("Rebels took Sid\u030c.", "Sid", []),
        # particles of Amharic
        ("ሰራዊቱ ከመቀሌ ወጣ።", "መቀሌ", ["መቀሌ"]),
        ("ሰራዊቱ ከመቀሌዎች ወጣ።", "መቀሌ", []),
        # endings of the Slavs
        ("Росіяни підійшли до Харкова і вийшли з Авдіївки.", "Авдіївка", ["Авдіївки"]),
        ("Росіяни підійшли до Харкова і вийшли з Авдіївки.", "Харків", ["Харкова"]),
        ("Бої точаться в Авдіївці та Попасній.", "Авдіївка", ["Авдіївці"]),
        ("Бої точаться в Авдіївці та Попасній.", "Попасна", ["Попасній"]),
        ("Бої у Великій Новосілці.", "Велика Новосілка", ["Великій Новосілці"]),
        ("Армия отошла к Орлу.", "Орёл", ["Орлу"]),
        ("Армия оставила Хамадан.", "Хама", []),
        ("Бои идут в Луганской области.", "Луганск", []),
        ("Бои идут в Луганской области.", "Луганская область", ["Луганской области"]),
    ],
)
def test_names_in_other_scripts(sentence: str, said: str, found: list[str]) -> None:
    assert texts(said, sentence) == found


@pytest.mark.parametrize(
    ("language", "sentence", "said", "found"),
    [
        ("pl", "Wojska wkroczyły do Bachmutu pod Donieckiem.", "Bachmut", ["Bachmutu"]),
        ("hr", "Vojska se povukla iz Srebrenice prema Tuzli.", "Srebrenica", ["Srebrenice"]),
        ("tr", "Birlikler Humus kentinden çekildi.", "Humus kenti", ["Humus kentinden"]),
        ("tr", "Birlikler Humuslulardan çekildi.", "Humus", []),
        ("en", "The army left Roma for Tuzli.", "Rome", []),
        (None, "The army left Roma for Tuzli.", "Tuzla", []),
    ],
)
def test_endings_in_latin_letters_are_those_of_the_language(
    language: str | None, sentence: str, said: str, found: list[str]
) -> None:
    source = article(sentence)
    spans = occurrences(said, source.sentences[0], language)
    assert [span.text(source) for span in spans] == found
    assert {span.said for span in spans} <= {said}


@pytest.mark.parametrize(
    ("language", "sentence", "said", "found"),
    [
        ("tr", "Ordu Hama'dan ve İdlib’den çekildi.", "Hama'dan", "Hama"),
        ("tr", "Ordu Hama'dan ve İdlib’den çekildi.", "İdlib’den", "İdlib"),
        ("tr", "Ordu Qal'at şehrinden çekildi.", "Qal'at", "Qal'at"),
        ("en", "The army left Hama'dan.", "Hama'dan", "Hama'dan"),
    ],
)
def test_ending_behind_an_apostrophe_is_no_part_of_a_turkish_name(
    language: str, sentence: str, said: str, found: str
) -> None:
    source = article(sentence)
    (span,) = occurrences(said, source.sentences[0], language)
    assert without_ending(span, source.text, language).text(source) == found


@given(
    st.lists(
        st.from_regex("[aAeřЖяبָא戈မኣ][\u030cаʼ\u064eـb\ud800\u05b0]{0,3}[aяبאኣ]", fullmatch=True),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 7),
    st.integers(1, 3),
)
def test_words_copied_out_of_a_text_are_found_in_it(words: list[str], start: int, length: int) -> None:
    text, said = " ".join(words), " ".join(words[start : start + length])
    spans = occurrences(said, Sentence(number=0, start=0, end=len(text), text=text))
    assert bool(spans) == bool(plain(said))
    for span in spans:
        assert plain(text[span.start : span.end]).casefold() == plain(said).casefold()


@pytest.mark.parametrize("unit", ["戈马", "e\u0301", "\u0628\u064e", "Ж", "\u202eאב\u202c", "a'"])
def test_long_names_and_texts_without_a_blank(unit: str) -> None:
    source = article(f"The army left {unit * 100_000} behind.")
    for said in (unit * 5_000, unit * 100_000, "Besk", "Жя" * 5_000, "ال" + unit * 5_000):
        for sentence in source.sentences:
            for span in occurrences(said, sentence, "uk"):
                assert plain(span.text(source)).casefold() == plain(said).casefold()
