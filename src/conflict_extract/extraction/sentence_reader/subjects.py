"""Who acted, where a small model gave who says so, went on to the verb, or took the wrong clause."""

from __future__ import annotations

import re

from conflict_extract.extraction.english.arguments import is_date
from conflict_extract.extraction.english.lexicon import Hit, check_words, hits
from conflict_extract.extraction.english.names import NAME
from conflict_extract.extraction.english.senses import actor_class, who_denies
from conflict_extract.extraction.english.statements import clause_before, form_of
from conflict_extract.extraction.sentence_reader.question import Item
from conflict_extract.extraction.spans import Span, find
from conflict_extract.normalize import ActorTable, actor, find_dates, fold, is_pronoun, place_type, source
from conflict_extract.schema import MAIN_ACTOR, Article, Kind

MOST_WORDS = 10
_SAID_WHEN = r"(?:(?:on|late|in|earlier|by|at|during) (?:(?:\d+|an?|the|late|early) )?\w+\s+)?"
_SAID_OF = re.compile(
    rf"\b(?:(?:said|says|say)\s+{_SAID_WHEN}(?:that\s+)?|(?:announced|reported|claimed|confirmed|added|stated|insisted|"
    r"acknowledged|admitted|alleged?s?|claims|reports|told (?:\w+ ){1,4})\s*"
    rf"{_SAID_WHEN}that\s+)"
    r"(?P<subject>[^,;:\"“”]*?[^,;:\"“”\s])(?:,[^,;:\"“”]{2,60},)?"
    r"(?:\s+(?:had|have|has)\b[^,;:\"“”]*\sand|(?:\s+(?:had|have|has|also|then|already|now|\w+ly))*)\s*[\"“]?$"
)
_NO_SUBJECT = re.compile(
    r"(?:.*\s)?(?:the|an?|its|their|his|of|to|for|about|that|and|was|were|been|be|had|has|have|they|he|she|it|we|who|which)",
    re.IGNORECASE,
)
_PASSIVE_END = re.compile(
    r"\s(?:was|were|been|being|is|are|be)(?:\s(?:also|now|then|later|again|only|all|both|\w+ly))*$"
)
_LOSES = re.compile(r"(?:lost|loses?|losing|hand\w* (?:\S+ )*over|handed|ceded?|surrender\w*)\b", re.IGNORECASE)
_SPEAKS = re.compile(r"\s+(?:said|says|told)\b")
_OUSTS = re.compile(
    r"(?:driven|pushed|forced|thrown|chased|flushed|expelled|ousted|dislodged|evicted|routed)\b", re.IGNORECASE
)
_TO_OTHERS = re.compile(
    r"\bto\s+(?P<who>(?:the\s+)?(?:(?!\b(?:in|on|after|at|near|by|and|as|with|to|during|who|that|which|of|for|"
    r"over|amid|following|despite|without|when|while|before|late|early)\b)[\w'’-]+[ ]?){1,5})"
)
_CONTRACTED = re.compile(r"(?i:^(?P<who>they|we|he|she))(?:['’]\w+|\s(?:is|are|was|were))$")
_JOINED = re.compile(r"^(?:and|but|while|as|yet|although|though)\s+")
_A_CLAIM = re.compile(
    r"^(?:an?|the|this|these)\s+(?:\w+\s+)?(?:charge|claim|report|allegation|accusation|statement|account|suggestion)s?\s+"
    r"(?:(?:that|which)\s+)?(?=\S)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s$")
