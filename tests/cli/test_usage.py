from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conflict_extract._version import __version__
from conflict_extract.cli.commands import app
from conflict_extract.output import write_json_lines
from tests.merging.gold_records import gold_collection

from .conftest import MODEL, Command, run_json

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "run": ["PATH", "--out", "--dry-run", "--into", "--outlet", "--published", "--metadata", "--places", "--outlets"],
    "extract": ["PATH", "--out", "--outlet", "--published", "--places"],
    "merge": ["FILE", "--out", "--into", "--articles", "--places", "--outlets"],
    "report": ["EVENTS", "--out"],
    "export": ["EVENTS", "--out", "--to"],
    "eval": ["FILE", "--gold", "--articles", "--json"],
    "control": ["EVENTS", "--at", "--place"],
    "explain": ["EVENTS", "ID"],
    "decide": ["EVENTS", "WORD", "ID", "--set", "--as", "--why", "--list", "--undo"],
    "review": ["EVENTS", "--as", "--port", "--no-browser", "--labels", "--gold"],
    "remove": ["EVENTS", "ARTICLE"],
    "batch": ["plan", "submit", "status", "fetch", "cancel"],
    "batch plan": ["PATH", "--to", "--model", "--base-url", "--cache-dir", "--window", "--screen", "--metadata"],
    "batch submit": ["FOLDER", "--max-cost"],
    "batch status": ["FOLDER"],
    "batch fetch": ["FOLDER", "--from"],
    "batch cancel": ["FOLDER"],
    "schema": ["NAME"],
    "cache": ["stats", "clear", "verify"],
    "cache stats": ["--cache-dir"],
    "cache clear": ["--cache-dir", "--yes"],
    "cache verify": ["--cache-dir"],
    "model": ["list", "pull", "add", "path", "serve"],
    "model list": ["--cache-dir"],
    "model pull": ["--cache-dir"],
    "model add": ["FILE", "--cache-dir"],
    "model path": ["--cache-dir"],
    "model serve": ["--port", "--cache-dir"],
}
COMMON = [
    "--model", "--base-url", "--cache-dir", "--no-cache", "--offline", "--concurrency", "--window", "--max-cost",
    "--quiet", "--verbose",
]  # fmt: skip


def process(*arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "conflict_extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(name: str) -> None:
    result = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    for word in COMMANDS[name] + (COMMON if name in ("run", "extract") else []):
        assert word in result.stdout, word
    assert result.stderr == ""
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "\x1b" not in result.stdout


def test_the_first_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"})
    assert all(f" {name} " in result.stdout for name in COMMANDS if " " not in name)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bogus"],
        ["nothing"],
        ["run"],
        ["run", "x", "--out"],
        ["run", "x", "--bogus", "--out", "y"],
        ["run", "x"],
        ["run", "x", "--out", "y", "--concurrency", "many"],
        ["merge"],
        ["eval", "x"],
        ["explain", "events.json"],
        ["cache", "burn"],
        ["model", "add"],
    ],
)
def test_wrong_usage_is_status_two_and_says_what_is_wrong(arguments: list[str], command: Command) -> None:
    outcome = command(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--base-url", "http://localhost:1/v1"], ["base URL", "--model"]),
        (["--model", "embedded", "--base-url", "http://localhost:1/v1"], ["--model embedded", "base URL"]),
        (["--model", "m", "--base-url", "localhost"], ["base_url", "http://"]),
        (["--model", "m", "--base-url", "http://h/v1", "--concurrency", "0"], ["concurrency"]),
        (["--model", "m", "--base-url", "http://h/v1", "--max-cost", "1"], ["max_cost", "price_in"]),
        (["--offline", "--no-cache"], ["--offline", "--no-cache"]),
        (["--base-url", "localhost", "--concurrency", "0", "--window", "0"], ["base_url", "concurrency", "window"]),
    ],
)
def test_wrong_settings_are_status_two_and_all_named(
    flags: list[str], words: list[str], command: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Nothing.")
    outcome = command("run", tmp_path / "a.txt", "--out", tmp_path / "out", *flags)
    assert (outcome.status, outcome.out) == (2, "")
    assert all(word in outcome.err for word in words), outcome.err
    assert not (tmp_path / "out").exists()


def test_the_version(command: Command) -> None:
    assert command("--version").out == f"{__version__}\n"


def test_an_error_of_the_system_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("conflict_extract._files.packaged", fails)
    outcome = command("schema")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "conflict-extract: [Errno 13] Permission denied: '/somewhere'\n"


def test_ctrl_c_anywhere_else_says_so(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupts(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conflict_extract._files.packaged", interrupts)
    outcome = command("schema")
    assert outcome.status == 130
    assert "interrupted" in outcome.err


def test_as_a_module_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = process("schema", "record")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
    wrong = process("run", "x", "--out", tmp_path, "--base-url", "http://localhost:1/v1")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "no model" in wrong.stderr


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "conflict_extract", "schema", "answer"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        assert running.wait(timeout=60) == 141
    assert said == b""


SCRIPT = """
import asyncio, sys
from conflict_extract.llm.client import ModelClient
from conflict_extract.cli import main
from tests.cli.reader import Reader, sentences

class Slow(Reader):
    async def send(self, request):
        if "denied" in sentences(request):
            print("waiting", file=sys.stderr, flush=True)
            await asyncio.sleep(60)
        return await super().send(request)

ModelClient._make_transport = lambda self: Slow()
main()
"""


def test_an_interrupt_signal_keeps_what_was_finished(articles: Path, tmp_path: Path) -> None:
    (articles / "herald.md").rename(articles / "zz.md")
    arguments = ["run", articles, "--out", tmp_path / "out", *MODEL, "--concurrency", 1]
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:  # fmt: skip
        assert running.stderr is not None
        told = ""
        for line in running.stderr:
            told += line
            if "waiting" in line:
                break
        running.send_signal(signal.SIGINT)
        _, rest = running.communicate(timeout=60)
    assert running.returncode == 130, told + rest
    assert "Traceback" not in rest
    assert "interrupted: what was finished is kept" in rest
    assert run_json(tmp_path / "out")["records"] == 2


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    collection = gold_collection((ROOT / "examples" / "gold.jsonl", ROOT / "examples" / "articles"))
    write_json_lines(collection.records, tmp_path / "records.jsonl")
    written = []
    for seed in ("1", "2"):
        out = tmp_path / f"events-{seed}.json"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [
            sys.executable,
            "-m",
            "conflict_extract",
            "merge",
            str(tmp_path / "records.jsonl"),
            "--out",
            str(out),
        ]
        printed = subprocess.run(command, capture_output=True, check=True, timeout=60, env=environment).stdout
        written.append((out.read_bytes(), printed))
    assert written[0] == written[1]
