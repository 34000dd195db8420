"""Names of ten thousand characters, which models do give: nothing is made of them, and nobody waits for a minute."""

from __future__ import annotations

import pytest

from conflict_extract.normalize import actor, alike, countries_of, fold_place, is_unnamed, resolve, size, source


@pytest.mark.parametrize(
    "unit",
    ["戈马", "a b ", "Жя", "ال", "e\u0301", "a'", "\u202eאב\u202c", "5 ", "city of ", "de ", "1,", "ዐ ", "\ud800"],
)
def test_names_without_end(unit: str) -> None:
    name = (unit * 10_000)[:10_000]
    assert actor(name).id is None
    assert source(name).text == name
    assert resolve(name, "2024-12-08").basis == "unresolved"
    assert size(name).min is None
    assert is_unnamed(name) in (True, False)
    assert alike(fold_place(name), fold_place(name[:-1] + "x")) in (True, False)
    assert isinstance(countries_of(name), tuple)
