"""A headless Chromium for the tests of the page; whatever it asks for, or says to its console, fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip

Show = Callable[..., Page]


def chromium() -> str | None:
    """Where Debian, or whoever else, installed it; a browser of Playwright's own is never downloaded."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


# no longer than its module: while it is open, Playwright holds an event loop that other tests would find running
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        reason = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Opens a report: `show(path, "#evt_…", before="a script that runs first", java_script_enabled=False, …)`."""
    said: list[str] = []
    contexts = []

    def opened(path: Path, hash: str = "", *, before: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(before)
        page.set_default_timeout(20_000)
        address = path.as_uri()
        page.on("console", lambda message: said.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))

        def asked(request: Request) -> None:
            if not request.url.startswith(address):
                said.append(f"request: {request.url}")

        page.on("request", asked)
        page.goto(f"{address}{hash}")
        if options.get("java_script_enabled", True):
            page.locator("html.ready").wait_for(state="attached")  # what the address names is unpacked and open
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
