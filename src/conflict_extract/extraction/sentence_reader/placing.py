"""Which places an item is about: the phrases that the model copied, split, checked and completed by their sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from conflict_extract.extraction.english.arguments import (
    denied_places,
    generic_before,
    happened_at,
    is_date,
    leads_towards,
    place_by_verb,
    subject_place,
    takes_object,
)
from conflict_extract.extraction.english.checks import (
    in_another_clause,
    is_locative_modifier,
    is_place_like,
    is_place_pronoun,
    stands_for,
)
from conflict_extract.extraction.english.lexicon import check_words
from conflict_extract.extraction.english.phrases import place_phrases
from conflict_extract.extraction.english.places import conjuncts, enumerated, enumerations, list_end, type_of, within_of
from conflict_extract.extraction.english.senses import object_follows
from conflict_extract.extraction.sentence_reader.finding import Finder
from conflict_extract.extraction.sentence_reader.question import Item
from conflict_extract.extraction.sentence_reader.screening import without_lead
from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import (
    ActorTable,
    actor,
    find_dates,
    fold,
    is_capital,
    is_generic,
    is_pronoun,
    place_name,
    place_type,
)
from conflict_extract.schema import ACTOR_FIELDS, Article, Place, Sentence

_COUNTED = re.compile(r"\b(both|(?:all|the) (?:two|three|four|five))\s+$")
ONLY_AUXILIARY = re.compile(r"\s+(?:(?:has|have|had|also|then)\s+)*")
_UNNAMED = re.compile(
    r"(?:(?:an?|another|some|several|many|dozens of|a number of)\s|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)\s+(?:\w+\s+){0,2}[a-z]+s\b)",
    re.IGNORECASE,
)
# of "moved in" and "moved out", which stand for the place named before
_PARTICLES = {"control_change": "in", "withdrawal": "out"}
_PREPOSITION = re.compile(
    r"\b(?:in|into|from|of|at|near|inside|around|outside|over|on|and|capital|city)\s+(?:the\s+(?:capital,?\s+)?)?$|,\s+$"
)
# between a name and what explains it: "Kindu, the strategic town and airbase"
_EXPLAINS = re.compile(r",\s+(?:the|an?|its|their)\s+(?:[a-z-]+\s+){0,4}(?:and\s+)?")
_ITS_ARTICLE = re.compile(r"(?:(?:an?|the(?=[^,]*\s(?:of|held)\s))\s+)?")
_LISTED = re.compile(r"\s+(?:and|or)\b")
_UNIT = re.compile(r"(?:brigade|battalion|regiment|division|corps|unit|contingent)s?")
_BESIDE = re.compile(r",\s+(?:also\s+|recently\s+|later\s+)?")  # "near Besk, captured in May"
_AND = re.compile(r"\band\s+(?:(?:then|also|later|\w+ly)\s+)?$")
_CLAUSE_BEGINS = re.compile(r"\b(?:after|since|as|when|while|before|until)\b")
_WHICH = re.compile(r"\b(?:which|that)\b")
_A_LIST = 3  # places that a model has copied as one are not given up for a word nearer to the verb
_SETTLED = frozenset(["city", "town", "village", "area", "governorate"])
_BUT = re.compile(r",?\s+(?:but|while|whereas|although)\s")
_ONLY_A_REPORT = re.compile(
    r"\s+(?:(?:the|these|those|this|such|all|any)\s+)?(?:\w+\s+)?(?:allegations?|claims?|reports?|accusations?|charges?|it|this|them)"
    r"(?:\s+(?:yesterday|today|later|immediately|quickly|(?:on|late)\s+\w+))?(?:\s*[,.;]|\s+(?:as|saying|and|but)\b|$)"
)
_WHO_HOLDS = re.compile(
    r"(?:the\s+)?(?:\w+\s+)?(?:army|troops|soldiers|forces|rebels|fighters|militants|insurgents)\s+(?:(?!training\b)\w+ing|to|into|across)\b",
    re.IGNORECASE,
)
_A_GROUP = re.compile(r"\b(?:group|movement|militia|faction|party|coalition|alliance|organi[sz]ation),\s+$")
_ON_THE_PHONE = re.compile(r"\b(?:phone|telephone|radio)\s+(?:from|in)\b[^,.;]*$")
_POSSESSED = re.compile(r"['’]s?\s+(?:[a-z-]+\s*)+$")
_APPOSED = re.compile(
    r"(?:the\s+)?(?:\w+\s+)?(?:capital|seat|heart|birthplace|hometown|stronghold)\s+(?:city\s+)?of\b"
    r"|[\w-]+['’]s\s+(?:[\w-]+\s+){0,2}(?:city|town|capital|port|neighbou?r|suburb|hub|gateway)$",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\b(?:much|most|all|half|parts?|rest|whole|capital) of\s+(?:the\s+)?$")
_MANY = re.compile(
    r"(?:[a-z-]+\s+){0,3}(?:cities|towns|villages|localities|areas|positions|posts|points|settlements|districts)(?:\s+[^A-Z]*)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UP_TO_DATE = re.compile(r"\s+(?:on|in|around|about|by|before|after|since|until|late|early)\s*$")
# a clause, a title, a banner
_NO_PLACE = re.compile(
    r"^(?:Mrs?|Ms|Dr)\.?$|^home to\b|^\d[\d.,]*\s?(?:km|kilomet\w+|miles)\b|"
    r"\b(?:Minister|President|General|Colonel|Major|Captain|Spokesman|Governor)\s+(?-i:[A-Z])|"
    r"\b(?:flags?|tricolou?r|banners?|(?:central|northern|southern|eastern|western) front)$|"
    r"\s(?:is|are|was|were|has|have|had|once)\s",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"['’]s?\s+")  # "Kabul's fall"
_BATTLE_OF = re.compile(r"\b(?:[Bb]attles?|[Ss]ieges?) (?:of|for)\s+(?:the\s+)?$")
_SPEAKS = re.compile(
    r"\s+(?:has\s+|had\s+|also\s+|\w+ly\s+)*(?:said|says|maintain|claim|insist|accus|announc|believ|vow|warn|argu|den(?:y|ie)|"
    r"report|acknowledg|admit|confirm|reject|dismiss|call|blam|fear|want|hop)\w*\b"
)
_SAID = re.compile(r"\s+(?:said|says|told|added)\b")
_RULES_FROM = re.compile(r"\b(?:authorities|government|leadership|rulers|junta|regime|officials)\s+in\s+$")
_WHERE = re.compile(r"\s(?:in|near|outside|inside|around|at|on|along)\s")
_OF_WHAT = re.compile(r"\s(?:of|from|near|in|at|worth|with|before|after)\s")


@dataclass
class Placed:
    """The places of an item as spans, where a withdrawal went, and the phrases that hold no place, with the reason."""

    spans: list[Span] = field(default_factory=list)
    destination: Span | None = None
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def invented(self) -> bool:
        """Whether a phrase names what the sentences do not."""
        return any(reason == "name_not_in_evidence" for reason, _ in self.refused)


class Placer:
    """Finds the places of items.

    Args:
        article: the article.
        finder: finds copied names in the sentence.
        actors: the table of actors.
    """

    def __init__(self, article: Article, finder: Finder, actors: ActorTable) -> None:
        self._article = article
        self._actors = actors
        self._finder = finder

    def places(self, item: Item, trigger: Span, cited: list[Sentence]) -> Placed:
        """The places that an item names, in the order of the text."""
        placed = Placed()
        here = [trigger.sentence, *(sentence for sentence in cited if sentence is not trigger.sentence)]
        names = [words for name in ACTOR_FIELDS[item.kind] if (words := getattr(item, name))]
        actors = [span for words in names if (span := self._finder.find(words, cited))]
        spans: list[Span] = []
        for words in item.places:
            whole = self._finder.find(words, here)
            if whole is None and (head := _WHERE.split(words)[0]) != words and " " in head:
                whole = self._finder.find(head, here)  # "installations outside Kirkuk" of "outside the city of Kirkuk"
            if whole is None:
                placed.refused.append(("name_not_in_evidence", words))
                continue
            whole = self._beside(whole, spans)
            sound = [part for part in self._parts(whole) if self._is_place(part, trigger, actors)]
            if not sound:
                placed.refused.append(("place_is_no_place", words))
            spans += sound
        self._set_right(item, trigger, spans, placed)
        spans = self._without_surroundings(spans)
        named = [span for span in spans if not _MANY.fullmatch(span.text(self._article))]
        spans = named or spans  # "towns and cities in the south, including Besk"
        unique = {(span.start, span.end): span for span in spans}
        placed.spans = [unique[key] for key in sorted(unique)]
        return placed

    def _beside(self, found: Span, others: list[Span]) -> Span:
        """A name that was found within another place's, where it also stands behind that: "Besk airport in Besk"."""
        around = next((other for other in others if other.start <= found.start and found.end < other.end), None)
        if around is None:
            return found
        sentence, _, end = around.in_sentence
        again = re.compile(rf"\b{re.escape(found.text(self._article))}\b").search(sentence, end)
        return Span.within(found.sentence, again.span()) if again else found

    def place(self, span: Span, listed: list[Span]) -> Place:
        """A place with the type and the surroundings that its sentence tells.

        Args:
            span: where the name stands.
            listed: all places of the same item.
        """
        sentence, start, end = span.in_sentence
        text = span.text(self._article)
        name, kind = place_name(text)
        inside = sorted(other.in_sentence[1:] for other in listed if other.sentence is span.sentence)
        if kind == "other" or is_generic(text):
            kind = type_of(sentence, start, end, inside[0][0] if inside else None) or kind
        within = within_of(sentence, end) or within_of(sentence, list_end(sentence, end, inside))
        return Place(text=text, name=name, type=kind, within=sentence[within[0] : within[1]] if within else None)

    def _parts(self, whole: Span) -> list[Span]:
        """The names within a copied phrase; for "nine villages" those that the sentence lists behind it."""
        text = whole.text(self._article)
        counted = _COUNTED.search(whole.in_sentence[0][: whole.in_sentence[1]])
        if counted and stands_for(f"{counted.group(1)} {text}"):
            return [Span(whole.sentence, whole.start - len(counted.group()), whole.end)]
        if is_date(text):
            return []
        dated = [start for start, end in find_dates(text) if end == len(text)]
        before = _UP_TO_DATE.search(text[: dated[0]]) if dated else None
        if before is not None and before.start():  # "the base around March 19"
            return self._parts(whole.part((0, before.start())))
        listed = enumerated(*whole.in_sentence, self._actors)
        if listed:
            return [Span.within(whole.sentence, offsets) for offsets in listed]
        return [whole.part(phrase) for phrase in place_phrases(text)]

    def _is_place(self, span: Span, trigger: Span, actors: list[Span]) -> bool:
        text = span.text(self._article)
        sentence, start, end = span.in_sentence
        before = sentence[:start]
        if start < len(sentence) - len(without_lead(sentence)):
            return False
        if span.start <= trigger.start and trigger.end <= span.end:
            return False
        between = self._article.text[span.end : trigger.start]
        body = check_words("bodies").search(text) is not None and place_type(text.split()[-1]) is None
        if body and ONLY_AUXILIARY.fullmatch(between):
            return False
        if any(_bare(text) == _bare(each.text(self._article)) for each in actors):
            return False
        if is_place_pronoun(text):
            return True
        if _UNNAMED.match(text) and not any(char.isupper() for char in text):
            return False
        if _SAID.match(sentence, end) and re.search(r"[,\"”]\s*$", before):
            return False
        if _NO_PLACE.search(text) or _RULES_FROM.search(before):
            return False
        if is_date(text) or _YEAR.fullmatch(text) or not is_place_like(text) or self._is_people_or_goods(span):
            return False
        if any(each.start < span.start and span.end <= each.end for each in actors):
            return False
        known_as = actor(text, actors=self._actors).id if len(text.split()) < 3 and "-" not in text else None
        if is_pronoun(text) or known_as is not None:
            if _SPEAKS.match(sentence, end):
                return False
            known = is_capital(text, self._actors) or check_words("states_and_capitals").fullmatch(text) is not None
            known = known or (text.istitle() and _PART_OF.search(before) is not None)
            beside = span.start == trigger.end + 1 or _WHOSE.fullmatch(between) is not None
            stands = beside or _PREPOSITION.search(before) is not None
            return known and stands and not is_locative_modifier(*trigger.in_sentence[::2], start, end)
        if any(pattern.search(before) for pattern in (_A_GROUP, _BATTLE_OF, _ON_THE_PHONE)) or _WHO_HOLDS.match(text):
            return False
        if _APPOSED.match(text) and re.search(r"\w,\s+(?:the\s+)?$", before):
            return False
        if is_locative_modifier(*trigger.in_sentence[::2], start, end) and not _BESIDE.fullmatch(between):
            return False
        return not in_another_clause(*trigger.in_sentence, start, end)

    def _is_people_or_goods(self, span: Span) -> bool:
        """Whether a phrase's head is no place: "Dozens of mercenaries", "frozen accounts of three traders"."""
        start = span.in_sentence[1]
        words = span.text(self._article)
        head = _OF_WHAT.split(words)[0]
        if not is_place_like(head):
            return True
        if _UNIT.fullmatch(head.split()[-1]) and not any(char.isupper() or char.isdigit() for char in words):
            return True
        if any(place_type(word.lower().strip(",.'’")) for word in head.split()):
            return False
        last = head.split()[-1]
        if _POSSESSED.search(words) or (last.islower() and check_words("armed").fullmatch(last)):
            return True
        if len(head.split()) > 1 and last[0].islower() and check_words("not_taken").fullmatch(last):
            return True
        if (
            not any(char.isupper() for char in head[1:])
            and check_words("not_taken").search(head)
            and not re.search(r"\d", head)
        ):
            return True
        first_only = not any(char.isupper() or char.isdigit() for char in words[1:])
        return start == 0 and first_only and len(words.split()) > 1

    def _set_right(self, item: Item, trigger: Span, spans: list[Span], placed: Placed) -> None:
        """What a sentence says of its places besides: where a force went, what a denial is about, whole lists."""
        sentence = trigger.sentence
        if item.kind == "withdrawal":
            towards = [span for span in spans if self._is_destination(span, trigger)]
            placed.destination = towards[-1] if towards else None
            spans[:] = [span for span in spans if span not in towards]
        if item.kind in ("control_change", "withdrawal"):
            by_verb = place_by_verb(item.kind, *trigger.in_sentence, self._actors)
            beside = [Span.within(sentence, offsets) for offsets in by_verb]
            if all(each.end <= trigger.start for each in spans) and self._names_before(item, beside, spans):
                pass  # "captured the city" of the town that was named before it
            elif beside and takes_object(*trigger.in_sentence) and all(each.end <= trigger.start for each in spans):
                spans[:] = beside
            else:
                before = [span for span in spans if self._is_of_clause_before(span, trigger)]
                if len(before) < len(spans):
                    spans[:] = [span for span in spans if span not in before]
        if item.kind == "control_change":
            self._take_subject(trigger, spans)
        if item.kind == "withdrawal" and not spans:
            named = generic_before(*trigger.in_sentence[:2])
            spans += [Span.within(sentence, named)] if named else []
        particle = _PARTICLES.get(item.kind)
        if particle and not spans and sentence.text[: trigger.in_sentence[2]].endswith(f" {particle}"):
            spans.append(Span(sentence, trigger.end - len(particle), trigger.end))
        if item.kind == "official_denial" and _ONLY_A_REPORT.match(sentence.text[trigger.in_sentence[2] :]):
            spans[:] = [span for span in spans if span.end <= trigger.start or span.sentence is not sentence]
        elif item.kind == "official_denial":
            speaker = self._finder.find(item.speaker, [sentence])
            if speaker is not None:
                # what stands within the speaker's name, or between it and the trigger, tells where the speaker is
                end = trigger.start if speaker.end <= trigger.start else speaker.end
                claim = self._finder.find(item.claim, [sentence])
                claimed = [span for span in spans if claim is not None and claim.start <= span.start < claim.end]
                spans[:] = [span for span in spans if span in claimed or not speaker.start <= span.start < end]
            if not spans:
                denied = denied_places(*trigger.in_sentence[::2], self._actors)
                told = [Span.within(sentence, offsets) for offsets in denied]
                told = [span for span in told if not _NO_PLACE.search(span.text(self._article))]
                spans += [span for span in told if speaker is None or not speaker.start <= span.start < speaker.end][:1]
            spans += [Span.within(sentence, offsets) for offsets in _denied_besides(sentence.text, spans, self._actors)]
        if item.kind == "defection" and not spans:
            spans += [Span.within(sentence, offsets) for offsets in happened_at(sentence.text, self._actors)][:1]
        inside = [span.in_sentence[1:] for span in spans if span.sentence is sentence]
        end = trigger.in_sentence[2]
        added = [
            offsets
            for offsets in conjuncts(sentence.text, inside, self._actors)
            if not is_locative_modifier(sentence.text, end, *offsets)
        ]
        spans += [Span.within(sentence, offsets) for offsets in added]

    def _names_before(self, item: Item, beside: list[Span], spans: list[Span]) -> bool:
        """Whether what is taken is only "the city", and the model named which."""
        words = [each.text(self._article) for each in beside]
        generic = words and all(is_generic(each) and place_type(each.split()[-1]) in _SETTLED for each in words)
        named = any(not is_generic(span.text(self._article)) for span in spans)
        return item.kind == "control_change" and bool(named and generic)

    def _take_subject(self, trigger: Span, spans: list[Span]) -> None:
        """Puts the place that is the trigger's subject, and what is listed with it, in place of others."""
        subject = [
            Span.within(trigger.sentence, offsets) for offsets in subject_place(*trigger.in_sentence, self._actors)
        ]
        if not subject or is_locative_modifier(
            trigger.sentence.text, trigger.in_sentence[1], *subject[0].in_sentence[1:]
        ):
            return
        every = enumerations(trigger.sentence.text, self._actors)
        listed = [each for each in every if subject[0].in_sentence[1:] in each]
        meant = [Span.within(trigger.sentence, each) for members in listed for each in members] or subject
        found = [span for span in spans if any(span.start < each.end and each.start < span.end for each in meant)]
        text = trigger.sentence.text
        relative = _WHICH.search(text, subject[0].in_sentence[2], trigger.in_sentence[1])
        kept = [span for span in spans if not _BUT.search(text[span.in_sentence[2] : subject[0].in_sentence[1]])]
        if not found and len(spans) < _A_LIST:
            spans[:] = meant
        elif len(kept) < len(spans):
            spans[:] = kept
        elif relative and found:  # "walked from Bukavu to Kalima, which fell": nothing else before it did
            spans[:] = [span for span in spans if span in found or span.end > trigger.start]

    @staticmethod
    def _without_surroundings(spans: list[Span]) -> list[Span]:
        """The places without those that only tell where another of them lies: "Macomia, in Cabo Delgado"."""
        told = {(span.sentence.number, within_of(span.in_sentence[0], span.in_sentence[2])) for span in spans}
        around = [(number, *within) for number, within in told if within is not None]
        around += [
            (span.sentence.number, *span.in_sentence[1:])
            for span in spans
            for named in spans
            if named.sentence is span.sentence and _explains(*named.in_sentence, *span.in_sentence[1:])
        ]
        return [
            span
            for span in spans
            if not any(
                number == span.sentence.number and start <= span.in_sentence[1] < end for number, start, end in around
            )
        ]

    @staticmethod
    def _is_of_clause_before(span: Span, trigger: Span) -> bool:
        """Whether a place stands before the clause of the trigger: "marched on Besk after retaking Harn", "attacked
        Besk and entered a nearby town".
        """
        text, start, end = trigger.in_sentence
        if span.sentence is not trigger.sentence or span.end > trigger.start:
            return False
        joined = _AND.search(text, span.in_sentence[2], start) is not None and object_follows(text[end:])
        return joined or _CLAUSE_BEGINS.search(text, span.in_sentence[2], start) is not None

    @staticmethod
    def _is_destination(span: Span, trigger: Span) -> bool:
        text, start, _ = span.in_sentence
        if span.sentence is not trigger.sentence:
            return False
        return leads_towards(text, start, trigger.in_sentence[2])


def _explains(sentence: str, first: int, last: int, start: int, end: int) -> bool:
    """Whether a place at [start:end] only says what the name at [first:last] is: "Besk, an airbase of the navy"."""
    begins = _ITS_ARTICLE.match(sentence, start).end()  # type: ignore[union-attr]  # it matches ""
    listed = sentence[first:last].islower() or _LISTED.match(sentence, end) is not None
    return not listed and not sentence[begins].isupper() and _EXPLAINS.fullmatch(sentence, last, begins) is not None


def _bare(name: str) -> str:
    """A name folded, without its article."""
    return re.sub(r"^the\s+", "", fold(name))


def _denied_besides(sentence: str, spans: list[Span], actors: ActorTable) -> list[tuple[int, int]]:
    """The names that stand in one enumeration with the only place of a denial: "that A or B had fallen"."""
    if len(spans) != 1 or spans[0].sentence.text != sentence:
        return []
    start = spans[0].in_sentence[1]
    listed = [members for members in enumerations(sentence, actors) if start in (first for first, _ in members)]
    return [member for members in listed for member in members if member[0] != start]
