"""Whether a trigger's word is meant in the sense of its kind, told by who does it and to what.

"The town fell" is about control, "the government fell" is not; troops withdraw from a town, a party from an election.
"""

from __future__ import annotations

import re
from functools import cache

from conflict_extract.extraction.english.lexicon import check_words
from conflict_extract.normalize import place_type
from conflict_extract.schema.records import Kind

_TOKEN = re.compile(r"[^\W_](?:[\w'’-]|(?<=\d)[.,](?=\d))*|[^\s\w]")
_STOPS = re.compile(
    r"in|on|at|near|after|before|with|to|towards|for|by|as|while|and|when|but|or|that|because|since|during|"
    r"under|over|"
    r"until|without|following|amid|who|which|where",
    re.IGNORECASE,
)
_HAD = re.compile(r"captured|seized|occupied|held|taken|controlled")  # "from territory captured from the government"
_LINKS = frozenset(
    ["in", "at", "near", "from", "on", "and", "or", "of", "with", "inside", "outside", "around", "to", "the", "as"]
)
_NEXT_WORDS = re.compile(r"['’]?s?\s+(?P<first>[a-z]+)\b(?:\s+(?P<second>[a-z]+)\b)?")
_BE = r"(?:was|were|been|being|is|are|be)"
_PASSIVE = re.compile(rf"\b{_BE}\s*(?:\w+\s+)?$")
_REDUCED_PASSIVE = re.compile(
    r"\W*(?:(?:last|this|earlier|late|early|recently|yesterday)\s+(?:\w+\s+)?)?(?:from|near|in|at|by|during|on|after|off|along|outside)\b"
)
_AUXILIARY = re.compile(r"^(?:was|were|been|is|are|fell|fall|(?:have|had|has) been)\b", re.IGNORECASE)
# people are driven from a place
_DRIVEN = re.compile(
    r"(?:expel|oust|dislodg|evict|drove|driv|push|rout|forced|kicked|thr[eo]w|chased|flushed|cleared|swept)",
    re.IGNORECASE,
)
_LEFT_SO = re.compile(
    r"[^.;:,]{0,60}?\b(?:dead|injured|wounded|homeless|destroyed|damaged|stranded|displaced|in ruins|in tatters|"
    r"cut off|"
    r"choked|exposed|open|without|behind|vulnerable|isolated)\b"
)
# who is taken to a place, or prisoner, is no place that is taken
_CARRIED = re.compile(
    r"\s+(?:to|by (?:bus|air|road|truck|boat|plane|helicopter|ambulance)|prisoner|hostage|captive|into custody|out of|"
    r"away|aboard|alive)\b"
)
_AS_CAPTIVES = re.compile(r"(?:\s+[\w'’-]+){1,6}?\s+(?:hostage|prisoner|captive)\b")
_MOVED_IN = re.compile(r"enter|set foot|\w+ into|\w+ in$", re.IGNORECASE)
_TAKES = re.compile(
    r"(?:(?:has|have|had|having)\s+(?:\w+\s+)?)?(?:seiz|captur|took|takes?|taken|taking|recover|secur|regain|claim|won|gain)",
    re.IGNORECASE,
)
_DETERMINERS = re.compile(r"an?|the|his|her|more|some", re.IGNORECASE)
_PARTS = re.compile(
    r"half|third|quarter|rest|remainder|most|whole|stronghold|bastion|foothold|ones?|latter|former|two|three|four"
)
_OBJECT_ENDS = re.compile(
    r"from|in|on|at|near|after|before|with|to|by|as|while|and|when|but|that|which|who|during|since|until|was|were|is|are|had|has|have"
)
_TOLD = re.compile(r"^.*\b(?:said|says|stated|announced|confirmed|reported|claimed|added)\s+(?:that\s+)?(?=\S)")
# "the fighters and their families, some 600 people, began to leave"
_WITH_FAMILIES = re.compile(r"\s+and (?:their|his) (?:families|relatives|wives|dependants)\b")
_BETWEEN_COMMAS = re.compile(r",[^,]+,\s*(?=[^,]*$)")
_ENDED = re.compile(r"\bend(?:ed|s|ing)?\s+(?:to\s+)?(?:its|their|the)\s+(?:[\w-]+\s+){0,2}$")
_ITS_CHANGE = re.compile(r"\b(?:his|her|their|its)\s+(?:defections?|desertions?|change of \w+)$", re.IGNORECASE)
_HOMES = re.compile(r"\s+(?:their|his|her|our|its)\s+(?:homes?|houses?|land|lands|farms?)\b")
_TO_HOSPITAL = re.compile(r"\s+to\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:hospital|clinic)")
# "it is a tactical withdrawal", "described it as a tactical withdrawal"
_AS_WHAT = re.compile(r"\b(?:(?i:it|this|that)\s+(?:is|was)|as)\s+an?\s+[\"“‘']?(?:[\w-]+\s+)?[\"“‘']?$")
_LINE_OF = re.compile(r"\b(?:lines?|zones?|areas?|points?) of\s+$", re.IGNORECASE)
_NEVER_WAS = re.compile(r"^[^.;:,]{0,60}?\b(?:failed to|did not|didn['’]t|never) (?:take|took) place\b")
_GUILT = re.compile(
    r"\s+(?:[\w'’-]+\s+){1,4}?of\s+(?:\w+\s+)?(?:genocide|charges?|wrongdoing|crimes?|involvement|blame|guilt)\b"
)
# "weapons they said they had seized"
_THEY_HAD = re.compile(
    r"\s+(?:(?:that|which)\s+)?(?:they|he|it)\s+(?:(?:say|said|says|claimed?)\s+(?:that\s+)?(?:they|he|it)\s+)?(?:had\s+|have\s+|has\s+)?$"
)
# what armed forces are sent to and taken out of, and no place
_FROM_A_MISSION = re.compile(
    r"(?:\s+(?:its|their|his|all|the)){0,2}(?:\s+[\w-]+){0,2}\s+(?:from|out of)\s+(?:an?|the)\s+(?:[\w-]+\s+){0,3}"
    r"(?:force|coalition|operation|alliance|mission|pact|treaty)(?![\s’']+(?:s\s+)?(?:base|compound|camp|headquarters|post)s?\b)"
    r"(?!\s+in\b)\b"
)
_PARTICLE = re.compile(r"\s+(?:off|up|on(?! (?:\w+day|\d))|down|out)\b")
_TRIED = re.compile(r"\b(?:tried|attempt\w*|attack\w*|assault\w*|storm)\b[^.;]*\bbut\s+$")
_REPELLED = re.compile(r"(?:pushed|driven|beaten|forced|thrown) back$", re.IGNORECASE)
# others are driven out, and the "I" or "we" of a quotation is whoever says it
_DRIVEN_OFF = re.compile(r"(?:drove|driven|forced|pushed)\s+\S.*\s(?:out|back|from)$", re.IGNORECASE)
_WE = re.compile(r"[\"“]\s*(?:\w+,\s+)?(?:I|[Ww]e)\s+(?:\w+\s+)?$")
_ARMED_TELLER = re.compile(
    r"\b(?:commander|spokes\w+|general|colonel|major|captain|officer|soldier|fighter|rebel|militant|minist\w+|army|"
    r"military|official)s?\b",
    re.IGNORECASE,
)
_WENT_OUT = re.compile(
    r"(?:dr[io]ve|driven|driving|pushed|pushing|swept)\s+(?:off\s+)?"
    r"(?:(?:\w+wards?|north|south|east|west|on|ahead|forward)\s+)?(?:out of|out|from)"
)
_FOR_HIS_LIFE = re.compile(r"\bfor (?:his|her) life\b")
# "Major General X was captured at Y", "was captured and executed": a person
_A_PERSON = re.compile(
    r"\b(?:General|Gen\.|Colonel|Col\.|Major|Maj\.|Captain|Capt\.|Lieutenant|Lt\.|Brigadier|President|Minister|Sheikh|"
    r"Judge|[Cc]ommander|[Ll]eader)\s+(?:[A-Z][\w'’-]*\s+){1,4}(?:had been|has been|is|was|were|been)\s+(?:\w+ly\s+)?$"
)
_AND_HARMED = re.compile(
    r"\s+and\s+(?:\w+ly\s+)?(?:executed|killed|shot|detained|tortured|beaten|beheaded|hanged|jailed|imprisoned|interrogated|"
    r"questioned|arrested)\b"
)
# "three of them were captured in the town of Besk", "captured a group of Velkans"
_OF_THEM = re.compile(r"\bof them\s+(?:had been|has been|have been|is|are|was|were)\s+$")
_WITHIN_TOWN = re.compile(r"\s+(?:in|at|near)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}(?:town|city|village)\b")
_GROUP_OF = re.compile(r"\s+an?\s+(?:\w+\s+)?(?:group|handful|dozen|band|pair) of\s+(?P<of>(?:[\w-]+\s+){0,2}[\w-]+)")
_NEGATION = re.compile(r"(?:has|have|had|was|were|did)(?:n['’]t| not)\b", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"\b(?:said|says|told|insist\w*|confirm\w*|maintain\w*|claim\w*|stress\w*|assert\w*|announc\w*|affirm\w*|stat(?:ed|es|ing)|"
    r"wrote|add(?:ed|s|ing)|saying)\b[^.;]*$"
)
_SO_SAID = re.compile(r"[^.;\"“”]{0,80}[,\"”]+\s+(?:[\w'’-]+\s+){0,6}?(?:said|says|told|wrote|added|insisted)\b")
_OF_LOSS = re.compile(r"fall|captur|tak|overrun|seiz|occup|los[te]", re.IGNORECASE)
_HAPPENS_TO = re.compile(r"fall|\b(?:been|was|were)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:its|their|our|his|we|they|it|he)\b", re.IGNORECASE)
_NEITHER_WAY = re.compile(r"\bconfirm\w*\s+(?:or|nor)\s+$")
_OFFERED = re.compile(
    r"\b(?:demands?|conditions?|offers?|proposals?|calls?|requests?|plans?|appeals?|invitations?|suggestions?|terms|idea)\b"
    r"(?:\s+[\w'’-]+){0,2}?\s+(?:that|which)\s+[^,;]*$"
)
# a noun phrase right behind a verb: "driven out the army's forces", not "drove out of the town"
_OBJECT = re.compile(
    r"\s+(?!(?:of|from|on|at|in|to|by|with|after|before|when|while|as|and|but|or|that|which|who|where|late|early|over|"
    r"towards?|into|during|through|across|last|this|next|overnight|yesterday|today|again|recently|earlier|since|until|for|"
    r"is|are|was|were|has|had|have|will|[A-Z]\w+day|without|back|near|along|alongside|there|here|it|them|both|all|\w+ly)\b)"
    r"(?!(?:an?|[\w-]+) (?:hours?|days?|weeks?|months?|years?) (?:ago|earlier|before|later)\b)\w"
)
_OUT = re.compile(r"\S+ (?:out|back|off)$")
_REPORT = re.compile(
    r"\b(?:claims?|reports?|allegations?|accusations?|suggestions?|rumou?rs?|assertions?|charges|news|notion|speculation)\b",
    re.IGNORECASE,
)
_AS_ADJECTIVE = re.compile(
    r"\b(?:the|an?|its|their|his|our|this|these|those|long|through|in|into|from|past|of|at|near|around|between|over|other|"
    r"(?:the|an?|its|their|of|in|from|newly-)\s*(?:newly|recently|now)|newly)[\s-]+$",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"[A-Z][\w'’]*[a-z]-$")  # "Velkan-occupied"
