"""What a person sees at a real terminal of 80 and of 200 columns, and what a pipe gets."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

from conflict_extract import EventSet, merge
from conflict_extract.output import write_json_lines
from conflict_extract.schema import Record
from tests.builders import article, record

from .conftest import MODEL, POST

ROOT = Path(__file__).resolve().parents[2]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\].*?\x07")
RUN = """
from conflict_extract.cli import main
from conflict_extract.llm.client import ModelClient
from tests.cli.reader import Reader
ModelClient._make_transport = lambda self: Reader()
main()
"""


def at_terminal(columns: int, *arguments: object, env: Mapping[str, str] | None = None) -> str:
    """What a command writes to a terminal, escapes and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    around = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    around |= {"TERM": "xterm-256color", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **(env or {})}
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=around) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not read:
                break
            written += read
        os.close(ours)
    assert process.returncode == 0, written
    return written.decode().replace("\r\n", "\n")


def plain(written: str) -> str:
    return ESCAPES.sub("", written)


@pytest.fixture
def told() -> list[Record]:
    """A capture told twice and denied, in three scripts."""
    return [
        record(id="rec_1", place="الزاوية", gained_by="الثوار", outlet="صحيفة الساحل", says="سيطر الثوار على الزاوية"),
        record(
            id="rec_2", place="الزاوية", gained_by="الثوار", source="two residents", says="Rebels took Zawiya. " * 9
        ),
        record(id="rec_3", place="密支那", gained_by="克钦独立军", outlet="新华社"),
        record("official_denial", id="rec_4", place="密支那", speaker="国防部", claim="密支那失守的报道是虚假的" * 5),
        record("withdrawal", id="rec_5", place="[red]Alvena[/red] \x1b[31m", force="the army"),
    ]


@pytest.fixture
def files(told: list[Record], tmp_path: Path) -> Path:
    write_json_lines(told, tmp_path / "records.jsonl")
    write_json_lines([article()], tmp_path / "articles.jsonl")
    merge(told).to_json(tmp_path / "events.json")
    return tmp_path


@pytest.mark.parametrize("columns", [80, 200])
def test_nothing_is_wider_than_the_terminal(columns: int, files: Path, told: list[Record]) -> None:
    events = files / "events.json"
    shown = at_terminal(columns, "merge", files / "records.jsonl", "--out", files / "new.json")
    shown += at_terminal(columns, "control", events)
    shown += at_terminal(columns, "control", events, "--place", "密支那")
    shown += at_terminal(columns, "explain", events, "rec_1")
    for line in plain(shown).splitlines():
        assert cell_len(line) <= columns, line
    for name in ("الزاوية", "密支那", "[red]Alvena[/red]"):
        assert name in shown
    assert "\x1b[31m[" not in shown


def test_a_wide_terminal_has_room_for_ids(files: Path) -> None:
    events = {event.id for event in EventSet.open(files / "events.json")}
    narrow, wide = (
        plain(at_terminal(columns, "merge", files / "records.jsonl", "--out", files / "new.json"))
        for columns in (80, 200)
    )
    assert all(event in wide for event in events)
    assert not any(event in narrow for event in events)
    assert "Ids of events are shown from 140 columns on" in narrow


def test_colour_is_left_out_where_it_is_not_wanted(files: Path) -> None:
    coloured = at_terminal(80, "control", files / "events.json", "--place", "密支那")
    bare = at_terminal(80, "control", files / "events.json", "--place", "密支那", env={"NO_COLOR": "1"})
    assert re.search(r"\x1b\[[0-9;]*3[0-7]m", coloured)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", bare)
    assert plain(coloured) == plain(bare)


def test_one_place_is_told_with_its_sentences_and_denials(files: Path) -> None:
    shown = plain(at_terminal(200, "control", files / "events.json", "--place", "密支那"))
    assert "disputed, 1 record of 1 independent outlet; credibility 5, improbable" in shown
    assert "denied by evt_" in shown
    assert "密支那失守的报道是虚假的" in shown
    assert "Denied by officials" in plain(at_terminal(200, "control", files / "events.json"))


def test_the_waterfall_leaves_out_what_says_nothing(files: Path) -> None:
    shown = plain(at_terminal(100, "explain", files / "events.json", "rec_1"))
    assert re.search(r"^place .* \+4\.0 +\+4\.0 +\u2588+", shown, re.MULTILINE)
    assert re.search(r"nothing to compare: .*unit", shown)
    assert "by the word of two residents" in shown


def test_progress_tells_what_is_going_on_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "post.txt").write_text(POST, encoding="utf-8")
    shown = at_terminal(80, "run", tmp_path / "post.txt", "--out", tmp_path / "out", *MODEL)
    for words in ("reading files", "extracting", "/1 article", "merging and writing"):
        assert words in plain(shown)
    assert "2 records, 0 set aside, 2 events" in plain(shown)
    quiet = at_terminal(80, "run", tmp_path / "post.txt", "--out", tmp_path / "out", *MODEL, "--quiet")
    assert "extracting" not in quiet
