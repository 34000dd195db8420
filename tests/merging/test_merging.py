from __future__ import annotations

import pytest

from conflict_extract.merging import Decisions, Merged, merge_records, packaged_weights
from conflict_extract.schema import Record
from tests.builders import by, clusters, ids, place, record, unresolved


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


def test_what_is_told_as_earlier_joins_by_place_and_actors() -> None:
    told = record(date="2021-03-01", gained_by="rebels")
    later = record(date=by("2021-03-20"), published="2021-03-20", gained_by="rebels", outlet="River Herald")
    others = record(date=by("2021-03-20"), published="2021-03-20", gained_by="the army", outlet="Hill Radio")
    assert clusters(merged(told, later, others).events) == sorted([ids([told, later]), ids([others])])


@pytest.mark.parametrize("day", [by("2021-03-06"), unresolved("the other day")])
def test_what_has_no_first_day_does_not_make_one_event_of_two(day: dict[str, object]) -> None:
    two = [record(date=f"2021-03-0{number}", gained_by="rebels", outlet=f"Outlet {number}") for number in (1, 5)]
    assert len(merged(*two).events) == 2
    vague = [record(date=day, gained_by="rebels", outlet=outlet, lost_by=lost) for outlet, lost in
             (("River Herald", None), ("Hill Radio", "the army"), ("Coast Radio", "government forces"))]  # fmt: skip
    events = merged(*two, *vague).events
    assert not any(set(ids(two)) <= set(event.records) for event in events)


@pytest.mark.parametrize("days", [(11, 18), (11, 14), (11, 13)])
def test_a_place_taken_on_two_stated_days_is_taken_twice(days: tuple[int, int]) -> None:
    told = [record(place=place("Alvena", geonames_id=7), gained_by="rebels", lost_by="the army", date=f"2021-05-{day}",
                   outlet=f"Outlet {day}") for day in days]  # fmt: skip
    assert len(merged(*told).events) == 2


def test_successive_days_do_not_chain_and_a_denial_contests_its_own_day() -> None:
    denied = record("official_denial", speaker="the army", denies="withdrawal", place="Alvena", date="2021-03-05")
    told = (("troops", 5), ("the army", 7), ("the army", 7), ("troops", 6))
    left = [record("withdrawal", force=force, date=f"2021-03-0{day}", outlet=f"Outlet {number}")
            for number, (force, day) in enumerate(told)]  # fmt: skip
    found = merged(denied, *left).events
    home = {key: event for event in found for key in event.records}
    assert home[left[0].id] != home[left[1].id] == home[left[2].id]
    assert [event.id for event in found if event.disputed_by] == [home[left[0].id].id]


def test_one_statement_that_tells_of_two_days_tells_of_two_events() -> None:
    def told(day: int, extent: str = "full", sentence: int = 0) -> Record:
        evidence = [{"sentence": sentence, "start": 0, "end": 4, "text": "They"}]
        return record(gained_by="rebels", date=f"2021-03-0{day}", extent=extent, article_id="art_1", evidence=evidence)

    assert len(merged(told(5), told(6)).events) == 2
    assert len(merged(told(5), told(6, sentence=1)).events) == 1
    assert len(merged(told(5, "entered"), told(6)).events) == 1


def test_two_names_that_one_article_tells_of_are_two_places() -> None:
    def told(name: str, outlet: str, article: str) -> Record:
        return record(place=name, gained_by="rebels", date="2021-03-05", outlet=outlet, article_id=article)

    alone = [told("Zawiya", "River Herald", "art_1"), told("Zawiyah", "Hill Radio", "art_2")]
    assert len(merged(*alone).events) == 1
    both = [told(name, "Northern Post", "art_3") for name in ("Zawiya", "Zawiyah")]
    assert {frozenset(event.records) for event in merged(*alone, *both).events} == {
        frozenset({alone[at].id, both[at].id}) for at in (0, 1)
    }
    of_another_month = both[1].model_copy(update={"date": record(date="2021-04-05").date})
    assert len(merged(*alone, both[0], of_another_month).events) == 2


def test_what_days_of_publication_tell_still_joins() -> None:
    told = [record(gained_by="rebels", published=f"2021-03-0{day}", outlet=f"Outlet {day}") for day in (5, 6, 7)]
    assert len(merged(record(gained_by="rebels", date="2021-03-05"), *told).events) == 1


def test_what_has_no_first_day_does_not_keep_two_records_apart_that_just_match() -> None:
    table = packaged_weights().signals
    just = table["place"]["same_name"] + table["date"]["published_apart"] + table["actor"]["same"]
    weights = packaged_weights()._replace(threshold=just)
    first = record(date="2021-03-01", gained_by="rebels", lost_by="the army")
    second = record(published="2021-03-06", gained_by="rebels", outlet="River Herald")
    vague = record(date=by("2021-03-06"), gained_by="rebels", lost_by="the army", outlet="Hill Radio")
    assert len(merge_records([first, second], weights=weights).events) == 1
    assert len(merge_records([first, second, vague], weights=weights).events) == 1


COPIED = "Rebels took five villages in the north-west, a commander said."
NORTH = {"within": "rural Borsk", "count": 5}


