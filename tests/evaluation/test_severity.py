"""Which records mislead most, and how many they are."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.evaluation import Evaluation, compare, evaluate
from conflict_extract.evaluation.severity import gravest_error

from .builders import article, record, row

STATED = {"start": "2024-12-07", "end": "2024-12-07", "basis": "stated"}


@pytest.mark.parametrize(
    ("kind", "said", "gold", "what"),
    [
        ("control_change", {}, {}, None),
        ("control_change", {"gained_by": "army"}, {}, "wrong_actor"),
        ("control_change", {"gained_by": None}, {}, None),
        ("control_change", {"gained_by": None, "lost_by": "army"}, {}, None),
        ("control_change", {"gained_by": "army"}, {"gained_by": []}, None),
        ("withdrawal", {"force": "rebels"}, {}, "wrong_actor"),
        ("defection", {"who": "a minister", "place": "Daraa"}, {"place": "Daraa"}, "wrong_actor"),
        ("official_denial", {"speaker": "SANA"}, {}, None),
        ("control_change", {"extent": "full"}, {"extent": "entered"}, "full_for_less"),
        ("control_change", {"extent": "full"}, {"extent": "partial"}, "full_for_less"),
        ("control_change", {"extent": "partial"}, {"extent": "entered"}, None),
        ("control_change", {"extent": "entered"}, {"extent": "full"}, None),
        ("control_change", {"extent": "full"}, {}, None),
    ],
)
def test_actors_and_extents(kind: str, said: dict[str, Any], gold: dict[str, Any], what: str | None) -> None:
    assert gravest_error(record(1, kind, **said), row(kind, **gold)) == what


@pytest.mark.parametrize(
    ("said", "gold", "wrong"),
    [
        (STATED, "2024-12-07", False),
        (STATED, "2024-12-06", True),
        (STATED, "2024-12-08", True),
        (STATED, None, False),
        (STATED | {"basis": "relative"}, "2024-12-06", True),
        (STATED | {"basis": "published"}, "2024-12-06", False),
        (STATED | {"start": None}, "2024-12-09", False),
        (STATED | {"end": None}, "2024-12-07", False),
        (STATED | {"end": None}, "2024-12-08", True),
        (STATED | {"end": "2024-12-09"}, "2024-12-08", False),
        (STATED, "2024-12-06/2024-12-08", False),
        (STATED, "2024-12-05/2024-12-06", True),
        (STATED | {"end": "2024-12-09"}, "2024-12-09/2024-12-11", False),
        (STATED, "2024-12", False),
        (STATED, "2024-11", True),
    ],
)
def test_a_stated_date_is_wrong_where_no_day_of_it_is_the_golds(
    said: dict[str, str | None], gold: str | None, wrong: bool
) -> None:
    assert gravest_error(record(1, date=said), row(date=gold)) == ("wrong_date" if wrong else None)


def test_the_gravest_error_is_told() -> None:
    said = record(1, gained_by="army", extent="full", date=STATED)
    assert gravest_error(said, row(extent="entered", date="2024-12-01")) == "wrong_actor"
    said = record(1, extent="full", date=STATED)
    assert gravest_error(said, row(extent="entered", date="2024-12-01")) == "full_for_less"
    assert gravest_error(said, None) == "invented"


def by_hand() -> Evaluation:
    """Six distinct records, one of them said twice: right, invented, wrong against a required and an optional row,
    wrong in the passage that it cites, and right by the row of its own passage."""
    gold = [
        row(),
        row(place=["Hama"], extent="entered"),
        row(place=["Izraa"], optional=True),
        row(place=["Homs"], evidence=["fell to rebels"], gained_by=["rebels"]),
        row(place=["Homs"], evidence=["retook Homs"], gained_by=["army"]),
    ]
    records = [
        record(1),
        record(2, place="Idlib"),
        record(3, place="Hama", extent="full"),
        record(4, place="Izraa", gained_by="army"),
        record(5, place="the city of Hama", extent="full"),
        record(6, place="Homs city", gained_by="rebels", evidence="They retook Homs."),
    ]
    return evaluate(gold, records, [article(0)])


def test_severe_errors_are_listed_and_counted_over_distinct_records() -> None:
    result = by_hand()
    assert [(item.what, item.record_id, item.article, item.kind, item.place, item.actor) for item in result.severe] == [
        ("invented", "r2", "0.txt", "control_change", "Idlib", "rebels"),
        ("full_for_less", "r3", "0.txt", "control_change", "Hama", "rebels"),
        ("wrong_actor", "r4", "0.txt", "control_change", "Izraa", "army"),
        ("wrong_actor", "r6", "0.txt", "control_change", "Homs city", "rebels"),
    ]
    share = result.severe_share
    assert (share.severe, share.distinct, share.share) == (4, 5, 0.8)
    assert result.severe[1].sentences == ("Rebels took Daraa.",)
    assert Evaluation.model_validate_json(result.to_json()) == result


def test_the_interval_draws_articles_where_there_are_enough() -> None:
    articles = [article(number) for number in range(40)]
    gold = [row(article=f"{number}.txt") for number in range(40)]
    records = [
        record(2 * number + at, article=f"a{number}", place=place, gained_by="army" if number < 20 else "rebels")
        for number in range(40)
        for at, place in enumerate(("Daraa", "Daraa" if number % 2 else "Idlib"))
    ]
    result = evaluate(gold, records, articles)
    # Per article of four sorts, severe of distinct: 2 of 2 and 1 of 1 where the taker is wrong, else 1 of 2 and 0 of 1.
    share = result.severe_share
    assert (share.severe, share.distinct) == (40, 60)
    assert share.interval is not None
    # The ratio's standard deviation by the delta method: sqrt(40 * var(severe - distinct * 2 / 3)) / 60 = 0.064.
    low, high = share.interval
    assert (low, high) == pytest.approx((2 / 3 - 1.96 * 0.064, 2 / 3 + 1.96 * 0.064), abs=0.03)
    assert evaluate(gold, records, articles, bootstrap=0).severe_share.interval is None


def test_too_few_articles_draw_records() -> None:
    gold, records = [row()], [record(1), record(2, place="Idlib")]
    share = evaluate(gold, records, [article(0)]).severe_share
    assert (share.share, share.interval) == (0.5, (0.0, 1.0))


def test_nothing_said_misleads_nobody() -> None:
    result = evaluate([row()], [], [article(0)])
    assert result.severe == ()
    assert (result.severe_share.distinct, result.severe_share.share, result.severe_share.interval) == (0, None, None)


def test_a_comparison_tells_the_change() -> None:
    gold = [row(), row(place=["Hama"])]
    before = evaluate(gold, [record(1), record(2, place="Idlib")], [article(0)])
    after = evaluate(gold, [record(1), record(3, place="Hama")], [article(0)])
    change = compare(before, after).severe_share
    assert change is not None
    assert (change.before, change.after, change.difference) == (0.5, 0.0, -0.5)
    assert compare(before, evaluate(gold, [], [article(0)])).severe_share is None