_AS_SUCH = re.compile(r"^\s+as\s+(?:an?\s+)?[\"“‘']?[\w-]+[\"”’']?\s+(?:on\s+\w+\s+)?(?:the\s+)?(?:[\w-]+['’]s?\s+)?")
_SUCH = re.compile(r"\b(?:the|an?|these|those|some|its|their|\d+)\s+(?:\w+\s+)?$", re.IGNORECASE)
_PARTICIPLE = re.compile(r"[a-z]+ed", re.IGNORECASE)
_ROUTED_AT = re.compile(r"\s+(?:in|at|near|around|outside)\b")
_POSSESSOR = re.compile(r"\s+(?:the\s+)?(?:[A-Z][\w-]*\s+){0,3}[A-Z][\w-]*['’]s?(?=\s)")
_QUANTITIES = re.compile(r"hundreds|dozens|scores")
_FOR_LONG = re.compile(r"\s+for\s+(?:[\w-]+\s+){1,3}(?:years|decades|months|weeks)\b")
_GOES_ON = re.compile(r"\bcontinu\w+ to\s+$")
_RULER = re.compile(
    r"\s+(?:[A-Z]\w+\s+){0,2}(?:former\s+)?(?:dictator|president|leader|ruler|strongman|prime minister|king)\b",
    re.IGNORECASE,
)
_ACTIVE_ONLY = re.compile(
    r"(?:(?:took|retook|overran|won|drove|threw)\b|(?:went|moved|marched|rolled|walked|swept|poured|pushed|broke) in)",
    re.IGNORECASE,
)
_WHICH_THEY = re.compile(r"\b(?:which|that|where)\s+(?:the\s+)?(?:[\w'’-]+\s+){1,5}$")
_STATE = re.compile(r"(?:(?:is|are|was|were)\s+(?:now\s+|already\s+)?)?(?:in|under|inside)\b", re.IGNORECASE)
_PUSHED = re.compile(r"(?:pushed|drove|forced) (?:from|on)\b", re.IGNORECASE)
_ATTRIBUTIVE = re.compile(r"\w+ing")
_LEFT_WITH = re.compile(r"[^.;:,]{0,80}?\bwith (?:no|little|few|only|just|nothing)\b")
_WHAT_LEFT = re.compile(r"\bwhat (?:was|is|were)\s*$|(?:^|[.;]\s+)(?:This|That|It)\s+(?:has\s+)?$")
# "only a few survivors are left in the village"
_REMAINING = re.compile(r"\s+(?:in|on|at|with|without|behind|inside)\b")
_LEFT_SIDE = re.compile(r"\s+(?:bank|wing|flank|side|hand|shore|arm|leg|of)\b")
_NOT_ITSELF = re.compile(rf"\b{_BE}\s+(?:\w+ly\s+)?$")
_BEHIND_PASSIVE = re.compile(
    r"\s*(?:by|as|[.,;]|outright|that|it|in|on|this|the\s+(?:claim|report|rumou?r)s?|any|having|$)"
)


