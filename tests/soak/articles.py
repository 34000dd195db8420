"""Short articles, each of which says that a town was taken."""

from __future__ import annotations

import json
from pathlib import Path

SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "ro", "si", "ta", "vu")


def town(number: int) -> str:
    """The name of a town; ten thousand of them differ."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number % 10_000:04}").capitalize()


def write_articles(path: Path, count: int) -> Path:
    """Writes articles as JSON lines; no two are the same."""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            text = f"Rebels took {town(number)} on Friday. It was the dispatch of the day, number {number}."
            known = {"outlet": f"Courier {number % 50}", "published": "2021-03-06", "language": "en", "title": None}
            stream.write(json.dumps({"text": text, **known}) + "\n")
    return path
