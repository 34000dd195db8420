"""How long a run will take, roughly, told before it begins; the constants stand in `duration.toml`."""

from __future__ import annotations

from conflict_extract._files import packaged_table
from conflict_extract.settings import Settings

MINUTE = 60


def estimated_seconds(settings: Settings, sentences: int, calls: int, tokens: int) -> tuple[float, str] | None:
    """Seconds that a run takes, and in words what they are counted by; None where nobody can tell.

    Args:
        settings: what runs, how many calls at a time, and how many a minute.
        sentences: of all articles.
        calls: that will be made.
        tokens: in and out, of all calls.
    """
    each = packaged_table("extraction", "duration.toml")
    if settings.is_local:
        if settings.gguf is not None or (settings.window or 1) > 1:
            return None
        a_sentence = each["embedded_sentence"]
        return sentences * a_sentence, f"{a_sentence} seconds a sentence, as measured on two free cores"
    at_a_time = min(settings.concurrency, max(1, calls))
    seconds = calls * each["hosted_call"] / at_a_time
    words = f"if a call takes {each['hosted_call']} seconds, {at_a_time} at a time"
    limits = ((calls, settings.requests_per_minute, "calls"), (tokens, settings.tokens_per_minute, "tokens"))
    for amount, a_minute, what in limits:
        # what a minute allows goes at once; each further lot waits for the next minute
        if a_minute is not None and (waiting := (max(0, amount - 1) // a_minute) * MINUTE) > seconds:
            seconds, words = waiting, f"at {a_minute:,} {what} a minute"
    return seconds, words
