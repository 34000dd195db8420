"""Batches whose commands are killed at random moments and given again, held against an undisturbed direct run."""

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
REQUESTS_A_FILE = 5


@dataclass
class Killed:
    """What has come of it: kills by command, files submitted, requests answered, and how often one was found there."""

    kills: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    answers: int = 0


def kill_batches(folder: Path, *, articles: int, kills: int, seed: int = 3) -> Killed:
    """Kills commands of a batch until there were so many kills, and lets it come to its end then.

    Raises:
        AssertionError: a byte differs, a request was answered twice, or a file submitted twice.
    """
    lot, result = random.Random(seed), Killed()  # noqa: S311  # no secret
    given = write_articles(folder / "articles.jsonl", articles)
    own = ("CONFLICT_EXTRACT_", "OPENAI_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment["CONFLICT_EXTRACT_BATCH_REQUESTS"] = str(REQUESTS_A_FILE)
    with BatchApi(lambda request: Reply(reader.answer(request))) as api, (folder / "log").open("ab") as log:
        model = ["--model", "reader", "--base-url", api.base_url]

        def start(*words: object) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "conflict_extract", *map(str, words)]
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment)

        def run(out: Path, cache: Path, *more: str) -> None:
            child = start("run", given, "--out", out, *model, "--cache-dir", cache, *more)
            assert child.wait(LONGEST) == 0, (folder / "log").read_text()

        run(folder / "direct", folder / "direct-cache")
        api.answered.clear()
        batch, cache = folder / "batch", folder / "cache"
        steps = {
            "plan": ("batch", "plan", given, "--to", batch, *model, "--cache-dir", cache),
            "submit": ("batch", "submit", batch),
            "fetch": ("batch", "fetch", batch),
        }
        lasts = dict.fromkeys(steps, 3.0)
        while True:
            for name, words in steps.items():
                began = time.monotonic()
                child = start(*words)
                if result.kills.total() < kills and lot.random() < 2 / 3:
                    time.sleep(lot.uniform(0.3, 1.0) * lasts[name])
                    child.kill()
                    result.kills[name] += child.wait() == -signal.SIGKILL
                else:
                    child.wait(LONGEST)
                    lasts[name] = time.monotonic() - began
            if result.kills.total() >= kills and _nothing_waits(batch, articles):
                break
        run(folder / "offline", cache, "--offline")
        for name in set(FILES) - {"run.json"}:
            assert (folder / "offline" / name).read_bytes() == (folder / "direct" / name).read_bytes(), name
        assert set(api.answered.values()) == {1}, "no request is answered twice"
        result.answers, result.batches = api.answered.total(), len(api.jobs)
        with Manifest(batch) as manifest:
            assert len(manifest.files()) == result.batches, "no file is submitted twice"
    return result


def _nothing_waits(batch: Path, articles: int) -> bool:
    with Manifest(batch) as manifest:
        return manifest.counts() == {"answered": articles}
