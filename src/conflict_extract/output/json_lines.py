"""Models as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conflict_extract._files import write_whole

if TYPE_CHECKING:
    from pydantic import BaseModel

# Valid inside JSON strings, but many readers take them for the end of a line.
_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_line(item: BaseModel) -> str:
    """The model as one line of compact JSON, without the newline: fields in the model's order, text not escaped."""
    from pydantic_core import PydanticSerializationError

    try:
        line = item.model_dump_json()
    except PydanticSerializationError:
        # Half a surrogate pair in what a model answered has no UTF-8 form, but an escaped JSON form.
        plain = json.loads(json.dumps(item.model_dump()), parse_constant=lambda _: None)
        return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))
    return line.translate(_LINE_ENDS)


def write_json_lines(items: Iterable[BaseModel], path: Path | str) -> None:
    """Writes models as JSON lines in the order given, whole or not at all.

    Raises:
        OutputError: the file cannot be written.
    """
    with write_whole(Path(path)) as stream:
        for item in items:
            stream.write(f"{json_line(item)}\n")
