"""Fields that the words of an English sentence tell by themselves, so that no model need be asked for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conflict_extract.extraction.english.checks import is_state
from conflict_extract.extraction.english.lexicon import Offsets, check_words, hits
from conflict_extract.extraction.english.names import NAME
from conflict_extract.extraction.english.senses import argument_mismatch, object_follows
from conflict_extract.normalize import ActorTable, actor, find_dates, is_capital, is_pronoun, place_type
from conflict_extract.schema.records import KINDS, Denied, Kind

_TOWARDS = re.compile(
    r"\b(?:to|towards?|into|for|upon|in the direction of)\s+(?:(?:the|a|an|its|their|new|neighbou?ring|nearby)\s+)?"
    r"(?:(?:[\w-]+\s+){0,6}"
    r"(?:of|at|near|in|around|outside|on)\s+)?"
    r"(?:the\s+)?$"
)
_UNIT = re.compile(
    r"(?:(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]*)\s+){1,5}"
    r"(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment|[Cc]orps|[Gg]uard|[Cc]ompany)s?"
    r"|(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment)\s+\d+"
)
_NUMBER = re.compile(
    r"\b(?:(?:[Aa]bout|[Ss]ome|[Mm]ore than|[Aa]t least|[Uu]p to|[Oo]ver|[Nn]early|[Aa]lmost)\s+)?"
    r"(?:\d[\d,.]*|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|"
    r"[Tt]welve|"
    r"\w+teen|\w+ty|[Dd]ozens|[Ss]cores|\w*[Hh]undreds?|\w*[Tt]housands?)(?:-\w+|\s+(?:hundred|thousand|dozen))*\b"
)
_WENT_TO = re.compile(
    r"(?<!according )(?<!due )(?<!loyal )(?<!close )\b(?:towards?|to|into|upon)\s+"
    rf"(?P<to>the\s+(?:capital|city|border|coast)\b|(?:the\s+)?(?:(?:[a-z-]+\s+){{1,3}}(?:of|at|near)\s+)?{NAME})"
)
_ANOTHER_CLAUSE = re.compile(r"[.;:]|\b(?:after|because|who|which|while|as|when|before|said|told)\b")
_HOLDER = re.compile(
    r"\b(?:in|under)\s+(?:the\s+)?(?P<who>(?!(?:its|their|our|his|full|complete|the|"
    r"in)\b)[\w-]+(?:\s+\w+)?)(?:['’]s)?\s+"
    r"(?:hands|control)\b"
)
_OFFICE_HOLDER = re.compile(
    r"(?:(?P<of>[\w'’ -]+?)['’]s?\s+)?(?:[a-z]+\s+){0,3}(?:president|prime minister|minister|spokes\w+|"
    r"ombudsman|officials?|governor|mayor)\b.*"
)
_DENIED_PLACE = re.compile(
    r"\b(?:from|in|into|entered|of|at|over|captured|seized|taken|took|lost|left|near|that)\s+"
    r"(?P<place>surrounding\s+areas\b|(?:(?:all|any)\s+(?:areas|parts)\s+of\s+)?"
    rf"(?:the\s+)?(?:(?:rural|western|eastern|northern|southern|central)\s+)*{NAME}"
    r"(?:\s+(?:area|(?:(?:military|air|army|border|refugee)\s+)?(?:base|airport|camp|crossing))\b)?)"
)
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?")
_MINISTRY_OF = re.compile(r"\b(?:[Mm]inist\w+|[Dd]epartment|[Ss]ecretary|[Ss]tate) (?:of|for) (?:the )?$")
_AT = re.compile(rf"\b(?:in|at|near)\s+(?:the\s+(?:city|town|village|district)\s+of\s+)?(?P<place>{NAME})")
_GENERIC = re.compile(r"\b((?:the|their|its) (?:city|town|village|base|area|airport|camp|outpost|district|province))\b")
_TITLE = re.compile(r"(?:[\w'’-]+\s+){0,4}(?:[\w'’-]+,\s+)?$")
_OFFICE = re.compile(r",\s*(?:[\w'’-]+\s*){0,6}")

_PRONOUN = re.compile(
    r"\b(?P<who>they|we|he|she)\b(?:['’]ve|['’]d)?(?:\s+(?:had|have|has|also|then|later|first|now|soon|only|"
    r"just|all|both|\w+ly))*\s*$",
    re.IGNORECASE,
)
_FROM_WHOM = re.compile(
    r"(?<!km )(?<!kilometers )(?<!kilometres )(?<!miles )(?<!metres )(?<!meters )(?<!away )(?<!far )"
    r"\bfrom\s+(?:(?:the|its|their|his)\s+)?(?:hands\s+of\s+|grip\s+of\s+|"
    r"control\s+of\s+)?(?:the\s+)?(?P<who>(?:(?!\b(?:in|on|after|at|near|by|and|as|"
    r"with|to|during|who|that|which|of|for|early|late)\b)[\w'’-]+[ ]?){1,5})"
)
_FOUGHT = re.compile(
    r"\bafter\s+(?:[\w-]+\s+){0,4}?(?:clashes|fighting|battles?|combat|gunfights?)\s+(?:with|against)\s+(?:the\s+)?"
    r"(?P<who>(?:(?!\b(?:in|on|after|at|near|by|and|as|with|to|during|who|that|which|of|for|over)\b)[\w'’-]+[ ]?){1,4})"
)
_LEFT_ITSELF = re.compile(r"[.;:]|,\s+\w+ing\b|\b(?:withdr|retreat|flee|fled|pull|evacuat|redeploy)\w*")
_DROVE = re.compile(
    r"(?:drove|driven|driving|pushed|forced|expelled|expelling|ousted|dislodged|threw|kicked|"
    r"cleared)\s+(?:the\s+)?(?P<who>(?:[\w'’-]+\s+){0,3}?[\w'’-]+)\s+(?:out|from)\b"
)
_LOSERS = re.compile(
    r"\b(?:the\s+)?(?P<who>(?:[A-Z][\w'’-]*\s+){0,3}(?!(?:has|have|had|also)\b)[\w'’-]+)\s+(?:(?:has|have|had|also)\s+)*$"
)

_PLACE = (
    r"(?P<place>(?:the|its|their|our)\s+(?:[a-z-]+\s+){0,2}?(?:city|town|village|base|camp|airport|district|province|"
    r"capital|positions?|posts?|barracks|stronghold|bastion|enclave|airfield|"
    rf"garrison|outpost|headquarters|area|region|bridge|port)\b(?:\s+(?:of|at)\s+{NAME})?|{NAME})"
)
# what stands behind "from", with the words that lead up to its name
_PLACE_LEFT = (
    r"(?:the\s+capital,\s+)?(?:(?:the|its|their)\s+)?"
    rf"(?:(?:city|town|village|district) of\s+)?{_PLACE}"
)
_LEFT_FROM = re.compile(
    r"\s+(?:[\"“”a-z'’]+\s+){0,5}?(?:from|out of|(?<=out )of)\s+"
    rf"(?:the\s+(?:outskirts|suburbs|cent(?:re|er)|edges?)\s+of\s+)?{_PLACE_LEFT}"
)
_BELONGS = re.compile(r"(?:[\w'’-]+ ){0,3}(?:in|into|under|to) .*\bof", re.IGNORECASE)  # "fell into the hands of" whom
_DRIVES = re.compile(
    r"(?:drove|driven|driv|push|forc|expel|oust|dislodg|threw|thrown|kick|clear|chas|flush)", re.IGNORECASE
)
_DRIVEN_FROM = re.compile(rf"(?:(?<=from)|(?<=out of)|\s+(?:[\w'’-]+\s+){{0,8}}?(?:from|out of))\s+{_PLACE_LEFT}")
# "near Besk, which the rebels took on Friday", "near Besk, the provincial capital that they seized"
_WHICH_THEY = re.compile(
    rf"(?P<place>{NAME})(?:,?\s+which|,\s+(?:the|an?)\s+(?:[a-z-]+\s+){{1,4}}(?:which|that))\s+(?:the\s+)?"
    r"(?:(?!\b(?:was|were|is|are|had been|has been|been)\b)[\w'’-]+\s+){1,5}$"
)
# "Besk, from which they had withdrawn"
_FROM_WHICH = re.compile(
    rf"(?P<place>{NAME}),?\s+(?:from which|from where|whence)\s+(?:(?!\band\b)[\w'’-]+\s+){{1,6}}$"
)
_TAKEN = re.compile(
    r"\s+(?:(?:control|possession|hold|charge)\s+)?(?:of\s+|over\s+)?(?:the\s+)?"
    rf"(?:(?:city|town|village|district) of\s+)?{_PLACE}"
)
_HAS_FALLEN = re.compile(
    rf"{_PLACE}(?:,[^,.;:]{{3,60}},)?(?:,?\s+(?:which|that))?\s+(?:(?:has|had|have|been|was|were|is|are|also|now|only|just|already|recently)\s+)*$"
)
_FALLS = re.compile(
    r"(?:fell|fall|lost|chang|c[ao]me|pass|revert|slip|(?:was|were|been|is|are|(?:has|have|had) been)\b)", re.IGNORECASE
)
_LOSES = re.compile(r"(?:(?:has|had|have) )?lost\b", re.IGNORECASE)
_BEEN = re.compile(r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+)?$")

_SAYS = (
    r"(?:said|says|say|told|tells?|reported|reports|announced|announces|added|adds|confirmed|confirms|claimed|"
    r"claims|acknowledged|"
    r"admitted|conceded|declared|stated|wrote|insisted|informs?|broadcast|published|released|posted)"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>(?:(?! (?:in|on|at|who|which|that)\b)[^,.;:\"“”]){2,70})")
_SAID_AFTER = re.compile(
    rf"[,\"”]\s+(?P<who>(?:(?!\b{_SAYS}\b)[^,;:\"“”]){{2,70}}?)(?:\s+(?:on|late on)\s+\w+|\s+late|\s+also|"
    rf"\s+later)?\s+{_SAYS}\b"
)
_SAYS_FIRST = re.compile(
    rf"(?:^|"
    rf"^[^,]{{3,40}},\s+)(?:\d\d:\d\d\s+)?(?P<who>(?:(?!\b{_SAYS}\b)[^,;:\"]){{2,110}}?)(?:,[^,]{{3,60}},)?(?:\s+on\s+\w+)?\s+{_SAYS}\b"
)
_SAID_BY = re.compile(r"[,\"”]\s+(?:said|says)\s+(?P<who>(?:(?! (?:in|on|at|who|which|that)\b)[^,.;:\"“”]){2,60})")
_WHEN_FIRST = re.compile(
    r"(?:(?:(?:[Oo]n|[Bb]y|[Ii]n|[Ll]ate on|[Ee]arl(?:y|ier) on)\s+\w+|[Hh]ours later|[Ee]arlier|[Ll]ater|"
    r"[Mm]eanwhile|[Ss]eparately|But|And)\s*,?\s+)?"
)
_HAVING = re.compile(r"\s+(?:has|have|had|also|later|earlier)$")
_NO_TELLER = re.compile(r"(?:that|which|who|and|but|as|it|he|she|they|where|when|while|after|because)\b", re.IGNORECASE)


def unit_in(name: str) -> Offsets | None:
    """The unit that an actor's name holds: "the 4th Mountain Brigade of the army"."""
    match = _UNIT.search(name)
    return match.span() if match else None


