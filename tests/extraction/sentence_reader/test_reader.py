"""What words tell of an item that a small model was asked for sentence by sentence. No sentence is from an article."""

from __future__ import annotations

import pytest

from conflict_extract.schema import ControlChange, Defection, OfficialDenial, Record, Withdrawal
from tests.extraction.builders import Fields, answering, article, asked_fields, assert_grounded, extractor
from tests.extraction.sentence_reader.builders import first_window, item, read, reasons, records, screen


def places(text: str, said: Fields) -> list[str]:
    """The places of the records that come of an item, all of them grounded."""
    source = article(text)
    found = records(read(source, said))
    for record in found:
        assert_grounded(record, source)
    return [record.place.text for record in found if record.place]


def change(trigger: str, *named: str, gained_by: str | None = None) -> Fields:
    return item("control_change", trigger=trigger, places=list(named), gained_by=gained_by)


def leaving(trigger: str, *named: str, force: str | None = None) -> Fields:
    return item("withdrawal", trigger=trigger, places=list(named), force=force)


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        (
            "Rebels captured nine villages east of Tolme - Besk, Harn and Velka - on Monday.",
            ["nine villages east of Tolme"],
            ["Besk", "Harn", "Velka"],
        ),
        ("Rebels captured two posts, known as Foxtrot and Sierra.", ["two posts"], ["Foxtrot", "Sierra"]),
        ("Rebels captured Besk, Harn, Velka and Duna.", ["Besk", "Duna"], ["Besk", "Harn", "Velka", "Duna"]),
        ("Rebels captured Besk, Harn and the Maroon Guard fled.", ["Besk", "Harn"], ["Besk", "Harn"]),
        ("Rebels captured towns in Bosnia and Herzegovina.", ["Bosnia and Herzegovina"], ["Bosnia and Herzegovina"]),
        ("Rebels captured Tolme's eastern suburbs.", ["Tolme's eastern suburbs"], ["Tolme's eastern suburbs"]),
        ("Rebels captured al-Besk on Monday.", ["al-Besk"], ["al-Besk"]),
        ("Rebels captured Kilo 16 on Monday.", ["Kilo 16"], ["Kilo 16"]),
        ("Rebels captured Tolme on Monday.", [], ["Tolme"]),
        ("Rebels captured Tolme airport on Monday.", [], ["Tolme airport"]),
        ("Rebels captured Tolme air base on Monday.", ["Besk"], ["Tolme air base"]),
        ("Rebels captured Tolme after dark.", [], ["Tolme"]),
    ],
)
def test_places_of_a_change(text: str, named: list[str], expected: list[str]) -> None:
    assert places(text, change("captured", *named, gained_by="Rebels")) == expected


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("The army withdrew from its garrison and from the Hantou bridge.", ["garrison and from the Hantou bridge"], 1),
        ("The army withdrew its men from the town on Monday.", [], 1),
        ("The army withdrew from Besk to the desert camp at Harn.", ["Besk", "Harn"], 1),
    ],
)
def test_places_that_were_left(text: str, named: list[str], expected: int) -> None:
    assert len(places(text, leaving("withdrew", *named, force="The army"))) == expected


def test_a_name_that_the_model_goes_on_with_ends_before_its_preposition() -> None:
    text = "Rebels captured the main police building in the Orlian city of Besk."
    assert places(text, change("captured", "main police building in Besk")) == ["main police building"]


def test_what_lies_near_or_along_is_not_taken() -> None:
    text = "Rebels captured Besk, near the army's northern capital Harn, and posts along the Tolme road."
    assert places(text, change("captured", "Besk", "Harn", "Tolme road")) == ["Besk"]


def test_people_and_goods_are_no_places() -> None:
    text = "Dozens of lorries burned as rebels captured Besk."
    assert places(text, change("captured", "Dozens of lorries", "Besk", gained_by="rebels")) == ["Besk"]


def test_what_a_list_lies_in_is_said_of_all_its_places() -> None:
    said = change("captured", "Besk", "Harn", "Velka", gained_by="Rebels")
    found = records(read("Rebels captured Besk, Harn and Velka in Upper Yarra.", said))
    assert [record.place.within for record in found if record.place] == ["Upper Yarra"] * 3
    (record,) = records(read("Rebels captured Besk in Operation Dawn.", change("captured", "Besk", gained_by="Rebels")))
    assert record.place is not None
    assert record.place.within is None


