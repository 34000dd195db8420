"""The main job replayed from cassettes: openai and instructor over real HTTP, answered as the embedded model did.

`make cassettes` records them again, with the model; everywhere else nothing is served and nothing is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vcr
from vcr.request import Request

from conflict_extract import EventSet, Extractor, Settings, load_articles, main_job
from conflict_extract.llm.transport import EmbeddedTransport

ROOT = Path(__file__).resolve().parent.parent
CASSETTE = ROOT / "cassettes" / "examples.yaml"
ARTICLES = [
    ROOT / "examples" / "articles" / name
    for name in ("01-levant-wire-zawiya.txt", "02-mashriq-daily-syndicated.txt", "08-al-fateh-bulletin-night.txt")
]
URL = "http://127.0.0.1:8080/v1"
KEPT_HEADERS = ("content-type",)


def _scrub_request(request: Request) -> Request | None:
    """Any port becomes one, and no header is kept but the kind of content; questions for health are not recorded."""
    if not request.path.endswith("/chat/completions"):
        return None
    request.uri = f"{URL}/chat/completions"
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in KEPT_HEADERS}
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    """What changes from run to run is taken out, so that recording again gives the same bytes."""
    body = json.loads(response["body"]["string"])
    for name in ("timings", "system_fingerprint"):
        body.pop(name, None)
    body |= {"created": 0, "id": "recorded"}
    body["usage"].pop("prompt_tokens_details", None)
    response["body"]["string"] = json.dumps(body, sort_keys=True).encode()
    headers = {name.lower(): value for name, value in response["headers"].items() if name.lower() in KEPT_HEADERS}
    response["headers"] = headers
    return response


def _same_body(one: Request, two: Request) -> None:
    left, right = json.loads(one.body), json.loads(two.body)
    if left != right:
        changed = sorted(key for key in {*left, *right} if left.get(key) != right.get(key))
        raise AssertionError(f"the request differs from the cassette's in: {', '.join(changed)}")


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> bool:
    """Whether the cassettes are being recorded with the real model."""
    return bool(request.config.getoption("--record"))


@pytest.fixture
def replayed(recording: bool, monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[vcr.cassette.Cassette]:
    """The cassette in place of the model; its server is never started in replay."""
    if recording:
        monkeypatch.delenv("CONFLICT_EXTRACT_CACHE_DIR")
    else:
        monkeypatch.setattr(EmbeddedTransport, "_serve", lambda self: URL)
    player = vcr.VCR(
        record_mode="new_episodes" if recording else "none",
        before_record_request=_scrub_request,
        before_record_response=_scrub_response,
        decode_compressed_response=True,
    )
    player.register_matcher("same_body", _same_body)
    # a sentence that two outlets share is asked about once: the second time its answer is there already
    matched = ["method", "path", "same_body"]
    with player.use_cassette(str(CASSETTE), match_on=matched, allow_playback_repeats=recording) as cassette:
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


def test_cassettes_hold_no_secret_and_are_small() -> None:
    text = CASSETTE.read_text(encoding="utf-8")
    assert CASSETTE.stat().st_size < 2_000_000
    for secret in ("authorization", "api_key", "Bearer", "x-stainless", "/home/", "/root/"):
        assert secret not in text
