"""A strong model's items become records, one a place, and whole: nothing splits, completes or rewrites them."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.article_reader.prompt import load_prompt
from conflict_extract.extraction.article_reader.windows import whole_windows
from conflict_extract.schema import ControlChange, Defection, OfficialDenial, Withdrawal
from tests.extraction.article_reader.builders import answered, called, finished, ground, one, reasons, records
from tests.extraction.builders import Fields, article, assert_copied, assert_grounded, item, names
from tests.extraction.good_items import GOOD


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("language", ["en", "de", None])
def test_every_name_of_a_good_record_is_in_its_evidence(kind: str, language: str | None) -> None:
    source, good = GOOD[kind]
    source = source.model_copy(update={"language": language})
    done = ground(source, good)
    assert done.quarantined == []
    assert len(done.claims) == len(good["places"])
    for record in records(done):
        assert_grounded(record, source)
        assert record.kind == kind
        assert record.doubts == ()
        assert (record.article_id, record.outlet, record.published) == (source.id, "Upland Courier", "1999-05-12")
        assert (record.model, record.prompt_version) == ("fake", load_prompt().version)
        given = {name: value for name, value in good.items() if isinstance(value, str)} | {"place": ""}
        assert names(record).keys() <= given.keys()
        assert all(given[name] == text for name, text in names(record).items() if name != "place")


def test_control_change() -> None:
    source, good = GOOD["control_change"]
    found = records(ground(source, {**good, "within": "northern Yarra"}))
    assert [record.place.text for record in found if record.place] == ["Tolme", "Sarvik", "Duna"]
    for record in found:
        assert isinstance(record, ControlChange)
        assert record.gained_by is not None
        assert record.gained_by.text == "Free Yarran Movement"
        assert (record.extent, record.means) == ("full", "fighting")
        assert (record.date.start, record.date.basis) == ("1999-05-10", "relative")
        assert record.source.role == "monitor"
        assert record.place.lat is None
        assert record.place.within == "northern Yarra"


def test_withdrawal() -> None:
    found = records(ground(*GOOD["withdrawal"]))
    assert [record.place.text for record in found if record.place] == ["Besk", "Harn"]
    for record in found:
        assert isinstance(record, Withdrawal)
        assert record.to_place is not None
        assert record.to_place.text == "Velka"
        assert (record.unit, record.stage) == ("4th Mountain Brigade", "completed")


def test_defection() -> None:
    record = one(*GOOD["defection"])
    assert isinstance(record, Defection)
    assert record.size is not None
    assert (record.size.text, record.size.min, record.size.max) == ("About 60", 60, 60)
    assert (record.date.start, record.date.basis) == ("1999-05-09", "stated")
    assert record.source.role == "local"


def test_official_denial() -> None:
    record = one(*GOOD["official_denial"])
    assert isinstance(record, OfficialDenial)
    assert (record.denies, record.claim) == ("control_change", "rebels had entered Tolme")
    assert record.place is not None
    assert record.place.text == "Tolme"


@pytest.mark.parametrize("kind", ["defection", "official_denial"])
def test_kinds_that_need_no_place(kind: str) -> None:
    source = article("A spokesman of the army denied that soldiers had defected.")
    said = item(kind, trigger=GOOD[kind][1]["trigger"], who="soldiers", speaker="A spokesman of the army", claim="")
    allowed = {"defection": {"who"}, "official_denial": {"speaker", "claim", "denies"}}[kind]
    fields = {
        name: value for name, value in said.items() if name in {"kind", "sentences", "trigger", "places", *allowed}
    }
    record = one(source, fields)
    assert record.place is None
    if isinstance(record, OfficialDenial):
        assert record.claim == source.text


def test_a_claim_that_was_not_copied_word_for_word_is_the_longest_part_of_it_that_was() -> None:
    source = article("The ministry denied that rebels had taken the town of Besk on Monday.")
    said = item(
        "official_denial", speaker="The ministry", claim="the rebels had taken the town of Besk", places=["Besk"]
    )
    record = one(source, said)
    assert isinstance(record, OfficialDenial)
    assert record.claim == "rebels had taken the town of Besk"
    record = one(source, {**said, "claim": "that the army had fled"})
    assert isinstance(record, OfficialDenial)
    assert record.claim == source.text


# -- what a strong model says comes out whole ------------------------------------------------------------------------


def change(trigger: str, *places: str, gained_by: str | None = None, **more: Any) -> Fields:
    return item("control_change", trigger=trigger, places=list(places), gained_by=gained_by, **more)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Rebels captured five villages in the northwest, residents said.",
            change("captured", "five villages in the northwest", gained_by="Rebels", source="residents"),
        ),
        ("Rebels took 8 villages on Monday.", change("took", "8 villages", gained_by="Rebels")),
        (
            "The militia handed control of the airport back to the government.",
            change("handed control of", "the airport", gained_by="the government", lost_by="The militia"),
        ),
        (
            "The retreat left it in the hands of the rebels, and Besk is quiet.",
            change("left it in the hands of", "Besk", gained_by="the rebels"),
        ),
        ("Besk fell to a militia last week.", change("fell to", "Besk", gained_by="a militia", date="last week")),
        (
            "Insurgents stormed Besk in May and have controlled the town since.",
            change("have controlled the town since", "Besk", gained_by="Insurgents", date="in May"),
        ),
        ("The junta lost a key neighbourhood to them.", change("lost", "a key neighbourhood", lost_by="The junta")),
        ("Two army posts were overrun.", change("overrun", "Two army posts")),
        (
            "Troops seized key government buildings in the capital cities of Besk and Harn provinces.",
            change("seized", "key government buildings in the capital cities of Besk and Harn provinces"),
        ),
        (
            "Fighters hold airports in the cities of Besk and Harn that they stormed.",
            change("stormed", "airports in the cities of Besk and Harn", gained_by="Fighters"),
        ),
        ("Rebels took the city of Besk, Harn, and Velka.", change("took", "Besk, Harn, and Velka", gained_by="Rebels")),
        ("Rebels took Besk near Harn.", change("took", "Besk near Harn", gained_by="Rebels")),
        ("Rebels took Besk near Harn.", change("took", "Harn", gained_by="Rebels")),
        ("They took Besk.", change("took", "Besk", gained_by="They")),
        (
            "Rebels overran Besk, where the army's general, Idris Kane, once ruled.",
            change("overran", "Besk", gained_by="Rebels", lost_by="the army's general, Idris Kane"),
        ),
        (
            "Besk and its weapons were taken in Operation Dawn.",
            change("taken", "Besk and its weapons", gained_by=None, means="fighting"),
        ),
    ],
)
def test_what_a_strong_model_says_is_a_record(text: str, said: Fields) -> None:
    source = article(text)
    record = one(source, said)
    assert isinstance(record, ControlChange)
    assert_copied(record, source)
    copied = {name: said.get(name) for name in ("trigger", "gained_by", "lost_by", "date", "source")}
    told = {name: value for name, value in copied.items() if value}
    assert names(record) == told | {"place": said["places"][0]}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("key government buildings in the capital cities of Besk and Harn provinces", "facility"),
        ("airports in the cities of Besk and Harn", "facility"),
        ("the eastern districts of Besk", "area"),
        ("five villages in the northwest", "village"),
        ("the city of Besk", "city"),
    ],
)
def test_a_site_or_a_part_is_not_the_whole(place: str, kind: str) -> None:
    record = one(f"Rebels captured {place} on Monday.", change("captured", place, gained_by="Rebels"))
    assert record.place is not None
    assert (record.place.text, record.place.type) == (place, kind)
    assert record.place.name == ("Besk" if place == "the city of Besk" else place.removeprefix("the "))


@pytest.mark.parametrize(("place", "count"), [("five villages", 5), ("8 villages", 8), ("Besk", None)])
def test_how_many_places_there_are_is_told(place: str, count: int | None) -> None:
    record = one(f"Rebels captured {place} on Monday.", change("captured", place, gained_by="Rebels"))
    assert record.place is not None
    assert record.place.count == count


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (["Besk", "Harn", "Velka"], ["Besk", "Harn", "Velka"]),
        (["Velka", "Besk"], ["Besk", "Velka"]),
        (["Besk", "Besk"], ["Besk"]),
        (["Harn", "harn", " Harn,"], ["Harn"]),
    ],
)
def test_one_record_a_place_and_no_other(places: list[str], told: list[str]) -> None:
    done = ground("Rebels captured Besk, Harn and Velka.", change("captured", *places, gained_by="Rebels"))
    assert done.quarantined == []
    assert [record.place.text for record in records(done) if record.place] == told


def test_words_between_which_and_the_rest_nobody_looks_are_not_added() -> None:
    source = "Rebels captured Besk from the army on Monday after heavy clashes, a monk said."
    record = one(source, change("captured", "Besk"))
    assert names(record) == {"trigger": "captured", "place": "Besk"}
    assert isinstance(record, ControlChange)
    assert (record.gained_by, record.lost_by, record.extent, record.means) == (None, None, "unknown", "unknown")


def test_what_a_place_lies_in_is_as_the_model_copied_it() -> None:
    source = article("Rebels are strong in western rural Yarra.", "They captured Besk in the north on Monday.")
    said = change("captured", "Besk", gained_by="They", sentences=[1])
    assert one(source, said).place == one(source, {**said, "within": None}).place
    record = one(source, {**said, "within": "western rural Yarra"})
    assert record.place is not None
    assert record.place.within == "western rural Yarra"
    assert [piece.sentence for piece in record.evidence] == [0, 1]
    assert_copied(record, source)
    invented = one(source, {**said, "within": "Lower Yarra"})
    assert invented.place is not None
    assert invented.place.within is None
    itself = one(source, {**said, "within": "Besk"})
    assert itself.place is not None
    assert itself.place.within is None


# -- where the trigger stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Rebels took hostages and took Besk.", "took", "Besk"),
        ("Fighters seized 300 rifles before they seized the town of Besk.", "seized", "the town of Besk"),
        ("Rebels took Besk and took hostages.", "took", "Besk"),
        ("攻占县城后，叛军又攻占别斯克。", "攻占", "别斯克"),
    ],
)
def test_of_several_places_of_the_trigger_the_one_next_to_the_place_counts(text: str, trigger: str, place: str) -> None:
    source = article(text)
    (claim,) = ground(source, change(trigger, place)).claims
    at = text.index(place)
    others = [start for start in range(len(text)) if text.startswith(trigger, start)]
    assert claim.trigger.start == min(others, key=lambda start: abs(start - at))


def test_a_cited_sentence_counts_before_a_nearer_one() -> None:
    source = article("Rebels captured Besk.", "Rain fell.", "Again rebels captured Besk.", "Rebels captured Besk?")
    for number in (0, 2):
        (claim,) = ground(source, change("captured", "Besk", sentences=[number])).claims
        assert claim.sentence == number


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("have captured", "captured"),
        ("captured the big town", "captured the"),
        ("CAPTURED", "captured"),
        ("captured  the", "captured the"),
        ("were captured by", "captured"),
    ],
)
def test_a_trigger_that_was_not_copied_word_for_word_is_its_longest_run(said: str, found: str) -> None:
    source = article("Rain fell on the hills.", "Rebels captured the town of Besk.")
    record = one(source, change(said, "Besk", gained_by="Rebels", sentences=[1]))
    assert record.trigger == found
    assert_grounded(record, source)


def test_sentences_need_not_be_cited_where_the_trigger_tells() -> None:
    source = article("Rain fell.", "Rebels captured Tolme.")
    record = one(source, change("captured", "Tolme", gained_by="Rebels", sentences=[]))
    assert [piece.sentence for piece in record.evidence] == [1]


def test_a_number_that_is_none_does_no_harm_where_the_trigger_tells() -> None:
    source = article("Rain fell.", "Rebels captured Tolme.")
    for wrong in ([7], [-1], [1, 99], [0]):
        record = one(source, change("captured", "Tolme", gained_by="Rebels", sentences=wrong))
        assert record.trigger == "captured"
        assert 1 in [piece.sentence for piece in record.evidence]


# -- where evidence comes from ---------------------------------------------------------------------------------------


def test_sentence_that_names_somebody_joins_the_evidence() -> None:
    source = article(
        "The 9th Brigade under General Okeli holds Velka with 500 men.",
        "On Sunday it rained.",
        "Its soldiers defected to the rebels in Besk.",
    )
    said = item("defection", sentences=[2], trigger="defected", who="Its soldiers", places=["Besk"])
    record = one(source, {**said, "unit": "9th Brigade", "size": "500 men", "date": "Sunday"})
    assert [piece.sentence for piece in record.evidence] == [0, 1, 2]
    assert names(record).items() >= {"unit": "9th Brigade", "size": "500 men", "date": "Sunday"}.items()
    assert_grounded(record, source)


def test_sentences_behind_the_cited_one_name_somebody_too() -> None:
    source = article("They captured Tolme.", "The Maroon Guard is led by a monk.")
    record = one(source, change("captured", "Tolme", gained_by="Maroon Guard"))
    assert [piece.sentence for piece in record.evidence] == [0, 1]
    assert_grounded(record, source)


def test_the_sentence_of_the_trigger_counts_first_then_those_that_are_cited_then_the_nearest() -> None:
    texts = ["Guards sat in Besk.", "Rain fell.", "They left Besk to Guards.", "Snow fell.", "Guards sleep."]
    source = article(*texts)
    said = item("withdrawal", trigger="left", places=["Besk"], sentences=[2], force="Guards")
    (claim,) = ground(source, said).claims
    assert {name: span.sentence.number for name, span in claim.names.items()} == {"force": 2, "place": 2}
    source = article(*texts[:2], "They left.", *texts[3:])
    for cited, expected in (([2], {"force": 0, "place": 0}), ([2, 4], {"force": 4, "place": 0})):
        (claim,) = ground(source, {**said, "sentences": cited}).claims
        assert {name: span.sentence.number for name, span in claim.names.items()} == expected


def test_cited_sentences_are_evidence() -> None:
    source = article("Tolme falls.", "Rain fell.", "Rebels captured Tolme.")
    record = one(source, change("captured", "Tolme", gained_by="Rebels", sentences=[2, 0]))
    assert [piece.sentence for piece in record.evidence] == [0, 2]


def test_context_names_and_is_evidence_but_other_windows_are_not() -> None:
    source = article("The Maroon Guard marched.", "Rain fell.", "Snow fell.", "Hail fell.", "It captured Tolme.")
    said = change("captured", "Tolme", gained_by="Maroon Guard", sentences=[4])
    near = list(whole_windows(source, 2))[-1]
    assert [sentence.number for sentence in near.context] == [2, 3]
    far = one(near, said)
    assert (names(far), far.doubts) == ({"trigger": "captured", "place": "Tolme"}, ("name_not_in_text",))
    everything = one(source, said)
    assert [piece.sentence for piece in everything.evidence] == [0, 4]
    assert_grounded(everything, source)


# -- each once -------------------------------------------------------------------------------------------------------


def test_exact_repeats_are_one_record() -> None:
    said = change("captured", "Besk", gained_by="Rebels", day="1999-05-10")
    assert one("Rebels captured Besk.", said, said, said)


def test_what_windows_that_overlap_say_of_one_passage_is_one_record() -> None:
    source = article("Rain fell.", "Rebels captured Besk.", "Snow fell.")
    said = change("captured", "Besk", gained_by="Rebels", sentences=[1])
    done = finished([answered(window, said) for window in whole_windows(source, 1) if window.sentences[0].number])
    assert [record.trigger for record in records(done)] == ["captured"]


@pytest.mark.parametrize(
    ("one_day", "another"),
    [("2015", "2016"), ("1999-05-10", None), ("1999-04", "1999-04-02"), ("../1999-05-10", "1999-05-10")],
)
def test_two_items_that_differ_in_day_only_are_two_records(one_day: str, another: str | None) -> None:
    said = change("captured", "Besk", gained_by="Rebels")
    done = ground("Rebels captured Besk twice.", {**said, "day": one_day}, {**said, "day": another})
    first, second = records(done)
    assert first.id != second.id
    assert first.date != second.date
    again = ground("Rebels captured Besk twice.", {**said, "day": one_day}, {**said, "day": another})
    assert {record.id for record in records(again)} == {first.id, second.id}


def test_another_extent_in_the_same_words_is_another_record() -> None:
    said = change("captured", "Besk", gained_by="Rebels")
    done = ground("Rebels captured Besk.", {**said, "extent": "partial"}, {**said, "extent": "full"})
    assert len({record.id for record in records(done)}) == 2


def test_records_come_in_the_order_of_their_sentences() -> None:
    source = article("Rebels captured Besk.", "Rebels captured Harn.", "Rebels captured Velka.")
    said = [change("captured", town, sentences=[number]) for number, town in enumerate(("Besk", "Harn", "Velka"))]
    assert [claim.sentence for claim in ground(source, *said[::-1]).claims] == [0, 1, 2]


# -- what cannot be grounded -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("trigger_not_in_evidence", change("razed", "Tolme")),
        ("trigger_not_in_evidence", change("", "Tolme")),
        ("trigger_not_in_evidence", change("   ", "Tolme")),
        ("trigger_not_in_evidence", change("captured by surprise in the night", "Tolme")),
        ("sentence_not_in_window", change("razed", "Tolme", sentences=[7])),
        ("sentence_not_in_window", change("razed", "Tolme", sentences=[])),
        ("no_place", change("captured")),
        ("no_place", item("withdrawal", trigger="captured")),
        ("name_not_in_evidence", change("captured", "Gbah")),
        ("name_not_in_evidence", item("withdrawal", trigger="captured", places=["Gbah"])),
        ("name_not_in_evidence", item("defection", trigger="captured", who="sailors")),
        ("name_not_in_evidence", item("defection", trigger="captured", who="")),
        ("name_not_in_evidence", item("official_denial", trigger="captured", speaker="The foreign ministry")),
        ("name_not_in_evidence", item("official_denial", trigger="captured", speaker="", places=["Tolme"])),
    ],
)
def test_what_cannot_be_grounded_is_set_aside(reason: str, said: Fields) -> None:
    source = article("Rebels captured Tolme.", path="war.txt")
    done = ground(source, said)
    assert records(done) == []
    (aside,) = done.quarantined
    assert aside.reason == reason
    assert aside.record["article_id"] == source.id
    assert (aside.record["window"], aside.record["prompt_version"]) == ("0-0", load_prompt().version)
    assert aside.record.items() >= said.items()


def test_each_place_that_is_not_there_is_set_aside_alone() -> None:
    done = ground("Rebels captured Tolme and Besk.", change("captured", "Tolme", "Gbah", "Besk", "Ossery"))
    assert [aside.reason for aside in done.quarantined] == ["name_not_in_evidence"] * 2
    assert "'Gbah'" in done.quarantined[0].message
    assert "'Ossery'" in done.quarantined[1].message
    assert {record.place.text for record in records(done) if record.place} == {"Tolme", "Besk"}
    assert reasons("Rebels captured Tolme.", change("captured", "Gbah", "Ossery")) == ["name_not_in_evidence"] * 2


def test_bad_items_do_not_hold_up_good_ones() -> None:
    source, good = GOOD["control_change"]
    done = ground(source, {**good, "trigger": "razed"}, good, {**good, "trigger": "razed", "sentences": [7]})
    assert len(records(done)) == 3
    assert [aside.reason for aside in done.quarantined] == ["trigger_not_in_evidence", "sentence_not_in_window"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("control_change", "gained_by"),
        ("control_change", "lost_by"),
        ("control_change", "source"),
        ("withdrawal", "force"),
        ("withdrawal", "unit"),
        ("withdrawal", "to_place"),
        ("withdrawal", "source"),
        ("defection", "size"),
        ("defection", "unit"),
        ("defection", "from_side"),
        ("defection", "to_side"),
        ("defection", "places"),
        ("official_denial", "subject"),
        ("official_denial", "places"),
    ],
)
@pytest.mark.parametrize("invented", ["Maroon Guard", "a dozen Maroon guards", "—"])
def test_optional_names_that_are_not_there_are_emptied_and_a_doubt(kind: str, field: str, invented: str) -> None:
    source, good = GOOD[kind]
    done = ground(source, {**good, field: [invented] if field == "places" else invented})
    assert done.quarantined == []
    assert len(done.claims) == len(good["places"])
    for record in records(done):
        assert {"places": "place"}.get(field, field) not in names(record)
        assert record.doubts == ("name_not_in_text",)
        assert_grounded(record, source)


@pytest.mark.parametrize("nothing", ["", None])
def test_a_name_that_was_not_given_is_no_doubt(nothing: str | None) -> None:
    source, good = GOOD["control_change"]
    for record in records(ground(source, {**good, "lost_by": nothing, "gained_by": nothing, "source": nothing})):
        assert isinstance(record, ControlChange)
        assert (record.gained_by, record.lost_by, record.source.text) == (None, None, None)
        assert record.doubts == ()


# -- countries -------------------------------------------------------------------------------------------------------


def test_countries_are_those_that_the_model_tells_the_first_most_of_all() -> None:
    source = article("Rebels captured Besk.", "Rebels captured Harn.")
    first, second = whole_windows(source, 1)
    said = change("captured", "Besk")
    done = finished(
        [
            answered(first, said, countries=["SD", "td"]),
            answered(second, {**said, "places": ["Harn"], "sentences": [1]}, countries=["TD", "LY"]),
        ]
    )
    assert done.countries == ("SD", "TD", "LY")
    assert [record.doubts for record in records(done)] == [(), ()]


@pytest.mark.parametrize("impossible", ["XX", "Sudan", "", "SDN"])
def test_a_country_that_is_none_is_a_doubt_and_no_more(impossible: str) -> None:
    done = ground("Rebels captured Besk.", change("captured", "Besk"), countries=[impossible, "SD"])
    assert done.countries == ("SD",)
    (record,) = records(done)
    assert record.doubts == ("country_unknown",)


def test_a_country_that_is_none_is_a_doubt_about_its_own_window_only() -> None:
    source = article("Rebels captured Besk.", "Rebels captured Harn.")
    first, second = whole_windows(source, 1)
    said = [change("captured", "Besk"), change("captured", "Harn", sentences=[1])]
    done = finished([answered(first, said[0], countries=["XX"]), answered(second, said[1], countries=["SD"])])
    assert [record.doubts for record in records(done)] == [("country_unknown",), ()]


def test_names_go_with_the_article() -> None:
    record = one("Они взяли Херсон.", change("взяли", "Херсон"), names=[called("Херсон", "Kherson")])
    assert record.place is not None
    assert (record.place.text, record.place.name) == ("Херсон", "Kherson")


@pytest.mark.parametrize(
    ("text", "trigger", "place", "language"),
    [
        ("L'armée a bombardé la ville de Borsk.", "a capturé la ville de Borsk", "Borsk", "fr"),
        ("Армія обстріляла місто Куп'янськ.", "захопила місто Куп'янськ", "Куп'янськ", "uk"),
        ("The army shelled the town of Besk.", "has captured the town of Besk", "Besk", "en"),
    ],
)
def test_a_verb_that_stands_nowhere_is_not_told_by_its_object(
    text: str, trigger: str, place: str, language: str
) -> None:
    said = item("control_change", trigger=trigger, places=[place])
    assert reasons(article(text, language=language), said) == ["trigger_not_in_evidence"]


def test_one_record_that_does_not_fit_does_not_lose_the_others() -> None:
    good = item("control_change", trigger="captured", places=["Besk"])
    done = ground("Rebels captured Besk.", good, {**good, "kind": "rumour"}, {**good, "invented": 1})
    assert len(done.claims) == 1
    assert [(line.reason, line.record["trigger"]) for line in done.quarantined] == [
        ("item_does_not_fit", "captured"),
        ("item_does_not_fit", "captured"),
    ]


def test_ids_do_not_depend_on_the_order_of_an_answer() -> None:
    items = [
        item("control_change", trigger="overran", places=["Besk"], date=f"in {year}", day=year)
        for year in ("2015", "2016")
    ]
    source = article("Rebels overran Besk in 2015 and in 2016.")
    told = [
        {claim.record.id: claim.record.date.start for claim in ground(source, *order).claims}
        for order in (items, items[::-1])
    ]
    assert len(told[0]) == 2
    assert told[0] == told[1]
