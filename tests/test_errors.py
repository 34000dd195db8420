"""Every error: where it stands in the tree, what it carries, and that it survives copying and processes."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import pytest

from conflict_extract import errors
from conflict_extract.errors import ConflictExtractError, ModelError, ModelRejected

ALL = [error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, ConflictExtractError)]
RETRYABLE = {"ModelUnavailable", "RateLimited", "EmbeddedServerFailed"}


def test_tree_in_the_docstring_is_the_tree() -> None:
    drawn = {"ConflictExtractError": ""}
    parents = {0: "ConflictExtractError"}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│ ]*)[├└]── (\w+)", line)
        if found:
            depth = len(found[1]) // 4 + 1
            parents[depth] = found[2]
            drawn[found[2]] = parents[depth - 1]
    real = {error.__name__: error.__mro__[1].__name__ for error in ALL}
    assert drawn | {"ConflictExtractError": "Exception"} == real


@pytest.mark.parametrize("kind", ALL)
def test_every_error_says_what_happened_and_what_to_do(kind: type[ConflictExtractError]) -> None:
    error = kind("the door is shut", hint="knock", request_id="req_1")
    assert str(error) == "the door is shut (knock)"
    assert str(kind("the door is shut")) == "the door is shut"
    assert (error.message, error.hint, error.request_id) == ("the door is shut", "knock", "req_1")
    assert error.code == kind.__name__
    assert error.retryable is (kind.__name__ in RETRYABLE)


@pytest.mark.parametrize("kind", ALL)
def test_every_error_can_be_copied_and_sent_to_another_process(kind: type[ConflictExtractError]) -> None:
    error = kind("the door is shut", hint="knock", request_id="req_1")
    if isinstance(error, ModelError):
        error.status, error.retry_after = 429, 3.0
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  # our own bytes
        assert type(again) is kind
        assert (str(again), vars(again)) == (str(error), vars(error))


@pytest.mark.parametrize(
    ("status", "concerns_all"),
    [(None, False), (400, False), (401, True), (402, True), (403, False), (404, True), (413, False), (429, True)],
)
def test_which_rejections_concern_every_request(status: int | None, concerns_all: bool) -> None:
    error = ModelRejected("no")
    error.status = status
    assert error.concerns_all is concerns_all