def number_in(name: str) -> Offsets | None:
    """The number of people that an actor's name holds: "about 200 militiamen"."""
    match = _NUMBER.search(name)
    return match.span() if match else None


def went_to(sentence: str, end: int) -> Offsets | None:
    """Where the words behind a trigger say that the force went."""
    match = _WENT_TO.search(sentence, end)
    if match is None or is_date(match.group("to")) or _ANOTHER_CLAUSE.search(sentence[end : match.start()]):
        return None
    return match.span("to")


def leads_towards(sentence: str, start: int, end: int) -> bool:
    """Whether the words between a trigger and a place say that somebody went there.

    Args:
        sentence: English text.
        start: where the place begins.
        end: where the trigger ends.
    """
    before = sentence[min(end, start) : start]
    return _TOWARDS.search(before) is not None and not before.rstrip().endswith("from")


def denied_places(sentence: str, end: int, actors: ActorTable) -> Iterator[Offsets]:
    """The places that the words behind a denial name: "no truth to any withdrawal from rural Damascus"."""
    for match in _DENIED_PLACE.finditer(sentence, end):
        ministry = _MINISTRY_OF.search(sentence[: match.start("place")]) is not None
        if not ministry and not names_side(match.group("place"), actors) and not is_date(match.group("place")):
            yield match.span("place")
    for match in _GENERIC.finditer(sentence, end):
        yield match.span(1)


