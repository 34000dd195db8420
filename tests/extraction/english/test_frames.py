"""Which events the words of a sentence state: by every frame one sentence that does and others that only look so."""

from __future__ import annotations

import json
import tomllib

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.english.events import Match, matches
from conflict_extract.extraction.english.frames import kind_of
from conflict_extract.extraction.english.mentions import place_mentions
from tests.extraction.english.builders import ACTORS, parsed, text, token, written

# sentence, word, places, who acts
Row = tuple[str, str, list[str], str | None]

_CONTROL: list[Row] = [
    ("Besk was taken on 3 May by rebels.", "taken", ["Besk"], "rebels"),
    ("Rebels took the Velkan side of the bridge.", "took", ["side"], "Rebels"),
    ("Rebels took the high ground around Besk.", "took", ["ground"], "Rebels"),
    ("Rebels captured Besk.", "captured", ["Besk"], "Rebels"),
    ("The army overran Besk.", "overran", ["Besk"], "army"),
    ("The army retook Besk from the rebels.", "retook", ["Besk"], "army"),
    ("Besk was occupied by Velkan troops.", "occupied", ["Besk"], "troops"),
    ("Rebels seized it.", "seized", ["it"], "Rebels"),
    ("Further south, Tolme, on the Ilma river, fell on Sunday.", "fell", ["Tolme"], None),
    ("Farther east, Besk was taken by rebels.", "taken", ["Besk"], "rebels"),
    ("Rebels took over Besk.", "took", ["Besk"], "Rebels"),
    ("Rebels took Besk over on Friday.", "took", ["Besk"], "Rebels"),
    ("Rebels took Besk.", "took", ["Besk"], "Rebels"),
    ("Rebels took over.", "took", [], "Rebels"),
    ("Velkan troops replaced the rebels.", "replaced", [], "troops"),
    ("Besk is free of rebels.", "is", ["Besk"], None),
    ("The army regained the town of Besk.", "regained", ["Besk"], "army"),
    ("Besk was taken by the army.", "taken", ["Besk"], "army"),
    ("The army cleared the village of Harn.", "cleared", ["Harn"], "army"),
    ("Rebels took control of Besk.", "took", ["Besk"], "Rebels"),
    ("Rebels took the road linking Besk with Tolme.", "took", ["road"], "Rebels"),
    ("The army lost control over the airport.", "lost", ["airport"], None),
    ("The army established control over Besk.", "established", ["Besk"], "army"),
    ("Control of Besk was seized by rebels.", "seized", ["Besk"], "rebels"),
    ("Rebels are in control of Besk.", "control", ["Besk"], "Rebels"),
    ("Besk came under the control of the rebels.", "came", ["Besk"], "rebels"),
    ("Besk returned to government control.", "returned", ["Besk"], "government"),
    ("Besk has been under rebel control since March.", "been", ["Besk"], "rebel"),
    ("The army brought Besk under its control.", "brought", ["Besk"], "army"),
    ("Control of Besk passed to the rebels.", "passed", ["Besk"], "rebels"),
    ("Besk is now under rebel control.", "is", ["Besk"], "rebel"),
    ("Besk is now in the hands of the army.", "is", ["Besk"], "army"),
    ("Rebels have all of Besk.", "have", ["Besk"], "Rebels"),
    ("Rebels now hold Besk.", "hold", ["Besk"], "Rebels"),
    ("The army now controls the town of Besk.", "controls", ["Besk"], "army"),
    ("The army was back in control of Besk.", "control", ["Besk"], "army"),
    ("Troops entered Besk.", "entered", ["Besk"], "Troops"),
    ("Troops have entered.", "entered", [], "Troops"),
    ("Rebel fighters moved in.", "moved", [], "fighters"),
    ("Velkan troops deployed into Besk.", "deployed", ["Besk"], "troops"),
    ("Troops are in the heart of Besk.", "are", ["heart"], "Troops"),
    ("Troops stormed into Besk.", "stormed", ["Besk"], "Troops"),
    ("Troops pushed into Besk.", "pushed", ["Besk"], "Troops"),
    ("Rebel fighters marched into Besk.", "marched", ["Besk"], "fighters"),
    ("Rebel fighters are inside Besk.", "are", ["Besk"], "fighters"),
    ("Rebel fighters established themselves in Besk.", "established", ["Besk"], "fighters"),
    ("The entry of Velkan troops into Besk was a blow.", "entry", ["Besk"], "troops"),
    ("Rebel fighters are now in Besk.", "are", ["Besk"], "fighters"),
    ("The army restored order to Besk.", "restored", ["Besk"], "army"),
    ("Rebel fighters reached the centre of Besk.", "reached", ["centre"], "fighters"),
    ("Besk fell to the rebels.", "fell", ["Besk"], "rebels"),
    ("Besk became the sixth town to fall to the rebels.", "fall", ["Besk"], "rebels"),
    ("Besk has fallen.", "fallen", ["Besk"], None),
    ("Besk changed hands on Friday.", "changed", ["Besk"], None),
    ("Rebels drove the army from Besk.", "drove", ["Besk"], "Rebels"),
    ("The army was driven out of Besk by rebels.", "driven", ["Besk"], "rebels"),
    ("The army handed over Besk to the rebels.", "handed", ["Besk"], "rebels"),
    ("The town of Besk surrendered to the rebels.", "surrendered", ["Besk"], "rebels"),
    ("The army ceded Besk to the rebels.", "ceded", ["Besk"], "rebels"),
    ("The army lost Besk to the rebels.", "lost", ["Besk"], "rebels"),
    ("Rebels raised their flag over Besk.", "raised", ["Besk"], "Rebels"),
    ("The capture of Besk by rebels was a blow.", "capture", ["Besk"], "rebels"),
    ("The rebels announced the capture of Besk.", "capture", ["Besk"], "rebels"),
    ("The army's recapture of Besk was swift.", "recapture", ["Besk"], "army"),
    ("The fall of Besk to the rebels was a blow.", "fall", ["Besk"], "rebels"),
]  # fmt: skip
_DEFECTION: list[Row] = [
    ("Two soldiers defected to the rebels.", "defected", [], "soldiers"),
    ("Two pilots deserted the army.", "deserted", [], "pilots"),
    ("Two pilots deserted the rebels, an officer reported.", "deserted", [], "pilots"),
    ("Sixty soldiers defected to the rebels, a committee reported.", "defected", [], "soldiers"),
    ("Two soldiers deserted from the garrison.", "deserted", [], "soldiers"),
    ("The general switched sides.", "switched", [], "general"),
    ("The battalion went over to the rebels.", "went", [], "battalion"),
    ("Thirty policemen surrendered and joined the Northern Front.", "joined", [], "policemen"),
    ("The battalion crossed to the rebels.", "crossed", [], "battalion"),
    ("The battalion sided with the rebels.", "sided", [], "battalion"),
    ("Two policemen joined the attackers.", "joined", [], "policemen"),
    ("Two soldiers joined the rebellion.", "joined", [], "soldiers"),
    ("The garrison declared itself for the rebels.", "declared", [], "garrison"),
    ("The brigade broke with the government.", "broke", [], "brigade"),
    ("The brigade broke away from the army.", "broke", [], "brigade"),
    ("The officers swore an oath of loyalty to the rebels.", "swore", [], "officers"),
    ("The militia threw in its lot with the rebels.", "threw", [], "militia"),
    ("The brigade pledged allegiance to the rebels.", "pledged", [], "brigade"),
    ("The defection of two pilots was a blow.", "defection", [], "pilots"),
]
_WITHDRAWAL: list[Row] = [
    ("The army withdrew from Besk.", "withdrew", ["Besk"], "army"),
    ("The army retreated.", "retreated", [], "army"),
    ("The general withdrew his troops from Besk.", "withdrew", ["Besk"], "troops"),
    ("The army pulled out of Besk.", "pulled", ["Besk"], "army"),
    ("The army fell back to Harn.", "fell", [], "army"),
    ("The army abandoned Besk.", "abandoned", ["Besk"], "army"),
    ("The soldiers left their base.", "left", ["base"], "soldiers"),
    ("The army gave up Besk.", "gave", ["Besk"], "army"),
    ("Velka pulled its troops from Besk.", "pulled", ["Besk"], "troops"),
    ("The army repositioned its troops from Besk.", "repositioned", ["Besk"], "troops"),
    ("Velka emptied the base of its soldiers.", "emptied", ["base"], "soldiers"),
    ("The army flew its garrison from Besk on Monday and from Harn on Friday.", "flew", ["Harn", "Besk"], "garrison"),
    ("The soldiers fled downriver from Besk.", "fled", ["Besk"], "soldiers"),
    ("The army withdrew 15 km from Besk.", "withdrew", ["Besk"], "army"),
    ("The troops were airlifted from Besk.", "airlifted", ["Besk"], "troops"),
    ("The soldiers fled from Besk.", "fled", ["Besk"], "soldiers"),
    ("The rebels burned their papers, leaving the town in four trucks.", "leaving", ["town"], "rebels"),
    ("The militia burned its papers, leaving Besk to the army.", "leaving", ["Besk"], "militia"),
    ("The post, left by the garrison on Monday, is quiet.", "left", ["post"], "garrison"),
    ("The post was left on Monday.", "left", ["post"], None),
    ("The convoy rolled out of Besk.", "rolled", ["Besk"], "convoy"),
    ("The soldiers have left.", "left", [], "soldiers"),
    ("The soldiers are gone from Besk.", "gone", ["Besk"], "soldiers"),
    ("The soldiers are out of Besk.", "are", ["Besk"], "soldiers"),
    ("The soldiers are no longer in Besk.", "are", ["Besk"], "soldiers"),
    ("The soldiers moved out.", "moved", [], "soldiers"),
    ("Fifty policemen deserted their posts.", "deserted", ["posts"], "policemen"),
    ("The army yielded Besk.", "yielded", ["Besk"], "army"),
    ("The withdrawal of the army from Besk ended on Friday.", "withdrawal", ["Besk"], "army"),
    ("The army's retreat from Besk ended on Friday.", "retreat", ["Besk"], "army"),
]
_STATED = [
    (sentence, kind, word, where, who)
    for kind, rows in (("control_change", _CONTROL), ("defection", _DEFECTION), ("withdrawal", _WITHDRAWAL))
    for sentence, word, where, who in rows
]
_ALIKE = [
    # who is driven somewhere, what is left over, what becomes of a place, where nobody is
    "The insurgents were driven back into the jungle.",
    "Government troops were forced into the hills.",
    "Harn is the last town left to the rebels.",
    "The brigade set fire to its depot, leaving the camp in ruins.",
    "The rebels blew up the bridge, leaving Besk without water.",
    "The parties agreed to share power, leaving the Orlo Front outside the deal.",
    "The town of Besk is empty of soldiers.",
    "The brigade deployed in five positions around the town.",
    "In Besk, where forty men captured last year are held, the jail is full.",
    "Besk, where the army captured forty rebels, is quiet.",
    "Soldiers have been deserting in growing numbers.",
    "Conscripts are deserting every week.",
    # goods, people, persons
    "The army captured ten rifles near Besk.",
    "Police seized six 400-gramme sticks of hashish in Besk.",
    "The army seized landmines in Besk.",
    "Sappers cleared the mines around Besk.",
    "The rebels captured the flag of the garrison.",
    "Rebels captured General Omar Kane in Besk.",
    "Police captured two suspects in Besk.",
    "The army captured forty rebels near Besk.",
    "The soldiers took the wounded to Besk.",
    "The rebels took two hostages in Besk.",
    "The army took the prisoners over the border.",
    "Besk Radio captured the mood.",
    "The army cleared Besk of mines.",
    "Rebels took five soldiers prisoner in Besk.",
    "The army lost 20 men in Besk.",
    "The army left behind weapons in Besk.",
    "An aid convoy entered Besk.",
    "UN inspectors entered Besk.",
    "Crowds entered the palace in Besk.",
    "Students occupied the university in Besk.",
    "The occupation of the school by students in Besk goes on.",
    # agencies, bodies, air space, talks
    "The Upland Press gained readers in Besk.",
    "Two jets entered Velkan airspace.",
    "Velkan jets violated the airspace of Orlia.",
    "The delegation entered talks in Besk.",
    "The foreign minister left the talks in Besk.",
    "The army took measures in Besk.",
    "The army took up positions near Besk.",
    "The army took part in talks in Besk.",
    "The army took its time in Besk.",
    # sports, elections, ordinals, business
    "Besk won the cup on Saturday.",
    "Besk fell to third in the table.",
    "Besk United lost the match to Tolme.",
    "The Velkan Party won the election in Besk.",
    "The mayor won Besk with half of the vote.",
    "Velkan Oil took over a company in Besk.",
    "Orlian Bank acquired control of a firm.",
    "Shares in Besk fell to a low.",
    "Prices fell in Besk.",
    "Rain fell on Besk.",
    "Snow fell in Besk.",
    "Night fell on Besk.",
    "Two soldiers fell in Besk.",
    "The bridge in Besk collapsed.",
    "The loss of life in Besk is high.",
    "Shells fell on Besk.",
    "The temperature fell to ten degrees in Besk.",
    "The council lost its patience with the rebels.",
    "The rebels won the hearts of people in Besk.",
    # who is driven back holds what he attacked no more than before
    "The army drove rebels back from Besk.",
    "Rebels were pushed back from the outskirts of Besk.",
    # states that last
    "Rebels still hold Besk.",
    "The army is still in control of Besk.",
    "Besk has been under rebel control for weeks.",
    "Besk remains in the hands of the army.",
    "The army controls Besk.",
    "Rebels are in Besk.",
    # no place changes hands
    "Rebels advanced towards Besk.",
    "The army shelled Besk.",
    "Rebels reached the river.",
    "The soldiers changed hands on the wheel.",
    "The president handed over the prize to a pupil.",
    "The army drove residents from Besk.",
    "The rebels raised the flag question again.",
    "The army restored power to Besk.",
    "Rebels pushed for talks in Besk.",
    # nobody defects
    "The team broke with tradition.",
    "The students joined the march.",
    "Soldiers joined the rebels in attacking Besk.",
    "Officers joined the militias for talks in Besk.",
    "The deputy switched sides in the debate.",
    "The party declared itself ready.",
    "Two soldiers went over the bridge.",
    "Two soldiers crossed to the market.",
    "The witness swore an oath in court.",
    "The hall was deserted.",
    "An athlete defected in Tolme.",
    "The striker defected to Besk United.",
    "The minister joined the talks.",
    "Residents threw in stones.",
    # nobody who bears arms leaves
    "The students fled Besk.",
    "Two thousand families left Besk.",
    "The ambassador left Besk.",
    "The company pulled out of Besk.",
    "The company withdrew its bid for Besk.",
    "The bank withdrew from the deal.",
    "The residents were evacuated from Besk.",
    "The army evacuated the wounded from Besk.",
    "Two wounded soldiers were evacuated from Besk.",
    "The rebels left two dead.",
    "The soldier left his wife.",
    "The candidate withdrew from the race in Besk.",
    "The minister gave up his post in Besk.",
    "The soldiers left the door open.",
    "The attack left Besk without power.",
    "The doctors abandoned the hospital.",
    "The withdrawal of cash in Besk is limited.",
    "The departure of the ambassador surprised Besk.",
]


