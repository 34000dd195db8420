"""What a person at a terminal sees: progress, the endpoint, failures, tables."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, cast

from conflict_extract._counted import counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from conflict_extract.extraction import Extractor
    from conflict_extract.main_job import Finished
    from conflict_extract.output import Collection
    from conflict_extract.schema import Extraction, Failure

SHOWN_FAILURES = 10
SHOWN_EVENTS = 500
_LOOK_SECONDS = 0.5


def errors() -> Console:
    """The console of standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def results() -> Console:
    """The console of standard output."""
    from rich.console import Console

    return Console(highlight=False)


def sees_results() -> bool:
    """Whether standard output is a terminal: tables are drawn there, and plain when piped."""
    return sys.stdout.isatty()


def say(text: str, *, quiet: bool = False) -> None:
    """One line on standard error."""
    if not quiet:
        print(harmless(text), file=sys.stderr)


def confirmed(question: str) -> bool:
    """Asks on standard error, for standard output holds results only; whatever is no yes counts as no."""
    print(f"{harmless(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def can_ask() -> bool:
    """Whether somebody sits at a terminal who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def harmless(text: str) -> str:
    """The text on one line, without what could move the cursor, colour the terminal or turn the reading direction."""
    return "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())


class _NoBar:
    """A bar that is not drawn: what draws them takes long to import."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def add_task(self, *_: object, **__: object) -> TaskID:
        return cast("TaskID", 0)

    def update(self, *_: object, **__: object) -> None: ...

    def remove_task(self, _: TaskID) -> None: ...


def _bar() -> Bar:
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[count]}"),
        TextColumn("{task.fields[found]}"),
        console=errors(),
        transient=True,
    )


class Progress:
    """Progress on standard error, on a terminal only: what is being done, how much of it is, and what came out."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = _bar() if sys.stderr.isatty() and not quiet else _NoBar()
        self._model: dict[str, TaskID] = {}
        self._records = 0

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Says for the time of a block what is being done, where nobody knows how long it will take."""
        task = self._bar.add_task(what, total=None, count="", found="")
        try:
            yield
        finally:
            self._bar.remove_task(task)

    def preparing(self, what: str, done: int, total: int) -> None:
        """Shows how far the embedded model is, in MiB."""
        if what not in self._model:
            self._model[what] = self._bar.add_task(what, total=total >> 20, count="", found="")
        task = self._model[what]
        self._bar.update(task, completed=done >> 20, count=f"{done >> 20}/{total >> 20} MiB" if total else "")
        if done >= total:
            self._bar.remove_task(task)
            del self._model[what]

    @contextmanager
    def planning(self) -> Iterator[Finished]:
        """Shows how many articles are planned; gives what is called for each that is done."""
        task = self._bar.add_task("planning", total=None, count="", found="")
        try:
            yield lambda number, _: self._bar.update(task, count=counted(number, "article"))
        finally:
            self._bar.remove_task(task)

    @contextmanager
    def extracting(self, extractor: Extractor, total: int | None) -> Iterator[Finished]:
        """Shows articles and answers; gives what `extract_all` calls for each article that is done.

        Args:
            extractor: whose answers are counted.
            total: how many articles there are; None where nobody knows.
        """
        of = "" if total is None else f"/{counted(total, 'article')}"
        task = self._bar.add_task("extracting", total=total, count=f"0{of}", found="")
        over = Event()

        def look() -> None:
            # one article may take minutes, so answers are counted too
            while not over.wait(_LOOK_SECONDS):
                usage = extractor.usage
                answers = usage.calls + usage.cache_hits
                said = f"{counted(answers, 'answer')}, {counted(self._records, 'record')}"
                self._bar.update(task, found=said if answers else "waiting for the first answer")

        def show(number: int, part: Extraction) -> None:
            self._records += len(part.records)
            self._bar.update(task, completed=number, count=f"{number}{of}" if of else counted(number, "article"))

        if not isinstance(self._bar, _NoBar):
            Thread(target=look, daemon=True).start()
        try:
            yield show
        finally:
            over.set()
            self._bar.remove_task(task)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar for the time of a block."""
    with Progress(quiet=quiet) as bar:
        yield bar


def announce(extractor: Extractor, articles: int | None, *, quiet: bool) -> None:
    """Says where the articles go; None where nobody knows how many there are."""
    many = "articles" if articles is None else counted(articles, "article")
    say(f"{many} → {extractor.settings.endpoint}, model {extractor.model}", quiet=quiet)


def report_failures(failures: Iterable[Failure], *, verbose: bool) -> None:
    """Names what failed and what to do about it; many failures of one cause are counted."""
    counted = Counter((failure.message, failure.hint) for failure in failures)
    places: dict[tuple[str, str], list[str]] = {}
    for failure in failures:
        where = failure.path or failure.article_id or ""
        where += f" (sentences {failure.window})" if failure.window else ""
        places.setdefault((failure.message, failure.hint), []).append(where)
    for (message, hint), number in counted.most_common():
        named = [where for where in dict.fromkeys(places[message, hint]) if where and where not in message]
        shown = named if verbose else named[:SHOWN_FAILURES]
        more = f" and {len(named) - len(shown)} more" if len(named) > len(shown) else ""
        times = f" ({number} times)" if number > 1 else ""
        say(f"failed: {message}{times}")
        if shown:
            say(f"  in {', '.join(shown)}{more}")
        if hint:
            say(f"  {hint}")


def report_unread(unread: Mapping[str, int], *, quiet: bool) -> None:
    """Says how many files of which suffix were not read."""
    if unread:
        most_first = sorted(unread.items(), key=lambda each: (-each[1], each[0]))
        kinds = ", ".join(f"{number:,} {suffix or 'without a suffix'}" for suffix, number in most_first)
        say(f"files not read: {kinds}", quiet=quiet)


def report_screened(screened: int, *, quiet: bool) -> None:
    """Says how many articles were skipped unread."""
    if screened:
        say(f"not sent: {counted(screened, 'article')} without a word that can state an event", quiet=quiet)


def print_events(collection: Collection) -> None:
    """The table of events on standard output: drawn on a terminal, tab-separated when piped."""
    from conflict_extract.output import events_plain, events_table

    if sees_results():
        console = results()
        console.print(events_table(collection, width=console.width, limit=SHOWN_EVENTS))
        return
    for line in events_plain(collection):
        print(line)
