"""Whether a sentence states an event, told by the words around its trigger, for where no parser is at hand.

What no word tells stays open: None, or False.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Literal

from conflict_extract.extraction.english.tables import Words, words
from conflict_extract.extraction.english.vocabulary import (
    TOKEN,
    framed,
    head_of,
    is_no_place,
    is_past,
    lemmas,
    stating,
    taking,
)
from conflict_extract.schema.records import Kind

Factuality = Literal["negated", "planned", "supposed"]

_STOPS = frozenset(";:!?—–")
_FARTHEST = 12  # words from a verb or noun back to what governs it
_FARTHEST_REPORT = 40  # and to what reports its clause
_MOST_ABOVE = 3  # infinitives one above the other
_NOUN_LINKS = frozenset(["of", "for", "on", "about", "against", "to", "over"])


class Clause:
    """The clause in which a trigger stands: its words up to the verb or noun of the trigger that states the event.

    Args:
        kind: what the trigger is said to state.
        sentence: English text.
        start, end: span of the trigger in it.

    Attributes:
        is_known: whether any word of the trigger can state the kind.
    """

    def __init__(self, kind: Kind, sentence: str, start: int, end: int) -> None:
        self._kind = kind
        matches = list(TOKEN.finditer(sentence))
        self._tokens = [each.group() for each in matches]
        self._low = [each.lower() for each in self._tokens]
        own = [at for at, each in enumerate(matches) if each.start() < end and start < each.end()]
        helping = any(is_past(self._low[at]) and not self._helps(at) for at in own)
        known = [at for at in own if self._is(at, stating(kind)) and not (helping and self._helps(at))]
        self.is_known = bool(known) or (kind == "official_denial" and any(map(self._negates, own)))
        self._verb, self._last = (known or own)[0], own[-1]
        self._start = self._clause_start()

    def factuality(self) -> Factuality | None:
        """Whether what the trigger says is negated, planned or only supposed."""
        if self._kind == "official_denial":
            denies = self._is(self._verb, words("denials", "verbs"))
            return "negated" if denies and self._governed(self._verb)[0] == "negated" else None
        if "?" in self._low[-2:]:
            return "supposed"
        if self._is_noun():
            return self._governed_noun() or self._reported()
        found, before = self._governed(self._verb)
        joined = before >= self._start and self._low[before] in words("vocabulary", "joints")
        if found is not None or (joined and is_past(self._low[self._verb])):
            return found
        if joined:
            return self._coordinated(before)
        return self._kept_from(before) or self._done_by_nobody(before) or self._on_condition() or self._reported()

    def takes_no_place(self) -> bool:
        """Whether what is taken is people, weapons or goods: "captured 40 soldiers", "weapons were seized"."""
        objects = framed(self._kind, "objects")  # of "took control of" the place stands behind the object
        if not self._is(self._verb, taking()) or any(self._is(at, objects) for at in range(self._verb, self._last + 1)):
            return False
        subject = self._governed(self._verb)[1]
        if any(self._is(at, frozenset(["be"])) for at in range(subject + 1, self._verb)):  # passive
            that = [at + 1 for at in range(self._start, self._verb) if self._low[at] == "that"]
            head = head_of(self._tokens[max([self._start, *that]) : self._verb])
            return head == self._tokens[subject] and is_no_place(head.lower())
        head = head_of(self._tokens[self._verb + 1 :])
        return not head[:1].isupper() and is_no_place(head.lower())

    def subject(self) -> str:
        """The word before the verb and its auxiliaries, in small letters; "" where there is none."""
        before = self._governed(self._verb)[1]
        return self._low[before] if before >= self._start else ""

    def _is(self, at: int, some: Words) -> bool:
        return not lemmas(self._low[at]).isdisjoint(some)

    def _helps(self, at: int) -> bool:
        return self._is(at, words("vocabulary", "auxiliaries"))

    def _negates(self, at: int) -> bool:
        behind = self._low[at + 1] if at + 1 < len(self._low) else ""
        if behind in ("only", "just", "merely", "far", "long") or (behind == "longer" and self._kind == "withdrawal"):
            return False
        return self._low[at] in words("factuality", "negations") or self._low[at].endswith(("n't", "n’t"))

    def _is_modal(self, at: int) -> bool:
        modal = self._low[at] in words("factuality", "modals") or self._low[at].endswith(("'ll", "’ll"))
        return modal and self._tokens[at] != "May"

    def _before(self, at: int, most: int = _FARTHEST) -> range:
        return range(at - 1, max(self._start, at - most) - 1, -1)

    def _clause_start(self) -> int:
        low = self._low
        for at in range(self._verb - 1, -1, -1):
            if low[at] in words("factuality", "conditions"):
                return at
            aside = low[at] in words("vocabulary", "subordinators")
            joined = low[at] in words("vocabulary", "joints") and at > 0 and low[at - 1] == ","
            ended = low[at] == "." and at > 0 and len(low[at - 1]) > 3 and self._tokens[at + 1][0].isupper()
            if aside or joined or ended or low[at] in _STOPS:
                # "after failing twice, they …" and "…, who had vowed to wait, …" end at their commas
                comma = next((each for each in range(at + 1, self._verb) if low[each] == ","), None)
                return comma + 1 if aside and comma is not None else at + 1
        return 0

    def _governed(self, verb: int, above: int = 0) -> tuple[Factuality | None, int]:
        """What negations, modals and "to" among a verb's auxiliaries say, and where the word before these stands."""
        for at in self._before(verb):
            if self._negates(at):
                return "negated", at
            if self._low[at] == "to":
                return (self._infinitive(at, verb, above) if above < _MOST_ABOVE else None), at
            if self._is_modal(at):
                return "supposed", at
            if not (self._helps(at) or self._low[at] in words("vocabulary", "adverbs") or self._low[at].endswith("ly")):
                return None, at
        return None, self._start - 1

    def _infinitive(self, to: int, verb: int, above: int = 0) -> Factuality | None:
        """Whether an infinitive happened, told by the nearest word before it that can govern one."""
        if to > self._start and self._negates(to - 1):
            return "negated"
        for at in self._before(to):
            if self._low[at] in ("first", "last", "latest", "only", "enough"):
                return None
            noun = self._is(at, words("nouns", "armed")) and not is_past(self._low[at])  # "forces to withdraw"
            happens = self._is(at, words("factuality", "implicative")) and not noun
            fails = self._is(at, words("vocabulary", "negatives") | words("denials", "verbs"))
            meant = words("factuality", "suppositions", "plans", "governors") | words("vocabulary", "nearing")
            if happens or fails or self._is(at, meant):
                governed, _ = self._governed(at, above + 1)
                if governed == "negated":
                    return None if fails else "negated"
                perfect = "have" in self._low[to:verb]  # "claimed to have captured"
                return "negated" if fails else governed if happens else None if perfect else "planned"
        return None

    def _coordinated(self, joint: int) -> Factuality | None:
        """What governs the first of two verbs governs the second: "vowed to press on and capture"."""
        for at in self._before(joint):
            if self._low[at] == "to" and self._low[at + 1] not in words("vocabulary", "determiners"):
                return self._infinitive(at, self._verb)
            if self._is_modal(at):
                return "supposed"
        return None

    def _kept_from(self, before: int) -> Factuality | None:
        """Whether an -ing form did not happen: "without capturing", "prevented the rebels from capturing"."""
        word = self._low[before] if before >= self._start and self._low[self._verb].endswith("ing") else ""
        kept = word == "from" and any(self._is(at, words("vocabulary", "negatives")) for at in self._before(before))
        return "negated" if kept or word == "without" else None

    def _done_by_nobody(self, subject: int) -> Factuality | None:
        """Whether the subject is nobody: "no rebel has", "none of them", "nor did the army"."""
        nobody, low = words("factuality", "nobody") | {"no", "nor"}, self._low
        first = low[self._start] in nobody | {"never", "not"} and self._negates(self._start)
        if first and "," not in low[self._start : self._verb]:
            return "negated"
        phrase = takewhile(
            lambda at: low[at] not in words("vocabulary", "boundaries") | {","}, self._before(subject + 1)
        )
        return "negated" if any(low[at] in nobody and low[at - 1 : at] != ["with"] for at in phrase) else None

    def _on_condition(self) -> Factuality | None:
        """Whether the clause states a condition; "fought until it fell" is none, "will fight until it falls" is."""
        mark = self._low[self._start]
        if self._start == self._verb or mark not in words("factuality", "conditions"):
            return None
        awaited = any(self._is_modal(at) or self._low[at] == "to" for at in range(self._start))
        real = mark in ("until", "till") and (is_past(self._low[self._verb]) or not awaited)
        return None if real else "supposed"

    def _is_noun(self) -> bool:
        before = self._low[self._verb - 1] if self._verb else ""
        marked = before.endswith(("'s", "’s", "’")) or before in words("vocabulary", "determiners")
        marked = marked or self._low[self._verb + 1 : self._verb + 2] == ["of"]
        noun = self._is(self._verb, framed(self._kind, "nouns")) and not is_past(self._low[self._verb])
        return noun and (marked or not self._is(self._verb, framed(self._kind, "verbs")))

    def _governed_noun(self) -> Factuality | None:
        """Whether the event that a noun names happened, told by the words before it: "no", "planned", "demanded"."""
        linked = False
        for at in self._before(self._verb):
            word = self._low[at]
            if self._negates(at) or self._is(at, words("vocabulary", "negatives") | words("denials", "verbs")):
                return "negated"
            if word in words("factuality", "adjectives") or word == "any":
                return "supposed"
            planned = linked and self._is(at, words("factuality", "plans") - words("denials", "reports"))
            if planned or self._is(at, words("factuality", "governors", "suppositions")):
                return "supposed"
            linked = linked or word in _NOUN_LINKS
            if is_past(word) or word == "," or word in words("vocabulary", "boundaries") - _NOUN_LINKS:
                break
        return None

    def _reported(self) -> Factuality | None:
        """Whether the clause is denied, feared or demanded: "denied that", "reports that … are false", "fear that"."""
        low, verb = self._low, self._low[self._verb]
        reports, false = words("denials", "reports"), words("denials", "verbs", "false")
        for at in self._before(self._verb, _FARTHEST_REPORT):
            between = low[at + 1 : self._verb]
            reported = "that" in between or any(lemmas(word) & reports for word in between)
            negated = self._governed(at)[0] == "negated"
            untrue = negated if low[at] in ("true", "truth", "correct") else self._is(at, false) and not negated
            if untrue and (reported or self._is(at, frozenset(["deny"]))) and between[:1] != ["by"]:
                return "negated"
            if self._is(at, reports) and between[:1] in (["that"], ["of"], ["about"]):
                behind = takewhile(lambda word: word not in (";", "but", "while", "and"), low[self._last + 1 :])
                if any(lemmas(word) & false for word in behind):
                    return "negated"
            if self._is(at, words("vocabulary", "fears")) and "," not in between and not low[at].endswith("ing"):
                return "supposed"
            bare = not (is_past(verb) or verb.endswith(("s", "ing")))  # "demanded that they withdraw"
            if bare and "that" in between and self._is(at, words("factuality", "suppositions")):
                return "supposed"
            if self._is(at, words("denials", "speech")) and is_past(low[at]):
                break
        return None