def actor_of(text: str, said: Fields) -> str | None:
    (record,) = records(read(text, said))
    assert isinstance(record, ControlChange | Withdrawal)
    actor = record.gained_by if isinstance(record, ControlChange) else record.force
    return actor.text if actor else None


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("They had withdrawn from Besk.", leaving("withdrawn", "Besk", force="their own"), "They"),
        (
            "They vacated the camp, and men of the Guard came.",
            leaving("vacated", "the camp", force="men of the Guard"),
            "They",
        ),
        ("Fighters took Besk.", change("took", "Besk", gained_by="the attackers"), None),
        ("Fighters took Besk.", change("took", "Besk", gained_by="'s"), "Fighters"),
        (
            "Orlian security forces took Besk.",
            change("took", "Besk", gained_by="security forces of Orlia"),
            "Orlian security forces",
        ),
        ("Besk was retaken by the rebels.", change("retaken", "Besk"), "rebels"),
        ("The army was driven from Besk.", change("driven from", "Besk", gained_by="The army"), None),
        (
            "The council said in a statement that since Monday its men had taken Besk.",
            change("taken", "Besk", gained_by="The council"),
            "The council",
        ),
        (
            "Forces loyal to the Orlian general Idris Hamd took Besk.",
            change("took", "Besk", gained_by="Forces loyal to Idris Hamd"),
            "Forces loyal to the Orlian general Idris Hamd",
        ),
        (
            "A video broadcast by the rebels showed their control of Besk.",
            change("showed their control", "Besk", gained_by="A video broadcast by the rebels"),
            "the rebels",
        ),
        ("Taliban fighters took Besk.", change("took", "Besk", gained_by="the Taliban fighters"), "Taliban fighters"),
        ("Maj. Idris Hamd took Besk.", change("took", "Besk", gained_by="Major Idris Hamd"), "Idris Hamd"),
        ("Besk is back in rebel hands.", change("back in rebel hands", "Besk", gained_by="Besk"), "rebel"),
        (
            "Orlia's president announced the capture of Besk.",
            change("capture", "Besk", gained_by="Orlia's president"),
            "Orlia",
        ),
        (
            "A monitor said that rebel fighters had captured Besk.",
            change("captured", "Besk", gained_by="A monitor"),
            "rebel fighters",
        ),
        (
            "The army said it had captured Besk.",
            change("captured", "Besk", gained_by="The army"),
            "The army",
        ),
        (
            "Government soldiers evacuated the governor's compound in Besk.",
            leaving("evacuated", "Besk", force="Government soldiers evacuated the governor's compound"),
            "Government soldiers",
        ),
        ("The army lost Besk when rebels stormed it.", change("lost", "Besk", gained_by="rebels"), "rebels"),
        ("The Orlian flag was hoisted in Besk.", change("flag was hoisted", "Besk", gained_by="The Orlian flag"), None),
    ],
)
def test_who_did_it(text: str, said: Fields, expected: str | None) -> None:
    assert actor_of(text, said) == expected


def test_a_name_that_is_not_there_takes_the_item_with_it() -> None:
    done = read("Fighters took Besk.", change("took", "Besk", gained_by="Free Yarran Movement"))
    assert records(done) == []
    assert reasons(done) == ["name_not_in_evidence"]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Rebels seized Besk from the army on Monday.", "seized", "army"),
        ("Troops drove the rebels out of Besk.", "drove the rebels out of", "rebels"),
        ("Rebels seized Besk from the north on Monday.", "seized", None),
        ("Rebels seized Besk after crossing from Harn.", "seized", None),
    ],
)
def test_who_lost_a_place_is_told_by_a_pattern_or_not_at_all(text: str, trigger: str, expected: str | None) -> None:
    (record,) = records(read(text, change(trigger, "Besk")))
    assert isinstance(record, ControlChange)
    assert (record.lost_by.text if record.lost_by else None) == expected


