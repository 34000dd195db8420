"""What goes into one question: one sentence that may state something, and the words in it that do."""

from __future__ import annotations

from conflict_extract.extraction.sentence_reader.reader import SentenceReader, TriggerWindow
from conflict_extract.schema import Article
from tests.extraction.builders import article
from tests.extraction.sentence_reader.builders import ACTORS


def windows(source: Article) -> list[TriggerWindow]:
    return list(SentenceReader(ACTORS).windows(source))


def test_small_model_gets_one_sentence_that_may_state_something() -> None:
    source = article("Rain fell in the valley.", "Rebels captured Tolme on Monday.", "The army withdrew from Besk.")
    found = windows(source)
    assert [window.sentence.number for window in found] == [1, 2]
    assert [window.label for window in found] == ["1-1", "2-2"]
    assert found[0].message == "Rebels captured Tolme on Monday.\ncaptured"
    assert [window.asked.kind for window in found] == ["control_change", "withdrawal"]


def test_small_model_is_asked_about_each_word_that_states_something() -> None:
    source = article("Rebels captured Tolme, and the army fled Besk.")
    found = windows(source)
    assert [window.message.splitlines()[1] for window in found] == ["captured", "fled"]
    assert [window.trigger.text(source) for window in found] == ["captured", "fled"]
    assert [window.label for window in found] == ["0-0", "0-0"]


def test_what_is_asked_about_is_the_word_that_states_it_and_not_another_of_the_same_letters() -> None:
    source = article("Rain fell.", "Rebels took hostages and took Besk.")
    (window,) = windows(source)
    assert window.trigger.text(source) == "took"
    assert window.trigger.start == source.text.rindex("took")


def test_page_furniture_and_repetitions_are_left_out() -> None:
    furniture = "Subscribe to our newsletter"
    source = article("Rebels took Tolme.", furniture, "Rain fell.", "Rebels took Tolme.", "Follow us on Twitter")
    assert [window.sentence.number for window in windows(source)] == [0]
    assert windows(article(furniture)) == []


def test_a_question_cannot_be_cut() -> None:
    (window,) = windows(article("Rebels captured Tolme, Besk and Harn."))
    assert window.halves() is None
