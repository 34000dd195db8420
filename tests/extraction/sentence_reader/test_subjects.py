"""Who acted, by the words before the verb."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.sentence_reader.question import (
    ControlChangeItem,
    DefectionItem,
    Item,
    OfficialDenialItem,
    WithdrawalItem,
)
from conflict_extract.extraction.sentence_reader.subjects import correct_actor
from tests.extraction.builders import article
from tests.extraction.sentence_reader.builders import ACTORS, window


def corrected(text: str, item: Item) -> Item:
    """An item with who acted by the words of its sentence."""
    source = article(text)
    return correct_actor(item, source, window(source, item.kind, item.trigger).trigger, ACTORS)


@pytest.mark.parametrize(
    ("text", "trigger", "given", "expected"),
    [
        ("The president said that most of his troops had been brought out of Besk.", "brought out", "The president",
         "most of his troops"),
        ("The army has all of Besk after rebel fighters withdrew to the north.", "withdrew", "The army",
         "rebel fighters"),
        ("In the past week 200 soldiers of the garrison left Besk.", "left", None, None),
        ("Footage showed the soldiers as they left Besk.", "left", "soldiers", "soldiers"),
        ("In 2011 it was driven out of Besk by Velkan troops.", "driven out", "Velkan troops", None),
        ("They had pulled out of Besk.", "pulled out", "They had pulled out", "They"),
        ("The soldiers, backed by tanks, withdrew from Besk.", "withdrew", "The soldiers, backed by tanks",
         "The soldiers"),
        ("The order followed the withdrawal of Orlian troops from Besk.", "withdrawal", "The order", "Orlian troops"),
        ("Omar Kane confirmed the withdrawal from Besk.", "withdrawal", "Omar Kane", None),
        ("The army confirmed the withdrawal from Besk.", "withdrawal", "The army", "The army"),
        ("The army holds Besk after the evacuation of the last batch of insurgents.", "evacuation", "The army",
         "the last batch of insurgents"),
    ],
)  # fmt: skip
def test_who_withdrew(text: str, trigger: str, given: str | None, expected: str | None) -> None:
    item = WithdrawalItem(trigger=trigger, places=["Besk"], force=given)
    changed = corrected(text, item)
    assert isinstance(changed, WithdrawalItem)
    assert changed.force == expected


@pytest.mark.parametrize(
    ("text", "trigger", "given", "expected"),
    [
        ("Besk was overrun on Sunday, and soldiers at its airport surrendered.", "overrun", "soldiers at its airport",
         None),
        ("Besk was overrun on Sunday by rebels.", "overrun", "rebels", "rebels"),
        ("Residents reported to the new masters and captured Besk.", "captured", "Residents", "Residents"),
        ("The rebels said on Friday that local fighters had crossed the river and captured Besk.", "captured",
         "The rebels", "local fighters"),
        ("The bulletin says Besk has been captured by the rebels.", "captured", "The bulletin", "rebels"),
        ("The governor said that Besk was under the control of the rebels; the army had gone.", "under the control",
         "the army", "rebels"),
        ("A battalion walked to Besk, which fell to the rebels on Sunday.", "fell", "A battalion", "rebels"),
        ("Besk was recaptured on Sunday from government troops.", "recaptured", "government troops", None),
        ("Colonel Ahmed Bani announced that Besk was liberated.", "liberated", "Colonel Ahmed Bani", None),
        ("Reuters showed fighters as they captured Besk.", "captured", "Reuters", None),
        ("Security forces, backed by foreign aircraft, retook Besk.", "retook", "Security forces", "Security forces"),
        ("The army said on Tuesday that its men had left Tolme as the rebels drove in.", "drove in", "The army",
         "the rebels"),
        ("The rebels said that they had captured Besk.", "captured", "The rebels", "The rebels"),
        ("In May the Orlian government lost Besk to Velkan rebels.", "lost", "Velkan rebels", "Velkan rebels"),
        ("Besk, which had been held by the Front for months, was recaptured on Monday.", "recaptured", "the Front",
         None),
        ("Supported by Velkan jets, the army has retaken Besk.", "retaken", "Supported by Velkan jets", "the army"),
        ("Harn lies south of Besk, which fell in March.", "fell", "Harn", None),
        ("The day after the garrison town of Tolme had been lost, Besk fell.", "lost", "the garrison town of Tolme",
         None),
        ("The army confirmed the loss of Besk.", "loss of", "The army", None),
        ("After the fall of Besk, Orlian jets began bombing Tolme.", "the fall of", "Orlian jets", None),
        ("The movement's spokesman Idris Kane said that it took control of Besk.", "took control", "Idris Kane", "it"),
        ("State radio said the government recaptured Besk.", "recaptured", "State radio", "the government"),
        ("Three posts at Besk were also overrun, the agency said.", "overrun", "the agency", None),
        ("Besk had fallen into rebel hands.", "fallen", "rebel hands", "rebel"),
        ("Besk fell when soldiers had deserted their camps.", "fell", "soldiers had deserted their camps", "soldiers"),
        ("Besk was abandoned by rebels for strategic reasons.", "abandoned", "rebels for strategic reasons", "rebels"),
        ("Rebels coming down the road overran Besk.", "overran", "Rebels coming", "Rebels"),
        ("Guards, moving on Tolme, brought the port of Besk under their control.", "under their control", "Guards",
         "Guards"),
        ("We are handing over Besk, commander Kane told reporters.", "handing over", "commander Kane", None),
    ],
)  # fmt: skip
def test_who_took_it(text: str, trigger: str, given: str, expected: str | None) -> None:
    item = ControlChangeItem(trigger=trigger, places=["Besk"], gained_by=given)
    changed = corrected(text, item)
    assert isinstance(changed, ControlChangeItem)
    assert changed.gained_by == expected


def test_who_defected_is_not_who_says_so() -> None:
    text = "The army said that a commander of the rebels, Abu Omar, had defected to it."
    item = DefectionItem(trigger="defected", who="The army", places=[])
    changed = corrected(text, item)
    assert isinstance(changed, DefectionItem)
    assert changed.who == "a commander of the rebels"


@pytest.mark.parametrize(
    ("text", "trigger", "given", "expected"),
    [
        ("Asked about the defection of Omar Seko, Bani wished him well.", "defection", "Bani", "Omar Seko"),
        ("Seko’s defection weakens the army.", "defection", "Seko’s defection", "Seko"),
        ("The front announced the defection in a statement.", "defection", "The front", ""),
        ("A minister, Omar Seko, says he is defecting.", "defecting", "Omar Seko", "Omar Seko"),
    ],
)
def test_whose_defection_it_is(text: str, trigger: str, given: str, expected: str) -> None:
    changed = corrected(text, DefectionItem(trigger=trigger, who=given, places=[]))
    assert isinstance(changed, DefectionItem)
    assert changed.who == expected


def test_who_denies_stands_between_commas_before_the_verb() -> None:
    text = "Major Kane had said that rebels burned Besk; the commander, General Vey, denied it on Friday."
    item = OfficialDenialItem(trigger="denied", speaker="Major Kane", claim="rebels burned Besk", places=[])
    changed = corrected(text, item)
    assert isinstance(changed, OfficialDenialItem)
    assert changed.speaker == "General Vey"


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Rebels say they took Besk, an account dismissed on Friday as \"absurd\" by the government.", "dismissed",
         "government"),
        ("The army dismissed as a lie the report by Velka.", "dismissed", "The army"),
        ("Rebels said they seized Besk, though their rival, the Orlian army, disputed the claim.", "disputed",
         "the Orlian army"),
    ],
)  # fmt: skip
def test_who_denies_what_another_said(text: str, trigger: str, expected: str) -> None:
    item = OfficialDenialItem(trigger=trigger, speaker=text.split(" s")[0].split(" d")[0], claim="it", places=[])
    changed = corrected(text, item)
    assert isinstance(changed, OfficialDenialItem)
    assert changed.speaker == expected


@pytest.mark.parametrize("given", ["Orlia", "a charge"])
def test_who_denies_stands_behind_a_passive(given: str) -> None:
    text = "Velka says that Orlian columns entered Besk, a charge denied by Orlia."
    item = OfficialDenialItem(trigger="denied", speaker=given, claim="a charge", places=[])
    changed = corrected(text, item)
    assert isinstance(changed, OfficialDenialItem)
    assert changed.speaker == "Orlia"
