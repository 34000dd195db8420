"""The day that "the same day" and "two days later" count from: the last one that the English article tells before."""

from __future__ import annotations

from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import find_dates, resolve
from conflict_extract.schema import Article, Date

REACH = 10  # sentences


def last_date(article: Article, before: Span) -> Date | None:
    """The date that was last resolved before some words of an English article; None where none was, or it is unclear.

    Months and years tell no day to count from and are passed over; after words that cannot be resolved nothing is.
    """
    found: Date | None = None
    number = before.sentence.number
    for sentence in article.sentences[max(0, number - REACH) : number + 1]:
        for start, end in find_dates(sentence.text):
            if sentence.start + end > before.start:
                break
            date = resolve(sentence.text[start:end], article.published, anchor=found, language="en")
            if date.basis == "unresolved":
                found = None
            elif date.start == date.end:
                found = date
    return found
