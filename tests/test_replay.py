"""The main job replayed from cassettes: openai and instructor over real HTTP, answered as the embedded model did.

`make cassettes` records them again, with the model; everywhere else nothing is served and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import vcr

from conflict_extract import EventSet, Extractor, Settings, load_articles, main_job
from tests.cassettes import CASSETTES, replaying

ROOT = Path(__file__).resolve().parent.parent
CASSETTE = CASSETTES / "examples.yaml"
ARTICLES = [
    *(
        ROOT / "examples" / "articles" / name
        for name in ("01-levant-wire-zawiya.txt", "02-mashriq-daily-syndicated.txt", "08-al-fateh-bulletin-night.txt")
    ),
    ROOT / "tests" / "asked.txt",  # grammar does not tell which places its forces left: the model is asked
]


@pytest.fixture
def replayed(recording: bool, monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[vcr.cassette.Cassette]:
    with replaying(CASSETTE, recording, monkeypatch) as cassette:
        yield cassette


def _run(folder: Path, recording: bool, cache_dir: Path) -> tuple[main_job.Run, main_job.Findings]:
    settings = Settings.load(
        model="embedded", attempts=1, cache=not recording, cache_dir=None if recording else cache_dir
    )
    with Extractor(settings) as extractor, main_job.prepared_folder(folder) as found:
        articles = load_articles(ARTICLES)
        assert articles.failures == []
        run = main_job.extract_all(extractor, articles, lambda number, part: None, found.take)
        main_job.write_run(run, articles, found, extractor)
    return run, found


def test_the_main_job_on_the_examples(replayed: vcr.cassette.Cassette, recording: bool, tmp_path: Path) -> None:
    run, found = _run(tmp_path / "first", recording, tmp_path / "cache")
    assert run.failures == []
    assert run.status == 0
    texts = {article.id: article.text for article in load_articles(ARTICLES)}
    assert len(found.records) >= 10
    for record in found.records:
        cited = " ".join(piece.text for piece in record.evidence)
        assert record.trigger in cited
        for piece in record.evidence:
            assert texts[record.article_id][piece.start : piece.end] == piece.text
    if recording:
        return
    assert len(replayed) > 1
    assert replayed.all_played
    again, _ = _run(tmp_path / "second", recording, tmp_path / "cache")
    assert again.usage.calls == 0
    for path in sorted((tmp_path / "first").iterdir()):
        if path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name
    events = EventSet.open(tmp_path / "first" / "events.json")
    copies = [event for event in events if event.n_articles == 2]
    assert copies
    assert all(event.n_outlets == 1 for event in copies), "a syndicated copy counts as its original"


@pytest.mark.parametrize("path", sorted(CASSETTES.iterdir()), ids=lambda path: path.stem)
def test_cassettes_hold_no_secret_and_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 2_000_000
    for secret in ("authorization", "api_key", "Bearer", "x-stainless", "/home/", "/root/"):
        assert secret not in text
