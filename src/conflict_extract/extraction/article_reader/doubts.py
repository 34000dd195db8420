"""What English words around a trigger say against what a strong model said. They never take it away."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any

from conflict_extract._files import packaged
from conflict_extract.extraction.spans import Span, find
from conflict_extract.normalize import ActorTable
from conflict_extract.schema import Article, Kind
from conflict_extract.schema.records import Doubt

Words = frozenset[str]

_TOKEN = re.compile(r"\w+(?:['’-]\w+)*(?:(?<=s)['’])?|[^\w\s]")
_ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))
_STOPS = frozenset(";:!?—–")
_FARTHEST = 12  # words from an infinitive or a noun back to what governs it
_LONGEST_PHRASE = 9  # words of a noun phrase


def doubts_about(
    article: Article, kind: Kind, trigger: Span, actor: str | None, actors: ActorTable, *, ordered: bool
) -> list[Doubt]:
    """What English words of a sentence say against a claim: a plan, a negation, an actor who does no such thing.

    Args:
        article: the article, in English.
        kind: what is claimed.
        trigger: the words that are said to state it.
        actor: who is said to do it, as written; None for nobody.
        actors: the table of actors.
        ordered: whether it is claimed to be only announced or ordered.
    """
    clause = _Clause(kind, *trigger.in_sentence)
    found: list[Doubt] = [] if clause.is_known else ["unknown_trigger"]
    factuality = clause.factuality()
    if factuality == "negated" or (factuality is not None and not ordered):
        found.append(factuality)
    if kind == "control_change":  # anybody may take a place
        return [*found, "unlikely_place"] if clause.takes_no_place() else found
    unlikely = clause.subject_is_civilian() if actor is None else _is_unlikely(article, kind, trigger, actor)
    if unlikely and (actor is None or actors.actor(actor).side in ("unknown", "civilian")):
        found.append("unlikely_actor")
    return found


@cache
def _table(*path: str) -> dict[str, Any]:
    with packaged("extraction", *path).open("rb") as stream:
        return tomllib.load(stream)


@cache
def _words(table: str, *names: str) -> Words:
    """The words of lists of a table: "nouns", "factuality" and "denials" of the room of English, "own" of this one."""
    lists = _table("article_reader", "doubts.toml")["words"] if table == "own" else _table("english", f"{table}.toml")
    return frozenset(word for name in names for word in lists[name].split())


@cache
def _framed(kind: Kind, *slots: str) -> Words:
    """The words by which the role frames of a kind state it."""
    frames = [each for each in _table("english", "frames.toml")["frame"] if each["kind"] == kind]
    return frozenset(word for each in frames for slot in slots for word in each.get(slot, "").split())


@cache
def _known(kind: Kind) -> Words:
    if kind == "official_denial":
        return _words("denials", "verbs", "false", "reports", "speech") | _words("own", "denials")
    return _framed(kind, "verbs", "nouns", "objects")


@cache
def _takers() -> Words:
    """The verbs whose object is the place that is taken, and never somebody who is driven from it."""
    verbs: dict[bool, set[str]] = {True: set(), False: set()}
    for each in _table("english", "frames.toml")["frame"]:
        if each["kind"] == "control_change" and ("object" in each["place"] or each.get("driven")):
            verbs["driven" not in each].update(each["verbs"].split())
    return frozenset(verbs[True] - verbs[False])


@cache
def _irregular() -> dict[str, str]:
    table: dict[str, str] = _table("article_reader", "doubts.toml")["irregular"]
    return {form: lemma for lemma, forms in table.items() for form in forms.split()}


@lru_cache(maxsize=1 << 14)
def _lemmas(word: str) -> Words:
    """What a word in small letters may be a form of, by its ending."""
    word = word.replace("re-", "re").removesuffix("'s").removesuffix("’s")
    if word in _irregular():
        return frozenset([word, _irregular()[word]])
    found = {word, f"{word[:-2]}an"} if word.endswith("men") else {word}
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending) + instead
            found |= {stem, stem[:-1]} if stem[-1] == stem[-2] else {stem}
    return frozenset(found)


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in _irregular()


def _is_thing(word: str, *classes: str) -> bool:
    """Whether a noun, in small letters, is of these classes and cannot stand for a place."""
    places = _words("nouns", "place", "vague", "private", "institution") | _words("own", "grounds")
    return not _lemmas(word).isdisjoint(_words("nouns", *classes)) and _lemmas(word).isdisjoint(places)


def _head(tokens: Sequence[str]) -> str:
    """The head of the noun phrase that tokens begin with; what only counts others gives way to what it counts."""
    head = ""
    for token in tokens[:_LONGEST_PHRASE]:
        word = token.lower()
        if word == "of" and _lemmas(head.lower()) & _words("nouns", "quantity"):
            continue
        if not token[0].isalnum() or word in _words("own", "boundaries"):
            break
        head = token
    return head


class _Clause:
    """The clause in which a trigger stands: its words up to the one that says it.

    Args:
        kind: what the trigger is said to state.
        sentence: English text.
        start, end: span of the trigger in it.
    """

    def __init__(self, kind: Kind, sentence: str, start: int, end: int) -> None:
        self._kind = kind
        matches = list(_TOKEN.finditer(sentence))
        self._tokens = [each.group() for each in matches]
        self._low = [each.lower() for each in self._tokens]
        own = [at for at, each in enumerate(matches) if each.start() < end and start < each.end()] or [0]
        helping = any(_is_past(self._low[at]) and not self._helps(at) for at in own)
        stating = [at for at in own if self._has(at, _known(kind)) and not (helping and self._helps(at))]
        self.is_known = bool(stating) or (kind == "official_denial" and any(map(self._negates, own)))
        self._at, self._last = (stating or own)[0], own[-1]
        self._start = self._clause_start()

    def _has(self, at: int, words: Words) -> bool:
        return not _lemmas(self._low[at]).isdisjoint(words)

    def _helps(self, at: int) -> bool:
        return self._has(at, _words("own", "auxiliaries"))

    def _negates(self, at: int) -> bool:
        behind = self._low[at + 1] if at + 1 < len(self._low) else ""
        if behind in ("only", "just", "merely", "far", "long") or (behind == "longer" and self._kind == "withdrawal"):
            return False
        return self._low[at] in _words("factuality", "negations") or self._low[at].endswith(("n't", "n’t"))

    def _is_modal(self, at: int) -> bool:
        modal = self._low[at] in _words("factuality", "modals") or self._low[at].endswith(("'ll", "’ll"))
        return modal and self._tokens[at] != "May"

    def _before(self, at: int, most: int = _FARTHEST) -> range:
        return range(at - 1, max(self._start, at - most) - 1, -1)

    def _clause_start(self) -> int:
        low = self._low
        for at in range(self._at - 1, -1, -1):
            if low[at] in _words("factuality", "conditions"):
                return at
            aside = low[at] in _words("own", "subordinators")
            joined = low[at] in _words("own", "joints") and at > 0 and low[at - 1] == ","
            ended = low[at] == "." and len(low[at - 1]) > 3 and self._tokens[at + 1][0].isupper()
            if aside or joined or ended or low[at] in _STOPS:
                # "after failing twice, they …" and "…, who had vowed to wait, …" end at their commas
                comma = next((each for each in range(at + 1, self._at) if low[each] == ","), None)
                return comma + 1 if aside and comma is not None else at + 1
        return 0

    def factuality(self) -> Doubt | None:
        """Whether what the trigger says is negated, planned or supposed; None where no word tells that."""
        if self._kind == "official_denial":
            denying = self._has(self._at, _words("denials", "verbs"))
            return "negated" if denying and self._governed(self._at)[0] == "negated" else None
        if self._is_noun():
            return self._noun() or self._reported()
        found, subject = self._governed(self._at)
        joined = subject >= self._start and self._low[subject] in _words("own", "joints")
        past = _is_past(self._low[self._at])
        if found is not None or (joined and past):
            return found
        if joined:
            return self._coordinated(subject)
        return self._without_subject(subject) or self._on_condition(past) or self._reported()

    def _is_noun(self) -> bool:
        before = self._low[self._at - 1] if self._at else ""
        behind = self._low[self._at + 1] if self._at + 1 < len(self._low) else ""
        marked = behind == "of" or before.endswith(("'s", "’s", "’")) or before in _words("own", "determiners")
        only = self._low[self._at] not in _framed(self._kind, "verbs")
        return self._has(self._at, _framed(self._kind, "nouns")) and (only or marked) and not _is_past(self._low[self._at])

    def _governed(self, of: int) -> tuple[Doubt | None, int]:
        """What negations, modals and "to" among the auxiliaries before a verb say, and where the word before these is."""
        for at in self._before(of):
            if self._negates(at):
                return "negated", at
            if self._low[at] == "to":
                return self._infinitive(at, of), at
            if self._is_modal(at):
                return (None if self._undertakes(at) else "supposed"), at
            if not (self._helps(at) or self._low[at] in _words("own", "adverbs") or self._low[at].endswith("ly")):
                return None, at
        return None, self._start - 1

    def _infinitive(self, to: int, verb: int) -> Doubt | None:
        """Whether an infinitive happened, told by the nearest word before it that can govern one."""
        for at in self._before(to):
            if self._low[at] in ("first", "last", "latest", "only", "enough"):
                return None
            negated = self._governed(at)[0] == "negated"
            if self._has(at, _words("own", "negatives") | _words("denials", "verbs")):
                return None if negated else "negated"
            noun = self._has(at, _words("nouns", "armed")) and not _is_past(self._low[at])  # "forces to withdraw"
            if self._has(at, _words("factuality", "implicative")) and not noun:
                return self._governed(at)[0]
            if self._has(at, _words("factuality", "suppositions", "plans", "governors") | _words("own", "nearing")):
                perfect = "have" in self._low[to:verb]  # "claimed to have captured"
                return "negated" if negated else None if perfect or self._is_own_order(at, to) else "planned"
        return None

    def _is_own_order(self, at: int, to: int) -> bool:
        """Whether the side that withdraws orders or promises it: "ordered its men to", "pledged to"."""
        own = not {"its", "their", "his", "our"}.isdisjoint(self._low[at:to]) or not self._has(at, frozenset(["order"]))
        return self._kind == "withdrawal" and own and self._has(at, _words("factuality", "undertaking"))

    def _undertakes(self, modal: int) -> bool:
        """Whether somebody says that he will withdraw: "the army announced that it would"."""
        speech = _words("factuality", "speech", "undertaking")
        own = modal > 0 and self._low[modal - 1] in ("it", "they", "we", "he") and self._low[modal][0] == "w"
        return self._kind == "withdrawal" and own and any(self._has(at, speech) for at in self._before(modal))

    def _coordinated(self, joint: int) -> Doubt | None:
        """What governs the first of two verbs governs the second: "vowed to press on and capture"."""
        for at in self._before(joint):
            if self._low[at] == "to" and self._low[at + 1] not in _words("own", "determiners"):
                return self._infinitive(at, self._at)
            if self._is_modal(at):
                return "supposed"
        return None

    def _without_subject(self, subject: int) -> Doubt | None:
        """Whether nobody does it: "no rebel has", "none of them", "nor did the army"."""
        nobody = _words("factuality", "nobody") | {"no", "nor", "never", "not"}
        first = self._start < self._at and self._low[self._start] in nobody and self._negates(self._start)
        if first and "," not in self._low[self._start : self._at]:
            return "negated"
        for at in self._before(subject + 1, 4):
            if self._low[at] in nobody - {"not", "never"}:
                return "negated" if at == self._start or self._low[at - 1] != "with" else None
            if not self._tokens[at][0].isalnum() or self._low[at] in _words("own", "boundaries"):
                break
        return None

    def _on_condition(self, past: bool) -> Doubt | None:
        if self._low[-1] == "?" or "?" in self._low[self._last :][:2]:
            return "supposed"
        if self._low[self._start] not in _words("factuality", "conditions") or self._start == self._at:
            return None
        if self._low[self._start] not in ("until", "till"):
            return "supposed"
        awaited = any(self._is_modal(at) or self._low[at] == "to" for at in range(self._start))
        return "supposed" if awaited and not past else None  # "will fight until it falls", not "fought until it fell"

    def _noun(self) -> Doubt | None:
        """Whether an event that a noun names happened, told by the words before it: "no", "planned", "demanded the"."""
        linked = False
        for at in self._before(self._at, _LONGEST_PHRASE):
            word = self._low[at]
            if self._negates(at) or self._has(at, _words("own", "negatives") | _words("denials", "verbs")):
                return "negated"
            if word in _words("factuality", "adjectives") or word == "any":
                return "supposed"
            announced = self._kind == "withdrawal" and self._has(at, _words("factuality", "undertaking"))
            planned = linked and self._has(at, _words("factuality", "plans") - _words("denials", "reports"))
            if not announced and (planned or self._has(at, _words("factuality", "governors", "suppositions"))):
                return "supposed"
            linked = linked or word in ("of", "for", "on", "about", "against", "to", "over")
            stops = word in _words("own", "boundaries") or not self._tokens[at][0].isalnum() or _is_past(word)
            if stops and word not in ("of", "for", "on", "about", "against", "to", "over"):
                break
        return None

    def _reported(self) -> Doubt | None:
        """Whether somebody denies or fears what the clause says, or demands it: "denied that", "reports of … are false"."""
        low, bare = self._low, not (_is_past(self._low[self._at]) or self._low[self._at].endswith(("s", "ing")))
        for at in range(self._at - 1, self._start - 1, -1):
            between = low[at + 1 : self._at]
            if self._has(at, _words("denials", "speech")) and (_is_past(low[at]) or low[at].endswith("ing")):
                break
            if self._has(at, _words("denials", "verbs")) and between[:1] != ["by"]:
                report = any(_lemmas(word) & _words("denials", "reports") for word in between) or "that" in between
                denied = report or self._has(at, frozenset(["deny"]))
                return "negated" if denied and self._governed(at)[0] != "negated" else None
            if self._has(at, _words("own", "fears")) and "," not in between and not low[at].endswith("ing"):
                return "supposed"
            if bare and "that" in between and self._has(at, _words("factuality", "suppositions")):
                return "supposed"
            if self._has(at, _words("denials", "reports")) and between[:1] in (["that"], ["of"], ["about"]):
                behind = iter(low[self._last + 1 :])
                said = list(takewhile(lambda word: word not in (";", "but", "while", "and"), behind))
                false = _words("denials", "verbs", "false")
                return "negated" if any(_lemmas(word) & false for word in said) else None
        return None

    def takes_no_place(self) -> bool:
        """Whether what is taken is people, weapons or goods: "captured 40 soldiers", "weapons were seized"."""
        if not self._has(self._at, _takers()):
            return False
        if any(self._has(at, _framed(self._kind, "objects")) for at in range(self._at + 1, self._last + 1)):
            return False
        subject = self._governed(self._at)[1]
        passive = any(self._has(at, frozenset(["be"])) for at in range(subject + 1, self._at))
        if passive:
            return subject >= self._start and self._begins_clause(subject) and self._is_thing_at(subject)
        head = _head(self._tokens[self._at + 1 :])
        return not head[:1].isupper() and _is_thing(head.lower(), "armed", "civilian", "goods", "person")

    def _is_thing_at(self, at: int) -> bool:
        return _is_thing(self._low[at], "armed", "civilian", "goods", "person")

    def _begins_clause(self, noun: int) -> bool:
        """Whether the noun phrase that ends with a noun begins the clause: not "the depot of weapons"."""
        at = noun
        while at > self._start and self._low[at - 1] not in _words("own", "boundaries") and self._low[at - 1] != ",":
            at -= 1
            if self._low[at] == "of" and not self._has(at - 1, _words("nouns", "quantity")):
                return False
        return at == self._start or self._low[at - 1] in ("that", "said")

    def subject_is_civilian(self) -> bool:
        """Whether the word before the verb names civilians, where nobody is said to act."""
        subject = self._governed(self._at)[1]
        return self._start <= subject < self._at and _is_thing(self._low[subject], "civilian")


def _is_unlikely(article: Article, kind: Kind, trigger: Span, actor: str) -> bool:
    """Whether somebody is a civilian who withdraws, a politician who defects, or no official who denies.

    The head of the name tells it; of a name that is proper its title and office do, of a speaker also those before.
    """
    unlikely, likely = _sorts(kind)
    tokens = _TOKEN.findall(actor)
    head = _head(tokens)
    words = frozenset().union(*(_lemmas(each.lower()) for each in tokens))
    if words & likely or not head:
        return False
    if _lemmas(head.lower()) & _words("own", "voices"):
        return kind == "official_denial" and bool(words & unlikely)
    if _lemmas(head.lower()) & unlikely:
        return True
    if not head[0].isupper() or len(tokens) > 4:
        return False
    around = [_lemmas(each.lower()) for each in _around(article, kind, trigger, actor, head)]
    return any(each & unlikely for each in around) and not any(each & likely for each in around)


def _sorts(kind: Kind) -> tuple[Words, Words]:
    """Whom an event of a kind is unlikely of, and whom it is likely of."""
    if kind == "withdrawal":
        return _words("nouns", "civilian"), _words("nouns", "armed")
    if kind == "defection":
        return _words("own", "politicians"), _words("nouns", "armed")
    return _words("nouns", "unofficial"), _words("nouns", "official") - _words("own", "voices")


def _around(article: Article, kind: Kind, trigger: Span, actor: str, last: str) -> Iterator[str]:
    """The title before a name, and the head of the office behind it: "Mayor X", "X, a lawyer"."""
    span = find(actor, [trigger.sentence])
    if span is None:
        return
    sentence, start, end = span.in_sentence
    mentions = [(sentence, start, end)]
    if kind == "official_denial":
        word = re.compile(rf"\b{re.escape(last)}\b")
        earlier = article.sentences[: span.sentence.number]
        mentions += [(each.text, *match.span()) for each in earlier for match in word.finditer(each.text)]
    for text, first, behind in mentions:
        before = _TOKEN.findall(text[max(0, first - 60) : first])[-4:]
        yield from takewhile(lambda each: each[0].isalnum() and each.lower() not in _words("own", "boundaries"), reversed(before))
        if text[behind : behind + 1] == ",":
            yield _head(_TOKEN.findall(text[behind + 1 : behind + 90]))
