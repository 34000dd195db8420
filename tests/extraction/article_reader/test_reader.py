"""Good items become records, one a place; whatever cannot be vouched for is set aside with its reason."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.windows import whole_windows
from conflict_extract.schema import Article, ControlChange, Defection, OfficialDenial, Withdrawal
from tests.extraction.builders import Fields, article, assert_grounded, ground, item, names, one, reasons

@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("english", [True, False])
def test_every_name_of_a_good_record_is_in_its_evidence(kind: str, english: bool) -> None:
    source, good = GOOD[kind]
    done = ground(source, good, english=english)
    assert done.quarantined == []
    assert len(done.records) == len(good["places"])
    for record in done.records:
        assert_grounded(record, source)
        assert record.kind == kind
        assert (record.article_id, record.outlet, record.published) == (source.id, "Upland Courier", "1999-05-12")
        assert (record.model, record.prompt_version) == ("fake", "1")
        given = {name: value for name, value in good.items() if isinstance(value, str)} | {"place": ""}
        assert {name for name in names(record) if name != "within"} <= given.keys()
        assert all(given[name] == text for name, text in names(record).items() if name not in ("place", "within"))


def test_control_change() -> None:
    records = ground(*GOOD["control_change"]).records
    assert [record.place.text for record in records if record.place] == ["Tolme", "Sarvik", "Duna"]
    for record in records:
        assert isinstance(record, ControlChange)
        assert record.place.type == "town"
        assert record.gained_by is not None
        assert record.gained_by.text == "Free Yarran Movement"
        assert (record.extent, record.means) == ("full", "fighting")
        assert (record.date.start, record.date.basis) == ("1999-05-10", "relative")
        assert record.source.role == "monitor"
        assert record.place.lat is None
    assert records[-1].place is not None
    assert records[-1].place.within == "northern Yarra"


def test_withdrawal() -> None:
    records = ground(*GOOD["withdrawal"]).records
    for record, place in zip(records, ("Besk", "Harn"), strict=True):
        assert isinstance(record, Withdrawal)
        assert record.place.text == place
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
    record = one(source, fields, english=False)
    assert record.place is None
    if isinstance(record, OfficialDenial):
        assert record.claim == source.text


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


def test_sentences_behind_the_cited_one_name_nobody() -> None:
    source = article("They captured Tolme.", "The Maroon Guard is led by a monk.")
    said = item("control_change", trigger="captured", places=["Tolme"], gained_by="Maroon Guard")
    assert reasons(source, said) == ["name_not_in_evidence"]


def test_context_names_and_is_evidence_but_other_windows_are_not() -> None:
    source = article("The Maroon Guard marched.", "Rain fell.", "Snow fell.", "Hail fell.", "It captured Tolme.")
    said = item("control_change", sentences=[4], trigger="captured", places=["Tolme"], gained_by="Maroon Guard")
    near = list(whole_windows(source, 2))[-1]
    assert [sentence.number for sentence in near.context] == [2, 3]
    assert reasons(near, said) == ["name_not_in_evidence"]
    everything = one(source, said)
    assert [piece.sentence for piece in everything.evidence] == [0, 4]
    assert_grounded(everything, source)


def test_sentences_need_not_be_cited_where_the_trigger_tells() -> None:
    source = article("Rain fell.", "Rebels captured Tolme.")
    record = one(source, item("control_change", sentences=[], trigger="captured", places=["Tolme"], gained_by="Rebels"))
    assert [piece.sentence for piece in record.evidence] == [1]