_DENIES = re.compile(r"den|reject|dismiss|refut|rebut|rebuff|disput|disavow|contradict|counter|brush", re.IGNORECASE)
_RELATIVE = re.compile(r",?\s+(?:who|which|that)(?:\s+either)?\s*$")
_WHOSE = re.compile(
    r"(?P<subject>(?:(?:[Ff]ormer|[Gg]eneral|[Cc]olonel|[Mm]ajor|[Cc]ommander|[Mm]inister|[Aa]rmy|[Oo]fficers?)\s+)*"
    rf"{NAME}|(?:[\w-]+\s+)?(?:soldiers|fighters|rebels|militants|gunmen|troops|forces|insurgents|militiamen|officers|"
    r"policemen|commanders|conscripts|recruits|guards)"
    rf"(?:\s+(?:from|of)\s+(?:the\s+)?{NAME}(?:\s+and\s+(?:the\s+)?{NAME})?)?)$"
)
_VERB_SUBJECT = re.compile(
    r"(?:^|[,;:]\s+|\s[-–—]\s|\b(?:when|after|as|while|since|before|until|that|because|and|but|where|which|said|says|reports|say)\s+)"
    r"(?P<subject>(?:(?!\b(?:when|after|as|while|since|before|until|that|because|but|where|who|which|said|says|reports|"
    r"saw|is|was|were|are|has|had|have)\b)[^,;:\"“”])*)$"
)
_BANNER = re.compile(r"\b(?:flags?|banners?)\b", re.IGNORECASE)
_FLAG = re.compile(r"\bflags?$", re.IGNORECASE)
_ASIDE = re.compile(r",\s+(?:\w+ing|who|which|that|led|backed|supported|allied)\b.*$")
_HELPED = r"(?:led|backed|supported|aided|accompanied|joined)"
_ASIDE_ITSELF = re.compile(rf"(?:\w+ing|{_HELPED}|allied|loyal)\b")
_WITH_WHOSE_HELP = re.compile(rf"{_HELPED} by\b", re.IGNORECASE)
_FALL_OF = re.compile(r"(?:the )?(?:falls?|loss|collapse)(?: of)?$", re.IGNORECASE)
_TO_OR_BY = re.compile(r"\b(?:to|by|into the hands of)\s+(?:the\s+)?$")
_HELD_BY = re.compile(r"\b(?:held|controlled|occupied|ruled|besieged|run)\s+by\s+(?:the\s+)?$")
_AUXILIARIES = re.compile(
    r"(?:\s+(?:had|have|has|was|were|been|being|are|is|also|then|already|again|always|long|first|never|since|now|\w+ly))+\s*$"
)
_SPOKEN_TO = re.compile(r"\s+(?:quoted|cited|contacted|reached|speaking|who|whose)\b.*")
_WHEN = re.compile(
    r"^\W*(?:in|on|by|during|over|since|at|late|early)\s(?:[\w’'-]+\s){0,3}?"
    r"(?:days?|weeks?|nights?|months?|hours?|mornings?|evenings?|dawn|dusk|\w+day)\s+"
    r"(?:(?:morning|afternoon|evening|night|of\s+\w+)\s+)?",
    re.IGNORECASE,
)
_BEHIND_DATE = re.compile(r"^[\s,–—-]*(?:(?:after|as|when|while)\s+)?")
_BEFORE_DATE = re.compile(r"(?:\s+(?:on|in|by|late|early))*\s*$")
_IN_A_STATEMENT = re.compile(r"^(?:in|on|to|by|from|during|through)\s.*?\bthat\s+")
# "its men had left X as the rivals drove in", "militants seeking to gain territory after the end of the mission"
_BESIDES = re.compile(
    r"^.*\s(?:had|has|have|was|were|is|are)\s.*\s(?:as|while|when)\s+(?=\S)|(?<=\w)\s+(?:seeking|trying|hoping)\s+to\s.*$"
)
# "fell into rebel hands", "fighters coming" down a road, "soldiers had deserted"
_MORE_BEHIND = re.compile(
    r"(?<=\w)\s+(?:hands|control|rule|coming|arriving|advancing|for\s+(?:\w+\s+)?reasons)$|(?<=\w)(?<!who)(?<!which)(?<!that)\s+(?:had|has|have)\s.*$"
)
_EVEN = re.compile(r"^.*\beven (?:though|as|if)\s+")
_SAYS = re.compile(r"\b(?:said|says|announced|reported|claimed|confirmed|told|declared|wrote|saying|that)\b")
# a name up to the next preposition, conjunction or verb
_NAMED = (
    r"(?:(?!(?:from|in|on|at|near|to|after|before|by|and|but|as|with|during|who|that|which|of|for|over|earlier|late|last|"
    r"this|was|were|had|has|is|are|came|comes|when|while|since|without|following|amid)\b)[\w'’.-]*[\w'’][ ]?){1,7}"
)
_WORDS = rf"(?:the\s+)?(?P<who>{_NAMED})"
_PARTY = re.compile(rf"\s+{_WORDS}")
_SO_WHEN = r"\s+(?:(?:on|late|in|again|back|yesterday|early|last|this|earlier)\s+(?:\w+\s+)?)?"
_BY_WHOM = re.compile(rf"{_SO_WHEN}by\s+{_WORDS}")
_DENIED_BY = re.compile(rf"{_SO_WHEN}(?:as\s+[\"“‘'][^\"“”]{{1,60}}[\"”’']\s+)?by\s+{_WORDS}")
_TAKEN_BY = re.compile(r"(?:re)?(?:captured|seized|taken|occupied|overrun|conquered)$", re.IGNORECASE)  # "seized by X"
_TELLS = re.compile(
    r"\s+(?:(?:has|have|had|also)\s+)*(?:announc|report|confirm|claim|hail|welcom|sa[iy]|denounc|condemn)\w*\b"
)
_OF_PARTY = re.compile(rf"\s+of\s+{_WORDS}")
_TO_PARTY = re.compile(rf"\s+(?:on \w+ |late |early )?(?:to|into the hands of)\s+{_WORDS}")
_GOVERNMENT = re.compile(r"(?:(?:the|its|[A-Z]\w+)\s+)*(?:government|regime|authorities|state)")
_WHOSE_DEED = re.compile(r"\b(?:the|a)\s+(?P<who>[A-Z][\w-]*(?:\s[A-Z][\w-]*)?)\s+$")
_SAID_DENYING = re.compile(r"(?P<who>\b(?:he|she|they))\s+(?:said|added|told \w+)(?:\s+on \w+)?,\s+$", re.IGNORECASE)
_OF_WHOM = re.compile(
    r"\s+of\s+(?P<who>(?:(?:[\w-]+\s+){0,3}?(?:groups?|batch(?:es)?|remnants|rest|last|dozens|hundreds|thousands|scores|number|handful)\s+"
    rf"of\s+)?{_NAMED})"
)
_PLACE_LINE = re.compile(r"^.*\s[-–—]\s+")
_GIVEN_UP = re.compile(r"(?:evacuated|abandoned|vacated|deserted|given up|relinquished|quit|left)", re.IGNORECASE)
_TAKING = re.compile(
    r"(?:(?:re)?(?:captur(?:e|ing)|tak(?:e|ing)|seiz(?:ure|ing)|conquest)|liberati(?:on|ng)|entering)\b", re.IGNORECASE
)
_TELLS_OF_TAKING = re.compile(
    r"(?:^|,\s+)(?P<subject>[^,;:\"“”]{3,60}?)(?:\s+in\s+[A-Z][\w-]*)?\s+(?:(?:has|have|had|also|earlier|later)\s+)*"
    r"(?:announced|announces|reported|reports|declared|claimed|claims)\s+(?:the\s+)?[\"“]?$"
)
_MADE_TO = re.compile(r"\bforc(?:es?|ed|ing)\s+(?P<who>(?:[\w'’-]+\s+){0,4}?[\w'’-]+)\s+to\s+$")
_BY_ANOTHER = re.compile(r"[^.,;:]*\sby\s")
_AND_THEN = re.compile(r"\s+and\s+(?:(?:then|also|later|\w+ly)\s+)*$")
_DOING = re.compile(r",\s+(?:\w+ly\s+)?$")
_WITH_VERB = re.compile(
    r"\b(?:of|and|as|with|saw|show|shows|showed|showing|by)\s+(?P<who>(?!their\b|its\b|our\b)(?:(?!of\b|and\b|as\b|with\b)[\w'’-]+\s+){0,4}?[\w'’-]+)\s+$"
)
_SUBORDINATE = re.compile(
    r"[;:\"“”]|\b(?:after|as|when|while|before|because|since|who|which|whose|where|that|said|says|until|though|but)\b"
)
# "backed by jets on Tuesday recaptured", "sources told Reuters the army left"
_MORE_THAN_A_NAME = re.compile(
    r"[\"“”‘]|^['’]|^(?:In|On|At|By|From|After|Near|During)\b|\b(?:who|which|that|by|on|in|having|told|said|says|"
    r"asserted|claimed|stated|reported|confirmed)\b"
)
_TOLD_WHOM = re.compile(
    r"^.*\btold\s+(?:(?:the|[A-Z][\w'’-]*|news|agency|radio|television|reporters|journalists)\s+)+(?:that\s+)?(?=\S)"
)
_NAMED_BETWEEN = re.compile(
    r",\s+(?P<subject>(?:[A-Z][\w.'’-]*\s*){1,5}|(?:the\s+)?(?:[A-Z][\w.'’-]*\s+){0,4}(?:army|military|government|ministry|rebels|police)),\s*$"
)
_DAYS = re.compile(r"^(?:the|that|this) (?:next|following|same|previous) \w+$", re.IGNORECASE)
_SHOWN_BY = re.compile(
    r"^(?:(?:an?|the)\s+)?(?:\w+\s+)?(?:video|footage|film|clip|broadcast|photographs?|images?|map)s?\b.*?\bby\s+(?=\S)",
    re.IGNORECASE,
)
_TOWN_OF = re.compile(
    r"(?:the\s+)?(?:\w+\s+)?(?:city|town|village|district|province|port|capital)\s+of\s", re.IGNORECASE
)
_ANOTHER_VERB = re.compile(r"\b\w+(?:ed|aw|ew|ows|ays)\s+(?:that\s+)?(?:the|an?|its|their|some)\b")