def stated(sentence: str) -> list[Match]:
    return list(matches(parsed(sentence).doc, ACTORS))


def word(sentence: str, match: Match) -> str | None:
    """The word that states it, as the sentence has it and not as it was parsed: "overran", not "captured"."""
    return written(sentence, parsed(sentence).offsets(match.token, match.token))


def places(match: Match) -> list[str]:
    return [each.head.text for head in match.places for each in place_mentions(head, ACTORS)]


@pytest.mark.parametrize(("sentence", "kind", "states", "where", "who"), _STATED, ids=[each[0] for each in _STATED])
def test_what_is_stated(sentence: str, kind: str, states: str, where: list[str], who: str | None) -> None:
    assert [(each.frame.kind, word(sentence, each), places(each), text(each.agent)) for each in stated(sentence)] == [
        (kind, states, where, who)
    ]


@pytest.mark.parametrize("sentence", _ALIKE)
def test_what_only_looks_like_an_event(sentence: str) -> None:
    assert [(each.frame.kind, word(sentence, each)) for each in stated(sentence)] == []


def test_every_frame_is_stated_once() -> None:
    rows = tomllib.loads(packaged("extraction", "english", "frames.toml").read_text(encoding="utf-8"))["frame"]
    told = {json.dumps({name: row[name] for name in row if name != "verbs"}, sort_keys=True) for row in rows}
    assert len({match.frame for each in _STATED for match in stated(each[0])}) == len(told)


