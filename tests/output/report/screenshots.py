"""`make screenshots`: the pictures of a report that the README shows."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from .conftest import ARGUMENTS, chromium


def _event(page: Page) -> None:
    """A disputed event, with its sentence and the denial."""
    page.get_by_role("combobox", name="Status", exact=True).select_option("disputed")
    expect(page.get_by_role("status")).to_contain_text(" of ")
    page.locator(".events tbody a").first.click()
    page.get_by_role("complementary").locator(".dispute").first.wait_for()


def _holders(page: Page) -> None:
    page.get_by_role("link", name="Who holds what").click()
    page.locator(".point").first.wait_for()


def main(report: Path, folder: Path) -> None:
    """Takes the page as it opens, an event of it, and who holds what in the dark.

    Args:
        report: a report.html.
        folder: gets report.png, event.png, control.png.
    """
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, scheme, prepare in (
            ("report", "light", None),
            ("event", "light", _event),
            ("control", "dark", _holders),
        ):
            context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(report.resolve().as_uri())
            if prepare is not None:
                prepare(page)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(*(Path(given) for given in sys.argv[1:]))
