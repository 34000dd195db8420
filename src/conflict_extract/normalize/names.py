"""Folding of names: what two spellings of one name have in common."""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii

from conflict_extract._characters import UNSPACED, one_form, visible
from conflict_extract._files import packaged_table
from conflict_extract.normalize.numbers import is_number, size
from conflict_extract.schema.records import PlaceType

_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s|$))")
_APOSTROPHES = re.compile(r"['’‘`ʿʾʼʻ´ʹ′]")
_TOKENS = re.compile(rf"(?:[^\W_]|[{UNSPACED}])+")
# Scripts of which transliteration leaves too little to compare: without vowels, or spelt far from what is spoken.
_KEPT = re.compile(rf"([\u0590-\u077f\u08a0-\u08ff{UNSPACED}]+)")
ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
# Letters that English writes by their sound, where dropping the mark would make another letter of them. Those of Turkic
# languages are told by letters that no other has; beside long vowels "ş" is the Arabic "ṣ".
_MARKED = {"č": "ch", "ć": "ch", "š": "sh", "ž": "zh", "ə": "a"}
_TURKIC = {**_MARKED, "ş": "sh", "ç": "ch", "c": "j", "x": "kh"}
_TURKIC_ONLY = frozenset("əğışƏĞŞ")
_LONG_VOWELS = frozenset("āīūĀĪŪ")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|d)")
_LETTER_AND_NUMBER = re.compile(r"\b([A-Za-z])-(?=\d)")
_NUMBERED_ROAD = re.compile(r"[a-z]\d+")
_MOTORWAY = re.compile(r"M-?\d{1,2}")
_UNSPACED_SCRIPT = re.compile(f"[{UNSPACED}]")


class PlaceName(NamedTuple):
    """A place name without its generic words, and the type that those words tell."""

    name: str
    type: PlaceType


class Elsewhere(NamedTuple):
    """What other languages say of places, by the English words for it."""

    words: dict[str, str]
    links: frozenset[str]
    modifiers: frozenset[str]
    amounts: dict[str, str]


class Words(NamedTuple):
    """The packaged table of words that say what a place is."""

    articles: frozenset[str]
    light: frozenset[str]
    types: dict[str, PlaceType]
    common: frozenset[str]
    telling: frozenset[str]
    qualifiers: frozenset[str]
    synonyms: dict[str, str]
    parts: frozenset[str]
    units: frozenset[str]
    housings: frozenset[str]
    links: frozenset[str]
    services: frozenset[str]
    offices: frozenset[str]
    hosted_types: frozenset[str]
    not_hosts: frozenset[str]
    not_told: frozenset[str]
    stand_ins: frozenset[str]
    amounts: frozenset[str]
    measures: frozenset[str]
    redeployment: frozenset[str]
    elsewhere: Elsewhere

    def tells_what(self, token: str) -> bool:
        """Whether a word of a place key says what the place is rather than what it is called."""
        return token in self.qualifiers or token in self.synonyms or token in self.types


_SETTLED: frozenset[PlaceType | None] = frozenset({"city", "town", "village", "governorate", "area"})


@cache
def words() -> Words:
    """The words that say what a place is."""
    table = packaged_table("normalize", "place_words.toml")
    return Words(
        articles=frozenset(table["articles"]),
        light=frozenset(table["light_words"]),
        types={word: kind for kind, listed in table["types"].items() for word in listed},
        common=frozenset(table["names"]["common"]),
        telling=frozenset(table["names"]["telling"]),
        qualifiers=frozenset(table["qualifiers"]["words"]),
        synonyms={wording: one for one, wordings in table["synonyms"].items() for wording in wordings},
        parts=frozenset(table["parts"]["words"]),
        units=frozenset(table["numbered"]["units"]),
        housings=frozenset(table["numbered"]["housings"]),
        links=frozenset(table["numbered"]["links"]),
        services=frozenset(table["offices"]["services"]),
        offices=frozenset(table["offices"]["names"]),
        hosted_types=frozenset(table["hosted"]["types"]),
        not_hosts=frozenset(table["hosted"]["not_hosts"]),
        not_told=frozenset(table["hosted"]["not_told"]),
        stand_ins=frozenset(table["unnamed"]["stand_ins"]),
        amounts=frozenset(table["unnamed"]["amounts"]),
        measures=frozenset(table["unnamed"]["measures"]),
        redeployment=frozenset(table["wording"]["redeployment"]),
        elsewhere=Elsewhere(
            words={_plain_word(word): one for one, listed in table["elsewhere"]["words"].items() for word in listed},
            links=frozenset(table["elsewhere"]["links"]),
            modifiers=frozenset(map(_plain_word, table["elsewhere"]["modifiers"])),
            amounts={
                _plain_word(word): one for one, listed in table["elsewhere"]["amounts"].items() for word in listed
            },
        ),
    )


