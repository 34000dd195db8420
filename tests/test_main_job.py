from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import Extractor, OutputError
from conflict_extract.errors import ModelRejected
from conflict_extract.main_job import (
    Findings,
    RecordLines,
    Run,
    extract_all,
    prepared_folder,
    record_lines,
    write_run,
)
from conflict_extract.schema import Article, Extraction, Failure
from tests.builders import article, record
from tests.fakes import QueueTransport, completion


def failure(article_id: str | None = None, window: str | None = None) -> Failure:
    return Failure(article_id=article_id, window=window, error="AnswerInvalid", message="no answer")


ONE, TWO = article(), article("The army left Borsk.")


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (Run("m", articles=1, finished=1, windows=1), 0),
        (Run("m", articles=1, finished=1, windows=1, records=1, failures=[failure(ONE.id, "0-0")]), 3),
        (Run("m"), 1),
        (Run("m", failures=[failure()]), 1),
        (Run("m", articles=1, finished=1, windows=1, failures=[failure()]), 3),
        (Run("m", articles=1, finished=1, windows=1, failures=[failure(ONE.id, "0-0")]), 1),
        (Run("m", articles=1, finished=1, windows=2, failures=[failure(ONE.id, "0-0")]), 3),
        (Run("m", articles=1, finished=1, failures=[failure(ONE.id)]), 1),
        (Run("m", articles=2, finished=2, windows=2, failures=[failure(ONE.id, "0-0")]), 3),
        (Run("m", articles=1, interrupted=True), 130),
    ],
)
def test_exit_statuses(run: Run, status: int) -> None:
    assert run.status == status


def test_a_run_that_was_interrupted_at_once_did_nothing() -> None:
    assert not Run("m", articles=1, interrupted=True).done
    assert Run("m", articles=1, finished=1, interrupted=True).done
    assert not Run("m").done


def answers(*places: str) -> list[dict[str, Any]]:
    return [
        completion(
            {
                "records": [
                    {
                        "kind": "control_change", "sentences": [0], "trigger": "took", "places": [place],
                        "gained_by": "Rebels", "lost_by": None, "extent": "full", "means": None, "date": None,
                        "source": None,
                    }
                ]
            }
        )
        for place in places
    ]  # fmt: skip


def reader(transport: QueueTransport) -> Extractor:
    return Extractor(model="fake", base_url="http://127.0.0.1:9/v1", concurrency=1, transport=transport)


def extracted(extractor: Extractor, articles: Iterable[Article | Failure]) -> tuple[Run, list[Extraction]]:
    taken: list[Extraction] = []
    return extract_all(extractor, articles, lambda number, part: None, taken.append), taken


def test_results_are_taken_in_the_order_of_the_articles_and_progress_is_told() -> None:
    articles = [article(f"Rebels took {place}.") for place in ("Corva", "Alvena", "Borsk")]
    told: list[tuple[int, int]] = []
    taken: list[Extraction] = []
    extractor = reader(QueueTransport(answers("Corva", "Alvena", "Borsk")))
    given: list[Article | Failure] = [articles[0], failure(), *articles[1:]]
    run = extract_all(extractor, given, lambda number, part: told.append((number, len(part.records))), taken.append)
    assert [part.article_ids for part in taken] == [[each.id] for each in articles]
    assert [record.place.text for part in taken for record in part.records if record.place] == [
        "Corva", "Alvena", "Borsk",
    ]  # fmt: skip
    assert told == [(1, 1), (2, 1), (3, 1)]
    assert (run.usage.calls, run.articles, run.windows, run.records, run.model, run.status) == (3, 3, 3, 3, "fake", 3)


def test_results_that_come_early_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [article(f"Rebels took {place}.") for place in ("Corva", "Alvena", "Borsk")]
    extractor = reader(QueueTransport())

    async def turned(given: Iterable[Article]) -> Any:
        for each in reversed(list(given)):
            yield Extraction(article_ids=[each.id])

    monkeypatch.setattr(extractor, "astream", turned)
    _, taken = extracted(extractor, articles)
    assert [part.article_ids for part in taken] == [[each.id] for each in articles]


def test_articles_are_read_as_they_are_needed() -> None:
    """No more than are under way at a time: a hundred thousand of them would fill the memory."""
    transport, ahead = QueueTransport(lambda _: completion()), []

    def read() -> Iterator[Article]:
        for number in range(20):
            ahead.append(number - transport.calls)
            yield article(f"Nothing happened on day {number}.")

    run, taken = extracted(reader(transport), read())
    assert (run.articles, len(taken)) == (20, 20)
    assert max(ahead) <= 1


def test_the_transport_is_closed_also_when_interrupted() -> None:
    def interrupts(_: dict[str, Any]) -> dict[str, Any]:
        raise KeyboardInterrupt

    for transport, interrupted in ((QueueTransport(interrupts), True), (QueueTransport(answers("Alvena")), False)):
        run, _ = extracted(reader(transport), [article("Rebels took Alvena.")])
        assert (run.interrupted, transport.closed) == (interrupted, 1)