def argument_mismatch(kind: Kind, sentence: str, start: int, end: int, clause: str) -> str | None:
    """Why the words at [start:end] mean something else than an event of the kind: a reason, or None.

    Args:
        kind: the kind of event that the words can state.
        sentence: English text.
        start, end: span of the words in it.
        clause: the words of their own clause before them.
    """
    trigger = sentence[start:end]
    if _within_a_name(sentence, start, end) or _COMPOUND.search(sentence[:start]):
        return "trigger_of_another_kind"
    behind = sentence[end:]
    if _PARTICIPLE.fullmatch(trigger) and _AS_ADJECTIVE.search(sentence[:start]) and re.match(r"\s+[\w-]", behind):
        return "trigger_of_another_kind"
    if kind == "control_change":
        return _no_change(sentence, start, end, clause)
    if kind == "withdrawal":
        if _LINE_OF.search(sentence[:start]) or _NEVER_WAS.search(behind):
            return "trigger_of_another_kind"
        if _AS_WHAT.search(sentence[:start]) and not re.match(r"[\"”’']?\s+(?:from|of)\b", behind):
            return "trigger_of_another_kind"
        if _OUT.match(trigger) and _DRIVEN.match(trigger) and object_follows(behind):
            return "trigger_of_another_kind"
        if trigger.lower().startswith(("left", "leav")) and _idle_leaving(sentence, start, end):
            return "trigger_of_another_kind"
        if _ATTRIBUTIVE.fullmatch(trigger) and not _PASSIVE.search(sentence[:start]) and _armed_next(behind):
            return "trigger_of_another_kind"
        if trigger.lower() == "gone" and re.match(
            r"\s+(?:beyond|missing|wrong|too|up|down|ahead|on (?:to|strike))\b", behind
        ):
            return "trigger_of_another_kind"
        if _FROM_A_MISSION.match(behind):
            return "trigger_of_another_kind"
        if trigger.lower().startswith("evacuat") and _TO_HOSPITAL.match(behind):
            return "trigger_of_another_kind"
        if _PUSHED.match(trigger) and not _PASSIVE.search(sentence[:start]):
            return "trigger_of_another_kind"
        if _TRIED.search(sentence[:start]) and not re.match(r"\s+from\b", behind):
            return "trigger_of_another_kind"
        if _REPELLED.search(trigger) and _PASSIVE.search(sentence[:start]) and not re.match(r"\s+from\b", behind):
            return "trigger_of_another_kind"
        passive = _PASSIVE.search(sentence[:start]) is not None and not trigger.split()[0].endswith("ing")
        said_of = _head(clause) if passive else object_of(behind)
        if _DRIVEN_OFF.match(trigger) or (_WE.search(clause) and not _ARMED_TELLER.search(sentence)):
            return "trigger_of_another_kind"
        if _FOR_HIS_LIFE.search(behind):
            return "not_armed"
        if check_words("not_left").search(said_of) and not (
            behind.startswith(" of ") and actor_class(said_of) == "armed"
        ):
            return "trigger_of_another_kind"
        subject = _BETWEEN_COMMAS.sub(" ", _WITH_FAMILIES.sub("", _TOLD.sub("", clause)))
        if behind.startswith(" of ") and check_words("always_nouns").fullmatch(trigger):
            subject = said_of  # "the president admitted that the withdrawal of troops"
        return "not_armed" if actor_class(subject) == "civilians" else None
    if kind == "defection":
        if trigger.lower().endswith("ing") and _SUCH.search(sentence[:start]) and _armed_next(behind):
            return "trigger_of_another_kind"
        joined = object_of(behind)
        serves = actor_class(clause) == "armed" and joined.endswith("government")
        if check_words("not_joined").search(joined) and trigger.lower().startswith("join") and not serves:
            return "trigger_of_another_kind"
        if trigger.lower().startswith("join") and not check_words("in_service").search(sentence):
            return "not_armed"
        if _ITS_CHANGE.search(sentence[:end]):
            return "trigger_of_another_kind"
        left = re.match(r"desert", trigger, re.IGNORECASE) is not None
        named = re.match(r"\s+(?:the|their|its|[A-Z]|\d|two|three|four|five|six|several)", behind) is not None
        if left and named and any(place_type(word.lower()) for word in object_of(behind).split()):
            return "trigger_of_another_kind"
        if left and (_PASSIVE.search(sentence[:start]) or _place_deserted(sentence[:start])):
            return "trigger_of_another_kind"
        if check_words("armed").search(_head(clause)):
            return None  # "guerrillas and their families"
        return "not_armed" if check_words("politicians").search(_head(clause)) else None
    passive = _NOT_ITSELF.search(sentence[:start]) is not None
    if is_negation(trigger) and not _is_said_of_own(sentence, start, end, clause):
        return "trigger_of_another_kind"
    if _NEITHER_WAY.search(sentence[:start]):
        return "trigger_of_another_kind"
    if trigger.lower() == "dismissal" and not _REPORT.search(behind[:60]):
        return "trigger_of_another_kind"
    if trigger.lower() == "disputed" and re.match(r"\s+between\b", behind):
        return "trigger_of_another_kind"
    if passive and trigger.lower() == "denied" and not _BEHIND_PASSIVE.match(behind):
        return "trigger_of_another_kind"
    removed = check_words("not_dismissed").search(_head(clause)) is not None
    if passive and removed and trigger.lower() in ("rejected", "rebuffed"):
        return "trigger_of_another_kind"
    if passive and trigger.lower() == "dismissed" and (removed or not re.match(r"\s+(?:as|by)\b", behind)):
        return "trigger_of_another_kind"
    if trigger.lower().startswith(("reject", "dismiss", "rebuff")) and _OFFERED.search(sentence[:start]):
        return "trigger_of_another_kind"
    if who_denies(clause) == "unofficial":
        return "not_official"
    if _REPORT.search(object_of(behind)):
        return None
    behind = _AS_SUCH.sub(" ", behind)  # "dismissed as a ruse the offer of talks"
    name = "not_dismissed" if trigger.lower().startswith(("dismiss", "reject", "rebuff", "disput")) else "not_denied"
    return "trigger_of_another_kind" if check_words(name).search(object_of(behind)) else None