def happened_at(sentence: str, actors: ActorTable) -> Iterator[Offsets]:
    """The names behind "in", "at" or "near" that are no dates and no actors."""
    for match in _AT.finditer(sentence):
        if not names_side(match.group("place"), actors) and not find_dates(f"in {match.group('place')}"):
            yield match.span("place")


def generic_before(sentence: str, start: int) -> Offsets | None:
    """The last "the city" or "their base" before a trigger."""
    matches = list(_GENERIC.finditer(sentence[:start]))
    return matches[-1].span(1) if matches else None


def subject_pronoun(sentence: str, start: int) -> Offsets | None:
    """The pronoun that is the subject of a trigger: "they had withdrawn"."""
    match = _PRONOUN.search(sentence[:start])
    return match.span("who") if match else None


def loser(sentence: str, start: int, end: int, actors: ActorTable) -> Offsets | None:
    """Who lost a place, where a pattern says so: "seized X from the army", "drove them out of X", "the army lost X"."""
    trigger = sentence[start:end].lower()
    if trigger.startswith(("lost", "los")):
        match = _LOSERS.search(sentence[:start])
    else:
        match = _DROVE.search(sentence, start) or _FROM_WHOM.search(sentence, end)
        if match and match.re is _FROM_WHOM and _LEFT_ITSELF.search(sentence[end : match.start()]):
            match = None
        match = match or _FOUGHT.search(sentence, end)
    if match is None:
        return None
    name = match.group("who").rstrip()
    last = name.split()[-1]
    armed = check_words("armed").search(last) is not None
    if not armed and (not names_side(name, actors) or place_type(last.lower()) is not None):
        return None
    return match.start("who"), match.start("who") + len(name)