# -- files -----------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def done(findings: Findings, *places: str) -> tuple[Run, list[Article], Extractor]:
    articles = [article(f"Rebels took {place}.") for place in places]
    extractor = reader(QueueTransport(answers(*places)))
    return extract_all(extractor, articles, lambda number, part: None, findings.take), articles, extractor


def test_what_is_found_is_in_the_folder_at_once(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with prepared_folder(out) as findings:
        run, articles, extractor = done(findings, "Alvena", "Corva")
        assert len((out / "records.jsonl.part").read_text(encoding="utf-8").splitlines()) == 2
        assert not (out / "records.jsonl").exists()
        write_run(run, articles, findings, extractor)
    assert len((out / "records.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert not [name for name in names(out) if name.startswith(".") or name.endswith(".part")]


def test_a_file_that_cannot_be_replaced_is_an_error_and_the_others_stay_whole(tmp_path: Path) -> None:
    (tmp_path / "events.csv").mkdir()
    with prepared_folder(tmp_path) as findings:
        run, articles, extractor = done(findings, "Alvena")
        with pytest.raises(OutputError, match=r"events\.csv"):
            write_run(run, articles, findings, extractor)
    assert json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))["events"]
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


class Full:
    """A stream on a disk that is full after some lines."""

    def __init__(self, stream: Any, room: int) -> None:
        self._stream, self._room = stream, room

    def write(self, text: str) -> None:
        if not self._room:
            raise OSError(28, "No space left on device")
        self._room -= 1
        self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def test_a_disk_that_fills_up_ends_the_run_and_keeps_what_was_found(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with prepared_folder(out) as findings:
        records = findings._files[0]
        records._stream = Full(records._stream, room=2)  # type: ignore[assignment]
        with pytest.raises(
            OutputError, match=r"records\.jsonl: No space left on device; .*records\.jsonl\.part"
        ) as caught:
            done(findings, "Alvena", "Borsk", "Corva", "Danta", "Elva")
    assert "free space" in caught.value.hint
    assert names(out) == ["quarantined.jsonl.part", "records.jsonl.part"]
    assert len((out / "records.jsonl.part").read_text(encoding="utf-8").splitlines()) == 2


def test_a_disk_that_is_full_at_the_end_keeps_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with prepared_folder(tmp_path) as findings:
        run, articles, extractor = done(findings, "Alvena")
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OutputError, match=r"records\.jsonl: No space left on device; all of it is in"):
            write_run(run, articles, findings, extractor)
    assert len((tmp_path / "records.jsonl.part").read_text(encoding="utf-8").splitlines()) == 1


def test_the_folder_is_made_or_the_reason_given(tmp_path: Path) -> None:
    with prepared_folder(tmp_path / "new" / "deep"):
        assert names(tmp_path / "new" / "deep") == [".lock", "quarantined.jsonl.part", "records.jsonl.part"]
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="cannot write to the folder"), prepared_folder(path):
            pass


def test_a_folder_that_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    with pytest.raises(OutputError, match=r"cannot write to the folder .*: Read-only file system") as caught:
        prepared_folder(tmp_path).__enter__()
    assert "--out" in caught.value.hint


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    with prepared_folder(tmp_path) as findings:
        findings.take(Extraction(records=[record()]))
        with pytest.raises(OutputError, match="is in use: another run is writing to it") as caught:
            prepared_folder(tmp_path).__enter__()
        assert "--out" in caught.value.hint
        assert (tmp_path / "records.jsonl.part").read_text(encoding="utf-8")
    with prepared_folder(tmp_path):
        assert not (tmp_path / "records.jsonl.part").read_text(encoding="utf-8")


def test_what_a_killed_run_has_left_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in (".events.json.x1y2.part", "records.jsonl.part", ".lock", ".notes.part", "events.json"):
        (out / name).write_text("half")
    with prepared_folder(out) as findings:
        run, articles, extractor = done(findings, "Alvena")
        write_run(run, articles, findings, extractor)
    assert [name for name in names(out) if name.startswith(".")] == [".notes.part"]
    assert not (out / "records.jsonl.part").exists()


def rejects(_: dict[str, Any]) -> Exception:
    return ModelRejected("no", hint="none")


def test_records_of_extract_grow_in_a_part_file_and_one_run_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "new" / "records.jsonl"
    with record_lines(out) as lines:
        run = extract_all(
            reader(QueueTransport(answers("Alvena", "Borsk"))),
            [article("Rebels took Alvena."), article("Rebels took Borsk.")],
            lambda number, part: None,
            lines.take,
        )
        assert len(out.with_name("records.jsonl.part").read_text(encoding="utf-8").splitlines()) == 2
        with pytest.raises(OutputError, match="in use"), record_lines(out):
            pass
        lines.end(run)
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    with record_lines(out) as lines:
        lines.end(extract_all(reader(QueueTransport(rejects)), [ONE], lambda number, part: None, lines.take))
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2, "a run that did nothing leaves it alone"
    assert names(out.parent) == ["records.jsonl"]


def test_records_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    with record_lines(None) as lines:
        assert isinstance(lines, RecordLines)
        lines.take(Extraction(records=[record(), record()]))
        assert len(capsys.readouterr().out.splitlines()) == 2
        lines.end(Run("m"))
