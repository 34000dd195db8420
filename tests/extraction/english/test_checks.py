"""English sentences that state an event, and those that only sound like it. None is from a real article."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.checks import (
    extent_of,
    implausible_actor,
    is_locative_modifier,
    is_place_like,
    stage_of,
)
from conflict_extract.extraction.english.senses import taken_is_no_place
from conflict_extract.extraction.english.statements import rejection_reason
from conflict_extract.normalize import packaged_actors
from conflict_extract.schema.records import Extent, Kind, Stage

Span = tuple[str, int, int]

C: Kind = "control_change"
W: Kind = "withdrawal"
D: Kind = "defection"
O: Kind = "official_denial"  # noqa: E741  # in a table of sentences a short name reads best

STATED: list[tuple[Kind, str]] = [
    (C, "Bosnian government forces *captured* Donji Vakuf on Wednesday."),
    (C, "Eritrean troops *seized* the town of Barentu."),
    (C, "Barentu *fell to* Ethiopian forces."),
    (C, "LTTE fighters *overran* the base at Mullaitivu, but the army held Jaffna."),
    (C, "Kilinochchi was *recaptured* by the army."),
    (C, "After failing twice, UNITA *took* Kuito."),
    (C, "Without firing a shot, rebels *took* Bo."),
    (C, "The rebels, who had vowed to wait, *captured* Bo."),
    (W, "The army, after it had failed to hold Bo, *withdrew* to Kono."),
    (C, "The militia *took control* of Bunia airport."),
    (C, "Croatian soldiers *entered* Knin, which had been besieged for days."),
    (C, "The rebels managed to *seize* Bouake."),
    (C, "A witness said that the rebels had *taken* Gbarnga."),
    (C, "The rebels claimed to have *captured* Gbarnga."),
    (W, "The Contras *retreated* across the Coco River into Honduras."),
    (W, "The army was forced to *abandon* Elephant Pass."),
    (W, "Ethiopian troops *pulled out of* Zalambessa before dawn."),
    (W, "The garrison *fled* Barentu."),
    (W, "Serb forces have *withdrawn* from Decani."),
    (D, "Two hundred soldiers *defected* to the RUF in Makeni."),
    (D, "Colonel Adams and his men *switched sides*."),
    (D, "Members of the Presidential Guard *deserted*."),
    (D, "The 5th Battalion *mutinied* in Bukavu."),
    (C, "Rebels threatening the capital *seized* Bo."),
    (C, "Fighters trying to reach the coast *captured* Bo."),
    (C, "The army repelled an assault and *captured* Bo."),
    (C, "The garrison failed to hold its lines and the town *fell* on Friday."),
    (C, "The army denied the report and said that it had *captured* Bo."),
    (C, "The general announced the *capture* of Bo."),
    (C, "Militants were *expelled* from Bo."),
    (W, "Fighters who had remained in the city *withdrew*."),
    (W, "Soldiers still holding the airport *withdrew* at dawn."),
    (W, "The army ordered its troops to *withdraw* from Bo."),
    (W, "Troops under fire *withdrew* from Bo."),
    (W, "The war is not over despite the *withdrawal* of the rebels from Bo."),
    (W, "The army has *left* Bo with all its guns."),
    (W, '"We hope to win," said a fighter in Bo, which police had just *left*.'),
    (W, "The result was a hasty *withdrawal* from Bo."),
    (D, "Guerrillas and their families *defected* to the army."),
    (D, "Parts of the brigade *abandoned the government cause*."),
    (O, "The governor said that Bo *had not fallen*."),
    (O, "The spokesman said that rebels *had not taken over* Bo."),
    (O, "Mr Kane *called the report ''rubbish*''."),
    (O, "The spokesman said that the claim was a *falsehood*."),
    (O, "The rebels insist that they *have not left* Bo."),
    (O, '"Bo *was not lost*," a spokesman said.'),
    (O, "The army said that it *did not lose* Bo."),
    (O, "Belgrade *denied* that its troops had left Decani."),
    (O, "The army spokesman *dismissed* reports that Kailahun had fallen."),
    (O, "The ministry said there was *no truth to* the report."),
    (O, "There is *no truth whatsoever in* the report, the ministry said."),
    (C, "Activists said that Bo and Kenema *came under their control* on Sunday."),
    (C, "A *flag of the republic was raised* in Bo on Monday."),
    (C, "The army *has control of* Bo since Monday."),
    (C, "Allied militias have *wrested* Bo from the rebels."),
    (C, "The police *won it back* by Tuesday."),
    (C, "Order has been restored, and Bo has *passed to government control*."),
    (C, "Rebels *entered* Freetown."),
    (C, "The rebels *claimed* Bo, the capital of the district."),
    (W, "Most of the troops were *brought out* of Bo."),
    (W, "Troops have *handed over their positions* in Bo to peacekeepers."),
    (W, "The garrison had *driven out* of its base."),
    (W, "Soldiers met no resistance, because the terrorists had *fled* the place."),
    (D, "Two colonels *declared themselves for* the rebels."),
    (D, "A commander and his men *crossed to the rebels*."),
    (D, "The commander *took an oath of allegiance* to the other side."),
]

OBJECTED: list[tuple[str, Kind, str]] = [
    ("negated", C, "The army failed to *capture* Kilinochchi."),
    ("negated", C, "The rebels did not *take* Kuito."),
    ("negated", C, "Croatian forces haven’t *entered* Vukovar."),
    ("negated", C, "The army prevented the rebels from *entering* Bo."),
    ("negated", C, "The army repulsed an attempt to *seize* the airport."),
    ("negated", C, "The government denied that the rebels had *captured* Bo."),
    ("negated", C, "No rebel has *set foot in* Freetown."),
    ("negated", C, "The rebels, who fought for days, did not *capture* Bo."),
    ("negated", W, "Serb forces refused to *withdraw* from Srebrenica."),
    ("negated", W, "The army has never *retreated* from Jaffna."),
    ("negated", D, "Not one soldier has *defected*."),
    ("not_stated_as_fact", C, "The rebels vowed to *take* Freetown."),
    ("not_stated_as_fact", C, "The rebels will *seize* the capital within days."),
    ("not_stated_as_fact", C, "The rebels are preparing to *storm* Grozny."),
    ("not_stated_as_fact", C, "Residents fear that the rebels may *overrun* the town."),
    ("not_stated_as_fact", C, "The army tried to *recapture* Elephant Pass."),
    ("not_stated_as_fact", W, "The UN demanded that Eritrean troops *withdraw* from Badme."),
    ("not_stated_as_fact", W, "NATO called on Serb forces to *pull out* of Kosovo."),
    ("not_stated_as_fact", W, "The army plans to *retreat* to Vavuniya."),
    ("not_stated_as_fact", W, "If the army *withdraws*, the town is lost."),
    ("not_stated_as_fact", C, "After a long siege, the rebels may *capture* Bo."),
    ("not_stated_as_fact", D, "The rebels urged soldiers to *defect*."),
    ("not_stated_as_fact", D, "Hundreds of soldiers might *defect*."),
    ("negated", C, "The army dismissed reports of *the fall of* Bo."),
    ("negated", C, "The ministry rejected as baseless a claim that rebels had *captured* Bo."),
    ("negated", C, "Reports that Bo had *fallen* are false, the ministry said."),
    ("negated", C, "The ministry refuted the news that Bo had been *taken*."),
    ("not_stated_as_fact", C, "An army that *retook* Bo would open the road."),
    ("not_stated_as_fact", C, "Media spread rumours that Bo had *fallen*."),
    ("not_stated_as_fact", D, "Those who *defect* to us will be paid."),
    ("not_stated_as_fact", W, "A *withdrawal* under fire would need more men."),
    ("trigger_of_another_kind", C, "The two sides *entered* negotiations."),
    ("trigger_of_another_kind", C, "The war *entered* its third day."),
    ("trigger_of_another_kind", C, "Temperatures *fell* on Friday."),
    ("trigger_of_another_kind", C, "The government *fell* on Friday."),
    ("trigger_of_another_kind", C, "Shells *fell* on Bo."),
    ("not_armed", W, "Thousands of civilians *fled* Bo."),
    ("not_armed", W, "The population of the valley *fled*."),
    ("not_armed", W, "The governor *fled* to Gbarnga."),
    ("trigger_of_another_kind", W, "France *withdrew* its ambassador from Bo."),
    ("trigger_of_another_kind", W, "The army *abandoned* its plan."),
    ("trigger_of_another_kind", W, "The party *withdrew* from the June election."),
    ("trigger_of_another_kind", W, "The blast *left* 12 people dead."),
    ("trigger_of_another_kind", W, "The camp on the *left* bank burned."),
    ("trigger_of_another_kind", W, "Only a few survivors are *left* in Bo."),
    ("trigger_of_another_kind", W, "This *left* the army one road to Bo."),
    ("trigger_of_another_kind", W, "He described it as a tactical *repositioning*."),
    ("trigger_of_another_kind", W, "The blast *leaves* the soldiers in Bo with no way out."),
    ("trigger_of_another_kind", C, "Jets bombed the Velkan-*occupied* hills at Bo."),
    ("trigger_of_another_kind", D, "The new *defecting* officers spoke to reporters."),
    ("trigger_of_another_kind", D, "The rebels *joined* the peace talks."),
    ("trigger_of_another_kind", D, "The post at Kono was *deserted*."),
    ("trigger_of_another_kind", O, "The president *dismissed* his army chief."),
    ("trigger_of_another_kind", O, "The rebels *rejected* an offer of talks."),
    ("trigger_of_another_kind", O, "The government *dismissed* as a ruse the rebels' acceptance of the plan."),
    ("trigger_of_another_kind", O, "Bo *has not fallen* in a year of siege."),
    ("trigger_of_another_kind", O, "Velka said that Orlian troops *had not withdrawn* from Bo."),
    ("trigger_of_another_kind", O, "He said that they *did not lose* the battle."),
    ("trigger_of_another_kind", O, "Journalists were *denied* entry to Bo."),
    ("not_official", O, "A mining company *denied* that it was leaving."),
    ("not_official", O, "An opposition activist *denied* the report."),
    ("taken_is_no_place", C, "Major General Abu Tarek was *captured* at Bo."),
    ("taken_is_no_place", C, "A judge was reportedly *captured* and executed by insurgents."),
    ("trigger_of_another_kind", O, "Neither group has confirmed or *denied* the merger."),
    ("trigger_of_another_kind", W, "The country is *withdrawing* from the international court."),
    ("not_armed", W, "The chief of staff *fled* the capital for his life."),
    ("taken_is_no_place", C, "Two officers *captured* near Bo were shown on television."),
    ("taken_is_no_place", C, "The general *took* office on Friday."),
    ("trigger_of_another_kind", C, "Belgrade *denied* the report."),
    ("trigger_of_another_kind", C, "The rebels *mourned* their dead."),
    ("trigger_of_another_kind", W, "The rebels *captured* Bo."),
    ("trigger_of_another_kind", D, "The rebels *captured* Bo."),
    ("trigger_of_another_kind", O, "The army *withdrew*."),
    ("trigger_of_another_kind", C, "The fighting was a *breach* of the truce."),
    ("trigger_of_another_kind", C, "The militants *were taken* by bus to Bo."),
    ("trigger_of_another_kind", C, "The commander *was taken* prisoner there."),
    ("trigger_of_another_kind", C, "Hundreds of soldiers *crossed into* Tajikistan."),
    ("trigger_of_another_kind", C, "The garrison had *driven out of* its base."),
    ("not_armed", C, "Thousands of refugees *crossed into* Bo."),
    ("taken_is_no_place", C, "The police *seized* a consignment of tablets in a container."),
    ("taken_is_no_place", C, "The country has *taken* in another 5,300 refugees."),
    ("taken_is_no_place", C, "The driver *lost control* of the wheel."),
    ("taken_is_no_place", C, "Thousands have been *forced from* their homes."),
    ("not_stated_as_fact", C, "The town stands high, and *its capture* would open the road."),
    ("not_stated_as_fact", W, "These are the districts that the army had undertaken to *give up*."),
    ("negated", C, "The army refutes the reports circulating since last night that Bo has been *taken*."),
    ("trigger_of_another_kind", W, "Rebels attacked the base but were *pushed back*."),
    ("trigger_of_another_kind", W, "The rebels have *driven the army out* of Bo."),
    ("trigger_of_another_kind", W, "Two companies are *pulling out* of a gas project."),
    ("trigger_of_another_kind", W, "“We *left* Bo with nothing,” said a widow."),
    ("trigger_of_another_kind", D, "His *change of allegiance* was followed by attacks."),
    ("trigger_of_another_kind", O, "It was a demand that the president *rejected*."),
]


def marked(sentence: str) -> Span:
    """A sentence whose words between asterisks are the trigger."""
    before, trigger, after = sentence.split("*")
    return before + trigger + after, len(before), len(before) + len(trigger)


@pytest.mark.parametrize(("kind", "sentence"), STATED)
def test_stated(kind: Kind, sentence: str) -> None:
    assert rejection_reason(kind, *marked(sentence)) is None


@pytest.mark.parametrize(("reason", "kind", "sentence"), OBJECTED)
def test_not_stated(reason: str, kind: Kind, sentence: str) -> None:
    assert rejection_reason(kind, *marked(sentence)) == reason


@pytest.mark.parametrize(
    ("sentence", "ordering", "reason"),
    [
        ("The army ordered its men to *withdraw* from Besk.", True, None),
        ("The army ordered its men to *withdraw* from Besk.", False, None),
        ("The army announced that it would *withdraw* from Besk.", False, None),
        ("NATO ordered the army to *withdraw* from Besk.", False, "not_stated_as_fact"),
        ("The rebels said the army would *withdraw* from Besk.", False, "not_stated_as_fact"),
        ("The army told its men not to *withdraw* from Besk.", True, "negated"),
    ],
)
def test_ordered_withdrawals_count_where_they_are_said_to_be_ordered(
    sentence: str, ordering: bool, reason: str | None
) -> None:
    assert rejection_reason(W, *marked(sentence), ordering_counts=ordering) == reason


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels *seized* 300 rifles in Makeni.",
        "The soldiers *captured* 20 rebels near Bo.",
        "The navy *seized* an oil tanker off Massawa.",
        "Customs officers *seized* tonnes of timber.",
        "The general *seized* power in Conakry.",
        "Rebels *took* the villagers and soldiers hostage.",
        "Weapons were *seized* in Makeni.",
        "Forty soldiers were *captured* near Elephant Pass.",
        "Three pilots have been *captured*.",
        "They showed small arms said to have been *captured* from the rebels.",
        "Gunmen *seized* one of the directors at the ministry.",
    ],
)
def test_people_weapons_and_goods_are_no_places(sentence: str) -> None:
    assert taken_is_no_place(*marked(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels *captured* Tolme and its weapons.",
        "Rebels *captured* Tolme from government soldiers.",
        "Rebels *seized* the weapons depot at Tolme.",
        "Rebels *captured* the soldiers’ barracks.",
        "Rebels *captured* the militants' main base.",
        "Rebels *seized* the power station.",
        "Rebels *captured* the police chief's office.",
        "The tank factory was *captured* by rebels.",
        "Tolme was *captured* with its tanks.",
        "Rebels *captured* the army headquarters.",
        "Tolme was *taken*.",
        "They left Besk and Tolme, also *taken* by the rebels.",
        "The government's fighters *seized* the facility.",
    ],
)
def test_places_are_places_whatever_stands_beside_them(sentence: str) -> None:
    assert not taken_is_no_place(*marked(sentence))


@pytest.mark.parametrize(
    ("kind", "actor", "expected"),
    [
        (W, "Thousands of civilians", "not_armed"),
        (W, "residents", "not_armed"),
        (W, "The delegation", "not_armed"),
        (W, "government troops", None),
        (W, "Orlia's chief of staff", None),
        (W, "UNITA", None),
        (W, None, None),
        (D, "Three lawmakers", "not_armed"),
        (D, "A senator of the ruling party", "not_armed"),
        (D, "Colonel Adams", None),
        (O, "Hezbollah", None),
        (O, "Rwanda and Burundi", None),
        (O, "Maj. Gen. Deng Kur", None),
        (O, "An activist", "not_official"),
        (O, "The mining firm", "not_official"),
        (O, "His brother", "not_official"),
        (O, "A party leader", "not_official"),
        (O, "Kigali", None),
        (O, "Rwanda", None),
        (O, "she", None),
        (O, "The defence ministry", None),
        (O, "a rebel spokesman", None),
        (O, "State television", None),
        (C, "Residents", None),
    ],
)
def test_who_can_do_it(kind: Kind, actor: str | None, expected: str | None) -> None:
    assert implausible_actor(kind, actor, actors=packaged_actors()) == expected


@pytest.mark.parametrize(
    ("sentence", "place", "expected"),
    [
        ("Rebels *captured* Tolme.", "Tolme", False),
        ("Rebels *captured* a village near Tolme.", "Tolme", True),
        ("Rebels *captured* Hill 9, north of Tolme.", "Tolme", True),
        ("Rebels *captured* Besk, 12 km from Tolme.", "Tolme", True),
        ("Rebels *captured* Besk, 25 kilometres (15 miles) from Tolme.", "Tolme", True),
        ("Rebels *captured* part of Besk, a causeway linking the northern Tolme peninsula to Harn.", "Tolme", True),
        ("Rebels *captured* Besk,a major port in Tolme.", "Tolme", True),
        ("Rebels *captured* Besk, the capital of the embattled Tolme region.", "Tolme", True),
        ("Rebels *captured* Besk and then captured Tolme.", "Tolme", False),
        ("Rebels *entered* the southern quarters of Tolme.", "southern quarters of Tolme", False),
        ("In Tolme the rebels *captured* the port.", "Tolme", False),
    ],
)
def test_places_that_only_locate(sentence: str, place: str, expected: bool) -> None:
    text, _, end = marked(sentence)
    assert is_locative_modifier(text, end, text.index(place), text.index(place) + len(place)) is expected


@pytest.mark.parametrize(
    ("sentence", "extent"),
    [
        ("Rebels *captured* Tolme.", "full"),
        ("Rebels *captured* most of Tolme.", "partial"),
        ("Rebels *seized* parts of the city.", "partial"),
        ("Rebels *seized* the outskirts of Tolme.", "partial"),
        ("Rebels *entered* Tolme.", "entered"),
        ("Rebels *pushed into* Tolme.", "entered"),
    ],
)
def test_extent(sentence: str, extent: Extent) -> None:
    assert extent_of(*marked(sentence)) == extent


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("The army *withdrew* from Besk.", "completed"),
        ("The army has *withdrawn* from Besk.", "completed"),
        ("The army is *withdrawing* from Besk.", "under_way"),
        ("Troops began *pulling out* of Besk.", "under_way"),
        ("The general ordered his men to *withdraw* from Besk.", "ordered"),
        ("The army announced it would *withdraw* from Besk.", "announced"),
    ],
)
def test_stage(sentence: str, stage: Stage) -> None:
    assert stage_of(*marked(sentence)) == stage


@pytest.mark.parametrize("text", ["Tolme", "the city", "Hill 9", "a village", "their positions", "905"])
def test_words_that_can_name_a_place(text: str) -> None:
    assert is_place_like(text)


@pytest.mark.parametrize("text", ["", "heavy fighting", "the rebels", "it"])
def test_words_that_cannot(text: str) -> None:
    assert not is_place_like(text)