def correct_actor(item: Item, article: Article, trigger: Span, actors: ActorTable) -> Item:
    """The item with who acted by the words of the sentence; the same where they agree or do not tell.

    Args:
        item: as the model gave it.
        article: the article.
        trigger: the words that state it.
        actors: the table of actors.
    """
    name = MAIN_ACTOR[item.kind]
    given = getattr(item, name)
    if not given:
        agent = _agent(*trigger.in_sentence, actors) if item.kind == "control_change" else None
        return item.model_copy(update={name: agent}) if agent else item
    if given.lower() in ("the", "a", "an"):
        return item.model_copy(update={name: None})
    given = _POSSESSIVE.sub("", _CONTRACTED.sub(r"\g<who>", given))
    given = _SHOWN_BY.sub("", given)
    given = _MORE_BEHIND.sub("", _BESIDES.sub("", given))
    given = _without_date(given) or given
    if item.kind in ("control_change", "withdrawal") and _WITH_WHOSE_HELP.match(given):
        return item.model_copy(update={name: agent_of("", item.kind, trigger)})
    item = item.model_copy(update={name: given})
    if item.kind == "official_denial":
        given = _SPOKEN_TO.sub("", given)
        return item.model_copy(
            update={name: _denied_by(given, trigger) or agent_of(given, item.kind, trigger) or given}
        )
    if item.kind == "control_change" and _FLAG.search(given):
        return item.model_copy(update={name: None})
    if item.trigger in given:
        before = _POSSESSIVE.sub("", given[: given.index(item.trigger)].strip())
        acted = "" if _PASSIVE_END.search(before) else _AUXILIARIES.sub("", before)
        return item.model_copy(update={name: acted or (given if item.kind == "defection" else None)})
    if item.kind == "control_change" and (
        _DAYS.search(given) or is_date(given) or _is_place(given, item.places, actors)
    ):
        return item.model_copy(update={name: None})
    given = _ASIDE.sub("", given)
    told = _OF_WHOM.match(*trigger.in_sentence[::2]) if item.kind in ("withdrawal", "defection") else None
    if told is not None and form_of(*trigger.in_sentence) == "noun":
        who_left = told.group("who").strip()
        if actor_class(who_left) == "armed" or (item.kind == "defection" and any(map(str.isupper, who_left))):
            return item.model_copy(update={name: who_left})
    span = find(given, [trigger.sentence])
    if item.kind in ("withdrawal", "defection") and span is not None and form_of(*trigger.in_sentence) == "noun":
        tells = span.end <= trigger.start and _TELLS.match(article.text[span.end : trigger.start])
        if tells and item.kind == "defection":
            return item.model_copy(update={name: ""})  # "the front announced the defection"
        if tells and not _is_party(given, actors):
            return item.model_copy(update={name: None})  # "the president confirmed the withdrawal"
    if item.kind == "withdrawal" and span is not None and _drove_them(span, trigger):
        return item.model_copy(update={name: None})
    if item.kind == "control_change" and (agent := _agent(*trigger.in_sentence, actors)):
        return item.model_copy(update={name: agent})
    if item.kind == "control_change" and span is not None and _cannot_have_taken(span, trigger, actors):
        instead = agent_of("", item.kind, trigger) or ""
        ruled = _GOVERNMENT.fullmatch(instead) is not None or (_is_party(instead, actors) and not is_pronoun(instead))
        return item.model_copy(update={name: instead if ruled else None})
    if item.kind == "control_change" and _given_away(span, trigger):
        return item.model_copy(update={name: _receiver(trigger, actors)})
    if item.kind == "control_change" and span is not None and (_only_behind(span, trigger) or _ousted(span, trigger)):
        return item.model_copy(update={name: None})
    subject = _subject(item, span, trigger, article, actors)
    loses = item.kind == "control_change" and _LOSES.match(item.trigger) is not None
    if not subject and span is not None and item.kind != "withdrawal" and not loses:
        subject = agent_of(given, item.kind, trigger)
        if item.kind == "defection" and subject in ("he", "she"):
            subject = None  # "a minister says he is defecting"
        other = item.kind == "control_change" and subject is not None
        if other and (
            is_pronoun(subject or "")
            or (actor_class(subject or "") != "armed" and actor(subject or "", actors=actors).side == "unknown")
        ):
            subject = None
    return item.model_copy(update={name: subject or given})


