"""Whether a sentence states an event by the words around its trigger alone, where no parser is at hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.extraction.english.wording import Clause
from conflict_extract.schema import KINDS, Kind


def clause(kind: Kind, sentence: str, trigger: str) -> Clause:
    start = sentence.index(trigger)
    return Clause(kind, sentence, start, start + len(trigger))


@pytest.mark.parametrize(
    ("kind", "sentence", "trigger", "known"),
    [
        ("control_change", "Rebels captured Besk.", "captured", True),
        ("control_change", "Besk was re-taken.", "re-taken", True),
        ("control_change", "Rebels watched Besk.", "watched", False),
        ("withdrawal", "The army pulled out of Besk.", "pulled out of", True),
        ("withdrawal", "The army captured Besk.", "captured", False),
        ("official_denial", "Besk has not fallen, the army said.", "has not fallen", True),
        ("official_denial", "Besk has fallen, the army thought.", "has fallen", False),
    ],
)
def test_whether_a_trigger_can_state_its_kind(kind: Kind, sentence: str, trigger: str, known: bool) -> None:
    assert clause(kind, sentence, trigger).is_known is known


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Rebels captured Besk.", "captured", None),
        ("Rebels did not capture Besk.", "capture", "negated"),
        ("Nobody captured Besk.", "captured", "negated"),
        ("Rebels plan to capture Besk.", "capture", "planned"),
        ("Rebels may capture Besk.", "capture", "supposed"),
        ("If rebels capture Besk, the army will leave.", "capture", "supposed"),
        ("The army said that reports of the fall of Besk were false.", "fall", "negated"),
        ("Rebels managed to capture Besk.", "capture", None),
    ],
)
def test_factuality(sentence: str, trigger: str, expected: str | None) -> None:
    assert clause("control_change", sentence, trigger).factuality() == expected


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Rebels captured forty soldiers near Besk.", "captured", True),
        ("Ten rifles were seized in Besk.", "seized", True),
        ("Rebels captured Besk.", "captured", False),
        ("Rebels captured the soldiers' barracks.", "captured", False),
        ("Rebels took control of Besk and its guns.", "took control of", False),
    ],
)
def test_whether_what_is_taken_is_no_place(sentence: str, trigger: str, expected: bool) -> None:
    assert clause("control_change", sentence, trigger).takes_no_place() is expected


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("The army withdrew from Besk.", "withdrew", "army"),
        ("The army has finally withdrawn from Besk.", "withdrawn", "army"),
        ("Withdrew from Besk.", "Withdrew", ""),
    ],
)
def test_the_subject_is_the_word_before_the_verb(sentence: str, trigger: str, expected: str) -> None:
    assert clause("withdrawal", sentence, trigger).subject() == expected


_WORDS = [
    *("rebels", "the", "army", "Besk", "captured", "capture", "denied", "reports", "that", "no", "not", "did", "may"),
    *("to", "of", "and", "if", ",", ";", "?", "."),
]


@given(kind=st.sampled_from(KINDS), words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12), at=st.integers(0))
def test_words_in_any_order_break_nothing(kind: Kind, words: list[str], at: int) -> None:
    trigger = words[at % len(words)]
    start = len(" ".join([*words[: at % len(words)], ""]))
    read = Clause(kind, " ".join(words), start, start + len(trigger))
    assert read.factuality() in (None, "negated", "planned", "supposed")
    assert read.subject() in {"", *(word.lower() for word in words)}
    assert not read.takes_no_place() or trigger in ("captured", "capture")
