"""What a task does with its articles; runs in the workers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow

from conflict_extract.articles import article_id_of, make_article
from conflict_extract.errors import ArticleError, ConflictExtractError, SettingsError
from conflict_extract.extraction import Extractor
from conflict_extract.llm import SharedAnswers
from conflict_extract.output import json_line
from conflict_extract.schema import Article, Extraction, Failure, Quarantined, Usage
from conflict_extract.settings import Settings
from conflict_extract.spark._columns import ARTICLE_COLUMNS, KEY, RESULT_COLUMNS, arrow_schema

# so many articles' results are passed on at once
AT_ONCE = 500


def made_extractor(fields: str) -> Extractor:
    """An extractor with the settings that the driver sent as JSON; the key is that of the worker's own environment.

    Raises:
        SettingsError, PlacesError, CacheError: they do not serve here.
    """
    try:
        settings = Settings(**json.loads(fields))
    except ValueError as error:
        raise SettingsError(str(error), hint="look at the environment of the workers") from None
    return Extractor(settings, answers=SharedAnswers(settings.cache_dir) if settings.cache else None)


def problem_with(fields: str, needs_key: bool) -> tuple[str, str, str] | None:
    """Code, message and hint of what keeps this worker from making an extractor; None where nothing does."""
    try:
        with made_extractor(fields) as extractor:
            if needs_key and extractor.settings.api_key is None:
                raise SettingsError(
                    "there is no key, and the driver has one",
                    hint="set OPENAI_API_KEY in the environment of the workers; it is not sent to them",
                )
    except ConflictExtractError as error:
        return error.code, error.message, error.hint
    return None


def keyed(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """The articles with the id that outlet and text give each as one more column, in front."""
    for batch in batches:
        outlets, texts = (_bytes(batch, name) for name in ("outlet", "text"))
        keys = [
            article_id_of(_legible(outlet) if outlet else None, _legible(text or b""))
            for outlet, text in zip(outlets, texts, strict=True)
        ]
        yield pyarrow.RecordBatch.from_arrays(
            [pyarrow.array(keys, pyarrow.string()), *(batch.column(name) for name in ARTICLE_COLUMNS)],
            names=[KEY, *ARTICLE_COLUMNS],
        )


def extracted(batches: Iterable[pyarrow.RecordBatch], fields: str) -> Iterator[pyarrow.RecordBatch]:
    """One row an article, with all that was found, set aside and missed, as articles finish.

    Args:
        batches: articles with their keys, those of one key one after the other.
        fields: the settings as JSON.
    """
    with made_extractor(fields) as extractor:
        task = _Task(extractor)
        # rows are read as the extractor needs them, in the thread of its event loop, while this one waits
        for part in extractor.stream(task.articles(batches)):
            task.take(part)
            if len(task.rows) >= AT_ONCE:
                yield _batch(task.passed_on())
        yield _batch(task.passed_on())


class _Task:
    """The rows that are ready, and the ids of the articles under way."""

    def __init__(self, extractor: Extractor) -> None:
        self.rows: list[dict[str, Any]] = []
        self._extractor = extractor
        self._ids: dict[str, str] = {}
        self._counted = Usage()

    def articles(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[Article]:
        """The articles to be read; one that is given again, or that cannot be used, gets its row at once."""
        last = None
        for batch in batches:
            columns = [_bytes(batch, name) for name in (KEY, *ARTICLE_COLUMNS)]
            for key, *values in zip(*columns, strict=True):
                told = dict(zip(ARTICLE_COLUMNS, values, strict=True))
                name = _legible(told["id"])
                if key == last:
                    self.rows.append(_row(name, Extraction(article_ids=[key.decode()])))
                    continue
                try:
                    article = _article(name, told)
                except ArticleError as error:
                    self.rows.append(_row(name, Extraction(failures=[Failure.of(error, path=name)])))
                    continue
                last = key
                self._ids[article.id] = name
                yield article

    def take(self, part: Extraction) -> None:
        """Takes in the result of one article."""
        self.rows.append(_row(self._ids.pop(part.article_ids[0]), part))

    def passed_on(self) -> list[dict[str, Any]]:
        """The rows that are ready, the last of them with what was used since these were passed on before."""
        rows, self.rows = self.rows, []
        if rows:
            before, self._counted = self._counted, self._extractor.usage
            rows[-1]["usage"] = (self._counted - before).model_dump(exclude={"seconds"})
        return rows


def _row(name: str, part: Extraction) -> dict[str, Any]:
    return {
        "id": name,
        "article_id": part.article_ids[0] if part.article_ids else None,
        "windows": part.windows,
        "screened": bool(part.screened),
        "records": [each.model_dump() for each in part.records],
        "quarantined": [each.model_dump(exclude={"record"}) | {"record": _item(each)} for each in part.quarantined],
        "failures": [each.model_dump() for each in part.failures],
    }


def _item(aside: Quarantined) -> str:
    """An item that was set aside, as `run` writes it."""
    return json.dumps(json.loads(json_line(aside))["record"], ensure_ascii=False, separators=(",", ":"))


def _article(name: str, told: dict[str, bytes | None]) -> Article:
    """The article of a row, which messages call by its id.

    Raises:
        ArticleError: it holds none.
    """
    values: dict[str, str | None] = {}
    for column in ARTICLE_COLUMNS[1:]:
        value = told[column]
        try:
            values[column] = None if value is None else value.decode()
        except UnicodeDecodeError:
            raise ArticleError(
                f"{name}: the column {column} is not UTF-8", hint="decode it where the table is made"
            ) from None
    return make_article(values.pop("text") or "", **values, external_id=name, path=name)


def _batch(rows: list[dict[str, Any]]) -> pyarrow.RecordBatch:
    schema = arrow_schema(RESULT_COLUMNS)
    try:
        return pyarrow.RecordBatch.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:  # an endpoint can say half a surrogate pair of what it refuses
        return pyarrow.RecordBatch.from_pylist(_writable(rows), schema=schema)


def _writable(value: Any) -> Any:
    """A value with a question mark for what no text in UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _writable(each) for name, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


def _bytes(batch: pyarrow.RecordBatch, name: str) -> list[bytes | None]:
    """A column of strings as they are stored: Spark does not look whether they are UTF-8."""
    values: list[bytes | None] = batch.column(name).cast(pyarrow.large_binary()).to_pylist()
    return values


def _legible(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
