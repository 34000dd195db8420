"""Official denials: who denies what, and what is none."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.denials import denials as denials_in
from conflict_extract.extraction.english.denials import is_official, speaker_of
from conflict_extract.extraction.english.events import matches
from conflict_extract.extraction.english.statements import Statement
from tests.extraction.english.builders import ACTORS, facts, parsed, text, token, written

# sentence, word, who denies, what is denied, of which kind, places
_DENIALS = [
    ("The army denied that Besk had fallen.", "denied", "The army", "that Besk had fallen", "control_change",
     ["Besk"]),
    ("The army denied that rebels had captured Besk.", "denied", "The army", "that rebels had captured Besk",
     "control_change", ["Besk"]),
    ("The army denied losing Besk.", "denied", "The army", "losing Besk", "control_change", ["Besk"]),
    ("The defence ministry denied the fall of Besk.", "denied", "The defence ministry", "the fall of Besk",
     "control_change", ["Besk"]),
    ("The defence ministry denied reports that the army had withdrawn from Besk.", "denied", "The defence ministry",
     "reports that the army had withdrawn from Besk", "withdrawal", ["Besk"]),
    ("A government spokesman dismissed reports of a withdrawal from Besk as baseless.", "dismissed",
     "A government spokesman", "reports of a withdrawal from Besk", "withdrawal", ["Besk"]),
    ("A rebel spokesman rejected claims that two commanders had defected.", "rejected", "A rebel spokesman",
     "claims that two commanders had defected", "defection", []),
    ("The army refuted the report.", "refuted", "The army", "the report", "other", []),
    ("The army denied it.", "denied", "The army", "it", "other", []),
    ("The reports that Besk had fallen are false, the army said.", "false", "the army",
     "The reports that Besk had fallen", "control_change", ["Besk"]),
    ("The army said the reports that Besk had fallen were untrue.", "untrue", "The army",
     "the reports that Besk had fallen", "control_change", ["Besk"]),
    ("There is no truth to reports that Besk has fallen, the army said.", "truth", "the army",
     "reports that Besk has fallen", "control_change", ["Besk"]),
    ("“Besk has not fallen,” the army spokesman said.", "fallen", "the army spokesman", "Besk has not fallen",
     "control_change", ["Besk"]),
    ("The defence ministry said its troops had not withdrawn from Besk.", "withdrawn", "The defence ministry",
     "its troops had not withdrawn from Besk", "withdrawal", ["Besk"]),
    ("The governor described the reports of the fall of Besk as lies.", "described", "The governor",
     "the reports of the fall of Besk", "control_change", ["Besk"]),
    ("Reports that Besk had fallen were denied by the army.", "denied", "the army", "Reports that Besk had fallen",
     "control_change", ["Besk"]),
    ("It is not true that Besk has fallen, the army said.", "true", "the army", "that Besk has fallen",
     "control_change", ["Besk"]),
    ("“There has been no withdrawal from Besk,” said General Dorn.", "withdrawal", "General Dorn",
     "no withdrawal from Besk", "withdrawal", ["Besk"]),
    ("The army has denied reports of defections in Besk.", "denied", "The army", "reports of defections in Besk",
     "defection", ["Besk"]),
    ("The rebels rejected the army's claim to have retaken Besk.", "rejected", "The rebels",
     "the army's claim to have retaken Besk", "control_change", ["Besk"]),
    ("Contrary to reports, Besk has not fallen, an army spokesman said.", "fallen", "an army spokesman",
     "Besk has not fallen", "control_change", ["Besk"]),
    ("It is a lie that rebels entered Besk, the army said.", "lie", "the army", "that rebels entered Besk",
     "control_change", ["Besk"]),
    ("The minister denied in a voice message that Besk was lost.", "denied", "The minister", "that Besk was lost",
     "control_change", ["Besk"]),
    ("The reports, denied by the army, said that Besk had fallen.", "denied", "the army",
     "that Besk had fallen", "control_change", ["Besk"]),
]  # fmt: skip


def denials(*sentences: str) -> list[Statement]:
    return [each for each in facts(*sentences) if each.kind == "official_denial"]


@pytest.mark.parametrize(
    ("sentence", "word", "who", "claim", "denies", "places"), _DENIALS, ids=[each[0] for each in _DENIALS]
)
def test_an_official_denies(sentence: str, word: str, who: str, claim: str, denies: str, places: list[str]) -> None:
    assert [
        (
            written(sentence, each.trigger),
            written(sentence, each.agent),
            written(sentence, each.claim),
            each.denies,
            [written(sentence, place.at) for place in each.places],
        )
        for each in facts(sentence)
    ] == [(word, who, claim, denies, places)]


@pytest.mark.parametrize(
    "sentence",
    [
        # nobody official
        "A shopkeeper denied that Besk had fallen.",
        "Residents denied that rebels had captured Besk.",
        "A doctor dismissed reports of a withdrawal from Besk.",
        "The company denied that it had left Besk.",
        "A company spokesman denied that staff had left Besk.",
        "An activist said Besk had not fallen.",
        # nothing that was reported is denied
        "The army rejected an offer of talks in Besk.",
        "The rebels rejected a ceasefire in Besk.",
        "The rebels denied aid workers access to Besk.",
        "The government rejected the demand.",
        "The general dismissed the governor of Besk.",
        "The army contradicted itself.",
        "The council disputed the election.",
        # no denial
        "The army did not deny that Besk had fallen.",
        "The army refused to deny the fall of Besk.",
        "The army could not confirm that Besk had fallen.",
        "The army declined to comment on the fall of Besk.",
        "The army may deny that Besk has fallen.",
        "The army said the reports were not false.",
        "The army confirmed the fall of Besk.",
        "The army said it would not leave Besk.",
    ],
)
def test_no_official_denial(sentence: str) -> None:
    assert denials(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "A shopkeeper denied that Besk had fallen.",
        "Residents denied that rebels had captured Besk.",
        "The army denied that rebels had captured Besk.",
        "The army rejected claims that its soldiers had defected to the rebels.",
        "The reports that the army had left Besk were false.",
    ],
)
def test_what_is_denied_is_no_fact_whoever_denies_it(sentence: str) -> None:
    assert [each.kind for each in facts(sentence) if each.kind != "official_denial"] == []


@pytest.mark.parametrize(
    ("sentence", "day", "places"),
    [
        ("On Friday the army denied that Besk had fallen on Thursday.", "Friday", ["Besk"]),
        ("The army denied on Friday that Besk had fallen on Thursday.", "Friday", ["Besk"]),
        ("The army on Friday denied reports that it left Besk a week ago.", "Friday", ["Besk"]),
        ("The army denied that Besk had fallen on Thursday.", None, ["Besk"]),
        ("The army denied on Friday that rebels had captured Besk, but they took Tolme.", "Friday", ["Besk"]),
        ("Rebels took Tolme, but the army denied that Besk had fallen.", None, ["Besk"]),
    ],
)
def test_a_denial_has_its_own_day_and_place(sentence: str, day: str | None, places: list[str]) -> None:
    assert [
        (written(sentence, each.day and each.day.at), [written(sentence, place.at) for place in each.places])
        for each in denials(sentence)
    ] == [(day, places)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels took Tolme, but the army denied that Besk had fallen.", [("took", ["Tolme"])]),
        ("The army denied that Besk had fallen, but rebels took Tolme.", [("took", ["Tolme"])]),
        ("The army denied the fall of Besk after rebels captured Tolme.", [("captured", ["Tolme"])]),
        ("The army denied losing Besk and said it had recaptured Tolme.", [("recaptured", ["Tolme"])]),
    ],
)
def test_what_stands_beside_a_denial_is_a_fact(sentence: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [
        (written(sentence, each.trigger), [written(sentence, place.at) for place in each.places])
        for each in facts(sentence)
        if each.kind == "control_change"
    ] == expected


def test_he_who_denies_is_who_spoke_before() -> None:
    before, sentence = "General Omar Kane spoke in Tolme.", "He denied that Besk had fallen."
    (denial,) = denials(before, sentence)
    assert written(sentence, denial.agent) == "He"
    assert denial.agent_stands_for is not None
    assert written(before, denial.agent_stands_for.at) == "General Omar Kane"


def test_of_a_denial_that_is_only_planned_nothing_is_a_fact() -> None:
    assert facts("The army will deny that Besk has fallen.") == []


@pytest.mark.parametrize(
    ("sentence", "speaker", "claim"),
    [
        ("The army denied that Besk had fallen.", "army", ("that", "fallen")),
        ("A shopkeeper denied that Besk had fallen.", None, ("that", "fallen")),
        ("The army refuted the report.", "army", ("the", "report")),
        ("The army denied it.", "army", ("it", "it")),
    ],
)
def test_the_words_of_a_denial(sentence: str, speaker: str | None, claim: tuple[str, str]) -> None:
    doc = parsed(sentence).doc
    (found,) = denials_in(doc, {each.token.i for each in matches(doc, ACTORS)}, ACTORS)
    assert (text(found.speaker), (found.first.text, found.last.text)) == (speaker, claim)


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels captured Besk, an official said.", "captured", "official"),
        ("The army said that rebels captured Besk.", "captured", "army"),
        ("According to residents, rebels captured Besk.", "captured", "residents"),
        ("Rebels captured Besk.", "captured", None),
    ],
)
def test_who_speaks(sentence: str, word: str, expected: str | None) -> None:
    assert text(speaker_of(token(sentence, word))) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The army denied it.", "army", True),
        ("The defence ministry denied it.", "ministry", True),
        ("A spokesman for the rebels denied it.", "spokesman", True),
        ("State television denied it.", "television", True),
        ("He denied it.", "He", True),
        ("A company spokesman denied it.", "spokesman", False),
        ("A spokesman for the bank denied it.", "spokesman", False),
        ("A shopkeeper denied it.", "shopkeeper", False),
        ("Adam Orlo denied it.", "Orlo", False),
    ],
)
def test_who_is_official(sentence: str, word: str, expected: bool) -> None:
    assert is_official(token(sentence, word), ACTORS) is expected
