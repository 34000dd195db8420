"""Planning a batch: the pipeline runs as ever, and what it would ask the model for is written to files instead."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conflict_extract._files import sole_writer
from conflict_extract.errors import AnswerAwaited, OutputError, RecordsError, SettingsError
from conflict_extract.extraction import Extractor
from conflict_extract.llm import AnswerCache
from conflict_extract.llm.batch import Fetched, Limits, Manifest, RequestFiles, fetch_files
from conflict_extract.llm.batch.manifest import BatchFile
from conflict_extract.schema import Article, Extraction, Failure
from conflict_extract.settings import Settings

Finished = Callable[[int, Extraction], None]


@dataclass
class Planned:
    """What a plan came to.

    Attributes:
        articles, screened: that were read, and that were skipped for want of words that can state an event.
        answered: requests whose answers the cache holds.
        waiting: requests that stand in files of an earlier plan.
        files: that were written now, each whole.
        failures: what can be neither answered nor planned.
        unread: files that were not read, by their suffix.
        interrupted: by Ctrl-C; the files that were whole by then are kept.
    """

    articles: int = 0
    screened: int = 0
    answered: int = 0
    waiting: int = 0
    files: list[BatchFile] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unread: Mapping[str, int] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def requests(self) -> int:
        """Requests that were written now."""
        return sum(file.requests for file in self.files)


@contextlib.contextmanager
def batch_folder(folder: Path) -> Iterator[Path]:
    """The folder of a batch, ours for the time of a block.

    Raises:
        OutputError: another command is at work in it.
        RecordsError: there is none.
    """
    if not folder.is_dir():
        raise RecordsError(
            f"there is no folder {folder}", hint="conflict-extract batch plan PATH… --to FOLDER makes it"
        )
    with sole_writer(folder):
        yield folder


def plan(
    settings: Settings,
    articles: Iterable[Article | Failure],
    folder: Path,
    finished: Finished,
    unread: Mapping[str, int] | None = None,
) -> Planned:
    """Writes a request for each answer that a run over the articles lacks.

    Args:
        settings: of that run.
        articles: read as they are needed, with a failure for what cannot be read.
        folder: of the batch; made if it is missing.
        finished: called with the number of articles done and the result of each.
        unread: how many files of which suffix were not read, as it stands when all articles are.

    Raises:
        SettingsError: the model runs on this machine, or nothing would be kept.
        RecordsError: the folder holds a batch for another model, endpoint, cache or prompt.
        OutputError: the folder or a file cannot be written.
    """
    if settings.is_local:
        raise SettingsError(
            "the model runs on this machine, and takes no batches",
            hint="name an endpoint with --model and --base-url; conflict-extract model serve offers the embedded model",
        )
    if not settings.cache:
        raise SettingsError("a batch fills the cache, and --no-cache takes none", hint="drop --no-cache")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make the folder {folder}: {error.strerror}", hint="name another with --to"
        ) from error
    done = Planned(unread=unread if unread is not None else {})
    with batch_folder(folder), contextlib.ExitStack() as stack:
        limits = Limits(settings.batch_requests, settings.batch_megabytes, settings.batch_tokens)
        extractor = Extractor(settings, missing=lambda key, request: files(key, request))
        stack.callback(extractor.close)
        manifest = stack.enter_context(
            Manifest.open_or_make(
                folder, extractor.model, settings.endpoint, settings.cache_dir, extractor.prompt_version
            )
        )
        files = RequestFiles(manifest, limits, extractor.answer_share)
        stack.callback(files.discard)
        try:
            # an event loop of its own, for it turns Ctrl-C into an orderly end of what is under way
            asyncio.run(_read(extractor, articles, finished, done, files))
            files.finish()
        except KeyboardInterrupt:
            done.interrupted = True
        done.files, done.waiting = files.written, files.waiting
    return done


async def _read(
    extractor: Extractor, articles: Iterable[Article | Failure], finished: Finished, done: Planned, files: RequestFiles
) -> None:
    def usable() -> Iterator[Article]:
        for article in articles:
            if isinstance(article, Failure):
                done.failures.append(article)
            else:
                done.articles += 1
                yield article

    try:
        number = 0
        async with contextlib.aclosing(extractor.astream(usable())) as results:  # type: ignore[type-var]
            async for part in results:
                number += 1
                done.screened += part.screened
                done.failures += [each for each in part.failures if each.error != AnswerAwaited.__name__]
                finished(number, part)
                if files.broken is not None:
                    return
    finally:
        done.answered = extractor.usage.cache_hits
        await extractor.aclose()


def settings_of(manifest: Manifest, **flags: object) -> Settings:
    """The settings that a batch was planned with, as far as they matter for its provider and its cache.

    Args:
        manifest: of the batch.
        flags: what the command line says beside them.

    Raises:
        SettingsError: settings that are wrong.
    """
    known = manifest.plan
    flags = {"cache_dir": Path(known.cache_dir), **{name: each for name, each in flags.items() if each is not None}}
    with contextlib.suppress(SettingsError):
        # a base URL that is set for this endpoint may hold a login, which the manifest does not keep
        own = Settings.load(model=known.model, **flags)
        if own.endpoint == known.endpoint:
            return own
    return Settings.load(model=known.model, base_url=known.endpoint, **flags)


def result_files(manifest: Manifest, folder: Path) -> list[Path]:
    """The files of a folder that may hold results: all JSON lines but the requests of the batch.

    Raises:
        RecordsError: there is none.
    """
    requests = {file.name for file in manifest.files()}
    found = (
        [folder] if folder.is_file() else [each for each in sorted(folder.glob("*.jsonl")) if each.name not in requests]
    )
    if not found:
        raise RecordsError(
            f"{folder} holds no results", hint="have the program that answers the requests write a .jsonl file there"
        )
    return found


def fetch_from(manifest: Manifest, folder: Path, cache_dir: Path) -> Fetched:
    """Takes in the result files of a folder.

    Raises:
        RecordsError: there is none, or one cannot be read.
        CacheError: the cache cannot be written.
    """
    with contextlib.closing(AnswerCache(cache_dir / "answers")) as cache:
        return fetch_files(manifest, result_files(manifest, folder), cache)
