"""Whether a verb or an event noun is told as having happened."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.factuality import counterfactual, is_negated, is_undertaken
from tests.extraction.english.builders import token

_FACTS = [
    ("The Orlo Guard, which claims to have captured Besk, showed a video.", "captured"),
    ("Rebels captured Besk.", "captured"),
    ("Rebels have captured Besk.", "captured"),
    ("Rebels are capturing villages near Besk.", "capturing"),
    ("Rebels managed to capture Besk.", "capture"),
    ("Rebels began to capture villages.", "capture"),
    ("The army was forced to abandon Besk.", "abandon"),
    ("Rebels forced the army to abandon Besk.", "abandon"),
    ("Rebels succeeded in capturing Besk.", "capturing"),
    ("After capturing Besk, rebels rested.", "capturing"),
    ("Rebels crossed the river, capturing Besk.", "capturing"),
    ("Rebels said they had captured Besk.", "captured"),
    ("The army confirmed that rebels captured Besk.", "captured"),
    ("The rebels claim to have captured Besk.", "captured"),
    ("The rebels announced the capture of Besk.", "capture"),
    ("The army shelled Besk after its capture.", "capture"),
    ("When rebels captured Besk, the army fled.", "captured"),
    ("Rebels captured Besk before withdrawing.", "withdrawing"),
    ("Besk was the first town to fall.", "fall"),
    ("Rebels not only captured Besk but also burned it.", "captured"),
    ("Rebels shelled Besk and captured Tolme.", "captured"),
    ("Rebels could not hold Tolme, but they captured Besk.", "captured"),
    ("The general went on to capture Besk.", "capture"),
    ("Nobody was hurt when rebels captured Besk.", "captured"),
    ("The army did not fight when rebels captured Besk.", "captured"),
    ("The army plans to leave Tolme, which rebels captured.", "captured"),
    ("Residents fear the rebels, who captured Besk.", "captured"),
    ("Rebels captured Besk without a fight.", "captured"),
    ("Rebels took the airport, not Besk.", "took"),
    ("The fall of Besk alarmed the army.", "fall"),
]
_NEGATED = [
    ("Rebels did not capture Besk.", "capture"),
    ("Rebels never captured Besk.", "captured"),
    ("Besk has not fallen.", "fallen"),
    ("No town has fallen.", "fallen"),
    ("No soldiers left Besk.", "left"),
    ("None of the soldiers defected.", "defected"),
    ("Nobody left Besk.", "left"),
    ("Neither side captured Besk.", "captured"),
    ("The army hasn't left Besk.", "left"),
    ("Rebels failed to capture Besk.", "capture"),
    ("There was no withdrawal from Besk.", "withdrawal"),
    ("Rebels did not manage to capture Besk.", "capture"),
    ("Rebels have not yet captured Besk.", "captured"),
    ("Besk has yet to fall to the rebels.", "fall"),
    ("The army is yet to withdraw from Besk.", "withdraw"),
    ("It is not true that rebels captured Besk.", "captured"),
]
_NOT_FACTS = [
    ("The forces that claimed to have entered Besk were repelled.", "entered"),
    ("The rebels who claim to have captured Besk are few.", "captured"),
    # plans and orders
    ("Rebels plan to capture Besk.", "capture"),
    ("Rebels will capture Besk.", "capture"),
    ("Rebels want to capture Besk.", "capture"),
    ("Rebels tried to capture Besk.", "capture"),
    ("The battle to capture Besk goes on.", "capture"),
    ("The rebels launched an offensive to capture Besk.", "capture"),
    ("The army is about to leave Besk.", "leave"),
    ("Rebels are expected to capture Besk.", "capture"),
    ("The army is preparing to leave Besk.", "leave"),
    ("An attempt to capture Besk was made.", "capture"),
    ("The attempted capture of Besk failed.", "capture"),
    ("Rebels attacked the army in order to capture Besk.", "capture"),
    ("Rebels are close to capturing Besk.", "capturing"),
    ("Rebels were on the verge of capturing Besk.", "capturing"),
    # calls
    ("The envoy urged the army to leave Besk.", "leave"),
    ("The envoy demanded the withdrawal of troops from Besk.", "withdrawal"),
    ("The envoy called for the withdrawal of troops from Besk.", "withdrawal"),
    ("Leave Besk now.", "Leave"),
    ("The rebels called on soldiers to defect.", "defect"),
    ("The envoy demanded that the army leave Besk.", "leave"),
    ("The talks on the withdrawal of troops ended.", "withdrawal"),
    # suppositions
    ("Rebels may have captured Besk.", "captured"),
    ("Rebels could capture Besk.", "capture"),
    ("Residents fear that rebels captured Besk.", "captured"),
    ("The army warned of the fall of Besk.", "fall"),
    ("Residents fear the fall of Besk.", "fall"),
    ("The loss of Besk would be a blow.", "loss"),
    ("The possible fall of Besk worries the army.", "fall"),
    ("The town seems likely to fall.", "fall"),
    # conditions
    ("If rebels capture Besk, the army will leave.", "capture"),
    ("Unless the army leaves Besk, rebels will attack.", "leaves"),
    ("The army will stay until rebels leave Besk.", "leave"),
    ("When rebels capture Besk, the army will leave.", "capture"),
    ("Residents wonder whether rebels captured Besk.", "captured"),
    ("Anyone who leaves Besk is shot.", "leaves"),
    # questions
    ("Have rebels captured Besk?", "captured"),
    ("Why did the army leave Besk?", "leave"),
    # denied reports
    ("The army denied that rebels captured Besk.", "captured"),
    ("The army denied the fall of Besk.", "fall"),
    ("The army rejected claims that rebels captured Besk.", "captured"),
    ("The army dismissed reports of the capture of Besk.", "capture"),
    # prevented
    ("The army repelled an attempt to capture Besk.", "capture"),
    ("The army prevented the fall of Besk.", "fall"),
    ("The army stopped rebels from capturing Besk.", "capturing"),
    ("The army kept rebels from capturing Besk.", "capturing"),
    ("The rebels came close to capturing Besk.", "capturing"),
]


@pytest.mark.parametrize(("sentence", "word"), _FACTS)
def test_what_happened(sentence: str, word: str) -> None:
    assert counterfactual(token(sentence, word)) is None


@pytest.mark.parametrize(("sentence", "word"), _NEGATED)
def test_what_is_negated(sentence: str, word: str) -> None:
    assert counterfactual(token(sentence, word)) in ("negated", "not_stated_as_fact")


@pytest.mark.parametrize(("sentence", "word"), _NOT_FACTS)
def test_what_is_not_told_as_a_fact(sentence: str, word: str) -> None:
    assert counterfactual(token(sentence, word)) == "not_stated_as_fact"


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Rebels did not capture Besk.", "capture", True),
        ("Rebels never captured Besk.", "captured", True),
        ("No soldiers left Besk.", "left", True),
        ("Nobody left Besk.", "left", True),
        ("None of the soldiers left Besk.", "left", True),
        ("Neither side captured Besk.", "captured", True),
        ("There was no withdrawal.", "withdrawal", True),
        ("Rebels not only captured Besk but also burned it.", "captured", False),
        ("Rebels captured Besk.", "captured", False),
        ("Rebels captured Besk, not Tolme.", "captured", False),
        ("Rebels failed to capture Besk.", "capture", False),
        ("The army did not say when rebels captured Besk.", "captured", False),
    ],
)
def test_negation_of_a_word_itself(sentence: str, word: str, expected: bool) -> None:
    assert is_negated(token(sentence, word)) is expected


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Velka announced the withdrawal of its troops from Besk.", "withdrawal", True),
        ("The general ordered his troops to leave Besk.", "leave", True),
        ("Velka promised to withdraw from Besk.", "withdraw", True),
        ("Velka decided to withdraw from Besk.", "withdraw", True),
        ("The group said it would withdraw from Besk.", "withdraw", True),
        ("Velka announced that it will withdraw from Besk.", "withdraw", True),
        ("The group said it may withdraw from Besk.", "withdraw", False),
        ("The group said the army would withdraw from Besk.", "withdraw", False),
        ("Velka refused to withdraw from Besk.", "withdraw", False),
        ("Velka did not promise to withdraw from Besk.", "withdraw", False),
        ("Velka might promise to withdraw from Besk.", "withdraw", False),
        ("The envoy urged Velka to withdraw from Besk.", "withdraw", False),
        ("Velka withdrew from Besk.", "withdrew", False),
    ],
)
def test_what_is_announced_promised_or_ordered(sentence: str, word: str, expected: bool) -> None:
    assert is_undertaken(token(sentence, word)) is expected
