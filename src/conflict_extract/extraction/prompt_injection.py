"""Sentences that speak to a machine: what somebody slips into an article to steer the model that reads it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from conflict_extract._characters import lowered, visible
from conflict_extract._files import packaged_table
from conflict_extract.schema import Article

# More than this behind a mark of a turn is its text; less is its heading, and its text comes on the next lines.
_WORDS_OF_A_HEADING = 1
# Ends of turns before, which stand first: "</s>", "<|eot_id|>".
_CLOSING = r"<[^<>\n]{1,40}>"
_WORD = re.compile(r"\w+")


def addressed(article: Article) -> frozenset[int]:
    """The numbers of the sentences that are orders to a model, markup or answers for it, and no news: no model sees
    them, so that they can neither steer it nor be taken for what the article states.

    What follows the heading of a turn (`<|im_start|>system`, `### Response:`) belongs to it up to the next blank line.
    Orders in languages other than English are not told from news; a small model is not asked about them anyway.
    """
    found: set[int] = set()
    end, in_turn = 0, False
    for sentence in article.sentences:
        in_turn = in_turn and article.text.count("\n", end, sentence.start) < 2
        end = sentence.end
        text = lowered(_unmasked(sentence.text))
        turn = _table().turn.match(text)
        heading = turn is not None and len(_WORD.findall(text, turn.end())) <= _WORDS_OF_A_HEADING
        if in_turn or turn or _table().words.search(text):
            found.add(sentence.number)
        in_turn = in_turn or heading
    return frozenset(found)


def _unmasked(text: str) -> str:
    """The text as a model reads it: without what nobody sees, and with plain letters for those that look like them."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", visible(text)).translate(_table().look_alikes)


@dataclass(frozen=True)
class _Table:
    turn: re.Pattern[str]
    words: re.Pattern[str]
    look_alikes: dict[int, str]


@cache
def _table() -> _Table:
    table = packaged_table("extraction", "prompt_injection.toml")
    alike = table["look_alikes"]
    return _Table(
        turn=re.compile(rf"(?:{_CLOSING}|\W)*?(?:{'|'.join(table['turns'])})"),
        words=_joined(table["fields"] + table["words"]),
        look_alikes=dict(zip(map(ord, alike["letters"]), alike["latin"], strict=True)),
    )


def _joined(patterns: list[str]) -> re.Pattern[str]:
    """Patterns as one, in which the start of a word, with which most begin, is looked for once."""
    at_word = [each.removeprefix(r"\b") for each in patterns if each.startswith(r"\b")]
    others = [each for each in patterns if not each.startswith(r"\b")]
    return re.compile("|".join([rf"\b(?:{'|'.join(at_word)})", *others]))
