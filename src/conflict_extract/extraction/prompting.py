"""What stands before every question: instructions, and examples that were checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from conflict_extract._files import packaged

# fields whose strings are copied from the sentences
_CODED = frozenset(["kind", "extent", "means", "stage", "denies", "day"])


@dataclass(frozen=True)
class Prompt:
    """The messages that stand before every window, and their version.

    `version` is the first eight hex digits of the SHA-256 over all that the model is told: a change in any of it makes
    cached answers and cassettes stale.
    """

    messages: tuple[dict[str, str], ...]
    version: str
    example_texts: tuple[str, ...]


def version_of(told: Any) -> str:
    """The version of a prompt.

    Args:
        told: all that the model is told, as JSON values.
    """
    whole = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def exchange(question: str, answer: dict[str, Any]) -> list[dict[str, str]]:
    """A question with its answer, as two messages."""
    written = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return [{"role": "user", "content": question}, {"role": "assistant", "content": written}]


def checked_lines(parts: tuple[str, ...], item: Any, also: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The packaged examples of a JSON Lines file, each with `records` that fit a type and quote its own text only.

    Args:
        parts: where the file is packaged.
        item: the type of a record.
        also: other parts that every example has.

    Raises:
        ValueError: an example is wrong; names its line.
    """
    adapter: TypeAdapter[Any] = TypeAdapter(list[item])
    lines = packaged(*parts).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        where = f"{'/'.join(parts)}, line {number}"
        try:
            example: dict[str, Any] = json.loads(line)
            if missing := {"records", *also} - example.keys():
                raise ValueError(f"{where}: {', '.join(sorted(missing))} is missing")
            adapter.validate_python(example["records"])
        except json.JSONDecodeError as error:
            raise ValueError(f"{where}: it is no JSON: {error}") from error
        except ValidationError as error:
            raise ValueError(f"{where}: the answer does not fit the schema: {error}") from error
        given = example.get("sentences", example.get("sentence"))
        text = " ".join(given) if isinstance(given, list) else str(given)
        for record in example["records"]:
            for field, value in record.items():
                for name in value if isinstance(value, list) else [value]:
                    if isinstance(name, str) and field not in _CODED and name not in text:
                        raise ValueError(f"{where}: {field} {name!r} is not in its sentences")
        yield example
