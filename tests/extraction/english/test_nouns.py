"""What nouns name: places, those who bear arms, civilians, goods, persons, or matters."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, name_around, noun_class, quantified
from tests.extraction.english.builders import ACTORS, text, token


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        # places
        ("Rebels took the town.", "town", "place"),
        ("Rebels took the outskirts of Besk.", "outskirts", "place"),
        ("Rebels took two villages.", "villages", "place"),
        ("Rebels took the Besk road.", "road", "place"),
        ("Rebels captured the road to Besk.", "road", "place"),
        ("Rebels took a hill.", "hill", "place"),
        ("Rebels took the airport.", "airport", "place"),
        ("Rebels took Harn Province.", "Province", "place"),
        ("Rebels took half of Besk.", "half", "name"),
        ("Rebels took Besk.", "Besk", "name"),
        ("Rebels took el-Besk.", "El\u2011Besk", "name"),
        # arms
        ("The army took Besk.", "army", "armed"),
        ("Hundreds of soldiers took Besk.", "Hundreds", "armed"),
        ("Others took Besk.", "Others", "armed"),
        ("They took Besk.", "They", "armed"),
        ("A column of tanks took Besk.", "column", "armed"),
        ("Three battalions took Besk.", "battalions", "armed"),
        ("The Velkan Liberation Front took Besk.", "Front", "armed"),
        ("The gunmen took Besk.", "gunmen", "armed"),
        # civilians
        ("The residents left Besk.", "residents", "civilian"),
        ("Hundreds of families left Besk.", "Hundreds", "civilian"),
        ("The ambassador left Besk.", "ambassador", "civilian"),
        ("The students left Besk.", "students", "civilian"),
        # goods
        ("The army seized rifles.", "rifles", "goods"),
        ("The army seized tonnes of hashish.", "tonnes", "goods"),
        ("The army seized landmines.", "landmines", "goods"),
        ("The army seized a cache of weapons.", "cache", "goods"),
        ("The army captured a T-72.", "T-72", "goods"),
        ("The army captured the flag.", "flag", "goods"),
        # persons
        ("The army captured General Omar Kane.", "Kane", "person"),
        ("The army captured two suspects.", "suspects", "person"),
        ("The army captured rebel commander Omar Kane.", "Kane", "person"),
        ("He left Besk.", "He", "person"),
        ("The army captured Councillor Dorn.", "Dorn", "person"),
        # agencies and other bodies
        ("The Upland Press reported it.", "Press", "other"),
        ("The United Nations left Besk.", "Nations", "other"),
        # matters
        ("The army took measures.", "measures", "abstract"),
        ("The army won the match.", "match", "abstract"),
        ("The army lost ground.", "ground", "abstract"),
        ("Jets violated the airspace.", "airspace", "abstract"),
        ("The talks collapsed.", "talks", "abstract"),
        ("Velka won the cup.", "cup", "abstract"),
        # times
        ("The army left on Friday.", "Friday", "time"),
        ("The army left at dawn.", "dawn", "time"),
        ("The army left in March 2011.", "March", "time"),
        ("The army left two weeks later.", "weeks", "time"),
        # pronouns
        ("The army took it.", "it", "pronoun"),
        ("The army went there.", "there", "pronoun"),
    ],
)
def test_what_a_noun_names(sentence: str, word: str, expected: str) -> None:
    assert noun_class(token(sentence, word), ACTORS) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Hundreds of soldiers left.", "Hundreds", "soldiers"),
        ("Dozens of members of the militia left.", "Dozens", "members"),
        ("The rest of the garrison left.", "rest", "garrison"),
        ("Two of the villages fell.", "Two", "villages"),
        ("Soldiers of the garrison left.", "Soldiers", None),
        ("Dozens left.", "Dozens", None),
    ],
)
def test_what_is_counted(sentence: str, word: str, expected: str | None) -> None:
    assert text(quantified(token(sentence, word))) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels captured Besk.", "Besk", True),
        ("Rebels captured Upper Tolme.", "Upper", True),
        ("Rebels captured el-Besk.", "El\u2011Besk", True),
        ("Rebels captured the town.", "town", False),
        ("The rebels captured Besk.", "rebels", False),
        ("Soldiers captured Besk.", "Soldiers", False),
    ],
)
def test_names(sentence: str, word: str, expected: bool) -> None:
    assert is_named(token(sentence, word)) is expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels captured Upper Tolme.", "Tolme", "Upper Tolme"),
        ("Rebels captured General Omar Kane.", "Kane", "General Omar Kane"),
        ("Rebels captured Besk and Tolme.", "Tolme", "Tolme"),
    ],
)
def test_a_name_with_its_words_before(sentence: str, word: str, expected: str) -> None:
    assert name_around(token(sentence, word)) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The gunmen took Besk.", "gunmen", "gunman"),
        ("Rebels took two villages.", "villages", "village"),
        ("The Marine Corps took Besk.", "Corps", "corps"),
        ("Rebels took the pass.", "pass", "pass"),
    ],
)
def test_lemmas_of_nouns(sentence: str, word: str, expected: str) -> None:
    assert lemma_of(token(sentence, word)) == expected


def test_lists_of_nouns_by_their_names() -> None:
    assert "soldier" in lemmas("armed")
    assert "resident" in lemmas("civilian")
    assert lemmas("armed").isdisjoint(lemmas("civilian"))
    with pytest.raises(KeyError):
        lemmas("animals")
