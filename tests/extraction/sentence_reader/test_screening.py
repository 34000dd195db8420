"""What a small model is asked about a sentence, told by its words."""

from __future__ import annotations

import pytest

from tests.extraction.sentence_reader.builders import screen


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Eritrean troops seized the town of Barentu.", ["control_change"]),
        ("UNITA forces took Kuito.", ["control_change"]),
        ("Government troops withdrew from Asmara Road.", ["withdrawal"]),
        ("Soldiers left the base at Kono.", ["withdrawal"]),
        ("Colonel Adams switched sides.", ["defection"]),
        ("The ministry said there was no truth to the report that Jaffna had fallen.", ["official_denial"]),
        ("The army withdrew and the rebels captured Barentu.", ["control_change", "withdrawal"]),
        ("The army withdrew from Bo, but refused to withdraw from Kono.", ["withdrawal"]),
        ("Rebels said they had captured part of the port town of Kono.", ["control_change"]),
        ("UNITA recently captured wide areas around Kuito.", ["control_change"]),
        ("The garrison of Bo gave in once the rebels had taken Kono.", ["control_change"]),
        ("Bo was now under the complete control of the rebels.", ["control_change"]),
        ("Bo and Kono are now controlled by the rebels.", ["control_change"]),
        ("Kono, which the rebels took on Tuesday, was quiet.", ["control_change"]),
        ("UNITA fighters walked back into Kuito.", ["control_change"]),
        ("Government soldiers are now inside Bo.", ["control_change"]),
        ("Most of the rebels in Bo, a town on the border, have left it under pressure.", ["withdrawal"]),
        ("The town was calm after the retreat of government forces.", ["withdrawal"]),
        ("Colonel Adams, until recently a spokesman of the rebels, defected.", ["defection"]),
        ("Some 400 soldiers have joined President Kane's government.", ["defection"]),
        ("Twelve officers have come over to the rebels.", ["defection"]),
        ("The rebel spokesman scoffed at the army's claim.", ["official_denial"]),
        ("Rebels have entered the second-largest city in Orlia, Besk.", ["control_change"]),
        ("Orlia denied US involvement in the fall of Besk.", ["official_denial"]),
        ("The colonel is the second-highest officer to defect from government forces since May.", ["defection"]),
        ("Orlia announced that it would begin withdrawing its troops from Besk on Monday.", ["withdrawal"]),
        ("The rebels announced that they were to halt and retreat from Besk.", ["withdrawal"]),
        ("The rebels withdrew from the mission compound in Besk.", ["withdrawal"]),
        ("Fighting went on until air strikes forced the rebels to flee Besk.", ["withdrawal"]),
        ("The towns of Besk and Tolme have all fallen under the control of the rebels.", ["control_change"]),
        ("The districts of Besk and Tolme are “completely cleared”.", ["control_change"]),
        ("Hospital officials countered these claims.", ["official_denial"]),
        ("The commander brushed aside reports of losses.", ["official_denial"]),
        ("The minister stated that Orlia had withdrawn combat units from Besk.", ["withdrawal"]),
        ("Rebel forces pledged Tuesday to withdraw from the port of Besk.", ["withdrawal"]),
        ("The Orlian army began to move into Besk.", ["control_change"]),
        ("It was only when the army withdrew from Besk that talks began.", ["withdrawal"]),
        ("The army announced the withdrawal of its troops from Besk over the next week.", ["withdrawal"]),
        ("Rebels brushed aside government forces and entered Besk.", ["control_change"]),
        ("Soldiers abandoned the regime stronghold of Besk.", ["withdrawal"]),
        ("The army left the crossing point of Besk, and rebels took Tolme.", ["control_change", "withdrawal"]),
        ("Orlian troops powered their way into the centre of Besk.", ["control_change"]),
        ("Orlian troops surged into Besk.", ["control_change"]),
        ("Dozens of soldiers have abandoned the military.", ["defection"]),
        ("The government re-establishes control over Besk.", ["control_change"]),
        ("Rebels announce their withdrawal from territory held by government troops.", ["withdrawal"]),
        ("Rebels are taking effective control of Besk.", ["control_change"]),
        ("Rebel fighters force Orlian troops to retreat from an outpost.", ["withdrawal"]),
        ("The army left Besk, leading the rebels to retake Tolme.", ["control_change", "withdrawal"]),
        ("Militants and their families, some 600 people, begin to leave their strongholds.", ["withdrawal"]),
        ("Orlia pulled the last of its troop reinforcements from Besk province.", ["withdrawal"]),
        ("The president admitted that withdrawal of troops from Besk was a setback.", ["withdrawal"]),
        ("Orlia removed all of its divisions from the Besk Gorge.", ["withdrawal"]),
        ("The troops fled north after losing Besk on Sunday.", ["control_change", "withdrawal"]),
        ("He confirmed the withdrawal from Besk, and an official added that troops could return.", ["withdrawal"]),
        ("It was a statement rejected by the forces that retook Besk.", ["control_change", "official_denial"]),
        ("Five officers were siding back with the government.", ["defection"]),
        ("The general went on air to disprove claims that he has fled.", ["official_denial"]),
    ],
)
def test_sentences_that_are_asked_about(sentence: str, kinds: list[str]) -> None:
    asked = screen(sentence)
    assert list(dict.fromkeys(each.kind for each in asked)) == kinds
    assert all(each.trigger in sentence for each in asked)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Rain fell on Freetown.",
        "Shells hit the outskirts of Kono.",
        "The army failed to capture Kilinochchi.",
        "The rebels vowed to take Freetown.",
        "NATO called on Serb forces to pull out of Kosovo.",
        "The soldiers captured 20 rebels near Bo.",
        "Police seized 300 rifles in Makeni.",
        "Rebels urged soldiers to defect.",
        "If the army withdraws, hunger follows.",
        "The Kosovo Liberation Army ambushed a convoy.",
        "The government fell after a vote.",
        "The rebels joined the peace talks in Bo.",
        "Aid workers were denied entry to Kono.",
        "UNITA itself has taken the command of the fighting near Kuito.",
        "Soldiers began handing over captured Temne fighters to a camp near Bo.",
        "The ousted Liberian dictator lives in Kono.",
        "Ten UN peacekeepers have been captured by the rebels at Bo.",
        "The rebels first drove villagers out of the hills around Bo.",
        "The general said that it fell to the army to stabilise Bo.",
        "Not an inch of Bo had been freed.",
        "It was only a matter of time before Bo was under complete control.",
        "The miners were taken out of the camp at Kono during a lull.",
        "Government troops have taken up positions around Bo.",
        "The rebels pushed from Bo to the Kono bridge.",
        "The president has rejected any territorial concessions.",
        "A crowd demanded the police chief's dismissal.",
        "Government forces now hold only a handful of positions in the province.",
        "The court cleared Velka of any genocide in Besk.",
        "They showed the rifles they said they had seized from soldiers in the region.",
        "Orlia gained independence in 1991.",
        "Police secured the scene of the blast in Besk.",
        "The only submarine was seized at a base near Besk.",
        "Gunmen took nearly 300 schoolgirls in Besk.",
        "The army is working on recapturing Besk.",
        "Rebels were on the verge of recapturing their headquarters at Besk.",
        "Rebels came close to capturing the palace in Besk.",
        "The capture of Besk would be a gain for the rebels.",
        "The government demanded the militia not to continue its attacks and to withdraw from Besk.",
        "The army's withdrawal from Besk over the next 60 days is part of the truce.",
        "Talks begin only when the rebels have withdrawn from Besk.",
        "As soon as Besk was secured, troops would be redeployed to Tolme.",
        "The number of rebels around Besk has now gone beyond 25,000.",
        "The government dismissed the chances of this happening.",
        "The president recovers in Velka from injuries.",
        "Velka ended its ten-day occupation of Besk.",
        "Bodies were pushed into the Besk River.",
        "Fighting raged until dusk and if rebels captured Besk the army would flee.",
        "Velka continued to occupy Orlia.",
        "The government is confident of retaking Besk in a short time.",
        "The rebels appear willing to withdraw from Besk.",
        "The withdrawal of families from Besk went on.",
        "Three of them were captured in the southern town of Besk.",
        "The army has captured a group of Velkans in Besk.",
        "We call on Velka to comply with its obligations and to withdraw its forces from Orlia.",
        "They believe that several leaders are now close to joining the rebels.",
        "The army strayed over the border as opposed to fleeing its posts in Besk.",
        "General Sedi Kane and General Omar Vey are in one of the camps.",
        "An MLA in Orlia defected to the ruling party.",
        "The army attacked mutineers in Besk.",
        "A spokeswoman of the facility denies any wrongdoing in Besk.",
        "Gunmen took 48 Orlians hostage in Besk.",
        "Several rebels died while many are captured.",
        "The elites in the far-off capital had virtually abandoned them.",
        "The offensive led to calls for the army to retreat from Besk.",
        "The council called on government forces to withdraw from Besk.",
        "More is told at https://news.example/troops-withdrawing-from-besk today.",
    ],
)
def test_sentences_that_cost_no_call(sentence: str) -> None:
    assert screen(sentence) == []


