"""The tree of a sentence says what spaCy's document says, also when it was kept."""

from __future__ import annotations

import json

import pytest
from spacy.lang.en.stop_words import STOP_WORDS

from conflict_extract.extraction.english.parser import _pipeline
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Tree, as_kept

TEXTS = [
    "",
    " ",
    "Rebels captured Besk, Harn and Orlo on Friday, and troops that had held them fled to the north.",
    "The army denied that it had left the base.  Was the town taken? An officer said so.",
    "“We took it,” he said - the third town in 5 days (after Besk), which the militia's fighters entered.",
    "taken are on Friday Besk the towns which of and Harn rebels by that were held",
]
WORDS = ["i", "idx", "text", "whitespace_", "lower_", "lemma_", "pos_", "tag_", "dep_"]
WORDS += ["is_punct", "is_space", "is_digit", "is_stop"]
ONE = ["head", "left_edge", "right_edge"]
SEVERAL = ["lefts", "rights", "children", "subtree", "ancestors", "conjuncts"]


@pytest.mark.parametrize("text", TEXTS)
def test_it_says_what_the_parser_said(text: str) -> None:
    doc = _pipeline()(text)
    tree = Tree(json.loads(json.dumps(as_kept(doc))))
    assert (tree.text, len(tree)) == (doc.text, len(doc))
    for own, theirs in zip(tree, doc, strict=True):
        assert [getattr(own, name) for name in WORDS] == [getattr(theirs, name) for name in WORDS]
        assert [getattr(own, name).i for name in ONE] == [getattr(theirs, name).i for name in ONE]
        for name in SEVERAL:
            assert [each.i for each in getattr(own, name)] == [each.i for each in getattr(theirs, name)], name
        assert tree.sentence_of(own) == theirs.sent.text
        assert tree.text_of(own.i, own.i + 3) == doc[own.i : own.i + 3].text
    chunks = [(each.start, each.end, each.root.i) for each in doc.noun_chunks]
    assert [(each.start, each.end, each.root.i) for each in tree.noun_chunks] == chunks


def test_a_neighbour_that_is_not_there() -> None:
    tree = Tree(as_kept(_pipeline()("Besk fell.")))
    assert tree[1].nbor(-1) is tree[0]
    for at, by in ((0, -1), (2, 1)):
        with pytest.raises(IndexError):
            tree[at].nbor(by)


def test_the_words_that_say_little_are_spacys() -> None:
    assert words("grammar", "stop_words") == STOP_WORDS
