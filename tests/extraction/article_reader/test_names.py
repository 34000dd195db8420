"""What words stand for, as a strong model tells it: English names, and the names behind "the city" and "they"."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.article_reader.windows import whole_windows
from conflict_extract.schema import Actor, ControlChange, Defection, Record, Withdrawal
from tests.extraction.article_reader.builders import answered, called, finished, ground, one, records
from tests.extraction.builders import Fields, article, assert_copied, assert_grounded, item


def change(*places: str, gained_by: str | None = None, **more: Any) -> Fields:
    return item("control_change", **{"trigger": "captured", "places": list(places), "gained_by": gained_by, **more})


def place(record: Record) -> tuple[str, str]:
    assert record.place is not None
    return record.place.text, record.place.name


def actor(record: Record) -> Actor:
    assert isinstance(record, ControlChange)
    assert record.gained_by is not None
    return record.gained_by


def numbers(record: Record) -> list[int]:
    return [piece.sentence for piece in record.evidence]


# -- English names ---------------------------------------------------------------------------------------------------


def test_a_name_in_another_script_has_its_english_name_and_keeps_its_own_words() -> None:
    source = article(
        "Азербайджанская армия взяла Зангелан, а отряды самообороны отошли к Кубатлы, сообщили в Баку.", language="ru"
    )
    names = [
        called("Азербайджанская армия", "Azerbaijani army"),
        called("Зангелан", "Zangilan"),
        called("Кубатлы", "Qubadli"),
        called("отряды самообороны", "self-defence units"),
        called("Баку", "Baku"),
    ]
    taken = change("Зангелан", trigger="взяла", gained_by="Азербайджанская армия", source="Баку")
    left = item("withdrawal", trigger="отошли", places=["Зангелан"], force="отряды самообороны", to_place="Кубатлы")
    first, second = sorted(records(ground(source, taken, left, names=names)), key=lambda record: record.kind)
    assert place(first) == ("Зангелан", "Zangilan")
    assert (actor(first).text, actor(first).name) == ("Азербайджанская армия", "Azerbaijani army")
    assert first.source.text == "Баку"
    assert isinstance(second, Withdrawal)
    assert second.to_place is not None
    assert (second.to_place.text, second.to_place.name) == ("Кубатлы", "Qubadli")
    for record in (first, second):
        assert record.doubts == ()
        assert numbers(record) == [0]
        assert_copied(record, source)


def test_a_number_in_words_is_read_by_its_english_words() -> None:
    source = article("Une quarantaine de gendarmes ont rejoint la coalition à Bambari.", language="fr")
    said = item("defection", trigger="ont rejoint", places=["Bambari"], who="gendarmes", size="Une quarantaine")
    record = one(source, said, names=[called("Une quarantaine", "about forty")])
    assert isinstance(record, Defection)
    assert record.size is not None
    assert (record.size.text, record.size.min, record.size.max) == ("Une quarantaine", 40, 40)
    villages = article("Les rebelles ont pris cinq villages.", language="fr")
    taken = one(villages, change("cinq villages", trigger="pris"), names=[called("cinq villages", "five villages")])
    assert taken.place is not None
    assert (taken.place.text, taken.place.count, taken.place.type) == ("cinq villages", 5, "village")


def test_a_part_of_a_place_stays_a_part_by_its_english_name() -> None:
    source = article("المتمردون سيطروا على الأحياء الشرقية من الفاشر.", language="ar")
    names = [called("الأحياء الشرقية من الفاشر", "eastern districts of El Fasher")]
    record = one(source, change("الأحياء الشرقية من الفاشر", trigger="سيطروا"), names=names)
    assert place(record) == ("الأحياء الشرقية من الفاشر", "eastern districts of El Fasher")
    assert record.place is not None
    assert record.place.type == "area"


@pytest.mark.parametrize("text", ["ЗАНГЕЛАН", " Зангелан ", "«Зангелан»", "Зангелан."])
def test_names_are_known_whatever_their_case_and_the_signs_around_them(text: str) -> None:
    source = article("Армия взяла Зангелан.", language="ru")
    record = one(source, change("Зангелан", trigger="взяла"), names=[called(text, "Zangilan")])
    assert place(record) == ("Зангелан", "Zangilan")


@pytest.mark.parametrize(
    ("text", "written", "copied"),
    [
        ("Війська взяли Слов’янськ.", "Слов’янськ", "Слов'янськ"),
        ("Війська взяли Слов'янськ.", "Слов'янськ", "Слов’янськ"),
        ("Силы взяли Нью–Йорк.", "Нью–Йорк", "Нью-Йорк"),
        ("Силы взяли базу «Альфа».", "базу «Альфа»", "базу «Альфа»"),
        ("Силы взяли базу «Альфа» под Бесском.", "базу «Альфа» под Бесском", 'базу "Альфа" под Бесском'),
        ("Силы взяли Зан\u00adгелан.", "Зан\u00adгелан", "Зангелан"),
        ("Силы взяли Усть\nКут.", "Усть\nКут", "Усть Кут"),
    ],
)
def test_a_name_is_known_however_the_model_wrote_its_signs(text: str, written: str, copied: str) -> None:
    source = article(text, language="uk")
    trigger = text.split()[1]
    record = one(source, change(copied, trigger=trigger), names=[called(copied, "Alpha")])
    assert place(record) == (written, "Alpha")


def test_a_name_that_is_its_own_name_says_nothing() -> None:
    record = one(
        "Rebels captured Besk.",
        change("Besk", gained_by="Rebels"),
        names=[called("Besk", "BESK"), called("Rebels", "")],
    )
    assert (place(record), actor(record).name, record.doubts) == (("Besk", "Besk"), "Rebels", ())


def test_an_actor_that_the_tables_know_is_known_by_its_english_name() -> None:
    source = article("قوات الدعم السريع سيطرت على المدينة.", language="ar")
    said = change("المدينة", trigger="سيطرت", gained_by="قوات الدعم السريع")
    assert (
        actor(one(source, said, names=[called("قوات الدعم السريع", "Rapid Support Forces")])).id
        == "rapid_support_forces"
    )


def test_a_name_that_the_tables_know_for_another_is_a_doubt() -> None:
    source = article("Taliban fighters captured Besk.", language="fr")
    record = one(
        source,
        change("Besk", gained_by="Taliban fighters"),
        names=[called("Taliban fighters", "Rapid Support Forces")],
    )
    assert record.doubts == ("name_contradicted",)


@pytest.mark.parametrize(
    ("text", "name", "named"),
    [
        ("Besk", "Bessk", "Bessk"),  # another spelling
        ("Besk", "Tolme", "Tolme"),  # which the article names as well
        ("the MG", "Maroon Guard", "Maroon Guard"),
        ("MG", "Maroon Guard Forces of Nowhere", "MG"),
        ("Besk", "Klay", "Besk"),
    ],
)
def test_an_english_article_names_what_it_is_said_to_name(text: str, name: str, named: str) -> None:
    source = article(f"Rebels of the Maroon Guard captured {text} near Tolme.")
    record = one(source, change(text), names=[called(text, name)])
    assert place(record)[1] == named
    assert ("name_not_in_text" in record.doubts) == (named == text)


# -- what words stand for --------------------------------------------------------------------------------------------


def test_they_are_who_the_model_says_they_are() -> None:
    source = article("The Maroon Guard and the Red Band marched.", "They captured Besk.")
    said = change("Besk", gained_by="They", sentences=[1])
    unknown = one(source, said)
    assert (actor(unknown).text, actor(unknown).name, numbers(unknown)) == ("They", "They", [1])
    for name in ("Maroon Guard", "Red Band"):
        record = one(source, said, names=[called("They", name, 1)])
        assert (actor(record).text, actor(record).name) == ("They", name)
        assert numbers(record) == [0, 1]
        assert record.doubts == ()
        assert_grounded(record, source)


def test_the_city_is_another_in_another_sentence() -> None:
    source = article(
        "The rebels besieged Besk, and Harn was quiet.",
        "They captured the city on Friday.",
        "Then they captured the city on the coast.",
    )
    names = [called("the city", "Besk", 1), called("the city", "Harn", 2)]
    said = [change("the city", sentences=[number]) for number in (1, 2)]
    first, second = records(ground(source, *said, names=names))
    assert (place(first), place(second)) == (("the city", "Besk"), ("the city", "Harn"))
    assert (numbers(first), numbers(second)) == ([0, 1], [0, 2])
    assert (first.doubts, second.doubts) == ((), ())
    assert first.id != second.id


def test_what_words_stand_for_in_one_sentence_they_do_not_in_another() -> None:
    source = article("The rebels took Besk.", "They captured the city.", "They captured the city again.")
    record = one(source, change("the city", sentences=[2]), names=[called("the city", "Besk", 1)])
    assert place(record) == ("the city", "city")


def test_a_stand_in_may_be_explained_by_another_sentence_that_is_cited() -> None:
    source = article("The rebels took Besk.", "They captured the city.", "They captured the city again.")
    record = one(source, change("the city", sentences=[2, 1]), names=[called("the city", "Besk", 1)])
    assert place(record) == ("the city", "Besk")


def test_what_a_stand_in_stands_for_may_be_named_only_later_or_in_the_title() -> None:
    source = article("They captured the city.", "Rain fell.", "Besk has 9,000 people.")
    record = one(source, change("the city"), names=[called("the city", "Besk", 0)])
    assert (place(record), numbers(record), record.doubts) == (("the city", "Besk"), [0, 2], ())
    source = article("They captured the city.", title="Fall of Besk")
    record = one(source, change("the city"), names=[called("the city", "Besk", 0)])
    assert (place(record), numbers(record), record.doubts) == (("the city", "Besk"), [0], ())


def test_the_nearest_sentence_that_names_it_is_evidence() -> None:
    source = article("Besk is quiet.", "Besk burned.", "Rain fell.", "They captured the city.", "Besk fell.")
    record = one(source, change("the city", sentences=[3]), names=[called("the city", "Besk", 3)])
    assert numbers(record) == [1, 3]


@pytest.mark.parametrize("place_name", ["Ossery", "Upper Ossery"])
def test_a_name_that_is_nowhere_in_the_text_is_not_taken_for_a_stand_in(place_name: str) -> None:
    source = article("The rebels took Besk.", "They captured the city.")
    record = one(
        source,
        change("the city", gained_by="They", sentences=[1]),
        names=[called("the city", place_name, 1), called("They", "Blue Band", 1)],
    )
    assert place(record) == ("the city", "city")
    assert actor(record).name == "They"
    assert record.doubts == ("name_not_in_text",)
    assert numbers(record) == [1]


def test_a_stand_in_in_another_language_is_named_by_its_own_spelling() -> None:
    source = article("Армия взяла Зангелан.", "Отряды отошли из города.", language="ru")
    left = item("withdrawal", trigger="отошли", places=["города"], force="Отряды", sentences=[1])
    names = [called("Зангелан", "Zangilan"), called("города", "Zangilan", 1)]
    record = one(source, left, names=names)
    assert (place(record), numbers(record), record.doubts) == (("города", "Zangilan"), [0, 1], ())


def test_a_name_of_several_words_is_found_by_one_of_them_in_english() -> None:
    source = article("General Idris Kane's Maroon Guard marched.", "They captured Besk.")
    record = one(source, change("Besk", gained_by="They", sentences=[1]), names=[called("They", "Kane forces", 1)])
    assert (actor(record).name, numbers(record), record.doubts) == ("Kane forces", [0, 1], ())


# -- several windows -------------------------------------------------------------------------------------------------


def test_what_two_windows_call_differently_is_called_by_the_first_and_disputed() -> None:
    source = article("Войска взяли Зангелан.", "Войска взяли Зангелан снова.", language="ru")
    one_window, another = whole_windows(source, 1)
    said = [change("Зангелан", trigger="взяли", sentences=[number]) for number in (0, 1)]
    done = finished(
        [
            answered(one_window, said[0], names=[called("Зангелан", "Zangilan")]),
            answered(another, said[1], names=[called("Зангелан", "Zangelan")]),
        ]
    )
    assert [place(record) for record in records(done)] == [("Зангелан", "Zangilan")] * 2
    assert [record.doubts for record in records(done)] == [("name_disputed",)] * 2


def test_what_two_windows_call_alike_is_not_disputed() -> None:
    source = article("Войска взяли Зангелан.", "Войска взяли Зангелан снова.", language="ru")
    said = [change("Зангелан", trigger="взяли", sentences=[number]) for number in (0, 1)]
    readings = [
        answered(window, each, names=[called("Зангелан", name)])
        for window, each, name in zip(whole_windows(source, 1), said, ("Zangilan", "ZANGILAN"), strict=True)
    ]
    assert [record.doubts for record in records(finished(readings))] == [(), ()]


def test_nothing_of_one_article_is_known_in_another() -> None:
    sources = [
        article("Войска взяли Зангелан.", language="ru"),
        article("Войска взяли Зангелан.", "Да.", language="ru"),
    ]
    said = change("Зангелан", trigger="взяли")
    first = records(ground(sources[0], said, names=[called("Зангелан", "Zangilan")]))
    second = records(ground(sources[1], said))
    assert [place(record)[1] for record in (*first, *second)] == ["Zangilan", "Зангелан"]


def test_they_are_nobody_of_whom_the_article_names_a_part_only() -> None:
    source = article("The Syrian government shelled Tarn.", "They captured Besk.")
    record = one(source, change("Besk", sentences=[1], gained_by="They"), names=[called("They", "Free Syrian Army", 1)])
    assert (actor(record).name, record.doubts) == ("They", ("name_not_in_text",))


def test_a_sentence_that_does_not_hold_the_words_is_not_meant() -> None:
    source = article("The Maroon Guard marched.", "They captured Besk.")
    record = one(source, change("Besk", sentences=[1], gained_by="They"), names=[called("They", "Maroon Guard", 0)])
    assert actor(record).name == "Maroon Guard"


def test_what_the_city_is_in_one_window_it_need_not_be_in_another() -> None:
    source = article("Rebels captured Besk.", "They held the city.", "The army reached Tarn.", "It retook the city.")
    first, second = whole_windows(source, 2)
    readings = [
        answered(first, change("the city", sentences=[1], trigger="held"), names=[called("the city", "Besk")]),
        answered(second, change("the city", sentences=[3], trigger="retook")),
    ]
    assert [place(record) for record in records(finished(readings))] == [("the city", "Besk"), ("the city", "city")]