@cache
def _synonyms() -> re.Pattern[str]:
    longest_first = sorted(words().synonyms, key=lambda wording: (-len(wording.split()), wording))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


@cache
def fold(text: str) -> str:
    """The name in lower-case words without possessives, apostrophes and articles ("Az-Zawiyah" is "zawiyah"), in ASCII
    where transliteration tells names apart: Arabic, Hebrew, Chinese, Japanese, Thai and Burmese stay as they are.

    Ordinals become numbers: "the 52nd Brigade" is "52 brigade".
    """
    table = words()
    tokens = _tokens(ARABIC_ARTICLE.sub("", text))
    kept = [
        token
        for place, token in enumerate(tokens, 1)
        if token not in table.light and not (token in table.articles and place < len(tokens))
    ]
    return " ".join(kept or tokens)


_ITSELF: frozenset[PlaceType | None] = frozenset({"city", "town", "village", "governorate"})
_SETTLED_NAME = re.compile(r"the (?P<before>[a-z]+) of (?P<of>.+)|(?P<name>.+) (?P<behind>[a-z]+)")
_CYRILLIC = re.compile("[\u0400-\u04ff]")  # an adjective made of the name: "Херсонська область"
_MOST_WORDS = 3  # of what says in another language what a place is
_ELIDED = re.compile(r"^[dDlL]['’](?=\w)")


@lru_cache(maxsize=1 << 16)
def in_english(text: str) -> str:
    """A place's name with the words that say what it is in English: "مطار حلب" is "حلب airport", "ciudad de Orlo" "the
    city of Orlo", "esta ciudad" and "该市" are "city". Names in English, and words that are not known, stay."""
    table = words().elsewhere
    parts = _ELIDED.sub("", _set_apart(text).strip(), count=1).split()
    plain = [_plain_word(part) for part in parts]
    said = [word for word in plain if word not in table.modifiers]
    amount = table.amounts.get(said[0]) if len(said) > 1 else None
    kind = " ".join(said[1:] if amount else said)
    told = table.words.get(kind)
    if told is not None and (amount or told != kind) and not any(map(_may_be_a_name, parts, plain)):
        return f"{amount} {_plural(told)}" if amount else told
    start = next((number for number, word in enumerate(plain) if word not in table.modifiers), 0)
    for count in range(min(_MOST_WORDS, len(parts) - start - 1), 0, -1):
        told, first, behind = table.words.get(" ".join(plain[start : start + count])), parts[start], start + count
        linked = plain[behind] in table.links or _ELIDED.match(parts[behind]) is not None
        rest = parts[behind + (plain[behind] in table.links) :]
        if told is not None and rest and (linked or not _is_latin(first) or (first.islower() and told not in plain)):
            named = " ".join([_ELIDED.sub("", rest[0]), *rest[1:]])
            return f"the {told} of {named}" if words().types.get(told) in _ITSELF else f"{named} {told}"
        told = table.words.get(" ".join(plain[-count:]))
        if told is not None and told != plain[-1]:
            return " ".join([*parts[:-count], told])
    return text


@cache
def named_elsewhere(text: str) -> PlaceName | None:
    """A place as named in a language other than English, with its type; None where nothing tells what it is."""
    told = in_english(text)
    if told == text:
        return None
    if found := _SETTLED_NAME.fullmatch(told):
        kind = words().types.get(found.group("before") or found.group("behind"), "other")
        name = found.group("of") or found.group("name")
        if kind in _ITSELF and name not in words().elsewhere.amounts.values():
            return PlaceName(text if found.group("name") and _CYRILLIC.search(name) else name, kind)
    return PlaceName(text, next(filter(None, map(place_type, reversed(told.split()))), "other"))


def _plural(word: str) -> str:
    return word if word.endswith("s") else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _may_be_a_name(part: str, plain: str) -> bool:
    """Whether a word that tells what a place is begins like a name: "Porto", but not "Місто" or "La"."""
    told = words().elsewhere.words.get(plain)
    return told is not None and part[:1].isupper() and (_is_latin(part) or words().types.get(told) not in _ITSELF)


