"""The commands that read articles, records and events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from conflict_extract._counted import counted
from conflict_extract.cli import housekeeping, options, terminal
from conflict_extract.cli.batch import batch_app
from conflict_extract.cli.help import Commands
from conflict_extract.errors import (
    ConflictExtractError,
    EmbeddedModelError,
    EndpointNotNamed,
    RecordsError,
    SettingsError,
)

MOST_PRINTED = 5_000

app = Commands(
    name="conflict-extract",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns what many outlets write about a war into one checked, attributed set of events.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from conflict_extract._version import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every command says more with --help."""


def _settings(**flags: Any) -> Any:
    """Settings from flags; where nothing but the endpoint is unclear, whoever sits at a terminal is asked."""
    from conflict_extract.settings import OPENAI_URL, Settings

    try:
        return Settings.load(**flags)
    except EndpointNotNamed as error:
        if not terminal.can_ask():
            raise
        terminal.say(error.message)
        if not terminal.confirmed(f"Send the articles to {OPENAI_URL}?"):
            raise
        return Settings.load(**flags | {"base_url": OPENAI_URL})


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


def _flags(
    actors: Path | None,
    model: str | None,
    base_url: str | None,
    cache_dir: Path | None,
    no_cache: bool,
    offline: bool,
    concurrency: int | None,
    window: int | None,
    max_cost: float | None,
    strict: bool,
    places: Path | None,
    outlets: Path | None = None,
    screen: bool = False,
) -> dict[str, Any]:
    """Flags as settings; a flag that is not given leaves the word to variables, file and defaults."""
    return {
        "actors": actors,
        "model": model,
        "base_url": base_url,
        "cache_dir": cache_dir,
        "cache": False if no_cache else None,
        "offline": offline or None,
        "concurrency": concurrency,
        "window": window,
        "max_cost": max_cost,
        "strict": strict or None,
        "places": places,
        "outlets": outlets,
        "screen": screen or None,
    }


def _authorities(actors: Path | None, places: Path | None, outlets: Path | None) -> Any:
    """The tables of names with the user's own files, which flags, variables and file of settings name."""
    from conflict_extract.normalize import Authorities
    from conflict_extract.settings import EMBEDDED, Settings

    # no model is called, so none has to be set up beside a key or a base URL
    settings = Settings.load(model=EMBEDDED, actors=actors, places=places, outlets=outlets)
    return Authorities.load(actors=settings.actors, places=settings.places, outlets=settings.outlets)


def _articles(paths: list[str], outlet: str | None, published: str | None, metadata: Path | None) -> Any:
    from conflict_extract.articles import load_articles

    return load_articles(paths, outlet=outlet, published=options.day(published), metadata=metadata)


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
    from conflict_extract.cli.changed import print_changes
    from conflict_extract.cli.listing import Unsaid
    from conflict_extract.main_job import extract_all, prepared_folder, write_run

    if out is None and not dry_run:
        raise SettingsError("no folder for the files is named", hint="name one with --out DIR")
    folder = out or Path()
    flags = _flags(
        actors, model, base_url, cache_dir, no_cache, offline, concurrency, window, max_cost, strict, places, outlets,
        screen,
    )  # fmt: skip
    settings = _settings(**flags)
    with terminal.progress(quiet=quiet) as bar, _extractor(settings, bar, asks=not dry_run) as extractor:
        with bar.doing("reading files"):
            articles = _articles(paths, outlet, published, metadata)
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
    if done.done:
        terminal.print_events(events.collection)
    if into is not None and done.changes is not None:
        print_changes(done.changes, into, quiet=quiet)
    _print_outcome(done, found, len(events), quiet=quiet, verbose=verbose)
    raise typer.Exit(done.status)


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

    flags = _flags(
        actors, model, base_url, cache_dir, no_cache, offline, concurrency, window, max_cost, strict, places, None,
        screen,
    )  # fmt: skip
    settings = _settings(**flags)
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
    changes = None
    if into is not None:
        before = Told(into)
        try:
            done.append(merged_files(files, known, into, table, authorities))
            changes = before.changes()
        except ConflictExtractError as error:
            if out is None:
                raise
            failure = Failure.of(error, path=str(into))
    events = done[-1]
    if (n_events := len(events)) <= MOST_PRINTED:
        terminal.print_events(events.collection)
    if into is not None and changes is not None:
        print_changes(changes, into, quiet=quiet)
    if failure is not None:
        terminal.report_failures([failure], verbose=True)
    terminal.say(f"{counted(events.n_records, 'record')}, {counted(n_events, 'event')}", quiet=quiet)
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


