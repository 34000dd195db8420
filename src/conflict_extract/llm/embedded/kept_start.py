"""The start that all prompts share, read by the model once and kept as a file: later processes go on from there.

Reading instructions and examples takes the embedded model as long as answering ten sentences.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import logging
from importlib import metadata
from pathlib import Path
from typing import Any

from conflict_extract.llm.embedded.server import EmbeddedServer

_SUFFIX = ".start"
_READING_SECONDS = 600.0
_FILE_SECONDS = 60.0

_log = logging.getLogger("conflict_extract")


def restore_prompt_prefix(server: EmbeddedServer, messages: list[dict[str, str]]) -> None:
    """Makes a server begin behind these messages: from the file, else by reading them and keeping the file.

    The folder holds one file, named by what it was made from and by its own SHA-256, with nothing of any article.
    Whatever goes wrong with it costs the time that it would have saved, and nothing else.
    """
    folder = server.starts_dir
    if folder is None:
        return
    try:
        made_from = _fingerprint(server, messages)
        if not any(_is_restored(server, path) for path in folder.glob(f"{made_from}-*{_SUFFIX}")):
            _read_and_keep(server, messages, folder, made_from)
    except (OSError, ValueError, KeyError, http.client.HTTPException, metadata.PackageNotFoundError) as error:
        _log.debug("the start of the prompts is not kept: %s", error)


def _is_restored(server: EmbeddedServer, path: Path) -> bool:
    if not path.stem.endswith(_digest(path)):
        path.unlink(missing_ok=True)
        return False
    try:
        server.post("/slots/0?action=restore", {"filename": path.name}, _FILE_SECONDS)
    except (OSError, http.client.HTTPException):
        path.unlink(missing_ok=True)  # a server that it has brought down must not meet it again
        raise
    return True


def _read_and_keep(server: EmbeddedServer, messages: list[dict[str, str]], folder: Path, made_from: str) -> None:
    prompt = server.post("/apply-template", {"messages": messages}, _FILE_SECONDS)["prompt"]
    server.post("/completion", {"prompt": prompt, "n_predict": 1, "cache_prompt": True}, _READING_SECONDS)
    fresh = folder / f"{made_from}.{server.process_id}.part"
    try:
        server.post("/slots/0?action=save", {"filename": fresh.name}, _FILE_SECONDS)
        kept = fresh.replace(folder / f"{made_from}-{_digest(fresh)}{_SUFFIX}")
    finally:
        fresh.unlink(missing_ok=True)
    for older in folder.glob(f"*{_SUFFIX}"):
        if older != kept:
            with contextlib.suppress(OSError):
                older.unlink()


def _fingerprint(server: EmbeddedServer, messages: list[dict[str, str]]) -> str:
    """What the state depends on: the model's file, the version of llama.cpp, the context's size, the messages."""
    file = server.model_path.stat()
    given: list[Any] = [server.model_path.name, file.st_size, file.st_mtime_ns, metadata.version("xllamacpp")]
    given += [server.context_tokens, server.parallel, messages]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
