"""One command as a child process: how long it took and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

EVERY = 0.02


class Cost(NamedTuple):
    """Wall-clock seconds, and the largest resident set in MB as sampled every 20 ms, with that of its children."""

    seconds: float
    megabytes: float


def run(command: Sequence[str | Path], limit: float = 3_600, source: Path | None = None) -> Cost:
    """Runs a command to its end.

    Args:
        command: program and arguments.
        limit: seconds after which it is ended.
        source: the folder of Python modules that come before the installed ones; None for these.

    Raises:
        RuntimeError: the command failed or took too long; with its last words.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        environment = {**os.environ, "PYTHONPATH": str(source)} if source else None
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=words, env=environment
        )
        watched = psutil.Process(child.pid)
        most = 0
        while True:
            most = max(most, _resident(watched))
            try:
                child.wait(EVERY)
                break
            except subprocess.TimeoutExpired:
                if time.perf_counter() - started > limit:
                    child.kill()
                    child.wait()
                    raise RuntimeError(f"ended after {limit:.0f} s") from None
        seconds = time.perf_counter() - started
        if child.returncode:
            words.seek(0)
            raise RuntimeError(f"exit status {child.returncode}: {words.read()[-2_000:].strip()}")
    return Cost(seconds, most / 1e6)


def _resident(process: psutil.Process) -> int:
    try:
        return sum(int(each.memory_info().rss) for each in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0
