"""A file that another program merges records into, while it is reviewed or is about to be: clear words, nothing lost.

The other program is `conflict-extract merge` itself in a process of its own, held where it has merged and not yet kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from conflict_extract import EventSet, OutputError, RecordsError
from conflict_extract.output import write_json_lines
from conflict_extract.review import session
from conflict_extract.review.session import Review
from tests.builders import record
from tests.cli.conftest import Command, command  # noqa: F401

from .builders import doubtful, kept, near_pair
from .conftest import Open, Serve

HELD = """
import sys
from conflict_extract.cli import main
from conflict_extract.eventset import increments

take_in = increments.take_in

def held(*given):
    take_in(*given)
    print("merged, not yet kept", flush=True)
    sys.stdin.readline()

increments.take_in = held
main()
"""


class Merge:
    """A running merge of two more records; `is_under_way` is false where it ended before it could merge."""

    def __init__(self, path: Path) -> None:
        self.records = [record(place="Karrow"), record(place="Lomza", doubts=["supposed"], date="2021-06-01")]
        file = path.with_name("more.jsonl")
        write_json_lines(self.records, file)
        self.process = subprocess.Popen(
            [sys.executable, "-c", HELD, "merge", str(file), "--into", str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.is_under_way = self.process.stdout.readline() == "merged, not yet kept\n"

    @property
    def named(self) -> str:
        return f"another program (process {self.process.pid}) is using it"

    def end(self) -> tuple[int, str]:
        """Lets it go on; its status and what it said."""
        _, said = self.process.communicate("\n")
        return self.process.returncode, said

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def merges() -> Iterator[list[Merge]]:
    """Those that are started, to be ended whatever comes."""
    started: list[Merge] = []
    yield started
    for each in started:
        each.kill()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return kept(tmp_path / "war.duckdb", [*near_pair(), *doubtful(2)])


def begun(path: Path, merges: list[Merge]) -> Merge:
    merges.append(Merge(path))
    assert merges[-1].is_under_way, merges[-1].end()
    return merges[-1]


def records_of(path: Path) -> set[str]:
    return set(EventSet.open(path).records)


def refuses(what: Any, merge: Merge) -> None:
    with pytest.raises((OutputError, RecordsError)) as refused:
        what()
    assert merge.named in refused.value.message
    assert refused.value.retryable
    assert "wait until it is done" in refused.value.hint


def test_what_is_answered_during_a_merge_is_refused_and_taken_after_it(path: Path, merges: list[Merge]) -> None:
    review = Review(path, "Noor")
    first = review.state()["card"]["key"]
    review.close()  # as it does by itself when the file was not used for a while
    merge = begun(path, merges)
    for asked in (
        review.state, review.undo, lambda: review.decide(first, "1"), lambda: review.skip(first),
        lambda: review.details(first),
    ):  # fmt: skip
        refuses(asked, merge)
    assert merge.end()[0] == 0
    state = review.decide(first, "1", why="seen after the merge")
    assert (state["decided"], state["left"], state["skipped"]) == (1, 3, 0), "what was merged is asked, too"
    review.close()
    (said,) = EventSet.open(path).decisions
    assert (said.by, said.why) == ("Noor", "seen after the merge")
    assert {each.id for each in merge.records} <= records_of(path)


def test_of_a_merge_that_is_killed_nothing_is_seen(path: Path, merges: list[Merge]) -> None:
    before = records_of(path)
    review = Review(path, "Noor")
    first = review.state()["card"]["key"]
    review.close()
    begun(path, merges).kill()
    assert review.decide(first, "1")["left"] == 2
    review.close()
    assert records_of(path) == before
    assert len(EventSet.open(path).decisions) == 1


def test_a_merge_that_comes_while_the_page_uses_the_file_says_so_and_can_be_repeated(
    path: Path, merges: list[Merge], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "HELD_SECONDS", 3_600)  # however slow the machine is
    before = records_of(path)
    review = Review(path, "Noor")
    first = review.state()["card"]["key"]
    merges.append(Merge(path))
    status, said = merges[-1].end()
    assert (merges[-1].is_under_way, status) == (False, 1)
    assert f"another program (process {os.getpid()}) is using it" in said
    assert "wait until it is done" in said
    assert review.decide(first, "1")["decided"] == 1
    review.close()
    assert records_of(path) == before
    again = begun(path, merges)
    status, said = again.end()
    assert (status, "2 new events" in said) == (0, True)
    assert review.state()["decided"] == 1
    review.close()
    assert records_of(path) == before | {each.id for each in again.records}


def test_what_a_merge_changed_is_not_told_wrongly_when_the_page_takes_the_file_after_it(
    path: Path,
    command: Command,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As soon as a merge is kept, a page that was waiting uses the file."""
    script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    pages: list[subprocess.Popen[str]] = []
    add = EventSet.add

    def added(events: EventSet, *given: Any, **more: Any) -> EventSet:
        done = add(events, *given, **more)
        pages.append(
            subprocess.Popen(
                [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        assert pages[0].stdout
        assert pages[0].stdout.readline() == "held\n"
        return done

    more = [record(place="Karrow")]
    write_json_lines(more, path.with_name("more.jsonl"))
    with monkeypatch.context() as patched:
        patched.setattr(EventSet, "add", added)
        done = command("merge", path.with_name("more.jsonl"), "--into", path)
    (page,) = pages
    with page:
        page.communicate()
    assert done.status == 0
    assert f"the records are in it, but what they changed cannot be told: cannot open {path}" in done.err
    assert f"another program (process {page.pid}) is using it" in done.err
    assert "new event" not in done.err
    assert more[0].id in records_of(path)


def test_a_page_that_is_opened_during_a_merge_says_so_and_opens_after_it(
    path: Path,
    merges: list[Merge],
    command: Command,  # noqa: F811
) -> None:
    merge = begun(path, merges)
    refuses(lambda: Review(path, "Noor"), merge)
    refused = command("review", path, "--no-browser")
    assert refused.status == 1
    assert merge.named in refused.err
    assert "wait until it is done" in refused.err
    assert merge.end()[0] == 0
    review = Review(path, "Noor")
    assert review.state()["left"] == 4
    review.close()
    assert {each.id for each in merge.records} <= records_of(path)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_page_waits_for_a_merge_by_itself(path: Path, serve: Serve, open_page: Open, merges: list[Merge]) -> None:
    served = serve(path, "--as", "Noor")
    page = open_page(served.address)
    expect(page.locator("#progress")).to_contain_text("0 decided of 3")
    expect(page.locator("#details")).to_contain_text("What would change")
    while not merges or not merges[-1].is_under_way:  # until the page lets the file go
        merges.append(Merge(path))
        if not merges[-1].is_under_way:
            assert f"another program (process {served.process.pid}) is using it" in merges[-1].end()[1]
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_contain_text(merges[-1].named)
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost; this is tried again.")
    other = open_page(served.address)
    expect(other.get_by_role("alert")).to_contain_text(merges[-1].named)
    assert merges[-1].end()[0] == 0
    expect(page.locator("#progress")).to_contain_text("1 decided of 4 · 3 left")
    expect(other.locator("#progress")).to_contain_text("decided of 4")
    for each in (page, other):
        each.context.close()
    served.kill()
    assert [each.by for each in EventSet.open(path).decisions] == ["Noor"]
    assert {each.id for each in merges[-1].records} <= records_of(path)