def denial(text: str, claim: str, *named: str, speaker: str = "The army") -> list[OfficialDenial]:
    said = item("official_denial", trigger="denied", speaker=speaker, claim=claim, places=list(named))
    del said["denies"]
    found = records(read(text, said))
    assert all(isinstance(record, OfficialDenial) for record in found)
    return [record for record in found if isinstance(record, OfficialDenial)]


@pytest.mark.parametrize(
    ("claim", "denies"),
    [
        ("rebels had captured Besk", "control_change"),
        ("its men had fled Besk", "withdrawal"),
        ("soldiers had defected in Besk", "defection"),
        ("Besk had collapsed", "control_change"),
        ("its men had burned Besk", "other"),
    ],
)
def test_what_is_denied_is_told_by_the_claim(claim: str, denies: str) -> None:
    (record,) = denial(f"The army denied that {claim}.", claim, "Besk")
    assert record.denies == denies


@pytest.mark.parametrize(
    ("text", "start", "basis"),
    [
        ("The army denied that Besk (taken on 5 May) had fallen.", "1999-05-12", "published"),
        ("The army denied on Monday that Besk (taken on 5 May) had fallen.", "1999-05-10", "relative"),
        ("The army denied on Monday (10 May) that Besk had fallen.", "1999-05-10", "stated"),
        ("The army (on 9 May it denied that Besk had fallen) is silent.", "1999-05-09", "stated"),
        ("The army denied that Besk had fallen on 5 May.", "1999-05-05", "stated"),
    ],
)
def test_a_day_in_brackets_is_that_of_what_stands_before_them(text: str, start: str, basis: str) -> None:
    (record,) = denial(text, "Besk had fallen" if "Besk had fallen" in text else "Besk", "Besk")
    assert (record.date.start, record.date.basis) == (start, basis)


def test_a_day_in_brackets_that_a_model_names_is_not_the_denials() -> None:
    text = "The army denied on Monday that Besk (taken on 5 May) had fallen."
    said = item("official_denial", trigger="denied", speaker="The army", claim="Besk", places=["Besk"], date="5 May")
    (record,) = records(read(text, said))
    assert record.date.text == "Monday"


def test_a_day_that_points_to_another_counts_from_the_last_in_the_text() -> None:
    *_, record = records_of(
        "Rebels entered Harn on Monday.",
        "They captured Besk a day later.",
        answers={"entered": [change("entered", "Harn")], "captured": [change("captured", "Besk")]},
    )
    assert (record.date.text, record.date.start) == ("a day later", "1999-05-11")


def test_words_that_tell_no_day_are_unresolved_and_not_the_day_of_publication() -> None:
    (record,) = records(read("Rebels captured Besk on 03/04/1999.", change("captured", "Besk")))
    assert (record.date.start, record.date.end, record.date.basis) == (None, "1999-05-12", "unresolved")


def test_a_denial_of_two_places_contests_both() -> None:
    found = denial("The army denied that Besk or Harn had fallen.", "Besk or Harn had fallen", "Besk")
    assert [record.place.text for record in found if record.place] == ["Besk", "Harn"]


def test_where_the_speaker_is_is_not_where_it_happened() -> None:
    text = "The army in Orlia denied that rebels had captured Besk."
    (record,) = denial(text, "rebels had captured Besk", "Orlia")
    assert record.place is not None
    assert record.place.text == "Besk"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("11:05 The army left Besk.", "The army left Besk."),
        ("BESK, Nov 3 (Levant Wire) - The army left Harn.", "The army left Harn."),
        ("BESK: The army left Harn.", "The army left Harn."),
        ("The army - all of it - left Harn.", "The army - all of it - left Harn."),
    ],
)
def test_a_small_model_does_not_see_time_and_place_lines(text: str, shown: str) -> None:
    assert first_window(text).message == f"{shown}\nleft"


def test_each_kind_is_asked_about_by_itself() -> None:
    found = records_of(
        "Rebels captured Besk after the army abandoned the town.",
        answers={"": [{"trigger": "captured", "places": ["Besk"]}, {"trigger": "abandoned", "places": ["the town"]}]},
    )
    assert sorted(record.kind for record in found) == ["control_change", "withdrawal"]


