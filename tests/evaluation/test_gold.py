from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import RecordsError
from conflict_extract.evaluation import load_gold
from conflict_extract.evaluation.gold import days_of

ROW: dict[str, Any] = {
    "article": "0.txt",
    "event": "cc-daraa",
    "kind": "control_change",
    "place": ["Daraa", "Daraa city"],
    "evidence": ["took Daraa"],
    "optional": False,
}


def written(path: Path, *lines: str | dict[str, Any]) -> Path:
    file = path / "gold.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return file


def test_reads_rows_and_skips_empty_lines(tmp_path: Path) -> None:
    rows = load_gold(written(tmp_path, "\ufeff" + json.dumps(ROW), "", {**ROW, "optional": True}, ""))
    assert [row.optional for row in rows] == [False, True]
    assert rows[0].place == ("Daraa", "Daraa city")


def test_one_spelling_may_stand_without_its_list(tmp_path: Path) -> None:
    (row,) = load_gold(written(tmp_path, {**ROW, "place": "Daraa", "unit": "7th Division", "to_place": ["a", "b"]}))
    assert (row.place, row.unit, row.to_place) == (("Daraa",), ("7th Division",), ("a", "b"))


def test_the_seed_gold_is_read_whole() -> None:
    seeds = Path(__file__).parents[3] / "shared" / "gold" / "seeds.jsonl"
    if not seeds.exists():
        pytest.skip("the seed gold is not beside this checkout")
    rows = load_gold(seeds)
    assert len(rows) == 82
    assert len({row.event for row in rows}) == 73


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('{"article": "0.txt"', "line 2 is not JSON"),
        ("[" * 100_000, "line 2 is not JSON"),
        ("[1]", "line 2: Input should be a valid dictionary"),
        ({**ROW, "kind": "battle"}, "line 2: kind: Input should be 'control_change'"),
        ({"kind": "withdrawal"}, "line 2: article: Field required, event: Field required"),
        ({**ROW, "place": []}, "line 2: a control_change needs place"),
        ({**ROW, "kind": "official_denial"}, "line 2: a official_denial needs speaker"),
        ({**ROW, "evidence": []}, "line 2: evidence: at least one quotation is needed"),
        ({**ROW, "evidence": [" "]}, "line 2: evidence.0: String should match"),
        ({**ROW, "place": [""]}, "line 2: place.0: String should have at least 1 character"),
        ({**ROW, "gainedby": ["rebels"]}, "the key 'gainedby' is unknown; is 'gained_by' meant?"),
        ({**ROW, "date": "7 December"}, "line 2: date: '7 December' is no ISO date"),
        ({**ROW, "date": "2024-13-01"}, "line 2: date: month must be in 1..12"),
        ({**ROW, "stage": "soon"}, "line 2: stage: Input should be 'announced'"),
    ],
)
def test_a_wrong_line_is_named_with_file_and_remedy(tmp_path: Path, wrong: str | dict[str, Any], said: str) -> None:
    file = written(tmp_path, ROW, wrong)
    with pytest.raises(RecordsError) as caught:
        load_gold(file)
    assert str(file) in caught.value.message
    assert said in caught.value.message
    assert "one JSON object" in caught.value.hint


def test_all_wrong_lines_are_named_at_once_up_to_a_few(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"line 1 .*line 5 .*and 2 more lines"):
        load_gold(written(tmp_path, *["{"] * 7))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"cannot read .*none\.jsonl: No such file"):
        load_gold(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"{\xff}")
    with pytest.raises(RecordsError, match="byte 1 is not UTF-8"):
        load_gold(tmp_path / "latin.jsonl")
    with pytest.raises(RecordsError, match="holds no gold record"):
        load_gold(written(tmp_path, ""))


def test_notes_of_the_coder_are_left_alone(tmp_path: Path) -> None:
    assert load_gold(written(tmp_path, {**ROW, "note": "see the map", "size": 3}))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-12-07", ("2024-12-07", "2024-12-07")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-12", ("2024-12-01", "2024-12-31")),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-12-05/2024-12-07", ("2024-12-05", "2024-12-07")),
        ("2024-12-07T10:48:00Z", ("2024-12-07", "2024-12-07")),
    ],
)
def test_the_days_of_a_date(text: str, days: tuple[str, str]) -> None:
    assert days_of(text) == days
