"""What the text of an article says of where its places lie: the divisions that it names, and what are villages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from conflict_extract._characters import lowered
from conflict_extract._files import packaged
from conflict_extract.normalize.geonames_table import country_table, sound
from conflict_extract.normalize.names import fold_place, place_type

Division = tuple[str, str]
LONGEST_LIST = 120  # letters between "villages" and the last that is listed
_NAME = r"[^\W\d_a-z][\w'’]*(?:[ -][^\W\d_a-z][\w'’]*){0,2}"
_NAMED = re.compile(rf"({_NAME})(?: (\w+))?")
_IN_BRACKETS = re.compile(rf"\(({_NAME})\)")
_ENDS = re.compile(r"[.!?;؟]\s|。|\n")
_JOINTS = re.compile(r"[ -]")


def divisions_named(text: str, countries: Sequence[str]) -> frozenset[Division]:
    """The first-level divisions of some countries that a text names, each with its country: "Hama province", one in
    brackets, and names of several words that are no town's, as "North Kivu".

    Args:
        text: of an article.
        countries: ISO codes.
    """
    spoken = {(match[1], _is_division(match[2])) for match in _NAMED.finditer(text)}
    spoken |= {(match[1], True) for match in _IN_BRACKETS.finditer(text)}
    found: set[Division] = set()
    for code in countries:
        table = country_table(code)
        for name, told in spoken:
            parts = _JOINTS.split(name)
            for start in range(len(parts)):
                key = sound(fold_place(" ".join(parts[start:])))
                codes = table.divisions.get(key, frozenset())
                if len(codes) == 1 and (told or (len(parts) > start + 1 and key not in table.places)):
                    found.update((code, each) for each in codes)
                    break
    return frozenset(found)


def _is_division(word: str | None) -> bool:
    return word is not None and place_type(word) == "governorate"


def is_listed_as_village(name: str, text: str) -> bool:
    """Whether a name stands in a text nowhere but in sentences that speak of villages before it."""
    small = lowered(text)
    mentions = [match.start() for match in re.finditer(re.escape(lowered(name)), small)]
    before = [_ENDS.split(small[max(0, start - LONGEST_LIST) : start])[-1] for start in mentions]
    return bool(before) and all(map(_villages().search, before))


@cache
def _villages() -> re.Pattern[str]:
    with packaged("normalize", "surroundings.toml").open("rb") as stream:
        table = tomllib.load(stream)
    whole = "|".join(re.escape(word.rstrip("-")) + (r"\w*" if word.endswith("-") else "") for word in table["villages"])
    anywhere = "|".join(map(re.escape, table["villages_anywhere"]))
    return re.compile(rf"(?<!\w)(?:{whole})(?!\w)|{anywhere}")
