"""What real providers do to batches: each time in clear words, and the next round goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract._files import GrowingFile
from conflict_extract.errors import ModelError, OutputError, RateLimited
from conflict_extract.llm.batch import Limits, RequestFiles
from conflict_extract.llm.refusals import refusal_kept
from tests.batch_api import BatchApi, Job, Lines, Stored
from tests.fakes import Reply
from tests.llm.batch.builders import Work, answer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def api() -> Iterator[BatchApi]:
    with BatchApi(answer) as endpoint:
        yield endpoint


@pytest.fixture
def work(api: BatchApi, tmp_path: Path) -> Work:
    return Work(tmp_path, api.base_url)


def error(status: int, code: str, message: str, parameter: str | None = None) -> Reply:
    return Reply({"error": {"message": message, "code": code, "param": parameter}}, status)


def number_of(asked: dict[str, Any]) -> int:
    return int(asked["messages"][-1]["content"].split()[-1])


def test_lines_in_another_order_are_told_by_their_ids(work: Work, api: BatchApi) -> None:
    ids: list[list[str]] = []
    api.spoil = lambda job, output, errors: ids.append([line["custom_id"] for line in output])
    done = work.once()
    assert ids[0] != work.keys
    assert (done.answered, done.failed, done.problems) == (6, 0, [])
    assert work.is_complete()


def test_failed_lines_in_the_error_file_are_planned_again(work: Work, api: BatchApi) -> None:
    api.answering = lambda asked: error(500, "server_error", "busy") if number_of(asked) == 2 else answer(asked)
    done = work.once()
    assert (done.answered, done.failed) == (5, 1)
    with work.manifest() as manifest:
        assert manifest.reasons() == [("failed", "server_error", "the endpoint answered 500: busy", 1)]
    api.answering = answer
    assert work.once().answered == 1
    assert work.is_complete()


def test_a_batch_that_is_completed_without_a_file_is_planned_again(work: Work, api: BatchApi) -> None:
    def no_files(job: Job, output: Lines, errors: Lines) -> None:
        output.clear()

    api.spoil = no_files
    done = work.once()
    (problem,) = done.problems
    assert problem.message == (
        "the batch of requests-0001.jsonl is completed, without a file of results; 6 requests without an answer"
    )
    assert problem.hint == "plan again to go on"
    api.spoil = lambda job, output, errors: None
    work.once()
    assert work.is_complete()


def test_all_failed_and_only_an_error_file(work: Work, api: BatchApi) -> None:
    api.answering = lambda asked: error(429, "rate_limit_exceeded", "slow down")
    assert work.once().failed == 6
    assert [job.output_id for job in api.jobs.values()] == [None]
    api.answering = answer
    work.once()
    assert work.is_complete()


@pytest.mark.parametrize("ending", ["expired", "cancelled"])
def test_what_was_answered_before_the_end_is_kept(ending: str, work: Work, api: BatchApi) -> None:
    api.ending, api.share = ending, 0.5
    done = work.once()
    assert (done.answered, done.failed) == (3, 3)
    assert f"the batch of requests-0001.jsonl is {ending}" in done.problems[0].message
    api.ending, api.share = "completed", 1.0
    assert work.once().answered == 3
    assert work.is_complete()
    assert set(api.answered.values()) == {1}


def test_expiring_again_and_again_is_never_final(work: Work, api: BatchApi) -> None:
    api.ending, api.share = "expired", 0.0
    for _ in range(5):
        assert work.once().refused == 0
    api.ending, api.share = "completed", 1.0
    work.once()
    assert work.is_complete()


def test_too_many_tokens_enqueued_wait_for_room(api: BatchApi, tmp_path: Path) -> None:
    work = Work(tmp_path, api.base_url, limits=Limits(requests=2))
    work.plan()
    api.room = 2 * max(path.stat().st_size for path in (tmp_path / "batch").glob("*.jsonl"))
    work.submit()
    assert [job.status for job in api.jobs.values()] == ["validating", "validating", "failed"]
    done = work.fetch()
    assert done.answered == 4
    (problem,) = done.problems
    assert "requests-0003.jsonl was not taken: Enqueued token limit reached" in problem.message
    assert "batch submit" in problem.hint
    assert [file.name for file in work.submit().files] == ["requests-0003.jsonl"]
    assert api.calls["POST files"] == 3, "it was there already"
    work.fetch()
    assert work.is_complete()


def test_submitting_ends_where_the_provider_says_that_too_much_waits(api: BatchApi, tmp_path: Path) -> None:
    work = Work(tmp_path, api.base_url, limits=Limits(requests=2))
    work.plan()
    full = error(429, "rate_limit_exceeded", "Enqueued token limit reached")
    api.failing = lambda method, path: full if len(api.jobs) == 1 and path.endswith("/batches") else None
    done = work.submit()
    assert (len(done.files), done.left) == (1, 2)
    assert done.limit is not None
    assert "requests-0002.jsonl was not taken" in done.limit.message
    assert "it goes on with this file" in done.limit.hint
    api.failing = lambda method, path: None
    assert len(work.submit().files) == 2
    assert work.fetch().answered == 6


def test_lines_over_the_limits_are_not_planned(work: Work) -> None:
    work.limits = Limits(megabytes=1)
    with work.manifest() as manifest:
        files = RequestFiles(manifest, work.limits, 1.0)
        long = {"model": "m", "messages": [{"role": "user", "content": "a" * 1_000_000}], "max_tokens": 64}
        refused = files("ab" * 32, {**long, "temperature": 0})
        files.finish()
    assert files.written == []
    assert "bytes, and a file may have 1 MB" in str(refused)


def test_files_are_cut_by_requests_bytes_and_tokens(api: BatchApi, tmp_path: Path) -> None:
    for name, limits in (("requests", Limits(requests=4)), ("tokens", Limits(tokens=9))):
        folder = tmp_path / name
        folder.mkdir()
        assert [file.requests for file in Work(folder, api.base_url, limits=limits).plan().written] in ([4, 2], [3, 3])


def test_a_full_disk_ends_the_plan_and_leaves_no_half_file(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.limits = Limits(requests=2)
    write, room = GrowingFile.write, iter([True] * 3)

    def full(file: GrowingFile, text: bytes) -> None:
        if not next(room, False):
            write(file, text[:10])
            raise OutputError("cannot write: no space left", hint="free space")
        write(file, text)

    with monkeypatch.context() as patched:
        patched.setattr(GrowingFile, "write", full)
        with pytest.raises(OutputError, match="no space left"):
            work.plan()
    assert [path.name for path in (tmp_path / "batch").glob("*.jsonl*")] == ["requests-0001.jsonl"]
    work.once()
    assert work.is_complete()


def test_ids_twice_count_once_and_the_first_stays(work: Work, api: BatchApi) -> None:
    def twice(job: Job, output: Lines, errors: Lines) -> None:
        again = {**output[0], "response": {**output[0]["response"], "body": output[1]["response"]["body"]}}
        output.append(again)
        errors.append({**output[2], "response": None, "error": {"code": "server_error", "message": "late"}})

    api.spoil = twice
    done = work.once()
    assert (done.answered, done.failed, done.repeated) == (6, 0, 2)
    assert work.is_complete()


def test_damaged_lines_and_unknown_ids_are_named_and_the_rest_goes_on(work: Work, api: BatchApi) -> None:
    def damage(job: Job, output: Lines, errors: Lines) -> None:
        output[1] = {"raw": b'{"custom_id": "half\n'}
        output.insert(0, {**output[0], "custom_id": "f" * 64})
        output.append({"raw": b'["no object"]\n'})
        output.append({"custom_id": output[3]["custom_id"], "response": None, "error": None})
        output.append({"raw": b"\n"})

    api.spoil = damage
    done = work.once()
    named = {each.where.split("/")[-1]: each.reason for each in done.damaged}
    assert named == {
        "results-0001-0-output.jsonl, line 1": "its custom_id is none of this batch",
        "results-0001-0-output.jsonl, line 3": "it is not JSON",
        "results-0001-0-output.jsonl, line 8": "it has no custom_id",
        "results-0001-0-output.jsonl, line 9": "it has neither an answer nor an error",
    }
    assert (done.answered, done.failed) == (5, 1)
    api.spoil = lambda job, output, errors: None
    work.once()
    assert work.is_complete()


def test_a_download_that_breaks_off_enters_nothing_and_is_made_again(work: Work, api: BatchApi) -> None:
    work.plan()
    work.submit()
    api.cutting = lambda file: len(file.data) // 2
    done = work.fetch()
    assert done.answered == 0
    assert "no connection" in done.problems[0].message
    assert len(work.missing()) == 6
    api.cutting = lambda file: None
    assert work.fetch().answered == 6
    assert work.is_complete()


def test_a_download_that_breaks_off_once_is_tried_again(api: BatchApi, tmp_path: Path) -> None:
    work = Work(tmp_path, api.base_url, attempts=3)
    cuts = iter([10, 20])
    api.cutting = lambda file: next(cuts, None)
    assert work.once().answered == 6


def test_a_file_that_ends_early_though_it_seems_whole_is_got_once_more(work: Work, api: BatchApi) -> None:
    work.plan()
    work.submit()
    whole: dict[str, bytes] = {}

    def short(file: Stored) -> None:
        # the first download has half of the lines and says so; the second has all
        if file.id in whole:
            file.data = whole[file.id]
        else:
            whole[file.id] = file.data
            file.data = b"".join(file.data.splitlines(keepends=True)[:3])

    with work.provider() as provider:
        job = provider.state(next(iter(api.jobs)))
    short(api.files[job.output_id])
    api.cutting = short
    assert work.fetch().answered == 6


def test_parameters_that_the_endpoint_refuses_are_written_otherwise(work: Work, api: BatchApi) -> None:
    def reasoning(asked: dict[str, Any]) -> Reply:
        for name in ("temperature", "max_tokens"):
            if name in asked:
                return error(400, "unsupported_parameter", f"Unsupported parameter: '{name}' is not supported", name)
        return answer(asked)

    api.answering = reasoning
    for learnt in ({"temperature"}, {"temperature", "max_tokens"}):
        done = work.once()
        assert (done.failed, done.refused) == (6, 0)
        with work.manifest() as manifest:
            assert manifest.refused_parameters() == learnt
    assert work.once().answered == 6
    assert work.is_complete(), "under the keys of the requests as we make them"
    last = next(reversed(api.jobs.values()))
    assert {*api.lines(last)[0]["body"]} == {"model", "messages", "response_format", "max_completion_tokens"}


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (error(400, "content_filter", "violence"), "AnswerRefused", "the endpoint's content filter refused the text"),
        (error(400, "context_length_exceeded", "too long"), "ContextTooLong", "does not fit the model's context"),
        (error(422, "invalid", "no such schema"), "ModelRejected", "the endpoint answered 422: no such schema"),
    ],
)
def test_refusals_of_one_request_are_kept_as_a_direct_run_meets_them(
    reply: Reply, kind: str, message: str, work: Work, api: BatchApi
) -> None:
    api.answering = lambda asked: reply if number_of(asked) == 1 else answer(asked)
    done = work.once()
    assert (done.answered, done.refused) == (5, 1)
    with work.cache() as cache:
        kept = refusal_kept(cache.get(work.keys[1]))
    assert isinstance(kept, ModelError)
    assert kept.code == kind
    assert message in kept.message
    assert work.plan().written == []


def test_what_fails_three_times_is_not_planned_for_ever(work: Work, api: BatchApi) -> None:
    api.answering = lambda asked: Reply({"choices": []}) if number_of(asked) == 1 else answer(asked)
    assert [work.once().refused for _ in range(3)] == [0, 0, 1]
    assert work.plan().written == []


def test_a_key_that_is_refused_leaves_all_to_be_planned_again(work: Work, api: BatchApi) -> None:
    api.answering = lambda asked: error(401, "invalid_api_key", "wrong key")
    done = work.once()
    assert (done.failed, done.refused) == (6, 0)
    api.answering = answer
    work.once()
    assert work.is_complete()


def test_a_line_that_fails_the_whole_batch_is_named_and_left_out(work: Work, api: BatchApi) -> None:
    api.ending = "failed"
    api.problems = [{"code": "invalid_request", "message": "line is not valid", "line": 3, "param": None}]
    done = work.once()
    assert [each.message for each in done.problems] == [
        "requests-0001.jsonl, line 3: line is not valid",
        "the batch of requests-0001.jsonl is failed, without a file of results: line is not valid; "
        "5 requests without an answer",
    ]
    api.ending = "completed"
    assert work.once().answered == 5
    assert work.missing() == []
    assert work.plan().written == []


def test_gateways_that_pass_on_an_error_as_an_answer_are_seen_through(work: Work, api: BatchApi) -> None:
    passed_on = Reply({"error": {"message": "overloaded", "code": 529}})
    api.answering = lambda asked: passed_on if number_of(asked) == 0 else answer(asked)
    assert work.once().failed == 1
    assert work.missing() == [0]


def test_an_endpoint_without_batches_says_so(work: Work, api: BatchApi) -> None:
    work.plan()
    api.failing = lambda method, path: error(404, "not_found", "no such path")
    with pytest.raises(ModelError, match="404"):
        work.submit()
    api.failing = lambda method, path: None
    work.submit()
    api.failing = lambda method, path: error(429, "rate_limit_exceeded", "slow down")
    assert isinstance(work.fetch().problems[0], RateLimited)
    api.failing = lambda method, path: None
    work.fetch()
    assert work.is_complete()


def test_files_that_were_changed_are_not_submitted(work: Work, tmp_path: Path) -> None:
    work.plan()
    path = tmp_path / "batch" / "requests-0001.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(Exception, match="is not as it was planned"):
        work.submit()
