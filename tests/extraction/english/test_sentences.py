"""What a sentence states: kind, places, who, to whom it was lost, how far, when, and by whose word."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract.extraction.english.parser import parse
from conflict_extract.extraction.english.sentences import Statement, is_place, statements
from tests.extraction.english.builders import ACTORS, facts, parsed, told, written


def who(sentence: str, statement: Statement, *before: str) -> str | None:
    """Who acts, by the name that a pronoun stands for."""
    named = statement.agent_stands_for
    return written(sentence, statement.agent) if named is None else written(before[-named.back], named.at)


def where(sentence: str, statement: Statement, *before: str) -> list[str | None]:
    """The places, by the names that short forms stand for."""
    return [
        written([*before, sentence][-1 - (named.back if named is not None else 0)], named.at if named else at)
        for at, named, _ in statement.places
    ]


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


_BEFORE: list[tuple[list[str], str, list[str]]] = [
    (["The rebels attacked Besk on Friday.", "They took it at dawn."], "The rebels", ["Besk"]),
    (["The rebels attacked Besk on Friday.", "They took the town."], "The rebels", ["Besk"]),
    (["The rebels said they had captured Besk."], "The rebels", ["Besk"]),
    (["The army attacked Besk.", "It has retaken the city."], "The army", ["Besk"]),
    (["“We have taken Besk,” a rebel commander said."], "a rebel commander", ["Besk"]),
    (["“We have taken Besk.”"], "We", ["Besk"]),
    (["Heavy fighting shook Besk.", "The rebels captured the town."], "The rebels", ["Besk"]),
    (["The soldiers in Tolme were few.", "They have left."], "The soldiers in Tolme", []),
    (["Rebels besieged the Orlo airbase near Besk.", "They captured the base."], "Rebels", ["Orlo airbase near Besk"]),
    (["They took Besk."], "They", ["Besk"]),
    (["“They took Besk,” an officer said."], "They", ["Besk"]),
    (["Residents said the rebels had entered Besk.", "They took it in an hour."], "the rebels", ["Besk"]),
    (["The town of Besk lies on the river.", "It fell to the army."], "the army", ["Besk"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentences", "actor", "places"), _BEFORE, ids=[" ".join(each[0]) for each in _BEFORE])
def test_who_and_where_by_the_sentences_before(sentences: list[str], actor: str, places: list[str]) -> None:
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
    assert [who(sentence, each, before) for each in facts(*sentences)] in (["rebels"], ["the rebels"], ["They"])


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
    ("sentence", "days"),
    [
        ("Rebels captured Besk on Friday.", ["Friday"]),
        ("On 3 May rebels captured Besk.", ["3 May"]),
        ("Rebels captured Besk.", [None]),
        ("Besk, which rebels captured last year, has been retaken by the army.", ["last year", None]),
        ("Rebels captured Besk on Friday and the army left Tolme on Saturday.", ["Friday", "Saturday"]),
        ("The army, which left Tolme in March, retook Besk on Friday.", ["in March", "Friday"]),
        ("Rebels who had captured Besk in 2011 left it on Monday.", ["in 2011", "Monday"]),
    ],
)
def test_the_day_is_that_of_its_own_clause(sentence: str, days: list[str | None]) -> None:
    assert [
        written(sentence, each.day and each.day.at) for each in sorted(facts(sentence), key=lambda each: each.trigger)
    ] == days


@pytest.mark.parametrize(
    ("sentence", "earlier"),
    [
        ("Rebels had captured Besk.", True),
        ("The army shelled Besk, which rebels had captured.", True),
        ("Rebels captured Besk.", False),
        ("The army said rebels had captured Besk.", False),
        ("Rebels have captured Besk.", False),
    ],
)
def test_what_was_before_something_else(sentence: str, earlier: bool) -> None:
    assert [each.earlier for each in facts(sentence)] == [earlier]


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


def _names(initials: str) -> st.SearchStrategy[str]:
    article = st.sampled_from(["", "", "", "el-", "al-", "Deir-el-", "Upper "])
    rest = st.text(string.ascii_lowercase, min_size=4, max_size=8).filter(lambda each: set(each) & set("aeiou"))
    return st.tuples(article, st.sampled_from(initials), rest).map("".join)


_MARKS = st.sampled_from(["{}", "{}", "#{}", "“{}”", '"{}"', "‘{}’"])
_LEADS = st.sampled_from(["", "", "14:30 ", "BESK, Velkia (Upland Press) — ", "Upland Courier: ", "ORLO - "])
_TEMPLATES = st.sampled_from(
    [
        "The rebels captured {} and {} on Friday.",
        "The army withdrew from {} after rebels entered {}.",
        "The town of {} fell to the rebels, the army’s spokesman in {} said.",
        "The rebels re-took {}, {} and Orlo.",
        "The army denied that rebels had captured {} or {}.",
        "Two soldiers in {} defected to the rebels near {}.",
        "The rebels said they had driven the army out of {} and {}.",
    ]
)


def spans(statement: Statement) -> list[tuple[int, int]]:
    own = [statement.trigger, *statement.spans(), *([statement.claim] if statement.claim is not None else [])]
    return own + [each.stands_for.at for each in statement.places if each.stands_for is not None]


@settings(max_examples=100, deadline=None)
@given(
    lead=_LEADS,
    template=_TEMPLATES,
    names=st.tuples(_names("BDFHKM"), _names("CGLRST")),
    marks=st.tuples(_MARKS, _MARKS),
)
def test_what_is_told_stands_in_the_sentence_as_it_is_written(
    lead: str, template: str, names: tuple[str, str], marks: tuple[str, str]
) -> None:
    sentence = lead + template.format(*(mark.format(name) for mark, name in zip(marks, names, strict=True)))
    found, _ = statements(parse(sentence), ACTORS)
    for start, end in (each for statement in found for each in spans(statement)):
        assert len(lead) <= start < end <= len(sentence)
        assert not sentence[start].isspace()
        assert not sentence[end - 1].isspace()
        assert sentence[start - 1 : start].isalnum() is False
        assert sentence[end : end + 1].isalnum() is False
    for place in (place for each in found for place in where(sentence, each)):
        assert any(name in str(place) for name in (*names, "Orlo"))


@settings(max_examples=60, deadline=None)
@given(name=_names("BDFGKMRST"), mark=_MARKS, lead=_LEADS)
def test_a_name_comes_back_as_it_is_written(name: str, mark: str, lead: str) -> None:
    sentence = f"{lead}The rebels captured the town of {mark.format(name)} on Friday."
    assert [where(sentence, each) for each in facts(sentence)] == [[name]]


_SAID = [
    "The rebels said: “We took three towns, including Besk, el-Tolme and #Harn.”",
    "14:30 - The army’s general who left it will never withdraw from there in two hands!",
    "Both reports of the fall (that they denied ; on Friday) fell — they defected to which rebels?",
    "If he takes control of a town under it, flag over out back not by the army’s own according to the town.",
]
_WORDS = sorted({word for sentence in _SAID for word in sentence.split(" ")} | {"\xa0", "\u2011", "(", "”", "."})


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(st.sampled_from(_WORDS), max_size=16), before=st.sampled_from(["", "Rebels took Besk.", "It fell."])
)
def test_words_in_any_order_break_nothing(words: list[str], before: str) -> None:
    sentence = " ".join(words)
    found, _ = statements(parse(sentence), ACTORS, [statements(parsed(before), ACTORS)[1]])
    for start, end in (each for statement in found for each in spans(statement)):
        assert 0 <= start < end


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
