"""What comes back: result files, each line through the door that direct answers go through, into the cache.

Answers enter the cache before the manifest says so: who is killed between the two takes them in again, and loses none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_extract._counted import counted
from conflict_extract.errors import BatchError, ConflictExtractError, ModelError, ModelRejected, RecordsError
from conflict_extract.llm.batch.manifest import BatchFile, Manifest, Outcome
from conflict_extract.llm.batch.provider import BatchState, Provider
from conflict_extract.llm.batch.result_lines import PASSING, Answered, Damaged, Failed, result_lines
from conflict_extract.llm.batch.submitting import TOKENS_ENQUEUED, refresh
from conflict_extract.llm.cache import AnswerCache
from conflict_extract.llm.completions import Tokens, tokens
from conflict_extract.llm.refusals import Dialect, is_final, kept_form

CHUNK_LINES = 1_000
CHUNK_BYTES = 8_000_000
MOST_FAILURES = 3
_MOST_NAMED = 20


@dataclass
class Fetched:
    """What a fetch brought. `damaged` names lines that were passed over, `problems` files and batches that brought
    less than they should; the first few of each.
    """

    answered: int = 0
    failed: int = 0
    refused: int = 0
    repeated: int = 0
    damaged_lines: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    files: int = 0
    under_way: int = 0
    damaged: list[Damaged] = field(default_factory=list)
    problems: list[ConflictExtractError] = field(default_factory=list)

    def add_damaged(self, line: Damaged) -> None:
        """Counts a line that is passed over, and names it if it is one of the first."""
        self.damaged_lines += 1
        if len(self.damaged) < _MOST_NAMED:
            self.damaged.append(line)


def fetch(manifest: Manifest, provider: Provider, cache: AnswerCache) -> Fetched:
    """Takes in all that the provider has ready.

    Args:
        manifest: of the batch.
        provider: who answers it.
        cache: where the answers go.

    Raises:
        CacheError: an answer cannot be kept; nothing is lost, and the next fetch goes on.
    """
    done = Fetched()
    for file, state in refresh(manifest, provider, done.problems):
        if not state.is_over:
            done.under_way += 1
            continue
        if _waits_for_room(state):
            manifest.change(file.number, state="uploaded", attempt=file.attempt + 1, batch_id="", status="")
            done.problems.append(
                BatchError(
                    f"{file.name} was not taken: {state.message}",
                    hint="when a batch under way is over, run: conflict-extract batch submit",
                )
            )
            continue
        try:
            results = list(_downloaded(manifest, provider, file, state))
        except ModelError as error:
            error.add_note(file.name)
            done.problems.append(error)
            continue
        _reject_lines(manifest, cache, file, state, done)
        for path in results:
            _take_in(manifest, cache, path, done)
        _end(manifest, file, state, done)
    return done


def fetch_files(manifest: Manifest, paths: Iterable[Path], cache: AnswerCache) -> Fetched:
    """Takes in result files that another program wrote, `vllm run-batch` for instance.

    Args:
        manifest: of the batch.
        paths: the files.
        cache: where the answers go.

    Raises:
        RecordsError: a file cannot be read.
        CacheError: an answer cannot be kept.
    """
    done = Fetched()
    for path in paths:
        try:
            _take_in(manifest, cache, path, done)
        except OSError as error:
            raise RecordsError(f"cannot read {path}: {error.strerror}", hint="name files of results") from error
    for file in manifest.files("planned"):
        counts = manifest.counts(file.number)
        if counts.get("waiting", 0) == file.requests:
            done.under_way += 1
            continue
        done.files += 1
        if lost := manifest.end_file(file.number, "fetched", "missing", "the result file has no line for it"):
            done.problems.append(
                BatchError(
                    f"{lost:,} of the {file.requests:,} requests in {file.name} have no line in the result files",
                    hint="plan again to have them written anew",
                )
            )
            done.failed += lost
    return done


def _downloaded(manifest: Manifest, provider: Provider, file: BatchFile, state: BatchState) -> Iterator[Path]:
    """The files of answers and of failures, downloaded whole; once more where one has fewer lines than it should."""
    for kind, name, lines in (("output", state.output_id, state.completed), ("errors", state.error_id, state.failed)):
        if name:
            path = manifest.folder / f"results-{file.number:04}-{file.attempt}-{kind}.jsonl"
            if not path.exists():
                provider.download(name, path)
                if _count_lines(path) < lines:
                    provider.download(name, path)
            yield path


def _count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(data.count(b"\n") for data in iter(lambda: stream.read(1 << 20), b""))


def _waits_for_room(state: BatchState) -> bool:
    return state.status == "failed" and any(
        TOKENS_ENQUEUED.search(f"{each.code} {each.message}") for each in state.errors
    )


def _reject_lines(manifest: Manifest, cache: AnswerCache, file: BatchFile, state: BatchState, done: Fetched) -> None:
    """Keeps what the provider says of single lines: one that it does not take has the whole file refused."""
    for each in state.errors:
        key = manifest.key_at(file.number, each.line) if each.line else None
        if key is not None:
            error = ModelRejected(f"the provider does not take the request: {each.message}", hint="lower --window")
            cache.put(key, kept_form(error))
            manifest.settle({key: Outcome("refused", each.code, each.message)})
            done.refused += 1
            done.problems.append(
                BatchError(f"{file.name}, line {each.line}: {each.message}", hint="plan again; it is left out")
            )


def _take_in(manifest: Manifest, cache: AnswerCache, path: Path, done: Fetched) -> None:
    """Takes in one result file, some lines at a time."""
    lines = result_lines(path)
    while chunk := list(itertools.islice(lines, CHUNK_LINES)):
        for damaged in (each for each in chunk if isinstance(each, Damaged)):
            done.add_damaged(damaged)
        _take_chunk(manifest, cache, [each for each in chunk if not isinstance(each, Damaged)], done)


def _take_chunk(manifest: Manifest, cache: AnswerCache, results: list[Answered | Failed], done: Fetched) -> None:
    states = manifest.states({each.key for each in results})
    answers: dict[str, dict[str, Any]] = {}
    cleared: dict[str, dict[str, Any]] = {}
    failures: dict[str, Failed] = {}
    for each in results:
        state = states[each.key][1] if each.key in states else None
        if state is None:
            done.add_damaged(Damaged(each.where, "its custom_id is none of this batch"))
        elif isinstance(each, Failed):
            if state == "waiting" and each.key not in failures:
                failures[each.key] = each
            else:
                done.repeated += 1
        elif state == "answered" or each.key in answers:
            done.repeated += 1
            if cache.get(each.key) is None:
                cleared.setdefault(each.key, each.completion)
        else:
            answers[each.key] = each.completion
    failed = _failures(manifest, cache, {key: each for key, each in failures.items() if key not in answers})
    cache.put_all(cleared | answers)
    used: dict[int, tuple[int, int]] = {}
    for key, completion in answers.items():
        number, both = states[key][0], tokens(completion) or Tokens(0, 0)
        taken_in, given_out = used.get(number, (0, 0))
        used[number] = taken_in + both.taken_in, given_out + both.given_out
    with manifest.at_once():
        manifest.settle({key: Outcome("answered") for key in answers} | failed)
        for file in manifest.files() if used else ():
            taken_in, given_out = used.get(file.number, (0, 0))
            manifest.change(file.number, tokens_in=file.tokens_in + taken_in, tokens_out=file.tokens_out + given_out)
    done.answered += len(answers)
    done.failed += sum(each.state == "failed" for each in failed.values())
    done.refused += sum(each.state == "refused" for each in failed.values())
    done.tokens_in += sum(taken_in for taken_in, _ in used.values())
    done.tokens_out += sum(given_out for _, given_out in used.values())


def _failures(manifest: Manifest, cache: AnswerCache, failures: dict[str, Failed]) -> dict[str, Outcome]:
    """What becomes of requests that failed: planned again, or, where that is hopeless, kept as refused."""
    if not failures:
        return {}
    dialect, outcomes = Dialect(), {}
    before = manifest.failures(failures, PASSING)
    for key, each in failures.items():
        if dialect.learns(each.error.status, each.said, each.parameter):
            outcomes[key] = Outcome("failed", "parameter_refused", each.error.message)
        elif is_final(each.error) or (each.code not in PASSING and before.get(key, 0) + 1 >= MOST_FAILURES):
            cache.put(key, kept_form(each.error))
            outcomes[key] = Outcome("refused", each.code, each.error.message)
        else:
            outcomes[key] = Outcome("failed", each.code, each.error.message)
    manifest.refuse_parameters(dialect.refused)
    return outcomes


def _end(manifest: Manifest, file: BatchFile, state: BatchState, done: Fetched) -> None:
    """Settles a file whose batch is over: what has no line in its results has failed."""
    code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(state.status, "missing")
    said = state.message or f"the batch is {state.status} and has no line for it"
    lost = manifest.end_file(file.number, "failed" if state.status == "failed" else "fetched", code, said)
    done.files += 1
    done.failed += lost
    if state.status != "completed" or lost:
        without = "" if state.output_id or state.error_id else ", without a file of results"
        more = f": {state.message}" if state.message else ""
        done.problems.append(
            BatchError(
                f"the batch of {file.name} is {state.status}{without}{more}; "
                f"{counted(lost, 'request')} without an answer",
                hint="plan again to go on",
            )
        )