def denied_kind(claim: str, sentence: str) -> Denied:
    """The kind of event that a denial is about, told by the words of the claim, else by those of its sentence."""
    for text in (claim, sentence):
        kinds = [hit for hit in hits(text) if hit.kind != "official_denial"]
        for hit in sorted(kinds, key=lambda hit: (not hit.strong, hit.start, KINDS.index(hit.kind))):
            if hit.kind != "official_denial" and argument_mismatch(hit.kind, text, hit.start, hit.end, "") is None:
                return hit.kind
    if check_words("lost_ground").search(claim):
        return "control_change"
    return "other"


def holder(trigger: str) -> Offsets | None:
    """Who holds a place by the trigger's own words: "back in rebel hands", "under the army's control"."""
    match = _HOLDER.search(trigger)
    return match.span("who") if match else None


def for_whom(name: str) -> Offsets | None:
    """Whose office somebody holds who announces what others did: "Azerbaijan's president"; (0, 0) if that is not said.

    None where the name is none of an office.
    """
    match = _OFFICE_HOLDER.fullmatch(name)
    if match is None:
        return None
    return match.span("of") if match.group("of") else (0, 0)


# "captured Hodeidah airport" does not take Hodeidah
_PART_OF_PLACE = re.compile(r" (?:(?:air|army|border|international|military|naval|police) )?(?P<type>[a-z]+)\b")


