"""A served page as people start it: the command in a process of its own, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.output.report.conftest import browser  # noqa: F401  # the same Chromium

Serve = Callable[..., "Served"]
Open = Callable[..., Page]


class Served:
    """A running `conflict-extract review` and the address that it printed."""

    def __init__(self, path: Path, *options: str) -> None:
        command = [sys.executable, "-m", "conflict_extract", "review", path, "--no-browser", *options]
        self.process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    @property
    def token(self) -> str:
        return self.address.rpartition("=")[2]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts the command: `serve(path, "--as", "Noor")`."""
    started: list[Served] = []

    def make(path: Path, *options: str) -> Served:
        started.append(Served(path, *options))
        return started[-1]

    yield make
    for each in started:
        each.kill()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:  # noqa: F811
    """Opens an address; what the page asks of others, or says to its console, fails the test."""
    said: list[str] = []
    contexts = []
    expect.set_options(timeout=30_000)  # the machine may be busy

    def opened(address: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        own = address.partition("/?")[0]
        # Chromium says itself that an answer was refused, or that another program used the file
        own_words = ("status of 400", "status of 503")
        page.on(
            "console",
            lambda told: None if any(each in told.text for each in own_words) else said.append(f"console: {told.text}"),
        )
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))

        def asked(request: Request) -> None:
            if not request.url.startswith(own):
                said.append(f"request: {request.url}")

        page.on("request", asked)
        page.goto(address)
        return page

    yield opened
    expect.set_options(timeout=5_000)
    for context in contexts:
        context.close()
    assert said == []
