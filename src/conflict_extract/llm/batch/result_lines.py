"""One line of a result file: the answer to one request, or why there is none.

Providers write answers and failures into two files; `vllm run-batch` and the like write both into one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conflict_extract.errors import AnswerInvalid, ModelError, ModelUnavailable
from conflict_extract.llm.completions import is_answer, json_text
from conflict_extract.llm.refusals import error_in_answer, error_of_status, in_words

LONGEST_LINE = 10_000_000  # bytes, as of an answer over the wire
# the request itself was not looked at, and is as good as new
PASSING = frozenset(["batch_expired", "batch_cancelled", "missing", "parameter_refused"])


@dataclass(frozen=True)
class Answered:
    """A line with the completion of a request."""

    where: str
    key: str
    completion: dict[str, Any]


@dataclass(frozen=True)
class Failed:
    """A line that says why a request has none; `said` is code and words of the endpoint, `parameter` what is meant."""

    where: str
    key: str
    code: str
    error: ModelError
    said: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class Damaged:
    """A line that says nothing of any request: where, and what is wrong with it."""

    where: str
    reason: str


def result_lines(path: Path) -> Iterator[Answered | Failed | Damaged]:
    """What the lines of a file say, one by one.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            where = f"{path}, line {number}"
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Damaged(where, f"it has more than {LONGEST_LINE // 1_000_000} MB")
            elif line.strip():
                yield _result(line, where)


def _result(line: bytes, where: str) -> Answered | Failed | Damaged:
    try:
        said = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        cut = "" if line.endswith(b"\n") else ", and is cut off"
        return Damaged(where, f"it is not JSON{cut}")
    key = said.get("custom_id") if isinstance(said, dict) else None
    if not isinstance(key, str):
        return Damaged(where, "it has no custom_id")
    response, error = said.get("response"), said.get("error")
    response = response if isinstance(response, dict) else {}
    status, body = response.get("status_code", 200), response.get("body")
    if error or status != 200:
        return _failed(where, key, status, body, error)
    if not isinstance(body, dict):
        return Damaged(where, "it has neither an answer nor an error")
    if (passed_on := error_in_answer(body)) is not None:
        return Failed(where, key, str(body["error"].get("code")), passed_on)
    if not is_answer(body):
        try:
            json_text(body)
        except ModelError as accident:
            return Failed(where, key, accident.code, accident)
        return Failed(where, key, AnswerInvalid.__name__, AnswerInvalid("the answer is empty", hint="plan again"))
    return Answered(where, key, body)


def _failed(where: str, key: str, status: Any, body: Any, error: Any) -> Failed:
    """A line that tells of an error: beside the response, or in its body; as an object, in another one, or as words."""
    told = error or body
    while isinstance(told, Mapping) and isinstance(told.get("error"), (Mapping, str)):
        told = told["error"]
    told = told if isinstance(told, Mapping) else {"message": told}
    code, words, parameter = told.get("code"), in_words(told.get("message") or told), told.get("param")
    if not isinstance(status, int) or status < 400:
        status = code if isinstance(code, int) and code >= 400 else None
    if status is None or code in PASSING:
        mine: ModelError = ModelUnavailable(f"the batch brought no answer: {words}", hint="plan again to go on")
    else:
        mine = error_of_status(status, words, str(code), parameter if isinstance(parameter, str) else None)
    name = str(code) if code is not None else str(status)
    return Failed(where, key, name, mine, said=f"{code} {words}", parameter=str(parameter or ""))
