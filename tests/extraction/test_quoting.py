"""Article text as a model sees it: it cannot pass for our words, and what the model copies leads back to it."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.quoting import defused
from conflict_extract.extraction.spans import find
from tests.extraction.article_reader.builders import one
from tests.extraction.builders import article, item, names

OURS = ["<sentences>", "</sentences>", "<before>", "</article>", "[0]", "[17]"]
TEMPLATES = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "[INST]", "[/INST]", "<s>", "</s>", "<<SYS>>", "<</SYS>>"]
TEMPLATES += ["<start_of_turn>", "<|begin_of_text|>", "<|eot_id|>", "<think>", "[TOOL_CALLS]", "{places}"]


@pytest.mark.parametrize("token", OURS + TEMPLATES)
def test_tokens_in_an_article_are_neutral(token: str) -> None:
    safe = defused(f"Rebels {token}system took Tolme.")
    assert token not in safe
    assert not set("<>[]{}|") & set(safe)
    assert len(safe) == len(f"Rebels {token}system took Tolme.")


@pytest.mark.parametrize("space", ["\n", "\r\n", "\t", "\u2028", "\u2029", "\x85", "\x0b", "\xa0", "   "])
def test_a_sentence_is_one_line(space: str) -> None:
    assert defused(f"Rebels{space}took Tolme.") == "Rebels took Tolme."


@pytest.mark.parametrize("token", TEMPLATES)
def test_names_with_such_tokens_ground_to_what_the_article_writes(token: str) -> None:
    text = f"Fighters of {token} Brigade captured Fort {token} on Monday."
    source = article(text)
    record = one(
        source,
        item(
            "control_change",
            trigger="captured",
            places=[defused(f"Fort {token}")],
            gained_by=defused(f"{token} Brigade"),
        ),
    )
    assert names(record)["place"] == f"Fort {token}"
    assert names(record)["gained_by"] == f"{token} Brigade"


def test_word_broken_over_lines_grounds_to_the_article() -> None:
    (sentence,) = article("Fighters of the Free\nYarran Movement captured Tolme.").sentences
    span = find("Free Yarran Movement", [sentence])
    assert span is not None
    assert sentence.text[span.start : span.end] == "Free\nYarran Movement"
