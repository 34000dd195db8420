"""Whoever is killed at any step loses nothing, and nothing is submitted twice."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract._files import GrowingFile
from conflict_extract.llm import AnswerCache
from conflict_extract.llm.batch import Limits, Manifest
from conflict_extract.llm.batch.provider import Provider
from tests.batch_api import BatchApi, Job, Stored
from tests.llm.batch.builders import Work, answer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

STEPS: tuple[tuple[Any, str], ...] = (
    (GrowingFile, "write"),
    (GrowingFile, "finish"),
    (Manifest, "add"),
    (Manifest, "change"),
    (Manifest, "settle"),
    (Manifest, "end_file"),
    (Provider, "upload"),
    (Provider, "create"),
    (Provider, "state"),
    (Provider, "download"),
    (AnswerCache, "put_all"),
)


KILLS = 10


class Killed(BaseException):
    """What no part of the library can catch."""


class Killer:
    """Ends the work before or after one of its steps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self.at = -1
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, self._dying(getattr(owner, name)))

    def _dying(self, step: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(step)
        def dying(*arguments: Any, **named: Any) -> Any:
            self._tick()
            done = step(*arguments, **named)
            self._tick()
            return done

        return dying

    def _tick(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Killed


@pytest.fixture
def api() -> Iterator[BatchApi]:
    with BatchApi(answer) as endpoint:
        yield endpoint


def test_killed_at_random_steps(api: BatchApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work_in(name: str) -> Work:
        (tmp_path / name).mkdir()
        return Work(tmp_path / name, api.base_url, number=3, limits=Limits(requests=2))

    killer = Killer(monkeypatch)
    work_in("whole").once()
    total = killer.steps
    assert total > 40
    for at in sorted(random.Random(7).sample(range(1, total + 1), KILLS)):  # noqa: S311  # no secret
        work = work_in(str(at))
        api.answered.clear()
        uploads, batches = api.calls["POST files"], api.calls["POST batches"]
        killer.steps, killer.at = 0, at
        with pytest.raises(Killed):
            work.once()
        killer.at = -1
        work.once()
        assert work.is_complete(), at
        assert work.plan().written == [], at
        assert set(api.answered.values()) == {1}, at
        assert (api.calls["POST files"] - uploads, api.calls["POST batches"] - batches) == (2, 2), at


@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches"])
def test_what_arrived_though_no_answer_came_back_is_taken_up(path: str, api: BatchApi, tmp_path: Path) -> None:
    work = Work(tmp_path, api.base_url)
    work.plan()
    lost = iter([True])
    api.losing = lambda method, where: method == "POST" and where == path and next(lost, False)
    done = work.submit()
    assert done.adopted == 1
    assert (api.calls["POST files"], api.calls["POST batches"]) == (1, 1)
    assert work.fetch().answered == 6


def test_what_arrived_is_found_among_many(api: BatchApi, tmp_path: Path) -> None:
    work = Work(tmp_path, api.base_url, number=1)
    work.plan()
    with work.manifest() as manifest, work.provider() as provider:
        (file,) = manifest.files()
        mark = f"{manifest.plan.id}-1-0-{file.sha256}"
        input_id = provider.upload(tmp_path / "batch" / file.name, "ours.jsonl")
        made = provider.create(input_id, mark)
        for _ in range(130):  # the newest come first, a hundred a page
            api.jobs[f"later-{len(api.jobs)}"] = Job(f"later-{len(api.jobs)}", input_id, {})
            api.files[f"later-{len(api.files)}"] = Stored(f"later-{len(api.files)}", "later.jsonl", b"")
        found = provider.created(mark)
        assert found is not None
        assert found.id == made.id
        assert provider.created("another") is None
        assert provider.uploaded("ours.jsonl", file.bytes) == input_id
        assert provider.uploaded("ours.jsonl", 1) is None