def place_by_verb(kind: Kind, sentence: str, start: int, end: int, actors: ActorTable) -> list[Offsets]:
    """The place that a verb has for its object, or is left by a force: "withdrew its men from the town", "captured X".

    Only what stands next to the trigger counts; it is a name or a generic word such as "the town".
    """
    whence = _FROM_WHICH.search(sentence[:start]) if kind == "withdrawal" else None
    if whence is not None and not _is_no_name(whence.group("place"), actors):
        return [whence.span("place")]
    driven = kind == "control_change" and _DRIVES.match(sentence, start, end) is not None
    pattern = _LEFT_FROM if kind == "withdrawal" else _DRIVEN_FROM if driven else _TAKEN
    related = _WHICH_THEY.search(sentence[:start]) if kind == "control_change" else None
    if related is not None and not object_follows(sentence[end:]) and not _is_no_name(related.group("place"), actors):
        return [related.span("place")]
    match = pattern.match(sentence, end)
    if match is None and driven and sentence[start:end].lower().startswith("clear"):
        match = _TAKEN.match(sentence, end)
    if match is not None and (
        not _is_no_name(match.group("place"), actors) or (kind == "withdrawal" and is_state(match.group("place")))
    ):
        first, last = match.span("place")
        part = _PART_OF_PLACE.match(sentence, last)
        named = part is not None and place_type(part.group("type")) in ("base", "crossing", "facility")
        return [(first, part.end() if part and named else last)]
    return subject_place(sentence, start, end, actors) if kind == "control_change" else []


def takes_object(sentence: str, start: int, end: int) -> bool:
    """Whether a trigger's place stands behind it where one does: "captured X", "the fall of X", "left X"."""
    if _BELONGS.fullmatch(sentence, start, end):
        return False
    if sentence[start:end].endswith(" of") or sentence[end:].startswith(" of "):
        return True
    return not (_FALLS.match(sentence, start, end) or _BEEN.search(sentence[:start]))


def subject_place(sentence: str, start: int, end: int, actors: ActorTable) -> list[Offsets]:
    """The place that is the subject of a trigger which says that it changed hands: "X, a town, came under control"."""
    if not (_FALLS.match(sentence, start, end) or _BEEN.search(sentence[:start])):
        return []
    if _LOSES.match(sentence, start, end) and not _BEEN.search(sentence[:start]) and object_follows(sentence[end:]):
        return []  # "the region lost some positions"
    match = _HAS_FALLEN.search(sentence[:start])
    return [] if match is None or _is_no_name(match.group("place"), actors) else [match.span("place")]


def _is_no_name(words: str, actors: ActorTable) -> bool:
    return is_date(words) or names_side(words, actors) or is_pronoun(words)


def attribution_span(sentence: str, start: int, end: int) -> Offsets | None:
    """Who says what a trigger states: "according to X", "…, X said", "X said that …", "…, said X"; never a pronoun."""
    for pattern, text_end in ((_ACCORDING, None), (_SAID_AFTER, None), (_SAYS_FIRST, end), (_SAID_BY, None)):
        matches = list(pattern.finditer(sentence, 0, len(sentence) if text_end is None else text_end))
        for match in reversed(matches):
            first, last = match.span("who")
            first += len(_WHEN_FIRST.match(sentence[first:last]).group())  # type: ignore[union-attr]  # it matches ""
            name = _HAVING.sub("", sentence[first:last])
            last = first + len(name)
            named = not is_pronoun(name) and not is_date(name) and not _NO_TELLER.match(name)
            if named and not (first < end and start < last):
                return first, last
    return None


def office_of(sentence: str, start: int, end: int) -> str:
    """The title before a person's name and the office behind it: "Government spokesman X", "X, the minister"."""
    title, office = _TITLE.search(sentence[:start]), _OFFICE.match(sentence[end:])
    return " ".join(match.group() for match in (title, office) if match)


def names_side(words: str, actors: ActorTable) -> bool:
    """Whether words name an actor, and no capital, which is a place as well."""
    return actor(words, actors=actors).side != "unknown" and not is_capital(words, actors)


def is_date(words: str) -> bool:
    """Whether words are a date and nothing else, or the month of one that was cut: "Jan"."""
    return (0, len(words)) in find_dates(words) or _MONTH.fullmatch(words) is not None
