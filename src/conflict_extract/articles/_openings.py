"""How a report opens: whether a date in its first sentence is the day that it reports, or that of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from conflict_extract._files import packaged_table
from conflict_extract.articles._date_lines import PLACES, whole_words
from conflict_extract.articles._dates import Order, WrittenDate, dates_in
from conflict_extract.articles._furniture import is_furniture
from conflict_extract.articles._outlet_names import outlet_words
from conflict_extract.articles._sentences import segment

LONGEST_DATELINE = 160
# A place, with an outlet in brackets or not, and a dash.
UNDATED_DATELINE = re.compile(rf"{PLACES}\s*(?:\([^()\n]{{2,40}}\))?(?:\s*--+|\s+[-–—]|\s*[–—―:])\s*(?=\S)")
PROSE = re.compile(r".{40,}[.!?。؟।]['\"”’»)\]]*$", re.DOTALL)

_TO_THE_DATE = re.compile(
    r"(?:\W*(?:late|early|overnight|at (?:dawn|noon|midnight)|in the (?:\w+ )?(?:hours|morning|evening|night))\b,?)?"
    r"\s*(?:\b(?:on|of|в|у|em|el|le|am|الموافق|يوم|في|مساء|صباح|فجر)\b)*\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w,.:/])(?:19|20|21)\d\d(?![\w:/]|[,.]\d)")


def opening_date(headlines: Sequence[str], line: str, language: str | None, order: Order | None) -> WrittenDate | None:
    """The full date with its weekday in the first sentence, where it is the day that the sentence reports."""
    dateline = UNDATED_DATELINE.match(line[:LONGEST_DATELINE])
    report = line[dateline.end() :] if dateline else line
    sentences = segment(report[:2000], language)
    if not sentences:
        return None
    sentence = sentences[0].text
    dates = list(dates_in(sentence, language, order))
    if len(dates) != 1 or not dates[0].weekday:
        return None
    before, after = sentence[: dates[0].start], sentence[dates[0].end :]
    patterns = _patterns()
    if patterns.wars.search(sentence):
        return None
    if _TO_THE_DATE.fullmatch(before):
        # "On Monday, 1 February 2021, the army took power. Three years later …"
        return (
            None
            if any(map(patterns.other_news.search, [*headlines, *(each.text for each in sentences[:2])]))
            else dates[0]
        )
    return dates[0] if _dates_main_clause(before, after, patterns) else None


def _dates_main_clause(before: str, after: str, patterns: _Patterns) -> bool:
    """Whether a date inside a sentence belongs to its main clause and tells when the news happened.

    A date that ends its sentence does not: "Orsk fell on Saturday, April 15, 2023." opens accounts of later days, too.
    """
    if not patterns.behind.sub("", after).strip(" .!?;:\"'”’»)]।؟。"):
        return False
    if "," in before or patterns.beside.search(before) or patterns.right_before.search(before):
        return False
    if patterns.other_news_or_clause.search(before + " " + after) or patterns.weekday.search(before + " " + after):
        return False
    following = re.match(r"[,\s]*([A-Za-z]+)", after)
    if following is None:
        return True
    word = following[1].lower()
    small = ("after", "against", "amid", "as", "from", "in", "into", "near", "on", "over", "to", "under", "with")
    return word in small or not (word.endswith("ed") or word in outlet_words().headline_words)


def is_of_the_past(day: str, text: str, language: str | None) -> bool:
    """Whether a text speaks of a later year than that of the day, or gives a later date: it is no report of the day.

    Lines that are no prose do not count: they may say when a page was changed, or whose rights it is.
    """
    for line in text.splitlines():
        if not PROSE.match(line) or is_furniture(line):
            continue
        if any(int(match[0]) > int(day[:4]) for match in _YEAR.finditer(line)):
            return True
        if any(date.iso is not None and date.iso[:10] > day[:10] for date in dates_in(line, language)):
            return True
    return False


@dataclass(frozen=True)
class _Patterns:
    other_news: re.Pattern[str]
    other_news_or_clause: re.Pattern[str]
    beside: re.Pattern[str]
    right_before: re.Pattern[str]
    wars: re.Pattern[str]
    weekday: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    table: dict[str, Any] = packaged_table("articles", "dates.toml")
    opening = table["opening"]
    return _Patterns(
        other_news=whole_words("|".join(opening["other_news"])),
        other_news_or_clause=whole_words("|".join(opening["other_news_or_clause"])),
        beside=whole_words("|".join(opening["beside"].values())),
        right_before=re.compile(rf"(?<!\w)(?:{opening['right_before']})\s*$", re.IGNORECASE),
        wars=whole_words("|".join(opening["wars"])),
        weekday=whole_words(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"),
        behind=whole_words(table["labels"]["trailing"]),
    )
