"""Planning and fetching a batch: how fast beside a replay from the cache and beside a bare loop, and in what memory.

`python -m benchmarks.batch` plans so many short articles, has all their requests answered by one answer, and prints a
table. Each part is a process of its own; seconds are those of its CPU and of the clock on the wall, without imports.
The bare loop parses each line of the results, validates the answer, and writes it to a cache of its own, one by one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.hosted_calls import ONE, completion, now, spent

ROOT = Path(__file__).resolve().parent.parent
REQUESTS = 100_000
MODEL: dict[str, Any] = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}
Measured = dict[str, float]


def articles(count: int) -> Iterator[Any]:
    """Short articles, each with one record to be had, one by one."""
    from conflict_extract.articles import make_article

    for number in range(count):
        text = f"The Syrian army withdrew from Hama on 6 December 2024. Bulletin {number} has no further news."
        yield make_article(text, outlet=f"Northern Post {number % 7}", published="2024-12-07", language="en")


def plan(folder: Path, count: int) -> Measured:
    """Writes the request files."""
    from conflict_extract import batch_job
    from conflict_extract.settings import Settings

    settings = Settings.load(**MODEL, cache_dir=folder / "cache")
    list(articles(1))
    started = now()
    done = batch_job.plan(settings, articles(count), folder / "batch", lambda *_: None)
    measured = spent(started)
    assert done.requests == count, done
    return measured | {"megabytes": sum(file.bytes for file in done.files) / 1e6, "files": len(done.files)}


def answer(folder: Path) -> Measured:
    """Writes result files with the same answer to each request."""
    body = completion(ONE)
    for path in (folder / "batch").glob("requests-*.jsonl"):
        with path.open("rb") as lines, (folder / "batch" / f"results-{path.name}").open("w", encoding="utf-8") as out:
            for line in lines:
                key = line[len('{"custom_id":"') :][:64].decode()
                response = {"status_code": 200, "request_id": "r", "body": body}
                whole = {"id": "b", "custom_id": key, "response": response, "error": None}
                out.write(json.dumps(whole) + "\n")
    return {}


def loop(folder: Path) -> Measured:
    """Parses, validates and writes all results, and knows of no manifest."""
    from conflict_extract.extraction.article_reader.answer import Answer
    from conflict_extract.llm import AnswerCache
    from conflict_extract.llm.completions import json_text

    with contextlib.closing(AnswerCache(folder / "loop-cache")) as cache:
        started = now()
        for path in sorted((folder / "batch").glob("results-*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    said = json.loads(line)
                    Answer.model_validate_json(json_text(said["response"]["body"]))
                    cache.put(said["custom_id"], said["response"]["body"])
        return spent(started)


def fetch(folder: Path, count: int) -> Measured:
    """Takes in all results."""
    from conflict_extract import batch_job
    from conflict_extract.llm.batch import Manifest

    with Manifest(folder / "batch") as manifest:
        started = now()
        done = batch_job.fetch_from(manifest, folder / "batch", folder / "cache")
        measured = spent(started)
    assert done.answered == count, done
    return measured


def replay(folder: Path, count: int) -> Measured:
    """Reads all articles from the cache."""
    import asyncio

    from conflict_extract import Extractor

    async def run() -> int:
        async with Extractor(**MODEL, cache_dir=folder / "cache", offline=True) as extractor:
            return sum([len(part.records) async for part in extractor.astream(articles(count))])

    list(articles(1))
    started = now()
    records = asyncio.run(run())
    measured = spent(started)
    assert records == count, records
    return measured


def part(name: str, folder: Path, count: int) -> Measured:
    """Runs one part in this process."""
    if name in ("answer", "loop"):
        measured = {"answer": answer, "loop": loop}[name](folder)
    else:
        measured = {"plan": plan, "fetch": fetch, "replay": replay}[name](folder, count)
    return measured | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}


def main() -> None:
    """Reads the command line and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help=f"how many; default {REQUESTS:,}")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(part(chosen.part[0], Path(chosen.part[1]), chosen.requests)))
        return
    done: dict[str, Measured] = {}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONFLICT_EXTRACT_")}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("plan", "answer", "loop", "fetch", "replay"):
            words = ["--requests", str(chosen.requests), "--part", name, folder]
            child = subprocess.run(
                [sys.executable, "-m", __spec__.name, *words],
                cwd=ROOT, env=environment, capture_output=True, text=True,
            )  # fmt: skip
            if child.returncode:
                raise RuntimeError(child.stderr[-2_000:])
            done[name] = json.loads(child.stdout.splitlines()[-1])
    count = chosen.requests
    print(f"{count:,} requests, {done['plan']['files']:.0f} files, {done['plan']['megabytes']:,.0f} MB\n")
    print("| part | CPU s | wall s | requests a CPU second | to | peak MB |\n|---|---|---|---|---|---|")
    beside = {"plan": "replay", "fetch": "loop"}
    for name in ("replay", "plan", "loop", "fetch"):
        told = done[name]
        ratio = f"{done[beside[name]]['cpu'] / told['cpu']:.2f} of {beside[name]}" if name in beside else ""
        rate = count / told["cpu"]
        print(f"| {name} | {told['cpu']:.1f} | {told['wall']:.1f} | {rate:,.0f} | {ratio} | {told['peak']:.0f} |")


if __name__ == "__main__":
    main()