def records_of(*sentences: str, answers: dict[str, list[Fields]]) -> list[Record]:
    source = article(*sentences)
    with extractor(answering(answers), model="embedded") as opened:
        result = opened.extract([source])
    for record in result.records:
        assert_grounded(record, source)
    return result.records


def test_both_towns_are_the_two_that_were_named() -> None:
    found = records_of(
        "The divisions in Besk and Harn are quiet.",
        "Our troops were redeployed from both towns to the border.",
        answers={"redeployed": [leaving("redeployed", "towns", force="Our troops")]},
    )
    assert sorted(record.place.text for record in found if record.place) == ["Besk", "Harn"]


def test_a_denied_claim_is_the_one_made_before() -> None:
    said = item("official_denial", trigger="rejected", speaker="The army", claim="the claim", places=[])
    del said["denies"]
    *_, record = records_of(
        "Rebels captured Besk.",
        "The army rejected the claim.",
        answers={"captured": [change("captured", "Besk", gained_by="Rebels")], "rejected": [said]},
    )
    assert isinstance(record, OfficialDenial)
    assert record.denies == "control_change"
    assert record.place is not None
    assert record.place.name == "Besk"
    assert [piece.sentence for piece in record.evidence] == [0, 1]


def test_he_who_denies_is_the_official_quoted_before_or_nobody() -> None:
    said = item("official_denial", trigger="denied", speaker="He", claim="rebels held Harn", places=[])
    taken = {**change("captured", "Besk", gained_by="Rebels"), "source": "a ministry spokesman"}
    first = "Rebels captured Besk, a ministry spokesman said."
    second = "He denied that rebels held Harn."
    *_, record = records_of(first, second, answers={"captured": [taken], "denied": [said]})
    assert isinstance(record, OfficialDenial)
    assert (record.speaker.text, record.speaker.name) == ("He", "a ministry spokesman")
    assert records_of("Rain fell.", second, answers={"denied": [said]}) == []


def test_the_base_does_not_take_the_name_of_the_town() -> None:
    *_, record = records_of(
        "Rebels captured Besk.",
        "Soldiers abandoned the base.",
        answers={
            "captured": [change("captured", "Besk", gained_by="Rebels")],
            "abandoned": [leaving("abandoned", "the base", force="Soldiers")],
        },
    )
    assert record.place is not None
    assert record.place.name == "the base"


def test_it_is_the_place_named_before_in_the_same_sentence() -> None:
    (record,) = records_of(
        "Rebels attacked Besk at dawn and captured it by noon.",
        answers={"captured": [change("captured", "it", gained_by="Rebels")]},
    )
    assert record.place is not None
    assert record.place.name == "Besk"


def test_a_force_and_a_place_given_for_each_other_are_put_right() -> None:
    said = leaving("withdrawing", "regime forces", force="their positions")
    text = "Footage showed the regime forces withdrawing from their positions."
    (record,) = records(read(text, said))
    assert isinstance(record, Withdrawal)
    assert record.place.text == "their positions"
    assert record.force is not None
    assert record.force.text == "regime forces"


def test_the_side_that_stands_before_the_verb_is_who_defected() -> None:
    said = item("defection", trigger="defected", who="Rebels", places=[], from_side="army officers")
    (record,) = records(read("Rebels cheered when army officers defected.", said))
    assert isinstance(record, Defection)
    assert (record.who.text, record.from_side) == ("army officers", None)


@pytest.mark.parametrize("named", ["9 May 1999", "1999", "engaged in battles in the city", "Harn"])
def test_what_only_locates_or_dates_is_no_place(named: str) -> None:
    text = "Rebels captured Besk near the city of Harn on 9 May 1999 and were engaged in battles in the city."
    assert places(text, change("captured", "Besk", named, gained_by="Rebels")) == ["Besk"]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Rebels captured Besk, a provincial official told the radio.", "captured", "a provincial official"),
        ("Rebels captured Besk, according to the bishop.", "captured", "the bishop"),
        ("The army said on Friday that rebels had captured Besk.", "captured", "The army"),
        ("Rebels captured Besk, said a nurse who had fled.", "captured", "a nurse"),
        ("He said rebels had captured Besk.", "captured", None),
        ("Rebels captured Besk.", "captured", None),
    ],
)
def test_who_says_so_is_told_by_the_words_around(text: str, trigger: str, expected: str | None) -> None:
    (record,) = records(read(text, change(trigger, "Besk", gained_by=None)))
    assert record.source.text == expected