def test_words_that_are_taken_back_are_no_triggers() -> None:
    (asked,) = screen("The army withdrew from Bo, but refused to retreat from Kono.")
    assert (asked.kind, asked.trigger) == ("withdrawal", "withdrew")


def test_words_that_often_mean_something_else_need_a_place() -> None:
    assert screen("She took him home.") == []
    assert screen("The bus left at noon.") == []
    for sentence in ("Rebels took 9 villages.", "Rebels took the last blocks of Tolme.", "Tolme was lost at dawn."):
        (asked,) = screen(sentence)
        assert asked.kind == "control_change"


def test_fields_that_no_word_can_fill_are_left_out() -> None:
    (bare,) = screen("UNITA captured Kuito.")
    told_by_words = {"unit", "size", "means", "extent", "stage", "to_place", "subject", "lost_by", "denies", "source"}
    assert bare.left_out >= {"to_side", *told_by_words}
    assert bare.dates == ()
    full, _ = screen(
        "On 9 May two brigades of rebels, who had joined forces, captured Kuito from the army after clashes on Monday"
        " and moved to Huambo, a priest said."
    )
    assert "to_side" not in full.left_out
    assert full.left_out >= told_by_words
    assert full.dates == ("9 May", "Monday")


def test_an_answer_is_no_longer_than_the_sentence_allows() -> None:
    (asked,) = screen("Rebels captured Tolme, Besk, Harn and Velka.")
    assert asked.most_places >= 4


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Rebels captured Tolme.", ["Rebels"]),
        ("Local media said that Orlian troops have withdrawn from Tolme.", ["Orlian troops"]),
        ("Tolme was captured by the rebels on Monday.", ["rebels"]),
        ("They captured Tolme.", [None]),
        ("Tolme was captured on Monday.", [None]),
        ("Tolme had fallen as the army left Besk.", [None, "the army"]),
        ("Rebels captured Tolme, Harn and the Maroon Guard fled.", ["Rebels", None]),
        ("A video released by the rebels showed the fall of Tolme.", [None]),
        ("Orlian soldiers backed by jets on Tuesday recaptured Tolme.", [None]),
        ("A spokesman told Reuters the army left Tolme.", ["army"]),
        ("'The government troops are in full control of Tolme,' he said.", [None]),
        ("Rebels captured Besk and the army captured Tolme.", [None]),
        ("The army lost Besk when rebels came.", [None]),
        ("WITHDRAWAL: The army withdrew from Besk.", ["The army"]),
        ("Orlian forces were in control of government buildings in Tolme.", ["Orlian forces"]),
        ("Rebels retreated from positions occupied in May near Tolme.", [None, "Rebels"]),
        ("The town of Tolme, seized last week by jihadists, is quiet.", ["jihadists"]),
        ("TOLME, June 3 - Orlian rebels captured Besk.", ["Orlian rebels"]),
        ("On Tuesday evening the rebels captured Besk.", ["the rebels"]),
        ("In the last week of May its fighters captured Besk.", ["its fighters"]),
        ("Troops and allied militiamen captured Besk.", ["Troops and allied militiamen"]),
        ("Troops and their dogs entered Besk.", [None]),
        ("Rebels captured Besk on May 3 and then entered Harn.", ["Rebels", "Rebels"]),
        ("Rebels captured Besk after the army fled and entered Harn.", ["Rebels", None, "the army"]),
        ("Rebels captured Besk, driving the army out of Harn.", ["Rebels", "Rebels"]),
        ("Besk has been evacuated by the Orlian army.", ["Orlian army"]),
        ("The rebels in Orlia announced the capture of Besk.", ["The rebels"]),
        ("A minister announced the capture of Besk.", [None]),
        ("The army announced the capture of Besk by rebels.", [None]),
        ("The rebels announced the withdrawal of Orlian troops from Besk.", ["Orlian troops"]),
        ("The rebels announced the withdrawal of units of the Orlian army from Besk.", [None]),
        ("A clip has footage of rebel fighters entering Besk.", ["rebel fighters"]),
        ("The rebels have footage of their fighters entering Besk.", [None]),
        ("In Besk the army captured Harn.", [None]),
        ("Troops this morning captured Besk.", ["Troops"]),
        ("The previous week the army captured Besk.", ["the army"]),
        (
            "Graves were found by the troops from Chad and Niger, who now hold Besk.",
            ["the troops from Chad and Niger"],
        ),
        ("Rebels forced Orlian troops to retreat from Besk.", ["Orlian troops"]),
        ("The flag of the rebels was raised over Besk.", [None]),
        ("The Orlian defence ministry denied that Besk had fallen.", ["The Orlian defence ministry"]),
        ("He denied that Besk had fallen.", [None]),
        ("Besk had not fallen, the ministry said, denying the report.", [None]),
    ],
)
def test_nobody_is_asked_who_acted_where_the_words_beside_the_verb_tell(sentence: str, told: list[str | None]) -> None:
    assert [asked.actor for asked in screen(sentence)] == told