@pytest.mark.parametrize(
    ("sentence", "role", "expected"),
    [
        ("The army retook Besk from the rebels.", "loser", "rebels"),
        ("Rebels drove the army from Besk.", "loser", "army"),
        ("The army lost Besk to the rebels.", "loser", "army"),
        ("The army ceded Besk to the rebels.", "loser", "army"),
        ("Besk fell to the rebels.", "loser", None),
        ("Two soldiers defected to the rebels.", "to", "rebels"),
        ("Two pilots deserted the army.", "source", "army"),
        ("Two soldiers defected from the army.", "source", "army"),
        ("The brigade broke with the government.", "source", "government"),
        ("The battalion went over to the rebels.", "to", "rebels"),
        ("Two soldiers joined the ranks of the rebels.", "to", "rebels"),
    ],
)
def test_the_other_side(sentence: str, role: str, expected: str | None) -> None:
    assert [text(getattr(each, role)) for each in stated(sentence)] == [expected]


@pytest.mark.parametrize(
    ("sentence", "last"),
    [
        ("Rebels took over Besk.", "over"),
        ("The army pulled out of Besk.", "out"),
        ("The army gave up Besk.", "up"),
        ("Rebels captured Besk.", "captured"),
        ("Rebels took control of Besk.", "took"),
    ],
)
def test_the_last_word_of_what_states_it(sentence: str, last: str) -> None:
    assert [each.last.text for each in stated(sentence)] == [last]


@pytest.mark.parametrize(
    ("sentence", "states", "kind"),
    [
        ("Rebels captured Besk.", "captured", "control_change"),
        ("The army withdrew from Besk.", "withdrew", "withdrawal"),
        ("Two soldiers defected.", "defected", "defection"),
        ("The defection of two pilots was a blow.", "defection", "defection"),
        ("Rebels shelled Besk.", "shelled", None),
        ("Rebels took part in talks.", "part", None),
    ],
)
def test_the_kind_that_a_word_states_by_itself(sentence: str, states: str, kind: str | None) -> None:
    assert kind_of(token(sentence, states)) == kind
