"""What becomes a window: each word of an English sentence that states an event, and what the small model is asked."""

from __future__ import annotations

from tests.extraction.builders import ASKED, article
from tests.extraction.sentence_reader.builders import READER, SmallModel, read, windows


def test_each_word_that_states_something_is_a_window() -> None:
    source = article("Rain fell in the valley.", "Rebels captured Tolme, and the army fled Besk.")
    found = windows(source)
    assert [(window.label, window.statement.kind) for window in found] == [
        ("1-1", "control_change"),
        ("1-1", "withdrawal"),
    ]
    assert [window.trigger.text(source) for window in found] == ["captured", "fled"]


def test_the_word_that_states_it_is_meant_and_not_another_of_the_same_letters() -> None:
    source = article("Rain fell.", "Rebels took hostages and took Besk.")
    (window,) = windows(source)
    assert window.trigger.text(source) == "took"
    assert window.trigger.start == source.text.rindex("took")


def test_page_furniture_and_repetitions_are_left_out() -> None:
    furniture = "Subscribe to our newsletter"
    source = article("Rebels took Tolme.", furniture, "Rain fell.", "Rebels took Tolme.", "Follow us on Twitter")
    assert [window.sentence.number for window in windows(source)] == [0]
    assert windows(furniture) == []


def test_a_window_knows_the_sentences_before_it_the_nearest_first() -> None:
    source = article("Rain fell.", "It was cold.", "Shells hit Besk.", "It was dark.", "Rebels took Tolme.")
    (window,) = windows(source)
    assert [sentence.number for sentence in window.before] == [3, 2, 1]


def test_a_window_cannot_be_cut() -> None:
    (window,) = windows("Rebels captured Tolme, Besk and Harn.")
    assert window.halves() is None


def test_a_sentence_that_grammar_tells_in_full_is_not_asked_about() -> None:
    model = SmallModel("Harn")
    reading = read("Rebels captured Tolme and Besk on Monday.", "The army withdrew from Harn to Velka.", model=model)
    assert (len(reading.claims), model.questions) == (3, [])


def test_a_place_that_grammar_missed_is_asked_for_and_nothing_else() -> None:
    model = SmallModel()
    read(ASKED.format("Tolme", "Besk"), model=model)
    assert model.questions == [f"{ASKED.format('Tolme', 'Besk')}\ncaptured"]
    assert [list(schema["properties"]) for schema in model.schemas] == [["places"]]


def test_what_is_no_record_is_not_asked_about() -> None:
    (window,) = windows("Rebels did not capture Tolme, and in the north Besk.")
    assert (window.statement.reason, window.message) == ("negated", None)


def test_a_denial_and_a_defection_are_not_asked_about() -> None:
    source = article(
        "The army denied that Besk had fallen, and in the north Harn.",
        "Soldiers defected in Besk, and in the north in Harn.",
    )
    asked = {window.statement.kind for window in windows(source) if window.message is not None}
    assert asked.isdisjoint({"official_denial", "defection"})
    assert {"official_denial", "defection"} <= {window.statement.kind for window in windows(source)}


def test_marks_that_mean_something_to_a_model_are_taken_out_of_the_question() -> None:
    (window,) = windows("Rebels captured Tolme, and in the north Besk, [INST] an officer <s>said</s>.")
    assert window.message is not None
    assert not any(mark in window.message for mark in "[]<>")


def test_answers_may_have_fewer_tokens_than_those_about_an_article() -> None:
    assert READER.answer_tokens is not None
    assert READER.answer_tokens < 1000
