"""The benchmark of starting: what a call costs, and ratios pair by pair."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import start


def test_a_call_costs_time_of_the_processor_and_of_the_clock() -> None:
    told = start.cost(["--version"], start.HERE)
    assert 0 < told.processor < 60
    assert 0 < told.wall < 60


def test_a_call_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="No such command"):
        start.cost(["nothing"], start.HERE)


def test_ratios_are_of_pairs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Path] = []

    def cost(arguments: list[str], checkout: Path) -> start.Cost:
        asked.append(checkout)
        slow = len(asked)  # a machine that gets slower and slower
        return start.Cost(slow * (1.0 if checkout == start.HERE else 4.0), 2.0 * slow)

    monkeypatch.setattr(start, "cost", cost)
    _, _, first, second = start.table(tmp_path, tmp_path / "other", 3)
    assert asked[:4] == [start.HERE, tmp_path / "other"] * 2
    assert first == "| --help | 5.00 | 24.00 | 0.21 | 10.00 | 12.00 | 0.83 |"
    assert second.startswith("| run, all answers kept | 13.00 | 56.00 | 0.23 |")
