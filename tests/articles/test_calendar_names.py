from __future__ import annotations

import tomllib
from typing import Literal

import pytest

from conflict_extract._files import packaged_table
from conflict_extract.articles._calendar_names import ALWAYS, calendar_names, names_in
from conflict_extract.articles.build_calendar import table


@pytest.mark.parametrize(("name_of", "what"), [("months", "months"), ("weekdays", "days")])
def test_the_names_kept_are_those_of_cldr(name_of: str, what: Literal["months", "days"]) -> None:
    kept: dict[str, int] = packaged_table("articles", "calendar_names.toml")[name_of]
    told = {name: number for code in ALWAYS for name, number in names_in(code, what).items()}
    shared = kept.keys() & told.keys()
    assert {name: kept[name] for name in shared} == {name: told[name] for name in shared}
    # another release of CLDR may spell a few otherwise: `make calendar`
    assert len(shared) > 0.95 * len(kept.keys() | told.keys())


def test_the_file_is_written_as_toml() -> None:
    assert tomllib.loads(table()).keys() == {"months", "weekdays"}


def test_a_language_beside_them_has_its_own_names() -> None:
    assert calendar_names("sv").month_of("juli") == 7
    assert calendar_names("sv").weekday_of("lördag") == 5
    assert "lördag" not in calendar_names("en").weekdays
    assert calendar_names("xx") == calendar_names(None)