def is_negation(trigger: str) -> bool:
    """Whether a denial's words only negate an event: "had not fallen"."""
    return _NEGATION.match(trigger) is not None


def _is_said_of_own(sentence: str, start: int, end: int, clause: str) -> bool:
    """Whether somebody says that an event has not happened, and that of a loss, or of his own men's leaving: "Velka
    has not withdrawn", said of another, is a charge.
    """
    said = _SAYS_SO.search(sentence[:start]) is not None or _SO_SAID.match(sentence, end) is not None
    if not said or not _OF_LOSS.search(sentence, start, end):
        return said and _OWN.search(clause) is not None
    happens = _HAPPENS_TO.search(sentence, start, end) is not None  # else what has not been lost is no battle
    return happens or any(word[0].isupper() or place_type(word.lower()) for word in object_of(sentence[end:]).split())


def taken_is_no_place(sentence: str, start: int, end: int) -> bool:
    """Whether what the trigger takes is people, weapons or goods: its object behind it, or its subject before it."""
    noun = check_words("not_taken")
    behind = sentence[end:]
    omitted = _THEY_HAD.search(sentence[:start])
    if omitted is not None and re.search(noun.pattern + "$", sentence[: omitted.start()], re.IGNORECASE):
        return True
    subject = re.search(noun.pattern + r"(?:\s+\w+){0,4}?\s*$", sentence[:start], re.IGNORECASE)
    took = _ACTIVE_ONLY.match(sentence[start:end]) or _WHICH_THEY.search(sentence[:start])
    directly = None if took else re.search(noun.pattern + r"\s*$", sentence[:start], re.IGNORECASE)
    passive = _is_passive(sentence, start, end) and not sentence[start:end].split()[0].endswith("ing")
    # "fallen under the control of the rebels", "troops are now inside Bor"
    if _STATE.match(sentence[start:end]) or re.search(
        r" by$|\b(?:under|into|in)\b.* (?:control|hands|rule)$", sentence[start:end]
    ):
        return False
    if _DRIVEN.match(sentence[start:end]) and check_words("civilians").search(sentence[start:end]):
        return True
    if _DRIVEN.match(sentence[start:end]):
        return sentence[start:end].lower().endswith("from") and _HOMES.match(behind) is not None
    if "control" not in sentence[start:end] and (passive or (directly and _REDUCED_PASSIVE.match(behind))):
        return subject is not None and not _is_of_place(
            re.sub(noun.pattern, "", subject.group(), count=1, flags=re.IGNORECASE)
        )
    if sentence[start:end].endswith(("control", "hands")) and not re.match(r"\s+(?:of|over)\b", behind):
        return False
    if _TAKES.match(sentence[start:end]) and _AS_CAPTIVES.match(behind):
        return True
    if _TAKES.match(sentence[start:end]) and (_nothing_held(behind) or (_PARTICLE.match(behind) and not passive)):
        return True
    idiom = check_words("idiom_taken").match(behind.lstrip())
    if idiom:
        return not _is_of_place(behind.lstrip()[idiom.end() :])
    if re.match(r"\s+by\b", behind):
        return False  # "Besk, taken by the rebels"
    group = _GROUP_OF.match(behind)
    if group is not None and not any(place_type(word.lower()) for word in group.group("of").split()):
        return True
    owner = _POSSESSOR.match(behind)
    for token in _TOKEN.finditer(behind, owner.end() if owner else 0):
        word = token.group()
        if _QUANTITIES.fullmatch(word) and behind[token.end() :].startswith(" of "):
            continue
        if word in ".;:!?" or word[0].isupper() or token.start() > 60:
            return False
        if noun.fullmatch(word):
            return not _is_of_place(behind[token.end() :])
        if place_type(word.lower()) is not None or word in ("who", "which", "that", "where", "when", "after", "from"):
            return False
    return False


