"""PDF files: a process of its own takes the words from them, and their layout is read here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conflict_extract.articles._limits import LONGEST_TEXT, MOST_MEMORY_FOR_A_PDF, MOST_PAGES, MOST_SECONDS_FOR_A_PDF
from conflict_extract.articles.documents._layout import Page, text_of_pages
from conflict_extract.errors import ArticleError

_SCRIPT = Path(__file__).with_name("_pdf_words.py")
_AS_TEXT = "save its text as .txt"


def pdf_text(data: bytes, name: str) -> str:
    """The text of a PDF, one paragraph a line.

    Args:
        data: the whole file.
        name: how messages call it.

    Raises:
        ArticleError: it is damaged, protected, too long, or holds pictures of text only.
    """
    found = _words(data, name)
    problem = found.get("problem")
    if problem == "password":
        raise ArticleError(f"{name} is protected by a password", hint="save it without one")
    if problem == "damaged":
        raise ArticleError(f"{name} is a damaged PDF", hint="fetch it again; it may have been cut off")
    if problem == "memory":
        raise _too_much(name, f"{MOST_MEMORY_FOR_A_PDF // 1_000_000:,} MB of memory")
    if problem == "long":
        raise ArticleError(
            f"{name} is too long, where {LONGEST_TEXT:,} characters are the limit", hint="split it into its articles"
        )
    if found["all_pages"] > MOST_PAGES:
        raise ArticleError(
            f"{name} has {found['all_pages']:,} pages, where {MOST_PAGES:,} are the limit",
            hint="split it into its articles",
        )
    text = text_of_pages(Page(*page) for page in found["pages"])
    if not any(map(str.isalnum, text)):
        raise ArticleError(
            f"{name} holds no text (pages: {len(found['pages'])}); it was perhaps scanned",
            hint="run a program for text recognition over it, such as ocrmypdf",
        )
    return text


def _words(data: bytes, name: str) -> dict[str, Any]:
    """What the other process finds.

    Raises:
        ArticleError: it takes too long, or ends in the middle.
    """
    limits = [str(MOST_PAGES), str(2 * LONGEST_TEXT), str(MOST_MEMORY_FOR_A_PDF)]
    try:
        # -P: what lies beside the script must not stand for modules of the standard library.
        done = subprocess.run(  # noqa: S603  # our own script; the file goes through a pipe
            [sys.executable, "-P", str(_SCRIPT), *limits],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS_FOR_A_PDF,
            check=False,
        )
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise _too_much(name, f"{MOST_SECONDS_FOR_A_PDF} seconds") from error
    except ValueError as error:
        raise ArticleError(f"{name} cannot be taken apart: the library for PDF failed at it", hint=_AS_TEXT) from error
    return found if isinstance(found, dict) else {"problem": "damaged"}


def _too_much(name: str, what: str) -> ArticleError:
    return ArticleError(f"{name} takes more than {what} to read", hint=_AS_TEXT)
