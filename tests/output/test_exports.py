"""docs/exports.md says what the exports hold: each column, its type, its meaning, and when it is empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from conflict_extract.output import ACLED_COLUMNS, COLUMNS, Collection, rows, write_acled
from conflict_extract.output.rows import COLUMN_TYPES
from conflict_extract.output.tables import table_columns
from conflict_extract.schema import Actor, Date, Event

from .builders import ARMY, CROSSING, MINISTRY, REBELS, UNKNOWN, ZAWIYA, day, event, read_csv

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
ARMED_GROUP = Actor(text="fighters", name="fighters", side="armed_group")
FOREIGN = Actor(text="French troops", name="French army", side="foreign")


def table(heading: str) -> list[list[str]]:
    """The rows of the table that begins with a heading."""
    lines = PAGE.split(f"{heading}\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture
def whole(collection: Collection) -> Collection:
    """Events that leave empty, and fill, whatever can be."""
    nobody = event(
        "ev-nobody", "official_denial", day("2011-08-21"), ("rec-missing",), (), speaker=MINISTRY, claim="it"
    )
    both = Actor(text="the army", name="the Syrian army and the SDF", id="syria", side="government")
    lost = event("ev-lost", "control_change", day("2011-08-21"), ("rec-missing",), (), place=ZAWIYA, lost_by=both)
    return Collection([*collection.events, nobody, lost], collection.records, collection.articles)


def test_the_columns_are_those_of_the_rows() -> None:
    told = table("| column | type | meaning | empty |")
    assert [row[:3] for row in told] == [[name, COLUMN_TYPES[name], COLUMNS[name]] for name in COLUMNS]


@pytest.mark.parametrize("name", ["records", "control", "denials", "articles"])
def test_the_columns_of_the_other_tables_are_those_that_are_written(name: str) -> None:
    told = table(f"| column of `{name}` | type | meaning |")
    assert told == [[column, *about] for column, about in table_columns(name).items()]


def test_cells_are_empty_when_the_page_says_so(whole: Collection) -> None:
    _check_empty({name: rule for name, *_, rule in table("| column | type | meaning | empty |")}, rows(whole))


def test_acled_columns_and_their_empty_cells(whole: Collection, tmp_path: Path) -> None:
    told = {row[0]: row[-1] for row in table("| column | holds | empty |")}
    assert tuple(told) == ACLED_COLUMNS
    write_acled(whole, tmp_path / "acled.csv")
    _check_empty(told, read_csv(tmp_path / "acled.csv"))


def _check_empty(told: Mapping[str, str], written: Iterable[Mapping[str, object]]) -> None:
    written = list(written)
    for name, rule in told.items():
        empty = {row[name] in (None, "") for row in written}
        assert empty == {"never": {False}, "always": {True}}.get(rule, {True, False}), name


def test_other_kinds_leave_a_column_empty(whole: Collection) -> None:
    for name, _, meaning, rule in table("| column | type | meaning | empty |"):
        if rule == "other kinds":
            filled = {row["kind"] for row in rows(whole) if row[name] is not None}
            own = re.search(r"control change|withdrawal|denial", meaning)
            assert own is not None
            assert filled == {{"control change": "control_change", "denial": "official_denial"}.get(own[0], own[0])}


CONTROL: dict[str, list[dict[str, object]]] = {
    "by fighting, by the government": [{"gained_by": ARMY}, {"gained_by": ARMY, "lost_by": REBELS}],
    "by fighting, by anybody else, or lost by the government": [
        {"gained_by": REBELS},
        {"gained_by": ARMED_GROUP},
        {"gained_by": FOREIGN},
        {"lost_by": ARMY},
    ],
    "by fighting, nobody knows whose": [{}, {"gained_by": UNKNOWN}, {"lost_by": REBELS}],
    "unopposed or negotiated": [{}, {"gained_by": ARMY}, {"gained_by": REBELS}, {"lost_by": ARMY}],
    "by means that nobody tells": [{}, {"gained_by": ARMY}, {"gained_by": REBELS}, {"lost_by": ARMY}],
}
MEANS = {"unopposed or negotiated": ["unopposed", "negotiated"], "by means that nobody tells": ["unknown"]}
OTHERS: dict[str, dict[str, object]] = {
    "withdrawal": {"place": ZAWIYA},
    "defection": {"who": UNKNOWN},
    "official_denial": {"speaker": MINISTRY, "claim": "it"},
}


def _cases() -> list[tuple[Event, tuple[str, str]]]:
    """Events for each line of the table of classes."""
    found: list[tuple[Event, tuple[str, str]]] = []
    for kind, when, event_type, sub_event_type in table("| our kind | | event_type | sub_event_type |"):
        if kind == "control_change":
            means = MEANS.get(when, ["fighting"])
            told = [_event(kind, place=CROSSING, means=each, **more) for each in means for more in CONTROL[when]]
            told += [each.model_copy(update={"extent": "entered"}) for each in told]
        else:
            told = [_event(kind, **OTHERS[kind])]
        found += [(each, (event_type, sub_event_type)) for each in told]
    return found


def _event(kind: str, **fields: object) -> Event:
    return event("ev", kind, Date(), ("rec",), (), **fields)


@pytest.mark.parametrize(("told", "classes"), _cases())
def test_the_classes_of_acled_are_those_of_the_table(told: Event, classes: tuple[str, str], tmp_path: Path) -> None:
    write_acled(Collection([told], {}, {}), tmp_path / "acled.csv")
    (row,) = read_csv(tmp_path / "acled.csv")
    assert (row["event_type"], row["sub_event_type"]) == classes
