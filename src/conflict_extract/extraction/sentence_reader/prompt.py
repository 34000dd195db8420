"""What a small model is told before each question: short instructions, and examples as questions of its kind."""

from __future__ import annotations

from functools import cache

from conflict_extract._files import packaged
from conflict_extract.extraction.prompting import Prompt, checked_lines, exchange, version_of
from conflict_extract.extraction.quoting import defused
from conflict_extract.extraction.sentence_reader.question import Places


class _Example(Places):
    """One statement of an example's sentence: the words that make it, and the answer."""

    trigger: str


@cache
def load_prompt() -> Prompt:
    """The packaged prompt, its examples checked: each answer fits the schema and quotes its own sentence only.

    Raises:
        ValueError: an example is wrong; names its line.
    """
    instructions = packaged("prompts", "sentence_reader", "instructions.md").read_text(encoding="utf-8").strip()
    messages = [{"role": "system", "content": instructions}]
    texts = []
    for example in checked_lines(("prompts", "sentence_reader", "examples.jsonl"), _Example):
        texts.append(example["sentence"])
        for stated in example["records"]:
            messages += exchange(question(example["sentence"], stated["trigger"]), {"places": stated["places"]})
    return Prompt(tuple(messages), version_of(messages), tuple(texts))


def question(sentence: str, trigger: str) -> str:
    """One sentence as a small model sees it, with the words in it that it is asked about."""
    return f"{defused(sentence)}\n{defused(trigger)}"
