"""Whatever cannot be vouched for is set aside with its reason; optional names that are not there are emptied."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.quarantine import REASONS
from conflict_extract.schema import Article
from tests.extraction.builders import Fields, article, assert_grounded, names
from tests.extraction.good_items import GOOD
from tests.extraction.sentence_reader.builders import item, read, reasons, records

# what only a reader of whole articles can get wrong, and what is not about English sentences
OF_THE_OTHER_READER = {"sentence_not_in_window", "trigger_not_in_evidence", "item_does_not_fit", "doubtful"}


def changed(kind: str, **fields: Any) -> tuple[Article, Fields]:
    source, good = GOOD[kind]
    return source, {name: value for name, value in {**good, **fields}.items() if name != "sentences"}


def plain(text: str, **fields: Any) -> tuple[Article, Fields]:
    return article(text), item(fields.pop("kind", "control_change"), **fields)


SET_ASIDE: list[tuple[str, tuple[Article, Fields]]] = [
    ("name_not_in_evidence", changed("control_change", gained_by="Maroon Guard")),
    ("name_not_in_evidence", changed("control_change", gained_by="Forces loyal to Colonel Adebe")),
    ("name_not_in_evidence", changed("control_change", gained_by="The Maroon Guard")),
    (
        "name_not_in_evidence",
        plain(
            "Besk was abandoned on Monday.",
            kind="withdrawal",
            trigger="abandoned",
            places=["Besk"],
            force="Maroon Guard",
        ),
    ),
    ("name_not_in_evidence", changed("defection", who="sailors")),
    ("name_not_in_evidence", changed("defection", who="")),
    (
        "name_not_in_evidence",
        plain(
            "It was denied on Tuesday that Besk had fallen.",
            kind="official_denial",
            speaker="The foreign ministry",
            claim="Besk had fallen",
            places=["Besk"],
        ),
    ),
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
    done = read(source, answer)
    assert records(done) == []
    assert done.quarantined[0].reason == reason
    for aside in done.quarantined:
        assert aside.message.startswith(REASONS[aside.reason] + ": ")
        assert aside.record["article_id"] == source.id
        assert (aside.record["window"], aside.record["prompt_version"]) == ("0-0", "1")
        assert aside.record.items() >= answer.items()


def test_every_reason_is_tested() -> None:
    assert {reason for reason, _ in SET_ASIDE} == REASONS.keys() - OF_THE_OTHER_READER


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
    done = read(source, answer)
    assert len(records(done)) == len(GOOD[kind][1]["places"])
    for record in records(done):
        told = {"lost_by": "government troops", "source": GOOD[kind][1].get("source")}  # by the words of the sentence
        assert names(record).get(field) == told.get(field)
        assert_grounded(record, source)


@pytest.mark.parametrize(
    ("kind", "field", "invented", "told"),
    [
        ("control_change", "gained_by", None, "Forces of the Free Yarran Movement"),
        ("withdrawal", "force", "Maroon Guard", "The 4th Mountain Brigade of the Orlian army"),
        ("withdrawal", "force", "Yarran army", "The 4th Mountain Brigade of the Orlian army"),
        ("official_denial", "speaker", "The foreign ministry", "The interior minister of Orlia"),
    ],
)
def test_who_acted_is_told_by_the_words_before_the_verb(kind: str, field: str, invented: str | None, told: str) -> None:
    found = records(read(*changed(kind, **{field: invented})))
    assert [names(record)[field] for record in found] == [told] * len(GOOD[kind][1]["places"])


def test_primary_actors_may_be_unknown() -> None:
    (record,) = records(read(*plain("Besk was captured on Monday.", places=["Besk"], gained_by=None)))
    assert getattr(record, "gained_by", "?") is None


def test_invented_place_beside_good_ones_is_set_aside_alone() -> None:
    done = read(*changed("control_change", places=["Tolme", "Gbah", "Duna"]))
    assert reasons(done) == ["name_not_in_evidence"]
    assert "'Gbah'" in done.quarantined[0].message
    assert {record.place.text for record in records(done) if record.place} >= {"Tolme", "Duna"}
