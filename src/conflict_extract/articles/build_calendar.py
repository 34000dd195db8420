"""Writes `calendar_names.toml` again: names of months and weekdays in CLDR, which babel takes long to load.

python -m conflict_extract.articles.build_calendar
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from conflict_extract.articles._calendar_names import ALWAYS, names_in

FILE = Path(__file__).with_name("calendar_names.toml")


def table() -> str:
    """The text of the file: the names in the languages that are read in every article."""
    lines = ["# Names of months and weekdays as CLDR has them; `make calendar` writes this file."]
    told: dict[str, Literal["months", "days"]] = {"months": "months", "weekdays": "days"}
    for name_of, what in told.items():
        names = {name: number for code in ALWAYS for name, number in names_in(code, what).items()}
        lines += ["", f"[{name_of}]", *(f"{json.dumps(name, ensure_ascii=False)} = {names[name]}" for name in names)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
