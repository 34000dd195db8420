"""Answers on disk: bytes only, shared by processes, damaged entries found, folders that cannot be used named."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import diskcache
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract.errors import CacheError
from conflict_extract.llm import AnswerCache
from conflict_extract.llm.request_json import request_key

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AnswerCache]:
    opened = AnswerCache(tmp_path / "answers")
    yield opened
    opened.close()


def rows(cache: AnswerCache) -> list[tuple[Any, ...]]:
    return list(cache._cache._sql("SELECT key, raw, mode, value FROM Cache").fetchall())


def test_what_is_put_is_got_again(cache: AnswerCache) -> None:
    answer = {"choices": [{"message": {"content": "Хама — حماة \ud800 \x00"}}], "n": 1.5}
    cache.put("key", answer)
    assert cache.get("key") == answer
    assert cache.get("other") is None
    cache.put("key", {"newer": True})
    assert cache.get("key") == {"newer": True}


def test_only_json_bytes_lie_in_it(cache: AnswerCache) -> None:
    cache.put("key", {"a": [1, None]})
    assert rows(cache) == [("key", 1, 1, b'{"a":[1,null]}')]


def test_long_answers_lie_in_files_of_json(cache: AnswerCache) -> None:
    answer = {"text": "x" * 100_000}
    cache.put("key", answer)
    assert cache.get("key") == answer
    (file,) = cache.folder.rglob("*.val")
    assert file.read_bytes().startswith(b'{"text":"xx')


@settings(max_examples=30)
@given(st.dictionaries(st.text(), json_values), st.text())
def test_key_is_told_by_what_is_asked_not_by_its_order(request_body: dict[str, Any], endpoint: str) -> None:
    turned = dict(reversed(request_body.items()))
    assert request_key(endpoint, request_body) == request_key(endpoint, turned)
    assert request_key(endpoint + "/", request_body) != request_key(endpoint, request_body)
    assert request_key(endpoint, {**request_body, "more": 1}) != request_key(endpoint, {**request_body, "more": 2})


def test_key_of_a_request_stays_what_it_is() -> None:
    """A change of this line makes every cache stale; say so in the changelog."""
    key = request_key("http://localhost/v1", {"model": "m", "messages": [{"role": "user", "content": "é"}]})
    assert key == "c8630864e76f42f4dfe1dfdec441d729d31d6d6ec46a3515bb75a8edf5ef3033"


def test_nothing_is_evicted(cache: AnswerCache) -> None:
    assert cache._cache.eviction_policy == "none"
    assert cache._cache.cull_limit == 0
    assert cache._cache.size_limit > 2**50


def test_stats_and_clear(cache: AnswerCache) -> None:
    for number in range(3):
        cache.put(str(number), {"number": number})
    stats = cache.stats()
    assert (stats["folder"], stats["answers"]) == (str(cache.folder), 3)
    assert int(stats["bytes"]) > 0
    assert cache.clear() == 3
    assert cache.stats()["answers"] == 0
    assert cache.get("0") is None


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("exploded"),))


def test_what_others_pickled_is_never_unpickled(
    tmp_path: Path, cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with diskcache.Cache(str(cache.folder)) as others:
        others.set("value", Bomb())
        others.set(("key", "of", "several", Bomb()), b"{}")
        others.set("long", [Bomb()] * 10_000)
        others.set("text", '{"plain": "text"}')
        others.set("number", 1)
        others.set(7, b"{}")
    cache.put("sound", {})
    assert cache.get("value") is None
    assert cache.get("text") is None, "and it is set aside"
    assert len(list(cache.verify())) == 5
    for key in ("value", "long", "text", "number"):
        assert cache.get(key) is None
    assert [row[0] for row in rows(cache)] == ["sound"]
    assert not (tmp_path / "exploded").exists()
    with pytest.raises(CacheError):
        cache._cache.disk.get(pickle.dumps(Bomb()), False)


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}x', b"PK\x03\x04"]
)
def test_damaged_entries_are_found_and_set_aside(damage: bytes, cache: AnswerCache) -> None:
    cache.put("sound", {"a": 1})
    cache._cache.set("damaged", damage)
    assert list(cache.verify()) == ["damaged"]
    assert list(cache.verify()) == []
    assert cache.get("sound") == {"a": 1}
    assert [file.read_bytes() for file in (cache.folder / "damaged").iterdir()] == [damage]


def test_damaged_entry_counts_as_none_and_is_set_aside_when_it_is_met(
    cache: AnswerCache, caplog: pytest.LogCaptureFixture
) -> None:
    cache.put("key", {"a": 1})
    cache._cache.set("key", b'{"a": 2}', tag=hashlib.sha256(b'{"a":1}').hexdigest())
    assert cache.get("key") is None, "a digit has changed"
    (warning,) = caplog.records
    assert "a cached answer is damaged, and is asked for again: key" in warning.getMessage()
    assert [file.read_bytes() for file in (cache.folder / "damaged").iterdir()] == [b'{"a": 2}']
    assert list(cache.verify()) == []
    cache.put("key", {"a": 3})
    assert cache.get("key") == {"a": 3}
    cache.clear()
    assert not (cache.folder / "damaged").exists()


def test_bits_that_flip_in_the_files_are_found(cache: AnswerCache) -> None:
    for key in ("one", "two"):
        cache.put(key, {"text": key + "x" * 100_000})
    file = next(cache.folder.rglob("*.val"))
    data = bytearray(file.read_bytes())
    data[50_000] ^= 1
    file.write_bytes(data)
    assert len(list(cache.verify())) == 1


def test_entries_of_before_have_no_digest(cache: AnswerCache) -> None:
    cache._cache.set("key", b'{"a": 1}')
    assert cache.get("key") == {"a": 1}
    assert list(cache.verify()) == []


def test_damaged_entry_that_cannot_be_set_aside_is_none_all_the_same(
    cache: AnswerCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache._cache.set("key", b"{")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert cache.get("key") is None
    with pytest.raises(CacheError, match="No space left"):
        list(cache.verify())


def test_lost_and_cut_files_are_found_and_set_aside(cache: AnswerCache) -> None:
    for key in ("lost", "cut", "sound"):
        cache.put(key, {"text": key + "x" * 100_000})
    for file in cache.folder.rglob("*.val"):
        start = file.read_bytes()[:20]
        if b"lost" in start:
            file.unlink()
        elif b"cut" in start:
            file.write_bytes(start)
    assert sorted(cache.verify()) == ["cut", "lost"]
    assert cache.get("lost") is None
    assert cache.get("cut") is None
    assert len(list(cache.folder.rglob("*.val"))) == 1, "no file is left behind"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheError, match=r"file.* cannot be used") as caught:
        AnswerCache(tmp_path / "file" / "answers")
    assert "--cache-dir" in caught.value.hint


def test_database_that_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "cache.db").write_bytes(b"this is no database" * 1000)
    with pytest.raises(CacheError, match="cannot be used") as caught:
        AnswerCache(folder)
    assert "delete this one" in caught.value.hint


def test_database_that_breaks_later(cache: AnswerCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    for name in ("get", "set", "clear", "volume"):
        monkeypatch.setattr(cache._cache, name, broken)
    cache._cache.close()
    assert cache.get("key") is None
    with pytest.raises(CacheError, match="malformed"):
        cache.stats()
    with pytest.raises(CacheError, match="malformed"):
        cache.clear()
    with pytest.raises(CacheError, match=r"cannot be written: .*malformed") as caught:
        cache.put("key", {})
    assert "free space" in caught.value.hint


def test_verify_does_not_remove_what_it_cannot_read(cache: AnswerCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("key", {"a": 1})

    def locked(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(cache._cache, "get", locked)
        with pytest.raises(CacheError, match="locked"):
            list(cache.verify())
    assert cache.get("key") == {"a": 1}


WRITER = """
import sys
from pathlib import Path
from conflict_extract.llm import AnswerCache
folder, name = Path(sys.argv[1]), sys.argv[2]
cache = AnswerCache(folder)
for number in range(200):
    cache.put(f"{name}-{number}", {"writer": name, "number": number, "text": "x" * (number % 3) * 20_000})
    cache.put(f"both-{number}", {"number": number})
    assert cache.get(f"{name}-{number}")["number"] == number
cache.close()
"""


def test_several_processes_share_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    writers = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", WRITER, str(folder), name]) for name in ("one", "two")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    cache = AnswerCache(folder)
    assert cache.stats()["answers"] == 600
    assert list(cache.verify()) == []
    for name in ("one", "two"):
        assert cache.get(f"{name}-199") == {"writer": name, "number": 199, "text": "x" * 20_000}
    cache.close()


def test_a_folder_of_a_bounded_size_loses_its_oldest(tmp_path: Path) -> None:
    opened = AnswerCache(tmp_path / "parses", most_bytes=200_000)
    for number in range(100):
        opened.put(f"key {number}", {"text": "x" * 10_000})
    assert int(opened.stats()["bytes"]) < 400_000
    assert opened.get("key 0") is None
    assert opened.get("key 99") is not None
    opened.close()