def _agent(sentence: str, start: int, end: int, actors: ActorTable) -> str | None:
    """Who took a place by the words next to a trigger: "captured by X", "under the control of X", "fell to X"."""
    words = sentence[start:end]
    match = None
    if words.endswith(" by"):
        match = _PARTY.match(sentence, end)
    elif _is_passive(sentence, start) or re.match(r"(?:was|were|been|is|are)\b", words) or _TAKEN_BY.match(words):
        match = _BY_WHOM.match(sentence, end)
    if (
        match is None
        and words.endswith(("control", "hands"))
        and re.match(r"(?:(?:is|are|was|were)\b.*)?\b(?:under\b|in the (?:\w+ )?(?:control|hands)$|in .*hands$)", words)
    ):
        match = _OF_PARTY.match(sentence, end)
    if match is None and re.match(r"f[ea]ll", words, re.IGNORECASE):
        match = _TO_PARTY.match(sentence, end) if not words.endswith(" to") else _PARTY.match(sentence, end)
    if match is None and form_of(sentence, start, end) == "noun":
        match = _WHOSE_DEED.search(sentence[:start])
    if match is None:
        return None
    named = match.group("who").strip()
    return named if _is_party(named, actors) and not is_date(named) else None


def _is_party(name: str, actors: ActorTable) -> bool:
    """Whether a name is that of somebody who bears arms, or of a side that is known."""
    return actor_class(name) == "armed" or actor(name, actors=actors).side not in ("unknown", "civilian")