@pytest.mark.parametrize(
    ("one", "two", "n_outlets"),
    [
        ({"place": "five villages", "says": COPIED}, {"place": "five villages", "says": COPIED}, 1),
        ({"place": place("five villages", **NORTH)}, {"place": place("5 villages", **NORTH)}, 2),
    ],
)
def test_places_without_a_name_join_where_the_sentences_or_all_that_tells_them_agree(
    one: dict[str, object], two: dict[str, object], n_outlets: int
) -> None:
    left, right = (record(article_id=outlet, outlet=outlet, **fields) for outlet, fields in (("A", one), ("B", two)))
    (event,) = merged(left, right).events
    assert event.n_outlets == n_outlets


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"place": "a key neighbourhood"}, {"place": "a key neighbourhood"}),
        ({"place": "It"}, {"place": "It"}),
        ({"place": "two army posts", "says": COPIED}, {"place": "five villages", "says": COPIED}),
        ({"place": "there", "says": "They took it."}, {"place": "there", "says": "They took it."}),
        ({"place": place("five villages", **NORTH)}, {"place": place("six villages", within="rural Borsk", count=6)}),
        ({"place": place("five villages", **NORTH)}, {"place": place("five villages", within="rural Corva", count=5)}),
        (
            {"place": place("five villages", **NORTH)},
            {
                "place": place(
                    "five army posts",
                    **NORTH,
                )
            },
        ),
        ({"place": place("five villages", count=5)}, {"place": place("five villages", count=5)}),
        ({"place": place("several villages", within="Borsk")}, {"place": place("several villages", within="Borsk")}),
        ({"place": place("five villages", **NORTH)}, {"place": "Alvena"}),
    ],
)
def test_places_without_a_name_of_two_articles_stay_two_elsewhere(
    one: dict[str, object], two: dict[str, object]
) -> None:
    left, right = (record(article_id=outlet, outlet=outlet, **fields) for outlet, fields in (("A", one), ("B", two)))
    events = merged(left, right).events
    assert len(events) == 2
    assert {event.status for event in events} == {"single_source"}


def test_in_one_article_a_place_without_a_name_is_the_same_where_its_words_are() -> None:
    there = [record(place="a key neighbourhood"), record(place="a key neighbourhood"), record(place="two army posts")]
    assert clusters(merged(*there).events) == sorted([ids(there[:2]), ids(there[2:])])


LEFT = "Government troops left Borsk on Friday, residents said."


@pytest.mark.parametrize(
    ("left", "moved", "events"),
    [
        (LEFT, 'The army spoke of a "redeployment" from Borsk.', 1),
        ("Government troops left Borsk and Tarn.", "The army said that it redeployed from Tarn and Borsk.", 1),
        (LEFT, "The army spoke of a redeployment of its forces in Borsk and Tarn.", 2),
        (LEFT, "The army said that it redeployed from Corva, Borsk and Tarn.", 2),
    ],
)
def test_a_redeployment_is_the_withdrawal_unless_the_article_lists_other_places(
    left: str, moved: str, events: int
) -> None:
    told = [
        record("withdrawal", place="Borsk", force=force, says=says, article_id="art_post")
        for force, says in (("government troops", left), ("the army", moved))
    ]
    assert len(merged(*told).events) == events


def denials(*places: str, **more: object) -> list[Record]:
    return [
        record(
            "official_denial", speaker="the army", denies="withdrawal", place=named, outlet=f"Outlet {named}", **more
        )
        for named in places
    ]


def test_a_denial_of_a_place_in_other_words_is_one() -> None:
    wordings = (
        "Borsk",
        "rural Borsk",
        "the outskirts of Borsk",
        "Borsk's eastern suburbs",
        "the countryside around Borsk",
    )
    (event,) = merged(*denials(*wordings)).events
    assert event.n_outlets == len(wordings)


@pytest.mark.parametrize("other", ["Corva", "rural Corva", "Rural Borsk governorate", "Borsk airport"])
def test_denials_of_other_places_stay_two(other: str) -> None:
    assert len(merged(*denials("Borsk", other)).events) == 2


def test_an_article_that_denies_of_a_place_and_of_a_part_of_it_denies_two_things() -> None:
    both = denials("Borsk", "rural Borsk", article_id="art_post")
    others = denials("the outskirts of Borsk", "Borsk")
    found = merged(*both, *others).events
    assert len(found) == 2
    assert len({event.id for event in found for each in both if each.id in event.records}) == 2


def test_a_part_of_a_place_is_not_the_place_where_something_happened() -> None:
    left = [record("withdrawal", force="the army", place=named, outlet=named) for named in ("Borsk", "rural Borsk")]
    events = merged(*left, *denials("rural Borsk")).events
    assert [event.kind for event in events].count("withdrawal") == 2
    assert [event.place.name for event in events if event.disputed_by and event.place] == ["rural Borsk"]


@pytest.mark.parametrize(
    ("bare", "events"),
    [
        ("Nasib", 1),
        ("Nassib", 1),
        (place("Nasib", geonames_id=7), 2),
        ("the town of Nasib", 2),
        ("Nasib airport", 2),
        ("Corva", 2),
    ],
)
def test_a_crossing_may_be_named_without_saying_so_but_a_town_is_none(
    bare: str | dict[str, object], events: int
) -> None:
    told = [record(place=named, outlet=str(number)) for number, named in enumerate([bare, "Nasib border crossing"])]
    assert len(merged(*told).events) == events
