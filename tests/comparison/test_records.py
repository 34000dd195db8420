"""Rows as records: an article with the row's own words, in which every name stands as the row writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import merge
from conflict_extract.comparison import read_coded, records_of
from conflict_extract.schema import ControlChange, ControlChangeEvent
from tests.comparison.files import CAPTURE, KHERSON, acled, capture, control, ged


def test_a_row_becomes_an_article_and_a_record_that_quotes_it(tmp_path: Path) -> None:
    file = read_coded(
        acled(tmp_path, {"notes": "Rebels took  Zlitan.\r\nMany fled.", "actor1": "Opposition  Forces (Libya)"})
    )
    ((article, record),) = records_of(file.rows, file.outlet)
    assert (article.outlet, article.external_id, article.published) == ("ACLED", "LBY101", "2011-08-22T08:00:00+00:00")
    assert article.text.startswith("Rebels took  Zlitan.\nMany fled.\nNon-state actor overtakes territory: Zlitan;")
    for piece in record.evidence:
        assert article.text[piece.start : piece.end] == piece.text == article.sentences[piece.sentence].text
    told = " ".join(piece.text for piece in record.evidence)
    for name in (record.place, record.gained_by, record.lost_by, record.source):
        assert name is not None
        assert name.text is not None
        assert name.text in told
    assert record.trigger in told
    assert record.source.text == "Coast Monitor"


def test_a_row_without_notes_is_told_by_its_cells(tmp_path: Path) -> None:
    file = read_coded(acled(tmp_path, {"notes": "", "source": "Coast Monitor; River Herald"}))
    ((article, record),) = records_of(file.rows, file.outlet)
    assert [piece.text for piece in record.evidence] == [article.text]
    assert article.text == (
        "Non-state actor overtakes territory: Zlitan; Misratah; Libya; 2011-08-19; Opposition Forces (Libya); "
        "Military Forces of Libya (1969-2011); Coast Monitor; River Herald; LBY101"
    )
    assert record.source.text is None  # of two it is nobody's word


def test_records_of_a_row_are_the_same_whatever_stands_around_it(tmp_path: Path) -> None:
    alone = records_of(read_coded(acled(tmp_path, {})).rows, "ACLED")
    among = records_of(read_coded(acled(tmp_path, {"event_id_cnty": "LBY1"}, {}, {})).rows, "ACLED")
    assert alone[0] == among[1] == among[2]
    assert len({each.record.id for each in among}) == 2


@pytest.mark.parametrize("source", ["", "Northern Post"])
def test_rows_merge_with_what_articles_tell(tmp_path: Path, source: str) -> None:
    ours = capture()
    file = read_coded(acled(tmp_path, {"source": source}))
    rows = [each.record for each in records_of(file.rows, file.outlet)]
    (event,) = merge([*ours.records.values(), *rows])
    assert event.outlets == ("ACLED", "Northern Post")
    # what a row takes from an outlet is the word of that outlet
    assert event.n_outlets == (1 if source else 2)


def test_changes_of_holder_become_records(tmp_path: Path) -> None:
    file = read_coded(control(tmp_path, (KHERSON, "20220301", "UA"), (KHERSON, "20220302", "RU")))
    ((article, record),) = records_of(file.rows, file.outlet)
    assert isinstance(record, ControlChange)
    assert article.text == (
        "Control passed at Kherson; Kherson; 2022-03-02; from Ukrainian forces; to Russian forces; "
        f"status RU after UA; GeoNames {KHERSON}"
    )
    (event,) = merge([record])
    assert isinstance(event, ControlChangeEvent)
    assert (event.gained_by and event.gained_by.id, event.extent) == ("russia", "full")


def test_fighting_is_quoted_by_its_headline(tmp_path: Path) -> None:
    file = read_coded(ged(tmp_path, {}))
    assert (file.rows[0].notes, "12 deaths" in file.rows[0].cells) == ("Twelve die at Zlitan", True)
    assert CAPTURE["location"] in file.rows[0].cells
