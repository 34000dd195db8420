from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from conflict_extract import EventSet, OutputError, RecordsError, SettingsError, merge
from conflict_extract.eventset.weights_file import fit_weights, load_weights, read_pairs
from conflict_extract.merging import Columns, Labelled, Weights, as_toml, fit, packaged_weights
from conflict_extract.schema import Record
from tests.builders import place, record

PACKAGED = packaged_weights()


def on_successive_days() -> tuple[list[Record], list[Labelled]]:
    """Reports of one place on two successive days, which these labels hold for two events."""
    told = [
        record(place=f"Alvena {number}", date=f"2021-03-{day:02}", outlet=f"Outlet {day}")
        for number in range(9)
        for day in (1, 1, 2)
    ]
    groups = [told[at : at + 3] for at in range(0, len(told), 3)]
    pairs = [Labelled(one.id, two.id, one.date == two.date) for group in groups for one, two in combinations(group, 2)]
    return told, pairs


def test_weights_follow_the_labels_and_leave_the_rest_alone() -> None:
    told, pairs = on_successive_days()
    assert all(len(event.records) == 3 for event in merge(told))
    fitted = fit(Columns.of(told), pairs, PACKAGED)
    assert fitted.signals["date"]["next_day"] < PACKAGED.signals["date"]["next_day"]
    assert fitted.signals["unit"] == PACKAGED.signals["unit"]
    assert fitted.signals["date"]["unknown"] == PACKAGED.signals["date"]["unknown"]
    assert sorted(len(event.records) for event in merge(told, weights=fitted)) == [1] * 9 + [2] * 9


def test_the_score_is_the_log2_odds_of_the_labels() -> None:
    told = [record(place="Alvena", outlet=name, date="2021-03-05") for name in ("A", "B")]
    labels = [Labelled(told[0].id, told[1].id, same) for same in (True,) * 300 + (False,) * 100]
    fitted = fit(Columns.of(told), labels, Weights(0.0, PACKAGED.signals))
    table = fitted.signals
    reached = table["place"]["same_name"] + table["date"]["same"] + table["prior"]["quiet"] - fitted.threshold
    assert reached == pytest.approx(1.585, abs=0.05)  # three to one


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([], "some must be and some must not"),
        ([Labelled("rec_a", "rec_b", True)], "some must be and some must not"),
        ([Labelled("rec_a", "rec_none", True)], "there is no record rec_none"),
    ],
)
def test_pairs_that_say_nothing_are_refused(tmp_path: Path, pairs: list[Labelled], message: str) -> None:
    told = [record(id="rec_a"), record(id="rec_b")]
    with pytest.raises(RecordsError, match=message):
        fit_weights(told, pairs, tmp_path / "weights.toml")
    assert not (tmp_path / "weights.toml").exists()


def test_a_table_survives_its_file(tmp_path: Path) -> None:
    told, pairs = on_successive_days()
    fitted = fit_weights(told, pairs, tmp_path / "weights.toml")
    assert load_weights(tmp_path / "weights.toml") == fitted != PACKAGED


def test_what_is_wrong_with_a_table_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    table = as_toml(PACKAGED).replace("same_name = 4.0", 'same_name = "four"').replace("[unit]", "[units]")
    path.write_text(table.replace("threshold = 5.1", "threshold = true"))
    with pytest.raises(SettingsError) as caught:
        load_weights(path)
    for wrong in ("threshold is True", "no signal units", "place.same_name is 'four'", "unit.same is None"):
        assert wrong in caught.value.message
    with pytest.raises(SettingsError, match="cannot read"):
        load_weights(tmp_path / "none.toml")
    path.write_text("threshold = ")
    with pytest.raises(SettingsError, match="no TOML"):
        load_weights(path)


def test_labels_are_read_from_lines_and_from_decisions(tmp_path: Path) -> None:
    lines = tmp_path / "pairs.jsonl"
    lines.write_text('{"one": "rec_a", "two": "rec_b", "same": true}\n\n{"one": "rec_a", "two": "rec_c", "same": 1}\n')
    with pytest.raises(RecordsError, match=r"pairs\.jsonl, line 3"):
        read_pairs(lines)
    lines.write_text('{"one": "rec_a", "two": "rec_b", "same": true}\n')
    assert read_pairs(lines) == [Labelled("rec_a", "rec_b", True)]
    with pytest.raises(RecordsError, match="cannot read"):
        read_pairs(tmp_path / "none.jsonl")
    told = [record(id="rec_a"), record(id="rec_b", outlet="River Herald")]
    merge(told).save(tmp_path / "events.duckdb")
    EventSet.open(tmp_path / "events.duckdb").decide("two", "rec_a", "rec_b")
    assert read_pairs(tmp_path / "events.duckdb") == [Labelled("rec_a", "rec_b", False)]


def test_a_set_keeps_the_weights_that_it_is_merged_with(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    strict = Weights(100.0, PACKAGED.signals)
    one, two = record(place=place("Alvena", within="Borsk")), record(place="Alvena", outlet="River Herald")
    merge([one], weights=strict).save(path)
    assert len(EventSet.open(path).add([two])) == 2
    with pytest.raises(OutputError, match="merged with other weights"):
        EventSet(path=path, revision=2, weights=PACKAGED).add([record()])
    (compared,) = EventSet.open(path).explain(one.id, two.id)
    assert (compared.threshold, compared.matches) == (100.0, False)
