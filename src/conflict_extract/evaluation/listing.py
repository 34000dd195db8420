"""What was found, missed and made up, in words: the items of an evaluation's lists."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from conflict_extract.evaluation.gold import GoldRecord
from conflict_extract.evaluation.matching import Key, fold, squash, text_of
from conflict_extract.evaluation.results import GoldItem, RecordItem, SevereError, SevereItem, SpuriousItem
from conflict_extract.schema import ACTOR_FIELDS, MAIN_ACTOR, Article, Record

_start = attrgetter("start")


def gold_item(row: int, gold: GoldRecord, article: Article | None, record_id: str | None) -> GoldItem:
    """A gold row for the lists, with the sentences of its article that hold its quotations.

    Args:
        row: its index in the gold, from 0.
        gold: the row.
        article: its article; without it the quotations stand for their sentences.
        record_id: the record that found it.
    """
    actors = [spelling for name in ACTOR_FIELDS[gold.kind] for spelling in getattr(gold, name)]
    return GoldItem(
        row=row + 1,
        article=gold.article,
        event=gold.event,
        kind=gold.kind,
        place=next(iter(gold.place), None),
        actor=next(iter(actors), None),
        names=_distinct((*gold.place, *actors)),
        sentences=_distinct(squash(sentence).strip() for sentence in _sentences(gold.evidence, article)),
        record_id=record_id,
    )


def spurious_item(record: Record, article: str) -> SpuriousItem:
    """A record for the lists, with the sentences that it cites.

    Args:
        record: the record.
        article: how its article is named.
    """
    return SpuriousItem(**_said(record, article))


def severe_item(record: Record, article: str, what: SevereError) -> SevereItem:
    """A record that misleads for the lists, with the sentences that it cites.

    Args:
        record: the record.
        article: how its article is named.
        what: its gravest error.
    """
    said = _said(record, article) | {"actor": text_of(record, MAIN_ACTOR[record.kind])}
    return SevereItem(**said, what=what)


def _said(record: Record, article: str) -> dict[str, Any]:
    place = text_of(record, "place")
    actors = [text for name in ACTOR_FIELDS[record.kind] if (text := text_of(record, name))]
    return {
        "record_id": record.id,
        "article": article,
        "kind": record.kind,
        "place": place,
        "actor": next(iter(actors), None),
        "claim": text_of(record, "claim"),
        "trigger": record.trigger,
        "names": _distinct(([place] if place else []) + actors),
        "sentences": _distinct(squash(evidence.text).strip() for evidence in record.evidence),
    }


def identity(item: RecordItem) -> Key:
    """What makes the spurious records of two runs the same: what makes two records of one run the same."""
    who = item.actor if item.kind == "defection" else None
    return item.article, item.kind, fold(item.place or ""), fold(who or ""), fold(item.claim or "")


def _sentences(quotes: Iterable[str], article: Article | None) -> list[str]:
    """The sentences of the article that the quotations touch; a quotation that is not in it stands for itself."""
    found: list[str] = []
    for quote in quotes:
        at = article.text.find(quote) if article else -1
        if article is None or at < 0 or not article.sentences:
            found.append(_sentence_by_words(quote, article) or quote)
            continue
        first = max(0, bisect_right(article.sentences, at, key=_start) - 1)
        last = bisect_right(article.sentences, at + len(quote) - 1, key=_start)
        found += [sentence.text for sentence in article.sentences[first:last]]
    return found


def _sentence_by_words(quote: str, article: Article | None) -> str | None:
    """The first sentence that holds the quotation when line breaks count as blanks."""
    sentences = article.sentences if article else ()
    return next((item.text for item in sentences if squash(quote) in squash(item.text)), None)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
