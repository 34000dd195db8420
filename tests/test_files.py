from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from conflict_extract import _files
from conflict_extract._files import packaged, write_whole
from conflict_extract.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "parts",
    [
        ("prompts", "article_reader", "instructions.md"),
        ("prompts", "sentence_reader", "instructions.md"),
        ("prompts", "article_reader", "examples.jsonl"),
        ("prompts", "sentence_reader", "examples.jsonl"),
        ("schemas", "record.schema.json"),
        ("normalize", "actors.toml"),
        ("normalize", "place_words.toml"),
        ("normalize", "sources.toml"),
        ("merging", "weights.toml"),
    ],
)
def test_packaged_files_are_found(parts: tuple[str, ...]) -> None:
    assert packaged(*parts).is_file()


def test_packaged_files_are_found_where_an_installed_wheel_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages" / "conflict_extract"
    (installed / "prompts").mkdir(parents=True)
    (installed / "prompts" / "instructions.md").write_text("installed")
    monkeypatch.setattr(_files, "_PACKAGE", installed)
    assert packaged("prompts", "article_reader", "instructions.md").read_text() == "installed"


def test_a_missing_packaged_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"prompts/none\.md is missing from this installation"):
        packaged("prompts", "none.md")


def test_a_file_is_written_with_its_folder_and_ordinary_rights(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "file.txt"
    before = os.umask(0o022)
    try:
        with write_whole(path) as stream:
            stream.write("Zeile\r\nline\n")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"Zeile\r\nline\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert names(path.parent) == ["file.txt"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_what_fails_midway_leaves_the_old_file_and_no_scrap(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def fails() -> None:
        with write_whole(path) as stream:
            stream.write("half of the new")
            raise error

    with pytest.raises(type(error)):
        fails()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file.txt"]


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    with pytest.raises(OutputError, match=r"cannot write .*file\.txt: No space left") as caught, write_whole(path):
        raise OSError(28, "No space left on device")
    assert caught.value.hint
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="cannot write"), write_whole(tmp_path / "taken" / "file.txt"):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"), write_whole(tmp_path / "folder") as stream:
        stream.write("text")
    assert names(tmp_path) == ["folder", "taken"]
