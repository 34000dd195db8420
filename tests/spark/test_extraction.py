"""Extraction on Spark: what one process finds, byte for byte, and one error before anything is paid for."""

from __future__ import annotations

import ast
import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pyarrow
import pytest
from pydantic import BaseModel

from conflict_extract import EventSet, Extractor, Failure, Quarantined, Settings, load_articles, make_article
from conflict_extract.errors import ArticleError, CacheError, ConflictExtractError, PlacesError, SettingsError
from conflict_extract.output import json_line
from conflict_extract.schema import RECORD_ADAPTER, RECORD_CLASSES, Article
from conflict_extract.spark import ExtractedArticles, extract_articles
from conflict_extract.spark._checks import settings_for_workers
from tests.fakes import Endpoint, Reply, Request, completion
from tests.spark.conftest import WORKERS_KEY
from tests.test_docs import ByHand
from tests.test_facade import in_a_fresh_process

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROOT = Path(__file__).parents[2]
NAMES = ("id", "text", "outlet", "published", "title", "url", "language")
SCHEMA = pyarrow.schema([(name, pyarrow.string()) for name in NAMES])
KEY = "sk-a-key-that-nobody-may-see"


@pytest.fixture
def articles() -> list[Article]:
    """Those of the example, one that the model does not take, and one of which it tells what is not there."""
    found = load_articles([ROOT / "docs" / "example" / day / "articles" for day in ("monday", "tuesday")])
    more = [
        make_article("The council refused to meet on Monday.", external_id="a refused one", path="a refused one"),
        make_article("An invented story: nothing was captured.", external_id="an invented one", path="an invented one"),
    ]
    named = [each.model_copy(update={"external_id": each.path}) for each in found]
    return [*named, *more]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A model that knows the example by heart."""
    model = ByHand()

    def reply(request: Request) -> Reply:
        said = request["messages"][-1]["content"]
        if "refused" in said:
            return Reply({"error": {"message": "not this one"}}, 400)
        if "invented" in said:
            item = {"kind": "withdrawal", "sentences": [0], "trigger": "left", "places": ["Nowhere"], "force": "all"}
            none = dict.fromkeys(("unit", "to_place", "stage", "date", "source"))
            return Reply(completion({"records": [item | none]}))
        return Reply(asyncio.run(model.send(request)))

    with Endpoint(answering=reply) as started:
        yield started


def table(spark: SparkSession, articles: Sequence[Article]) -> DataFrame:
    return made(spark, *({name: getattr(each, name) for name in NAMES} | {"id": each.path} for each in articles))


def made(spark: SparkSession, *rows: Mapping[str, str | None]) -> DataFrame:
    """Articles that no worker of Python has to make first."""
    return spark.createDataFrame(pyarrow.Table.from_pylist([*rows], schema=SCHEMA))


def hosted(endpoint: Endpoint, folder: Path, **fields: Any) -> Settings:
    return Settings(model="by hand", base_url=endpoint.base_url, cache_dir=folder / "cache", **fields)


def told(value: Any) -> Any:
    """A row as JSON has it, without what is null."""
    if isinstance(value, dict):
        return {name: told(each) for name, each in value.items() if each is not None}
    return [told(each) for each in value] if isinstance(value, list) else value


def lines(done: ExtractedArticles) -> dict[str, list[str]]:
    """What was found in each article, as `run` writes it."""
    found: dict[str, list[str]] = {}
    for row in done.results.collect():
        part = row.asDict(recursive=True)
        records = [
            RECORD_ADAPTER.validate_python(
                {name: value for name, value in told(each).items() if name in RECORD_CLASSES[each["kind"]].model_fields}
            )
            for each in part["records"]
        ]
        aside = [Quarantined(**{**each, "record": json.loads(each["record"])}) for each in part["quarantined"]]
        failures = [Failure(**each) for each in part["failures"]]
        every: list[BaseModel] = [*records, *aside, *failures]
        found[part["article_id"]] = [json_line(each) for each in every]
    return found


def in_one_process(articles: Sequence[Article], settings: Settings) -> dict[str, list[str]]:
    """The same, by one extractor."""
    with Extractor(settings) as extractor:
        parts = [*extractor.stream(articles)]
    return {
        part.article_ids[0]: [json_line(each) for each in (*part.records, *part.quarantined, *part.failures)]
        for part in parts
    }


@pytest.fixture
def one_task(spark: SparkSession) -> Iterator[None]:
    usual = spark.conf.get("spark.sql.shuffle.partitions") or ""
    spark.conf.set("spark.sql.shuffle.partitions", 1)
    yield
    spark.conf.set("spark.sql.shuffle.partitions", usual)


def _asks(process: psutil.Process, endpoint: Endpoint) -> bool:
    """Whether a process is connected to the endpoint."""
    port = int(endpoint.base_url.rpartition(":")[2].partition("/")[0])
    return any(each.raddr and each.raddr.port == port for each in process.net_connections())


def test_what_is_found_is_what_one_process_finds(
    spark: SparkSession, articles: list[Article], endpoint: Endpoint, tmp_path: Path
) -> None:
    expected = in_one_process(articles, hosted(endpoint, tmp_path / "one"))
    assert [sum(kind in line for each in expected.values() for line in each) for kind in ("rec_", "reason", "error")] \
        == [7, 1, 1]  # fmt: skip
    asked = endpoint.calls
    priced = hosted(endpoint, tmp_path, price_in=0.4, price_out=1.6)
    done = extract_articles(table(spark, articles), priced, work=str(tmp_path / "work"))
    assert lines(done) == expected
    assert endpoint.calls == 2 * asked
    assert (done.usage.calls, done.usage.tokens_in, done.usage.tokens_out) == (6, 600, 60)
    assert done.usage.cost == pytest.approx(600 * 0.4e-6 + 60 * 1.6e-6)
    assert [done.records.count(), done.quarantined.count(), done.failures.count()] == [7, 1, 1]


def test_answers_of_one_machine_are_enough(
    spark: SparkSession, articles: list[Article], endpoint: Endpoint, tmp_path: Path
) -> None:
    expected = in_one_process(articles, hosted(endpoint, tmp_path))
    asked = endpoint.calls
    done = extract_articles(table(spark, articles), hosted(endpoint, tmp_path, offline=True), work=str(tmp_path))
    assert lines(done) == expected
    assert endpoint.calls == asked
    assert (done.usage.calls, done.usage.cache_hits, done.usage.cost) == (0, 6, 0)


def test_an_event_set_takes_the_records(
    spark: SparkSession, articles: list[Article], endpoint: Endpoint, tmp_path: Path
) -> None:
    with Extractor(hosted(endpoint, tmp_path)) as extractor:
        records = extractor.extract(articles).records
    done = extract_articles(table(spark, articles), hosted(endpoint, tmp_path, offline=True), work=str(tmp_path))
    done.records.coalesce(1).write.parquet(str(tmp_path / "records"))
    (file,) = (tmp_path / "records").glob("*.parquet")
    EventSet().add(records).to_json(tmp_path / "one.json")
    EventSet(path=tmp_path / "two.duckdb").add_parquet(file).to_json(tmp_path / "two.json")
    assert (tmp_path / "two.json").read_bytes() == (tmp_path / "one.json").read_bytes()


def test_a_killed_task_pays_for_nothing_twice(
    spark: SparkSession, one_task: None, endpoint: Endpoint, tmp_path: Path
) -> None:
    articles = [make_article(f"Report number {each} tells of no war.", path=str(each)) for each in range(12)]
    answer, answered = endpoint._answering, Counter[str]()
    killed: list[int] = []
    assert answer

    def answering(request: Request) -> Reply:
        if len(answered) == 5 and not killed:
            (worker,) = [each for each in psutil.Process().children(recursive=True) if _asks(each, endpoint)]
            killed.append(worker.pid)
            worker.kill()
            worker.wait()
            return Reply()  # to nobody
        answered[request["messages"][-1]["content"]] += 1
        return answer(request)

    endpoint._answering = answering
    done = extract_articles(table(spark, articles), hosted(endpoint, tmp_path, concurrency=1), work=str(tmp_path))
    assert killed
    assert [*answered.values()] == 12 * [1]
    assert done.articles.where("windows = 1").count() == 12
    assert done.failures.count() == 0
    assert (done.usage.calls, done.usage.cache_hits) == (7, 5)


def test_a_task_has_several_articles_under_way(
    spark: SparkSession, one_task: None, endpoint: Endpoint, tmp_path: Path
) -> None:
    both = threading.Barrier(2, timeout=60)

    def answering(request: Request) -> Reply:
        both.wait()
        return Reply()

    endpoint._answering = answering
    rows = [{"id": each, "text": f"Report {each} tells of no war."} for each in ("one", "two")]
    done = extract_articles(
        made(spark, *rows), hosted(endpoint, tmp_path, concurrency=2, attempts=1), work=str(tmp_path)
    )
    assert done.failures.count() == 0
    assert endpoint.calls == 2


def test_an_article_given_twice_is_read_once(spark: SparkSession, endpoint: Endpoint, tmp_path: Path) -> None:
    text = "Report one tells of no war.\n"
    rows = [
        {"id": "c", "text": text, "outlet": "Coast Radio"},
        {"id": "b", "text": text.replace("\n", "\r\n"), "outlet": " Coast  Radio "},
        {"id": "a", "text": "\ufeff" + text, "outlet": "Coast Radio"},
        {"id": "d", "text": text, "outlet": "River Herald"},
    ]
    done = extract_articles(made(spark, *rows), hosted(endpoint, tmp_path, cache=False), work=str(tmp_path))
    found = {row["id"]: (row["article_id"], row["windows"]) for row in done.articles.collect()}
    one, other = (make_article(text, outlet=outlet).id for outlet in ("Coast Radio", "River Herald"))
    assert found == {"a": (one, 1), "b": (one, 0), "c": (one, 0), "d": (other, 1)}
    assert endpoint.calls == 2


def test_what_is_no_article_is_a_failure(spark: SparkSession, endpoint: Endpoint, tmp_path: Path) -> None:
    rows = [
        {"id": "empty", "text": " "},
        {"id": "none"},
        {"id": "undated", "text": "Report one tells of no war.", "published": "last week"},
        {"id": "binary", "text": "Report \x00 tells of no war."},
        {"id": "read", "text": "Report two tells of no war.", "published": "2021-03-08"},
        {"id": "not UTF-8", "text": ""},
    ]
    given = made(spark, *rows).selectExpr(
        "id", "CASE WHEN id = 'not UTF-8' THEN CAST(X'52e9' AS STRING) ELSE text END AS text", "outlet", "published"
    )
    done = extract_articles(given, hosted(endpoint, tmp_path), work=str(tmp_path))
    failures = {row["path"]: row for row in done.failures.collect()}
    assert failures.keys() == {row["id"] for row in rows} - {"read"}
    assert {row["error"] for row in failures.values()} == {"ArticleError"}
    assert "not a full date" in failures["undated"]["message"]
    assert failures["not UTF-8"]["message"] == "not UTF-8: the column text is not UTF-8"
    assert failures["empty"]["message"] == "empty holds no text"
    assert {row["id"]: row["article_id"] is None for row in done.articles.collect()} == {
        row["id"]: row["id"] != "read" for row in rows
    }
    assert endpoint.calls == 1


def test_an_error_that_is_no_text_stops_nothing(
    spark: SparkSession, one_task: None, endpoint: Endpoint, tmp_path: Path
) -> None:
    endpoint._answering = lambda request: Reply('{"error": {"message": "odd \\ud800"}}', 400)
    done = extract_articles(made(spark, GOOD[0]), hosted(endpoint, tmp_path), work=str(tmp_path))
    (failure,) = done.failures.collect()
    assert "odd ?" in failure["message"]


# -- one error, and nothing is asked


GOOD = [{"id": "one", "text": "Report one tells of no war."}, {"id": "two", "text": "Report two tells of no war."}]


@pytest.mark.parametrize(
    ("expressions", "said"),
    [
        (["id", "text AS body", "outlet", "published"], "there is no column text"),
        (["id", "text"], "there is no column outlet; there is no column published"),
        (["1 AS id", "text", "outlet", "published"], "the column id is int, not string"),
        (["id", "text", "outlet", "DATE'2021-03-08' AS published"], "the column published is date, not string"),
        (["id", "array(text) AS text", "outlet", "published"], "the column text is array<string>, not string"),
        (["id", "text", "outlet", "published", "1.5D AS title"], "the column title is double, not string"),
        (["NULLIF(id, 'two') AS id", "text", "outlet", "published"], "there is 1 article without an id"),
        (["' ' AS id", "text", "outlet", "published"], "there are 2 articles without an id"),
        (["'same' AS id", "text", "outlet", "published"], "there are 2 articles with the id 'same'"),
    ],
)
def test_a_table_that_holds_no_articles_is_refused(
    spark: SparkSession, endpoint: Endpoint, tmp_path: Path, expressions: list[str], said: str
) -> None:
    given = made(spark, *GOOD).selectExpr(*expressions)
    with pytest.raises(ArticleError, match=said.replace("(", ".")) as raised:
        extract_articles(given, hosted(endpoint, tmp_path), work=str(tmp_path / "work"))
    assert raised.value.hint
    assert endpoint.calls == 0
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"model": "embedded"}, "not run on a cluster"),
        ({"model": "embedded", "offline": True}, "not run on a cluster"),
        ({"max_cost": 5.0, "price_in": 0.4, "price_out": 1.6}, "max_cost cannot be kept to"),
        ({"token_budget": 1000}, "token_budget cannot be kept to"),
        ({"base_url": "https://noor:secret@llm.example.org/v1"}, "base_url holds a login"),
    ],
)
def test_settings_that_no_cluster_can_keep_to_are_refused(
    spark: SparkSession, tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    local = fields.get("model") == "embedded"
    usual = {} if local else {"model": "m", "base_url": "https://llm.example.org/v1"}
    with pytest.raises(SettingsError, match=said) as raised:
        extract_articles(made(spark, *GOOD), Settings(**(usual | fields)), work=str(tmp_path / "work"))
    assert "secret" not in str(raised.value)
    assert not (tmp_path / "work").exists()


def _without_package(folder: Path) -> dict[str, str]:
    (folder / "conflict_extract").mkdir()
    (folder / "conflict_extract" / "__init__.py").write_text("raise ModuleNotFoundError('conflict_extract')\n")
    return {"PYTHONPATH": str(folder)}


def _with_another_version(folder: Path) -> dict[str, str]:
    (folder / "conflict_extract").mkdir()
    (folder / "conflict_extract" / "__init__.py").write_text("")
    (folder / "conflict_extract" / "_version.py").write_text("__version__ = '0.0.1'\n")
    return {"PYTHONPATH": str(folder)}


def _without_arrow(folder: Path) -> dict[str, str]:
    (folder / "pyarrow.py").write_text("raise ModuleNotFoundError(\"No module named 'pyarrow'\")\n")
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (_without_package, "a worker has no conflict_extract, and the driver has"),
        (_with_another_version, "a worker has conflict_extract 0.0.1, and the driver has"),
        (_without_arrow, "the workers have no pyarrow"),
    ],
)
def test_workers_that_cannot_do_it_are_named(
    spark: SparkSession,
    one_task: None,
    endpoint: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: Callable[[Path], dict[str, str]],
    said: str,
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setitem(spark.sparkContext.environment, name, value)
    with pytest.raises(SettingsError, match=said) as raised:
        extract_articles(made(spark, *GOOD), hosted(endpoint, tmp_path), work=str(tmp_path / "work"))
    assert "pip install" in raised.value.hint
    assert endpoint.calls == 0
    assert not (tmp_path / "work").exists()


def test_workers_of_another_python_are_named(
    spark: SparkSession, one_task: None, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark.sparkContext, "pythonVer", "3.7")
    with pytest.raises(SettingsError, match="another version of Python"):
        extract_articles(made(spark, *GOOD), hosted(endpoint, tmp_path), work=str(tmp_path / "work"))


def _without_key(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.delitem(spark.sparkContext.environment, "OPENAI_API_KEY")
    return {"api_key": KEY}


@pytest.mark.parametrize(
    ("fields", "kind", "said"),
    [
        (_without_key, SettingsError, "on a worker: there is no key, and the driver has one"),
        (lambda *_: {"places": Path("no-such.toml")}, PlacesError, "on a worker: .*no-such.toml"),
        (
            lambda *_: {"cache_dir": Path("/dev/null/cache")},
            CacheError,
            "the cache folder /dev/null/cache",
        ),
    ],
)
def test_settings_that_do_not_serve_on_a_worker_are_named(
    spark: SparkSession,
    one_task: None,
    endpoint: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fields: Callable[[SparkSession, pytest.MonkeyPatch], dict[str, Any]],
    kind: type[ConflictExtractError],
    said: str,
) -> None:
    usual: dict[str, Any] = {"model": "m", "base_url": endpoint.base_url, "cache_dir": tmp_path}
    settings = Settings(**(usual | fields(spark, monkeypatch)))
    with pytest.raises(kind, match=said):
        extract_articles(made(spark, *GOOD), settings, work=str(tmp_path / "work"))
    assert endpoint.calls == 0
    assert not (tmp_path / "work").exists()


def test_the_key_comes_from_the_environment_of_the_workers_and_is_written_nowhere(
    spark: SparkSession, endpoint: Endpoint, tmp_path: Path
) -> None:
    done = extract_articles(made(spark, *GOOD), hosted(endpoint, tmp_path, api_key=KEY), work=str(tmp_path))
    assert {each.headers["authorization"] for each in endpoint.received} == {f"Bearer {WORKERS_KEY}"}
    assert endpoint.calls == 2
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 2
    assert not any(word in data for data in written for word in (KEY.encode(), WORKERS_KEY.encode()))
    assert KEY not in settings_for_workers(hosted(endpoint, tmp_path, api_key=KEY))
    assert done.failures.count() == 0


def test_only_data_frames_are_used() -> None:
    """Spark Connect has no context and no RDD."""
    names = {
        node.attr
        for path in (ROOT / "src" / "conflict_extract" / "spark").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not names & {"rdd", "sparkContext", "_jvm", "_jsc", "_jdf", "toPandas"}


def test_without_spark_the_extra_is_named() -> None:
    code = """if True:
        import sys
        sys.modules["pyspark"] = None
        from conflict_extract import SettingsError
        try:
            import conflict_extract.spark
        except SettingsError as error:
            print(error.hint)
    """
    assert in_a_fresh_process(code) == "install it: pip install 'conflict-extract[spark]'\n"
