"""One reviewer at one event set: what is asked next, what was said, what was skipped."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from conflict_extract.errors import OutputError, RecordsError
from conflict_extract.eventset import EventSet
from conflict_extract.eventset.store import is_of_this_version, keep_open, let_go
from conflict_extract.output.wording import KIND_NAMES
from conflict_extract.review.cards import Card, card_of, choices_of, effects
from conflict_extract.review.queue import Filters, Place, Queue, queue_of, sorts
from conflict_extract.review.skips import Skips

# so long after the last use the file is closed, and other programs may change it
HELD_SECONDS = 5.0

State = dict[str, Any]


class Changed(RecordsError):
    """The event set was changed by another program, and what was asked is no longer asked."""


class _Ahead(NamedTuple):
    """A card made while the one before it was read.

    Attributes:
        revision: that the set had.
        after: the key of the one before it.
        touched: the ids of the events that each choice on that one would change.
        place: of this one.
        card: itself.
    """

    revision: int
    after: str
    touched: Mapping[str, set[str]]
    place: Place
    card: Card


class Review:
    """What a reviewer is asked of an event set, and what becomes of the answers.

    The file is kept open while it is used and for some seconds more; between, other programs may change it, and then
    the queue is made again. It may be used from several threads.

    Args:
        path: of a `.duckdb` file.
        reviewer: who decides, as decisions keep it; "" for nobody who is named.

    Raises:
        RecordsError: the file is missing or no event set.
        OutputError: the file is in use (retryable) or cannot be changed.
    """

    def __init__(self, path: Path, reviewer: str = "") -> None:
        self._path = path
        self._reviewer = reviewer
        self._skips = Skips(path, reviewer)
        self._sorts = sorts()
        self._filters = Filters()
        self._lock = threading.RLock()
        self._held = False
        self._used = 0.0
        self._done: list[Place] = []
        self._decided = 0
        self._queue = Queue([], 0, 0)
        self._ahead: _Ahead | None = None
        self._events: EventSet | None = None
        opened = EventSet.open(path)  # says what is wrong with it before it is opened to be written
        with opened.reading() as connection:
            is_old = not is_of_this_version(connection)
        if is_old:  # the first change brings a file of a build before to this version
            opened.add([])
        with self._using():
            pass

    # -- asking ------------------------------------------------------------------------------------------------

    def state(self) -> State:
        """The next card, and how far the reviewer is."""
        with self._using():
            return self._state()

    def filtered(self, filters: Filters) -> State:
        """The next card of those that filters let through; they hold until others come.

        Raises:
            RecordsError: a filter is of no kind, or a day is no ISO date.
        """
        if filters.kind and filters.kind not in KIND_NAMES:
            raise RecordsError(f"there is no kind {filters.kind!r}", hint="choose one from the list")
        with self._using():
            self._filters = filters
            self._make_queue()
            return self._state()

    def details(self, key: str) -> State:
        """Why a pair scores as it does, and what each choice would change."""
        with self._using() as events:
            place = self._place(key)
            told, touched = self._effects(events, place)
            self._ahead = self._look_ahead(events, place, touched)
            return {"key": key, "ties": self._ties(events, place), "effects": told}

    def _ties(self, events: EventSet, place: Place) -> list[dict[str, Any]]:
        if place.sort != "pair" or place.second is None:
            return []
        return [
            {
                "signals": [[*words, weight if math.isfinite(weight) else None] for *words, weight in each.signals],
                "score": each.score if math.isfinite(each.score) else None,
                "threshold": each.threshold,
                "ruled_out": each.ruled_out,
            }
            for each in events.explain(place.first, place.second)
        ]

    def _look_ahead(self, events: EventSet, place: Place, touched: Mapping[str, set[str]]) -> _Ahead | None:
        """The card that comes if the first one, which is read, is answered."""
        if place != self._queue.places[0] or len(self._queue.places) < 2:
            return None
        coming = self._queue.places[1]
        card = card_of(events, coming, self._sorts)
        return None if card is None else _Ahead(events.revision, place.key, touched, coming, card)

    def _effects(self, events: EventSet, place: Place) -> tuple[list[dict[str, Any]], dict[str, set[str]]]:
        """What each choice would change, in words and as the ids of events."""
        told = []
        touched: dict[str, set[str]] = {}
        for choice in choices_of(events, place, self._sorts):
            if choice["word"] == "mended":
                continue
            lines: list[dict[str, Any]] = []
            note = ""
            if _says_what_is(place, choice["word"]):
                touched[choice["key"]] = set()
            else:
                try:
                    before, after = events.would_change(choice["word"], *_ids(place, choice["of"]))
                    touched[choice["key"]] = {row.id for row in (*before, *after)}
                    lines = effects(before, after)
                except RecordsError as error:
                    note = str(error)
            told.append({"key": choice["key"], "says": choice["says"], "lines": lines, "note": note})
        return told, touched

    # -- saying ------------------------------------------------------------------------------------------------

    def decide(self, key: str, choice: str, change: Mapping[str, str | None] | None = None, why: str = "") -> State:
        """Keeps an answer to a card, and gives the next one.

        Args:
            key: of the card.
            choice: the key of what was chosen, as `cards.toml` has it.
            change: what is mended, where that was chosen.
            why: for what reason, in words.

        Raises:
            Changed: the card is asked no more.
            RecordsError: the choice does not fit, or cannot be kept.
            OutputError: the file is in use, or cannot be written.
        """
        with self._using() as events:
            place = self._place(key)
            told = next((each for each in self._sorts[place.sort]["choices"] if each["key"] == choice), None)
            if told is None:
                raise RecordsError(f"there is no choice {choice!r} here", hint="press one of the keys on the card")
            ids, before = _ids(place, told["of"]), events.revision
            mends = change if told["word"] == "mended" else None
            events.decide(
                told["word"], *ids, by=self._reviewer or None, why=why.strip() or None,
                change=(mends or {}) if told["word"] == "mended" else None,
            )  # fmt: skip
            self._decided += 1
            self._done.append(place)
            self._leave(place)
            return self._state(self._made_ahead(place, choice, before))

    def undo(self) -> State:
        """Takes the last word back and asks again what it was said of, with the reason that was given as `why`.

        Raises:
            RecordsError: nothing was decided, or the last word is somebody else's.
        """
        with self._using() as events:
            decisions = events.decisions
            if decisions and (decisions[-1].by or "") != self._reviewer:
                said = decisions[-1]
                whose = said.by or "somebody without a name"
                raise RecordsError(
                    f"the last word is not yours but of {whose}: {said.word} {said.first}",
                    hint="decide --undo takes it back all the same",
                )
            undone = events.undo()
            self._decided -= 1
            last = self._done.pop() if self._done else None
            if last is None or not {undone.first, undone.second} <= {last.first, last.second, None}:
                self._done.clear()
                self._make_queue()
                ids = {undone.first, undone.second}
                last = next((each for each in self._queue.places if {each.first, each.second} == ids), None)
            if last is not None:
                rest = [each for each in self._queue.places if each.key != last.key]
                added = len(rest) == len(self._queue.places)
                self._queue = Queue([last, *rest], self._queue.total + added, self._queue.skipped)
            state = self._state()
            asked_again = last is not None and state["card"] is not None and state["card"]["key"] == last.key
            words = f"Taken back: {undone.word} {undone.first} {undone.second or ''}".rstrip()
            return {**state, "said": words, "why": undone.why or "" if asked_again else ""}

    def skip(self, key: str) -> State:
        """Leaves a card for later."""
        with self._using():
            place = self._place(key)
            self._skips.skip(place.key)
            self._leave(place, skipped=1)
            return self._state()

    def again(self) -> State:
        """Asks again what was skipped."""
        with self._using():
            self._skips.again()
            self._make_queue()
            return self._state()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._let_go()

    # -- the queue ---------------------------------------------------------------------------------------------

    def _made_ahead(self, decided: Place, choice: str, revision: int) -> Card | None:
        """The card that was made ahead, if it comes next and shows nothing that the choice changed."""
        ahead = self._ahead
        if ahead is None or (ahead.revision, ahead.after) != (revision, decided.key) or choice not in ahead.touched:
            return None
        if ahead.place not in self._queue.places[:1] or ahead.touched[choice].intersection(ahead.place.events):
            return None
        return ahead.card

    def _state(self, card: Card | None = None) -> State:
        events = self._events
        assert events is not None  # noqa: S101  # it is open while it is used
        card = card or self._next(events)
        return {
            "card": card,
            "decided": self._decided,
            "left": self._queue.total,
            "skipped": self._queue.skipped,
            "reviewer": self._reviewer,
            "file": self._path.name,
            "filters": self._filters._asdict(),
            "kinds": KIND_NAMES,
        }

    def _next(self, events: EventSet) -> Card | None:
        """The first card of the queue that is still to be asked."""
        made_again = False
        while True:
            if not self._queue.places:
                if made_again or not self._queue.total:
                    return None
                self._make_queue()
                made_again = True
                continue
            card = card_of(events, self._queue.places[0], self._sorts)
            if card is not None:
                return card
            self._leave(self._queue.places[0])

    def _place(self, key: str) -> Place:
        found = next((each for each in self._queue.places if each.key == key), None)
        if found is None:
            raise Changed("this is asked no more: it was decided, or the file was changed", hint="see the next card")
        return found

    def _leave(self, place: Place, skipped: int = 0) -> None:
        rest = [each for each in self._queue.places if each.key != place.key]
        self._queue = Queue(rest, max(0, self._queue.total - 1), self._queue.skipped + skipped)

    def _make_queue(self) -> None:
        assert self._events is not None  # noqa: S101  # it is open while it is used
        decisions = self._events.decisions
        self._queue = queue_of(self._events, self._filters, self._skips.keys, decisions)
        own = (each for each in decisions if (each.by or "") == self._reviewer and each.word != "open")
        self._decided = sum(1 for _ in own)

    # -- the file ----------------------------------------------------------------------------------------------

    @contextmanager
    def _using(self) -> Iterator[EventSet]:
        """The event set, kept open; made anew with its queue where another program changed it meanwhile."""
        with self._lock:
            if not self._held:
                keep_open(self._path)
                self._held = True
            try:
                opened = EventSet.open(self._path) if self._events is None or not self._used else self._events
                if self._events is None or opened.revision != self._events.revision:
                    self._events = opened
                    self._done.clear()
                    self._make_queue()
                self._used = time.monotonic()
                yield self._events
            finally:
                self._used = time.monotonic()
                self._let_go_later()

    def _let_go_later(self) -> None:
        timer = threading.Timer(HELD_SECONDS, self._let_go_if_idle)
        timer.daemon = True
        timer.start()

    def _let_go_if_idle(self) -> None:
        with self._lock:
            if time.monotonic() - self._used >= HELD_SECONDS:
                self._let_go()

    def _let_go(self) -> None:
        let_go(self._path)
        self._held = False
        self._used = 0.0


def _ids(place: Place, of: str) -> tuple[str, ...]:
    named = {"both": (place.first, place.second), "first": (place.first,), "second": (place.second,)}[of]
    if any(each is None for each in named):
        raise OutputError(f"{place.key} names too few ids", hint="this is a fault of the program")
    return tuple(each for each in named if each is not None)


def _says_what_is(place: Place, word: str) -> bool:
    """Whether a word says what the set holds anyhow, so that it changes nothing but that it is asked no more."""
    if place.sort == "pair":
        return (word == "one") == (len(place.events) == 1)
    return (place.sort, word) in {
        ("denial", "contests"), ("near_denial", "unrelated"), ("item", "wrong"), ("record", "right"),
    }  # fmt: skip