def _plain_word(word: str) -> str:
    plain = one_form(visible(word)).lower().strip(',;:"“”«»')
    return plain[2:] if len(plain) > 4 and plain.startswith("\u0627\u0644") else plain


def _is_latin(word: str) -> bool:
    return all(char < "\u0250" for char in word)


def _set_apart(text: str) -> str:
    """A name of a script without blanks with a blank before or behind what says what it is."""
    return _unspaced_words().sub(r" \g<0> ", text) if _UNSPACED_SCRIPT.search(text) else text


@cache
def _unspaced_words() -> re.Pattern[str]:
    table = words().elsewhere
    listed = [each for each in (*table.words, *table.amounts) if _UNSPACED_SCRIPT.match(each)]
    either = "|".join(map(re.escape, sorted(listed, key=lambda word: (-len(word), word))))
    pointing = "|".join(map(re.escape, filter(_UNSPACED_SCRIPT.match, table.modifiers)))
    return re.compile(rf"^(?:{pointing})(?=(?:{either})$)|^(?:{either})(?=.)|(?<=..)(?:{either})$")


_OF_A_PART = re.compile(r"(?:the\s+)?(?:north|south|east|west|(?:north|south)-?(?:east|west))ern\s")


@cache
def fold_place(text: str) -> str:
    """The key of a place: its folded name, then what it is, unless that is a settlement or a division.

    "The city of Ar-Rastan" is "rastan". Words for bases, facilities, crossings and roads stay, for they tell the
    place from the town of that name, and so do those for countryside, outskirts and other parts of it. They stand
    behind the name in alphabetical order, one word for several of one meaning: "Quneitra Police Command building" and
    "police headquarters in Quneitra" are "quneitra headquarters police". A unit named by number goes without its base,
    the ends of a road in alphabetical order. A name of nothing but generic words ("the city") folds to these.
    """
    table = words()
    told = in_english(text)
    folded = fold(told)
    tokens = _synonyms().sub(lambda match: table.synonyms[match.group()], folded).split()
    own = [token for token in tokens if not table.tells_what(token)]
    what = {token for token in tokens if _stays(token)}
    if not own:
        return " ".join(sorted(what)) or folded
    if not what and _OF_A_PART.match(told):
        what = {"part"}
    if "road" in what:
        own = sorted({token for token in own if token not in table.links} or own)
        what -= {"crossing", "building"}
    if any(token.isdigit() for token in own) and what & table.units:
        what -= table.housings
    if "road" in what and any(map(_NUMBERED_ROAD.fullmatch, own)):
        what -= {"road"}
    return " ".join([*own, *sorted(what)])


def key_of_whole(key: str) -> str:
    """The key of the place that a place is part of: "borsk" of "borsk outskirts" and "borsk countryside"; of any other
    place its own."""
    return " ".join(token for token in key.split() if token not in words().parts) or key


def division_words(text: str) -> list[str]:
    """The words of a place that call it a division, which its key goes without: "province", "district"."""
    types = words().types
    return [token for token in fold(in_english(text)).split() if types.get(token) == "governorate"]


def _stays(token: str) -> bool:
    table = words()
    return table.tells_what(token) and (token in table.synonyms or table.types.get(token) not in _SETTLED)


def place_type(word: str) -> PlaceType | None:
    """The type that one generic word tells, in singular or plural; None for any other word."""
    plain, types = anyascii(word).lower(), words().types
    return next((types[form] for form in (plain, *_singulars(plain)) if form in types), None)


def _singulars(word: str) -> list[str]:
    if len(word) < 5 or not word.endswith("s") or word.endswith("ss"):
        return []
    return [word[:-1], word[:-3] + "y"] if word.endswith("ies") else [word[:-1]]


