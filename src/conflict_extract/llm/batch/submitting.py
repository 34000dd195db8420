"""Handing request files to a provider, each once: what is about to happen is written down before it happens.

Whoever is killed between a call and the note of its answer finds the file by its name, and the batch by its mark, among
those of the provider, and takes them up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from conflict_extract.errors import BatchError, ConflictExtractError, ModelError, RateLimited
from conflict_extract.llm.batch.manifest import BatchFile, FileState, Manifest
from conflict_extract.llm.batch.provider import BatchState, Provider

OF_DIRECT_PRICE = 0.5
TOKENS_ENQUEUED = re.compile(r"enqueued|token_limit_exceeded", re.IGNORECASE)
_UNSUBMITTED: tuple[FileState, ...] = ("planned", "uploading", "uploaded", "submitting")
_Made = TypeVar("_Made")


@dataclass
class Submitted:
    """What was handed over, what was not, and why; `limit` ended it before its time."""

    files: list[BatchFile] = field(default_factory=list)
    adopted: int = 0
    left: int = 0
    limit: ConflictExtractError | None = None


@dataclass(frozen=True)
class Cost:
    """US dollars; None where prices are unknown. `spent` is what answers took, `about` and `most` what files that are
    not answered yet will take.
    """

    spent: float | None
    about: float | None
    most: float | None


def cost_of(files: Iterable[BatchFile], price_in: float | None, price_out: float | None) -> Cost:
    """What files cost at half the direct price.

    Args:
        files: answered or not.
        price_in, price_out: US dollars per million tokens of direct calls.
    """
    if price_in is None or price_out is None:
        return Cost(None, None, None)
    spent = about = most = 0.0
    for file in files:
        spent += file.tokens_in * price_in + file.tokens_out * price_out
        if file.state not in ("fetched", "failed", "cancelled"):
            about += file.about_in * price_in + file.about_out * price_out
            most += file.most_in * price_in + file.most_out * price_out
    share = OF_DIRECT_PRICE / 1_000_000
    return Cost(spent * share, about * share, most * share)


def submit(
    manifest: Manifest, provider: Provider, max_cost: float | None, prices: tuple[float | None, float | None]
) -> Submitted:
    """Uploads all files that are not submitted, and makes a batch of each.

    Args:
        manifest: of the batch; says at every moment what was done.
        provider: who gets them.
        max_cost: US dollars that all files of the manifest may take; one that could pass it is not submitted.
        prices: US dollars per million tokens in and out of direct calls.

    Raises:
        ModelError: the provider does not answer, or refuses; the next `submit` goes on.
    """
    done = Submitted()
    for file in manifest.files(*_UNSUBMITTED):
        if max_cost is not None and file.state != "submitting":
            under_way = cost_of([*manifest.files("submitting", "submitted", "fetched", "failed"), file], *prices)
            most = (under_way.spent or 0) + (under_way.most or 0)
            if most > max_cost:
                done.limit = BatchError(
                    f"{file.name} was not submitted: with what is under way it could cost {most:.2f} US dollars, "
                    f"more than the limit of {max_cost:g}",
                    hint="fetch what is under way and submit again, or raise --max-cost",
                )
                break
        try:
            _submit_one(manifest, provider, file, done)
        except RateLimited as error:
            (now,) = (each for each in manifest.files() if each.number == file.number)
            manifest.change(file.number, state="uploaded" if now.input_id else "planned", message=error.message)
            hint = "fetch what is under way, and submit again: it goes on with this file"
            done.limit = BatchError(f"{file.name} was not taken: {error.message}", hint=hint)
            break
    done.left = len(manifest.files(*_UNSUBMITTED))
    return done


def _submit_one(manifest: Manifest, provider: Provider, file: BatchFile, done: Submitted) -> None:
    number, size = file.number, file.bytes
    mark = f"{manifest.plan.id}-{file.number}-{file.attempt}-{file.sha256}"
    input_id, batch_id = file.input_id, ""
    if not input_id:
        path, name = manifest.folder / file.name, f"{manifest.plan.id}-{file.number:04}-{file.sha256[:16]}.jsonl"
        if not path.is_file() or path.stat().st_size != size:
            raise BatchError(f"{path} is not as it was planned", hint="cancel this batch and plan again")

        def note_upload() -> None:
            manifest.change(number, state="uploading")

        input_id, adopted = _once(
            file.state == "uploading",
            note_upload,
            lambda: provider.uploaded(name, size),
            lambda: provider.upload(path, name),
        )
        done.adopted += adopted
        manifest.change(number, state="uploaded", input_id=input_id)

    def note_batch() -> None:
        manifest.change(number, state="submitting")

    def found() -> str | None:
        there = provider.created(mark)
        return there.id if there else None

    batch_id, adopted = _once(file.state == "submitting", note_batch, found, lambda: provider.create(input_id, mark).id)
    done.adopted += adopted
    manifest.change(number, state="submitted", batch_id=batch_id, status="validating", message="")
    done.files.append(file)


def _once(
    was_begun: bool, note: Callable[[], None], find: Callable[[], _Made | None], make: Callable[[], _Made]
) -> tuple[_Made, bool]:
    """Makes something at the provider that must not be made twice, or takes up what was made: what, and whether it was
    there already. A call that may have arrived, though no answer did, is looked for before it is made again.
    """
    if was_begun and (there := find()) is not None:
        return there, True
    note()
    try:
        return make(), False
    except ModelError as error:
        if isinstance(error, RateLimited) or not error.retryable or (there := find()) is None:
            raise
        return there, True


def refresh(
    manifest: Manifest, provider: Provider, problems: list[ConflictExtractError]
) -> Iterator[tuple[BatchFile, BatchState]]:
    """The files that are submitted, each with what the provider says of its batch.

    Args:
        manifest: of the batch, which keeps it.
        provider: who is asked.
        problems: takes in why nothing could be learnt of one.
    """
    for file in manifest.files("submitted"):
        try:
            state = provider.state(file.batch_id)
        except ModelError as error:
            error.add_note(file.name)
            problems.append(error)
            if error.retryable or error.status in (401, 403):
                return  # the others would fail the same way
            continue
        manifest.change(
            file.number, status=state.status, completed=state.completed, failed=state.failed, message=state.message
        )
        yield file, state


def cancel(manifest: Manifest, provider: Provider | None) -> tuple[int, int]:
    """Has the provider cancel what is under way, and drops files that are not submitted.

    Args:
        manifest: of the batch.
        provider: None where nothing was submitted.

    Returns:
        how many batches were cancelled, and how many files dropped. What a cancelled batch has answered is fetched.

    Raises:
        ModelError: the provider does not answer, or refuses.
    """
    cancelled = dropped = 0
    for file in manifest.files("submitted"):
        if provider is not None:
            state = provider.cancel(file.batch_id)
            manifest.change(file.number, status=state.status)
            cancelled += 1
    for file in manifest.files("planned", "uploading", "uploaded"):
        manifest.end_file(file.number, "cancelled", "batch_cancelled", "the file was dropped before it was submitted")
        (manifest.folder / file.name).unlink(missing_ok=True)
        dropped += 1
    return cancelled, dropped