def _is_passive(sentence: str, start: int, end: int) -> bool:
    return bool(_PASSIVE.search(sentence[:start]) or _AUXILIARY.match(sentence[start:end]))


def _nothing_held(behind: str) -> bool:
    """Whether the object of a verb is a common noun that stands for no place: "seized a consignment of tablets"."""
    phrase: list[str] = []
    for token in _TOKEN.finditer(behind):
        word = token.group()
        if not word[0].isalnum() or _OBJECT_ENDS.fullmatch(word) or len(phrase) == 8:
            break
        phrase.append(word)
    if len(phrase) < 2 or not (_DETERMINERS.fullmatch(phrase[0]) or phrase[0][0].isdigit()):
        return False
    return not any(
        word[0].isupper() or place_type(re.sub(r"['’]s?$", "", word.lower())) or _PARTS.fullmatch(word)
        for word in phrase
    )


def _no_change(sentence: str, start: int, end: int, clause: str) -> str | None:
    trigger, behind = sentence[start:end].lower(), sentence[end:]
    falls = trigger.startswith(("fell", "fall"))
    idle = check_words("fall_idioms").match(behind.lstrip()) or check_words("not_fallen").search(
        _head(sentence[:start])
    )
    if falls and idle:
        return "trigger_of_another_kind"
    if trigger.startswith("enter") and check_words("not_entered").search(object_of(behind)):
        return "trigger_of_another_kind"
    if re.search(r"\bstill\s+$", sentence[:start]):
        return "negated"
    if trigger.startswith(("oust", "captur")) and _RULER.match(behind):
        return "taken_is_no_place"
    handed = object_of(behind).split() if trigger.startswith("hand") else []
    if handed and check_words("not_taken").fullmatch(handed[-1]):
        return "taken_is_no_place"
    if trigger.startswith("occupation") and _ENDED.search(sentence[:start]):
        return "negated"
    if trigger == "cleared" and _GUILT.match(behind):
        return "trigger_of_another_kind"
    if trigger.startswith("breach") and re.match(r"\s+of\b", behind):
        return "trigger_of_another_kind"
    passive = _is_passive(sentence, start, end)
    if passive and (_A_PERSON.search(sentence[:start]) or _AND_HARMED.match(behind)):
        return "taken_is_no_place"
    if passive and _OF_THEM.search(sentence[:start]) and _WITHIN_TOWN.match(behind):
        return "taken_is_no_place"
    if trigger.endswith("taken") and passive and _CARRIED.match(behind):
        return "trigger_of_another_kind"
    if trigger == "routed" and passive and _ROUTED_AT.match(behind):
        return "trigger_of_another_kind"
    if trigger.startswith("occup") and (_FOR_LONG.match(behind) or _GOES_ON.search(sentence[:start])):
        return "trigger_of_another_kind"
    if _WENT_OUT.fullmatch(trigger) and not passive and not (_OUT.match(trigger) and object_follows(behind)):
        return "trigger_of_another_kind"
    if trigger == "crossed into" and check_words("states_and_capitals").fullmatch(object_of(behind)):
        return "trigger_of_another_kind"
    if trigger.startswith("recover") and not passive and re.match(r"\s+(?:in|at|from)\b", behind):
        return "trigger_of_another_kind"
    if passive and trigger.endswith(" into"):  # "bodies were pushed into the river"
        return "trigger_of_another_kind"
    if trigger == "are in" and actor_class(clause) != "armed":
        return "not_armed"
    if _MOVED_IN.match(trigger) and actor_class(clause) == "civilians":
        return "not_armed"
    return "taken_is_no_place" if taken_is_no_place(sentence, start, end) else None


