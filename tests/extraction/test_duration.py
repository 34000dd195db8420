"""How long a run is said to take."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract._files import packaged_table
from conflict_extract.extraction.duration import estimated_seconds
from conflict_extract.settings import Settings

HOSTED: dict[str, Any] = {"model": "some", "base_url": "http://127.0.0.1:9/v1"}
CALL = packaged_table("extraction", "duration.toml")["hosted_call"]


def test_the_embedded_model_takes_its_time_by_the_sentence() -> None:
    estimated = estimated_seconds(Settings.load(model="embedded"), 1000, 0, 0)
    assert estimated is not None
    assert estimated[0] == pytest.approx(1000 * packaged_table("extraction", "duration.toml")["embedded_sentence"])
    assert "as measured" in estimated[1]


@pytest.mark.parametrize("given", [{"model": "my.gguf"}, {"model": "embedded", "window": 20}])
def test_nobody_knows_what_was_not_measured(given: dict[str, Any]) -> None:
    assert estimated_seconds(Settings.load(**given), 1000, 10, 10) is None


@pytest.mark.parametrize(
    ("given", "seconds", "words"),
    [
        ({"concurrency": 4}, 25 * CALL, f"if a call takes {CALL} seconds, 4 at a time"),
        ({"concurrency": 100}, CALL, f"if a call takes {CALL} seconds, 100 at a time"),
        ({"concurrency": 500}, CALL, "100 at a time"),
        ({"concurrency": 100, "requests_per_minute": 10}, 9 * 60, "at 10 calls a minute"),
        ({"concurrency": 100, "requests_per_minute": 100}, CALL, "100 at a time"),
        ({"concurrency": 100, "tokens_per_minute": 1_000}, 499 * 60, "at 1,000 tokens a minute"),
    ],
)
def test_calls_at_a_time_and_limits_of_a_minute_tell_a_hosted_run(
    given: dict[str, Any], seconds: float, words: str
) -> None:
    estimated = estimated_seconds(Settings.load(**HOSTED, **given), 1000, 100, 500_000)
    assert estimated is not None
    assert estimated[0] == seconds
    assert words in estimated[1]
