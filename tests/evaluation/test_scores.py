from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import RecordsError, SettingsError
from conflict_extract.evaluation import Evaluation, evaluate
from conflict_extract.evaluation.fields import judge

from .builders import article, record, row


def by_hand() -> Evaluation:
    """One article. The gold has three control changes, one of them optional, and a withdrawal; the run has five
    control changes (right, repeated, optional, and two made up) and no withdrawal."""
    gold = [
        row(event="cc-daraa"),
        row(event="cc-hama", place=["Hama"]),
        row(event="cc-izraa", place=["Izraa"], optional=True),
        row("withdrawal", event="wd-homs", place=["Homs"], evidence=["left Homs"]),
    ]
    records = [
        record(1),
        record(2, place="Daraa city"),
        record(3, place="Izraa"),
        record(4, place="Idlib"),
        record(5, place="Aleppo", evidence="The army left Homs."),
    ]
    return evaluate(gold, records, [article(0)])


def test_counts_by_hand() -> None:
    result = by_hand()
    changes, micro = result.kinds["control_change"], result.kinds["micro"]
    # 1 of 3 counted records is right, 1 of 2 gold rows is found: F1 = 2 * 1 / (3 + 2).
    assert (changes.tp, changes.fp, changes.gold) == (1, 2, 2)
    assert (changes.precision, changes.recall, changes.f1) == pytest.approx((1 / 3, 1 / 2, 2 / 5))
    assert (micro.tp, micro.fp, micro.gold) == (1, 2, 3)
    assert micro.f1 == pytest.approx(2 / 6)
    assert result.kinds["withdrawal"].f1 == 0.0
    assert result.kinds["defection"].f1 == 0.0
    assert result.kinds["defection"].f1_interval is None
    assert (result.records, result.repeats, result.optional, result.without_evidence) == (5, 1, 1, 0)


def test_lists_hold_the_sentences() -> None:
    result = by_hand()
    assert [(item.event, item.record_id) for item in result.found] == [("cc-daraa", "r1")]
    assert [(item.row, item.event) for item in result.missed] == [(2, "cc-hama"), (4, "wd-homs")]
    assert result.missed[1].sentences == ("The army left Homs.",)
    assert result.missed[1].names == ("Homs", "army")
    assert [(item.record_id, item.place) for item in result.spurious] == [("r4", "Idlib"), ("r5", "Aleppo")]
    assert result.spurious[0].sentences == ("Rebels took Daraa.",)
    assert (result.spurious[0].article, result.spurious[0].actor) == ("0.txt", "rebels")


def test_sentences_are_found_across_line_breaks_and_several_of_them() -> None:
    text = "They took  the\nold town.\nThen they left."
    gold = [
        row(event="one", evidence=["town.\nThen they"]),
        row(event="two", evidence=["They took the"]),
        row(event="three", evidence=["not in it"]),
    ]
    missed = evaluate(gold, [], [article(0, text)]).missed
    assert [item.sentences for item in missed] == [
        ("old town.", "Then they left."),
        ("They took the",),
        ("not in it",),
    ]


def test_json_is_the_whole_evaluation() -> None:
    result = by_hand()
    assert Evaluation.model_validate_json(result.to_json()) == result
    loaded = json.loads(result.to_json())
    assert loaded["kinds"]["micro"]["tp"] == 1
    assert loaded["missed"][1]["sentences"] == ["The army left Homs."]


def test_gold_names_an_article_by_id_external_id_or_file_name(tmp_path: Path) -> None:
    articles = [article(0), article(1, external_id="wire-7"), article(2)]
    gold = [row(article="a0"), row(article="wire-7"), row(article="2.txt")]
    records = [record(number, article=f"a{number}") for number in range(3)]
    assert evaluate(gold, records, articles).kinds["micro"].f1 == 1.0
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(item.model_dump_json(exclude_none=True) for item in gold), "utf-8")
    assert evaluate(file, records, articles).kinds["micro"].f1 == 1.0
    assert evaluate(str(file), iter(records), iter(articles)).kinds["micro"].f1 == 1.0


def test_gold_by_id_needs_no_articles() -> None:
    result = evaluate([row(article="a0")], [record(1), record(2, place="Idlib")], [])
    assert result.kinds["micro"].tp == 1
    assert result.spurious[0].sentences == ("Rebels took Daraa.",)


def test_a_name_that_could_mean_several_articles_is_refused() -> None:
    with pytest.raises(RecordsError, match=r"'0.txt' could be any of 2 articles: a0, b0") as caught:
        evaluate([row()], [], [article(0), article(0).model_copy(update={"id": "b0"})])
    assert caught.value.hint


def test_gold_of_other_articles_is_refused_rather_than_scored_zero() -> None:
    with pytest.raises(RecordsError, match="none of the gold's 1 articles is among the articles"):
        evaluate([row(article="9.txt")], [record(1)], [article(0)])


def test_what_cannot_be_compared_is_noted() -> None:
    gold = [row(), row(article="9.txt"), row(event="od", disputes=["gone"])]
    result = evaluate(gold, [record(1), record(2, article="a7")], [article(0)])
    assert result.notes == (
        "9.txt: not among the articles; their 1 gold records count as missed",
        "a7: not in the gold; their 1 records count as spurious",
        "gone: named in a dispute, but no gold record has that event; the link is not counted",
    )