def test_what_words_tell_is_not_asked_for_and_not_lost() -> None:
    queue = answering({"Rebels": [{"places": ["Besk"]}], "They": [{"places": ["Harn"], "gained_by": "They"}]})
    with extractor(queue, model="embedded") as opened:
        (first, second) = opened.extract([article("Rebels captured Besk.", "They entered Harn.")]).records
    assert [asked_fields(request) for request in queue.requests] == [["places"], ["places", "gained_by"]]
    assert isinstance(first, ControlChange)
    assert isinstance(second, ControlChange)
    assert (first.trigger, first.gained_by and first.gained_by.text) == ("captured", "Rebels")
    assert (second.trigger, second.gained_by and second.gained_by.text) == ("entered", "They")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rebels captured Besk, the town that overlooks Harn.", "Harn"),
        ("Rebels captured Besk, and the army was in Harn.", "Harn"),
        ("In Harn a nurse said that rebels had captured Besk.", "Harn"),
        ('"Our men captured Besk. The brigade at Harn was beaten," the ministry said.', "Harn"),
        ("Rebels captured Besk, their leader told Reuters by satellite phone from the northern town of Harn.", "Harn"),
    ],
)
def test_a_place_of_another_clause_is_not_meant(text: str, named: str) -> None:
    assert places(text, change("captured", "Besk", named, gained_by=None)) == ["Besk"]


def test_each_trigger_of_one_kind_is_asked_about_by_itself() -> None:
    found = records_of(
        "Rebels captured Besk on Friday, a day after Tolme, a mill town, fell to them.",
        answers={"": [{"trigger": "captured", "places": ["Besk"]}, {"trigger": "fell", "places": ["Tolme"]}]},
    )
    told = {(record.trigger, record.place.name) for record in found if isinstance(record, ControlChange)}
    assert told == {("captured", "Besk"), ("fell", "Tolme")}


def test_moving_in_is_moving_into_the_place_named_before() -> None:
    (left, taken) = records_of(
        "Soldiers withdrew from Besk on Friday.",
        "Rebels moved in the next morning.",
        answers={
            "withdrew": [{"places": ["Besk"], "force": "Soldiers"}],
            "moved in": [{"places": [], "gained_by": "Rebels"}],
        },
    )
    assert (left.kind, taken.kind) == ("withdrawal", "control_change")
    assert taken.place is not None
    assert taken.place.name == "Besk"


def test_a_speaker_who_goes_on_denying_denies_once() -> None:
    (only,) = records_of(
        "A spokesman for the army denied that Besk had fallen.",
        "“There is no truth in it,” he said.",
        answers={
            "denied": [{"speaker": "A spokesman for the army", "claim": "Besk had fallen", "places": ["Besk"]}],
            "no truth in": [{"speaker": "he", "claim": "it", "places": []}],
        },
    )
    assert only.kind == "official_denial"


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("Rebels captured Besk, the capital of Orlia.", ["Besk", "Orlia"], ["Besk"]),
        ("Rebels entered Besk, in the centre of Orlia.", ["Besk", "Orlia"], ["Besk"]),
        ("Rebels captured two villages in the south.", ["two villages in the south"], []),
        ("Rebels from Besk captured the town of Tolme.", ["Besk", "Tolme"], ["Tolme"]),
        ("Rebels entered Kabul on Friday.", ["Kabul"], ["Kabul"]),
        ("Rebels captured Tolmes on Friday.", ["Tolmess"], ["Tolmes"]),
    ],
)
def test_what_lies_around_or_has_no_name_is_no_place(text: str, named: list[str], expected: list[str]) -> None:
    trigger = "entered" if "entered" in text else "captured"
    who = "Rebels from Besk" if "from Besk" in text else "Rebels"
    found = records(read(text, change(trigger, *named, gained_by=who)))
    assert [record.place.name for record in found if record.place] == expected


