"""What a small model is told before each question: short instructions, and the examples as questions of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from conflict_extract._files import packaged
from conflict_extract.extraction.prompting import Prompt, checked_lines, exchange, version_of
from conflict_extract.extraction.quoting import defused
from conflict_extract.extraction.sentence_reader.question import Item
from conflict_extract.extraction.sentence_reader.screening import screen, without_lead
from conflict_extract.normalize import packaged_actors


@cache
def load_prompt() -> Prompt:
    """The packaged prompt, its examples checked: each answer fits the schema and quotes its own sentence only.

    Raises:
        ValueError: an example is wrong; names its line.
    """
    instructions = packaged("prompts", "sentence_reader", "instructions.md").read_text(encoding="utf-8").strip()
    messages = [{"role": "system", "content": instructions}]
    texts = []
    for example in checked_lines(("prompts", "sentence_reader", "examples.jsonl"), Item):
        texts.append(example["sentence"])
        messages += _questions(example["sentence"], example["records"])
    return Prompt(tuple(messages), version_of(messages), tuple(texts))


def question(sentence: str, trigger: str) -> str:
    """One sentence as a small model sees it, with the words in it that it is asked about."""
    return f"{defused(without_lead(sentence))}\n{defused(trigger)}"


def _questions(sentence: str, records: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """The questions that a sentence of the examples gives rise to, with their answers."""
    for asked in screen(sentence, packaged_actors()):
        for item in records:
            if item["kind"] == asked.kind and (asked.trigger in item["trigger"] or item["trigger"] in asked.trigger):
                answer = {name: item.get(name) for name in asked.schema()["properties"]}
                yield from exchange(question(sentence, asked.trigger), answer)
