"""Who does what to whom in a clause, through voice, relative clauses, coordination and control."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.clauses import (
    agent,
    antecedent,
    child,
    children,
    has_particle,
    is_passive,
    is_predicate_participle,
    is_verb,
    obliques,
    patient,
)
from tests.extraction.english.builders import text, texts, token


@pytest.mark.parametrize(
    ("sentence", "verb", "who", "what"),
    [
        # active
        ("Rebels captured Besk.", "captured", "Rebels", "Besk"),
        ("On Friday the rebels, who had waited, captured Besk.", "captured", "rebels", "Besk"),
        ("The army overran Besk.", "overran", "army", "Besk"),
        ("Sixty soldiers, most of them conscripts, left Besk.", "left", "soldiers", "Besk"),
        ("The army retook Besk.", "retook", "army", "Besk"),
        ("Rebels have now seized Besk.", "seized", "Rebels", "Besk"),
        # passive
        ("Besk was captured by rebels.", "captured", "rebels", "Besk"),
        ("Besk was captured on Friday.", "captured", None, "Besk"),
        ("Besk has been retaken by the army.", "retaken", "army", "Besk"),
        ("Besk was overrun by rebels.", "overrun", "rebels", "Besk"),
        ("Besk fell after it was stormed by rebels.", "stormed", "rebels", "it"),
        # reduced relative clauses
        ("The town captured by rebels on Friday is quiet.", "captured", "rebels", "town"),
        ("The army shelled the town captured on Friday.", "captured", None, "town"),
        ("Rebels holding Besk fired on the army.", "holding", "Rebels", "Besk"),
        # relative clauses
        ("The rebels who captured Besk left.", "captured", "rebels", "Besk"),
        ("The town that rebels captured is quiet.", "captured", "rebels", "town"),
        ("The town which was captured by rebels is quiet.", "captured", "rebels", "town"),
        pytest.param(
            "The town rebels captured on Friday is quiet.", "captured", "rebels", "town",
            marks=pytest.mark.xfail(strict=True, reason="the parser takes “the town rebels” for one phrase"),
        ),
        ("Fighters from Besk who seized Tolme left.", "seized", "Fighters", "Tolme"),
        # coordination
        ("Rebels attacked and captured Besk.", "captured", "Rebels", "Besk"),
        ("Rebels entered and captured Besk.", "entered", "Rebels", "Besk"),
        ("Rebels left Tolme and captured Besk.", "captured", "Rebels", "Besk"),
        ("Besk was shelled and captured by rebels.", "captured", "rebels", "Besk"),
        ("Besk was surrounded and seized.", "seized", None, "Besk"),
        ("The army shelled Besk, but rebels captured Tolme.", "captured", "rebels", "Tolme"),
        # control
        ("Rebels forced the army to leave Besk.", "leave", "army", "Besk"),
        ("The general ordered his troops to abandon Besk.", "abandon", "troops", "Besk"),
        ("The army was forced to abandon Besk.", "abandon", "army", "Besk"),
        ("Rebels managed to capture Besk.", "capture", "Rebels", "Besk"),
        ("Rebels began capturing villages.", "capturing", "Rebels", "villages"),
        ("After capturing Besk, rebels rested.", "capturing", "rebels", "Besk"),
        ("Rebels crossed the river, capturing Besk.", "capturing", "Rebels", "Besk"),
        ("Residents saw the army leave Besk.", "leave", "army", "Besk"),
        # speech
        ("The army said rebels captured Besk.", "captured", "rebels", "Besk"),
        ("The rebels said they had captured Besk.", "captured", "they", "Besk"),
        ("“Besk was captured by rebels,” an officer said.", "captured", "rebels", "Besk"),
    ],
)  # fmt: skip
def test_who_does_what(sentence: str, verb: str, who: str | None, what: str | None) -> None:
    word = token(sentence, verb)
    assert (text(agent(word)), text(patient(word))) == (who, what)


@pytest.mark.parametrize(
    ("sentence", "verb", "passive"),
    [
        ("Rebels captured Besk.", "captured", False),
        ("The army rejected reports by activists.", "rejected", False),
        ("Fighters walking by the Besk road were few.", "walking", False),
        ("Rebels entered Besk on Sunday, our correspondent reports.", "entered", False),
        ("Rebels had captured Besk.", "captured", False),
        ("Besk was captured.", "captured", True),
        ("Besk had been captured by rebels.", "captured", True),
        ("The town captured on Friday is quiet.", "captured", True),
        ("Besk was shelled and captured.", "captured", True),
        ("Captured by rebels on Friday, Besk is quiet.", "Captured", True),
        ("Besk got captured by rebels.", "captured", True),
        ("The rebels capturing Besk were few.", "capturing", False),
    ],
)
def test_voice(sentence: str, verb: str, passive: bool) -> None:
    assert is_passive(token(sentence, verb)) is passive


@pytest.mark.parametrize(
    ("sentence", "verb", "prepositions", "expected"),
    [
        ("The army withdrew from Besk.", "withdrew", ("from",), ["Besk"]),
        ("The army withdrew from Besk to Tolme.", "withdrew", ("to",), ["Tolme"]),
        ("The army withdrew from Besk and from Tolme.", "withdrew", ("from",), ["Besk", "Tolme"]),
        ("The army pulled out of Besk.", "pulled", ("out",), ["Besk"]),
        ("The army pulled back from Besk.", "pulled", ("from",), ["Besk"]),
        ("The army moved out from Besk.", "moved", ("from",), ["Besk"]),
        ("Rebels marched into Besk.", "marched", ("into",), ["Besk"]),
        ("The army left Besk.", "left", ("from", "out"), []),
    ],
)
def test_what_stands_behind_prepositions(
    sentence: str, verb: str, prepositions: tuple[str, ...], expected: list[str]
) -> None:
    assert texts(obliques(token(sentence, verb), *prepositions)) == expected


@pytest.mark.parametrize(
    ("sentence", "verb", "particles", "expected"),
    [
        ("Rebels took over Besk.", "took", ("over",), True),
        ("Rebels took Besk over.", "took", ("over",), True),
        ("Rebels took Besk.", "took", ("over",), False),
        ("The army pulled out of Besk.", "pulled", ("out",), True),
        ("The army pulled out.", "pulled", ("out",), True),
        ("The army pulled back from Besk.", "pulled", ("back",), True),
        ("The army fell back to Tolme.", "fell", ("back",), True),
        ("The army gave up Besk.", "gave", ("up",), True),
        ("The army handed Besk over to the rebels.", "handed", ("over",), True),
        ("A jet flew over Besk.", "flew", ("over",), False),
    ],
)
def test_particles(sentence: str, verb: str, particles: tuple[str, ...], expected: bool) -> None:
    assert has_particle(token(sentence, verb), *particles) is expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The rebels who captured Besk left.", "who", "rebels"),
        ("The town, which fell on Friday, is quiet.", "which", "town"),
        ("The fighters from Besk who left are here.", "who", "fighters"),
        ("The rebels captured Besk.", "rebels", "rebels"),
        ("Nobody knows who captured Besk.", "who", "who"),
    ],
)
def test_what_a_relative_pronoun_stands_for(sentence: str, word: str, expected: str) -> None:
    assert text(antecedent(token(sentence, word))) == expected


def test_nobody_stands_for_nothing() -> None:
    assert antecedent(None) is None


def test_children_by_their_labels_in_order() -> None:
    verb = token("On Friday rebels captured Besk on the river.", "captured")
    assert texts(children(verb, "prep")) == ["On", "on"]
    assert text(child(verb, "dobj", "nsubj")) == "rebels"
    assert child(verb, "agent") is None


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels captured Besk.", "captured", True),
        ("Besk was captured.", "captured", True),
        ("The rebels are in Besk.", "are", True),
        ("The capture of Besk was a blow.", "capture", False),
        ("Rebels captured Besk.", "Besk", False),
    ],
)
def test_verbs(sentence: str, word: str, expected: bool) -> None:
    assert is_verb(token(sentence, word)) is expected


@pytest.mark.parametrize(
    ("sentence", "word"),
    [("Rebels captured Besk.", "captured"), ("The loss was a blow.", "blow"), ("The army was a force.", "force")],
)
def test_a_noun_is_no_participle(sentence: str, word: str) -> None:
    assert not is_predicate_participle(token(sentence, word))
