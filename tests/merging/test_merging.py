from __future__ import annotations

import pytest

from conflict_extract.merging import Decisions, Merged, merge_records
from conflict_extract.schema import Record
from tests.builders import clusters, ids, place, record


def merged(*records: Record, **more: object) -> Merged:
    return merge_records(records, **more)  # type: ignore[arg-type]  # keywords pass through


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"place": "Az-Zawiyah"}, {"place": "Zawiyah"}),
        ({"place": "the city of Alvena"}, {"place": "Alvena"}),
        ({"place": "Zlitenna"}, {"place": "Zletanna"}),
        ({"date": "2021-03-05"}, {"date": "2021-03-06"}),
        ({"gained_by": "rebels"}, {"gained_by": "opposition forces"}),
        ({"gained_by": "rebels"}, {}),
        ({"date": None}, {}),
    ],
)
def test_reports_of_one_event_become_one(one: dict[str, object], two: dict[str, object]) -> None:
    left, right = record(outlet="Northern Post", **one), record(outlet="River Herald", **two)
    assert clusters(merged(left, right).events) == [ids([left, right])]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"place": "Alvena"}, {"place": "Borsk"}),
        ({"place": "Camp 27"}, {"place": "Camp 28"}),
        ({"place": "Homs"}, {"place": "Hama"}),
        ({"place": "Alvena"}, {"place": "Alvena Governorate", "outlet": "River Herald"}),
        ({"place": "Alvena city"}, {"place": "Alvena Governorate"}),
        ({"date": "2021-03-05"}, {"date": "2021-02-05"}),
        ({"gained_by": "rebels"}, {"gained_by": "the army"}),
        ({"gained_by": "Russian forces", "lost_by": "the army"}, {"gained_by": "the army"}),
        ({"place": "the city"}, {"place": "Alvena"}),
        ({"place": "the city", "outlet": "River Herald"}, {"place": "the city"}),
    ],
)
def test_reports_of_two_events_stay_two(one: dict[str, object], two: dict[str, object]) -> None:
    left, right = record(**one), record(**two)
    if one.get("place") == "Alvena" and two.get("place") == "Alvena Governorate":
        left = record(place=place("Alvena", type="city"))
    assert len(merged(left, right).events) == 2


def test_one_kind_an_event() -> None:
    took, left = record("control_change"), record("withdrawal")
    assert len(merged(took, left).events) == 2
    assert len(merged(took, left, decisions=Decisions(one=frozenset({(took.id, left.id)}))).events) == 2


def test_a_unit_is_told_by_its_number_and_not_by_its_generic_word() -> None:
    seventh = record("withdrawal", unit="7th Division", force="the army", place="their positions", outlet="A")
    again = record("withdrawal", unit="the army's 7th Division", force="the army", place="their positions", outlet="B")
    fourth = record("withdrawal", unit="4th Division", force="the army", place="their positions", outlet="C")
    assert clusters(merged(seventh, again, fourth).events) == sorted([ids([seventh, again]), ids([fourth])])


def test_two_like_names_in_one_statement_are_two_places() -> None:
    says = "Rebels took the villages of Tall Hamis and Tall Hamid."
    both = [record(place=name, says=says, article_id="art_one") for name in ("Tall Hamis", "Tall Hamid")]
    other = record(place="Tall Hamis", outlet="River Herald")
    assert sorted(len(event.records) for event in merged(*both, other).events) == [1, 2]


def test_taken_lost_and_taken_again_is_three_events() -> None:
    days = [("rebels", "2021-03-04"), ("the army", "2021-03-05"), ("rebels", "2021-03-06")]
    told = [
        [record(gained_by=who, date=day, outlet=outlet) for who, day in days]
        for outlet in ("Northern Post", "River Herald")
    ]
    events = merged(*told[0], *told[1]).events
    assert clusters(events) == sorted(sorted(ids(pair)) for pair in zip(*told, strict=True))


def test_foreign_forces_that_lose_what_they_took_make_turns_too() -> None:
    days = [("Russian forces", "2021-03-04"), ("the army", "2021-03-05"), ("Russian forces", "2021-03-06")]
    assert len(merged(*[record(gained_by=who, lost_by=None, date=day) for who, day in days]).events) >= 2
    first, second, third = [record(gained_by=who, lost_by=lost, date=day) for (who, day), lost in zip(
        days, ["the army", "Russian forces", "the army"], strict=True)]  # fmt: skip
    assert len(merged(first, second, third).events) == 3


