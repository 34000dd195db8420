"""The user's own outlets: a TOML file of names and aliases, each of which stands for one outlet.

[[outlets]]
name = "River Herald"
aliases = ["The River Herald", "riverherald.example"]
side = "government"   # whose voice it is; left out for nobody's
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from conflict_extract.errors import SettingsError
from conflict_extract.schema.records import Side

_HINT = 'an entry is [[outlets]] with name = "River Herald", aliases = ["The River Herald"]'
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class OwnOutlet(BaseModel):
    """One outlet of the user's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    aliases: tuple[_Name, ...] = ()
    side: Side | None = None


class OutletTable:
    """Which names are those of one outlet.

    Args:
        own: the user's own outlets.
    """

    def __init__(self, own: tuple[OwnOutlet, ...] = ()) -> None:
        self.own = own
        self._name = {alias: entry.name for entry in own for alias in (entry.name, *entry.aliases)}

    def identity(self, outlet: str) -> str:
        """The name that an alias stands for; another name stands for itself."""
        return self._name.get(outlet, outlet)


@cache
def packaged_outlets() -> OutletTable:
    """The table of the packaged outlets."""
    return OutletTable()


def load_outlets(path: str | Path) -> OutletTable:
    """The packaged outlets and, before them, those of a user's own TOML file.

    Raises:
        SettingsError: the file cannot be read, or names every entry that is wrong and what is wrong with it.
    """
    try:
        listed = tomllib.loads(Path(path).expanduser().read_text("utf-8")).get("outlets", [])
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"{path}: {reason}", hint="it must be a readable TOML file of [[outlets]]") from error
    own, wrong = [], []
    for number, entry in enumerate(listed, 1):
        try:
            own.append(OwnOutlet.model_validate(entry))
        except ValidationError as error:
            lines = error.errors(include_url=False)
            wrong += [f"outlet {number}: {'.'.join(map(str, line['loc']))}: {line['msg']}" for line in lines]
    stands_for: dict[str, str] = {}
    for each in own:
        for alias in dict.fromkeys((each.name, *each.aliases)):
            other = stands_for.setdefault(alias, each.name)
            if other != each.name:
                wrong.append(f"outlet {each.name}: {alias!r} stands for {other} already")
    if wrong:
        raise SettingsError(f"{path}: " + "; ".join(wrong), hint=_HINT)
    return OutletTable(tuple(own))
