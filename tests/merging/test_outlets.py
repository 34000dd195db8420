"""Whose word a record is: editions and addresses of an outlet are one, and what it has of another is the other's."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.merging import merge_records
from conflict_extract.merging.clustering import cluster
from conflict_extract.merging.columns import Coded, Columns
from conflict_extract.merging.outlets import independent_outlets
from conflict_extract.merging.scoring import packaged_weights
from conflict_extract.normalize import Authorities, OutletTable, OwnOutlet
from conflict_extract.schema import Event, Record, Source
from tests.builders import record

from .test_properties import some_records


def told(*by: tuple[str | None, str | None]) -> Event:
    """One event, told by outlets, each in an article of its own, with their sources."""
    records = [
        record(article_id=f"art_{number}", outlet=outlet, gained_by="rebels", source=source or {})
        for number, (outlet, source) in enumerate(by)
    ]
    (event,) = merge_records(records).events
    return event


def test_six_names_of_one_outlet_corroborate_nothing() -> None:
    names = ["Meridian", "The Meridian", "Meridian News", "meridian.com", "www.meridian.com/world", "MERIDIAN"]
    event = told(*((name, None) for name in names))
    assert (event.n_outlets, event.status, event.credibility) == (1, "single_source", 6)
    assert event.outlets == tuple(sorted(names)), "as they were written"


@pytest.mark.parametrize(
    ("by", "n_outlets"),
    [
        ([("Meridian", None), ("Northern Post", "Meridian")], 1),
        ([("Meridian", None), ("Northern Post", "Meridian"), ("River Herald", "a Meridian reporter")], 1),
        ([("Meridian", None), ("Northern Post", "Meridian"), ("Northern Post", None)], 2),
        ([("Northern Post", "Reuters"), ("River Herald", "the Reuters news agency")], 1),
        ([("Northern Post", "Reuters"), ("River Herald", "AFP")], 2),
        ([("Northern Post", "Reuters"), ("Northern Post", "AFP")], 1),
        ([("Northern Post", "Reuters"), ("Northern Post", None)], 1),
        ([("Northern Post", "River Herald"), ("River Herald", "Northern Post")], 1),
        ([("Northern Post", "Haddad"), ("River Herald", "Haddad")], 2),
        ([("Northern Post", None), (None, None), (None, "Northern Post")], 2),
    ],
)
def test_what_an_outlet_has_of_another_is_the_other_s_word(
    by: list[tuple[str | None, str | None]], n_outlets: int
) -> None:
    assert told(*by).n_outlets == n_outlets
    assert told(*reversed(by)).n_outlets == n_outlets


def test_a_table_of_the_user_s_own_says_which_are_one() -> None:
    records = [record(outlet=outlet) for outlet in ("Noon Line", "Meridian")]
    own = Authorities(outlets=OutletTable((OwnOutlet(name="Meridian", aliases=("Noon Line",)),)))
    for authorities, n_outlets in ((None, 2), (own, 1)):
        columns = Columns.of(records, authorities)
        assert len(set(independent_outlets(columns, columns.kind * 0).tolist())) == n_outlets


@given(some_records(), st.data())
def test_quoting_never_makes_more_outlets_than_print_an_event(records: list[Record], data: st.DataObject) -> None:
    sources = st.sampled_from([None, "Northern Post", "the River Herald", "Reuters", "an AFP reporter", "a monitor"])
    quoting = [each.model_copy(update={"source": Source(text=data.draw(sources), role="other")}) for each in records]
    by_id = {each.id: each for each in quoting}
    for event in merge_records(quoting).events:
        printed = {by_id[key].outlet for key in event.records}
        assert 1 <= event.n_outlets <= len(printed)
    assert merge_records(quoting[::-1]) == merge_records(quoting)


def numbered_backwards(columns: Columns) -> Columns:
    """The same columns, with the articles and places numbered the other way round."""
    fields = dict(columns.fields)
    for name in ("article_id", "place"):
        codes, values = fields[name]
        fields[name] = Coded(np.where(codes >= 0, len(values) - 1 - codes, -1), values[::-1])
    return dataclasses.replace(columns, fields=fields)


def test_of_articles_that_share_sentences_the_first_by_its_records_is_settled_first() -> None:
    shared = [f"Rebels took the northern gate of Alvena, said {name} in a long statement." for name in ("Orla", "Ivo")]
    told = [("Hill Radio", 0), ("Northern Post", 0), ("Northern Post", 1), ("River Herald", 1)]
    records = [
        record(outlet=outlet, article_id=f"art_{number}", says=shared[sentence])
        for number, (outlet, sentence) in enumerate(told)
    ]
    columns = Columns.of(records)
    one_event = columns.kind * 0
    found = independent_outlets(columns, one_event)
    assert found.tolist() == independent_outlets(numbered_backwards(columns), one_event).tolist()


@given(some_records())
def test_the_numbers_of_articles_and_places_change_nothing(records: list[Record]) -> None:
    columns = Columns.of(records)
    other = numbered_backwards(columns)
    found = cluster(columns, packaged_weights())
    assert found.event.tolist() == cluster(other, packaged_weights()).event.tolist()
    assert independent_outlets(columns, found.event).tolist() == independent_outlets(other, found.event).tolist()
