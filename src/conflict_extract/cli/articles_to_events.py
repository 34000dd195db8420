"""The commands that turn articles and records into events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conflict_extract._counted import counted
from conflict_extract.cli import options, terminal
from conflict_extract.cli.app import app
from conflict_extract.errors import ConflictExtractError, EmbeddedModelError, RecordsError, SettingsError

if TYPE_CHECKING:
    from conflict_extract.output import Collection
    from conflict_extract.schema import Record

MOST_PRINTED = 5_000


def _extractor(settings: Any, progress: terminal.Progress, *, asks: bool = True) -> Any:
    """The extractor; what the model lacks is wrong usage, told before anything is read, if it is to be asked."""
    from conflict_extract.extraction import Extractor

    try:
        extractor = Extractor(settings, progress=progress.preparing)
        if asks:
            extractor.require_model()
    except EmbeddedModelError as error:
        raise SettingsError(error.message, hint=error.hint) from error
    return extractor


def _authorities(actors: Path | None, places: Path | None, outlets: Path | None) -> Any:
    """The tables of names with the user's own files, which flags, variables and file of settings name."""
    from conflict_extract.normalize import Authorities
    from conflict_extract.settings import EMBEDDED, Settings

    # no model is called, so none has to be set up beside a key or a base URL
    settings = Settings.load(model=EMBEDDED, actors=actors, places=places, outlets=outlets)
    return Authorities.load(actors=settings.actors, places=settings.places, outlets=settings.outlets)