def test_each_word_that_states_something_is_asked_about_but_one_denial_only() -> None:
    asked = screen("The army denied that it lost Tolme, and dismissed the report that Besk was taken.")
    assert [each.trigger for each in asked if each.kind == "official_denial"] == ["denied"]
    asked = screen("Rebels captured Tolme and Besk, and entered Harn.")
    assert [each.trigger for each in asked] == ["captured", "entered"]
    assert [each.trigger for each in screen("Officers are defecting to join the rebels.")] == ["defecting"]
    assert [each.trigger for each in screen("Rebels entered and captured Besk.")] == ["captured"]
    assert [each.trigger for each in screen("Rebels retook Besk soon after troops left.")] == ["retook", "left"]
    assert [each.trigger for each in screen("Rebels retook Besk soon after the bus left.")] == ["retook"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The accord addresses the disarmament of gangs and withdrawing armed groups from Besk.",
        "The Red Cross said that 900 people of the rebel-held quarter had been evacuated from Besk.",
        "Inmates were relocated to Tolme before Besk was attacked.",
        "Orlia and Velka withdrew their troops from a regional force that hunts bandits.",
        "The bishop dismissed the Orlian coalition that fights the rebels.",
        "Soldiers moved guns towards the line of disengagement near Besk.",
        "The pullback of the army from Besk failed to take place on Monday.",
        "Velka withdrew a threat to leave the talks on Besk.",
        "A vote in the region disputed between Orlia and Velka is due on Monday.",
    ],
)
def test_what_no_armed_force_leaves_and_nobody_denies(sentence: str) -> None:
    asked = screen(sentence)
    assert not {"withdrawal", "official_denial"} & {each.kind for each in asked}