@pytest.mark.parametrize(
    ("text", "trigger", "named", "expected"),
    [
        ("Rebels took Besk, a place astride the road to Tolme.", "took", ["Besk", "Tolme"], ["Besk"]),
        ("The government ran Tolme since the Front took over the capital Besk.", "took over", ["Tolme", "Besk"],
         ["Besk"]),
        ("The authorities in Orlia regained Besk.", "regained", ["Orlia", "Besk"], ["Besk"]),
        ("Rebels retook Besk and the Orlian banner was raised.", "retook", ["Besk", "the Orlian banner"], ["Besk"]),
        ("Rebels entered Besk, where Mr Kane lives.", "entered", ["Besk", "Mr"], ["Besk"]),
        ("Rebels captured key posts outside the disputed city of Besk.", "captured", ["key posts outside Besk"],
         ["key posts"]),
        ("Tolme has long been quiet, but much of Besk has only recently fallen.", "fallen", ["Tolme", "Besk"],
         ["Besk"]),
    ],
)  # fmt: skip
def test_what_another_phrase_names_was_not_taken(
    text: str, trigger: str, named: list[str], expected: list[str]
) -> None:
    assert places(text, change(trigger, *named)) == expected


def test_a_person_who_flees_is_no_force() -> None:
    text = "Omar Seko, who fled Tolme for Besk, wrote a book, and so did bin Harn, who left Orlia."
    assert places(text, leaving("fled", "Tolme", force="Omar Seko")) == []


def test_who_is_called_by_his_last_name_has_the_office_told_before() -> None:
    text = "Idris Kane, an adviser to the rebels' leader, spoke on Monday. Kane denied that Besk had fallen."
    said = item("official_denial", trigger="denied", speaker="Kane", claim="Besk had fallen", places=[])
    assert [record.kind for record in records(read(text, said))] == ["official_denial"]


@pytest.mark.parametrize(
    ("text", "trigger", "named", "expected"),
    [
        ("Rebels announced their withdrawal from the Besk and Harn regions.", "withdrawal", ["Besk and Harn regions"],
         ["Besk", "Harn"]),
        ("Rebels retook Besk, from which they withdrew a month ago.", "withdrew", [], ["Besk"]),
        ("Many are withdrawing to rebel-held villages and camps in Orlia’s southern hills.", "withdrawing",
         ["Orlia’s southern hills"], []),
        ("Guards abandoned their posts, fleeing into neighbouring Velka.", "fleeing", ["Velka"], []),
    ],
)  # fmt: skip
def test_what_was_left_is_not_where_they_went(text: str, trigger: str, named: list[str], expected: list[str]) -> None:
    assert places(text, leaving(trigger, *named, force="Rebels")) == expected


@pytest.mark.parametrize(
    ("sentences", "speaker", "expected"),
    [
        (["Riaw dismissed claims that rebels shelled Besk."], "Riaw", ["Riaw"]),
        (["Riaw dismissed claims that he owes a debt."], "Riaw", []),
        (["The army said it had captured Besk.", "FLB refutes the claim."], "FLB", ["FLB"]),
        (["The fair in Besk was full.", "FLB refutes the claim."], "FLB", []),
        (["The UN accused Orlia and Velka of arming rebels, a charge both countries deny."], "both countries",
         ["both countries"]),
        (["“They lie about our troops,” she said, denying reports of a build-up."], "our troops", []),
        (["The ministry's spokeswoman said on Monday that Besk was calm.", "It had rained.",
          "“They lie about our troops,” she said, denying reports of a build-up."], "our troops", ["she"]),
    ],
)  # fmt: skip
def test_who_denies(sentences: list[str], speaker: str, expected: list[str]) -> None:
    said = [{"speaker": speaker, "claim": sentences[-1].split()[-1].strip("."), "places": []}]
    trigger = next(asked.trigger for asked in screen(sentences[-1]) if asked.kind == "official_denial")
    found = records_of(*sentences, answers={f"{sentences[-1]}\n{trigger}": said})
    assert [record.speaker.text for record in found if isinstance(record, OfficialDenial)] == expected


def test_a_country_that_ends_like_a_people_is_a_place() -> None:
    assert places(
        "Orlia pulled its troops out of Yemen.", leaving("pulled its troops out", "Yemen", force="Orlia")
    ) == ["Yemen"]