_LEADING = re.compile(
    r"^(?:(?:the|a|an)\s+)?(?:[a-z-]+\s+){0,3}?([A-Za-z]+)\s+of\s+(?=[^a-z\s]|(?:al|el|a[dnrstz]|ash)-)"
)
_THE = re.compile(r"^(?:[Tt]he|a|an)\s+")
# "the city of X" is X, "the port of X" is X's port
KINDS_OF_NAMES = frozenset(
    ["city", "town", "village", "hamlet", "settlement", "township", "province", "governorate", "region", "state",
     "oblast", "district", "county", "department", "commune", "municipality"]
)  # fmt: skip
DIRECTIONS = frozenset(
    ["northern", "southern", "eastern", "western", "north", "south", "east", "west", "central", "downtown"]
)
PART_WORDS = frozenset(
    ["capital", "inner", "outer", "old", "upper", "lower", "rural", "most", "half", "much", "parts", "part"]
)
QUARTERS = frozenset(["district", "districts", "quarter", "quarters", "zone", "zones"])
_BY_KIND = re.compile(
    rf"(?:[Tt]he\s+)?(?P<before>(?:[^\s,]++,?+\s++)*?)(?P<kind>{'|'.join(sorted(KINDS_OF_NAMES))}|capital)"
    r"(?P<link>\s+of\s+|,?\s+)(?P<name>(?:[a-z]{2,3}-)?[^\W\d_a-z]\S*+(?:\s++(?:[a-z]{2}|(?=\S*[^\W\d_a-z])\S++))*+)"
)
_NO_BEFORE = frozenset(["of", "in", "at", "on", "near", "around", "outside", "between", "from", "to", "and", "or", "&"])
_BEHIND_HEAD = re.compile(r"\s(?:and|or|of|in|on|at)\s")
_LINKS = frozenset(["and", "or", "on"])
_HEAD_ENDS = frozenset(
    ["of", "in", "at", "on", "near", "around", "outside", "inside", "along", "between", "from", "to"]
)
_WHERE = (_HEAD_ENDS - {"of", "to"}) | {"with"}
_AMOUNT = frozenset(
    ["over", "about", "around", "some", "more", "than", "at", "least", "nearly", "almost", "dozens", "many"]
)


def plain_words(text: str) -> list[str]:
    """The words of a name in small letters, without marks and apostrophes, in ASCII where `fold` has them so."""
    return _tokens(text)


def _tokens(text: str) -> list[str]:
    bare = _APOSTROPHES.sub("", _POSSESSIVE.sub("", one_form(visible(text))))
    plain = _LETTER_AND_NUMBER.sub(r"\1", bare if bare.isascii() else _in_ascii(bare))
    return [ordinal.group(1) if (ordinal := _ORDINAL.fullmatch(token)) else token for token in _split(plain)]


def _in_ascii(text: str) -> str:
    """The text in Latin letters, but for the scripts that are kept."""
    parts = _KEPT.split(_by_sound(text))
    return "".join(part if number % 2 else anyascii(part).replace("'", "") for number, part in enumerate(parts))


def _by_sound(text: str) -> str:
    turkic = not _TURKIC_ONLY.isdisjoint(text) and _LONG_VOWELS.isdisjoint(text)
    return text.translate(_letters(turkic=turkic))


@cache
def _letters(*, turkic: bool) -> dict[int, str]:
    table = _TURKIC if turkic else _MARKED
    return str.maketrans({**table, **{letter.upper(): sound.capitalize() for letter, sound in table.items()}})


def _split(text: str) -> list[str]:
    return _TOKENS.findall(text.lower())


@cache
def place_name(text: str) -> PlaceName:
    """Splits generic words off a place as written.

    "the town of Al-Sukhna" gives ("Al-Sukhna", town); "Daraa city's neighborhoods" the same
    and area; "Nasib border crossing" keeps its words, since they are part of the name of a facility.
    """
    text = visible(text)
    if (elsewhere := named_elsewhere(text)) is not None:
        return elsewhere
    if is_generic(text):
        head = _BEHIND_HEAD.split(text)[0].split()
        return PlaceName(text, next(filter(None, map(place_type, reversed(head))), "other"))
    name = text.strip(' #,.;:"“”')
    if (named := named_by_kind(name)) is not None:
        return named
    kind: PlaceType = "other"
    leading = _LEADING.match(name)
    if leading and (found := place_type(leading.group(1))):
        kind = found
        name = name[leading.end() :] if _drops(leading.group(1)) else name
    name = _THE.sub("", name)
    # what a place is stands before what says where it lies: a village outside Borsk city is a village
    parts = name.split()
    end = _end_of_head(parts, _WHERE)
    words_of, where = parts[:end], parts[end:]
    last = place_type(words_of[-1]) if words_of else None
    if kind == "other":
        before = itertools.takewhile(str.islower, words_of)
        kind = last or next(filter(None, map(place_type, before)), None) or _named_by(words_of) or "other"
    if last == "crossing" and where[:1] == ["with"] and not all(map(str.islower, words_of)):
        where = []  # the neighbour, which no other name of it has
    if last in ("city", "town", "village", "governorate") and any(not word.islower() for word in words_of[:-1]):
        words_of = words_of[:-1]
    return PlaceName(" ".join([*words_of, *where]), kind)


