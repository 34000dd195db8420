from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conflict_extract import EventSet, OutputError, RecordsError, merge, read_records
from conflict_extract.eventset import store
from conflict_extract.output import write_json_lines
from conflict_extract.record_files import ATTEMPTS, add_into, read_article_lines
from tests.builders import article, record

ONE, TWO = article(), article("The army left Borsk.")


def test_records_are_read_once_each_and_in_order(tmp_path: Path) -> None:
    one, two = record(id="rec_2", trigger="captured"), record(id="rec_1")
    write_json_lines([one, two], tmp_path / "a.jsonl")
    write_json_lines([two, record(id="rec_2", trigger="seized")], tmp_path / "b.jsonl")
    assert [each.id for each in read_records([tmp_path / "a.jsonl"])] == ["rec_2", "rec_1"]
    both = read_records([tmp_path / "a.jsonl", str(tmp_path / "b.jsonl")])
    other_way = read_records([tmp_path / "b.jsonl", tmp_path / "a.jsonl"])
    assert {each.id: each for each in both} == {each.id: each for each in other_way}
    assert len(both) == len(other_way) == 2
    (tmp_path / "c.jsonl").write_text("\ufeff" + one.model_dump_json() + "\r\n\r\n", encoding="utf-8")
    assert read_records([tmp_path / "c.jsonl"]) == [one]
    assert read_records([]) == []


def test_articles_are_read_once_each(tmp_path: Path) -> None:
    write_json_lines([ONE, TWO, ONE], tmp_path / "articles.jsonl")
    assert read_article_lines([tmp_path / "articles.jsonl"]) == [ONE, TWO]
    (tmp_path / "articles.jsonl").write_text('{"id": 5}\n')
    with pytest.raises(RecordsError, match=r"articles\.jsonl, line 1: ") as caught:
        read_article_lines([tmp_path / "articles.jsonl"])
    assert caught.value.hint


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_files_that_cannot_be_read_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordsError, match="cannot read"):
        read_records([tmp_path / name])


def test_adding_makes_the_file_and_adds_to_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "events.duckdb"
    add_into(path, iter([record()]), iter([ONE]))
    add_into(path, iter([record(place="Borsk")]), iter([TWO]))
    kept = EventSet.open(path)
    assert (len(kept), len(kept.articles)) == (2, 2)


def test_adding_beside_another_program_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.duckdb"
    merge([record(place="Alvena")]).save(path)
    changing, waiting = store.changing, [record(place="Borsk"), record(place="Corva")]

    def after_another(target: Path, **given: Any) -> Any:
        if waiting:
            theirs = waiting.pop()
            monkeypatch.setattr(store, "changing", changing)
            EventSet.open(path).add([theirs])
            monkeypatch.setattr(store, "changing", after_another)
        return changing(target, **given)

    monkeypatch.setattr(store, "changing", after_another)
    add_into(path, [record(place="Danta")], [])
    names = {event.place.name for event in EventSet.open(path) if event.place}
    assert names == {"Alvena", "Borsk", "Corva", "Danta"}


def test_adding_beside_a_program_that_never_stops_ends_with_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, attempts = tmp_path / "events.duckdb", []

    def changed(*_: object, **more: object) -> Any:
        attempts.append(more)
        error = OutputError("changed")
        error.retryable = True
        raise error

    monkeypatch.setattr(store, "changing", changed)
    with pytest.raises(OutputError, match="changed"):
        add_into(path, [record()], [])
    assert len(attempts) == ATTEMPTS
