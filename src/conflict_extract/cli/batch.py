"""The commands of batches: plan, submit, status, fetch, cancel."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conflict_extract._counted import counted
from conflict_extract.cli import options, terminal
from conflict_extract.cli.help import Commands
from conflict_extract.errors import SettingsError

if TYPE_CHECKING:
    from conflict_extract.llm.batch import Fetched, Manifest
    from conflict_extract.llm.batch.manifest import BatchFile
    from conflict_extract.llm.batch.provider import Provider
    from conflict_extract.settings import Settings

batch_app = Commands(
    no_args_is_help=True, help="The same calls through a batch API, or as request files: plan, submit, status, fetch."
)


@batch_app.command()
def plan(
    paths: options.Paths,
    to: Annotated[Path, typer.Option("--to", help="Folder for the request files and what is known of them.")],
    outlet: options.Outlet = None,
    published: options.Published = None,
    metadata: options.Metadata = None,
    actors: options.Actors = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    cache_dir: options.CacheDir = None,
    window: options.WindowSize = None,
    screen: options.Screen = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write a request for each answer that the cache lacks; again after each fetch, until nothing is missing."""
    from conflict_extract import batch_job
    from conflict_extract.articles import read_articles

    settings = options.settings(
        actors=actors, model=model, base_url=base_url, cache_dir=cache_dir, window=window, screen=screen
    )
    articles = read_articles(paths, outlet=outlet, published=options.day(published), metadata=metadata)
    with terminal.progress(quiet=quiet) as bar, bar.planning() as finished:
        done = batch_job.plan(settings, articles, to, finished, articles.unread)
    _print_files(done.files, settings)
    terminal.report_failures(done.failures, verbose=verbose)
    terminal.report_unread(done.unread, quiet=quiet)
    terminal.report_screened(done.screened, quiet=quiet)
    said = [f"{counted(done.articles, 'article')}: {counted(done.requests, 'request')} written"]
    said += [f"{done.waiting:,} in files of an earlier plan"] if done.waiting else []
    terminal.say(f"{', '.join(said)}, {counted(done.answered, 'answer')} in the cache", quiet=quiet)
    if done.interrupted:
        terminal.say("interrupted: files that were whole are kept; plan again to go on")
        raise typer.Exit(130)
    if not (done.requests or done.waiting):
        terminal.say("nothing is missing: run --offline ends with what a direct run would", quiet=quiet)
    raise typer.Exit(1 if not done.articles else 3 if done.failures else 0)


