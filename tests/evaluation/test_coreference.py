from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.evaluation.assignment import best_pairs, best_total
from conflict_extract.evaluation.coreference import Agreement, b_cubed, ceaf_e, conll, muc, pairwise

REFERENCE = json.loads(Path(__file__).with_name("reference_scores.json").read_text("utf-8"))
MEASURES = {"muc": muc, "b_cubed": b_cubed, "ceaf_e": ceaf_e, "pairwise": pairwise}


def clusters(*groups: str) -> dict[str, int]:
    return {item: number for number, group in enumerate(groups) for item in group}


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["name"])
def test_numbers_are_those_of_the_published_scorers(case: dict[str, Any]) -> None:
    for name, measure in MEASURES.items():
        assert measure(case["gold"], case["system"])._asdict() == pytest.approx(case[name], abs=1e-9), name
    assert conll(case["gold"], case["system"]) == pytest.approx(case["conll"], abs=1e-9)


def test_the_example_of_bagga_and_baldwin() -> None:
    # Bagga & Baldwin (1998), figures 2 and 3: B³ precision 16/21 and 7/12 (76 % and 58 %) at recall 1, MUC 9/10.
    truth = clusters("12345", "67", "89abc")
    first, second = clusters("12345", "6789abc"), clusters("1234589abc", "67")
    assert b_cubed(truth, first)[:2] == pytest.approx((16 / 21, 1.0))
    assert b_cubed(truth, second)[:2] == pytest.approx((7 / 12, 1.0))
    assert muc(truth, first)[:2] == muc(truth, second)[:2] == pytest.approx((9 / 10, 1.0))


def test_the_example_of_the_reference_scorer() -> None:
    # Pradhan et al. (2014), section 4: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    key, response = clusters("abc", "defg"), clusters("ab", "cd", "fghi")
    assert muc(key, response)[:2] == pytest.approx((0.40, 0.40))
    assert b_cubed(key, response)[:2] == pytest.approx((0.50, 0.42), abs=0.005)
    assert ceaf_e(key, response)[:2] == pytest.approx((0.43, 0.65), abs=0.005)


def test_pairs_by_hand() -> None:
    # The gold pairs are ab ac bc de, the system's ab cd ce de: two of four either way.
    assert pairwise(clusters("abc", "de"), clusters("ab", "cde")) == Agreement(0.5, 0.5, 0.5)


def test_nothing_is_zero() -> None:
    for measure in MEASURES.values():
        assert measure({}, {}) == Agreement(0.0, 0.0, 0.0)
    assert conll({}, {}) == 0.0


@given(st.lists(st.integers(0, 5), min_size=2, max_size=25), st.lists(st.integers(0, 5), min_size=25, max_size=25))
def test_swapping_sides_swaps_precision_and_recall(left: list[int], right: list[int]) -> None:
    gold = {str(number): cluster for number, cluster in enumerate(left)}
    system = {str(number): right[number] for number in range(len(left))}
    for measure in MEASURES.values():
        one, other = measure(gold, system), measure(system, gold)
        assert one[:2] == pytest.approx((other.recall, other.precision))
        assert one.f1 == pytest.approx(other.f1)
        assert 0 <= one.f1 <= 1
        assert measure(gold, gold).f1 in (0.0, 1.0)


def test_the_best_pairing_is_that_of_all_permutations() -> None:
    dice = np.random.default_rng(3)
    for _ in range(300):
        rows = int(dice.integers(1, 6))
        columns = int(dice.integers(rows, 7))
        gains = dice.random((rows, columns)) * (dice.random((rows, columns)) < dice.choice((0.3, 0.7, 1.0)))
        best = max(sum(gains[range(rows), list(chosen)]) for chosen in itertools.permutations(range(columns), rows))
        assert best_total(gains) == pytest.approx(best)
        paired, partners = best_pairs(gains)
        assert sorted(paired.tolist()) == list(range(rows))
        assert len(set(partners.tolist())) == rows


def test_ten_thousand_items_with_one_tangled_component() -> None:
    dice = random.Random(5)  # noqa: S311
    gold = {str(number): dice.randrange(4000) for number in range(10_000)}
    system = {item: cluster if dice.random() < 0.9 else dice.randrange(4000) for item, cluster in gold.items()}
    assert 0.8 < ceaf_e(gold, system).f1 < 1
