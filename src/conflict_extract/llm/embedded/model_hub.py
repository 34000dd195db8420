"""The publisher's own file of the embedded model, fetched from the model hub; a download that broke off goes on.

The hub's client (`huggingface_hub`) knows its addresses, redirects and mirrors (the variable HF_ENDPOINT), and asks
again where the line breaks. What it has fetched when it is ended it would throw away, so the growing file is ours.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SECONDS_TO_ANSWER = 10.0


class HubUnusable(Exception):
    """Why the hub does not give the file: it cannot be reached, it refuses, or it has another file of that name."""


def download(growing: Path, size: int, told: Callable[[int], None]) -> None:
    """Fetches what is still missing of the file; what was fetched stays where it is when this is ended.

    Args:
        growing: where it is written, in a folder that exists.
        size: bytes of the published file.
        told: is told how many bytes are there.

    Raises:
        HubUnusable: the hub does not give the file.
        OSError: it cannot be written.
    """
    try:
        import httpx2
        from huggingface_hub import get_hf_file_metadata, hf_hub_url
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError as error:
        raise HubUnusable(f"the package {error.name} is not installed") from error
    disable_progress_bars("huggingface_hub.http_get")  # ours is shown
    with _Told(growing, told) as stream:
        try:
            offered = get_hf_file_metadata(
                hf_hub_url(REPOSITORY, FILE),
                token=False,  # the file is public: no key of the user's goes there
                timeout=SECONDS_TO_ANSWER,
            )
            if offered.size != size:
                raise HubUnusable(f"its file {FILE} has {offered.size} bytes instead of {size:,}")
            behind = min(stream.tell(), size)
            stream.truncate(behind)
            http_get(offered.location, stream, resume_size=behind, expected_size=size)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # the disk's; those of the hub have no number
                raise
            raise HubUnusable(str(error).partition("\n")[0] or type(error).__name__) from error


class _Told(io.BufferedWriter):
    """A file that is added to, and that says how long it is."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        super().__init__(io.FileIO(path, "ab"))
        self._told = told

    def write(self, data: Any) -> int:
        """Adds bytes."""
        written = super().write(data)
        self._told(self.tell())
        return written
