from __future__ import annotations

import textwrap
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conflict_extract.articles import segment
from conflict_extract.articles._paragraphs import is_small

BOUNDARIES = Path(__file__).with_name("boundaries.toml")


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in segment(text)]


# Each row is the sentences of one paragraph, joined by spaces for the test.
PARAGRAPHS = [
    ["Lt. Gen. Omar Haddad said on Jan. 5 at 6 a.m. that Gov. Ali Nasser and Sgt. Karim had left."],
    ["Brig. Gen. A. B. Karimi met Mr. Saleh near St. George Church.", "He left."],
    ["The U.S.-backed force took Sa'an al-Aswad, Ain Issa and No. 5 checkpoint.", "It was 3.5 km away."],
    ["It was confirmed at 10:48 GMT.", "The U.S. Army denied it.", "They left."],
    ['"We are in the city." he said.', '"They ran away!"', "Then he left."],
    ['"Have they left?" asked Col. Nasser.', "Nobody knew."],
    ["He paused... and left.", "He said: “We won.”", "The army denied it."],
    ["Who knew?", "Nobody!", "The army of J. R. Hadley fell."],
    ["The 3rd Armd. Div. under Maj.-Gen. Saad left.", "Others stayed."],
    ["It began at 5 a.m. Saturday and ended at 9 p.m. Monday."],
    ["It was 6 p.m. on Saturday.", "At 7 p.m. the bridge fell."],
    ["Pres. Mansour, Sec. Doyle and Amb. Ford met Sec.-Gen. Guterres.", "Nothing came of it."],
    ["They hold Hwy. 5 and Rte. 7 near Ft. Morgan.", "It rained."],
    ["Sen. Bob Marsh, D-N.J., spoke in Washington, D.C.", "He left."],
    ["The spokesman said it was the end.", "(It had been coming since May.)", "Rebels cheered."],
    ["About 2.5 million people live there.", "1,200 left in 24 hours."],
    ["The base was taken.[1]", "The garrison had fled.[2][3]", "It burned."],
    ["قال المتحدث باسم الجيش إن القوات انسحبت من المدينة.", "هل تعرف أحدا؟", "لا أحد يعرف!"],
    ["سيطرت الفصائل على القرية، وفق ما أعلنت.", "وقال د. أحمد إن الجيش انسحب."],
    ["Войска покинули г. Алешки в 10:00.", "Об этом сообщил ген. Орлов.", "Штаб это опроверг."],
    ["Війська залишили м. Олешки.", "Про це повідомив ген. Савчук."],
]


@pytest.mark.parametrize("expected", PARAGRAPHS, ids=lambda expected: expected[0][:30])
def test_sentences_of_a_paragraph(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "row",
    tomllib.loads(BOUNDARIES.read_text(encoding="utf-8"))["paragraph"],
    ids=lambda row: f"{row['language']} {row['sentences'][0][:20]}",
)
def test_sentences_in_many_languages(row: dict[str, Any]) -> None:
    found = segment(row.get("glue", " ").join(row["sentences"]), row["language"])
    assert [sentence.text for sentence in found] == row["sentences"]


@pytest.mark.parametrize(
    ("language", "number", "goes_on"),
    [
        ("de", "7.", True),
        ("de", "101.", True),
        ("de", "IV.", True),
        ("de", "2011.", False),
        ("de", "1,5.", False),
        ("en", "7.", False),
        ("fr", "7.", False),
        (None, "7.", False),
    ],
)
def test_a_number_with_a_full_stop_is_an_ordinal_where_ordinals_are_written_so(
    language: str | None, number: str, goes_on: bool
) -> None:
    assert len(segment(f"Besk {number} Korps Tolme", language)) == (1 if goes_on else 2)


def test_brackets_of_east_asia_go_with_what_they_hold() -> None:
    assert sentences("彼は言った。『知らない。』軍は否定した。「そうだ。") == [
        "彼は言った。",
        "『知らない。』",
        "軍は否定した。",
        "「そうだ。",
    ]


def test_a_line_in_a_script_without_capitals_goes_on_nowhere() -> None:
    lines = ["ჯარმა შაბათს დილით დატოვა ქალაქი ბესკი", "მებრძოლები შევიდნენ ქალაქში ღამით"]
    assert sentences("\n".join(lines)) == lines


def test_numbers_and_offsets() -> None:
    text = "  Headline of the day\n\nIt fell.  It was empty. \n"
    found = segment(text)
    assert [(sentence.number, sentence.text) for sentence in found] == [
        (0, "Headline of the day"),
        (1, "It fell."),
        (2, "It was empty."),
    ]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)


def test_lines_that_are_paragraphs_of_their_own_are_not_joined() -> None:
    text = (
        "Fighters enter Kafr Zita as garrison leaves\n"
        "Published May 3rd, 2012\n"
        "KAFR ZITA (Orontes Wire) - The garrison left the town before dawn on Friday, two residents said.\n"
        "Nobody was hurt\n"
        "- Kafr Zita: taken\n"
        "- Latamna: quiet\n"
    )
    assert sentences(text) == text.strip().split("\n")


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_hard_wrapped_lines_are_one_paragraph(width: int) -> None:
    first = [
        "Government troops under Lt. Gen. Omar Haddad left Kafr Zita before dawn on Saturday.",
        "Fighters of the Orontes Brigade moved in an hour later, residents said by telephone.",
    ]
    second = [
        "The Ministry of Defence in the capital denied that any unit had withdrawn from the town.",
        "It spoke of a redeployment to better positions.",
    ]
    wrapped = [textwrap.fill(" ".join(paragraph), width) for paragraph in (first, second)]
    found = sentences("Garrison leaves Kafr Zita\n\n" + "\n\n".join(wrapped))
    assert [" ".join(sentence.split()) for sentence in found] == ["Garrison leaves Kafr Zita", *first, *second]


