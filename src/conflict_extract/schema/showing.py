"""How records, events and results show themselves: in short at a console, as small tables in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

SHOWN_ROWS = 20
_SHORT = 60


def words(value: Any) -> str:
    """A value of a field in few words: the name of a place or an actor, the days of a date; "" for none."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(words, value))
    if _part(value, "precision") is not None:
        start, end = _part(value, "start"), _part(value, "end")
        if end and not start:  # earlier, on no day that is told; what cannot be resolved stays in its words
            return (_part(value, "text") or "") if _part(value, "basis") == "unresolved" else f"../{end}"
        return "/".join(dict.fromkeys(filter(None, (start, end)))) or _part(value, "text") or ""
    return _part(value, "name") or _part(value, "text") or _part(value, "role") or str(value)


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def short(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def own_fields(model: BaseModel, base: type[BaseModel]) -> list[tuple[str, str]]:
    """What a kind says beside what all kinds say: names of fields and their values in words, without the unknown."""
    names = [name for name in type(model).model_fields if name not in base.model_fields and name != "kind"]
    found = [(name, getattr(model, name)) for name in names]
    return [(name, words(value)) for name, value in found if value not in (None, "unknown", ())]


def html_table(rows: Iterable[Sequence[str]], *, header: Sequence[str] = (), caption: str = "") -> str:
    """A table for a notebook; all cells are text, whatever they look like.

    Args:
        rows: the cells of each row; without a header the first cell of a row is its name.
        header: names of the columns.
        caption: what stands above.
    """
    parts = ["<table>"]
    if caption:
        parts.append(f'<caption style="text-align:left">{escape(caption)}</caption>')
    if header:
        parts.append(_row(header, len(header)))
    parts += [_row(row, 0 if header else 1) for row in rows]
    return "\n".join([*parts, "</table>"])


def _row(cells: Sequence[str], names: int) -> str:
    # each cell finds its own direction, so that an Arabic name does not turn the row round
    marked = [
        f'<{tag} dir="auto" style="text-align:start">{escape(cell)}</{tag}>'
        for number, cell in enumerate(cells)
        for tag in ["th" if number < names else "td"]
    ]
    return f"<tr>{''.join(marked)}</tr>"
