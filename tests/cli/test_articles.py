"""What was read, before a model is asked."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import MODEL, POST, Command, run_json
from .reader import Reader
from .test_terminal import at_terminal, plain

KEYS = [
    "file", "outlet", "outlet_from", "published", "published_from", "title", "language", "sentences", "note",
]  # fmt: skip


def lines(written: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def test_it_lists_what_was_read_and_where_outlet_and_date_come_from(articles: Path, command: Command) -> None:
    (articles / "y.txt").write_text("TESSARA, Dec 7 (Norwire) - Rebels took the town of Corva on Friday, it said.")
    (articles / "z.txt").write_text(POST)
    outcome = command("articles", articles)
    assert outcome.status == 0
    told = lines(outcome.out)
    assert all(list(each) == KEYS for each in told)
    assert [list(each.values())[1:5] for each in told] == [
        ["River Herald", "front matter, key outlet", "2021-03-06", "front matter, key published"],
        ["Northern Post", "masthead", "2021-03-06T10:48:00+00:00", "labelled line"],
        ["Norwire", "dateline", None, None],
    ]
    assert [each["sentences"] for each in told] == [2, 4, 1]
    assert told[2]["note"] == "the date “Dec 7” was not used: its year is not given"
    assert [Path(each["file"]).parent for each in told] == [articles] * 3
    assert outcome.err == "3 articles, 1 without a date of publication, 1 given before and left out\n"
    assert command("articles", articles, "--quiet", "--json").err == ""


def test_flags_come_before_what_files_say(articles: Path, command: Command) -> None:
    told = lines(command("articles", articles, "--outlet", "Norwire", "--published", "2021-03-07").out)
    assert {(each["outlet"], each["outlet_from"]) for each in told} == {("Norwire", "--outlet")}
    assert {(each["published"], each["published_from"]) for each in told} == {("2021-03-07", "--published")}


def test_what_was_refused_and_what_was_not_read_stand_at_the_end(articles: Path, command: Command) -> None:
    (articles / "broken.json").write_text('{"text": ')
    for name in ("list.xlsx", "old.doc", "older.doc", "photo.jpg"):
        (articles / name).write_bytes(b"\0")
    outcome = command("articles", articles)
    assert outcome.status == 3
    assert len(lines(outcome.out)) == 2
    assert "broken.json, line 1: not valid JSON" in outcome.err
    assert "2 files ending in .doc were not read, the first of them" in outcome.err
    assert "save the table as .csv or .jsonl" in outcome.err
    assert outcome.err.splitlines()[-2:] == ["files not read: 2 .doc, 1 .jpg, 1 .xlsx", "2 articles"]


@pytest.mark.parametrize("name", ["empty.txt", "table.xlsx"])
def test_where_nothing_was_read_the_status_is_1(tmp_path: Path, command: Command, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert command("articles", tmp_path).status == 1
    assert command("articles", tmp_path / name).status == 1
    assert command("articles", tmp_path / "nowhere").status == 1


def test_a_table_to_fill_in_is_what_metadata_takes(articles: Path, command: Command, tmp_path: Path) -> None:
    (articles / "c.txt").write_text("Rebels took the town of Corva on Friday, two residents said.")
    (articles / "d.jsonl").write_text('{"text": "Rebels took the town of Orsk.", "outlet": "=1+1", "url": "u"}\n')
    outcome = command("articles", articles, "--csv", "--quiet")
    rows = list(csv.reader(outcome.out.splitlines()))
    assert rows[0] == ["file", "outlet", "published", "title", "url", "language", "id"]
    assert rows[1] == [f"{articles / 'c.txt'}", "", "", "", "", "en", ""]
    assert rows[2] == [f"{articles / 'd.jsonl'}, line 1", "'=1+1", "", "", "u", "", ""]
    before = lines(command("articles", articles).out)
    table = tmp_path / "metadata.csv"
    table.write_text(outcome.out)
    again = command("articles", articles, "--metadata", table)
    told = lines(again.out)
    known = ("file", "outlet", "published", "title", "language", "sentences")
    assert [[each[name] for name in known] for each in told] == [[each[name] for name in known] for each in before]
    table.write_text(outcome.out.replace("c.txt,,", "c.txt,Norwire,2021-03-07"))
    told = lines(command("articles", articles, "--metadata", table).out)
    assert (told[0]["outlet"], told[0]["outlet_from"]) == ("Norwire", f"{table}, line 2")
    assert command("articles", articles, "--csv", "--json").status == 2


def test_runs_say_what_articles_do_not_say(articles: Path, command: Command, model: Reader, tmp_path: Path) -> None:
    for name in "cdefg":
        outlet = "Norwire\n\n" if name == "g" else ""
        (articles / f"{name}.txt").write_text(f"{outlet}Rebels took the town of Corva{name} on Friday, residents said.")
    commands = (
        ("run", articles, "--out", tmp_path / "out", *MODEL),
        ("run", articles, "--dry-run", *MODEL),
        ("extract", articles, *MODEL),
    )
    first = ", ".join(str(articles / f"{name}.txt") for name in "cde")
    for arguments in commands:
        said = command(*arguments).err
        assert f"no outlet is known of 4 of 7 articles: {first}, …\n" in said
        assert f"no date of publication is known of 5 of 7 articles: {first}, …\n" in said
        assert "--metadata FILE" in said
        assert "is known of" not in command(*arguments, "--quiet").err
    table = tmp_path / "metadata.csv"
    table.write_text("file,outlet,published\n" + "".join(f"{name}.txt,Norwire,2021-03-07\n" for name in "cdefg"))
    for arguments in commands:
        assert "is known of" not in command(*arguments, "--metadata", table).err
    records = command("extract", articles, "--metadata", table, *MODEL)
    assert {json.loads(line)["published"] for line in records.out.splitlines()} >= {"2021-03-07"}


def test_what_is_wrong_with_metadata(articles: Path, command: Command, model: Reader, tmp_path: Path) -> None:
    table = tmp_path / "metadata.csv"
    table.write_text("file,outlet\ngone.txt,Norwire\n")
    outcome = command("run", articles, "--metadata", table, "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 3
    assert "metadata.csv, line 2: no file that was given is called gone.txt" in outcome.err
    assert run_json(tmp_path / "out")["failures"][0]["path"] == str(table)
    outcome = command("articles", articles, "--metadata", tmp_path / "gone.csv")
    assert (outcome.status, outcome.out) == (2, "")
    assert "gone.csv" in outcome.err


def test_standard_input(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(POST.encode())))
    (told,) = lines(command("articles", "-").out)
    assert (told["file"], told["outlet"]) == ("-", "Northern Post")


def test_wrong_usage(articles: Path, command: Command) -> None:
    outcome = command("articles", articles, "--published", "soon")
    assert outcome.status == 2
    assert "--published: 'soon' is not a full date" in outcome.err


@pytest.mark.parametrize("name", ["articles", "run", "extract"])
def test_a_date_that_can_be_two_days_is_refused_with_both(name: str, articles: Path, command: Command) -> None:
    out = () if name == "articles" else ("--out", articles / "out", *MODEL)
    outcome = command(name, articles, "--published", "9/8/21", *out)
    assert outcome.status == 2
    assert "--published: '9/8/21' is not a full date" in outcome.err
    assert "2021-08-09 or 2021-09-08" in outcome.err


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_it_is_a_table(articles: Path, columns: int) -> None:
    (articles / "c.txt").write_text("Rebels took the town of Corva on Friday, two residents said.")
    written = plain(at_terminal(columns, "articles", articles))
    header, *_ = [line for line in written.splitlines() if line.startswith("File")]
    assert header.split("  ")[0] == "File"
    assert "Northern Post" in written
    assert "3 articles, 1 without an outlet, 1 without a date of publication" in written
    if columns == 200:
        assert "2021-03-06 (front matter, key published)" in written
    assert lines(plain(at_terminal(columns, "articles", articles, "--json", "--quiet")))


def test_runs_say_what_was_not_read(articles: Path, command: Command, model: Reader, tmp_path: Path) -> None:
    for name in ("list.xlsx", "photo.jpg", "noext"):
        (articles / name).write_bytes(b"\0")
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 3
    assert "files not read: 1 without a suffix, 1 .jpg, 1 .xlsx" in outcome.err
    said = run_json(tmp_path / "out")
    assert said["unread"] == {"": 1, ".jpg": 1, ".xlsx": 1}
    assert [failure["message"] for failure in said["failures"]] == [
        "1 file without a suffix was not read",
        "1 file ending in .xlsx was not read",
    ]
    outcome = command("extract", articles, *MODEL)
    assert outcome.status == 3
    assert "files not read: 1 without a suffix, 1 .jpg, 1 .xlsx" in outcome.err
    outcome = command("run", articles, "--dry-run", *MODEL)
    assert "files not read" in outcome.err
