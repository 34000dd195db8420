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
        (r"\bx", "h"),  # Xaneqin, Khanaqin
        (r"sh|sch", "S"),
        (r"dzh|dj|dz(?=a)", "j"),  # Sudzha, Djibo
        (r"zh", "z"),
        (r"dh", "d"),  # Haradh, Harad
        (r"bh", "b"),  # Bhamo, Bamaw
        (r"ng?(?= ?m)", ""),  # Waingmaw, Waimaw
        (r"\bvu", "u"),  # Vuhledar, Ugledar
        (r"[ae]t(?= )", "a"),  # Muadamiyat al-Sham, Muadamiya
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
        (r"[ae]+[iy]+|a+e|[iy]e\b", "i"),  # Deir, Dayr
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
_REPEATED = re.compile(r"([a-z])\1+")
_C = re.compile(r"c(?!h)")
_J = re.compile(r"(?<=[aeiou])j(?![aeiou])")
_CROSSING = frozenset({"crossing"})
_BASES = {frozenset({"base"}), frozenset({"airport"})}
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
    consonants = _VOWELS.sub("", _by_class(smooth_key(key).replace(" ", "")))
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
    if not _one_kind(what, other_what) or _numbers(name) != _numbers(other):
        return False
    short = min(len(name), len(other)) < SHORTEST - 1 or max(len(name), len(other)) < SHORTEST
    return any(_same_sound(left, right, short=short) for left in _words(name) for right in _words(other))


def akin(one: str, two: str) -> bool:
    """Whether two place keys that are not alike may still be one name: their consonants are the same and their vowels
    differ ("samara", "semera"), or one has a further word ("busra", "bosra sham") that does not tell it from another
    place ("nova kakhovka" is not "kakhovka"), or one says that it is a crossing, which the press leaves out ("nasib").

    Else what they say of the kind of place, and numbers, must be equal; outskirts and the like are no names.
    """
    (name, what), (other, other_what) = _parted(one), _parted(two)
    if what ^ other_what == _CROSSING and not what & other_what:
        return alike(name, other)
    if not _one_kind(what, other_what) or _numbers(name) != _numbers(other):
        return False
    if any(words().types.get(word) == "area" for word in what):
        return False
    coarse = {coarse_key(each) for each in readings(name)} & {coarse_key(each) for each in readings(other)}
    return bool(coarse - {None}) or _is_short_for(*sorted((name, other), key=_length))


def _length(name: str) -> tuple[int, str]:
    return len(name.split()), name


def _is_short_for(name: str, longer: str) -> bool:
    short, parts = name.split(), longer.split()
    table = words()
    if len(parts) != len(short) + 1 or table.common.issuperset(short):
        return False
    rest = list(parts)
    for word in short:
        found = next((part for part in rest if _same_word(word, part)), None)
        if found is None:
            return False
        rest.remove(found)
    return table.telling.isdisjoint(rest)


def _same_word(one: str, two: str) -> bool:
    left, right = smooth_key(one), smooth_key(two)
    return left == right or (
        min(len(left), len(right)) > SHORTEST and Indel.normalized_similarity(left, right) >= SIMILAR
    )


def _numbers(name: str) -> list[str]:
    return [char for char in name if char.isdigit()]


def _one_kind(what: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two keys say the same of the kind of place; an air base is a base."""
    return what == other or {what, other} == _BASES


@cache
def readings(key: str) -> tuple[str, ...]:
    """A folded name as often as its letters can be read, itself first: a bare c is that of French or what is left of
    one with a mark ("okucani", Okučani), j a consonant or that of the Slavs ("jajce", Jaice)."""
    return tuple(dict.fromkeys(_J.sub(j, _C.sub(c, key)) for c in ("c", "ch") for j in ("j", "y")))


@cache
def _words(name: str) -> frozenset[tuple[str, ...]]:
    """The words of a name in one spelling of their sounds, for each reading."""
    return frozenset(tuple(smooth_key(each).split()) for each in readings(name))


def _same_sound(words_one: tuple[str, ...], words_two: tuple[str, ...], *, short: bool) -> bool:
    if len(words_one) == len(words_two) > 1:
        pairs = zip(words_one, words_two, strict=True)
        if any(Indel.normalized_similarity(left, right) < ALIKE_WORDS for left, right in pairs):
            return False
    one, two = "".join(words_one), "".join(words_two)
    same = one == two or _without_article(one) == _without_article(two)
    if same and not short:
        return True
    if one in (two + "i", two + "u") or two in (one + "i", one + "u"):
        return False  # Lyman and Lymany, Pervomaisk and Pervomaiske
    shortest = min(len(one), len(two))
    if shortest > SHORTEST and Indel.normalized_similarity(one, two) >= SIMILAR:
        return True
    consonants, others = _consonants(one), _consonants(two)
    return (
        consonants == others
        and len(_once(consonants)) >= FEWEST_CONSONANTS
        and Indel.normalized_similarity(one, two) >= ALIKE
    )


@cache
def _without_article(smooth: str) -> str:
    return _GLUED_ARTICLE.sub("", smooth)


@cache
def _consonants(smooth: str) -> str:
    return _VOWELS.sub("", _by_class(smooth))


def _by_class(smooth: str) -> str:
    """A smooth key with like consonants as one."""
    return _once(smooth.translate(_CLASSES))


def _once(letters: str) -> str:
    return _REPEATED.sub(r"\1", letters)
