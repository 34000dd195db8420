"""A parsed sentence as plain objects: words with parts of speech and dependencies, which can be kept as JSON.

The names of what a word has are spaCy's, and mean what they mean there (https://spacy.io/api/token).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from conflict_extract.extraction.english.tables import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

# counts the changes of what `as_kept` gives: what was kept in another form is not read
KEPT_FORM = 1


class Token:
    """A word of a tree: equal to itself alone."""

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "head",
        "i",
        "idx",
        "left_edge",
        "lefts",
        "lemma_",
        "lower_",
        "pos_",
        "right_edge",
        "rights",
        "tag_",
        "text",
        "whitespace_",
    )

    doc: Tree
    head: Token
    left_edge: Token
    right_edge: Token
    lefts: tuple[Token, ...]
    rights: tuple[Token, ...]
    children: tuple[Token, ...]

    def __init__(self, i: int, idx: int, text: str, space: str, lemma: str, pos: str, tag: str, dep: str) -> None:
        self.i, self.idx, self.text, self.whitespace_, self.lower_ = i, idx, text, space, text.lower()
        self.lemma_, self.pos_, self.tag_, self.dep_ = lemma, pos, tag, dep

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    def nbor(self, by: int = 1) -> Token:
        """The word that stands so many behind.

        Raises:
            IndexError: there is none.
        """
        if self.i + by < 0:
            raise IndexError(by)
        return self.doc[self.i + by]

    @property
    def subtree(self) -> Iterator[Token]:
        """The word and all that hang on it."""
        for each in self.lefts:
            yield from each.subtree
        yield self
        for each in self.rights:
            yield from each.subtree

    @property
    def ancestors(self) -> Iterator[Token]:
        """The words that it hangs on, the nearest first."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The words that it is coordinated with."""
        first = self
        while first.head is not first and first.dep_ == "conj":
            first = first.head
        found = [first]
        for each in found:
            found += [other for other in each.rights if other.dep_ == "conj"]
        return tuple(each for each in found if each is not self)

    @property
    def is_punct(self) -> bool:
        """Whether it is nothing but punctuation."""
        return all(unicodedata.category(character).startswith("P") for character in self.text)

    @property
    def is_space(self) -> bool:
        """Whether it is nothing but white space."""
        return self.text.isspace()

    @property
    def is_digit(self) -> bool:
        """Whether it is nothing but digits."""
        return self.text.isdigit()

    @property
    def is_stop(self) -> bool:
        """Whether it is one of the most common words, which say little."""
        return self.lower_ in words("grammar", "stop_words")


class Chunk(NamedTuple):
    """A noun phrase without what follows its noun: where it starts and ends, and its noun."""

    start: int
    end: int
    root: Token


class Tree:
    """The words of a sentence, or of several that the parser sees in one.

    Args:
        kept: as `as_kept` makes it.
    """

    def __init__(self, kept: Mapping[str, Any]) -> None:
        at, parts = 0, []
        self._tokens: list[Token] = []
        for number, (text, space, lemma, pos, tag, dep, *_) in enumerate(kept["words"]):
            self._tokens.append(Token(number, at, text, space, lemma, pos, tag, dep))
            parts.append(text + space)
            at += len(text + space)
        self.text = "".join(parts)
        self._join([row[6:] for row in kept["words"]])
        self.noun_chunks = tuple(Chunk(start, end, self[root]) for start, end, root in kept["chunks"])
        self._starts: list[int] = kept["sentences"]

    def _join(self, rows: list[list[int]]) -> None:
        lefts: list[list[Token]] = [[] for _ in rows]
        rights: list[list[Token]] = [[] for _ in rows]
        for token, (head, left, right) in zip(self._tokens, rows, strict=True):
            token.doc = self
            token.head, token.left_edge, token.right_edge = self[head], self[left], self[right]
            if head != token.i:
                (lefts if token.i < head else rights)[head].append(token)
        for token in self._tokens:
            token.lefts, token.rights = tuple(lefts[token.i]), tuple(rights[token.i])
            token.children = token.lefts + token.rights

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return self._tokens[at]

    def sentence_of(self, token: Token) -> str:
        """The text of the sentence that a word stands in."""
        start = max((each for each in self._starts if each <= token.i), default=0)
        end = min((each for each in self._starts if each > token.i), default=len(self))
        return self.text_of(start, end)

    def text_of(self, start: int, end: int | None = None) -> str:
        """The text from one word to before another, or to the end."""
        words = self._tokens[start:end]
        return self.text[words[0].idx : words[-1].idx + len(words[-1])] if words else ""


def as_kept(doc: Doc) -> dict[str, Any]:
    """What spaCy says of a text, as JSON: of each word its text, the space behind it, lemma, part of speech, tag,
    dependency and the numbers of its head and of the first and last word below it; noun phrases; where sentences start.
    """
    return {
        "words": [
            [
                each.text,
                each.whitespace_,
                each.lemma_,
                each.pos_,
                each.tag_,
                each.dep_,
                each.head.i,
                each.left_edge.i,
                each.right_edge.i,
            ]
            for each in doc
        ],
        "chunks": [[each.start, each.end, each.root.i] for each in doc.noun_chunks],
        "sentences": [each.start for each in doc.sents],
    }
