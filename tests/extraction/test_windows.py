"""What goes into one call: the whole article for a hosted model, one sentence for a small one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from conflict_extract.extraction.windows import (
    CONTEXT_SENTENCES,
    WINDOW_CHARACTERS,
    Window,
    sentence_windows,
    whole_windows,
)
from conflict_extract.schema import Article
from tests.extraction.builders import answering, article, extractor

FURNITURE = "Subscribe to our newsletter"


def plain(count: int, length: int = 0) -> Article:
    """An article of numbered sentences, each filled up to a length."""
    return article(
        *(f"Rebels took village {number}{'.' if not length else ' '.ljust(length, 'x')}" for number in range(count))
    )


def numbers(window: Window) -> list[int]:
    return [sentence.number for sentence in window.sentences]


def context(window: Window) -> list[int]:
    return [sentence.number for sentence in window.context]


def test_whole_article_goes_into_one_window() -> None:
    source = article(*plain(40).text.split("\n\n"), title="A long day")
    (window,) = whole_windows(source)
    assert numbers(window) == list(range(40))
    assert window.context == ()
    assert window.label == "0-39"
    assert window.header == "Outlet: Upland Courier\nPublished: 1999-05-12\nTitle: A long day"
    assert window.asked is None
    assert window.user_message.startswith("<article>\nOutlet: Upland Courier\n")


def test_article_of_which_nothing_is_known_has_no_header() -> None:
    (window,) = whole_windows(article("Rebels took Tolme.", outlet=None, published=None))
    assert window.user_message == "<sentences>\n[0] Rebels took Tolme.\n</sentences>"


def test_page_furniture_and_repetitions_are_left_out() -> None:
    source = article("Rebels took Tolme.", FURNITURE, "Rain fell.", "Rebels took Tolme.", "Follow us on Twitter")
    (window,) = whole_windows(source)
    assert numbers(window) == [0, 2]
    assert [numbers(each) for each in sentence_windows(source)] == [[0]]


def test_article_of_furniture_alone_has_no_window() -> None:
    assert list(whole_windows(article(FURNITURE))) == []
    assert list(sentence_windows(article(FURNITURE))) == []


def test_long_article_is_split_where_it_does_not_fit() -> None:
    source = plain(10, WINDOW_CHARACTERS // 4 - 25)
    windows = list(whole_windows(source))
    assert [numbers(window) for window in windows] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert [context(window) for window in windows] == [[], [1, 2, 3], [5, 6, 7]]
    assert {window.header for window in windows} == {"Outlet: Upland Courier\nPublished: 1999-05-12"}
    assert all(sum(len(each.text) for each in window.sentences) <= WINDOW_CHARACTERS for window in windows)


def test_sentence_that_does_not_fit_goes_alone() -> None:
    huge = "Rebels took " + "Tolme " * 1000
    source = article("Rain fell.", huge.strip(), "Snow fell.")
    assert [numbers(window) for window in whole_windows(source, 1)] == [[0], [1], [2]]


@pytest.mark.parametrize(("limit", "expected"), [(1, 7), (3, 3), (7, 1), (100, 1)])
def test_limit_of_sentences(limit: int, expected: int) -> None:
    windows = list(whole_windows(plain(7), limit))
    assert len(windows) == expected
    assert [number for window in windows for number in numbers(window)] == list(range(7))
    for before, after in pairwise(windows):
        assert context(after) == numbers(before)[-CONTEXT_SENTENCES:]


def test_halves_share_header_and_context() -> None:
    first, second = next(whole_windows(plain(7))).halves()
    assert (numbers(first), context(first)) == ([0, 1, 2], [])
    assert (numbers(second), context(second)) == ([3, 4, 5, 6], [0, 1, 2])
    assert first.header == second.header != ""
    one, other = list(whole_windows(plain(9), 5))[1].halves()
    assert (numbers(one), context(one)) == ([5, 6], [2, 3, 4])
    assert (numbers(other), context(other)) == ([7, 8], [5, 6])


def test_small_model_gets_one_sentence_that_may_state_something() -> None:
    source = article("Rain fell in the valley.", "Rebels captured Tolme on Monday.", "The army withdrew from Besk.")
    windows = list(sentence_windows(source))
    assert [numbers(window) for window in windows] == [[1], [2]]
    assert [window.label for window in windows] == ["1-1", "2-2"]
    assert windows[0].user_message == "Rebels captured Tolme on Monday.\ncaptured"
    assert [window.asked and window.asked.kind for window in windows] == ["control_change", "withdrawal"]


def test_small_model_is_asked_about_each_word_that_states_something() -> None:
    windows = list(sentence_windows(article("Rebels captured Tolme, and the army fled Besk.")))
    assert [window.user_message.splitlines()[1] for window in windows] == ["captured", "fled"]
    assert [window.label for window in windows] == ["0-0", "0-0"]


@pytest.mark.parametrize(
    ("model", "window", "expected"),
    [
        ("hosted", None, [[0, 1, 2]]),
        ("hosted", 2, [[0, 1], [2]]),
        ("hosted", 1, [[0], [1], [2]]),
        ("embedded", None, [[1]]),
        ("embedded", 1, [[1]]),
        ("embedded", 2, [[0, 1], [2]]),
    ],
)
def test_window_setting(model: str, window: int | None, expected: list[list[int]]) -> None:
    source = article("Rain fell.", "Rebels captured Tolme.", "Snow fell.")
    with extractor(answering({}), model=model, window=window) as opened:
        windows = opened.windows(source)
    assert [numbers(each) for each in windows] == expected
    assert all((each.asked is not None) == (expected == [[1]]) for each in windows)