def _is_of_place(behind: str) -> bool:
    """Whether the words behind a noun say that it belongs to a place: "weapons depot", "soldiers' barracks"."""
    match = _NEXT_WORDS.match(behind)
    if match is None:
        return False
    first, second = match.group("first"), match.group("second")
    if first in _LINKS or first.endswith("ing"):
        return False
    return place_type(first) is not None or (second is not None and place_type(second) is not None)


def _within_a_name(sentence: str, start: int, end: int) -> bool:
    """Whether the words are part of a name: "Kosovo Liberation Army", "Operation Capture"."""
    trigger = sentence[start:end]
    if not trigger[:1].isupper() or " " in trigger or start == 0:
        return False
    if re.search(r"[a-z,]\s+$", sentence[:start]):
        return True
    before = re.search(r"([^\W\d_][\w'’-]*)\s+$", sentence[:start])
    behind = re.match(r"\s+([^\W\d_])", sentence[end:])
    return bool(before and before.group(1)[0].isupper()) or bool(before and behind and behind.group(1).isupper())


def object_follows(behind: str) -> bool:
    """Whether a noun phrase follows a verb at once: "retook a village", "driven out the army's forces"."""
    return _OBJECT.match(behind) is not None


def object_of(behind: str) -> str:
    """The noun phrase behind a verb: up to a preposition, a conjunction or a stop, "from" and "out of" set aside."""
    words: list[str] = []
    for token in _TOKEN.finditer(behind):
        word = token.group()
        if not words and word.lower() in (
            "from",
            "of",
            "out",
            "the",
            "its",
            "their",
            "a",
            "an",
            "his",
            "into",
            "any",
            "up",
            "on",
        ):
            continue
        if _STOPS.fullmatch(word) or not word[0].isalnum() or len(words) == 6 or (words and _HAD.fullmatch(word)):
            break
        words.append(word)
    return " ".join(words)


