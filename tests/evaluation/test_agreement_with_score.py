"""The same counts as the scorer that comes with the gold, which knows nothing of this library."""

from __future__ import annotations

import itertools
import random
import runpy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.evaluation import GoldRecord, evaluate, load_gold
from conflict_extract.evaluation.gold import days_of
from conflict_extract.schema import ACTOR_FIELDS, KINDS, Article, Record

from .builders import article, record

SHARED = Path(__file__).parents[3] / "shared"
SCORER = SHARED / "gold" / "score.py"
pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the gold's own scorer is not beside this checkout")

NOISE = ("the city", "Aleppo", "outskirts", "governorate of Daraa", "Ar-Rastan", "", "central", "—")


@pytest.fixture(scope="module")
def gold() -> list[GoldRecord]:
    """The seeds' rows; as few state a day or an extent, control changes are given some."""
    rows = load_gold(SHARED / "gold" / "seeds.jsonl")
    extents = itertools.cycle(("entered", None, "partial"))
    return [
        row.model_copy(update={"date": row.date or "2024-12-06", "extent": row.extent or next(extents)})
        if row.kind == "control_change"
        else row
        for row in rows
    ]


@pytest.fixture(scope="module")
def scorer() -> dict[str, Any]:
    # run_path leaves no bytecode in the folder of others.
    return runpy.run_path(str(SCORER))


def articles() -> list[Article]:
    files = sorted((SHARED / "articles").glob("*.txt"))
    return [
        article(number, file.read_text("utf-8")).model_copy(update={"path": str(file)})
        for number, file in enumerate(files)
    ]


def perturbed(gold: list[GoldRecord], names: dict[str, str], seed: int) -> list[Record]:
    """Records that say what the gold says, or nearly, or something else, some of them twice."""
    dice, more = random.Random(seed), random.Random(seed + 1000)  # noqa: S311
    records: list[Record] = []
    for number, row in enumerate(gold * 2):
        if dice.random() < 0.3:
            continue
        kind = row.kind if dice.random() < 0.9 else dice.choice(KINDS)
        fields: dict[str, Any] = {"place": _spelled(row.place, dice)}
        for name in ACTOR_FIELDS[kind]:
            fields[name] = _spelled(getattr(row, name), dice)
        for name in ("who", "speaker"):
            if name in fields and fields[name] is None:
                fields[name] = "someone"
        if kind in ("control_change", "withdrawal") and fields["place"] is None:
            fields["place"] = "somewhere"
        if kind == "official_denial":
            fields |= {"claim": dice.choice(("false", "not true")), "denies": dice.choice((*KINDS[:3], "other"))}
        if kind == "control_change":
            fields["extent"] = more.choice(("full", "full", "partial", "entered"))
        if more.random() < 0.7:
            first = date.fromisoformat(days_of(row.date)[0]) if row.date else date(2024, 12, 7)
            start = first + timedelta(days=more.choice((-1, 0, 1)))
            end = start + timedelta(days=more.choice((0, 0, 2)))
            fields["date"] = {
                "start": more.choice((None, start.isoformat(), start.isoformat())),
                "end": end.isoformat(),
                "basis": more.choice(("stated", "relative", "published")),
            }
        quote = dice.choice(row.evidence if dice.random() < 0.7 else dice.choice(gold).evidence)
        where = names[row.article] if dice.random() < 0.9 else dice.choice([*names.values(), "unknown"])
        records.append(record(number, kind, article=where, evidence=f"It is said: {quote}, and more.", **fields))
    dice.shuffle(records)
    return records


def _spelled(spellings: tuple[str, ...], dice: random.Random) -> str | None:
    if not spellings or dice.random() < 0.1:
        return dice.choice((None, *NOISE))
    spelling = dice.choice(spellings)
    return dice.choice(
        (
            spelling,
            spelling.upper(),
            f"the city of {spelling}",
            f"{spelling}'s",
            spelling.replace("a", "á"),
            f"{spelling} and its large surroundings",
            " ".join(spelling.split()[:-1]) or spelling,
        )
    )


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_of_the_golds_own_scorer(gold: list[GoldRecord], scorer: dict[str, Any], seed: int) -> None:
    texts = articles()
    names = {Path(item.path or "").name: item.id for item in texts}
    records = perturbed(gold, names, seed)
    file_of = {key: name for name, key in names.items()}
    rows = [row.model_dump(mode="json") for row in gold]
    theirs = scorer["score"](
        rows,
        [item.model_dump(mode="json") for item in records],
        lambda item: file_of.get(item["article_id"], item["article_id"]),
    )
    ours = evaluate(gold, records, texts, bootstrap=0)
    for kind, score in ours.kinds.items():
        counts = {name: getattr(score, name) for name in ("tp", "fp", "gold")}
        shares = {name: round(getattr(score, name), 3) for name in ("precision", "recall", "f1")}
        assert counts | shares == theirs[kind], kind
    actors = ours.fields["actors"]
    assert round(actors.right / max(1, actors.compared), 3) == theirs["actors_right"]
    assert ours.records == theirs["records"]
    assert ours.without_evidence == theirs["without_evidence"]
    assert [[item.article[:3], item.event] for item in ours.missed] == theirs["missed"]
    assert [[s.what, s.article[:3], s.kind, s.place, s.actor] for s in ours.severe] == theirs["severe"]
    assert round(ours.severe_share.share or 0, 3) == theirs["severe_share"]
    assert {"invented", "wrong_actor", "full_for_less", "wrong_date"} <= {item.what for item in ours.severe}
    assert 0 < ours.kinds["micro"].tp < ours.kinds["micro"].gold
