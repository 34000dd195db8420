"""Serving the page on which people decide, and writing what they decided for other commands."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract._extras import library
from conflict_extract.cli.terminal import say
from conflict_extract.errors import SettingsError

if TYPE_CHECKING:
    from conflict_extract.eventset import EventSet


def serve_review(events: Path, reviewer: str, port: int, *, opens_browser: bool) -> None:
    """Serves the page until Ctrl-C; its address goes to standard output.

    Raises:
        SettingsError: the extra `review` is not installed, or the port is taken.
        RecordsError: the file is no event set.
        OutputError: another program is using it.
    """
    for module in ("starlette", "uvicorn"):
        library(module, "review", SettingsError, "the page cannot be served")
    from conflict_extract.review.server import bound, new_token, serve
    from conflict_extract.review.session import Review

    review = Review(events, reviewer)
    listening = bound(port)

    def started(address: str) -> None:
        print(address, flush=True)
        say("open this address in a browser on this machine; Ctrl-C ends, and every decision is kept")
        if opens_browser:
            webbrowser.open(address)

    serve(review, listening, new_token(), started)


def write_decided(events: EventSet, labels: Path | None, gold: Path | None) -> None:
    """Writes decisions on pairs as `fit --pairs` reads them, and records that people looked at as `eval` reads gold."""
    from conflict_extract.eventset.labels import write_gold, write_labels

    if labels:
        say(f"wrote {counted(write_labels(events, labels), 'labelled pair')} to {labels}")
    if gold:
        say(f"wrote {counted(write_gold(events, gold), 'gold record')} to {gold}")