def _head(clause: str) -> str:
    """The last words of a clause, among which the noun before a verb stands."""
    return " ".join(re.findall(r"[\w'’-]+", clause)[-5:])


def actor_class(words: str) -> str | None:
    """Which sort of people words name last: "armed", "civilians", or None for neither."""
    return _last_of(words, "armed", "civilians")


def who_denies(clause: str) -> str | None:
    """Which sort of speaker a clause names last: "officials", "unofficial", or None for neither."""
    return _last_of(clause, "officials", "unofficial")


def _last_of(words: str, *names: str) -> str | None:
    """The list whose word stands last; of two that end together the one with the longer word."""
    last = [
        (match.end(), -match.start(), name)
        for name in names
        for match in check_words(name).finditer(words)
        if not words.startswith("-", match.end())  # "rebel-held"
    ]
    return max(last)[2] if last else None


def _armed_next(behind: str) -> bool:
    """Whether an -ing form describes those named next: "destroyed by retreating troops"."""
    following = re.match(r"\s+([\w-]+)", behind)
    return following is not None and check_words("armed").fullmatch(following.group(1)) is not None


def _idle_leaving(sentence: str, start: int, end: int) -> bool:
    """Whether "left" tells a state or what came of it: "left 12 dead", "the left bank", ", leaving the road cut"."""
    before, behind = sentence[:start], sentence[end:]
    if _LEFT_SIDE.match(behind) or _LEFT_SO.match(behind) or _LEFT_WITH.match(behind):
        return True
    if _WHAT_LEFT.search(before) or (_PASSIVE.search(before) and _REMAINING.match(behind)):
        return True
    return sentence[start:end].lower() == "leaving" and re.search(r",\s*$", before) is not None


@cache
def _deserted() -> re.Pattern[str]:
    return re.compile(rf"(?P<word>[a-z]+)(?:\s+(?:at|in|of)\s+[A-Z][\w'’-]*)?\s+(?:\w+\s+)?{_BE}\s+(?:\w+ly\s+)?$")


def _place_deserted(before: str) -> bool:
    match = _deserted().search(before)
    return match is not None and place_type(match.group("word")) is not None
