"""Which words tell the day of a statement, in its sentence or in those before."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.days import Day, day_at, day_of, is_earlier
from tests.extraction.english.builders import facts, parsed, token, written


def _day(word: str, *sentences: str) -> Day | None:
    *before, sentence = sentences
    parses = [parsed(each) for each in reversed(before)]
    return day_of(token(sentence, word), parsed(sentence), range(0), parses)


def _told(found: Day | None, *sentences: str) -> str | None:
    return None if found is None else written(sentences[-1 - found.back], found.at)


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
    found = sorted(facts(sentence), key=lambda each: each.trigger)
    assert [written(sentence, each.day and each.day.at) for each in found] == days


@pytest.mark.parametrize(
    ("word", "sentences", "expected", "back"),
    [
        ("captured", ["Rebels attacked on Friday.", "They captured Besk."], "Friday", 1),
        ("captured", ["Rebels attacked on Friday.", "It rained.", "They captured Besk."], "Friday", 2),
        ("captured", ["Rebels attacked on Friday.", "They captured Besk on Sunday."], "Sunday", 0),
        ("captured", ["Rebels attacked on Friday.", "They have captured Besk."], None, 0),
        # a caption's day, after which a report begins
        ("captured", ["A base is seen on Friday.", "BESK - Rebels captured the base."], None, 0),
        ("captured", ["A base is seen on Friday.", "BESK - Rebels attacked.", "They captured Tolme."], None, 0),
        ("captured", ["Rebels attacked on Friday.", "They had captured Besk."], None, 0),
        ("captured", ["Rebels have held out since Friday.", "They captured Besk."], None, 0),
        ("captured", ["“We attacked on Friday,” an officer said.", "Rebels captured Besk."], None, 0),
    ],
)
def test_a_day_told_before_goes_on(word: str, sentences: list[str], expected: str | None, back: int) -> None:
    found = _day(word, *sentences)
    assert _told(found, *sentences) == expected
    assert (found.back if found is not None else 0) == back


@pytest.mark.parametrize(
    ("word", "sentence", "expected"),
    [
        # what somebody is today
        ("deserted", "In March 2012 Ali Orlo, a general today, deserted to the rebels.", "March 2012"),
        # how long something was, not when
        ("left", "Rebels captured Besk on Friday and held it for a day before they left.", "Friday"),
        ("left", "Rebels captured Besk on Friday and held it for most of a day before they left.", "Friday"),
        # the month, not the days that are counted of it
        ("left", "The troops left Besk in the last days of June.", "June"),
        ("left", "The troops left Besk in the last days of June 1999.", "June 1999"),
        # of an infinitive that the verb joined to it governs
        ("captured", "Rebels failed to topple him in September 2002 but captured Besk.", "September 2002"),
    ],
)
def test_words_that_tell_the_day(word: str, sentence: str, expected: str) -> None:
    told = _told(_day(word, sentence), sentence)
    assert told is not None
    assert told.removeprefix("in ") == expected


@pytest.mark.parametrize(
    "sentence",
    ["Rebels have captured three towns since Monday.", "Rebels captured three towns since their revolt in February."],
)
def test_all_days_since_one(sentence: str) -> None:
    found = _day("captured", sentence)
    assert found is not None
    assert found.since
    other = _day("captured", "Rebels captured three towns on Monday.")
    assert other is not None
    assert not other.since


def test_a_day_so_long_before_another() -> None:
    sentence = "The army left Besk on Monday, two days after rebels captured Harn."
    found = _day("captured", sentence)
    assert found is not None
    assert (_told(found, sentence), written(sentence, found.before)) == ("Monday", "two days after")
    own = _day("left", sentence)
    assert own is not None
    assert (_told(own, sentence), own.before) == ("Monday", None)


def test_the_day_before() -> None:
    found = _day("captured", "Rebels captured Besk the day before.")
    assert found is not None
    assert found.the_day_before


def test_a_day_in_what_is_denied_is_not_that_of_the_denial() -> None:
    sentence = "The army denied that Besk had fallen on Thursday."
    tree = parsed(sentence)
    denied = range(token(sentence, "that").i, token(sentence, "Thursday").i + 1)
    assert day_of(token(sentence, "denied"), tree, denied, []) is None
    assert _told(day_of(token(sentence, "fallen"), tree, range(0), []), sentence) == "Thursday"


def test_the_expression_that_a_word_stands_in() -> None:
    sentence = "Rebels took Besk on 3 May 2011."
    assert _told(day_at(token(sentence, "May"), parsed(sentence)), sentence) == "3 May 2011"
    assert day_at(token(sentence, "Besk"), parsed(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "word", "earlier"),
    [
        ("Rebels had captured Besk.", "captured", True),
        ("The army shelled Besk, which rebels had captured.", "captured", True),
        ("Rebels captured Besk.", "captured", False),
        ("The army said rebels had captured Besk.", "captured", False),
        ("Rebels have captured Besk.", "captured", False),
        ("By dawn rebels had captured Besk.", "captured", False),
    ],
)
def test_what_was_before_something_else(sentence: str, word: str, earlier: bool) -> None:
    assert is_earlier(token(sentence, word)) is earlier
