"""The benchmark of extraction: its texts have their gold, its tables tell the scores, kept answers need no model."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.extraction import Texts, collections, kind_table, run, score_table

from conflict_extract.llm import ModelClient
from tests.builders import article
from tests.evaluation.builders import record, row
from tests.fakes import QueueTransport, completion

NAMES = ["development", "held_out", "fresh_aside", "demo", "long_demo"]


def small() -> Texts:
    given = article("Rebels entered Besk on Friday, and the army left Tolme.").model_copy(
        update={"id": "a0", "language": "en", "published": "2031-05-03"}
    )
    rows = [
        row(article="a0", place=["Besk"], extent="entered", date="2031-05-02"),
        row("withdrawal", article="a0", place=["Tolme"]),
    ]
    return Texts("small", [given], rows)


@pytest.fixture(scope="module")
def texts() -> dict[str, Texts]:
    return collections(Path("nowhere"))


def test_the_two_news_articles_may_be_absent(texts: dict[str, Texts]) -> None:
    assert list(texts) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_gold_row_is_of_one_of_the_texts_and_quotes_it(texts: dict[str, Texts], name: str) -> None:
    by_name = {Path(each.path or "").name: each for each in texts[name].articles}
    by_name |= {each.external_id: each for each in texts[name].articles if each.external_id}
    lacking = [(gold.article, gold.event) for gold in texts[name].gold if gold.article not in by_name]
    assert lacking == []
    text = {key: " ".join(each.text.split()) for key, each in by_name.items()}
    wrong = [
        (gold.article, gold.event)
        for gold in texts[name].gold
        for quote in gold.evidence
        if " ".join(quote.split()) not in text[gold.article]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_gold_tells_extent_and_stage(texts: dict[str, Texts], name: str) -> None:
    bare = [
        (gold.article, gold.event)
        for gold in texts[name].gold
        if (gold.extent is None) != (gold.kind != "control_change")
        or (gold.stage is None) != (gold.kind != "withdrawal")
    ]
    assert bare == []


def test_texts_kept_aside_are_in_no_other_file(texts: dict[str, Texts]) -> None:
    passages = [each for name in NAMES[:3] for each in texts[name].articles]
    assert len({each.external_id for each in passages}) == len({each.text for each in passages}) == len(passages)


def test_the_table_tells_scores_severe_errors_and_fields() -> None:
    given = small()
    stated = {"start": "2031-05-02", "end": "2031-05-02", "basis": "relative"}
    records = [record(1, place="Besk", extent="full", date=stated), record(2, place="Rusk")]
    scored = {"small": given.score(records, 200)}
    head, _, line = (_cells(each) for each in score_table(scored))
    told = dict(zip(head, line, strict=True))
    assert told.pop("F1 (95 %)").startswith("0.500 (")
    assert told.pop("severe (95 %)").startswith("1.000 (")
    assert told == {
        "texts": "small",
        "precision": "0.500",
        "recall": "0.500",
        "actors": "1.000",
        "place": "1.000",
        "extent": "0.000",
        "date": "1.000",
    }
    kinds = [_cells(each)[1:4] for each in kind_table(scored)[2:]]
    assert kinds[:2] == [["control change", "0.500", "1.000"], ["withdrawal", "0.000", "0.000"]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_what_was_not_compared_is_left_empty() -> None:
    line = score_table({"small": small().score([])})[2]
    assert _cells(line) == ["small", "0.000", "0.000", "0.000", "", "", "", "", ""]


def test_two_collections_are_scored_as_one() -> None:
    one = small()
    other = Texts("other", [one.articles[0].model_copy(update={"id": "a1"})], [row(article="a1", place=["Besk"])])
    both = one.with_those_of(other, "both")
    assert both.score([record(1, article="a1", place="Besk")]).kinds["micro"].gold == 3


def test_kept_answers_need_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = QueueTransport(lambda request: completion())
    monkeypatch.setattr(ModelClient, "_make_transport", lambda self: asked)
    model = {"model": "strong", "base_url": "http://127.0.0.1:9/v1"}  # one that is asked about every text
    first, _ = run(small(), tmp_path, **model)
    assert first.usage.calls == asked.calls == 1
    monkeypatch.setattr(ModelClient, "_make_transport", lambda self: pytest.fail("a model is asked"))
    again, _ = run(small(), tmp_path, **model)
    assert (again.usage.calls, again.usage.cache_hits, list(again.failures)) == (0, 1, [])