def test_of_two_records_with_one_id_the_same_one_counts_whatever_the_order() -> None:
    full = record(id="rec_same", extent="full")
    partial = record(id="rec_same", extent="partial", article_id=full.article_id)
    assert merged(full, partial) == merged(partial, full)


def test_an_analysts_word_overrules_the_weights() -> None:
    one, two, far = record(), record(outlet="River Herald"), record(place="Borsk")
    joined = merged(one, two, far, decisions=Decisions(one=frozenset({(one.id, far.id)})))
    assert len(joined.events) == 1 or any({one.id, far.id} <= set(event.records) for event in joined.events)
    parted = merged(one, two, decisions=Decisions(two=frozenset({(one.id, two.id)})))
    assert len(parted.events) == 2
    without = merged(one, two, decisions=Decisions(wrong=frozenset({one.id})))
    assert clusters(without.events) == [[two.id]]


def test_a_parted_pair_never_comes_together_by_way_of_a_third() -> None:
    one, two, three = (record(outlet=name) for name in "ABC")
    decisions = Decisions(one=frozenset({(one.id, three.id), (two.id, three.id)}), two=frozenset({(one.id, two.id)}))
    together = [set(event.records) for event in merged(one, two, three, decisions=decisions).events]
    assert not any({one.id, two.id} <= records for records in together)


def test_no_records_no_events() -> None:
    assert merged().events == ()


def test_the_older_id_stays_and_the_other_resolves_to_it() -> None:
    one, two = record(id="rec_b"), record(id="rec_a", outlet="River Herald")
    known = {one.id: "evt_old", two.id: "evt_young"}
    result = merged(one, two, known=known)
    assert [event.id for event in result.events] == ["evt_old"]
    assert result.superseded == {"evt_young": "evt_old"}
    later = merged(one, two, known={one.id: "evt_old", two.id: "evt_old"}, superseded=result.superseded)
    assert later.superseded == result.superseded


def test_the_larger_part_of_an_event_that_falls_apart_keeps_its_id() -> None:
    here = [record(id=f"rec_{name}", outlet=name) for name in "yz"]
    there = record(id="rec_a", place="Borsk")
    result = merged(*here, there, known=dict.fromkeys(["rec_a", "rec_y", "rec_z"], "evt_one"))
    kept = {event.id: event.records for event in result.events}
    assert set(kept["evt_one"]) == {"rec_y", "rec_z"}
    assert len(kept) == 2


def test_a_new_id_is_never_one_that_stands_for_another_event() -> None:
    one, two = record(), record(place="Borsk")
    fresh = {event.records[0]: event.id for event in merged(one, two).events}
    gone = {fresh[one.id]: fresh[two.id]}
    again = merged(one, two, known={two.id: fresh[two.id], one.id: fresh[two.id]}, superseded=gone)
    named = [event.id for event in again.events]
    assert len(set(named)) == 2
    assert not set(named) & again.superseded.keys()


def test_a_former_id_whose_event_is_gone_stands_for_nothing() -> None:
    one = record()
    assert merged(one, superseded={"evt_former": "evt_gone"}).superseded == {}


def test_very_long_names_are_names() -> None:
    long = ["Q" * 10_000, "Q" * 9_999 + "R", "Borsk " * 2_000, "Borsk"]
    told = [record(place=name, outlet=name[-5:]) for name in long]
    assert clusters(merge_records(told).events) == sorted([each.id] for each in told)


def test_names_in_several_scripts_join_where_they_sound_alike_and_nowhere_else() -> None:
    names = ["Київ", "Kyiv", "Бахмут", "Bakhmut", "Аlеppo", "Aleppo", "ማይካድራ", "မြဝတီ", "🔥🔥", "حلب", "حمص"]
    told = [record(place=name, outlet=str(number)) for number, name in enumerate(names)]
    ids = [each.id for each in told]
    pairs = [sorted(ids[:2]), sorted(ids[2:4]), sorted(ids[4:6])]
    assert clusters(merge_records(told).events) == sorted([*pairs, *([each] for each in ids[6:])])
