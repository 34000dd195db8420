from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from conflict_extract._files import packaged
from conflict_extract.llm import AnswerCache, parse_cache
from conflict_extract.llm.embedded import MODEL_NAME

from .conftest import MODEL, Command
from .reader import Reader


def test_schemas_are_listed_and_printed(command: Command) -> None:
    names = command("schema").out.split()
    assert names == sorted(path.name.split(".")[0] for path in packaged("schemas").glob("*.json"))
    for name in names:
        assert json.loads(command("schema", name).out)["$schema"]
    wrong = command("schema", "rumour")
    assert wrong.status == 2
    assert "record" in wrong.err


def test_the_cache_counts_clears_and_verifies(command: Command, finished: Path, tmp_path: Path) -> None:
    told = dict(command("cache", "stats").rows)
    assert (told["answers"], told["folder"]) == ("2", str(tmp_path / "cache" / "answers"))
    assert command("cache", "verify").rows == [["sound", "2"]]
    assert command("cache", "clear", "--yes").rows == [["deleted", "2"]]
    assert dict(command("cache", "stats").rows)["answers"] == "0"


def test_the_cache_knows_the_parses_too(command: Command, finished: Path, tmp_path: Path) -> None:
    parses = parse_cache(tmp_path / "cache")
    parses.put("sound", {"words": []})
    parses._cache.set("damaged", b"{half a tree")
    parses.close()
    told = dict(command("cache", "stats").rows)
    assert (told["answers"], told["parses"]) == ("2", "2")
    assert told["folder of parses"] == str(tmp_path / "cache" / "parses")
    assert int(told["bytes of parses"]) > 0
    outcome = command("cache", "verify")
    assert (outcome.status, outcome.rows) == (3, [["set aside", "damaged"], ["sound", "3"]])
    assert command("cache", "clear", "--yes").rows == [["deleted", "2"]]
    assert dict(command("cache", "stats").rows)["parses"] == "0"


def test_damaged_answers_are_set_aside_and_asked_for_again(
    command: Command, finished: Path, model: Reader, articles: Path, tmp_path: Path
) -> None:
    cache = AnswerCache(tmp_path / "cache" / "answers")
    (key, *_) = [row[0] for row in cache._cache._sql("SELECT key FROM Cache")]
    cache._cache.set(key, b"{half an answ")
    cache.close()
    outcome = command("cache", "verify")
    assert outcome.status == 3
    assert outcome.rows == [["set aside", key], ["sound", "1"]]
    before = model.calls
    assert command("run", articles, "--out", finished, *MODEL).status == 0
    assert model.calls == before + 1


def test_clearing_asks_first(command: Command, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert command("cache", "clear").status == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert command("cache", "clear").status == 1
    assert dict(command("cache", "stats").rows)["answers"] == "2"
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert command("cache", "clear").rows == [["deleted", "2"]]


def test_a_cache_folder_that_is_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = command("cache", "stats", "--cache-dir", tmp_path / "file")
    assert (outcome.status, outcome.out) == (1, "")
    assert "--cache-dir" in outcome.err


def test_the_model_is_listed_whether_or_not_its_file_is_there(command: Command, tmp_path: Path) -> None:
    outcome = command("model", "list", "--cache-dir", tmp_path / "empty")
    assert outcome.status == 0
    name, model, where = outcome.rows[0]
    assert (name, model) == ("embedded", MODEL_NAME)
    assert "conflict-extract model pull" in where or Path(where).exists()


def test_other_model_files_in_the_cache_are_listed(command: Command, tmp_path: Path) -> None:
    (tmp_path / "cache" / "models").mkdir(parents=True)
    (tmp_path / "cache" / "models" / "mine.gguf").write_bytes(b"GGUF")
    assert ["file", "mine", str(tmp_path / "cache" / "models" / "mine.gguf")] in command("model", "list").rows


def test_the_path_of_a_model_that_is_not_there(command: Command, tmp_path: Path) -> None:
    outcome = command("model", "path", "--cache-dir", tmp_path / "empty")
    assert (outcome.status, outcome.out) == (1, "")
    assert "conflict-extract model pull" in outcome.err


def test_adding_a_missing_or_wrong_model_file(command: Command, tmp_path: Path) -> None:
    missing = command("model", "add", tmp_path / "none.gguf")
    assert missing.status == 1
    assert "none.gguf" in missing.err
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"GGUF and nothing behind it")
    outcome = command("model", "add", wrong)
    assert outcome.status == 1
    assert "wrong.gguf" in outcome.err
    assert hashlib.sha256(wrong.read_bytes()).hexdigest() not in outcome.out
