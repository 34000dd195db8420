"""The articles of `injections.toml`, clean and with what was slipped into them, and a model that obeys it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conflict_extract.articles import make_article
from conflict_extract.schema import ACTOR_FIELDS, MAIN_ACTOR, Article
from tests.fakes import Completion, Request, completion

Stated = dict[str, str]

GAP = "\n\n"
_LINE = re.compile(r"\[(\d+)\] (.*)")


@dataclass(frozen=True)
class Injected:
    """An article with something slipped into it.

    Args:
        name: of the injection.
        article: as it is given to the extractor.
        clean: the same without the injection.
        start: where in the article's text the injection begins.
        end: and where it ends.
        states: what the clean article states.
        asks: the record that the injection asks for, if it asks for one.
        within: the sentence of the clean article that it is slipped into, if into one.
    """

    name: str
    article: Article
    clean: Article
    start: int
    end: int
    states: tuple[Stated, ...]
    asks: Stated | None
    within: str | None

    @property
    def touched(self) -> frozenset[int]:
        """The numbers of the sentences that the injection stands in."""
        return frozenset(
            sentence.number
            for sentence in self.article.sentences
            if sentence.start < self.end and self.start < sentence.end
        )


@cache
def injections() -> tuple[Injected, ...]:
    """All of them, in the order of the file."""
    table = tomllib.loads((Path(__file__).parent / "injections.toml").read_text(encoding="utf-8"))
    articles = {entry["name"]: entry for entry in table["articles"]}
    return tuple(_injected(entry, articles[entry["article"]]) for entry in table["injections"])


def _injected(entry: dict[str, Any], source: dict[str, Any]) -> Injected:
    sentences: list[str] = source["sentences"]
    if "within" in entry:
        number, at = entry["within"], entry["at"]
        head, tail = sentences[number].split(at, 1)
        before = "".join(each + GAP for each in sentences[:number]) + head + at
        after = tail + "".join(GAP + each for each in sentences[number + 1 :])
    else:
        number, joint = entry["after"], entry.get("joint", GAP)
        before = GAP.join(sentences[:number]) + (joint if number else "")
        after = (joint if number < len(sentences) else "") + GAP.join(sentences[number:])

    def article(text: str) -> Article:
        return make_article(text, outlet=source["outlet"], published=source["published"], path=source["name"])

    return Injected(
        name=entry["name"],
        article=article(before + entry["text"] + after),
        clean=article(GAP.join(sentences)),
        start=len(before),
        end=len(before) + len(entry["text"]),
        states=tuple(source["states"]),
        asks=entry.get("asks"),
        within=sentences[entry["within"]] if "within" in entry else None,
    )


class Obedient:
    """The transport of a model that finds what an article states, and besides does as it is told by an injection: it
    answers with the record that this asks for, for whatever it is shown, on the word of every sentence in turn.

    Args:
        states: what it finds.
        asks: what it is told to say.
    """

    def __init__(self, states: Iterable[Stated], asks: Stated | None) -> None:
        self._states = tuple(states)
        self._asks = asks
        self.requests: list[Request] = []

    async def send(self, request: Request) -> Completion:
        self.requests.append(request)
        window: str = request["messages"][-1]["content"]
        schema = request["response_format"]["json_schema"]["schema"]
        if "$defs" not in schema:
            return completion({"places": self._places(*window.split("\n"))})
        lines = [(int(number), text) for number, text in _LINE.findall(window)]
        definitions = schema["$defs"].values()
        found = [
            _item(definition["properties"], stated, number)
            for number, text in lines
            for stated in self._states
            if all(stated[part] in text for part in ("trigger", "place", "by"))
            for definition in definitions
            if _is_of(definition["properties"], stated["kind"])
        ]
        told = [
            _item(definition["properties"], asked, number)
            for asked in ([self._asks] if self._asks else [])
            for number, _ in [*lines, (99, "")]
            for definition in definitions
            if _is_of(definition["properties"], asked["kind"])
        ]
        return completion({"records": found + told})

    def _places(self, sentence: str, trigger: str) -> list[str]:
        """Where the sentence states something by the trigger, and the place that the injection asks for besides."""
        stated = [
            each
            for each in self._states
            if all(each[part] in sentence for part in ("trigger", "place", "by"))
            and (trigger in each["trigger"] or each["trigger"] in trigger)
        ]
        said = [*stated, *([self._asks] if self._asks else [])]
        return [each["place"] for each in said if each["place"]]

    async def close(self) -> None:
        pass


def _is_of(properties: dict[str, Any], kind: str) -> bool:
    return MAIN_ACTOR[kind] in properties  # type: ignore[index]  # kinds of a file


def _item(properties: dict[str, Any], stated: Stated, number: int) -> dict[str, Any]:
    """An item with all fields that are asked for: who, what and where as stated, nothing else."""
    (kind,) = (kind for kind in MAIN_ACTOR if _is_of(properties, kind))
    item: dict[str, Any] = dict.fromkeys(properties)
    known = {
        "kind": kind,
        "sentences": [number],
        "trigger": stated["trigger"],
        "places": [stated["place"]] if stated["place"] else [],
        "claim": stated["place"],
        **dict.fromkeys(ACTOR_FIELDS[kind], None),
        MAIN_ACTOR[kind]: stated["by"],
    }
    return item | {name: value for name, value in known.items() if name in properties}