@batch_app.command()
def submit(
    folder: options.BatchFolder,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", help="US dollars that all files of the folder may cost.")
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Upload the files that are planned and have the provider answer them; none is submitted twice."""
    from conflict_extract.llm.batch import cost_of
    from conflict_extract.llm.batch import submit as hand_over

    with _opened(folder, max_cost=max_cost) as (manifest, settings), _provider(settings) as provider:
        planned = manifest.files("planned", "uploading", "uploaded", "submitting")
        if not planned:
            terminal.say("nothing to submit; batch plan writes what is missing")
            return
        prices = settings.price_in, settings.price_out
        cost = cost_of(planned, *prices)
        told = "" if cost.about is None else f", about {cost.about:.2f} US dollars, at most {cost.most:.2f}"
        number = sum(file.requests for file in planned)
        terminal.say(
            f"{counted(len(planned), 'file')}, {counted(number, 'request')} → {settings.endpoint}{told}", quiet=quiet
        )
        done = hand_over(manifest, provider, settings.max_cost, prices)
    found = f", {done.adopted} found there already" if done.adopted else ""
    terminal.say(f"{counted(len(done.files), 'file')} submitted{found}", quiet=quiet)
    if done.limit is not None:
        terminal.say(f"{done.limit.message}; {counted(done.left, 'file')} left")
        terminal.say(f"  {done.limit.hint}")
        raise typer.Exit(3 if done.files else 1)


@batch_app.command()
def status(folder: options.BatchFolder) -> None:
    """Ask the provider how far the batches are, and show every file, its cost, and why answers are missing."""
    from conflict_extract.llm.batch import refresh

    problems: list[Any] = []
    with _opened(folder) as (manifest, settings):
        if manifest.files("submitted"):
            with _provider(settings) as provider:
                for _ in refresh(manifest, provider, problems):
                    pass
        _print_files(manifest.files(), settings)
        _print_reasons(manifest)
    _report(problems)
    raise typer.Exit(3 if problems else 0)


@batch_app.command()
def fetch(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="A folder that batch plan has made.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Folder with the result files that another program wrote; else the provider's."),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Take in what is answered: from the provider, or with --from from result files of vllm run-batch and the like."""
    from conflict_extract import batch_job
    from conflict_extract.llm import AnswerCache
    from conflict_extract.llm.batch import fetch as take_in

    if folder is None and source is None:
        raise SettingsError("no batch is named", hint="conflict-extract batch fetch FOLDER, or --from FOLDER")
    with _opened(folder or source or Path()) as (manifest, settings):
        if source is not None:
            done = batch_job.fetch_from(manifest, source, settings.cache_dir)
        else:
            with (
                _provider(settings) as provider,
                contextlib.closing(AnswerCache(settings.cache_dir / "answers")) as cache,
            ):
                done = take_in(manifest, provider, cache)
        _print_fetched(done, settings, of_provider=source is None, quiet=quiet)
    raise typer.Exit(3 if done.failed or done.refused or done.damaged or done.problems else 0)


@batch_app.command()
def cancel(folder: options.BatchFolder, quiet: options.Quiet = False) -> None:
    """Cancel what is under way, and drop files that are not submitted; what is answered by then can be fetched."""
    from conflict_extract.llm.batch import cancel as call_off

    with _opened(folder) as (manifest, settings), contextlib.ExitStack() as stack:
        provider = stack.enter_context(_provider(settings)) if manifest.files("submitted") else None
        cancelled, dropped = call_off(manifest, provider)
    terminal.say(f"{cancelled} under way cancelled, {counted(dropped, 'file')} dropped", quiet=quiet)


@contextlib.contextmanager
def _opened(folder: Path, **flags: Any) -> Iterator[tuple[Manifest, Settings]]:
    """A batch, ours for the time of a block, with the settings that it was planned with."""
    from conflict_extract import batch_job
    from conflict_extract.llm.batch import Manifest

    with batch_job.batch_folder(folder), Manifest(folder) as manifest:
        yield manifest, batch_job.settings_of(manifest, **flags)


def _provider(settings: Settings) -> Provider:
    from conflict_extract.llm.batch.provider import Provider

    key = settings.api_key.get_secret_value() if settings.api_key else None
    return Provider(settings.base_url or settings.endpoint, key, settings.timeout, settings.attempts)


def _print_files(files: Iterable[BatchFile], settings: Settings) -> None:
    """Files on standard output, one a line: name, state, requests, answers, failures, megabytes, US dollars."""
    from conflict_extract.llm.batch import cost_of

    for file in files:
        cost = cost_of([file], settings.price_in, settings.price_out)
        dollars = "" if cost.spent is None or cost.about is None else f"{cost.spent or cost.about:.4f}"
        state = f"{file.state} ({file.status})" if file.status and file.status != file.state else file.state
        done = f"{file.completed} answered\t{file.failed} failed"
        row = f"{file.name}\t{state}\t{counted(file.requests, 'request')}\t{done}\t{file.bytes / 1e6:.1f} MB"
        print(f"{row}\t{dollars} US dollars" if dollars else row)


def _print_reasons(manifest: Manifest) -> None:
    counts = manifest.counts()
    for state, code, message, number in manifest.reasons():
        again = "will be planned again" if state == "failed" else "never to be answered"
        print(f"{counted(number, 'request')}\t{again}\t{code}\t{message}")
    there = ", ".join(f"{number:,} {state}" for state, number in sorted(counts.items()))
    terminal.say(f"requests: {there or 'none'}")


def _print_fetched(done: Fetched, settings: Settings, *, of_provider: bool, quiet: bool) -> None:
    from conflict_extract.llm.batch.submitting import OF_DIRECT_PRICE

    for line in done.damaged:
        terminal.say(f"passed over: {line.where}: {line.reason}")
    if done.damaged:
        more = done.damaged_lines - len(done.damaged)
        terminal.say(f"  and {more} more" if more else "  plan again: what they should have answered is written anew")
    _report(done.problems)
    cost = ""
    if of_provider and settings.price_in is not None and settings.price_out is not None:
        dollars = done.tokens_in * settings.price_in + done.tokens_out * settings.price_out
        cost = f", {dollars * OF_DIRECT_PRICE / 1_000_000:.4f} US dollars"
    said = [f"{counted(done.answered, 'answer')} fetched"]
    said += [f"{done.failed:,} failed, to be planned again"] if done.failed else []
    said += [f"{done.refused:,} refused"] if done.refused else []
    said += [f"{done.repeated:,} had before"] if done.repeated else []
    said += [f"{counted(done.under_way, 'file')} without an answer yet"] if done.under_way else []
    terminal.say(", ".join(said) + cost, quiet=quiet)


def _report(problems: Iterable[Any]) -> None:
    for error in problems:
        where = "".join(f"{note}: " for note in getattr(error, "__notes__", ()))
        terminal.say(f"failed: {where}{error.message}")
        if error.hint:
            terminal.say(f"  {error.hint}")