def _is_passive(sentence: str, start: int) -> bool:
    """Whether a form of "be" stands right before the verb that begins at an offset."""
    return _PASSIVE_END.search(sentence[:start].rstrip()) is not None


def _denied_by(given: str, trigger: Span) -> str | None:
    """Who denies by the words behind a passive, "an allegation denied by X"; as it was given where it stands there."""
    going_on = _SAID_DENYING.search(trigger.sentence.text[: trigger.in_sentence[1]])
    if going_on is not None:
        return going_on.group("who")
    match = _DENIED_BY.match(*trigger.in_sentence[::2])
    if match is None:
        return None
    if not any(map(str.isupper, match.group("who"))) and who_denies(match.group("who")) != "officials":
        return None
    span = find(given, [trigger.sentence])
    behind = span is not None and match.start("who") <= span.in_sentence[1]
    return given if behind else match.group("who").strip()


def _drove_them(given: Span, trigger: Span) -> bool:
    """Whether the given force is who made another leave: "they were driven out of X by the army"."""
    text, start, end = trigger.in_sentence
    behind = given.start >= trigger.end and _is_passive(text, start)
    return behind and re.search(r"\bby\s+(?:the\s+)?$", text[end : given.in_sentence[1]]) is not None


def _cannot_have_taken(given: Span, trigger: Span, actors: ActorTable) -> bool:
    """Whether the given actor is an outlet, what fell, whom it was taken from, or stands before a passive."""
    text, start, end = trigger.in_sentence
    named = text[slice(*given.in_sentence[1:])] if given.sentence is trigger.sentence else ""
    if (
        _FALL_OF.match(text, start, end)
        and not _TO_OR_BY.search(text[: given.in_sentence[1]])
        and not text.startswith(("'s", "’s"), given.in_sentence[2])
    ):
        return True  # "after the fall of X, jets began …", "the army confirmed the loss of X"
    if source(named, actors).role in ("news_agency", "monitor", "state_media"):
        return True
    if not named:
        return False
    if given.end <= trigger.start:
        between = text[given.in_sentence[2] : start]
        passive = re.search(r"(?:ed|en|un|lost|won|held)$", text[start:end]) is not None and _is_passive(text, start)
        fell = re.match(r"f[ea]ll(?:en)?$", text[start:end], re.IGNORECASE) and not between.strip(" ,")
        if not _is_party(named, actors) and re.match(r"f[ea]ll", text[start:end], re.IGNORECASE):
            return True
        holder = _HELD_BY.search(text[: given.in_sentence[1]]) is not None
        return bool(fell) or (passive and (holder or _SAYS.search(between) is not None))
    return re.search(r"\bfrom\s+(?:the\s+)?$", text[end : given.in_sentence[1]]) is not None


