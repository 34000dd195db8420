from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conflict_extract import EventSet, merge
from conflict_extract.merging import merge_records
from conflict_extract.schema import Record
from tests.builders import by, clusters, record, unresolved

PLACES = ("Alvena", "al-Alvena", "Alvenna", "Borsk", "the city", "Borsk Governorate", "Camp 27", "five villages")
ACTORS = (None, "rebels", "the army", "Russian forces", "gunmen")
DAYS = ("2021-03-01", "2021-03-03", "2021-03-04", "2021-03-20")
OPEN = (by("2021-03-02"), by("2021-03-20"), unresolved("the other day"), unresolved("the other day", None))
OUTLETS = (None, "Northern Post", "River Herald", "Hill Radio")


@st.composite
def some_records(draw: st.DrawFn) -> list[Record]:
    made = []
    for number in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from(["control_change", "withdrawal", "defection", "official_denial"]))
        actor = {
            "control_change": "gained_by",
            "withdrawal": "force",
            "defection": "who",
            "official_denial": "speaker",
        }[kind]
        who = draw(st.sampled_from(ACTORS))
        fields: dict[str, Any] = {} if who is None else {actor: who}
        if kind == "official_denial":
            fields["denies"] = draw(st.sampled_from(["control_change", "withdrawal", "defection", "other"]))
        if kind in ("control_change", "withdrawal") or draw(st.booleans()):
            fields["place"] = draw(st.sampled_from(PLACES))
        if draw(st.booleans()):
            fields["date"] = draw(st.sampled_from([*DAYS, *OPEN]))
        outlet = draw(st.sampled_from(OUTLETS))
        fields |= {"outlet": outlet, "article_id": f"art_{outlet}_{draw(st.integers(0, 1))}"}
        fields["published"] = draw(st.sampled_from(["2021-03-04", "2021-03-06T08:00:00Z", None]))
        made.append(record(kind, id=f"rec_{number}", **fields))
    return made


def same_meaning(one: EventSet, two: EventSet) -> bool:
    return one.events == two.events and one.records == two.records


@given(some_records(), st.randoms(use_true_random=False))
def test_order_changes_nothing(records: list[Record], random: Any) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert merge_records(shuffled) == merge_records(records)


@given(some_records())
def test_every_record_is_in_one_event_of_its_kind(records: list[Record]) -> None:
    events = merge_records(records).events
    by_id = {each.id: each for each in records}
    assert sorted(key for event in events for key in event.records) == sorted(by_id)
    assert all(by_id[key].kind == event.kind for event in events for key in event.records)
    assert len({event.id for event in events}) == len(events)


@given(some_records())
def test_counts_status_and_links_keep_their_rules(records: list[Record]) -> None:
    events = {event.id: event for event in merge_records(records).events}
    for event in events.values():
        assert 1 <= event.n_outlets <= len({each.outlet for each in records if each.id in event.records})
        assert event.n_articles == len({each.article_id for each in records if each.id in event.records})
        expected = "disputed" if event.disputed_by else "corroborated" if event.n_outlets > 1 else "single_source"
        assert event.status == expected
        assert (event.credibility >= 4) >= bool(event.disputed_by)
        assert all(event.id in events[denial].disputes for denial in event.disputed_by)
        assert all(event.id in events[contested].disputed_by for contested in event.disputes)
        assert not event.disputes or event.kind == "official_denial"
        for conflict in event.conflicts:
            assert len(conflict.values) > 1
            assert {key for value in conflict.values for key in value.records} <= set(event.records)


@given(some_records())
def test_adding_the_same_records_again_changes_nothing(records: list[Record]) -> None:
    once = merge(records)
    before = once.events
    assert once.add(records).events == before
    assert once.superseded == {}


@given(some_records(), st.data())
def test_ids_stay_over_increments(records: list[Record], data: st.DataObject) -> None:
    cut = sorted(data.draw(st.lists(st.integers(0, len(records)), min_size=1, max_size=3)))
    grown = EventSet()
    seen: dict[str, set[str]] = {}
    for start, end in zip([0, *cut], [*cut, len(records)], strict=True):
        grown.add(records[start:end])
        for former, members in seen.items():
            assert former in grown
            assert members & set(grown[former].records)
        assert not grown.superseded.keys() & {event.id for event in grown}
        seen |= {event.id: set(event.records) for event in grown}
    assert clusters(grown) == clusters(merge(records))


@given(some_records())
def test_what_stays_as_it_was_keeps_its_id(records: Sequence[Record]) -> None:
    first = merge(records[: len(records) // 2])
    before = {event.id: event.records for event in first}
    first.add(records)
    after = {frozenset(event.records): event.id for event in first}
    assert all(after.get(frozenset(members), name) == name for name, members in before.items())
