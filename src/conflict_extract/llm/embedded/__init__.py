"""The model that comes with the library: its file, checked, and the process that serves it on loopback."""

from __future__ import annotations

from conflict_extract.llm.embedded.kept_start import restore_prompt_prefix
from conflict_extract.llm.embedded.model_file import (
    FILE_NAME,
    MODEL_NAME,
    Progress,
    PulledFile,
    add_model_file,
    file_sha256,
    find_model_file,
    prepare_model_file,
    pull_model_file,
    require_gguf,
    require_model_file,
)
from conflict_extract.llm.embedded.server import EmbeddedServer, require_xllamacpp

__all__ = [
    "FILE_NAME",
    "MODEL_NAME",
    "EmbeddedServer",
    "Progress",
    "PulledFile",
    "add_model_file",
    "file_sha256",
    "find_model_file",
    "prepare_model_file",
    "pull_model_file",
    "require_gguf",
    "require_model_file",
    "require_xllamacpp",
    "restore_prompt_prefix",
]