def _end_of_head(parts: list[str], ends: frozenset[str]) -> int:
    """How many words of a phrase stand before the first of some prepositions, which does not begin it."""
    return next((number for number, word in enumerate(parts) if number and word in ends), len(parts))


def named_by_kind(text: str) -> PlaceName | None:
    """X of "the eastern Velkan city of X" and of "the Velkan capital, X", with its type: what stands before the kind
    tells where and whose it is. None for any other phrase, and for parts, several and lists."""
    found = _BY_KIND.fullmatch(text)
    if found is None:
        return None
    before, kind = found.group("before").replace(",", "").split(), found.group("kind")
    linked, name = found.group("link").strip() == "of", found.group("name")
    if not _NO_BEFORE.isdisjoint((*before, *name.split())) or any(map(is_number, before)):
        return None
    if linked and (kind == "capital" or not PART_WORDS.isdisjoint(before)):
        return None
    if linked and kind in QUARTERS and not DIRECTIONS.isdisjoint(before):
        return None
    if not linked and kind != "capital" and any(map(str.isupper, "".join(before))):
        return None  # "Borsk city Karam" is no city
    return PlaceName(name, "city" if kind == "capital" else words().types[kind])


def _drops(word: str) -> bool:
    """Whether "the … of" before a name can go: not that of a base or the countryside, which is not the town, nor that
    of a capital, which seldom is called like its province."""
    small = word.lower()
    return small != "capital" and not _stays(words().synonyms.get(small, small))


def _named_by(parts: list[str]) -> PlaceType | None:
    """The type of "Brigade 52", "Rural Damascus" and "M5"."""
    if len(parts) == 1:
        return "road" if _MOTORWAY.fullmatch(parts[0]) else None
    first = place_type(parts[0]) if parts else None
    counted = any(char.isdigit() for char in parts[1]) if first else False
    return first if counted or (first == "area" and _stays(fold(parts[0]))) else None


_HOST = re.compile(
    r"\b[Ii]n\s+(?:the\s+(?:[a-z]+\s+){1,2}of\s+)?"
    r"((?:(?:[Aa]l|[Ee]l|[Aa][dnrstz]|[Aa]sh)-)?[A-Z][\w'’`]*(?:[- ][A-Z][\w'’`]*)*)"
)


@cache
def hosted_place(text: str, sentences: str) -> str | None:
    """The name of a facility that has none of its own, by the one town that the sentences say things happened in: "In
    Suwayda, the factions took the central prison" tells of the "Suwayda central prison". None where that does not tell.

    Args:
        text: the place as written.
        sentences: those that tell it.
    """
    table = words()
    name = _THE.sub("", text.strip())
    if not is_generic(text) or place_name(text).type not in table.hosted_types:
        return None
    if name.lower().split()[0] in table.not_told or any(word.endswith("s") for word in _tokens(name)):
        return None
    hosts = {fold_place(host): host for host in _HOST.findall(sentences) if host.split()[0] not in table.not_hosts}
    return f"{next(iter(hosts.values()))} {name}" if len(hosts) == 1 else None


_NAME = r"(?:[Aa]l-|[Ee]l-|[Aa][dnrstz]-|[Aa]sh-)?[A-Z][\w'’`-]*+(?: [A-Z][\w'’`-]*+)*+"
_JOIN = r"(?:\s*,|\s+(?:and|or|nor)|\s*,\s+(?:and|or|nor))\s+(?:(?:in|from|of|the)\s+)*"
_LIST = re.compile(rf"{_NAME}(?:{_JOIN}{_NAME})*+")
_BETWEEN = re.compile(_JOIN)


def listed_with(text: str, sentences: str) -> frozenset[str]:
    """The keys of a place and of those that sentences list with it: of "Borsk" in "in Borsk and Tarn" those of both."""
    lists = (_BETWEEN.split(listed) for listed in _LIST.findall(sentences))
    return frozenset({fold_place(text)}.union(*(map(fold_place, names) for names in lists if text in names)))


def tells_redeployment(sentences: str) -> bool:
    """Whether sentences call a withdrawal a redeployment."""
    known, told = words().redeployment, sentences.lower()
    return any(word in told for word in known) and not known.isdisjoint(_split(sentences))


