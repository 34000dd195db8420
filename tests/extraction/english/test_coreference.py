"""Whom and what pronouns and short forms stand for, or that nobody can tell."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.coreference import Antecedent, antecedent_of
from conflict_extract.extraction.english.events import matches
from conflict_extract.extraction.english.place_coreference import (
    is_pronoun,
    number_meant,
    place_before,
    places_of,
    several_before,
    stands_for_place,
)
from tests.extraction.english.builders import ACTORS, parsed, texts, token

_WHOM = [
    # the subject of a clause that governs its own
    ("They", ["The rebels attacked Besk.", "They took Besk."], (1, "rebels")),
    ("they", ["The rebels said they took Besk."], (0, "rebels")),
    ("it", ["The army said it took Besk."], (0, "army")),
    ("they", ["The rebels shelled Besk, and then they took it."], (0, "rebels")),
    ("he", ["General Omar Kane said he had defected."], (0, "Kane")),
    ("We", ["“We took Besk,” a rebel commander said."], (0, "commander")),
    ("we", ["A rebel commander said: “Today we took Besk.”"], (0, "commander")),
    ("their", ["The rebels announced their withdrawal from Besk."], (0, "rebels")),
    # in a sentence before
    ("It", ["The army attacked at dawn.", "It took Besk."], (1, "army")),
    ("He", ["Colonel Dorn spoke in Tolme.", "He had defected on Friday."], (1, "Dorn")),
    ("They", ["The rebels attacked.", "Shells fell all night.", "They took Besk."], (2, "rebels")),
    ("They", ["The rebels attacked.", "It rained.", "They took Besk."], (2, "rebels")),
    ("They", ["The rebels entered Besk.", "The army fled.", "They took the town."], (2, "rebels")),
    ("They", ["The rebels, who had waited for weeks, attacked Besk.", "They took the town."], (1, "rebels")),
    ("They", ["Besk was attacked by rebels.", "They took the town."], (1, "rebels")),
    ("They", ["Rebels attacked the army in Besk.", "They took the town."], (1, "Rebels")),
    ("They", ["The army was driven out of Besk by the rebels.", "They took Tolme, too."], (1, "rebels")),
    ("They", ["“The rebels attacked Besk,” an officer said.", "They took the town."], (1, "rebels")),
    # nobody
    ("they", ["The governor surrendered to the rebels after they took Besk."], (0, "rebels")),
    ("They", ["They took Besk."], None),
    ("They", ["The talks ended.", "They took Besk."], None),
    ("He", ["The soldiers rested.", "He had defected."], None),
    ("It", ["The rebels rested.", "It took Besk."], None),
    ("It", ["The rifles were old.", "It took Besk."], None),
    ("We", ["“We took Besk.”"], None),
    ("They", ["“They took Besk,” an officer said."], None),
    ("They", ["Rebels attacked.", "It rained.", "It snowed.", "They took Besk."], None),
]


def _whom(word: str, sentences: list[str]) -> Antecedent | None:
    *earlier, last = sentences
    taken = [head for match in matches(parsed(last).doc, ACTORS) for head in match.places]
    return antecedent_of(token(last, word), taken, [parsed(each) for each in reversed(earlier)], ACTORS)


@pytest.mark.parametrize(("word", "sentences", "expected"), _WHOM, ids=[" ".join(each[1]) for each in _WHOM])
def test_whom_a_pronoun_stands_for(word: str, sentences: list[str], expected: tuple[int, str] | None) -> None:
    found = _whom(word, sentences)
    assert (None if found is None else (found.back, found.head.text)) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels took the commercial capital.", "capital", False),
        ("Rebels took the provincial capital.", "capital", True),
        ("Rebels took it.", "it", True),
        ("Rebels went there.", "there", True),
        ("Rebels took the town.", "town", True),
        ("Rebels took the base.", "base", True),
        ("The soldiers left their base.", "base", True),
        ("Rebels took the besieged town.", "town", True),
        ("Rebels took the lakeside city near the border.", "city", True),
        ("Rebels took the last village outside Harn.", "village", False),
        ("Rebels took Besk.", "Besk", False),
        ("Rebels took the town of Besk.", "town", False),
        ("Rebels took a town.", "town", False),
        ("Rebels took two towns.", "towns", False),
        ("Rebels took the outskirts.", "outskirts", False),
        ("Rebels took the base near Besk.", "base", False),
        ("Rebels took the main northern base.", "base", False),
        ("Rebels took the rifles.", "rifles", False),
    ],
)
def test_what_names_no_place_by_itself(sentence: str, word: str, expected: bool) -> None:
    assert stands_for_place(token(sentence, word)) is expected


_WHERE = [
    ("it", ["Rebels attacked Besk and took it."], (0, "Besk")),
    ("town", ["Rebels attacked Besk on Friday.", "They took the town."], (1, "Besk")),
    ("it", ["Rebels attacked Besk on Friday.", "They took it."], (1, "Besk")),
    ("there", ["The army lost Besk on Friday.", "Rebels are in control there."], (1, "Besk")),
    ("base", ["Rebels attacked the Orlo base near Besk.", "They took the base."], (1, "base")),
    ("base", ["Rebels attacked Besk.", "The soldiers left their base."], None),
    ("town", ["Rebels attacked the Orlo base.", "They took the town."], None),
    ("city", ["Rebels took Besk and attacked Tolme.", "The army retook the city."], (1, "Besk")),
    ("town", ["Rebels took Besk.", "It rained.", "The army retook the town."], (2, "Besk")),
    ("town", ["It rained.", "The army retook the town."], None),
    ("town", ["The army was north of Besk.", "Rebels took the town outside Besk."], None),
    ("capital", ["Besk is the capital of Velka.", "Rebels entered the capital."], (1, "Besk")),
    ("It", ["The town of Besk lies on the river.", "It fell to the rebels."], (1, "Besk")),
    ("It", ["The prime minister resigned.", "It fell on Friday."], None),
    ("town", ["The army retook the town of Besk.", "Residents of the town returned."], (1, "Besk")),
    ("town", ["Rebels took Besk in Harn Province.", "The army retook the town."], (1, "Besk")),
    ("village", ["Rebels reached Besk.", "They blew up the Shrine of Orlo and left the village."], (1, "Besk")),
    ("airport", ["Rebels took the Besk airport.", "The army retook the airport."], (1, "airport")),
]


@pytest.mark.parametrize(("word", "sentences", "expected"), _WHERE, ids=[" ".join(each[1]) for each in _WHERE])
def test_which_place_is_meant(word: str, sentences: list[str], expected: tuple[int, str] | None) -> None:
    parses = [parsed(each) for each in reversed(sentences)]
    own, *before = [[head for match in matches(each.doc, ACTORS) for head in match.places] for each in parses]
    found = place_before(token(sentences[-1], word), own, before, parses[1:], ACTORS)
    assert (None if found is None else (found.back, found.head.text)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels attacked Besk and Tolme.", ["Besk", "Tolme"]),
        ("The army went from Besk to Tolme.", ["Besk", "Tolme"]),
        ("General Omar Kane left Besk.", ["Besk"]),
        ("The Upland Press reported fighting in Besk on Friday.", ["Besk"]),
        ("Besk fell on Friday.", ["Besk"]),
        ("Besk said nothing.", []),
        ("The army rested.", []),
    ],
)
def test_names_that_stand_where_places_do(sentence: str, expected: list[str]) -> None:
    assert texts(places_of(parsed(sentence).doc, ACTORS)) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "pronoun", "number"),
    [
        ("Rebels took it.", "it", True, None),
        ("Rebels took both.", "both", True, 2),
        ("Rebels took all three.", "three", True, 3),
        ("Rebels took them.", "them", True, 0),
        ("Rebels took both towns.", "towns", False, 2),
        ("Rebels took all four villages.", "villages", False, 4),
        ("Rebels took these towns.", "towns", False, 0),
        ("Rebels took towns.", "towns", False, None),
        ("Rebels took the towns near Besk.", "towns", False, None),
        ("Rebels took Besk.", "Besk", False, None),
    ],
)
def test_how_many_places_a_plural_means(sentence: str, word: str, pronoun: bool, number: int | None) -> None:
    head = token(sentence, word)
    assert (is_pronoun(head), number_meant(head)) == (pronoun, number)


@pytest.mark.parametrize(
    ("word", "sentences", "expected"),
    [
        ("both", ["Rebels attacked Besk and Tolme.", "They took both."], [(1, "Besk"), (1, "Tolme")]),
        (
            "towns",
            ["Rebels attacked Besk and Tolme.", "It rained.", "They took both towns."],
            [(2, "Besk"), (2, "Tolme")],
        ),
        (
            "them",
            ["Rebels attacked Besk, Tolme and Harn.", "They took them."],
            [(1, "Besk"), (1, "Tolme"), (1, "Harn")],
        ),
        ("three", ["Rebels attacked Besk and Tolme.", "They took all three."], []),
        ("both", ["Rebels attacked Besk.", "They took both."], []),
    ],
)
def test_which_places_a_plural_means(word: str, sentences: list[str], expected: list[tuple[int, str]]) -> None:
    parses = [parsed(each) for each in reversed(sentences)]
    own, *before = [[head for match in matches(each.doc, ACTORS) for head in match.places] for each in parses]
    head = token(sentences[-1], word)
    number = number_meant(head)
    assert number is not None
    found = several_before(head, number, own, before, parses[1:], ACTORS)
    assert [(back, each.head.text) for back, each in found] == expected
