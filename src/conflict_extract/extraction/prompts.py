"""What the model is told: the packaged instructions, the codebook from the docstrings, and the examples."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ValidationError

from conflict_extract._characters import visible
from conflict_extract._files import packaged
from conflict_extract.extraction.screening import screen, without_lead
from conflict_extract.extraction.wire import Answer, codebook, strict_schema
from conflict_extract.schema import Sentence


@dataclass(frozen=True)
class Prompt:
    """The messages that stand before every window, and their version.

    `brief` are those for a small model, which is asked about one trigger of one sentence at a time: its own, shorter
    instructions, and the same examples, each with the fields that such a question about it asks for.

    `version` is the first eight hex digits of the SHA-256 over instructions, codebook, examples and answer schema:
    a change in any of them makes cached answers and cassettes stale.
    """

    messages: tuple[dict[str, str], ...]
    brief: tuple[dict[str, str], ...]
    version: str
    example_texts: tuple[str, ...]


@cache
def load_prompt() -> Prompt:
    """The packaged prompt, its examples checked: each answer fits the schema and quotes its own sentences only.

    Raises:
        ValueError: an example is wrong; names its line.
    """
    instructions = packaged("prompts", "instructions.md").read_text(encoding="utf-8").replace("{codebook}", codebook())
    messages = [{"role": "system", "content": instructions.strip()}]
    brief = [{"role": "system", "content": packaged("prompts", "brief.md").read_text(encoding="utf-8").strip()}]
    texts = []
    lines = packaged("prompts", "examples.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        example = _checked(line, f"prompts/examples.jsonl, line {number}")
        texts.extend(example["sentences"])
        messages += _exchange(quoted(list(enumerate(example["sentences"]))), {"records": example["records"]})
        if len(example["sentences"]) == 1:
            brief += _brief(example["sentences"][0], example["records"])
    whole = json.dumps([messages, brief, strict_schema()], sort_keys=True, ensure_ascii=False)
    version = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return Prompt(messages=tuple(messages), brief=tuple(brief), version=version, example_texts=tuple(texts))


def brief_question(sentence: str, trigger: str) -> str:
    """One sentence as a small model sees it, with the words in it that it is asked about."""
    return f"{defused(without_lead(sentence))}\n{defused(trigger)}"


def _exchange(question: str, answer: dict[str, Any]) -> list[dict[str, str]]:
    written = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return [{"role": "user", "content": question}, {"role": "assistant", "content": written}]


def _brief(sentence: str, records: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """The questions that a sentence of the examples gives rise to, with their answers."""
    for asked in screen(sentence):
        for item in records:
            if item["kind"] == asked.kind and (asked.trigger in item["trigger"] or item["trigger"] in asked.trigger):
                fields = strict_schema(asked)["properties"]
                yield from _exchange(brief_question(sentence, asked.trigger), {name: item.get(name) for name in fields})


def quoted(sentences: list[tuple[int, str]], *, header: str = "", context: list[tuple[int, str]] | None = None) -> str:
    """A window as the model sees it: what is known about the article, sentences before, and the sentences to read.

    Each sentence stands on one line behind its number in square brackets.
    """
    parts = []
    if header:
        parts.append(f"<article>\n{header}\n</article>")
    if context:
        parts.append("<before>\n" + _lines(context) + "\n</before>")
    parts.append("<sentences>\n" + _lines(sentences) + "\n</sentences>")
    return "\n".join(parts)


def _lines(sentences: list[tuple[int, str]]) -> str:
    return "\n".join(f"[{number}] {defused(text)}" for number, text in sentences)


# also the full-width and small forms, which some tokenizers turn into the plain ones
_NEUTRAL = str.maketrans("<＜﹤>＞﹥[［﹇{｛﹛]］﹈}｝﹜|｜", "‹‹‹›››(((((())))))¦¦")


def defused(text: str) -> str:
    """Article text that cannot be taken for our tags, sentence numbers or a chat template's special tokens, and that
    holds nothing which a reader of the article does not see. `spans.find` leads from it back to the article.
    """
    return " ".join(visible(text).translate(_NEUTRAL).split())


def sentences_of(sentences: tuple[Sentence, ...] | list[Sentence]) -> list[tuple[int, str]]:
    """Numbers and texts of sentences, as `quoted` takes them."""
    return [(sentence.number, sentence.text) for sentence in sentences]


def _checked(line: str, where: str) -> dict[str, Any]:
    try:
        example: dict[str, Any] = json.loads(line)
        Answer.model_validate({"records": example["records"]})
    except json.JSONDecodeError as error:
        raise ValueError(f"{where}: it is no JSON: {error}") from error
    except KeyError as error:
        raise ValueError(f"{where}: {error} is missing") from error
    except ValidationError as error:
        raise ValueError(f"{where}: the answer does not fit the schema: {error}") from error
    text = " ".join(example["sentences"])
    for item in example["records"]:
        for field, value in item.items():
            for name in value if isinstance(value, list) else [value]:
                copied = isinstance(name, str) and field not in ("kind", "extent", "means", "stage", "denies")
                if copied and name not in text:
                    raise ValueError(f"{where}: {field} {name!r} is not in its sentences")
    return example
