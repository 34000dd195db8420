"""Gold records: what a careful reader says that an article says, one JSON object a line."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, StringConstraints, ValidationError, field_validator, model_validator

from conflict_extract.errors import RecordsError
from conflict_extract.schema import Frozen, Kind
from conflict_extract.schema.records import Denied, Extent, Means, Stage

_SHOWN = 5
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.+Z-]*)?")


def _as_list(value: Any) -> Any:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_list)]
# Whitespace stays: a quotation is compared with the article's own characters.
Quotes = Annotated[tuple[Annotated[str, StringConstraints(pattern=r"\S")], ...], BeforeValidator(_as_list)]


class GoldRecord(Frozen):
    """One record that a careful reader found in one article.

    Names are lists of acceptable spellings; one spelling may stand without its list. `article` is the file name
    of the article, its `external_id` or its `id`. Rows with the same `event` mean the same event. `evidence`
    holds words of the article, verbatim. `date` is an ISO day, month or year, or two of them with a slash
    between. What the article does not say is left out, and not compared. An `optional` row counts neither way.
    Keys that the format does not know are the coder's own notes.
    """

    model_config = ConfigDict(extra="ignore")

    article: Name
    event: Name
    kind: Kind
    place: Names = ()
    gained_by: Names = ()
    lost_by: Names = ()
    force: Names = ()
    who: Names = ()
    from_side: Names = ()
    to_side: Names = ()
    speaker: Names = ()
    subject: Names = ()
    denies: Denied | None = None
    unit: Names = ()
    to_place: Names = ()
    extent: Extent | None = None
    stage: Stage | None = None
    means: Means | None = None
    date: str | None = None
    claimed_by: Names = ()
    disputes: Names = ()
    disputed_by: Names = ()
    evidence: Quotes
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _spelled_right(cls, data: Any) -> Any:
        # A slip in an optional key would silently leave that field uncompared.
        if isinstance(data, dict):
            for key in data.keys() - cls.model_fields.keys():
                if close := get_close_matches(str(key), cls.model_fields.keys(), n=1, cutoff=0.85):
                    raise ValueError(f"the key {key!r} is unknown; is {close[0]!r} meant?")
        return data

    @field_validator("date")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            days_of(value)
        return value

    @model_validator(mode="after")
    def _can_be_found(self) -> GoldRecord:
        if not self.evidence:
            raise ValueError("evidence: at least one quotation is needed")
        needed: dict[Kind, tuple[str, ...]] = {
            "control_change": ("place",),
            "withdrawal": ("place",),
            "defection": ("who", "place"),
            "official_denial": ("speaker",),
        }
        if not any(getattr(self, field) for field in needed[self.kind]):
            raise ValueError(f"a {self.kind} needs {' or '.join(needed[self.kind])}")
        return self


def days_of(text: str) -> tuple[str, str]:
    """The first and last day of a gold date, as ISO dates.

    Raises:
        ValueError: the text is no ISO day, month, year or interval of them.
    """
    first, _, last = text.strip().partition("/")
    return _day(first, last=False), _day(last or first, last=True)


def _day(text: str, *, last: bool) -> str:
    parts = _DATE.fullmatch(text.strip())
    if parts is None:
        raise ValueError(f"{text!r} is no ISO date such as 2024-12-07, 2024-12 or 2024-12-05/2024-12-07")
    year, month, day = (int(part) if part else None for part in parts.groups())
    assert year is not None  # noqa: S101 - the pattern requires it
    if day is None and last:
        following = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
        return date.fromordinal(following.toordinal() - 1).isoformat()
    return date(year, month or 1, day or 1).isoformat()


def load_gold(path: str | os.PathLike[str]) -> list[GoldRecord]:
    """Reads a JSON Lines file of gold records; empty lines are skipped.

    Args:
        path: a UTF-8 file with one JSON object a line.

    Raises:
        RecordsError: the file cannot be read or is empty, or some lines are no gold records; names the lines.
    """
    name = os.fspath(path)
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise RecordsError(
            f"cannot read {name}: {error.strerror or error}", hint="give the path of a readable gold file"
        ) from error
    except UnicodeDecodeError as error:
        raise RecordsError(
            f"cannot read {name}: byte {error.start} is not UTF-8", hint="save the gold file as UTF-8"
        ) from error
    rows: list[GoldRecord] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(GoldRecord.model_validate(json.loads(line)))
        except (json.JSONDecodeError, RecursionError) as error:
            wrong.append(f"line {number} is not JSON ({error})")
        except ValidationError as error:
            wrong.append(f"line {number}: {_described(error)}")
    if wrong:
        more = f"; and {len(wrong) - _SHOWN} more lines" if len(wrong) > _SHOWN else ""
        raise RecordsError(
            f"{name}: {'; '.join(wrong[:_SHOWN])}{more}",
            hint="each line is one JSON object with article, event, kind, the names of its kind and evidence",
        )
    if not rows:
        raise RecordsError(f"{name} holds no gold record", hint="write one JSON object a line")
    return rows


def _described(error: ValidationError) -> str:
    parts = []
    for item in error.errors(include_url=False):
        where = ".".join(str(step) for step in item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        parts.append(f"{where}: {message}" if where else message)
    return ", ".join(parts)