def test_nothing_at_all_scores_zero() -> None:
    result = evaluate([], [], [], events=[])
    assert result.kinds["micro"].f1 == 0.0
    assert result.kinds["micro"].f1_interval is None
    assert result.merge is not None
    assert result.merge.conll == 0.0
    assert result.merge.disputes is None


def test_fields_by_hand() -> None:
    gold = row(
        "withdrawal",
        place=["Daraa"],
        date="2024-12-07",
        claimed_by=["local sources"],
        stage="completed",
        unit="7th Division",
        to_place="Izraa",
    )
    exact: dict[str, Any] = {
        "date": {"start": "2024-12-07", "end": "2024-12-07"},
        "unit": "the 7th Division",
        "to_place": "Izraa",
    }
    right = record(1, "withdrawal", source={"text": "sources", "role": "local"}, **exact)
    assert judge(right, gold) == dict.fromkeys(("actors", "place", "date", "source", "stage", "unit", "to_place"), True)
    loose = {"start": "2024-12-06", "end": "2024-12-07"}
    wrong = record(2, "withdrawal", force="rebels", date=loose, stage="announced", source={"text": "SANA"})
    assert judge(wrong, gold) == dict.fromkeys(("actors", "date", "source", "stage", "unit", "to_place"), False) | {
        "place": True
    }


def test_a_field_is_compared_only_where_the_gold_states_it() -> None:
    assert judge(record(1), row(gained_by=[])) == {"actors": True, "place": True}
    gold = row(lost_by=["army"], extent="entered", means="fighting", denies="withdrawal", stage="ordered")
    assert judge(record(1, lost_by="army", extent="full", means="fighting"), gold) == {
        "actors": True,
        "place": True,
        "other_actors": True,
        "extent": False,
        "means": True,
    }
    assert judge(record(1), gold)["other_actors"] is False


def test_field_counts_are_over_all_records_that_found_a_row() -> None:
    gold = [row(extent="full"), row(place=["Hama"], extent="entered")]
    records = [record(1, extent="full"), record(2, place="Hama", extent="full"), record(3, place="Idlib")]
    fields = evaluate(gold, records, [article(0)]).fields
    assert (fields["extent"].right, fields["extent"].compared, fields["extent"].share) == (1, 2, 0.5)
    assert fields["extent"].interval == (0.0, 1.0)
    assert (fields["date"].compared, fields["date"].share, fields["date"].interval) == (0, None, None)


def test_intervals_resample_articles_where_there_are_enough() -> None:
    articles = [article(number) for number in range(40)]
    gold = [row(article=f"{number}.txt") for number in range(40)]
    records = [record(number, article=f"a{number}") for number in range(20)]
    result = evaluate(gold, records, articles)
    micro = result.kinds["micro"]
    assert result.resampled == "articles"
    assert micro.recall_interval is not None
    low, high = micro.recall_interval
    # The recall of 40 draws with chance 1/2 has a standard deviation of 0.079.
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.079, 0.5 + 1.96 * 0.079), abs=0.03)
    assert micro.precision_interval == (1.0, 1.0)
    assert evaluate(gold, records, articles) == result, "the same seed gives the same intervals"
    assert evaluate(gold, records, articles, seed=1).kinds["micro"].f1 == micro.f1


def test_an_article_is_drawn_whole() -> None:
    articles = [article(number) for number in range(5)]
    gold = [row(article=f"{number}.txt", place=[place]) for number in range(5) for place in ("Daraa", "Hama", "Homs")]
    records = [
        record(10 * number + at, article=f"a{number}", place=place)
        for number in range(2)
        for at, place in enumerate(("Daraa", "Hama", "Homs"))
    ]
    micro = evaluate(gold, records, articles, bootstrap=4000).kinds["micro"]
    # Draws hold 0 to 5 of the two good articles; no finer steps. P(0) = (3/5)^5 = 7.8 %, P(5) = 1 %.
    assert micro.recall_interval == pytest.approx((0.0, 0.8))


def test_too_few_articles_resample_records() -> None:
    result = by_hand()
    assert result.resampled == "records"
    assert result.kinds["micro"].f1_interval is not None
    low, high = result.kinds["micro"].f1_interval
    assert 0.0 <= low < result.kinds["micro"].f1 < high <= 1.0


def test_no_bootstrap_no_intervals() -> None:
    result = evaluate([row()], [record(1)], [article(0)], bootstrap=0)
    assert result.kinds["micro"].f1_interval is None
    with pytest.raises(SettingsError, match="bootstrap is -1"):
        evaluate([row()], [record(1)], [article(0)], bootstrap=-1)


def test_ten_thousand_records_in_seconds() -> None:
    articles = [article(number) for number in range(2000)]
    places = [f"Place {number}" for number in range(40)]
    gold = [row(article=f"{at % 2000}.txt", event=f"e{at}", place=[places[at // 2000]]) for at in range(10_000)]
    records = [
        record(at, article=f"a{at % 2000}", place=places[at // 2000 + (at % 7 == 0)], gained_by="rebels")
        for at in range(10_000)
    ]
    start = time.perf_counter()
    result = evaluate(gold, records, articles)
    assert time.perf_counter() - start < 15, "about 2 s; a loaded machine gets leave"
    assert result.resampled == "articles"
    assert result.kinds["micro"].gold == 10_000


def test_heavy_libraries_load_when_used() -> None:
    code = (
        "import sys, conflict_extract.evaluation\n"
        "heavy = {'numpy', 'rich', 'pandas', 'scipy', 'openai'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
