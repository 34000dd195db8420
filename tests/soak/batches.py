"""Batches whose commands are killed among their calls and given again, held against an undisturbed direct run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from conflict_extract.llm.batch import Manifest
from conflict_extract.main_job import FILES
from tests.batch_api import BatchApi
from tests.cli import reader
from tests.fakes import Reply
from tests.soak.articles import write_articles

LONGEST = 300.0
REQUESTS_A_FILE, CALLS_A_KILL, PLANS_KILLED = 5, 8, 3


@dataclass
class Killed:
    """What has come of it: kills by command, batches from planning to end, files submitted, requests answered."""

    kills: Counter[str] = field(default_factory=Counter)
    folders: int = 0
    batches: int = 0
    answers: int = 0


def kill_batches(folder: Path, *, articles: int, kills: int, seed: int = 3) -> Killed:
    """Kills commands of batches as calls of theirs come in or are answered, and planning at any moment.

    It ends when there were so many kills and the batch that they fell into is complete.

    Raises:
        AssertionError: a byte differs, a request was answered twice, or a file submitted twice.
    """
    lot, result = random.Random(seed), Killed()  # noqa: S311  # no secret
    given = write_articles(folder / "articles.jsonl", articles)
    own = ("CONFLICT_EXTRACT_", "OPENAI_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment["CONFLICT_EXTRACT_BATCH_REQUESTS"] = str(REQUESTS_A_FILE)
    children: list[subprocess.Popen[bytes]] = []

    def strike(*_: object) -> bool:
        struck = result.kills.total() < kills and lot.random() < 1 / CALLS_A_KILL
        if struck:
            children[-1].kill()
        return struck

    with BatchApi(lambda request: Reply(reader.answer(request))) as api, (folder / "log").open("ab") as log:
        model = ("--model", "reader", "--base-url", api.base_url)

        def run(*words: object, seconds: float = LONGEST) -> int:
            """The status of a command, which is killed after so many seconds where it calls nobody."""
            command = [sys.executable, "-m", "conflict_extract", *map(str, words)]
            children.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment))
            try:
                status = children[-1].wait(seconds)
            except subprocess.TimeoutExpired:
                assert seconds < LONGEST, words
                children[-1].kill()
                status = children[-1].wait()
            result.kills[str(words[1])] += status == -signal.SIGKILL
            return status

        assert run("run", given, "--out", folder / "direct", *model, "--cache-dir", folder / "direct-cache") == 0
        while result.kills.total() < kills:
            result.folders += 1
            batch, cache, out = (folder / f"{name}-{result.folders}" for name in ("batch", "cache", "out"))
            api.answered.clear()
            before = len(api.jobs)
            api.failing = lambda *_: Reply({}, 500) if strike() else None
            api.losing = strike
            with_cache = (*model, "--cache-dir", cache)
            began = time.monotonic()
            assert run("batch", "plan", given, "--to", folder / f"undisturbed-{result.folders}", *with_cache) == 0
            took = time.monotonic() - began
            for _ in range(PLANS_KILLED):
                run("batch", "plan", given, "--to", batch, *with_cache, seconds=took * lot.random())
            assert run("batch", "plan", given, "--to", batch, *with_cache) == 0
            while not _is_complete(batch, articles):
                while run("batch", "submit", batch):
                    pass
                run("batch", "fetch", batch)
            assert run("batch", "plan", given, "--to", batch, *with_cache) == 0
            assert run("run", given, *with_cache, "--out", out, "--offline") == 0
            for name in set(FILES) - {"run.json"}:
                assert (out / name).read_bytes() == (folder / "direct" / name).read_bytes(), name
            assert set(api.answered.values()) == {1}, "no request is answered twice"
            with Manifest(batch) as manifest:
                assert len(manifest.files()) == len(api.jobs) - before, "no file is submitted twice"
            result.batches += len(api.jobs) - before
            result.answers += api.answered.total()
    return result


def _is_complete(batch: Path, articles: int) -> bool:
    with Manifest(batch) as manifest:
        return manifest.counts() == {"answered": articles}