def test_a_capital_that_speaks_is_no_place() -> None:
    text = "Days after its troops were driven from Besk, Kiev maintained that more would come."
    assert places(text, change("driven from", "Besk", "Kiev")) == ["Besk"]


def test_where_troops_are_redeployed_to_was_not_left() -> None:
    text = "Peacekeepers are redeployed to the Orlian city of Besk to guard it."
    assert places(text, leaving("redeployed", "Orlian city of Besk", force="Peacekeepers")) == []


@pytest.mark.parametrize(
    ("text", "trigger", "named", "expected"),
    [
        ("Troops backed by jets captured the last major stronghold of the rebels.", "captured", ["Troops"],
         ["the last major stronghold"]),
        ("Kabul’s capture came ten days later.", "capture", ["Kabul"], ["Kabul"]),
        ("The Front ruled Harn until 2011, when it was driven out of the capital, Besk, by foreign troops.",
         "driven out of", ["Harn"], ["Besk"]),
        ("They have regained the oil ports of Besk and Tolme.", "regained", ["oil ports of Besk and Tolme"],
         ["Besk", "Tolme"]),
        ("Security forces secured an area,including Besk,Kane said.", "secured", ["Kane", "Besk"], ["Besk"]),
        ("The army took control of a market in Besk, Tolme’s twin city.", "took control", ["Besk", "Tolme’s twin city"],
         ["Besk"]),
        ("Rebels captured a hill in a push toward the army-held town of Besk.", "captured", ["Besk"], []),
        ("Rebels retook the base around March 19.", "retook", ["base around March 19"], ["base"]),
        ("Besk, about 700km east of Harn, and the town of Tolme, were captured by rebels.", "captured",
         ["Besk", "Tolme"], ["Besk", "Tolme"]),
        ("The garrison of Besk was captured Jan. 2 by rebels.", "captured", ["Jan", "Besk"], ["Besk"]),
        ("The fall of the hills to the Orlian army before dawn ended it.", "The fall of",
         ["hills", "Orlian army before dawn"], ["hills"]),
        ("Rebels took Harn and gave up the line 30 km to the north.", "took", ["Harn", "30 km to the north"], ["Harn"]),
        ("Besk, Tolme, Harn and Old Sael, a port on the Velka, all fell.", "fell",
         ["Besk", "Tolme", "Harn", "Old Sael"], ["Besk", "Tolme", "Harn", "Old Sael"]),
        ("Rebels captured the bridge of 14 July.", "captured", ["bridge of 14 July"], ["bridge of 14 July"]),
        ("Rebels have retaken much of Tigray.", "retaken", ["Tigray"], ["Tigray"]),
        ("Rebels captured eight square miles on the central front.", "captured", ["central front"], []),
        ("Rebels captured towns and cities in the south, including Besk.", "captured",
         ["towns and cities in the south", "Besk"], ["Besk"]),
        ("Rebels captured bases in Besk (southern Orlia) near the border.", "captured",
         ["bases in Besk (southern Orlia) near the border"], ["bases in Besk"]),
        ("Rebels captured Tolme and the highway linking Amman and Damascus.", "captured", ["Tolme", "Damascus"],
         ["Tolme"]),
        ("Troops moved in after the main rebel group, Tolmers United, left Besk.", "moved in", ["Tolmers United"],
         ["in"]),
    ],
)  # fmt: skip
def test_where_what_was_taken_stands(text: str, trigger: str, named: list[str], expected: list[str]) -> None:
    assert places(text, change(trigger, *named)) == expected


def test_the_name_of_a_battle_is_not_what_was_left() -> None:
    text = "The Front broke in the Battle of Harn and fled from its stronghold in Besk."
    assert places(text, leaving("fled", "Harn", "Besk", force="The Front")) == ["Besk"]


@pytest.mark.parametrize("text", ["IS has lost control of Besk.", "IS lost control of Besk."])
def test_who_lost_it_is_named_without_the_auxiliary(text: str) -> None:
    (record,) = records(read(text, change("lost control", "Besk")))
    assert isinstance(record, ControlChange)
    assert record.lost_by is not None
    assert record.lost_by.text == "IS"
