"""The event set: merged, kept, asked, decided on and explained."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from conflict_extract._counted import counted
from conflict_extract._files import write_whole
from conflict_extract.errors import OutputError, RecordsError
from conflict_extract.eventset import increments, store
from conflict_extract.eventset.control import ControlState, changes_by_place, control_states, over_time
from conflict_extract.eventset.control_table import histories
from conflict_extract.eventset.deciding import (
    Amended,
    Decision,
    Known,
    Word,
    all_hold,
    amended_in_force,
    amendments,
    decided,
    item_id,
    rules_of,
    signed,
    spoken_of,
    to_amend,
    without_doubts,
)
from conflict_extract.eventset.documents import from_document, to_document
from conflict_extract.eventset.explanation import Explanation, Reasons
from conflict_extract.eventset.flat import flat_events
from conflict_extract.eventset.flat_tables import tables_in_memory, tables_of_file
from conflict_extract.eventset.mending import mended
from conflict_extract.eventset.page import MOST_SHOWN, Page
from conflict_extract.eventset.store import EventRow
from conflict_extract.eventset.tables import authorities_of, stage_parquet, stage_records
from conflict_extract.merging import Weights, merge_records, packaged_weights, unique
from conflict_extract.normalize import ActorTable, Authorities, Gazetteer, OutletTable, published_date
from conflict_extract.output import (
    Collection,
    events_html,
    to_frame,
    write_acled,
    write_csv,
    write_geojson,
    write_geopackage,
    write_parquet,
    write_report,
    write_workbook,
)
from conflict_extract.output.rows import Cells
from conflict_extract.output.tables import Tables
from conflict_extract.schema import Article, Event, Quarantined, Record

if TYPE_CHECKING:
    import pandas
    import polars


class EventSet:
    """All events of a collection, with the links between them.

    Iterating gives events in the order of their ids; `events[id]` takes event ids, former ones too.
    """

    def __init__(
        self,
        stored: store.Stored | None = None,
        *,
        path: Path | None = None,
        revision: int | None = None,
        weights: Weights | None = None,
        authorities: Authorities | None = None,
    ) -> None:
        self._path = path
        self._revision = revision or 0
        self._loaded: store.Stored | None = None
        self._weights = weights
        self._authorities = authorities or Authorities()
        self._looked_up = increments.LookedUp()
        if revision is None:
            held = store.Stored(weights=weights or packaged_weights(), authorities=self._authorities)
            self._keep(stored or held)

    def _keep(self, stored: store.Stored) -> None:
        self._loaded = stored
        self._sorted = tuple(sorted(stored.events, key=lambda event: event.id))
        self._by_id = {event.id: event for event in stored.events}
        self._event_of = {record: event for event in stored.events for record in event.records}

    @property
    def _stored(self) -> store.Stored:
        """What the set holds, read from its file when it is first needed."""
        if self._loaded is None:
            assert self._path is not None  # noqa: S101  # a set without a file is always loaded
            self._keep(store.read(self._path, expected=self._revision))
        assert self._loaded is not None  # noqa: S101  # it was just kept
        return self._loaded

    # -- making ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Opens an event set kept in a `.duckdb` file, or written as `events.json`.

        Changes to one opened from a `.duckdb` file (`add`, `decide`, `remove`) are kept in it, each in one transaction.
        An `events.json` holds no decisions, and changes are not written back to it.

        Raises:
            RecordsError: the file is missing, damaged, no event set, or of another version.
        """
        path = Path(path)
        if path.suffix == ".json":
            return cls(from_document(path))
        return cls(path=path, revision=store.revision_of(path))

    def add(
        self,
        records: Iterable[Record],
        articles: Iterable[Article] = (),
        *,
        set_aside: Iterable[Quarantined] = (),
    ) -> Self:
        """Merges more records in; events that stay keep their ids, and of two that become one the older id stays.

        Args:
            records: those already there count once; one that has the id of another takes its place. Their names are
                looked up in the actors and places that the set was made with.
            articles: the articles they come from, for reports.
            set_aside: what was set aside of these articles, for analysts to look at.

        Raises:
            OutputError: the file that keeps the set cannot be written, or was changed since it was opened.
        """
        more = {each.id: each for each in articles}
        new = unique(records)
        aside = {item_id(each): each for each in set_aside}
        if self._path is None:
            held = self._stored
            named = {each.id: each for each in held.authorities.in_records(new.values())}
            amended = amended_in_force(held.decisions)
            left = {key: amended.get(key, each) for key, each in named.items()}
            merged = self._merged(held.records | left, held.articles | more, held.decisions)
            self._keep(replace(merged, set_aside=held.set_aside | aside))
            return self
        with self._changing() as (connection, decisions, weights):
            store.insert_articles(connection, list(more.values()))
            store.insert_set_aside(connection, aside)
            amended = amended_in_force(decisions)
            told = authorities_of(connection).in_records(new.values())
            staged = stage_records(connection, [amended.get(each.id, each) for each in told])
            increments.take_in(connection, staged, weights, rules_of(decisions))
        return self

    def add_parquet(self, path: str | Path) -> Self:
        """Merges the records of a Parquet file in, column by column: a million of them take about a minute.

        Args:
            path: a file whose columns are named and shaped as the fields of records are.

        Raises:
            RecordsError: the file cannot be read, or a row is no record.
            OutputError: this set is kept in no `.duckdb` file, or its file cannot be written, or was changed since.
        """
        if self._path is None:
            raise OutputError("a Parquet file is merged in a .duckdb file only", hint="open or make one first")
        with self._changing() as (connection, decisions, weights):
            rules = rules_of(decisions)
            increments.take_in(connection, stage_parquet(connection, Path(path)), weights, rules)
            amended = amended_in_force(decisions)
            increments.amend(connection, store.held(connection, amended), weights, rules)
        return self

    def remove(self, article_id: str) -> Self:
        """Takes a withdrawn or corrected article out again, with its records.

        Raises:
            RecordsError: there is no such article.
            OutputError: the file that keeps the set cannot be written, or was changed since it was opened.
        """
        missing = RecordsError(f"there is no article {article_id}", hint="ids of articles begin with art_")
        if self._path is None:
            held = self._stored
            if article_id not in held.articles and all(r.article_id != article_id for r in held.records.values()):
                raise missing
            records = {key: record for key, record in held.records.items() if record.article_id != article_id}
            articles = {key: value for key, value in held.articles.items() if key != article_id}
            kept = {key: item for key, item in held.set_aside.items() if item.record.get("article_id") != article_id}
            self._keep(replace(self._merged(records, articles, held.decisions), set_aside=kept))
            return self
        with self._changing() as (connection, decisions, weights):
            if not store.has_article(connection, article_id):
                raise missing
            store.delete_article(connection, article_id)
            increments.take_out(connection, article_id, weights, rules_of(decisions))
        return self

    def decide(
        self,
        word: Word,
        first: str,
        second: str | None = None,
        *,
        by: str | None = None,
        why: str | None = None,
        change: Mapping[str, str | None] | None = None,
    ) -> Self:
        """An analyst's word, which overrules the weights and outlives increments.

        The last word on a pair of records, or on a record, counts; of a file only what the word touches is read.

        Args:
            word: "one" (these are one event), "two" (these are two), "contests" (this denial contests that event),
                "unrelated" (it does not), "wrong" (this is wrong and tells no event), "right" (it is right, whatever
                speaks against it; of an item that was set aside: it is a record), "mended" (it is right with the
                values of `change`), "open" (takes back what was said of the two together, or, with one id, all that was
                said of it).
            first: id of a record, an event or an item that was set aside; an event stands for all its records. What was
                called wrong is in no event, so its records are named to take that back; `decisions` lists them.
            second: id of the other record or event, where the word takes two.
            by: who says so.
            why: for what reason, in words.
            change: with "mended" the new values by field: place, to_place, actor (or a field that holds one), extent,
                means, stage, denies, kind, date (an ISO day, month or year, or two days with a stroke between).

        Raises:
            RecordsError: an id is not known, the number of ids does not fit the word, or the word cannot be kept:
                the kinds differ, both ids mean the same event or record, earlier words say otherwise, or there is
                nothing to take back.
            OutputError: the file that keeps the set cannot be written, or was changed since it was opened.
        """
        if (change is not None) != (word == "mended"):
            raise RecordsError(
                f"{word!r} takes {'a' if word == 'mended' else 'no'} change",
                hint="with mended say what is right, as in --set place=Alvena",
            )

        def with_one_more(before: list[Decision], known: Known) -> list[Decision]:
            more = decided(word, first, second, known, before)
            left = [
                Amended(was, mended(told, change, known.authorities()) if change is not None else without_doubts(told))
                for was, told in to_amend(more, known)
            ]
            return [*before, signed(more, by, why, left)]

        self._say(with_one_more, _refused(word, first, second))
        return self

    def would_change(self, word: Word, first: str, second: str | None = None) -> tuple[list[EventRow], list[EventRow]]:
        """What a word (see `decide`; all but "mended") would change, of a set that a file keeps; nothing is changed.

        Returns:
            The events that would be others, as they are and as they would be.

        Raises:
            RecordsError: as `decide`.
            OutputError: this set is kept in no `.duckdb` file, or the file cannot be opened, or was changed since.
        """
        if self._path is None:
            raise OutputError("words are tried in a .duckdb file only", hint="save it first")

        def with_one_more(before: list[Decision], known: Known) -> list[Decision]:
            more = decided(word, first, second, known, before)
            left = [Amended(was, without_doubts(told)) for was, told in to_amend(more, known)]
            return [*before, signed(more, None, None, left)]

        with store.trying(self._path, expected=self._revision) as connection:
            refused = _refused(word, first, second)
            decisions, weights = store.decisions_of(connection), store.weights_of(connection)
            _say_in_file(connection, decisions, weights, with_one_more, refused, self._around())
            left, made = increments.touched(connection)
            before, after = store.rows_of(connection.cursor(), left), store.rows_of(connection, made)
        return [row for row in before if row not in after], [row for row in after if row not in before]

    def undo(self) -> Decision:
        """Takes the last word back, also one that took others back.

        Returns:
            The word.

        Raises:
            RecordsError: nothing was decided, or the words before cannot all be kept with what was added since.
            OutputError: the file that keeps the set cannot be written, or was changed since it was opened.
        """
        undone: list[Decision] = []

        def without_last(before: list[Decision], _: Known) -> list[Decision]:
            if not before:
                raise RecordsError("nothing was decided", hint="there is no word to take back")
            undone.append(before[-1])
            return before[:-1]

        self._say(
            without_last,
            RecordsError("the words before cannot all be kept", hint="decide --list lists them; open one of them"),
        )
        return undone[0]

    def _say(self, said: Callable[[list[Decision], Known], list[Decision]], refused: RecordsError) -> None:
        """Changes the words of analysts, and all that hangs on them; or raises, and nothing is changed."""
        if self._path is None:
            held = self._stored
            known = Known(self._kinds_of, held.records.get, held.set_aside.get, lambda: held.authorities)
            decisions = said(list(held.decisions), known)
            amended = amendments(held.decisions, decisions)
            told = {**held.records, **amended}
            records = {key: record for key, record in told.items() if record is not None}
            after = self._merged(records, held.articles, decisions)
            home = {key: event.id for event in after.events for key in event.records}
            if not all_hold(home, rules_of(decisions)):
                raise refused
            self._keep(after)
            return
        with self._changing() as (connection, decisions, weights):
            _say_in_file(connection, decisions, weights, said, refused, self._around())

    def _around(self) -> increments.LookedUp:
        """What was looked up last around words, if the set is as it was then."""
        if self._looked_up.revision != self._revision:
            self._looked_up = increments.LookedUp(self._revision)
        return self._looked_up

    @contextmanager
    def _changing(self) -> Iterator[tuple[Any, list[Decision], Weights]]:
        """A connection to the set's file within one transaction, what analysts decided, and the weights; the set is
        read anew afterwards, when it is needed."""
        assert self._path is not None  # noqa: S101  # only sets that a file keeps are changed so
        with store.changing(
            self._path, expected=self._revision, weights=self._weights, authorities=self._authorities
        ) as connection:
            yield connection, store.decisions_of(connection), store.weights_of(connection)
        self._revision += 1
        self._loaded = None

    def _merged(
        self, records: dict[str, Record], articles: dict[str, Article], decisions: list[Decision]
    ) -> store.Stored:
        """What the set is to become; events that stay keep their ids and their age."""
        held = self._stored
        known = {record: event.id for event in held.events for record in event.records}
        merged = merge_records(
            records.values(),
            weights=held.weights,
            authorities=held.authorities,
            decisions=rules_of(decisions),
            known=known,
            superseded=held.superseded,
        )
        before = {event.id: age for age, event in enumerate(held.events)}
        events = sorted(merged.events, key=lambda event: (before.get(event.id, len(before)), event.id))
        return store.Stored(
            articles,
            records,
            events,
            dict(merged.superseded),
            decisions,
            held.weights,
            held.authorities,
            held.set_aside,
        )

    # -- asking ------------------------------------------------------------------------------------------------

    @property
    def events(self) -> Sequence[Event]:
        """All events in the order of their ids."""
        _ = self._stored
        return self._sorted

    @property
    def records(self) -> Mapping[str, Record]:
        """All records by id, those that an analyst called wrong too; not to be changed."""
        return MappingProxyType(self._stored.records)

    @property
    def articles(self) -> Mapping[str, Article]:
        """All articles by id; not to be changed."""
        return MappingProxyType(self._stored.articles)

    @property
    def decisions(self) -> list[Decision]:
        """An analyst's words in the order they were taken, also those that a later one took back."""
        if self._loaded is None and self._path is not None:
            with store.reading(self._path, expected=self._revision) as connection:
                return store.decisions_of(connection)
        return list(self._stored.decisions)

    @property
    def set_aside(self) -> Mapping[str, Quarantined]:
        """By id the items that were set aside of the articles; not to be changed."""
        if self._loaded is None and self._path is not None:
            with store.reading(self._path, expected=self._revision) as connection:
                return store.set_aside_of(connection)
        return MappingProxyType(self._stored.set_aside)

    @property
    def superseded(self) -> dict[str, str]:
        """Former event ids and the events that they stand for now."""
        return dict(self._stored.superseded)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        if self._loaded is None and self._path is not None:
            return store.count(self._path, "events")
        return len(self._stored.events)

    @property
    def n_articles(self) -> int:
        """How many articles there are."""
        if self._loaded is None and self._path is not None:
            return store.count(self._path, "articles")
        return len(self._stored.articles)

    @property
    def n_records(self) -> int:
        """How many records there are, those that an analyst called wrong too."""
        if self._loaded is None and self._path is not None:
            return store.count(self._path, "records")
        return len(self._stored.records)

    @property
    def revision(self) -> int:
        """How often its file was written when it was opened or last changed; 0 where no file keeps it."""
        return self._revision

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A DuckDB connection to the file that keeps the set, to ask in SQL what `docs/eventset.md` describes.

        Raises:
            RecordsError: no file keeps it, or the file was changed since.
        """
        if self._path is None:
            raise RecordsError("no file keeps this event set", hint="save it, and open it from there")
        with store.reading(self._path, expected=self._revision) as connection:
            yield connection

    def told(self, records: Iterable[str]) -> tuple[Mapping[str, Record], Mapping[str, Article]]:
        """Some records by their ids, and the articles that they are of; of a file nothing else is read."""
        if self._loaded is None and self._path is not None:
            with store.reading(self._path, expected=self._revision) as connection:
                return store.told(connection, records)
        held = self._stored
        some = {key: held.records[key] for key in records if key in held.records}
        ids = {each.article_id for each in some.values()}
        return some, {key: article for key, article in held.articles.items() if key in ids}

    def load(self) -> None:
        """Reads what a file holds, and keeps it in memory only from now on."""
        _ = self._stored
        self._path = None

    def __contains__(self, event_id: object) -> bool:
        return self._stored.superseded.get(str(event_id), event_id) in self._by_id

    def __getitem__(self, event_id: str) -> Event:
        superseded = self._stored.superseded
        return self._by_id[superseded.get(event_id, event_id)]

    def around(self, *ids: str) -> EventSet:
        """A set of its own, in memory, of some events and what explains them; of a file nothing else is read.

        Args:
            ids: of events or records.
        """
        if self._loaded is not None or self._path is None:
            return EventSet(self._stored)
        return EventSet(store.read(self._path, expected=self._revision, around=ids))

    @property
    def weights(self) -> Weights:
        """The table of weights that it is merged with."""
        return self._stored.weights

    @property
    def authorities(self) -> Authorities:
        """The tables that its names are compared by."""
        return self._stored.authorities

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day that an event tells of, as ISO dates; None where none tells any. Of a file nothing
        else is read."""
        told = [day[:10] for _, _, start, end in self._days() for day in (start or end, end or start) if day]
        return (min(told), max(told)) if told else None

    def _days(self) -> list[tuple[Any, ...]]:
        """Id, place, first and last day of each event."""
        if self._loaded is None and self._path is not None:
            return store.days_of(self._path, expected=self._revision)
        events = self._stored.events
        return [(each.id, each.place and each.place.name, each.date.start, each.date.end) for each in events]

    def during(self, first: str, last: str) -> EventSet:
        """A set of its own, in memory, of the events that may have happened on some days, with what denials link them
        to; of a file nothing else is read.

        Args:
            first: ISO date.
            last: ISO date.
        """
        picked = {
            event
            for event, _, start, end in self._days()
            if (end or start or "9999")[:10] >= first and (start or end or "")[:10] <= last
        }
        if self._loaded is None and self._path is not None:
            return EventSet(store.read(self._path, expected=self._revision, events=picked))
        return EventSet(store.only(self._stored, picked))

    def explain(self, first: str, second: str | None = None) -> list[Explanation]:
        """Why records are one event, or why two events (or records) are two.

        Args:
            first: id of an event or a record; alone, a record stands for its event.
            second: id of another; None to explain the event `first` itself.

        Returns:
            For one event the comparisons that tie its records together, one for each record but the first; for two
            ids the most alike pair, with the average over all pairs.

        Raises:
            RecordsError: an id is not known.
        """
        if self._loaded is None:
            return self.around(*filter(None, (first, second))).explain(first, second)
        left = self._record_ids(first)
        right = self._record_ids(second) if second is not None else []
        reasons = self._reasons({*left, *right})
        if second is None or left == right:
            event = self._event_of.get(left[0])
            return reasons.event(event.records if event else left)
        return [reasons.events(left, right)]

    def _reasons(self, asked: Container[str] = ()) -> Reasons:
        """Reasons among the records that were merged, and those asked about."""
        held = self._stored
        rules = rules_of(held.decisions)
        merged = (record for key, record in held.records.items() if key not in rules.wrong or key in asked)
        return Reasons(merged, held.authorities, held.weights, rules)

    def contested(self) -> list[tuple[str, tuple[str, ...]]]:
        """By ids the changes of control by which places are held and against which others speak, each with those; as
        `control` tells them, and of a file nothing else is read."""
        if self._loaded is None and self._path is not None:
            with store.reading(self._path, expected=self._revision) as connection:
                told = histories(connection, None, None, self.reading)
                shown = [[each.latest[position].id for position in each.shown] for each in told]
            return [(holder, tuple(others)) for holder, *others in shown if others]
        states = self.control()
        return [(each.event.id, tuple(it.id for it in each.contested_by)) for each in states if each.contested_by]

    def control(self, at: str | None = None, place: str | None = None) -> list[ControlState]:
        """Who holds what on a day: the last change of control of each place by then, by whose word, and what speaks
        against it; of a file nothing else is read.

        A change that nobody tells but the side that gained the place, or only with doubts, does not outweigh one before
        it that two or more other outlets tell; it is shown as contesting that one, as are opposite changes of one day.
        A place that forces only entered has not changed hands; a change whose day is not known counts as the earliest,
        and one that began by the day counts although it may have ended later. Where only the last day is known on which
        it can have happened (it is told as earlier, or in words that cannot be resolved), the place is held from that
        day at the latest. Spellings that stand in one event are one place, and so are names of one gazetteer entry.
        Places without a name of their own ("the town", "five villages") are left out: one cannot ask about them, and
        two of them need not be one.

        Args:
            at: ISO date; None for the latest state.
            place: only places of this name, in any spelling that folds to the same or stands in one event with it.

        Raises:
            RecordsError: `at` is no ISO date.
        """
        if at is not None and (published_date(at) is None or len(at) != len("2024-12-07")):
            raise RecordsError(f"{at!r} is no date", hint="write it as 2024-12-07")
        if self._loaded is None and self._path is not None:
            return store.control(self._path, at, place, expected=self._revision)
        held = self._stored
        return control_states(
            changes_by_place(held.events, held.records, at, place, held.authorities.actors), self._by_id, at
        )

    def latest_denials(self, at: str | None, most: int) -> tuple[list[Event], int]:
        """The latest official denials up to a day, latest first, and how many there are; of a file nothing else is
        read.

        Args:
            at: ISO date; None for all.
            most: how many to give.
        """
        if self._loaded is None and self._path is not None:
            return store.latest_denials(self._path, at, most, expected=self._revision)
        dated = [
            (event.date.start or event.date.end or "", event)
            for event in self._stored.events
            if event.kind == "official_denial"
        ]
        told = [(day, event) for day, event in dated if at is None or day <= at]
        latest = sorted(told, key=lambda each: (each[0], each[1].id), reverse=True)
        return [event for _, event in latest[:most]], len(latest)

    def _record_ids(self, name: str) -> list[str]:
        found = list(self._kinds_of(name))
        if not found:
            raise RecordsError(f"there is no event or record {name}", hint="ids begin with evt_ or rec_")
        return found

    def _kinds_of(self, name: str) -> dict[str, str]:
        """The records that an id stands for, with their kinds; none for an unknown id."""
        records = self._stored.records
        named = [name] if name in records else self[name].records if name in self else []
        return {key: records[key].kind for key in named}

    # -- keeping and showing -----------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Keeps the set in a DuckDB file, in place of the event set that it held.

        Raises:
            OutputError: the file cannot be written, or holds something else.
        """
        store.write(Path(path), self._stored)

    def to_json(self, path: str | Path) -> None:
        """Writes events (oldest first), records and articles as one JSON file, enough to explain and report from.

        Raises:
            OutputError: the file cannot be written.
        """
        ordered = store.Stored(
            articles=dict(sorted(self._stored.articles.items())),
            records=dict(sorted(self._stored.records.items())),
            events=self._stored.events,
            superseded=dict(sorted(self._stored.superseded.items())),
            weights=self._stored.weights,
            authorities=self._stored.authorities,
        )
        with write_whole(Path(path)) as stream:
            stream.write(to_document(ordered))

    @property
    def collection(self) -> Collection:
        """Events, records and articles together, as the output functions take them."""
        return Collection(self.events, self._stored.records, self._stored.articles, self._stored.superseded)

    @contextmanager
    def _told(self) -> Iterator[Collection | Iterable[Cells]]:
        """What tables are written from: cells read so many at a time, where the set is in its file and not in
        memory."""
        if self._loaded is not None or self._path is None:
            yield self.collection
            return
        with store.reading(self._path, expected=self._revision) as connection:
            yield (some.cells for some in flat_events(connection))

    def to_csv(self, path: str | Path) -> None:
        """Writes one flat row an event."""
        with self._told() as told:
            write_csv(told, Path(path))

    def to_geojson(self, path: str | Path) -> None:
        """Writes a FeatureCollection (RFC 7946); geometry is null where no coordinates are known."""
        with self._told() as told:
            write_geojson(told, Path(path))

    def to_parquet(self, path: str | Path) -> None:
        """Writes one flat, typed row an event."""
        with self._told() as told:
            write_parquet(told, Path(path))

    def to_acled(self, path: str | Path) -> None:
        """Writes a CSV file with ACLED's columns; what has no counterpart there stands in x_ columns."""
        if self._loaded is not None or self._path is None:
            write_acled(self.collection, Path(path), self._stored.authorities.actors)
            return
        with store.reading(self._path, expected=self._revision) as connection:
            told = (each for some in flat_events(connection) for each in some.told())
            write_acled(told, Path(path), authorities_of(connection).actors)

    @contextmanager
    def _tables(self) -> Iterator[Tables]:
        """All tables; read so many rows at a time, where the set is in a file of this version and not in memory."""
        if self._loaded is None and self._path is not None:
            with store.reading(self._path, expected=self._revision) as connection:
                if store.is_of_this_version(connection):
                    yield tables_of_file(connection)
                    return
        yield tables_in_memory(self.collection, self._stored.authorities.actors)

    def to_kmz(self, path: str | Path) -> tuple[str, ...]:
        """Writes the events whose coordinates are known as KML with time spans, zipped, for Google Earth.

        Returns:
            What the file lacks, in sentences.
        """
        from conflict_extract.output.kmz import write_kmz  # lxml is slow to load

        with self._tables() as tables:
            return write_kmz(tables.parts, Path(path))

    def to_gpkg(self, path: str | Path) -> tuple[str, ...]:
        """Writes a GeoPackage of events, records, who holds what, denials and articles; needs the extra `exports`.

        Returns:
            What there is to say of the file, in sentences.
        """
        with self._tables() as tables:
            return write_geopackage(tables, Path(path))

    def to_xlsx(self, path: str | Path) -> tuple[str, ...]:
        """Writes the same tables as an Excel workbook, one sheet a table; needs the extra `exports`.

        Returns:
            What was cut or goes on in a further sheet, in sentences.
        """
        with self._tables() as tables:
            return write_workbook(tables, Path(path))

    @overload
    def to_frame(self, library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> polars.DataFrame: ...
    def to_frame(self, library: Literal["pandas", "polars"] = "pandas") -> pandas.DataFrame | polars.DataFrame:
        """One flat, typed row an event, as `to_parquet` writes it.

        Args:
            library: whose data frame it is to be; polars has to be installed.

        Raises:
            OutputError: there is no such library, or it is not installed.
        """
        with self._told() as told:
            return to_frame(told, library)

    def __repr__(self) -> str:
        if self._loaded is None:
            return f"<EventSet: {self._path}>"
        held = f", kept in {self._path}" if self._path else ""
        return f"<EventSet: {counted(len(self), 'event')} of {counted(self.n_records, 'record')}{held}>"

    def _repr_html_(self) -> str:
        return events_html(self.collection)

    def to_report(
        self,
        path: str | Path,
        *,
        title: str = "Events",
        summary: Mapping[str, object] | None = None,
        newest: int | None = None,
        place: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> int:
        """Writes one self-contained HTML page for people: events, quoted sentences, conflicts, disputes, and why.

        Of a large set it shows the newest events, and says at its top what it leaves out. Denials that contest what is
        shown, and what shown denials contest, stand with it.

        Args:
            path: where to.
            title: the heading of the page.
            summary: numbers and words that say how the events were made, by name.
            newest: at most so many events, those that ended last; 2,000 if None.
            place: only events at a place of this name, in any spelling that folds to the same.
            since: ISO date; only events that may have happened on it or later.
            until: ISO date; only events that may have happened on it or before.

        Returns:
            How many events that were asked for are left out.

        Raises:
            OutputError: the file cannot be written, a date is no ISO date, or nothing is asked for.
        """
        page = Page(newest, place, since, until).checked()
        shown, n_picked, left_out = self._page(page)
        shown._write_report(path, title, summary, page.words(n_picked, left_out))  # another set of this class
        return left_out

    def _page(self, page: Page) -> tuple[EventSet, int, int]:
        """A set of the events to show with those that belong to them, how many are picked, and how many left out."""
        if self._loaded is None and self._path is not None:
            if len(self) <= MOST_SHOWN and page == Page():
                return self, len(self), 0
            ids, left_out = page.pick(self._days())
            return EventSet(store.read(self._path, expected=self._revision, events=ids)), len(ids), left_out
        events = self._stored.events
        ids, left_out = page.pick(self._days())
        if len(ids) == len(events):
            return self, len(ids), 0
        picked = set(ids)
        picked |= {other for each in events if each.id in picked for other in (*each.disputes, *each.disputed_by)}
        return EventSet(store.only(self._stored, picked)), len(ids), left_out

    def _write_report(self, path: str | Path, title: str, summary: Mapping[str, object] | None, selection: str) -> None:
        merged = {event.id: event.records for event in self._stored.events if len(event.records) > 1}
        ties = dict(zip(merged, self._reasons().ties([*merged.values()]), strict=True)) if merged else {}
        held = self._stored
        told = changes_by_place(held.events, held.records, None, None, held.authorities.actors)
        control = [over_time(each) for each in told]
        write_report(
            self.collection, path, title=title, summary=summary, selection=selection, ties=ties, control=control
        )


def _say_in_file(
    connection: Any,
    before: list[Decision],
    weights: Weights,
    said: Callable[[list[Decision], Known], list[Decision]],
    refused: RecordsError,
    looked_up: increments.LookedUp,
) -> None:
    """Changes the words of analysts in a file, and all that hangs on them."""
    decisions = said(before, store.known(connection))
    store.keep_decisions(connection, before, decisions)
    rules = rules_of(decisions)
    amended = amendments(before, decisions)
    increments.amend(connection, amended, weights, rules)
    # what was amended may touch other records than before
    merged, stayed = increments.merge_around(
        connection, spoken_of(before, decisions), weights, rules, looked_up if not amended else None
    )
    # a word on others holds as it did
    concerned = [pair for pair in rules.one | rules.two if amended or not merged.keys().isdisjoint(pair)]
    elsewhere = {key for pair in concerned for key in pair} - merged.keys() - stayed.keys()
    if not all_hold(merged | stayed | store.homes(connection, elsewhere), rules):
        raise refused


def _refused(word: Word, first: str, second: str | None) -> RecordsError:
    wanted = {"one": "one event", "two": "two events"}.get(word, word)
    return RecordsError(
        f"{first} and {second} cannot be {wanted}: earlier words say otherwise",
        hint="decide on the records between them first",
    )


def merge(
    records: Iterable[Record],
    articles: Iterable[Article] = (),
    *,
    weights: Weights | None = None,
    actors: ActorTable | None = None,
    places: Gazetteer | None = None,
    outlets: OutletTable | None = None,
) -> EventSet:
    """Merges the records of many articles into one set of events.

    Args:
        records: what articles say happened; their order changes nothing.
        articles: where they come from.
        weights: the table of weights; the packaged one if None.
        actors: with actors of your own (`load_actors`); the packaged ones if None.
        places: with places of your own (`Gazetteer.load`); the packaged ones if None.
        outlets: with outlets of your own (`load_outlets`); the packaged ones if None.
    """
    given = {"actors": actors, "places": places, "outlets": outlets}
    tables: dict[str, Any] = {name: table for name, table in given.items() if table is not None}
    return EventSet(weights=weights, authorities=Authorities(**tables)).add(records, articles)