@app.command("compare", rich_help_panel="Using events")
def compare_coded(
    events: options.EventsFile,
    file: options.CodedFile,
    out: Annotated[Path | None, typer.Option("--out", help="Also write a page for people (HTML).")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    at: Annotated[
        str | None, typer.Option("--at", help="ISO date on which holders are compared (VIINA); default: the last.")
    ] = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Events beside a file of ACLED, UCDP or VIINA: agreed, differing, only ours, only theirs."""
    from conflict_extract.cli.compared import print_compared
    from conflict_extract.comparison import compare, read_coded, write_page
    from conflict_extract.eventset import EventSet

    opened = EventSet.open(events)
    found = compare(opened, read_coded(file, opened.authorities), name=str(events), at=at)
    if out is not None:
        write_page(found, out)
    if json_output:
        print(found.to_json())
    else:
        print_compared(found, quiet=quiet)
    terminal.report_failures(found.failures, verbose=verbose)
    if out is not None:
        terminal.say(f"wrote {out}", quiet=quiet)
    raise typer.Exit(3 if found.failures else 0)


@app.command(rich_help_panel="Using events")
def fit(
    files: options.RecordFiles,
    pairs: Annotated[Path, typer.Option("--pairs", help="Labelled pairs (.jsonl), or a .duckdb with decisions.")],
    out: Annotated[Path, typer.Option("--out", help="File for the weights (.toml).")],
) -> None:
    """Fit the weights of merging to pairs of records that are known to be one event or two."""
    from conflict_extract.eventset.weights_file import fit_weights, merged_with, read_pairs
    from conflict_extract.record_files import read_records

    labelled = read_pairs(pairs)
    fit_weights(read_records(files), labelled, out, *merged_with(pairs))
    terminal.say(f"wrote {out}, fitted to {counted(len(labelled), 'pair')}")


@app.command(rich_help_panel="Using events")
def report(
    events: options.EventsFile,
    out: Annotated[Path, typer.Option("--out", help="The HTML file.")] = Path("report.html"),
    newest: Annotated[
        int | None, typer.Option("--newest", metavar="N", help="At most N events; default: the newest 2000.")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only events at a place of this name.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="ISO date; only events on it or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="ISO date; only events on it or before.")] = None,
) -> None:
    """Write events as one self-contained HTML page."""
    from conflict_extract.eventset import EventSet

    opened = EventSet.open(events)
    counts = {"articles": opened.n_articles, "records": opened.n_records, "events": len(opened)}
    left_out = opened.to_report(out, summary=counts, newest=newest, place=place, since=since, until=until)
    terminal.say(f"wrote {out}")
    if left_out:
        terminal.say(
            f"{counted(left_out, 'older event')} not shown: name --newest N, --place, --since or --until to see others"
        )


@app.command(rich_help_panel="Using events")
def export(
    events: options.EventsFile,
    out: Annotated[Path, typer.Option("--out", help="The file; its ending tells the format.")],
    to: Annotated[str | None, typer.Option("--to", help="csv, geojson, parquet, acled, kmz, gpkg or xlsx.")] = None,
) -> None:
    """Write events for other tools: csv, geojson, parquet, acled, kmz, gpkg, xlsx."""
    from conflict_extract.eventset import EventSet

    wanted = to or out.suffix.lstrip(".").lower()
    if wanted not in ("csv", "geojson", "parquet", "acled", "kmz", "gpkg", "xlsx"):
        raise SettingsError(
            f"no format {wanted!r}", hint="name one with --to csv, geojson, parquet, acled, kmz, gpkg or xlsx"
        )
    opened = EventSet.open(events)
    notes = getattr(opened, f"to_{wanted}")(out) or ()
    terminal.say(f"wrote {counted(len(opened), 'event')} to {out}")
    for note in notes:
        terminal.say(note)


@app.command("eval", rich_help_panel="Using events")
def evaluate(
    files: options.RecordFiles,
    gold: Annotated[Path, typer.Option("--gold", help="Gold records, one a line.")],
    articles: Annotated[
        list[str] | None, typer.Option("--articles", help="The articles; default: articles.jsonl beside each FILE.")
    ] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Records of another run to compare with.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    verbose: options.Verbose = False,
) -> None:
    """Score records against gold: precision, recall and F1 by kind and field, severe errors, and merging."""
    from rich.console import Console

    from conflict_extract import evaluation
    from conflict_extract.eventset import merge as merge_into_events
    from conflict_extract.record_files import read_article_lines, read_records

    records, rows = read_records(files), evaluation.load_gold(gold)
    if articles:
        known = list(_articles(articles, None, None, None))
    else:
        beside = [path for file in files if (path := file.with_name("articles.jsonl")).exists()]
        known = read_article_lines(dict.fromkeys(beside))
    if not known:
        raise RecordsError("no articles to find the gold rows in", hint="name their folder with --articles")
    result: Any = evaluation.evaluate(rows, records, known, events=merge_into_events(records, known).events)
    if against is not None:
        other = read_records([against])
        before = evaluation.evaluate(rows, other, known, events=merge_into_events(other, known).events)
        result = evaluation.compare(before, result)
    if json_output:
        print(result.to_json() if hasattr(result, "to_json") else result.model_dump_json(indent=1))
        return
    Console(highlight=False).print(evaluation.render(result, limit=None if verbose else 20))


@app.command(rich_help_panel="Using events")
def control(
    events: options.EventsFile,
    at: Annotated[str | None, typer.Option("--at", help="ISO date; default: the latest state.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only places of this name.")] = None,
) -> None:
    """Who holds what on a day, by whose word."""
    from conflict_extract.cli.explained import print_denials, print_event
    from conflict_extract.cli.tables import print_control
    from conflict_extract.eventset import EventSet

    if at is not None:
        import datetime

        try:
            at = datetime.date.fromisoformat(at).isoformat()
        except ValueError:
            raise SettingsError(f"--at {at} is no date", hint="write it as 2024-12-07") from None
    opened = EventSet.open(events)
    states = opened.control(at=at, place=place)
    print_control(states)
    if terminal.sees_results():
        print()
        if place is None:
            print_denials(opened, at)
        for state in states if place is not None else ():
            print_event(state.event, opened.around(state.event.id, *state.disputed_by))
    if not states:
        terminal.say("no change of control is known" + (f" of {place}" if place else "") + (f" by {at}" if at else ""))


@app.command(rich_help_panel="Using events")
def explain(
    events: options.EventsFile,
    first: Annotated[str, typer.Argument(metavar="ID", help="An event or a record.")],
    second: Annotated[str | None, typer.Argument(metavar="[ID]", help="Another one.")] = None,
) -> None:
    """What an event says, who says so, and why these records are one event, or why these events are two; of a change
    of control also who holds the place, and what speaks against."""
    from conflict_extract.cli.explained import event_named, print_control_reasons, print_explanations
    from conflict_extract.eventset import EventSet

    opened = EventSet.open(events)
    ids = [first, *([second] if second else [])]
    near = opened.around(*ids)
    explanations = near.explain(first, second)
    shown = [event for name in ids if (event := event_named(near, name))]
    linked = [key for event in shown for key in (*event.disputed_by, *event.disputes)]
    print_explanations(opened.around(*ids, *linked) if linked else near, explanations, first, second)
    for event in {event.id: event for event in shown if event.kind == "control_change"}.values():
        print_control_reasons(event, opened)


@app.command(rich_help_panel="Using events")
def decide(
    events: options.EventSetFile,
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORD]",
            help="one, two, contests, unrelated: of two; wrong, right, mended: of one; open takes back what was said.",
        ),
    ] = None,
    first: Annotated[str | None, typer.Argument(metavar="[ID]", help="An event, a record, an item set aside.")] = None,
    second: Annotated[str | None, typer.Argument(metavar="[ID]", help="Another one.")] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", help="With mended: field=value, such as place=Alvena; repeatable.")
    ] = None,
    by: Annotated[str | None, typer.Option("--as", help="Who says so.")] = None,
    why: Annotated[str | None, typer.Option("--why", help="For what reason, in words.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List what was decided: when, who, word, ids, why.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last word back.")] = False,
) -> None:
    """Say that these are one event, that they are two, that this is wrong or right; it is kept whatever is added."""
    from conflict_extract.cli.deciding import changes, print_decisions, warn_of_places

    opened = _opened_to_change(events)
    if listed:
        print_decisions(opened.decisions)
        return
    if undo:
        undone = opened.undo()
        terminal.say(f"taken back: {undone.word} {undone.first} {undone.second or ''}".rstrip())
    elif word is None or first is None:
        raise SettingsError("no word and no id are given", hint="say which, or --list, or --undo")
    else:
        warn_of_places(opened, word, first, second)
        opened.decide(word, first, second, by=by, why=why, change=changes(change) if change else None)
    terminal.say(f"{counted(len(opened), 'event')}, {counted(len(opened.decisions), 'decision')}")


@app.command(rich_help_panel="Using events")
def review(
    events: options.EventSetFile,
    by: Annotated[str | None, typer.Option("--as", help="Who decides; kept with each decision.")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Of this machine; default: any free one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address, open nothing.")] = False,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Write what was decided as pairs for fit (.jsonl), and end.")
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", help="Write what was decided as gold for eval (.jsonl), and end.")
    ] = None,
) -> None:
    """Decide in the browser, with two keys, on what weights and rules leave open; what changes most comes first."""
    from conflict_extract.cli.reviewing import serve_review, write_decided

    opened = _opened_to_change(events)
    if labels or gold:
        write_decided(opened, labels, gold)
        return
    serve_review(events, by or "", port, opens_browser=not no_browser)


@app.command(rich_help_panel="Using events")
def remove(
    events: options.EventSetFile,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Ids, as in articles.jsonl.")],
) -> None:
    """Take withdrawn or corrected articles out again, with their records."""
    opened = _opened_to_change(events)
    for article in articles:
        opened.remove(article)
    terminal.say(f"{counted(opened.n_records, 'record')}, {counted(len(opened), 'event')}")


def _opened_to_change(events: Path) -> Any:
    from conflict_extract.eventset import EventSet

    if events.suffix == ".json":
        raise SettingsError(f"changes to {events} would not be kept", hint="name a .duckdb file, made with --into")
    return EventSet.open(events)


def _print_estimate(extractor: Any, articles: Any) -> None:
    calls, tokens_in, tokens_out = extractor.estimate(articles)
    settings = extractor.settings
    print(f"endpoint\t{settings.endpoint}")
    print(f"model\t{extractor.model}")
    print(f"articles\t{len(articles)}")
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


app.add_typer(batch_app, name="batch", rich_help_panel="Articles to events")
app.command("schema", rich_help_panel="Housekeeping")(housekeeping.schema)
app.add_typer(housekeeping.cache_app, name="cache", rich_help_panel="Housekeeping")
app.add_typer(housekeeping.model_app, name="model", rich_help_panel="Housekeeping")
