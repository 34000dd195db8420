"""How many outlets tell an event of their own knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from conflict_extract.normalize import fold
from conflict_extract.schema import Record

SHARED_SENTENCE = 40
EDITED_SENTENCE = 80
EDITED = 0.85


def independent_outlets(records: Sequence[Record]) -> dict[str, str]:
    """For each record id the outlet whose word it is.

    Articles that share an evidence sentence of 40 characters or more, or one of 80 that was hardly edited (a new
    dateline, "told a news agency"), are syndicated copies; they count as the word of the outlet that printed it
    first. Of several on one day it is one that counts anyway for what it alone has, so that copies never add to the
    count. Records without outlet count as one outlet together.
    """
    copies = _copies(records)
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[copies[record.article_id]].append(record)
    standing: dict[str, str] = {}
    own = {told[0].outlet or "" for told in groups.values() if len({record.outlet for record in told}) == 1}
    for group in sorted(groups, key=lambda group: (len({record.outlet for record in groups[group]}), group)):
        days = [(record.published or "9999")[:10] for record in groups[group]]
        first = {record.outlet or "" for record, day in zip(groups[group], days, strict=True) if day == min(days)}
        standing[group] = min(first & own or first)
        own.add(standing[group])
    return {record.id: standing[copies[record.article_id]] for record in records}


def _copies(records: Sequence[Record]) -> dict[str, str]:
    """For each article the smallest id among those that share sentences with it."""
    home = {record.article_id: record.article_id for record in records}

    def find(article: str) -> str:
        while home[article] != article:
            article = home[article]
        return article

    printed: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for piece in record.evidence:
            printed[fold(piece.text)].append(record.article_id)
    for one, two in _same_sentences(sorted(printed)):
        for article in (*printed[one], *printed[two]):
            left, right = sorted((find(printed[one][0]), find(article)))
            home[right] = left
    return {article: find(article) for article in home}


def _same_sentences(sentences: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each long sentence with itself, and pairs that differ in little."""
    yield from ((sentence, sentence) for sentence in sentences if len(sentence) >= SHARED_SENTENCE)
    long = [sentence for sentence in sentences if len(sentence) >= EDITED_SENTENCE]
    for index, one in enumerate(long):
        for two in long[index + 1 :]:
            if Indel.normalized_similarity(one, two, score_cutoff=EDITED) >= EDITED:
                yield one, two