def _given_away(given: Span | None, trigger: Span) -> bool:
    """Whether the given actor is who loses the place: "the army lost X", "Israeli troops handed over X to …"."""
    sentence, start, end = trigger.in_sentence
    acts = sentence[start:end].split()[0].endswith("ing") or not _is_passive(sentence, start)
    active = acts and _LOSES.match(sentence, start, end) is not None
    if not active or given is None or given.sentence is not trigger.sentence:
        return False
    return given.end <= trigger.start or _SPEAKS.match(sentence, given.in_sentence[2]) is not None


def _ousted(given: Span, trigger: Span) -> bool:
    """Whether the given actor is who had to go: "the last snipers were driven from the hotel"."""
    text, start, end = trigger.in_sentence
    before = given.sentence is trigger.sentence and given.end <= trigger.start
    return before and _is_passive(text, start) and _OUSTS.match(text, start, end) is not None


def _receiver(trigger: Span, actors: ActorTable) -> str | None:
    """Who gains what another loses or hands over: whom "to" introduces behind the trigger."""
    sentence, _, end = trigger.in_sentence
    told = _TO_OTHERS.search(sentence, end)
    if told is None:
        return None
    who = told.group("who")
    return who.strip() if actor_class(who) == "armed" or actor(who, actors=actors).side != "unknown" else None


def _is_place(given: str, places: list[str], actors: ActorTable) -> bool:
    """Whether an actor is one of the item's places, or one with its type: "the garrison town of Gao"."""
    if _TOWN_OF.match(given):
        return True
    if actor_class(given) == "armed" or actor(given, actors=actors).side != "unknown":
        return False
    *_, last = given.split() or [""]
    unnamed = not any(char.isupper() for char in given[1:]) and place_type(last) is not None
    return unnamed or any(fold(place) == fold(given) for place in places)


