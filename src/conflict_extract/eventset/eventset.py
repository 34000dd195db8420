"""The event set: merged, kept, asked, decided on and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from conflict_extract._files import write_whole
from conflict_extract.errors import RecordsError
from conflict_extract.eventset import store
from conflict_extract.eventset.control import ControlState, control_states
from conflict_extract.eventset.explanation import Explanation, explain_event, explain_events, explain_pair
from conflict_extract.merging import Decisions, merge_records
from conflict_extract.output import Collection, to_frame, write_acled, write_csv, write_geojson, write_parquet
from conflict_extract.schema import Article, Event, Record

if TYPE_CHECKING:
    import pandas

Word = Literal["one", "two", "wrong"]


class EventSet:
    """All events of a collection, with the links between them.

    Iterating gives events in the order of their ids; `events[id]` takes event ids, former ones too.
    """

    def __init__(self, stored: store.Stored | None = None, *, path: Path | None = None) -> None:
        self._stored = stored or store.Stored()
        self._path = path

    # -- making ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Opens an event set kept in a `.duckdb` file, or written as `events.json`.

        Changes to one opened from a `.duckdb` file (`add`, `decide`, `remove`) are kept in it, each in one transaction.

        Raises:
            RecordsError: the file is missing, damaged, no event set, or of another version.
        """
        path = Path(path)
        if path.suffix == ".json":
            return cls(store.from_document(path))
        return cls(store.read(path), path=path)

    def add(self, records: Iterable[Record], articles: Iterable[Article] = ()) -> Self:
        """Merges more records in; events that stay keep their ids, and of two that become one the older id stays.

        Args:
            records: those already there count once.
            articles: the articles they come from, for reports and for counting outlets.
        """
        held = self._stored
        merged_articles = {**held.articles, **{article.id: article for article in articles}}
        merged_records = {**held.records, **{record.id: record for record in records}}
        self._rebuild(merged_records, merged_articles)
        return self

    def remove(self, article_id: str) -> Self:
        """Takes a withdrawn or corrected article out again, with its records.

        Raises:
            RecordsError: there is no such article.
        """
        held = self._stored
        if article_id not in held.articles and all(r.article_id != article_id for r in held.records.values()):
            raise RecordsError(f"there is no article {article_id}", hint="ids of articles begin with art_")
        records = {key: record for key, record in held.records.items() if record.article_id != article_id}
        self._rebuild(records, {key: value for key, value in held.articles.items() if key != article_id})
        return self

    def decide(self, word: Word, first: str, second: str | None = None) -> Self:
        """An analyst's word, which overrules the weights and outlives increments.

        Args:
            word: "one" (these are one event), "two" (these are two), "wrong" (this record is wrong).
            first: id of a record, or of an event for "one" and "two".
            second: id of the other record or event; None for "wrong".

        Raises:
            RecordsError: an id is not known, or the number of ids does not fit the word.
        """
        if (second is None) != (word == "wrong"):
            raise RecordsError(f"{word!r} takes {'one id' if word == 'wrong' else 'two ids'}", hint="see decide()")
        if word == "wrong":
            if first not in self._stored.records:
                raise RecordsError(f"there is no record {first}", hint="ids of records begin with rec_")
            self._stored.decisions.append((word, first, None))
        else:
            pairs = [(a, b) for a in self._record_ids(first) for b in self._record_ids(str(second)) if a != b]
            for a, b in pairs[:1] if word == "one" else pairs:
                self._stored.decisions.append((word, min(a, b), max(a, b)))
        self._rebuild(self._stored.records, self._stored.articles)
        return self

    def _rebuild(self, records: dict[str, Record], articles: dict[str, Article]) -> None:
        held = self._stored
        known = {record: event.id for event in held.events for record in event.records}
        merged = merge_records(records.values(), decisions=self._decisions(), known=known, superseded=held.superseded)
        before = {event.id: age for age, event in enumerate(held.events)}
        events = sorted(merged.events, key=lambda event: (before.get(event.id, len(before)), event.id))
        self._stored = store.Stored(articles, records, events, dict(merged.superseded), held.decisions)
        if self._path is not None:
            store.write(self._path, self._stored)

    def _decisions(self) -> Decisions:
        """The last word on each pair counts."""
        last: dict[tuple[str, str | None], str] = {}
        for word, first, second in self._stored.decisions:
            last[first, second] = word
        return Decisions(
            one=frozenset((a, b) for (a, b), word in last.items() if word == "one" and b is not None),
            two=frozenset((a, b) for (a, b), word in last.items() if word == "two" and b is not None),
            wrong=frozenset(a for (a, _), word in last.items() if word == "wrong"),
        )

    # -- asking ------------------------------------------------------------------------------------------------

    @property
    def events(self) -> list[Event]:
        """All events in the order of their ids."""
        return sorted(self._stored.events, key=lambda event: event.id)

    @property
    def records(self) -> dict[str, Record]:
        """All records by id, those that an analyst called wrong too."""
        return dict(self._stored.records)

    @property
    def articles(self) -> dict[str, Article]:
        """All articles by id."""
        return dict(self._stored.articles)

    @property
    def superseded(self) -> dict[str, str]:
        """Former event ids and the events that they stand for now."""
        return dict(self._stored.superseded)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self._stored.events)

    def __contains__(self, event_id: object) -> bool:
        return any(event.id == self._stored.superseded.get(str(event_id), event_id) for event in self._stored.events)

    def __getitem__(self, event_id: str) -> Event:
        wanted = self._stored.superseded.get(event_id, event_id)
        for event in self._stored.events:
            if event.id == wanted:
                return event
        raise KeyError(event_id)

    def explain(self, first: str, second: str | None = None) -> list[Explanation]:
        """Why records are one event, or why two events (or records) are two.

        Args:
            first: id of an event or a record.
            second: id of another; None to explain the event `first` itself.

        Returns:
            For one event the comparison that ties each further record to it; for two ids the most alike pair.

        Raises:
            RecordsError: an id is not known.
        """
        decisions = self._decisions()
        left = [self._stored.records[key] for key in self._record_ids(first)]
        if second is None:
            return explain_event(left, decisions)
        right = [self._stored.records[key] for key in self._record_ids(second)]
        if len(left) == len(right) == 1:
            return [explain_pair(left[0], right[0], decisions)]
        return [explain_events(left, right, decisions)]

    def control(self, at: str | None = None, place: str | None = None) -> list[ControlState]:
        """Who holds what on a day: the last change of control of each place by then, by whose word.

        Args:
            at: ISO date; None for the latest state.
            place: only places of this name, in any spelling that folds to the same.
        """
        return control_states(self._stored.events, at, place)

    def _record_ids(self, name: str) -> list[str]:
        if name in self._stored.records:
            return [name]
        try:
            return list(self[name].records)
        except KeyError:
            raise RecordsError(f"there is no event or record {name}", hint="ids begin with evt_ or rec_") from None

    # -- keeping and showing -----------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Keeps the set in a DuckDB file, in place of what that held.

        Raises:
            OutputError: the file cannot be written.
        """
        store.write(Path(path), self._stored)

    def to_json(self, path: str | Path) -> None:
        """Writes events, records and articles as one JSON file, enough to explain and report from."""
        ordered = store.Stored(
            articles=dict(sorted(self._stored.articles.items())),
            records=dict(sorted(self._stored.records.items())),
            events=self.events,
            superseded=dict(sorted(self._stored.superseded.items())),
        )
        with write_whole(Path(path)) as stream:
            stream.write(store.to_document(ordered))

    @property
    def collection(self) -> Collection:
        """Events, records and articles together, as the output functions take them."""
        return Collection(self.events, self._stored.records, self._stored.articles, self._stored.superseded)

    def to_csv(self, path: str | Path) -> None:
        """Writes one flat row an event."""
        write_csv(self.collection, Path(path))

    def to_geojson(self, path: str | Path) -> None:
        """Writes a FeatureCollection (RFC 7946); geometry is null where no coordinates are known."""
        write_geojson(self.collection, Path(path))

    def to_parquet(self, path: str | Path) -> None:
        """Writes one flat, typed row an event."""
        write_parquet(self.collection, Path(path))

    def to_acled(self, path: str | Path) -> None:
        """Writes a CSV file with ACLED's columns; what has no counterpart there stands in x_ columns."""
        write_acled(self.collection, Path(path))

    def to_frame(self) -> pandas.DataFrame:
        """One flat, typed row an event."""
        return to_frame(self.collection)


def merge(records: Iterable[Record], articles: Iterable[Article] = ()) -> EventSet:
    """Merges the records of many articles into one set of events.

    Args:
        records: what articles say happened; their order changes nothing.
        articles: where they come from.
    """
    return EventSet().add(records, articles)
