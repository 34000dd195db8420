from __future__ import annotations

from itertools import product

import pytest

from conflict_extract.merging import cannot_link, features, score, signals, threshold, turns
from conflict_extract.merging.features import coarse_key
from conflict_extract.merging.scoring import alike, weights
from conflict_extract.schema import Record
from tests.builders import place, record

VARIOUS = [
    record(),
    record(place="the city"),
    record(place="Alvena Governorate", gained_by="rebels", lost_by="the army"),
    record(gained_by="the army", lost_by="rebels", date=None),
    record(place="Camp 27", date="2021-01-01", article_id="art_else"),
    record("withdrawal", unit="7th Division"),
    record("withdrawal", place="their positions", unit="4th Division"),
    record("defection"),
    record("defection", who="Idris Marou", article_id="art_else"),
    record("official_denial", denies="other"),
    record("official_denial", denies="other", place="the base"),
    record("official_denial", denies="withdrawal", place="Alvena"),
]


@pytest.mark.parametrize(("one", "two"), list(product(VARIOUS, VARIOUS)))
def test_comparisons_do_not_depend_on_which_comes_first(one: Record, two: Record) -> None:
    left, right = features(one), features(two)
    assert cannot_link(left, right) == cannot_link(right, left)
    assert score(left, right) == score(right, left)
    if left.kind == right.kind:
        assert [(each.signal, each.level, each.weight) for each in signals(left, right)] == [
            (each.signal, each.level, each.weight) for each in signals(right, left)
        ]


@pytest.mark.parametrize("one", VARIOUS)
def test_the_score_is_the_sum_of_the_signals_and_every_signal_is_in_the_table(one: Record) -> None:
    left = features(one)
    lines = signals(left, left)
    assert sum(line.weight for line in lines) == score(left, left) or cannot_link(left, left)
    assert all(weights()[line.signal][line.level] == line.weight for line in lines)


def test_a_name_alone_is_no_match_against_a_far_day_or_an_opposed_side() -> None:
    table = weights()
    assert table["place"]["same_name"] + table["date"]["apart"] < threshold()
    assert table["place"]["same_gazetteer_entry"] + table["date"]["same"] + table["actor"]["opposed"] < threshold()
    assert table["place"]["different_name"] + sum(max(levels.values()) for name, levels in table.items()
        if name not in ("place", "threshold")) < threshold()  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("zliten", "zlitan", True),
        ("zliten", "zletin", True),
        ("zawiyah", "zawia", True),
        ("maya", "mayah", True),
        ("gharyan", "gheryan", True),
        ("alvena", "alvenah", True),
        ("homs", "hama", False),
        ("hamis", "homs", False),
        ("camp 27", "camp 28", False),
        ("borsk", "borsa", False),
    ],
)
def test_spellings_of_one_name(one: str, two: str, expected: bool) -> None:
    assert alike(one, two) is alike(two, one) is expected


def test_short_names_have_no_coarse_key() -> None:
    assert coarse_key("maya") is None
    assert coarse_key("zliten") == coarse_key("zletin") == "zltn"


def test_the_same_gazetteer_entry_overrules_the_spelling() -> None:
    known = [record(place=place(name, geonames_id=7)) for name in ("Kobani", "Ayn al-Arab")]
    assert signals(features(known[0]), features(known[1]))[0].level == "same_gazetteer_entry"


def test_turns_are_named_by_the_capture_between() -> None:
    first = record(id="rec_1", gained_by="rebels", date="2021-03-01")
    lost = record(id="rec_2", gained_by="the army", date="2021-03-02")
    again = record(id="rec_3", gained_by="rebels", date="2021-03-03")
    elsewhere = record(id="rec_4", gained_by="rebels", date="2021-03-03", place="Borsk")
    found = turns(map(features, [again, elsewhere, lost, first]))
    assert found == {("rec_1", "rec_3"): "rec_2"}
    same_day = record(id="rec_2", gained_by="the army", date="2021-03-01")
    assert turns(map(features, [first, same_day, again])) == {}