def _subject(item: Item, given: Span | None, trigger: Span, article: Article, actors: ActorTable) -> str | None:
    """Who acted by the words right before the trigger, where the given one only says so or stands in another clause."""
    subject = ""
    if given is not None and given.end <= trigger.start:
        told = _SAID_OF.search(article.text[given.end : trigger.start])
        subject = _BESIDES.sub("", _WHEN.sub("", _IN_A_STATEMENT.sub("", told.group("subject")))) if told else ""
    if not subject and item.kind == "withdrawal":
        clause = _EVEN.sub("", clause_before(*trigger.in_sentence[:2]))
        inside = given is not None and trigger.start - len(clause) <= given.start < trigger.start
        clause = _WHEN.sub("", _AUXILIARIES.sub("", clause))
        said = _SAID_OF.search(clause)
        clause = said.group("subject") if said else clause
        subject = clause if not inside and actor_class(clause) == "armed" and not _ANOTHER_VERB.search(clause) else ""
    if item.kind == "withdrawal":
        subject = _AUXILIARIES.sub("", subject)
    subject = _CONTRACTED.sub(r"\g<who>", subject.strip())
    if item.kind == "control_change" and subject in ("it", "they", "we") and given is not None:
        return None if _is_party(given.text(article), actors) else subject  # "the spokesperson said that it took X"
    if not subject or is_pronoun(subject) or len(subject.split()) > MOST_WORDS or _NO_SUBJECT.fullmatch(subject):
        return None
    return subject if find(subject, [trigger.sentence]) else None


def agent_of(given: str, kind: Kind, trigger: Span) -> str | None:
    """Who acted by the words right before the verb, where the given one stands in another clause.

    Args:
        given: who acted, as the model gave it.
        kind: what is stated.
        trigger: the words that state it.
    """
    span = find(given, [trigger.sentence])
    return _agent_before(kind, *trigger.in_sentence, given=span.in_sentence[1] if span else None)


def actor_by_words(kind: Kind, sentence: str, start: int, end: int, actors: ActorTable) -> str | None:
    """Who took or left a place, where the words beside the trigger name an armed side, or who denies, where they name
    somebody, so that no model need be asked.

    Args:
        kind: the kind that the trigger states.
        sentence: the sentence.
        start: where the trigger begins in it.
        end: where it ends.
        actors: the table of actors.
    """
    if kind == "defection":
        return None
    if kind == "official_denial":
        speaker = _agent_before(kind, sentence, start, end, given=None) or ""
        sure = any(map(str.isupper, speaker[1:])) and not (is_pronoun(speaker) or _MORE_THAN_A_NAME.search(speaker))
        return speaker if sure else None
    given_up = kind == "withdrawal" and _GIVEN_UP.fullmatch(sentence, start, end) is not None
    if (kind == "control_change" or given_up) and (agent := _agent(sentence, start, end, actors)):
        return agent
    if kind == "control_change" and _LOSES.match(sentence, start, end):
        return None
    subject = _agent_before(kind, sentence, start, end, given=None) or _noun_before(kind, sentence, start, end) or ""
    if not subject and (earlier := _goes_on_from(sentence, start, end)):
        return actor_by_words(earlier.kind, sentence, earlier.start, earlier.end, actors)
    subject = _without_date(_WHEN.sub("", _PLACE_LINE.sub("", _SHOWN_BY.sub("", subject))))
    return subject if _is_sure(subject, actors) else None


def _without_date(subject: str) -> str:
    """A subject without the date before it, or between it and its verb: "last week troops", "troops this morning"."""
    for start, end in reversed(find_dates(subject)):
        if start == 0 and not subject.startswith(" of ", end):
            return _BEHIND_DATE.sub("", subject[end:])
        if end == len(subject):
            return _BEFORE_DATE.sub("", subject[:start])
    return subject


