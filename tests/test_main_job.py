from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import EventSet, Extractor, OutputError, RecordsError, merge, read_records
from conflict_extract.eventset import store
from conflict_extract.main_job import (
    ATTEMPTS,
    Run,
    add_into,
    extract_all,
    prepare_folder,
    read_article_lines,
    write_run,
)
from conflict_extract.output import write_json_lines
from conflict_extract.schema import Extraction, Failure
from tests.builders import article, record
from tests.fakes import QueueTransport, completion


def failure(article_id: str | None = None, window: str | None = None) -> Failure:
    return Failure(article_id=article_id, window=window, error="AnswerInvalid", message="no answer")


ONE, TWO = article(), article("The army left Borsk.")


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (Run([ONE], Extraction(windows=1), "m"), 0),
        (Run([ONE], Extraction(windows=1, records=[record()]), "m", [failure(ONE.id, "0-0")]), 3),
        (Run([], Extraction(), "m"), 1),
        (Run([], Extraction(), "m", [failure()]), 1),
        (Run([ONE], Extraction(windows=1), "m", [failure()]), 3),
        (Run([ONE], Extraction(windows=1), "m", [failure(ONE.id, "0-0")]), 1),
        (Run([ONE], Extraction(windows=2), "m", [failure(ONE.id, "0-0")]), 3),
        (Run([ONE], Extraction(windows=0), "m", [failure(ONE.id)]), 1),
        (Run([ONE, TWO], Extraction(windows=2), "m", [failure(ONE.id, "0-0")]), 3),
        (Run([ONE], Extraction(), "m", interrupted=True), 130),
    ],
)
def test_exit_statuses(run: Run, status: int) -> None:
    assert run.status == status


def test_a_run_that_was_interrupted_at_once_did_nothing() -> None:
    assert not Run([ONE], Extraction(), "m", interrupted=True).done
    assert Run([ONE], Extraction(article_ids=[ONE.id]), "m", interrupted=True).done
    assert not Run([], Extraction(), "m").done


def answers(*places: str) -> list[dict[str, Any]]:
    return [
        completion(
            {
                "records": [
                    {
                        "kind": "control_change", "sentences": [0], "trigger": "took", "places": [place],
                        "gained_by": "Rebels", "lost_by": None, "extent": "full", "means": "unknown", "date": None,
                        "source": None,
                    }
                ]
            }
        )
        for place in places
    ]  # fmt: skip


def reader(transport: QueueTransport) -> Extractor:
    return Extractor(model="fake", base_url="http://127.0.0.1:9/v1", concurrency=1, transport=transport)


def test_articles_are_in_their_order_and_progress_is_told() -> None:
    articles = [article(f"Rebels took {place}.") for place in ("Corva", "Alvena", "Borsk")]
    told: list[tuple[int, int]] = []
    extractor = reader(QueueTransport(answers("Corva", "Alvena", "Borsk")))
    run = extract_all(extractor, articles, [failure()], lambda number, part: told.append((number, len(part.records))))
    assert [each.place.text for each in run.result.records if each.place] == ["Corva", "Alvena", "Borsk"]
    assert run.result.article_ids == [each.id for each in articles]
    assert told == [(1, 1), (2, 1), (3, 1)]
    assert (run.result.usage.calls, run.result.windows, run.model, run.status) == (3, 3, "fake", 3)


def test_the_transport_is_closed_also_when_interrupted() -> None:
    def interrupts(_: dict[str, Any]) -> dict[str, Any]:
        raise KeyboardInterrupt

    for transport, interrupted in ((QueueTransport(interrupts), True), (QueueTransport(answers("Alvena")), False)):
        run = extract_all(reader(transport), [article("Rebels took Alvena.")], [], lambda number, part: None)
        assert (run.interrupted, transport.closed) == (interrupted, 1)


def test_a_file_that_cannot_be_replaced_is_an_error_and_the_others_stay_whole(tmp_path: Path) -> None:
    extractor = reader(QueueTransport(answers("Alvena")))
    run = extract_all(extractor, [article("Rebels took Alvena.")], [], lambda number, part: None)
    (tmp_path / "events.csv").mkdir()
    with pytest.raises(OutputError, match=r"events\.csv"):
        write_run(run, extractor, tmp_path)
    assert json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))["events"]
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_the_folder_is_made_or_the_reason_given(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "new" / "deep")
    assert list((tmp_path / "new" / "deep").iterdir()) == []
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="cannot write to the folder"):
            prepare_folder(path)


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
