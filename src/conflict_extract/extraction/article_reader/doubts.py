"""What English words around a trigger say against what a strong model said. They never take it away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from conflict_extract.extraction.english.tables import Words, words
from conflict_extract.extraction.english.vocabulary import TOKEN, head_of, lemmas
from conflict_extract.extraction.english.wording import Clause
from conflict_extract.extraction.spans import Span, find
from conflict_extract.normalize import ActorTable
from conflict_extract.schema import Article, Kind
from conflict_extract.schema.records import Doubt


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
    clause = Clause(kind, *trigger.in_sentence)
    found: list[Doubt] = [] if clause.is_known else ["unknown_trigger"]
    factuality = clause.factuality()
    if factuality == "negated" or (factuality is not None and not ordered):
        found.append(factuality)
    if kind == "control_change":  # anybody may take a place
        return [*found, "unlikely_place"] if clause.takes_no_place() else found
    unlikely = _is_unlikely(article, kind, trigger, clause.subject() if actor is None else actor)
    if unlikely and (actor is None or actors.actor(actor).side in ("unknown", "civilian")):
        found.append("unlikely_actor")
    return found


def _is_unlikely(article: Article, kind: Kind, trigger: Span, actor: str) -> bool:
    """Whether somebody is a civilian who withdraws, a politician who defects, or no official who denies.

    The head of the name tells it; of a proper name its title and office do, of a speaker also those given before.
    """
    unlikely, likely = _sorts(kind)
    tokens = TOKEN.findall(actor)
    head = head_of(tokens)
    all_words = frozenset().union(*(lemmas(each.lower()) for each in tokens))
    if not head or all_words & likely:
        return False
    if lemmas(head.lower()) & words("vocabulary", "voices"):  # "a spokesman for the company"
        return kind == "official_denial" and not all_words.isdisjoint(unlikely)
    if lemmas(head.lower()) & unlikely:
        return True
    if not head[0].isupper() or len(tokens) > 4:
        return False
    around = frozenset().union(*(lemmas(each.lower()) for each in _titles(article, kind, trigger, actor, head)))
    return bool(around & unlikely) and not around & likely


def _sorts(kind: Kind) -> tuple[Words, Words]:
    """Whom an event of a kind is unlikely of, and whom it is likely of."""
    if kind == "withdrawal":
        return words("nouns", "civilian"), words("nouns", "armed")
    if kind == "defection":
        return words("vocabulary", "politicians"), words("nouns", "armed")
    return words("nouns", "unofficial"), words("nouns", "official") - words("vocabulary", "voices")


def _titles(article: Article, kind: Kind, trigger: Span, name: str, last: str) -> Iterator[str]:
    """The words before a name, and the head of the office behind it: "Mayor X", "X, a lawyer"."""
    span = find(name, [trigger.sentence])
    if span is None:
        return
    mentions = [span.in_sentence]
    if kind == "official_denial":
        word = re.compile(rf"\b{re.escape(last)}\b")
        earlier = article.sentences[: span.sentence.number]
        mentions += [(each.text, *match.span()) for each in earlier for match in word.finditer(each.text)]
    boundaries = words("vocabulary", "boundaries")
    for text, start, end in mentions:
        before = TOKEN.findall(text[max(0, start - 60) : start])[-4:]
        yield from takewhile(lambda each: each[0].isalnum() and each.lower() not in boundaries, reversed(before))
        if text[end : end + 1] == ",":
            yield head_of(TOKEN.findall(text[end + 1 : end + 90]))