def test_a_masthead_over_a_hard_wrapped_paragraph_stays_a_line_of_its_own() -> None:
    body = "The garrison of the town left before dawn on Saturday, and fighters of the Orontes Brigade moved in later."
    assert sentences("Orontes Herald\n" + textwrap.fill(body, 60))[0] == "Orontes Herald"


def test_arabic_lines_wrapped_in_mid_sentence_are_one_paragraph() -> None:
    body = "قال المتحدث باسم الجيش إن القوات انسحبت من المدينة وأضاف أن الوضع مستقر في الريف الشمالي"
    wrapped = textwrap.fill(body + " " + body, 60)
    assert wrapped.count("\n") >= 2
    assert len(sentences(wrapped)) == 1


@pytest.mark.parametrize("newline", ["\n\n", "\n \t \n", "\r\n\r\n", "\u2029", "\f"])
def test_a_sentence_never_spans_a_blank_line(newline: str) -> None:
    assert sentences(f"The army left the town of{newline}Kafr Zita on Friday.") == [
        "The army left the town of",
        "Kafr Zita on Friday.",
    ]


def test_an_opening_quotation_mark_goes_with_what_it_opens() -> None:
    assert sentences("The town fell. “It was empty. Nobody spoke") == [
        "The town fell.",
        "“It was empty.",
        "Nobody spoke",
    ]


def test_numbering_goes_with_its_sentence() -> None:
    assert sentences("1. Changes of control") == ["1. Changes of control"]
    assert sentences("(a) The town fell. It burned.") == ["(a) The town fell.", "It burned."]


@pytest.mark.parametrize(
    "marker", ["(c) ", "(a) ", "1. ", "1.1 ", "iv. ", "• ", "- ", "▪ ", "1. (a) ", "→ ", "🔴 ", "**", "# "]
)
def test_a_list_marker_does_not_keep_what_follows_together(marker: str) -> None:
    assert sentences(f"{marker}The army left. It fell. It rose.")[1:] == ["It fell.", "It rose."]


def test_nothing_has_no_sentences() -> None:
    assert segment("") == ()
    assert segment(" \n\t\u00a0\n") == ()


pieces = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["Lt. Gen. ", "U.S.", ". ", "\n", "\n\n", "\r\n", "\u2028A. ", "“", "”", '"', "(", ")", "؟ ", "p.m. "]
        ),
        st.text(alphabet="abcXYZ .!?\n\"'()“”", max_size=30),
    ),
    max_size=30,
).map("".join)


@given(pieces)
@example("aB\u2028A. b")
@example(") a. (b.) C")
@settings(max_examples=400, deadline=None)
def test_sentences_are_exact_ordered_and_leave_out_only_white_space(text: str) -> None:
    end = 0
    for number, sentence in enumerate(segment(text)):
        assert sentence.number == number
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        assert sentence.start >= end
        assert not text[end : sentence.start].strip()
        assert "\n\n" not in sentence.text
        end = sentence.end
    assert not text[end:].strip()


@pytest.mark.parametrize("text", ["b " * 50_000, "the army left. " * 6_000], ids=["no stop", "small letters"])
def test_what_goes_on_for_too_long_is_cut(text: str) -> None:
    assert max(len(sentence.text) for sentence in segment(text)) < 10_100


@given(
    st.lists(st.sampled_from(["The army left", "Gen", "5 km", "xy", "É", "é", ". ", "! ", "? ", "።", "”", "(", ". « "]))
)
@settings(max_examples=300, deadline=None)
def test_no_sentence_begins_with_a_small_letter_but_the_first(parts: list[str]) -> None:
    assert not any(is_small(sentence.text.lstrip("(« ")[:1]) for sentence in segment("".join(parts))[1:])


@given(st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010) | st.sampled_from(" .aA።"), max_size=40))
def test_halves_of_surrogate_pairs_are_characters_like_others(text: str) -> None:
    found = segment(text)
    assert all(sentence.text == text[sentence.start : sentence.end] for sentence in found)
    assert "".join(sentence.text for sentence in found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000 + "\n" + "b " * 499_999,
        "The garrison of Gen. Haddad left the town of Kafr Zita. " * 18_000,
        "The garrison left the town of Kafr Zita.\n" * 48_000,
        "He said: “it is (“over. " * 42_000,
        " " * 2_000_000,
        "军" * 1_000_000,
        "། " * 500_000,
        "』" * 1_000_000,
        "the army left. " * 66_000,
        "צבא left. \u202eجيش.\u202c \ud800" * 20_000,
    ],
    ids=[
        "no boundary",
        "one line",
        "short lines",
        "unclosed quotation marks",
        "white space",
        "no blank",
        "nothing but stops",
        "nothing but closing marks",
        "small letters",
        "mixed directions",
    ],
)
def test_very_long_texts_take_seconds(text: str) -> None:
    started = time.perf_counter()
    found = segment(text)
    assert time.perf_counter() - started < 10
    assert sum(len("".join(sentence.text.split())) for sentence in found) == len("".join(text.split()))