def _noun_before(kind: Kind, sentence: str, start: int, end: int) -> str | None:
    """Who took or left a place by the words about a noun, an infinitive or an -ing form: "the withdrawal of rebels
    from", "forced troops to retreat", "footage of fighters entering", "the rebels announced the capture of".
    """
    form = form_of(sentence, start, end)
    if kind == "withdrawal" and form == "noun" and (left := _OF_WHOM.match(sentence, end)):
        whole = not sentence.startswith("of ", left.end())
        return left.group("who").strip() if whole and actor_class(left.group("who")) == "armed" else None
    made = _MADE_TO.search(sentence[:start]) if kind == "withdrawal" else None
    if made is not None and actor_class(made.group("who")) == "armed":
        return made.group("who")
    told = _TELLS_OF_TAKING.search(sentence[:start]) if kind == "control_change" else None
    if told is not None and _TAKING.match(sentence, start, end):
        return None if _BY_ANOTHER.match(sentence, end) else told.group("subject")
    match = _WITH_VERB.search(sentence[:start]) if form == "participle" else None
    return match.group("who") if match is not None and actor_class(match.group("who").split()[-1]) == "armed" else None


def _is_sure(subject: str, actors: ActorTable) -> bool:
    """Whether words are nothing but the name of an armed side, or of two."""
    if is_pronoun(subject) or hits(subject) or _BANNER.search(subject):
        return False
    parts = subject.split(" and ")
    return len(parts) < 3 and all(
        not _MORE_THAN_A_NAME.search(part)
        and (actor_class(part) == "armed" or actor(part, actors=actors).id is not None)
        for part in parts
    )


def _goes_on_from(sentence: str, start: int, end: int) -> Hit | None:
    """The verb before, whose subject a verb shares that follows "and": "captured X on Sunday and then entered Y",
    "captured X, driving the army out of Y".
    """
    earlier = [hit for hit in hits(sentence) if hit.end < start and hit.kind in ("control_change", "withdrawal")]
    joint = _DOING if sentence[start:end].split()[0].endswith("ing") else _AND_THEN
    if not earlier or not joint.search(sentence[:start]) or form_of(sentence, start, end) != "finite":
        return None
    if _SUBORDINATE.search(sentence, earlier[0].end, start) or _is_passive(sentence, start):
        return None
    return earlier[-1] if form_of(sentence, earlier[-1].start, earlier[-1].end) == "finite" else None


def _agent_before(kind: Kind, sentence: str, start: int, end: int, *, given: int | None) -> str | None:
    """Who acted by the words right before a verb; None where they do not tell, or where who is given stands there."""
    if kind == "official_denial" and not _DENIES.match(sentence, start, end):
        return None
    form, being = form_of(sentence, start, end), _is_passive(sentence, start)
    if form in ("noun", "infinitive") or being != (form == "participle"):
        return None  # "are defecting" is a verb, "were captured" and "fleeing" tell no subject
    before = _AUXILIARIES.sub(" ", sentence[:start] if sentence[:start].endswith(" ") else sentence[:start] + " ")
    relative = _RELATIVE.search(before)
    match = _WHOSE.search(before[: relative.start()]) if relative else _VERB_SUBJECT.search(before)
    if kind == "official_denial" and (match is None or not match.group("subject").strip()):
        match = _NAMED_BETWEEN.search(before)
    if match is None:
        return None
    first, subject = match.start("subject"), _A_CLAIM.sub("", _JOINED.sub("", match.group("subject").strip()))
    subject = _TOLD_WHOM.sub("", _without_date(subject))
    if given is not None and first <= given < start:
        return None
    words = subject.split()
    subject = _CONTRACTED.sub(r"\g<who>", subject)
    if is_pronoun(subject):
        return subject
    if not words or len(words) > MOST_WORDS or _NO_SUBJECT.fullmatch(subject) or is_date(subject):
        return None
    if check_words("past_forms").fullmatch(words[0]):
        return None  # ", brought the hospital under their control"
    return None if _ASIDE_ITSELF.match(subject) else subject


def _only_behind(actor: Span, trigger: Span) -> bool:
    """Whether an actor stands behind a passive that does not name it: "was overrun on Sunday, and soldiers …"."""
    text, start, end = trigger.in_sentence
    behind = actor.sentence is trigger.sentence and actor.start >= trigger.end
    participle = re.search(r"(?:ed|en|un|lost|won)$", text[start:end])
    if not behind or not participle or not _is_passive(text, start):
        return False
    return re.search(r"\b(?:by|to|from|of)\b", text[end : actor.in_sentence[1]]) is None
