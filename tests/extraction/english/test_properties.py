"""What holds of every sentence: what is told stands in it, in one piece and as it is written, and nothing breaks."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.parser import Parser
from conflict_extract.extraction.english.sentences import statements
from conflict_extract.extraction.english.statements import Reference, Statement
from tests.extraction.english.builders import ACTORS, facts, parsed, where


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


def spans(statement: Statement) -> list[Offsets]:
    """Where the words stand that a statement has from its own sentence."""
    return [statement.trigger, *statement.spans(), *([statement.claim] if statement.claim is not None else [])]


def references(statement: Statement) -> list[Reference]:
    """Where the words stand that it has from the sentences before."""
    named = [statement.agent_stands_for, *(each.stands_for for each in statement.places)]
    return [each for each in named if each is not None and each.back]


def assert_in_its_sentences(statement: Statement, sentence: str, *before: str) -> None:
    """That every phrase is a piece of the sentence that it is said to stand in."""
    for start, end in spans(statement):
        assert 0 <= start < end <= len(sentence)
    for back, (start, end) in references(statement):
        assert 0 <= start < end <= len(before[-back])


# the parser is a statistical model: the same names in every run
@settings(max_examples=100, deadline=None, derandomize=True)
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
    found, _ = statements(Parser().parse(sentence), ACTORS)
    for start, end in (each for statement in found for each in spans(statement)):
        assert len(lead) <= start < end <= len(sentence)
        assert not sentence[start].isspace()
        assert not sentence[end - 1].isspace()
        assert sentence[start - 1 : start].isalnum() is False
        assert sentence[end : end + 1].isalnum() is False
    for place in (place for each in found for place in where(sentence, each)):
        assert any(name in str(place) for name in (*names, "Orlo"))


@settings(max_examples=60, deadline=None, derandomize=True)
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
    words=st.lists(st.sampled_from(_WORDS), max_size=16),
    before=st.sampled_from(["", "Rebels took Besk.", "It fell.", "Rebels left Besk and Tolme on Monday."]),
)
def test_words_in_any_order_break_nothing(words: list[str], before: str) -> None:
    sentence = " ".join(words)
    found, _ = statements(Parser().parse(sentence), ACTORS, [statements(parsed(before), ACTORS)[1]])
    for statement in found:
        assert_in_its_sentences(statement, sentence, before)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_and_its_words_stand_where_they_were_written(text: str) -> None:
    tree = Parser().parse(text)
    found, _ = statements(tree, ACTORS)
    for statement in found:
        assert_in_its_sentences(statement, text)
    ends = [tree.offsets(each, each) for each in tree.doc]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert [start for start, _ in ends] == sorted(start for start, _ in ends)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20), st.sampled_from(["Rebels captured Besk.", "The army denied that Besk had fallen."]))
def test_no_mark_in_a_sentence_breaks_it(mark: str, sentence: str) -> None:
    for at in range(0, len(sentence), 7):
        text = sentence[:at] + mark + sentence[at:]
        for statement in statements(Parser().parse(text), ACTORS)[0]:
            assert_in_its_sentences(statement, text)
