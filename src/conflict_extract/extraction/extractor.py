"""The extractor: articles in, grounded records out, asynchronous inside with a synchronous façade."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from conflict_extract.articles import is_latin
from conflict_extract.errors import (
    AnswerTruncated,
    ConflictExtractError,
    ContextTooLong,
    LanguageNotCovered,
    ModelRejected,
    SettingsError,
)
from conflict_extract.extraction.article_reader.reader import ArticleReader
from conflict_extract.extraction.asking import Reader
from conflict_extract.extraction.claims import Reading
from conflict_extract.extraction.english.screening import Screen
from conflict_extract.extraction.locating import located
from conflict_extract.extraction.quarantine import quarantined
from conflict_extract.extraction.sentence_reader.reader import SentenceReader
from conflict_extract.extraction.sides import sided
from conflict_extract.extraction.windows import CHARACTERS_A_TOKEN, Window
from conflict_extract.llm import AnswerCache, Answers, Missing, ModelClient, Transport, parse_cache
from conflict_extract.normalize import ActorTable, Authorities
from conflict_extract.schema import Article, Extraction, Failure, Usage
from conflict_extract.settings import Settings

Progress = Callable[[str, int, int], None]


class Extractor:
    """Turns articles into records with one model.

    Args:
        settings: a `Settings` object; or give its fields as keywords (`model="…"`, `base_url="…"`, `cache_dir="…"`),
            not both.
        transport: what carries requests to the model; for tests and for endpoints of your own.
        progress: called as (what, done, total) in bytes while the embedded model is prepared.
        missing: told the key and request of each answer that the cache lacks, in place of a call: it gives the error
            that stands for the answer.
        answers: where answers are kept in place of the cache folder; not used where the settings say to keep none.

    Raises:
        EndpointNotNamed: no endpoint is named, and the default one is not known to have the model.
        SettingsError: settings that are wrong or do not fit together, or a file of actors or outlets that is wrong;
            a model file that is none; a `Settings` object and keywords beside it.
        PlacesError: the file of the user's own places cannot be used.
        CacheError: the cache folder cannot be used.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        transport: Transport | None = None,
        progress: Progress | None = None,
        missing: Missing | None = None,
        answers: Answers | None = None,
        **fields: Any,
    ) -> None:
        if settings is not None and fields:
            raise SettingsError(
                f"Extractor was given a Settings object and {', '.join(fields)} beside it",
                hint="give all fields to Settings.load(…), or all of them as keywords",
            )
        self.settings = settings or Settings.load(**fields)
        self.authorities = Authorities.load(
            actors=self.settings.actors, places=self.settings.places, outlets=self.settings.outlets
        )
        if self.settings.gguf is not None and transport is None:
            from conflict_extract.llm import embedded

            embedded.require_gguf(self.settings.gguf)
        parses = self.settings.is_local and self.settings.cache
        self._parses = parse_cache(self.settings.cache_dir) if parses else None
        self._reader = reader_for(self.settings, self.authorities.actors, self._parses)
        self._screen = Screen(self.authorities.actors) if self.settings.screen else None
        self._transport = transport
        self._progress = progress
        self._missing = missing
        self._answers = answers
        self._client: ModelClient | None = None
        self._portal: Any = None
        self._end_portal: Callable[[], Any] = lambda: None

    # -- asynchronous ------------------------------------------------------------------------------------------

    async def astream(self, articles: Iterable[Article]) -> AsyncIterator[Extraction]:
        """The result of each article as it finishes; at most `concurrency` articles are under way at a time.

        A window that fails is a failure in its article's result; the rest goes on.
        """
        if self._client is not None:
            self._client.reopen()
        waiting = iter(articles)
        running: set[asyncio.Task[Extraction]] = set()
        finished: set[asyncio.Task[Extraction]] = set()
        width = 1 if self.settings.is_local else self.settings.concurrency
        try:
            while True:
                while len(running) < width and (article := next(waiting, None)) is not None:
                    running.add(asyncio.create_task(self._article(article)))
                if not running:
                    return
                finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, *finished, return_exceptions=True)

    async def aextract(self, articles: Iterable[Article]) -> Extraction:
        """All articles' records in the order of the articles, with what was set aside, failed and used.

        Articles are taken one by one, as they are needed, and not kept.
        """
        started, before = time.monotonic(), self.usage
        order: dict[str, int] = {}

        def noted() -> Iterator[Article]:
            for article in articles:
                order.setdefault(article.id, len(order))
                yield article

        parts = [part async for part in self.astream(noted())]
        whole = Extraction()
        for part in sorted(parts, key=lambda part: order[part.article_ids[0]]):
            whole.take(part)
        whole.usage = (self.usage - before).model_copy(update={"seconds": time.monotonic() - started})
        return whole

    async def aclose(self) -> None:
        """Closes connections, the embedded model's process and the cache."""
        client, self._client = self._client, None
        self._close_parses()
        if client is not None:
            await client.close()

    def _close_parses(self) -> None:
        """Closes this thread's connection to the parses; the next use opens it again."""
        if self._parses is not None:
            self._parses.close()

    # -- synchronous -------------------------------------------------------------------------------------------

    def extract(self, articles: Iterable[Article]) -> Extraction:
        """As `aextract`, for callers without an event loop (and for notebooks, which have one)."""
        result: Extraction = self._wait_for(self.aextract, articles)
        return result

    def stream(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """As `astream`; closing the iterator early cancels what is under way."""
        results = self.astream(articles)
        turn = asyncio.Lock()  # a Ctrl-C may call for the end while the next result is still on its way

        async def following() -> Extraction | None:
            async with turn:
                return await anext(results, None)

        async def ending() -> None:
            async with turn:
                await results.aclose()  # type: ignore[attr-defined]  # it is a generator

        try:
            while (part := self._wait_for(following)) is not None:
                yield part
        finally:
            self._wait_for(ending)

    def close(self) -> None:
        """As `aclose`."""
        self._close_parses()
        if self._client is None and self._portal is None:
            return
        try:
            self._wait_for(self.aclose)
        finally:
            self._end_portal()
            self._portal = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _wait_for(self, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """What a coroutine function gives, run in an event loop of our own; Ctrl-C ends it there before it goes on."""
        if self._portal is None:
            from anyio.from_thread import start_blocking_portal

            manager = start_blocking_portal()
            self._portal = manager.__enter__()
            # also at the end of a program that forgot to close: a portal that is garbage collected then would hang
            self._end_portal = weakref.finalize(self, manager.__exit__, None, None, None)
        call = _Call(function, arguments)
        try:
            return self._portal.start_task_soon(call.run).result()
        except BaseException:
            # Ctrl-C strikes anywhere, also when the call has been handed over and is not yet waited for
            if not call.over:
                self._portal.call(call.end)
            raise

    def require_model(self) -> None:
        """Makes sure that a model that runs here is there, before anything is done; with `offline` none is needed.

        Without this call, articles that grammar alone can read are read, and a window that needs the model fails.

        Raises:
            EmbeddedExtraMissing: the package that serves it is not installed.
            ModelFileMissing: its file is neither in the cache nor in the installed data packages.
        """
        if self.settings.is_local and not self.settings.offline:
            self._open().require_model()

    # -- the work ----------------------------------------------------------------------------------------------

    @property
    def usage(self) -> Usage:
        """What this extractor has used so far, without seconds."""
        return self._client.meter.usage() if self._client else Usage()

    @property
    def prompt_version(self) -> str:
        """The version of instructions, codebook, examples and answer schema."""
        return self._reader.prompt.version

    @property
    def model(self) -> str:
        """The model's name as it stands in records."""
        return self._open().model

    def windows(self, article: Article) -> list[Window]:
        """The windows of an article: whole where the model is strong, one for each statement where it is small."""
        return list(self._reader.windows(article))

    @property
    def answer_share(self) -> float:
        """About how many tokens an answer has for each token of its window."""
        return self._reader.answer_share

    @property
    def instruction_tokens(self) -> int:
        """Tokens of what stands before every window, which is the same in all calls, at four characters each."""
        return int(sum(len(message["content"]) for message in self._reader.prompt.messages) / CHARACTERS_A_TOKEN)

    def is_screened(self, article: Article) -> bool:
        """Whether an article that the model could read is skipped: an English one without words that can state an
        event, where that is wished."""
        if self._screen is None or article.language != "en" or not self._covers(article):
            return False
        return not self._screen.may_state_event(article.text)

    def estimate(self, articles: Iterable[Article]) -> tuple[int, int, int]:
        """Calls, tokens in and tokens out that a run without cache would take, without making any.

        Tokens in are counted at four characters each; tokens out are guessed from the window's.
        """
        calls = tokens_in = tokens_out = 0
        for article in articles:
            for window in self.windows(article) if self._covers(article) and not self.is_screened(article) else ():
                if window.message is None:
                    continue
                calls += 1
                tokens_in += self.instruction_tokens + int(len(window.message) / CHARACTERS_A_TOKEN)
                tokens_out += int(len(window.message) / CHARACTERS_A_TOKEN * self._reader.answer_share) + 16
        return calls, tokens_in, tokens_out

    def _open(self) -> ModelClient:
        if self._client is None:
            self._client = ModelClient(
                self.settings,
                transport=self._transport,
                progress=self._progress,
                missing=self._missing,
                answers=self._answers,
            )
        return self._client

    def _covers(self, article: Article) -> bool:
        """Whether the model reads the article; a passage in another script does not speak for the English beside it."""
        if not self.settings.is_local:
            return True
        latin = sum(is_latin(sentence.text) for sentence in article.sentences)
        return article.language in (None, "en") and 4 * latin >= len(article.sentences)

    async def _article(self, article: Article) -> Extraction:
        result = Extraction(article_ids=[article.id])
        if not self._covers(article):
            other = "another script" if article.language in (None, "en") else repr(article.language)
            error = LanguageNotCovered(
                f"the embedded model reads English only, and this article is in {other}",
                hint="use a hosted model (--model with --base-url) for it",
            )
            result.failures.append(Failure.of(error, path=article.path, article_id=article.id))
            return result
        if self.is_screened(article):
            result.screened = 1
            return result
        windows = self.windows(article)
        result.windows = len(windows)
        whole = self._reader.finish(article, await self._windows(windows, result))
        placed = located(article, whole.claims, self.authorities.places, whole.countries)
        claims = sided(placed, self.authorities.actors, whole.countries)
        doubtful = [each for each in claims if self.settings.strict and each.record.doubts]
        result.records = [each.record for each in claims if not (self.settings.strict and each.record.doubts)]
        result.quarantined = [*whole.quarantined, *(quarantined(each, "doubtful") for each in doubtful)]
        result.failures.sort(key=lambda failure: int((failure.window or "0").split("-")[0]))
        return result

    async def _windows(self, windows: Sequence[Window], result: Extraction) -> list[Reading]:
        """What the windows yield, all at a time; one alone needs no task of its own."""
        if len(windows) == 1:
            return await self._window(windows[0], result)
        parts = await asyncio.gather(*(self._window(window, result) for window in windows))
        return [reading for part in parts for reading in part]

    async def _window(self, window: Window, result: Extraction) -> list[Reading]:
        """What one window yields; a cut answer gets twice the tokens, then the window is halved."""
        limit = self._reader.answer_tokens or self.settings.max_tokens
        try:
            try:
                return [await self._read(window, limit)]
            except AnswerTruncated as truncated:
                try:
                    return [await self._read(window, 2 * limit)]
                except ModelRejected:
                    raise truncated from None
        except (AnswerTruncated, ContextTooLong) as error:
            halves = window.halves()
            if halves is not None:
                return await self._windows(halves, result)
            return self._failed(window, error, result)
        except ConflictExtractError as error:
            return self._failed(window, error, result)

    async def _read(self, window: Window, max_tokens: int) -> Reading:
        client = self._open()
        reading: Reading = await self._reader.read(client.ask, window, max_tokens, client.model)
        return reading

    @staticmethod
    def _failed(window: Window, error: ConflictExtractError, result: Extraction) -> list[Reading]:
        article = window.article
        result.failures.append(Failure.of(error, path=article.path, article_id=article.id, window=window.label))
        return []


def reader_for(settings: Settings, actors: ActorTable, parses: AnswerCache | None = None) -> Reader:
    """How the model of the settings is asked: a small one on this machine about one statement at a time."""
    if settings.is_local and (settings.window or 1) == 1:
        return SentenceReader(actors, parses)
    return ArticleReader(actors, settings.window)


class _Call:
    """A call in another thread's event loop that can be ended from here, whether it has begun or not."""

    def __init__(self, function: Callable[..., Awaitable[Any]], arguments: tuple[Any, ...]) -> None:
        self._function = function
        self._arguments = arguments
        self._task: asyncio.Task[Any] | None = None
        self.over = False

    async def run(self) -> Any:
        """Makes the call."""
        self._task = asyncio.current_task()
        try:
            return await self._function(*self._arguments)
        finally:
            self.over = True

    async def end(self) -> None:
        """Cancels the call, where it has begun, and waits until it is over."""
        if self._task is not None and not self.over:
            self._task.cancel()
            await asyncio.wait([self._task])
