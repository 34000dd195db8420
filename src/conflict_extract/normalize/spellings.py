"""Keys of names that are written in many ways, and whether two keys are spellings of one name.

The rules are those of romanised Arabic, Ukrainian, Russian, Amharic and Burmese and of African names spelt the French
way. `python -m benchmarks.names` counts how well they do.
"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import Indel

from conflict_extract.normalize.names import words

SIMILAR = 0.86
ALIKE = 0.74
ALIKE_WORDS = 0.60
FEWEST_CONSONANTS = 3
SHORTEST = 4

# In this order: each rule reads what the ones before it left. Capitals stand for sounds until the last rule.
_SOUNDS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"s(?:h?ch|zcz)|tch|tsh", "C"),  # Kitshanga, Kitchanga
        (r"ch", "C"),
        (r"sh|sch", "S"),
        (r"dzh|dj|dz(?=a)", "j"),  # Sudzha, Djibo
        (r"zh", "z"),
        (r"dh", "d"),  # Haradh, Harad
        (r"ts(?=[aeiouy]|\b)|tz", "s"),
        (r"gn\b", "ni"),
        (r"kh", "h"),  # Bakhmut, Bahmut
        (r"gh|gu(?=[ei])", "g"),
        (r"ph", "p"),  # Kyaukphyu, Kyaukpyu
        (r"th", "t"),
        (r"ck|q|c(?![eiy])", "k"),
        (r"c", "s"),
        (r"x", "ks"),
        (r"(?<=\b)h(?=[bdgklmnpst])|(?<=[lmnr])h(?=[bdgklmnpst])", ""),  # Hsipaw, Namhsan
        (r"(?<=[aeiouy])h\b", ""),  # -ah, -eh
        (r"[ae]+[iy]+|[iy]e\b", "i"),  # Deir, Dayr
        (r"[ao]+[uw]+(?=[bdfghjklmnpqrstvzCS]|\b)|oo", "u"),  # Zawr, Zour
        (r"ou|w", "u"),
        (r"[eyi]+", "i"),
        (r"[ou]+", "u"),
        (r"([a-zCS])\1+", r"\1"),
        (r"i?[iu]vk(?=[aiu]\b)", "ivk"),  # Avdiivka, Avdeyevka, Gorlovka
        (r"[iu]v\b", "iv"),  # Chasiv, Chasov
        (r"sk(?:ui|aia|aa)\b", "ski"),  # Pervomaiske, Pervomayskoye
    )
]
_VOWELS = re.compile(r"[aeiouw]+")
# Sounds that languages of one region write one for the other: Luhansk and Lugansk, Wukro and Wuqro, Jijiga and Gijiga.
_CLASSES = str.maketrans({"g": "k", "h": "k", "j": "k", "S": "s", "C": "s", "z": "s", "f": "p"})
_GLUED_ARTICLE = re.compile(r"^[ai]l(?=[^aiu])")


@cache
def smooth_key(key: str) -> str:
    """A folded name in one spelling of its sounds: "zawiyah" and "zawia" are one, so are "deir" and "dayr"."""
    smooth = key
    for pattern, replacement in _SOUNDS:
        smooth = pattern.sub(replacement, smooth)
    return smooth


@cache
def coarse_key(key: str) -> str | None:
    """The consonants of a folded name, like ones as one, which spellings of one name have in common ("zliten",
    "zletin"); None for a name with fewer than three of them."""
    consonants = _VOWELS.sub("", smooth_key(key)).translate(_CLASSES).replace(" ", "")
    consonants = re.sub(r"([a-z])\1+", r"\1", consonants)
    return consonants if len(consonants) >= FEWEST_CONSONANTS else None


@cache
def _parted(key: str) -> tuple[str, frozenset[str]]:
    """A place key as the name and the words that say what the place is; these are the name where there is no other."""
    tokens = key.split()
    if not words().services.isdisjoint(tokens):
        tokens = [token for token in tokens if token not in words().offices]
    name = [token for token in tokens if not words().tells_what(token)]
    return (" ".join(name), frozenset(tokens).difference(name)) if name else (" ".join(sorted(tokens)), frozenset())


def alike(one: str, two: str) -> bool:
    """Whether two place keys are spellings of one name: alike by edits, or somewhat alike and of equal consonants.

    What they say of the kind of place, and numbers, must be equal. Where both have as many words, each must be
    somewhat like its counterpart ("velyka novosilka" is not "velyka pysarivka").
    """
    if one == two:
        return True
    (name, what), (other, other_what) = _parted(one), _parted(two)
    if what != other_what or [c for c in name if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    return _same_sound(name, other)


def _same_sound(name: str, other: str) -> bool:
    words_one, words_two = smooth_key(name).split(), smooth_key(other).split()
    if len(words_one) == len(words_two) > 1:
        pairs = zip(words_one, words_two, strict=True)
        if any(Indel.normalized_similarity(left, right) < ALIKE_WORDS for left, right in pairs):
            return False
    one, two = "".join(words_one), "".join(words_two)
    same = one == two or _GLUED_ARTICLE.sub("", one) == _GLUED_ARTICLE.sub("", two)
    if same and min(len(name), len(other)) >= SHORTEST:
        return True
    if one in (two + "i", two + "u") or two in (one + "i", one + "u"):
        return False  # Lyman and Lymany, Pervomaisk and Pervomaiske
    similarity = Indel.normalized_similarity(one, two)
    if similarity >= SIMILAR and min(len(one), len(two)) > SHORTEST:
        return True
    coarse = coarse_key(name)
    return similarity >= ALIKE and coarse is not None and coarse == coarse_key(other)
