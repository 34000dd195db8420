"""Answers that several machines share: whole or not there, damaged ones asked again, those of one machine found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conflict_extract.errors import CacheError
from conflict_extract.llm import AnswerCache, SharedAnswers

KEY = "ab12" + 60 * "0"
ANSWER = {"choices": [{"message": {"content": "Хама — حماة \ud800 \x00\u2028"}}], "n": 1.5}


def test_what_is_put_is_got_again_by_all(tmp_path: Path) -> None:
    one, two = SharedAnswers(tmp_path), SharedAnswers(tmp_path)
    assert two.get(KEY) is None
    one.put(KEY, ANSWER)
    assert one.get(KEY) == two.get(KEY) == ANSWER
    two.put(KEY, {"newer": True})
    assert one.get(KEY) == {"newer": True}


def test_each_answer_is_a_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    SharedAnswers(tmp_path).put(KEY, ANSWER)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / "shared_answers" / "ab" / "12" / f"{KEY}.json"


@pytest.mark.parametrize("left", [0, 1, 64, 65, 70, -1])
def test_a_damaged_file_counts_as_none_and_is_written_again(tmp_path: Path, left: int) -> None:
    shared = SharedAnswers(tmp_path)
    shared.put(KEY, ANSWER)
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes()[:left])
    assert shared.get(KEY) is None
    shared.put(KEY, ANSWER)
    assert shared.get(KEY) == ANSWER


@pytest.mark.parametrize("length", [10, 100_000])
def test_the_cache_of_one_machine_is_read_and_left_as_it_is(tmp_path: Path, length: int) -> None:
    kept = AnswerCache(tmp_path / "answers")
    kept.put(KEY, {"text": length * "x"})
    kept.close()
    before = {path: path.read_bytes() for path in (tmp_path / "answers").rglob("*") if path.is_file()}
    shared = SharedAnswers(tmp_path)
    assert shared.get(KEY) == {"text": length * "x"}
    assert shared.get("cd" + KEY) is None
    shared.put("cd" + KEY, {"text": "new"})
    shared.close()
    assert {path: path.read_bytes() for path in (tmp_path / "answers").rglob("*") if path.is_file()} == before
    assert shared.get("cd" + KEY) == {"text": "new"}


def test_answers_that_a_killed_program_left_in_the_log_are_found(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from conflict_extract.llm import AnswerCache;"
        f"AnswerCache(Path(sys.argv[1])).put({KEY!r}, {{'text': 'paid for'}}); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "answers")], check=False)
    assert (tmp_path / "answers" / "cache.db-wal").stat().st_size
    shared = SharedAnswers(tmp_path)
    assert shared.get(KEY) == {"text": "paid for"}
    shared.close()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(CacheError, match="taken"):
        SharedAnswers(tmp_path / "taken")


def test_an_answer_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    shared = SharedAnswers(tmp_path)
    (tmp_path / "shared_answers" / "ab").write_text("in the way")
    with pytest.raises(CacheError, match="cannot write"):
        shared.put(KEY, ANSWER)
