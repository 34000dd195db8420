"""What readers hand over: claims, whose words stand at places in the article that were found once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from conflict_extract.extraction.spans import Span
from conflict_extract.schema import Quarantined, Record


@dataclass(frozen=True)
class Origin:
    """What every record says of how it was made."""

    model: str
    prompt_version: str


@dataclass(frozen=True)
class Claim:
    """A record that a reader takes an article to state, with the places where its words stand.

    Args:
        record: what is said.
        trigger: the words that state it.
        names: where the names stand, by field of the record; only of fields that have one.
        antecedents: where the names stand that they stand for, of "the city" and "they".
        area: what its place lies in, in English, by which it is looked up; None for the record's own word.
    """

    record: Record
    trigger: Span
    names: Mapping[str, Span] = field(default_factory=dict)
    antecedents: Mapping[str, Span] = field(default_factory=dict)
    area: str | None = None

    @property
    def sentence(self) -> int:
        """The number of the sentence that states it."""
        return self.trigger.sentence.number

    def named(self, name: str) -> Span | None:
        """Where the name stands that a field holds: that of its antecedent, else its own words."""
        return self.antecedents.get(name) or self.names.get(name)

    def changed(self, **update: Any) -> Self:
        """The claim with other values in its record."""
        return replace(self, record=self.record.model_copy(update=update))


@dataclass
class Reading:
    """What came of the answer to one window, or of those to all windows of an article.

    Attributes:
        claims: what it claims.
        quarantined: what was set aside.
        countries: ISO 3166-1 alpha-2 codes of the countries that the article is about, the first most of all; empty
            where the model did not tell.
    """

    claims: list[Claim] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    countries: tuple[str, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Reading]) -> Reading:
        """What came of several windows."""
        whole = cls()
        for part in parts:
            whole.claims += part.claims
            whole.quarantined += part.quarantined
        return whole
