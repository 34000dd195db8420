"""Runs that are killed at random moments and started again, and several runs at once on one cache."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conflict_extract.llm import AnswerCache
from conflict_extract.llm.request_json import request_key
from conflict_extract.main_job import FILES
from tests.cli import reader
from tests.fakes import Endpoint, Reply, Request
from tests.soak.articles import write_articles

SECONDS_A_CALL = 0.2
LONGEST = 300.0


@dataclass
class Killed:
    """What has come of it."""

    kills: int = 0
    folders: int = 0
    calls: int = 0
    lost: int = 0
    files: int = 0
    moments: Counter[str] = field(default_factory=Counter)


class Work:
    """A main job over some articles, which processes of their own do at an endpoint of ours.

    Args:
        folder: where everything lies.
        articles: how many there are, each one window.
    """

    def __init__(self, folder: Path, articles: int) -> None:
        self.folder = folder
        self._articles = write_articles(folder / "articles.jsonl", articles)
        self.endpoint = Endpoint(answering=_answer)

    def start(self, out: Path, cache: Path) -> subprocess.Popen[bytes]:
        """Starts the job."""
        given = ["--model", "reader", "--base-url", self.endpoint.base_url, "--cache-dir", str(cache), "--quiet"]
        command = [sys.executable, "-m", "conflict_extract", "run", str(self._articles), "--out", str(out), *given]
        own = ("CONFLICT_EXTRACT_", "OPENAI_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        log = (self.folder / "log").open("ab")
        with log:
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment)

    def undisturbed(self, out: Path, cache: Path) -> float:
        """Does the job, and returns how many seconds it took from the making of its folder to its end."""
        child = self.start(out, cache)
        until_begun(child, out)
        began = time.monotonic()
        assert child.wait(LONGEST) == 0, (self.folder / "log").read_text()
        return time.monotonic() - began

    def key(self, request: Request) -> str:
        """The key of a request in the cache."""
        return request_key(self.endpoint.base_url, request)


def _answer(request: Request) -> Reply:
    time.sleep(SECONDS_A_CALL)
    return Reply(reader.answer(request))


def until_begun(child: subprocess.Popen[bytes], out: Path) -> None:
    """Waits until a job writes to its folder."""
    while not (out / ".lock").exists() and child.poll() is None:
        time.sleep(0.005)


def kill_and_go_on(folder: Path, *, articles: int, kills: int, kills_a_folder: int, seed: int = 5) -> Killed:
    """Kills jobs until there were so many kills, and holds each that is let finish against an undisturbed one.

    Raises:
        AssertionError: a byte differs, a file is not whole, or a call was made again though its answer was kept.
    """
    lot, result, work = random.Random(seed), Killed(), Work(folder, articles)  # noqa: S311  # no secret
    with work.endpoint as endpoint:
        # as long as a run takes whose answers are all to be had, or all kept
        cold, warm = (work.undisturbed(folder / "clean", folder / "clean-cache") for _ in range(2))
        clean = {name: (folder / "clean" / name).read_bytes() for name in FILES if name != "run.json"}
        while result.kills < kills:
            result.folders += 1
            out, cache = folder / f"out-{result.folders}", folder / f"cache-{result.folders}"
            first, kept = endpoint.calls, set[str]()
            for _ in range(min(kills_a_folder, kills - result.kills)):
                since, before = endpoint.calls, time.time()
                (out / ".lock").unlink(missing_ok=True)
                child = work.start(out, cache)
                until_begun(child, out)
                time.sleep(lot.uniform(0, cold if len(kept) < articles else warm))
                child.kill()
                killed = child.wait() == -signal.SIGKILL
                assert not kept & {work.key(call.body) for call in endpoint.received[since:]}
                now = kept | set(_kept(cache))
                if killed:
                    result.kills += 1
                    result.moments[_moment(out, before, len(now) - len(kept), articles - len(now))] += 1
                kept = now
                result.files += _whole(out, clean)
            since = endpoint.calls
            work.undisturbed(out, cache)
            asked = Counter(work.key(call.body) for call in endpoint.received[first:])
            assert not kept & {work.key(call.body) for call in endpoint.received[since:]}
            assert len(asked) == articles
            assert _whole(out, clean) == len(clean)
            assert not [path for path in out.iterdir() if path.name not in FILES], "nothing else is left"
            result.calls += asked.total()
            result.lost += asked.total() - len(asked)
    return result


def _kept(cache: Path) -> Iterator[str]:
    if (cache / "answers" / "cache.db").exists():
        opened = AnswerCache(cache / "answers")
        assert list(opened.verify()) == []
        yield from opened._cache
        opened.close()


def _whole(out: Path, clean: dict[str, bytes]) -> int:
    """How many files there are, each of them whole."""
    there = [name for name in clean if (out / name).exists()]
    for name in there:
        assert (out / name).read_bytes() == clean[name], name
    if (out / "run.json").exists():
        json.loads((out / "run.json").read_text(encoding="utf-8"))
    return len(there)


def _moment(out: Path, before: float, answers: int, missing: int) -> str:
    if missing:
        return "among the calls" if answers else "before the first answer"
    if (out / "records.jsonl.part").exists():
        return "after the last answer"
    done = out / "run.json"
    return "after the last file" if done.exists() and done.stat().st_mtime > before else "among the files"


def run_together(folder: Path, *, articles: int, processes: int) -> int:
    """Does one job in several processes at once, on one cache that is empty at first; returns the number of calls.

    Raises:
        AssertionError: the bytes differ, or the cache is not sound.
    """
    work = Work(folder, articles)
    with work.endpoint as endpoint:
        outs = [folder / f"together-{number}" for number in range(processes)]
        children = [work.start(out, folder / "shared-cache") for out in outs]
        assert [child.wait(LONGEST) for child in children] == [0] * processes, (folder / "log").read_text()
    for name in set(FILES) - {"run.json"}:
        assert len({(out / name).read_bytes() for out in outs}) == 1, name
    assert len(list(_kept(folder / "shared-cache"))) == articles
    assert endpoint.calls <= processes * articles
    return endpoint.calls
