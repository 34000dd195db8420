"""Whatever cannot be vouched for is set aside with its reason; optional names that are not there are emptied."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.quarantine import REASONS
from conflict_extract.schema import Article
from tests.extraction.builders import Fields, article, assert_grounded, ground, item, names, one
from tests.extraction.test_grounding import GOOD


def changed(kind: str, **fields: Any) -> tuple[Article, Fields]:
    source, good = GOOD[kind]
    return source, {**good, **fields}


def plain(text: str, **fields: Any) -> tuple[Article, Fields]:
    return article(text), item(fields.pop("kind", "control_change"), **fields)


SET_ASIDE: list[tuple[str, tuple[Article, Fields]]] = [
    ("sentence_not_in_window", changed("control_change", sentences=[1])),
    ("sentence_not_in_window", changed("withdrawal", sentences=[0, 99])),
    ("sentence_not_in_window", changed("defection", sentences=[-1])),
    ("trigger_not_in_evidence", changed("control_change", trigger="seized")),
    ("trigger_not_in_evidence", changed("withdrawal", trigger="")),
    ("trigger_not_in_evidence", changed("withdrawal", sentences=[], trigger="left")),
    ("trigger_not_in_evidence", changed("defection", trigger="defect")),
    ("name_not_in_evidence", changed("control_change", gained_by="Maroon Guard")),
    ("name_not_in_evidence", changed("control_change", gained_by="Forces loyal to Colonel Adebe")),
    ("name_not_in_evidence", changed("control_change", gained_by="The Maroon Guard")),
    ("name_not_in_evidence", changed("withdrawal", force="Yarran army")),
    ("name_not_in_evidence", changed("defection", who="sailors")),
    ("name_not_in_evidence", changed("defection", who="")),
    ("name_not_in_evidence", changed("official_denial", speaker="The foreign ministry")),
    ("no_place", changed("control_change", places=[])),
    ("no_place", changed("withdrawal", places=[])),
    ("place_is_no_place", changed("control_change", places=["Free Yarran Movement"])),
    ("place_is_no_place", changed("control_change", places=["captured the towns"], trigger="captured")),
    ("place_is_no_place", changed("withdrawal", places=["Friday"])),
    ("place_is_no_place", changed("control_change", places=["Monday"])),
    ("place_is_no_place", changed("control_change", places=["after heavy clashes"])),
    ("taken_is_no_place", plain("Rebels captured 40 soldiers in Tolme.", places=["Tolme"], gained_by="Rebels")),
    (
        "not_armed",
        plain(
            "Thousands of residents fled Tolme.", kind="withdrawal", trigger="fled", places=["Tolme"], force="residents"
        ),
    ),
    (
        "not_armed",
        plain("A senator defected in Orlia.", kind="defection", trigger="defected", places=[], who="A senator"),
    ),
    ("not_official", plain("A shopkeeper denied it.", kind="official_denial", speaker="A shopkeeper", claim="it")),
    (
        "trigger_of_another_kind",
        plain("Rebels watched Tolme.", trigger="watched", places=["Tolme"], gained_by="Rebels"),
    ),
    (
        "trigger_of_another_kind",
        plain("The army retreated from Besk.", trigger="retreated", places=["Besk"], gained_by="The army"),
    ),
    ("negated", plain("Rebels did not capture Tolme.", trigger="capture", places=["Tolme"], gained_by="Rebels")),
    ("negated", plain("The army never withdrew from Besk.", kind="withdrawal", trigger="withdrew", places=["Besk"])),
    ("not_stated_as_fact", plain("Rebels vowed to capture Tolme.", trigger="capture", places=["Tolme"])),
    (
        "not_stated_as_fact",
        plain("The army will withdraw from Besk.", kind="withdrawal", trigger="withdraw", places=["Besk"]),
    ),
]


@pytest.mark.parametrize(("reason", "said"), SET_ASIDE)
def test_reasons(reason: str, said: tuple[Article, Fields]) -> None:
    source, answer = said
    done = ground(source, answer)
    assert done.records == []
    assert done.quarantined[0].reason == reason
    for aside in done.quarantined:
        assert aside.message.startswith(REASONS[aside.reason] + ": ")
        assert aside.record["article_id"] == source.id
        assert (aside.record["window"], aside.record["prompt_version"]) == ("0-0", "1")
        assert aside.record.items() >= answer.items()


def test_every_reason_is_tested() -> None:
    assert {reason for reason, _ in SET_ASIDE} == REASONS.keys()


def test_reasons_for_english_sentences_leave_other_languages_alone() -> None:
    said = item("control_change", trigger="eroberten", places=["Tolme"], gained_by="Kämpfer der Bewegung")
    record = one(article("Kämpfer der Bewegung eroberten am Montag Tolme.", language="de"), said, english=False)
    assert names(record) == {"trigger": "eroberten", "gained_by": "Kämpfer der Bewegung", "place": "Tolme"}


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("control_change", "lost_by"),
        ("control_change", "source"),
        ("withdrawal", "unit"),
        ("withdrawal", "source"),
        ("defection", "size"),
        ("defection", "from_side"),
        ("defection", "to_side"),
        ("official_denial", "subject"),
    ],
)
@pytest.mark.parametrize("invented", ["Maroon Guard", "a dozen Maroon guards", "", "  ", '""', "—"])
def test_optional_names_that_are_not_there_are_emptied(kind: str, field: str, invented: str) -> None:
    source, answer = changed(kind, **{field: invented})
    done = ground(source, answer)
    assert done.quarantined == []
    assert done.records
    for record in done.records:
        assert field not in names(record)
        assert_grounded(record, source)


def test_primary_actors_may_be_unknown() -> None:
    records = ground(*changed("control_change", gained_by=None)).records
    assert [getattr(record, "gained_by", "?") for record in records] == [None] * 3


def test_invented_place_beside_good_ones_is_set_aside_alone() -> None:
    done = ground(*changed("control_change", places=["Tolme", "Gbah", "Duna"]))
    assert [aside.reason for aside in done.quarantined] == ["name_not_in_evidence"]
    assert "'Gbah'" in done.quarantined[0].message
    assert {record.place.text for record in done.records if record.place} >= {"Tolme", "Duna"}


def test_bad_items_do_not_hold_up_good_ones() -> None:
    source, good = GOOD["control_change"]
    done = ground(source, {**good, "trigger": "razed"}, good, {**good, "sentences": [7]})
    assert len(done.records) == 3
    assert [aside.reason for aside in done.quarantined] == ["trigger_not_in_evidence", "sentence_not_in_window"]
