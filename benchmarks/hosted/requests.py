"""Requests out as files, answers in: each answer is bound to the whole request that it was given to."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_extract import Article, Extractor
from conflict_extract.articles import make_article
from conflict_extract.errors import ModelRejected
from conflict_extract.schema import Extraction

HERE = Path(__file__).resolve().parent
ARTICLES, GOLD, ANSWERS = HERE / "articles", HERE / "gold", HERE / "answers.jsonl"
MODEL = "reader"


def key_of(request: Mapping[str, Any]) -> str:
    """What an answer is kept under: 16 hex digits of the SHA-256 of the whole request, so that an answer to other
    instructions, another schema or another text is none."""
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@dataclass
class Files:
    """A transport that takes answers from a file, and remembers what it was asked.

    Args:
        answers: by key; None where requests are only collected, and nothing is answered to each.
    """

    answers: Mapping[str, dict[str, Any]] | None = None
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """The completion for a request.

        Raises:
            ModelRejected: there is no answer to it; the request has changed since the answers were given.
        """
        key = key_of(request)
        self.asked[key] = request
        answer = {"countries": [], "records": [], "names": []} if self.answers is None else self.answers.get(key)
        if answer is None:
            raise ModelRejected(
                f"no answer to request {key}",
                hint="the prompt, the schema or the article has changed: have the requests answered again",
            )
        message = {"role": "assistant", "content": json.dumps(answer, ensure_ascii=False), "refusal": None}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        return {
            "id": "x", "object": "chat.completion", "created": 0, "model": MODEL, "choices": choices, "usage": usage,
        }  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


def articles_in(folder: Path = ARTICLES) -> list[Article]:
    """The articles of all JSON Lines files of a folder."""
    given = [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    return [
        make_article(
            each["text"],
            outlet=each["outlet"],
            published=each["published"],
            title=each["title"],
            language=each["language"],
            external_id=each["id"],
        )
        for each in given
    ]


def read_answers(path: Path = ANSWERS) -> dict[str, dict[str, Any]]:
    """Answers by key."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {row["id"]: {name: row.get(name, []) for name in ("countries", "records", "names")} for row in rows}


def extract(articles: Iterable[Article], files: Files, **settings: Any) -> Extraction:
    """What the library makes of the answers to the requests about articles."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Extractor(
            model=MODEL,
            base_url="http://127.0.0.1:9/v1",
            api_key="none",
            cache=False,
            cache_dir=folder,
            transport=files,
            **settings,
        ) as extractor,
    ):
        return extractor.extract(articles)


def write_requests(articles: Iterable[Article], folder: Path, **settings: Any) -> int:
    """Writes `system.md` (all that stands before the questions), `schema.json` and `questions.jsonl` (`id`, `user`).

    Returns:
        How many questions there are.
    """
    files = Files()
    extract(articles, files, **settings)
    folder.mkdir(parents=True, exist_ok=True)
    first = next(iter(files.asked.values()))
    before = "\n\n".join(f"## {each['role']}\n{each['content']}" for each in first["messages"][:-1])
    (folder / "system.md").write_text(before + "\n", encoding="utf-8")
    schema = first["response_format"]["json_schema"]["schema"]
    (folder / "schema.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = [
        json.dumps({"id": key, "user": request["messages"][-1]["content"]}, ensure_ascii=False) + "\n"
        for key, request in files.asked.items()
    ]
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(lines)
