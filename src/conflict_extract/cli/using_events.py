"""The commands that ask, show, compare and change events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from conflict_extract._counted import counted
from conflict_extract.cli import options, terminal
from conflict_extract.cli.app import app
from conflict_extract.errors import RecordsError, SettingsError


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
    from conflict_extract.articles import load_articles
    from conflict_extract.eventset import merge as merge_into_events
    from conflict_extract.record_files import read_article_lines, read_records

    records, rows = read_records(files), evaluation.load_gold(gold)
    if articles:
        known = list(load_articles(articles))
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
    from conflict_extract.cli.explained import (
        event_named,
        print_control_reasons,
        print_decided,
        print_explanations,
        print_gone,
    )
    from conflict_extract.eventset import EventSet

    opened = EventSet.open(events)
    ids = [first, *([second] if second else [])]
    near = opened.around(*ids)
    decisions = opened.decisions
    gone = {key for each in decisions if each.first == first and each.second is None for key in each.records}
    if second is None and gone and first not in near and first not in near.records:
        print_gone(opened.around(*gone), first, sorted(gone))
        print_decided(decisions, gone)
        return
    explanations = near.explain(first, second)
    shown = [event for name in ids if (event := event_named(near, name))]
    linked = [key for event in shown for key in (*event.disputed_by, *event.disputes)]
    print_explanations(opened.around(*ids, *linked) if linked else near, explanations, first, second)
    print_decided(decisions, {*ids, *(key for event in shown for key in event.records)})
    changes = [event for event in shown if event.kind == "control_change"]
    for event in {(event.place.name, event.place.type == "governorate"): event for event in changes}.values():
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
