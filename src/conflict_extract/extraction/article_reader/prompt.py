"""What a strong model is told before every window: the codebook, instructions, and examples in several languages."""

from __future__ import annotations

from functools import cache

from conflict_extract._files import packaged
from conflict_extract.extraction.answer_schema import codebook
from conflict_extract.extraction.article_reader.answer import Answer, Item, answer_schema
from conflict_extract.extraction.article_reader.windows import quoted
from conflict_extract.extraction.prompting import Prompt, checked_lines, exchange, version_of

_BESIDE = ("countries", "names")


@cache
def load_prompt() -> Prompt:
    """The packaged prompt, its examples checked: each answer fits the schema and quotes its own sentences only.

    Raises:
        ValueError: an example is wrong; names its line.
    """
    instructions = packaged("prompts", "article_reader", "instructions.md").read_text(encoding="utf-8")
    messages = [{"role": "system", "content": instructions.replace("{codebook}", codebook()).strip()}]
    texts = []
    for example in checked_lines(("prompts", "article_reader", "examples.jsonl"), Item, ("header", *_BESIDE)):
        texts.extend(example["sentences"])
        answer = {name: example[name] for name in ("countries", "records", "names")}
        Answer.model_validate(answer)
        messages += exchange(quoted(enumerate(example["sentences"]), header=example["header"]), answer)
    return Prompt(tuple(messages), version_of([messages, answer_schema()]), tuple(texts))