@app.command(rich_help_panel="Articles to events")
def run(
    paths: options.Paths,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for all files; needed but for --dry-run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell calls, tokens and cost.")] = False,
    into: Annotated[Path | None, typer.Option("--into", help="Also add to this event set (.duckdb).")] = None,
    outlet: options.Outlet = None,
    published: options.Published = None,
    metadata: options.Metadata = None,
    actors: options.Actors = None,
    places: options.Places = None,
    outlets: options.Outlets = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache_dir: options.CacheDir = None,
    no_cache: options.NoCache = False,
    offline: options.Offline = False,
    concurrency: options.Concurrency = None,
    window: options.WindowSize = None,
    max_cost: options.MaxCost = None,
    strict: options.Strict = False,
    screen: options.Screen = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Extract, merge, and write records, events, tables and a report."""
    from conflict_extract.articles import load_articles
    from conflict_extract.cli.changed import print_changes
    from conflict_extract.cli.listing import Unsaid
    from conflict_extract.main_job import extract_all, prepared_folder, write_run

    if out is None and not dry_run:
        raise SettingsError("no folder for the files is named", hint="name one with --out DIR")
    folder = out or Path()
    settings = options.settings(
        no_cache, actors=actors, places=places, outlets=outlets, model=model, base_url=base_url, cache_dir=cache_dir,
        offline=offline, concurrency=concurrency, window=window, max_cost=max_cost, strict=strict, screen=screen,
    )  # fmt: skip
    with terminal.progress(quiet=quiet) as bar, _extractor(settings, bar, asks=not dry_run) as extractor:
        with bar.doing("reading files"):
            articles = load_articles(paths, outlet=outlet, published=options.day(published), metadata=metadata)
        unsaid = Unsaid()
        for article in articles:
            unsaid.take(article)
        if dry_run:
            _print_estimate(extractor, articles)
            unsaid.tell(quiet=quiet)
            raise typer.Exit(3 if articles and articles.failures else 0 if articles else 1)
        with prepared_folder(folder) as found:
            terminal.announce(extractor, len(articles), quiet=quiet)
            unsaid.tell(quiet=quiet)
            both = [*articles.failures, *articles]
            with bar.extracting(extractor, len(articles)) as finished:
                done = extract_all(extractor, both, finished, found.take, unread=articles.unread)
            with bar.doing("merging and writing"):
                events = write_run(done, articles, found, extractor, into)
    if into is not None and done.changes is not None:
        terminal.print_events(_told_by(into, found.records))
        print_changes(done.changes, into, quiet=quiet)
    elif done.done:
        terminal.print_events(events.collection)
    _print_outcome(done, found, len(events), quiet=quiet, verbose=verbose)
    raise typer.Exit(done.status)


def _told_by(path: Path, records: Sequence[Record]) -> Collection:
    """The events of a set that some records tell, as they stand there: with its ids, joined and decided on."""
    from conflict_extract.eventset import EventSet

    ids = {record.id for record in records}
    around = EventSet.open(path).around(*ids).collection
    return replace(around, events=[event for event in around.events if not ids.isdisjoint(event.records)])


@app.command("articles", rich_help_panel="Articles to events")
def list_articles(
    paths: options.Paths,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, also on a terminal.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A table to fill in, which --metadata then takes.")] = False,
    outlet: options.Outlet = None,
    published: options.Published = None,
    metadata: options.Metadata = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Show what was read, before a model is asked: outlet, date and where each comes from, language, sentences."""
    from conflict_extract.articles import read_articles
    from conflict_extract.cli.listing import print_articles

    if as_json and as_csv:
        raise SettingsError("--json and --csv are two ways to print the same", hint="name one of them")
    reader = read_articles(paths, outlet=outlet, published=options.day(published), metadata=metadata)
    raise typer.Exit(print_articles(reader, as_json=as_json, as_csv=as_csv, quiet=quiet, verbose=verbose))


@app.command(rich_help_panel="Articles to events")
def extract(
    paths: options.Paths,
    out: Annotated[Path | None, typer.Option("--out", help="File for the records; else standard output.")] = None,
    outlet: options.Outlet = None,
    published: options.Published = None,
    metadata: options.Metadata = None,
    actors: options.Actors = None,
    places: options.Places = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache_dir: options.CacheDir = None,
    no_cache: options.NoCache = False,
    offline: options.Offline = False,
    concurrency: options.Concurrency = None,
    window: options.WindowSize = None,
    max_cost: options.MaxCost = None,
    strict: options.Strict = False,
    screen: options.Screen = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Extract only: records as JSON lines."""
    from conflict_extract.articles import read_articles
    from conflict_extract.cli.listing import Unsaid
    from conflict_extract.main_job import extract_all, record_lines

    settings = options.settings(
        no_cache, actors=actors, places=places, model=model, base_url=base_url, cache_dir=cache_dir,
        offline=offline, concurrency=concurrency, window=window, max_cost=max_cost, strict=strict, screen=screen,
    )  # fmt: skip
    with terminal.progress(quiet=quiet) as bar, _extractor(settings, bar) as extractor:
        articles = read_articles(paths, outlet=outlet, published=options.day(published), metadata=metadata)
        with record_lines(out) as lines:
            terminal.announce(extractor, None, quiet=quiet)
            unsaid = Unsaid()
            with bar.extracting(extractor, None) as finished:
                done = extract_all(extractor, unsaid.of(articles), finished, lines.take, unread=articles.unread)
            lines.end(done)
    unsaid.tell(quiet=quiet)
    terminal.report_failures(done.failures, verbose=verbose)
    terminal.report_unread(done.unread, quiet=quiet)
    terminal.report_screened(done.screened, quiet=quiet)
    raise typer.Exit(done.status)


@app.command(rich_help_panel="Articles to events")
def merge(
    files: options.RecordFiles,
    out: Annotated[Path | None, typer.Option("--out", help="File for the events (events.json).")] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Add to this event set (.duckdb).")] = None,
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", help="articles.jsonl; default: the one beside each FILE.")
    ] = None,
    actors: options.Actors = None,
    places: options.Places = None,
    outlets: options.Outlets = None,
    weights: Annotated[
        Path | None, typer.Option("--weights", help="A table of weights, as fit writes it; default: the packaged one.")
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Merge record files into events."""
    from conflict_extract.cli.changed import print_changes
    from conflict_extract.eventset.changes import Told
    from conflict_extract.eventset.weights_file import load_weights
    from conflict_extract.record_files import merged_files, read_article_lines
    from conflict_extract.schema import Failure

    if out is None and into is None:
        raise SettingsError("nowhere to put the events", hint="name --out FILE or --into FILE.duckdb")
    authorities = _authorities(actors, places, outlets)
    table = load_weights(weights) if weights else None
    beside = [path for file in files if (path := file.with_name("articles.jsonl")).exists()]
    known = read_article_lines(articles or dict.fromkeys(beside))
    failure, done = None, []
    if out is not None:
        done.append(merged_files(files, known, weights=table, authorities=authorities))
        done[0].to_json(out)
    before = None
    if into is not None:
        try:
            before = Told(into)
            done.append(merged_files(files, known, into, table, authorities))
        except ConflictExtractError as error:
            if out is None:
                raise
            failure = Failure.of(error, path=str(into))
    events = done[-1]
    try:
        changes = before.changes() if before is not None and failure is None else None
        if (n_events := len(events)) <= MOST_PRINTED:
            terminal.print_events(events.collection)
        if into is not None and changes is not None:
            print_changes(changes, into, quiet=quiet)
        if failure is not None:
            terminal.report_failures([failure], verbose=True)
        terminal.say(f"{counted(events.n_records, 'record')}, {counted(n_events, 'event')}", quiet=quiet)
    except RecordsError as error:  # another program may take the file as soon as it is written
        if into is None or not error.retryable:
            raise
        terminal.say(f"{into}: the records are in it, but what they changed cannot be told: {error.message}")
    raise typer.Exit(0 if failure is None else 3)


@app.command("import", rich_help_panel="Articles to events")
def import_coded(
    file: options.CodedFile,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for records.jsonl and articles.jsonl; else records only.")
    ] = None,
    actors: options.Actors = None,
    places: options.Places = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Rows of ACLED or VIINA as records of an outlet of that name, as JSON lines that merge takes."""
    from conflict_extract.comparison import read_coded, records_of
    from conflict_extract.comparison.wording import unused
    from conflict_extract.output import json_line, write_json_lines

    coded = read_coded(file, _authorities(actors, places, None))
    imported = records_of((row for row in coded.rows if row.is_change), coded.outlet)
    records = {each.record.id: each.record for each in imported}
    if out is None:
        for record in records.values():
            print(json_line(record))
    elif records:
        write_json_lines({each.article.id: each.article for each in imported}.values(), out / "articles.jsonl")
        write_json_lines(records.values(), out / "records.jsonl")
    terminal.report_failures(coded.failures, verbose=verbose)
    for line in unused(coded):
        terminal.say(f"apart: {line}", quiet=quiet)
    terminal.say(f"{counted(len(records), 'record')} of {counted(coded.n_rows, 'row')} of {coded.outlet}", quiet=quiet)
    raise typer.Exit(1 if not records else 3 if coded.failures else 0)


def _print_estimate(extractor: Any, articles: Any) -> None:
    calls, tokens_in, tokens_out = extractor.estimate(articles)
    settings = extractor.settings
    print(f"endpoint\t{settings.endpoint}")
    print(f"model\t{extractor.model}")
    print(f"articles\t{len(articles)}")
    if settings.screen:
        print(
            f"screened\t{sum(map(extractor.is_screened, articles))}: not sent, without a word that can state an event"
        )
    print(f"calls\t{calls}")
    print(f"tokens in\tabout {tokens_in}, {extractor.instruction_tokens} of each call the same instructions")
    print(f"tokens out\tabout {tokens_out}")
    print(f"time\t{_duration(settings, articles, calls, tokens_in + tokens_out)}")
    if settings.is_local:
        print("cost\tnothing: the model runs on this machine")
    elif settings.price_in is None:
        print("cost\tunknown; set price_in and price_out (US dollars per million tokens)")
    else:
        cost = (tokens_in * settings.price_in + tokens_out * settings.price_out) / 1_000_000
        print(f"cost\tabout {cost:.4f} US dollars")
        if settings.price_cached is not None:
            cached = max(0, calls - 1) * extractor.instruction_tokens
            cost -= cached * (settings.price_in - settings.price_cached) / 1_000_000
            print(f"cost\tabout {cost:.4f} US dollars where the endpoint keeps the instructions")
    terminal.report_failures(articles.failures, verbose=True)
    terminal.report_unread(articles.unread, quiet=False)


def _duration(settings: Any, articles: Any, calls: int, tokens: int) -> str:
    from conflict_extract.extraction.duration import estimated_seconds

    estimated = estimated_seconds(settings, sum(len(article.sentences) for article in articles), calls, tokens)
    if estimated is None:
        return "unknown: it depends on the model file"
    seconds, by = estimated
    unit, size = next((each for each in (("hour", 3600), ("minute", 60)) if seconds >= 1.5 * each[1]), ("second", 1))
    return f"about {counted(max(1, round(seconds / size)), unit)}, an estimate: {by}"


def _print_outcome(done: Any, found: Any, events: int, *, quiet: bool, verbose: bool) -> None:
    terminal.report_failures(done.failures, verbose=verbose)
    terminal.report_unread(done.unread, quiet=quiet)
    terminal.report_screened(done.screened, quiet=quiet)
    if verbose:
        for item in found.quarantined:
            terminal.say(f"set aside: {item.message} ({item.record['article_id']}, sentences {item.record['window']})")
    usage = done.usage
    terminal.say(
        f"{counted(done.records, 'record')}, {done.quarantined} set aside, "
        f"{counted(events, 'event')}; {counted(usage.calls, 'call')}, {usage.cache_hits} from the cache, "
        f"{done.seconds:.1f} s",
        quiet=quiet,
    )
    if done.interrupted:
        terminal.say("interrupted: what was finished is kept; run again to go on")
    if done.status == 1:
        terminal.say(f"nothing could be done; {found.out / 'run.json'} says why")
    if done.done:
        terminal.say(f"report: {found.out / 'report.html'}", quiet=quiet)