def is_generic(text: str) -> bool:
    """Whether the words name no place of their own: "the city", "their positions", "over 50 towns and villages"."""
    table, text = words(), in_english(text)
    if any(word[:1].isupper() for word in _THE.sub("", text.strip()).split()):
        return False
    tokens = list(itertools.dropwhile(lambda token: token.isdigit() or token in _AMOUNT, _tokens(_THE.sub("", text))))
    return any(token in table.types for token in tokens) and all(
        token in table.types
        or token in table.light
        or token in table.articles
        or token in table.qualifiers
        or token in _LINKS
        for token in tokens
    )


@lru_cache(maxsize=1 << 16)
def is_unnamed(text: str) -> bool:
    """Whether words are no name that tells a place from others: generic ones ("the city"), a stand-in ("there", "all
    three"), or words of a script with capital letters that have none, nor a number ("a key neighbourhood"). What is
    counted or any of its kind has no name either, wherever it lies ("8 villages in Borsk province", "villages near
    Borsk", "a UN base"). Scripts without capital letters are taken for names."""
    text = in_english(text)
    if is_generic(text) or not _parts(text) or " ".join(text.lower().split()) in words().stand_ins:
        return True
    if _is_any_of_a_kind(_parts(text)):
        return True
    amount, rest = _amount(text)
    if not rest:
        return is_number(amount[-1])
    told = _head(rest) if any(map(is_number, amount)) and _is_plural(rest) else rest
    letters = [character for character in _APOSTROPHES.sub("", " ".join(told)) if character.isalpha()]
    numbered = any(map(str.isdigit, "".join(told)))
    # Georgian has small letters alone: none of them has a form for the beginning of a name
    return bool(letters) and not numbered and all(letter != letter.title() for letter in letters)


_SMALL = frozenset({"town", "village"})


def _is_any_of_a_kind(parts: list[str]) -> bool:
    """Whether a phrase means one or several of a kind: "a town in X", "villages near X", "five Ukrainian villages", and
    "the last village outside X", of which there are several, too."""
    end = _end_of_head(parts, _HEAD_ENDS)
    if end < len(parts) and parts[end] == "of":  # "the eastern districts of X" are known by it
        return False
    head = parts[:end]
    last = head[-1].lower()
    if place_type(last) is None or (head[-1] != last and len(head) > 1):
        return False
    first = head[0].lower()
    several = _ends_as_plural(last)
    own = [word for word in head[1:] if any(map(str.isupper, word))]
    if first in ("a", "an", "another") or (several and is_number(first)):
        return True
    if end < len(parts) and not own and head[0].islower() and place_type(last) in _SMALL:
        return True
    return several and not own and first != "the" and (head[0].islower() or place_type(first) is not None)


def place_count(text: str) -> int | None:
    """How many places the words stand for: 5 for "five villages", 1 for "a village"; None where they do not tell, as
    "several villages" and "at least five" do not, and for a name."""
    amount, rest = _amount(in_english(text))
    if not amount or (rest and (not rest[0][0].islower() or rest[0] in words().measures)):
        return None
    if "both" in amount:
        return 2
    if rest and set(amount) <= {"a", "an"}:
        return None if _is_plural(rest) else 1
    bounds = size(" ".join(amount))
    return bounds.min if bounds.min == bounds.max else None


def _parts(text: str) -> list[str]:
    return text.strip(' ,.;:"“”').split()


def _amount(text: str) -> tuple[list[str], list[str]]:
    """The words in front that tell how many, in small letters, and the others; a number in front of what is one thing
    ("307 height") is part of its name."""
    parts, table = _parts(text), words()
    amount = [word.lower() for word in itertools.takewhile(lambda each: _tells_amount(each.lower()), parts)]
    rest = parts[len(amount) :]
    counted = any(any(map(str.isdigit, word)) for word in amount)
    if rest and counted and not _is_plural(rest) and rest[0] not in table.measures:
        return [], parts
    return amount, rest


def _tells_amount(word: str) -> bool:
    return word in words().amounts or is_number(word)


def _is_plural(parts: list[str]) -> bool:
    """Whether the head of a phrase is in the plural."""
    return any(_ends_as_plural(part.rstrip(",")) for part in _head(parts))


def _ends_as_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _head(parts: list[str]) -> list[str]:
    """A phrase up to its first preposition."""
    return list(itertools.takewhile(lambda word: word not in _HEAD_ENDS, parts))
