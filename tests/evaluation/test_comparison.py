from __future__ import annotations

import pytest

from conflict_extract.errors import RecordsError, SettingsError
from conflict_extract.evaluation import Comparison, Evaluation, compare, evaluate
from conflict_extract.schema import Record

from .builders import article, event, record, row

ARTICLES = [article(number) for number in range(30)]
GOLD = [row(article=f"{number}.txt", event=f"e{number}") for number in range(30)]


def run(records: list[Record]) -> Evaluation:
    return evaluate(GOLD, records, ARTICLES)


def found(numbers: range) -> list[Record]:
    return [record(number, article=f"a{number}") for number in numbers]


def test_what_changed_by_hand() -> None:
    before = run([*found(range(10)), record(50, place="Idlib"), record(51, place="Hama")])
    after = run([*found(range(5, 25)), record(60, place="the city of Idlib"), record(61, place="Homs")])
    result = compare(before, after)
    assert [item.event for item in result.newly_found] == [f"e{number}" for number in range(10, 25)]
    assert [item.event for item in result.newly_lost] == [f"e{number}" for number in range(5)]
    assert result.newly_lost[0].sentences == ("Rebels took Daraa.",)
    assert [item.place for item in result.newly_spurious] == ["Homs"]
    assert [item.place for item in result.no_longer_spurious] == ["Hama"]
    micro = result.kinds["micro"]
    assert (micro.before, micro.after) == pytest.approx((20 / 42, 40 / 52))
    assert micro.difference == pytest.approx(40 / 52 - 20 / 42)
    assert micro.interval is not None
    assert micro.interval[0] < micro.difference < micro.interval[1]
    assert micro.p_value is not None
    assert micro.p_value < 0.05
    assert result.kinds["defection"].interval is None
    assert result.resampled == "articles"
    assert Comparison.model_validate_json(result.to_json()) == result


def test_a_run_does_not_differ_from_itself() -> None:
    result = compare(run(found(range(10))), run(found(range(10))))
    assert result.kinds["micro"].interval == (0.0, 0.0)
    assert result.kinds["micro"].p_value == 1.0
    assert not result.newly_found + result.newly_lost


def test_pairing_sees_a_steady_gain_through_the_noise_between_articles() -> None:
    before, after = run(found(range(10))), run(found(range(16)))
    result = compare(before, after).kinds["micro"]
    assert before.kinds["micro"].f1_interval is not None
    assert after.kinds["micro"].f1_interval is not None
    assert before.kinds["micro"].f1_interval[1] > after.kinds["micro"].f1_interval[0], "the intervals overlap"
    assert result.interval is not None
    assert result.interval[0] > 0


def test_few_articles_pair_single_records() -> None:
    gold = [row(place=[name]) for name in ("Daraa", "Hama", "Homs")]
    before = evaluate(gold, [record(1)], [article(0)])
    after = evaluate(gold, [record(1), record(2, place="Hama")], [article(0)])
    result = compare(before, after, bootstrap=200)
    assert (result.resampled, result.bootstrap) == ("records", 200)
    assert result.kinds["micro"].interval is not None
    assert result.kinds["micro"].interval[0] == 0.0


def test_fields_and_merge_scores_are_set_side_by_side() -> None:
    gold = [row(extent="full"), row(event="e", place=["Hama"])]
    records = [record(1, extent="full"), record(2, place="Hama")]
    before = evaluate(gold, [record(1), records[1]], [article(0)], events=[event("E", ("r1",))])
    after = evaluate(gold, records, [article(0)], events=[event("E", ("r1", "r2"))])
    result = compare(before, after)
    assert (result.fields["extent"].before, result.fields["extent"].after) == (0.0, 1.0)
    assert "date" not in result.fields
    assert (result.merge["pairwise"].before, result.merge["pairwise"].after) == (0.0, 1.0)
    assert compare(before, run(found(range(3))).model_copy(update=_gold_of(before))).merge == {}


def _gold_of(other: Evaluation) -> dict[str, object]:
    return {"found": other.found, "missed": other.missed}


def test_runs_against_different_gold_are_refused() -> None:
    other = evaluate(GOLD[:5], [], ARTICLES)
    with pytest.raises(RecordsError, match="different gold"):
        compare(run([]), other)
    with pytest.raises(SettingsError):
        compare(other, other, bootstrap=-1)


def test_without_draws_there_are_neither_intervals_nor_p_values() -> None:
    change = compare(run([]), run(found(range(3))), bootstrap=0).kinds["micro"]
    assert (change.interval, change.p_value) == (None, None)
