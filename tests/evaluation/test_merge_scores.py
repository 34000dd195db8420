from __future__ import annotations

import pytest

from conflict_extract.evaluation import evaluate
from conflict_extract.evaluation.merge_scores import merge_scores
from conflict_extract.evaluation.results import LinkScore
from conflict_extract.schema import Event

from .builders import article, event, record, row

DENIAL = row("official_denial", event="od", disputes=["one", "two"])


def links(rows: dict[str, str], events: list[Event], *, optional: str = "") -> LinkScore | None:
    gold = {name: row(event=name, optional=name == optional) for name in ("one", "two", "three")} | {"od": DENIAL}
    return merge_scores(list(gold.values()), {key: gold[name] for key, name in rows.items()}, events).disputes


def test_clusters_by_hand() -> None:
    # Gold events: one = r1 r2 r3, two = r4. The merge keeps r1 r2 together, leaves r3 out and puts r4 with it alone.
    gold = [row(event="one"), row(event="two")]
    rows = {"r1": gold[0], "r2": gold[0], "r3": gold[0], "r4": gold[1]}
    scores = merge_scores(gold, rows, [event("e1", ("r1", "r2")), event("e2", ("r4", "other"))])
    assert (scores.records, scores.gold_events, scores.events) == (4, 2, 3)
    assert (scores.pairwise.precision, scores.pairwise.recall) == pytest.approx((1.0, 1 / 3))
    # Recall: r1 and r2 see 2/3 of their event, r3 1/3, r4 all of it.
    assert (scores.b_cubed.precision, scores.b_cubed.recall) == pytest.approx((1.0, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4))
    assert (scores.muc.precision, scores.muc.recall) == pytest.approx((1.0, 1 / 2))
    # φ4 of {r1 r2 r3} and {r1 r2} is 4/5, of {r4} and {r4} 1.
    assert (scores.ceaf_e.precision, scores.ceaf_e.recall) == pytest.approx((1.8 / 3, 1.8 / 2))
    assert scores.conll == pytest.approx((scores.muc.f1 + scores.b_cubed.f1 + scores.ceaf_e.f1) / 3)
    assert scores.disputes is None


def test_optional_rows_are_in_no_cluster() -> None:
    gold = [row(event="one"), row(event="two", optional=True)]
    scores = merge_scores(gold, {"r1": gold[0], "r2": gold[1]}, [event("e1", ("r1", "r2"))])
    assert scores.records == 1


def test_links_by_hand() -> None:
    rows = {"r1": "one", "r3": "three", "d": "od"}
    denial = event("D", ("d",), "official_denial", disputes=("E1", "E3"))
    scores = links(rows, [denial, event("E1", ("r1",)), event("E3", ("r3",))])
    assert scores is not None
    assert (scores.tp, scores.fp, scores.gold, scores.found_ends) == (1, 1, 2, 1)
    assert (scores.precision, scores.recall, scores.f1) == (0.5, 0.5, 0.5)


def test_links_may_be_stated_from_the_other_end() -> None:
    rows = {"r1": "one", "d": "od"}
    events = [event("D", ("d",), "official_denial"), event("E1", ("r1",), disputed_by=("D",))]
    scores = links(rows, events)
    assert scores is not None
    assert (scores.tp, scores.fp) == (1, 0)
    gold = [row(event="one", disputed_by="od"), row("official_denial", event="od")]
    other = merge_scores(gold, {"r1": gold[0], "d": gold[1]}, events).disputes
    assert other is not None
    assert (other.tp, other.gold) == (1, 1)


def test_a_link_to_an_optional_event_counts_neither_way_and_one_to_a_made_up_event_is_wrong() -> None:
    rows = {"r1": "one", "d": "od"}
    denial = event("D", ("d",), "official_denial", disputes=("E1", "E9"))
    scores = links(rows, [denial, event("E1", ("r1",)), event("E9", ("spurious",))], optional="one")
    assert scores is not None
    assert (scores.tp, scores.fp, scores.gold) == (0, 1, 1)


def test_denials_without_disputes_in_the_gold_are_left_out() -> None:
    gold = [row(event="one"), row("official_denial", event="silent"), DENIAL]
    denial = event("D", ("d",), "official_denial", disputes=("E1",))
    scores = merge_scores(gold, {"r1": gold[0], "d": gold[1]}, [denial, event("E1", ("r1",))]).disputes
    assert scores is not None
    assert (scores.tp, scores.fp) == (0, 0)


def test_repeats_of_a_record_are_in_the_clusters() -> None:
    result = evaluate(
        [row(event="one")], [record(1), record(2)], [article(0)], events=[event("E", ("r1",)), event("F", ("r2",))]
    )
    assert result.repeats == 1
    assert result.merge is not None
    assert (result.merge.records, result.merge.pairwise.recall) == (2, 0.0)
