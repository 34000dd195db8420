from __future__ import annotations

import pytest

from conflict_extract.evaluation.matching import actor_right, agrees, cites, fold, match, same

from .builders import record, row


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("As-Suwayda Governorate", ("suwayda",)),
        ("Sa'an al-Aswad", ("saan", "aswad")),
        ("Sa’an al‑Aswad", ("saan", "alaswad")),
        ("Deir ez-Zor", ("deir", "ez", "zor")),
        ("Müllheim", ("mullheim",)),
        ("the city", ("the", "city")),
        ("Київ", ("київ",)),
        ("الرستن", ("الرستن",)),
        ("—", ()),
        ("", ()),
    ],
)
def test_fold(text: str, words: tuple[str, ...]) -> None:
    assert fold(text) == words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Daraa city", "Daraa", True),
        ("Free Syrian Army", "Free Syria Army", False),
        ("border crossing", "Nasib border crossing", True),
        ("Homs", "outskirts of Homs", True),
        ("Homs", "last village on the outskirts of Homs", False),
        ("Київ", "київ", True),
        ("Київ", "Львів", False),
        (None, "Homs", False),
        ("", "", False),
    ],
)
def test_same(one: str | None, other: str, expected: bool) -> None:
    assert same(one, other) is expected
    assert same(other, one) is expected


def test_control_changes_and_withdrawals_agree_by_place_within_their_kind() -> None:
    assert agrees(record(1, place="Daraa city"), row())
    assert not agrees(record(1, place="Homs"), row())
    assert not agrees(record(1, "withdrawal"), row())
    assert agrees(record(1, "withdrawal"), row("withdrawal"))


def test_defections_agree_by_place_or_by_who() -> None:
    gold = row("defection", place=["Homs"], who=["soldiers"])
    assert agrees(record(1, "defection", who="dozens", place="Homs"), gold)
    assert agrees(record(1, "defection", who="soldiers", place="Hama"), gold)
    assert not agrees(record(1, "defection", who="dozens", place="Hama"), gold)
    assert not agrees(record(1, "defection", who="dozens"), gold)


def test_denials_agree_by_speaker_and_by_place_where_both_have_one() -> None:
    gold = row("official_denial", place=["Homs"], denies="withdrawal")
    assert agrees(record(1, "official_denial"), gold)
    assert agrees(record(1, "official_denial", place="Homs"), gold)
    assert agrees(record(1, "official_denial", place="Hama", denies="withdrawal"), gold)
    assert not agrees(record(1, "official_denial", place="Hama", denies="defection"), gold)
    assert not agrees(record(1, "official_denial", speaker="Reuters"), gold)


def test_cites_ignores_line_breaks_and_takes_either_as_part_of_the_other() -> None:
    assert cites(record(1, evidence="Rebels took\n  Daraa."), row(evidence=["took Daraa"]))
    assert cites(record(1, evidence="took Daraa"), row(evidence=["Rebels took Daraa on Friday"]))
    assert not cites(record(1, evidence="Rebels took Homs."), row(evidence=["took Daraa"]))


def test_the_actor_may_say_more_than_the_gold_but_not_less() -> None:
    gold = row(gained_by=["armed opposition"])
    assert actor_right(record(1, gained_by="southern operations room of the armed opposition"), gold)
    assert not actor_right(record(1, gained_by="rebels"), gold)
    assert not actor_right(record(1, gained_by=None), gold)
    assert actor_right(record(1, gained_by=None), row(gained_by=[]))


def test_the_cited_passage_decides_between_namesakes_then_the_actor_then_who_comes_first() -> None:
    gold = [
        row(event="one", evidence=["first passage"], gained_by=["army"]),
        row(event="two", evidence=["second passage"], gained_by=["rebels"]),
    ]
    ids = ["a0", "a0"]
    assert match(gold, ids, [record(1, evidence="second passage")]).finder == {1: 0}
    assert match(gold, ids, [record(1, evidence="elsewhere", gained_by="rebels")]).finder == {1: 0}
    assert match(gold, ids, [record(1, evidence="elsewhere", gained_by="militia")]).finder == {0: 0}
    both = [record(1, evidence="elsewhere", gained_by=None), record(2, place="the city of Daraa", gained_by=None)]
    assert match(gold, ids, both).finder == {0: 0}, "folded alike, they are one record"
    both[1] = record(2, place="center of Daraa outskirts", gained_by=None)
    assert match(gold, ids, both).finder == {0: 0, 1: 1}


def test_repeats_optional_rows_and_other_articles_count_neither_way() -> None:
    gold = [row(), row(place=["Homs"], optional=True), row(place=["Hama"])]
    records = [record(1), record(2), record(3, place="Homs"), record(4, place="Hama", article="a1")]
    found = match(gold, ["a0", "a0", "a0"], records)
    assert found.finder == {0: 0}
    assert found.repeats == {1: 0}
    assert found.optional == {2: 1}
    assert found.spurious == [3]


def test_a_repeat_goes_with_the_row_of_its_twin_where_it_could() -> None:
    gold = [row(evidence=["first passage"]), row(evidence=["second passage"])]
    records = [record(1, evidence="second passage"), record(2, evidence="neither")]
    assert match(gold, ["a0", "a0"], records).repeats == {1: 1}
    records = [record(1, evidence="first passage"), record(2, evidence="second passage")]
    assert match(gold, ["a0", "a0"], records).repeats == {1: 1}
