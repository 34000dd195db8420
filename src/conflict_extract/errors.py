"""Every error of the library, as one tree.

    ConflictExtractError
    ├── SettingsError            settings that do not fit together or are out of range, all of them at once
    │   ├── EndpointNotNamed     a model that the endpoint used by default is not known to have, and no other is named
    │   └── PlacesError          a file of the user's own places that cannot be used
    ├── ArticleError             an article file that cannot be used
    ├── OutputError              a file that cannot be written
    ├── RecordsError             a file of records, events or gold that cannot be read
    ├── BatchError               a batch, or a file or line of one, that did not go as planned
    ├── ModelError               everything between us and a model
    │   ├── ModelUnavailable     no connection, a time-out, a server that is down (retryable)
    │   ├── RateLimited          the endpoint asks for patience (retryable)
    │   ├── ModelRejected        a request that will never be accepted: key, model name, schema, size
    │   │   └── ContextTooLong   the request does not fit the model's context
    │   ├── AnswerRefused        the model or a content filter refused to answer
    │   ├── AnswerTruncated      the answer was cut off at the token limit
    │   ├── AnswerInvalid        an answer that is not the JSON that was asked for
    │   ├── OfflineMiss          --offline, and the cache has no answer
    │   ├── AnswerAwaited        a batch is to bring the answer
    │   ├── LanguageNotCovered   an article in a language that the embedded model does not read
    │   └── BudgetExceeded       the run's cost limit is reached
    ├── CacheError               the cache folder cannot be used
    └── EmbeddedModelError       the embedded model cannot be prepared or served
        ├── EmbeddedExtraMissing a package that serves it or parses is not installed
        ├── ModelFileMissing     neither the model file nor the packages that hold it are there
        ├── ModelFileDamaged     the file's SHA-256 is not the published one
        └── EmbeddedServerFailed the server process did not start, or died

Every error carries a `hint` (what to do about it) and `retryable` (whether the same call can succeed later).
"""

from __future__ import annotations


class ConflictExtractError(Exception):
    """Base of all errors: a message that says what happened and where, and a hint that says what to do.

    Args:
        message: what happened, naming the file, setting or window concerned.
        hint: what the reader can do about it; empty where there is nothing to be done.
        request_id: the provider's identifier of the failed request, if it gave one.
    """

    retryable: bool = False

    def __init__(self, message: str, *, hint: str = "", request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.request_id = request_id

    @property
    def code(self) -> str:
        """The stable name under which the error stands in `run.json`."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class SettingsError(ConflictExtractError):
    """Settings that are out of range or do not fit together; all of them are named at once."""


class EndpointNotNamed(SettingsError):
    """No endpoint is named, and the one that counts then is not known to have the model: nothing may leave."""


class PlacesError(SettingsError):
    """A file of the user's own places that cannot be read or holds a wrong place; all of them are named at once."""


class ArticleError(ConflictExtractError):
    """An article file, or one line of it, that cannot be used."""


class OutputError(ConflictExtractError):
    """A file or folder that cannot be written."""


class RecordsError(ConflictExtractError):
    """A file of records, events or gold that cannot be read."""


class BatchError(ConflictExtractError):
    """A batch, or a file or a line of one, that did not go as planned."""


class ModelError(ConflictExtractError):
    """A call to a model that gave no usable answer.

    `status` is the HTTP status, None where there was none; `retry_after` the seconds the endpoint asks to wait.
    """

    status: int | None = None
    retry_after: float | None = None


class ModelUnavailable(ModelError):
    """No connection, a time-out, or a server error."""

    retryable = True


class RateLimited(ModelError):
    """The endpoint answered 429 for longer than the retries last."""

    retryable = True


class ModelRejected(ModelError):
    """The endpoint will never accept this request: a wrong key, an unknown model, a schema it does not take.

    `concerns_all` says that no other request to this endpoint can succeed either.
    """

    @property
    def concerns_all(self) -> bool:
        """Whether key, credit, quota or model name are refused, rather than this one request.

        A 403 is not among them: gateways also answer it to a single text that their moderation does not like.
        """
        return self.status in (401, 402, 404, 429)


class ContextTooLong(ModelRejected):
    """The request is longer than the model's context."""


class AnswerRefused(ModelError):
    """The model refused, or a content filter stopped the answer."""


class AnswerTruncated(ModelError):
    """The answer ended at the token limit."""


class AnswerInvalid(ModelError):
    """The answer is not the JSON that the schema asks for, also after asking again."""


class OfflineMiss(ModelError):
    """Only cached answers are allowed, and there is none for this window."""


class AnswerAwaited(ModelError):
    """The request waits in a batch, and the answer is not there yet."""


class LanguageNotCovered(ModelError):
    """The embedded model reads English only, and the article is in another language."""


class BudgetExceeded(ModelError):
    """The cost limit of the run is reached; the window was not sent."""


class CacheError(ConflictExtractError):
    """The cache folder cannot be created, read or written."""


class EmbeddedModelError(ConflictExtractError):
    """The embedded model cannot be prepared or served."""


class EmbeddedExtraMissing(EmbeddedModelError):
    """A package that the embedded reader needs, for its model or its parser, is not installed."""


class ModelFileMissing(EmbeddedModelError):
    """The model file is neither in the cache nor in the installed data packages."""


class ModelFileDamaged(EmbeddedModelError):
    """The model file's size or SHA-256 is not the published one."""


class EmbeddedServerFailed(EmbeddedModelError):
    """The server process did not start or died."""

    retryable = True
