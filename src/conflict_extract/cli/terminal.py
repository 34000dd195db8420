"""What a person at a terminal sees: progress, the endpoint, failures, tables."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from conflict_extract.extraction import Extractor
    from conflict_extract.main_job import Finished
    from conflict_extract.output import Collection
    from conflict_extract.schema import Failure

SHOWN_FAILURES = 10


def errors() -> Console:
    """The console of standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, *, quiet: bool = False) -> None:
    """One line on standard error."""
    if not quiet:
        print(harmless(text), file=sys.stderr)


def harmless(text: str) -> str:
    """The text on one line, without what could move the cursor, colour the terminal or turn the reading direction."""
    return "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in "1 event" and "2 events"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


class Progress:
    """A progress bar on standard error, on a terminal only: bytes of the model being prepared, then articles."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = errors()
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[found]}"),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._model: dict[str, int] = {}
        self._records = 0
        self._articles: object = None

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def preparing(self, what: str, done: int, total: int) -> None:
        """Shows how far the embedded model is, in MiB."""
        from rich.progress import TaskID

        if what not in self._model:
            self._model[what] = self._bar.add_task(what, total=total >> 20, found="MiB")
        task = TaskID(self._model[what])
        self._bar.update(task, completed=done >> 20)
        if done >= total:
            self._bar.remove_task(task)
            del self._model[what]

    def finished(self, total: int | None) -> Finished:
        """What `extract_all` calls for each article that is done; None where nobody knows how many there are."""
        task = self._bar.add_task("articles", total=total, found="")

        def show(number: int, part: object) -> None:
            self._records += len(part.records)  # type: ignore[attr-defined]
            self._bar.update(task, completed=number, found=f"{self._records} records")

        return show


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


def print_events(collection: Collection) -> None:
    """The table of events on standard output: drawn on a terminal, tab-separated when piped."""
    from conflict_extract.output import events_plain, events_table

    if sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False).print(events_table(collection))
        return
    for line in events_plain(collection):
        print(line)
