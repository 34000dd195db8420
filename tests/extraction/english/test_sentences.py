"""What a sentence states: kind, places, who, to whom it was lost, how far, when, and by whose word."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.english.sentences import is_place, statements
from conflict_extract.extraction.english.statements import Statement
from tests.extraction.english.builders import ACTORS, facts, parsed, told, where, written


def who(sentence: str, statement: Statement, *before: str) -> str | None:
    """Who acts, by the name that a pronoun stands for."""
    named = statement.agent_stands_for
    return written(sentence, statement.agent) if named is None else written(before[-named.back], named.at)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels captured Besk.", "full"),
        ("Rebels took control of Besk.", "full"),
        ("Besk fell to the rebels.", "full"),
        ("Rebels captured all of Besk.", "full"),
        ("Rebels captured the Besk airport.", "full"),
        ("Rebels captured the northern town of Besk.", "full"),
        ("Rebels captured the Orlo district.", "full"),
        ("Rebels entered Besk.", "entered"),
        ("Rebel fighters pushed into Besk.", "entered"),
        ("Rebel fighters entered the outskirts of Besk.", "entered"),
        ("Rebel fighters are inside Besk.", "entered"),
        ("Rebel fighters reached the centre of Besk.", "entered"),
        ("The army stormed Besk.", "entered"),
        ("Rebels captured parts of Besk.", "partial"),
        ("Rebels captured half of Besk.", "partial"),
        ("Rebels captured most of Besk.", "partial"),
        ("Rebels captured many areas in Besk.", "partial"),
        ("Rebels captured several buildings in Besk.", "partial"),
        ("Rebels captured two districts of Besk.", "partial"),
        ("Rebels captured the eastern part of Besk.", "partial"),
        ("Rebels captured eastern Besk.", "partial"),
        ("Rebels captured several streets in Besk.", "partial"),
        ("Rebels captured 60 per cent of Besk.", "partial"),
        ("Rebels took control of the outskirts of Besk.", "partial"),
        ("Rebels raised their flag over Besk.", None),
    ],
)
def test_how_much_of_a_place(sentence: str, expected: str | None) -> None:
    assert [each.extent for each in facts(sentence)] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The army withdrew from Besk.", "completed"),
        ("The army has left Besk.", "completed"),
        ("The army was forced to leave Besk.", "completed"),
        ("The army is withdrawing from Besk.", "under_way"),
        ("The army began to withdraw from Besk.", "under_way"),
        ("The army started withdrawing from Besk.", "under_way"),
        ("The withdrawal of the army from Besk began on Friday.", "under_way"),
        ("The army announced its withdrawal from Besk.", "announced"),
        ("The army said it would withdraw from Besk.", "announced"),
        ("The army announced that it will withdraw from Besk.", "announced"),
        ("Velka promised to withdraw its troops from Besk.", "announced"),
        ("Orlia will withdraw its troops from Besk, its president announced.", "announced"),
        ("The general ordered his troops to withdraw from Besk.", "ordered"),
        ("The general ordered the withdrawal of his troops from Besk.", "ordered"),
        ("The army announced that it had withdrawn from Besk.", "completed"),
        ("The garrison left Besk before dawn, its commander told the Upland Press.", "completed"),
    ],
)
def test_how_far_a_withdrawal_is(sentence: str, expected: str) -> None:
    assert [(each.kind, each.stage) for each in facts(sentence)] == [("withdrawal", expected)]


@pytest.mark.parametrize(
    ("sentence", "events"),
    [
        ("Besk has fallen, with government forces retreating.", ["taken", "left by government forces"]),
        ("Besk fell as government forces retreated.", ["taken", "left by government forces"]),
        ("Besk fell after the army had fled the town.", ["taken", "left by the army"]),
        ("Besk fell when two hundred soldiers defected.", ["taken", "deserted by two hundred soldiers"]),
        ("Rebels captured Besk after the army withdrew.", ["taken by Rebels", "left by the army"]),
        ("Rebels drove the army out of Besk.", ["taken by Rebels"]),
        ("The army was driven out of Besk.", ["taken"]),
        ("Rebels swept through the north, ousting the army from Besk.", ["taken by Rebels"]),
        ("The army was forced out of Besk by the rebels.", ["taken by the rebels"]),
        ("The army lost Besk.", ["taken"]),
        ("Besk was lost when the army fled.", ["taken", "left by the army"]),
        ("The army, driven from Tolme by rebels, retook Besk.", ["taken by rebels", "taken by The army"]),
        ("The army surrendered Besk to the rebels.", ["taken by the rebels"]),
        ("The army handed Besk over to the rebels and withdrew.", ["taken by the rebels", "left by The army"]),
    ],
)  # fmt: skip
def test_the_taker_is_never_who_was_driven_out(sentence: str, events: list[str]) -> None:
    said = {"control_change": "taken", "withdrawal": "left", "defection": "deserted"}
    found = sorted(facts(sentence), key=lambda each: each.trigger)
    named = [(said[each.kind], who(sentence, each)) for each in found]
    assert [word if name is None else f"{word} by {name}" for word, name in named] == events


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels drove the army out of Besk.", "the army"),
        ("The army was driven out of Besk by rebels.", "The army"),
        ("The army cleared rebels from Besk.", "rebels"),
        ("The army lost Besk to the rebels.", "The army"),
        ("Rebels captured Besk from the army.", "the army"),
        ("The army handed over Besk to the rebels.", "The army"),
        ("The army, which had held out for weeks, lost Besk.", "The army"),
        ("Rebels captured Besk.", None),
        ("Rebels captured Besk from the north.", None),
        ("Rebels captured the road from Tolme.", None),
    ],
)
def test_who_lost_a_place(sentence: str, expected: str | None) -> None:
    assert [written(sentence, each.loser) for each in facts(sentence)] == [expected]


_BEFORE: list[tuple[list[str], str | None, list[str]]] = [
    (["The rebels attacked Besk on Friday.", "They took it at dawn."], "The rebels", ["Besk"]),
    (["The rebels attacked Besk on Friday.", "They took the town."], "The rebels", ["Besk"]),
    (["The rebels said they had captured Besk."], "The rebels", ["Besk"]),
    (["The army attacked Besk.", "It has retaken the city."], "The army", ["Besk"]),
    (["“We have taken Besk,” a rebel commander said."], "a rebel commander", ["Besk"]),
    (["“We have taken Besk.”"], None, ["Besk"]),
    (["Heavy fighting shook Besk.", "The rebels captured the town."], "The rebels", ["Besk"]),
    (["The soldiers in Tolme were few.", "They have left."], "The soldiers in Tolme", []),
    (["Rebels besieged the Orlo airbase near Besk.", "They captured the base."], "Rebels", ["Orlo airbase"]),
    (["They took Besk."], None, ["Besk"]),
    (["“They took Besk,” an officer said."], None, ["Besk"]),
    (["Residents said the rebels had entered Besk.", "They took it in an hour."], "the rebels", ["Besk"]),
    (["The town of Besk lies on the river.", "It fell to the army."], "the army", ["Besk"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentences", "actor", "places"), _BEFORE, ids=[" ".join(each[0]) for each in _BEFORE])
def test_who_and_where_by_the_sentences_before(sentences: list[str], actor: str | None, places: list[str]) -> None:
    *before, sentence = sentences
    (found,) = facts(*sentences)
    assert (who(sentence, found, *before), where(sentence, found, *before)) == (actor, places)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Besk was attacked by rebels.", "They took the town."],
        ["The army was driven out of Besk by the rebels.", "They took Tolme, too."],
    ],
    ids=" ".join,
)
def test_they_are_no_place_and_not_who_was_driven_out(sentences: list[str]) -> None:
    before, sentence = sentences
    assert [who(sentence, each, before) for each in facts(*sentences)] in (["rebels"], ["the rebels"])


@pytest.mark.parametrize(
    "sentences",
    [
        ["The families packed their bags.", "They left Besk."],
        ["Thousands of residents were afraid.", "They fled Besk."],
        ["They left Besk."],
        ["He left Besk."],
        ["The ambassador gave a speech.", "He left Besk on Friday."],
        ["“We left Besk last night,” Omar Kane, a shopkeeper, said."],
        ["“We left Besk last night,” a resident said."],
    ],
    ids=" ".join,
)
def test_civilians_and_nobody_withdraw(sentences: list[str]) -> None:
    assert facts(*sentences) == []


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The army said rebels captured Besk.", "The army"),
        ("Rebels captured Besk, an official said.", "an official"),
        ("According to residents, rebels captured Besk.", "residents"),
        ("Rebels captured Besk, a member of the council told the Upland Press.", "a member of the council"),
        ("“Rebels captured Besk,” said the governor.", "the governor"),
        ("Rebels captured Besk.", None),
    ],
)
def test_who_says_so(sentence: str, speaker: str | None) -> None:
    assert [written(sentence, each.said_by) for each in facts(sentence)] == [speaker]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The army withdrew from Besk to Tolme.", "Tolme"),
        ("The army retreated from Besk towards Tolme.", "Tolme"),
        ("The army withdrew from Besk to save lives.", None),
        ("The army withdrew from Besk.", None),
    ],
)
def test_where_a_force_went(sentence: str, expected: str | None) -> None:
    assert [written(sentence, each.to_place) for each in facts(sentence)] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Soldiers in Besk defected to the rebels.", ["Besk"]),
        ("Two soldiers of the Besk garrison defected to the rebels.", []),
        ("Two soldiers defected to the rebels in Tolme.", ["Tolme"]),
        ("Two soldiers defected to the rebels.", []),
    ],
)
def test_where_people_defected(sentence: str, expected: list[str]) -> None:
    assert [where(sentence, each) for each in facts(sentence)] == [expected]


def test_who_breaks_with_some_and_joins_others_defects_once() -> None:
    sentence = "Colonel Dorn said that he had broken with the regime and joined the rebels."
    (one,) = facts(sentence)
    assert (written(sentence, one.source), written(sentence, one.to)) == ("the regime", "the rebels")


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Rebels plan to capture Besk.", "not_stated_as_fact"),
        ("Rebels did not capture Besk.", "negated"),
        ("If rebels capture Besk, the army will leave.", "not_stated_as_fact"),
        ("Have rebels captured Besk?", "not_stated_as_fact"),
    ],
)
def test_what_is_no_fact_says_why(sentence: str, reason: str) -> None:
    assert {each.reason for each in told(sentence)} == {reason}


@pytest.mark.parametrize(
    ("sentence", "place", "trigger", "expected"),
    [
        ("Rebels captured Besk and Tolme.", "Tolme", "captured", True),
        ("Rebels captured Besk and attacked Tolme.", "Tolme", "captured", False),
        ("Rebels captured ten rifles.", "rifles", "captured", False),
        ("Rebels captured Besk.", "Rebels", "captured", False),
        ("Rebels captured the town.", "town", "captured", False),
        ("Rebels captured Besk, which lies near Tolme.", "Tolme", "captured", False),
    ],
)
def test_whether_words_that_a_model_names_are_a_place_of_a_statement(
    sentence: str, place: str, trigger: str, expected: bool
) -> None:
    _, here = statements(parsed(sentence), ACTORS)
    words, verb = ((sentence.index(each), sentence.index(each) + len(each)) for each in (place, trigger))
    assert is_place(here, words, verb, ACTORS) is expected


@pytest.mark.parametrize(
    ("sentence", "worth"),
    [
        ("Rebels captured Besk, and in the north Tolme.", True),
        ("The army retreated after rebels attacked it in Tolme.", True),
        ("Rebels captured Besk and Tolme.", False),
        ("Rebels captured Besk, and clashes were reported in Tolme.", False),
        ("The army retreated, a spokesman in Tolme said.", False),
    ],
)
def test_a_place_that_may_be_one_more_of_an_event_or_its_only_one_is_worth_a_question(
    sentence: str, worth: bool
) -> None:
    assert [each.names_more for each in facts(sentence)] == [worth]


def _fields(statement: Statement) -> dict[str, Any]:
    return {name: getattr(statement, name) for name in ("kind", "reason", "extent", "stage", "denies")}


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("Rebels captured Besk on Friday.", "Rebels captured #Besk on Friday."),
        ("Rebels captured Besk on Friday.", "Rebels captured “Besk” on Friday."),
        ("Rebels captured Besk on Friday.", "09:15 BESK, Velkia (Upland Press) — Rebels captured Besk on Friday."),
        ("The army recaptured Besk on Friday.", "The army re-captured Besk on Friday."),
        ("Rebels captured Besk after soldiers fled.", "REBELS CAPTURED BESK AFTER SOLDIERS FLED."),
    ],
)
def test_marks_and_what_stands_before_change_nothing_but_the_offsets(plain: str, marked: str) -> None:
    assert [_fields(each) for each in told(marked)] == [_fields(each) for each in told(plain)]
    assert [_fields(each) for each in told(plain)] != []


def test_the_spans_of_a_statement_are_all_its_phrases() -> None:
    sentence = "The army said on Friday that it had withdrawn from Besk to Tolme."
    (found,) = facts(sentence)
    assert {written(sentence, each) for each in found.spans()} == {"The army", "Besk", "Tolme", "Friday"}
    before, sentence = "Rebels attacked Besk.", "They took the town."
    (found,) = facts(before, sentence)
    assert {written(sentence, each) for each in found.spans()} == {"They", "town"}
