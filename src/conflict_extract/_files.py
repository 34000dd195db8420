"""The one way to packaged files (prompts, schemas, data tables), and to writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from conflict_extract.errors import OutputError

_PACKAGE = Path(__file__).resolve().parent


def packaged(*parts: str) -> Path:
    """The path of a file or folder that ships with the library, installed or in a working copy.

    `packaged("prompts", "article_reader", "instructions.md")`, `packaged("normalize", "actors.toml")`.

    Raises:
        FileNotFoundError: the installation lacks the file.
    """
    for root in (_PACKAGE, _PACKAGE.parent.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{'/'.join(parts)} is missing from this installation of conflict_extract; reinstall it")


def packaged_table(*parts: str) -> dict[str, Any]:
    """What a TOML file holds that ships with the library; read anew by each call, so that callers keep what they make.

    Raises:
        FileNotFoundError: the installation lacks the file.
    """
    with packaged(*parts).open("rb") as stream:
        return tomllib.load(stream)


@contextmanager
def write_whole(path: Path, mode: str = "w") -> Iterator[IO[str]]:
    """Opens a temporary neighbour of `path` for UTF-8 text and gives it that name only if the block succeeds.

    Raises:
        OutputError: the folder or file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        with os.fdopen(descriptor, mode, encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise cannot_write(path, error) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """A path for a library that writes files by their names, in a folder for it alone beside `path`; what is there gets
    that name only if the block succeeds.

    Raises:
        OutputError: the folder or file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            part = Path(folder) / path.name
            yield part
            with part.open("rb") as stream:
                os.fsync(stream.fileno())
            part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error


class GrowingFile:
    """A file that grows under the name `NAME.part`, and gets its own at the end.

    What is written is in the file at once, and stays there if the program is killed.

    Args:
        path: its name in the end; a file of that name stays until then.

    Raises:
        OutputError: it cannot be written; so do all its methods.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.part.open("wb")
        except OSError as error:
            raise cannot_write(path, error) from error

    def write(self, text: str | bytes) -> None:
        """Appends a text, as UTF-8, or bytes as they are."""
        try:
            self._stream.write(text.encode() if isinstance(text, str) else text)
            self._stream.flush()
        except OSError as error:
            raise cannot_write(self.path, error, f"; what was written until then is in {self.part}") from error

    def finish(self) -> None:
        """Gives the file its name."""
        try:
            with self._stream:
                self._stream.flush()
                os.fsync(self._stream.fileno())
            self.part.replace(self.path)
        except OSError as error:
            raise cannot_write(self.path, error, f"; all of it is in {self.part}") from error

    def discard(self) -> None:
        """Removes the file, and leaves one of its name alone."""
        self.close()
        self.part.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves the file as it is, under the name that it has."""
        with suppress(OSError):  # what could not be written has been told
            self._stream.close()


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Keeps other runs away from a file or folder for the time of a block; the lock ends with its process.

    Args:
        path: what is written to; its folder is there.

    Raises:
        OutputError: another run is writing to it.
    """
    lock = FileLock(path / ".lock" if path.is_dir() else path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(
            f"{path} is in use: another run is writing to it", hint="wait until it has ended, or choose another --out"
        ) from None
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps a file that is open
            Path(lock.lock_file).unlink()
        lock.release()


def remove_scraps(folder: Path, names: Iterable[str]) -> None:
    """Removes what `write_whole` has left behind where it was killed."""
    for name in names:
        for scrap in folder.glob(f".{name}.*.part"):
            scrap.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cannot_write(path: Path, error: Exception, kept: str = "") -> OutputError:
    """What there is to say of a file that an error of the system, or of a library that writes it, leaves unwritten."""
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return OutputError(
        f"cannot write {path}: {reason}{kept}", hint="choose another folder, or free space or rights there"
    )
