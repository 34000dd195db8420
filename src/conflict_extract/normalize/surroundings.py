"""What the text of an article says of where its places lie: the divisions that it names, and what are villages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from conflict_extract._characters import lowered
from conflict_extract._files import packaged_table
from conflict_extract.normalize.geonames_table import country_table, division_spellings, sound, table_key
from conflict_extract.normalize.names import place_type

Division = tuple[str, str]
LONGEST_LIST = 120  # letters between "villages" and the last that is listed
_ENDS = re.compile(r"[.!?;؟]\s|。|\n")
_JOINT = re.compile(r"[ -]")


def divisions_named(text: str, countries: Sequence[str]) -> frozenset[Division]:
    """The first-level divisions of some countries that a text names, each with its country: "Hama province", one in
    brackets, and names of several words that are no town's, as "North Kivu".

    Args:
        text: of an article.
        countries: ISO codes.
    """
    return frozenset(
        (country, codes[match[1]])
        for country in countries
        for pattern, codes in [_spellings(country)]
        for match in pattern.finditer(text)
        if not text[match.start() - 1 : match.start()].isalnum()
        if match[2] or _is_division(match[3]) or _is_no_town(match[1], country)
    )


@cache
def _spellings(country: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds a division's name, a bracket that closes behind it and the next word, and the codes of the names.

    Beginning with letters a pattern is searched several times faster than behind a look back.
    """
    codes = dict(division_spellings(country))
    names = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return re.compile(rf"({names or '(?!)'})(?!\w)(?:(\))| (\w+))?"), codes


def _is_division(word: str | None) -> bool:
    return word is not None and place_type(word) == "governorate"


@cache
def _is_no_town(name: str, country: str) -> bool:
    return len(_JOINT.split(name)) > 1 and sound(table_key(name)) not in country_table(country).places


def is_listed_as_village(name: str, text: str) -> bool:
    """Whether a name stands in a text nowhere but in sentences that speak of villages before it."""
    small = lowered(text)
    mentions = [match.start() for match in re.finditer(re.escape(lowered(name)), small)]
    before = [_ENDS.split(small[max(0, start - LONGEST_LIST) : start])[-1] for start in mentions]
    return bool(before) and all(map(_villages().search, before))


@cache
def _villages() -> re.Pattern[str]:
    table = packaged_table("normalize", "surroundings.toml")
    whole = "|".join(re.escape(word.rstrip("-")) + (r"\w*" if word.endswith("-") else "") for word in table["villages"])
    anywhere = "|".join(map(re.escape, table["villages_anywhere"]))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)|{anywhere}")
