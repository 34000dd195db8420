"""The pages in docs/: the codebook is that of the types, its examples hold, and everything that is shown runs."""

from __future__ import annotations

import asyncio
import re
import runpy
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import duckdb
import pytest
import vcr

from conflict_extract import Extractor, load_articles, merge, read_records
from conflict_extract.articles._formats import FORMATS, format_of
from conflict_extract.articles._source import Source
from conflict_extract.cli import main
from conflict_extract.extraction.answer_schema import definition
from conflict_extract.llm import ModelClient
from conflict_extract.llm.batch.provider import Provider
from conflict_extract.llm.transport import EmbeddedTransport
from conflict_extract.normalize.numbers import size
from conflict_extract.output.wording import CREDIBILITY_NAMES
from conflict_extract.record_files import read_article_lines
from conflict_extract.schema import (
    KINDS,
    ControlChangeEvent,
    DefectionEvent,
    Kind,
    OfficialDenialEvent,
    Record,
    WithdrawalEvent,
)
from conflict_extract.schema.records import Basis, Denied, Extent, Means, Precision, RecordBase, Role, Stage
from tests.batch_api import BatchApi
from tests.builders import record
from tests.extraction.sentence_reader.builders import read, records
from tests.fakes import Completion, Reply, Request, completion
from tests.spark.conftest import spark as spark

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "example"
CASSETTE = ROOT / "cassettes" / "examples.yaml"
RECORDED_URL = "http://127.0.0.1:8080/v1"
EVENT_CLASSES: dict[Kind, type[ControlChangeEvent | WithdrawalEvent | DefectionEvent | OfficialDenialEvent]] = {
    "control_change": ControlChangeEvent,
    "withdrawal": WithdrawalEvent,
    "defection": DefectionEvent,
    "official_denial": OfficialDenialEvent,
}


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _section(page: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return _page(page).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def _table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column has a heading."""
    lines = text.split(f"| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


# -- docs/codebook.md


@pytest.mark.parametrize("kind", KINDS)
def test_the_codebook_quotes_the_docstrings(kind: Kind) -> None:
    quoted = re.findall(r"^> (.+)$", _section("codebook.md", kind), re.MULTILINE)
    assert " ".join(quoted) == definition(kind)


def _examples(heading: str) -> list[tuple[Kind, str]]:
    return [(kind, row[0]) for kind in KINDS for row in _table(_section("codebook.md", kind), heading)]


@pytest.mark.parametrize(("kind", "sentence"), _examples("Counts"))
def test_what_counts_is_a_record(kind: Kind, sentence: str) -> None:
    assert kind in {each.kind for each in records(read(sentence))}


@pytest.mark.parametrize(("kind", "sentence"), _examples("Does not count"))
def test_what_does_not_count_is_no_record(kind: Kind, sentence: str) -> None:
    assert kind not in {each.kind for each in records(read(sentence))}


def _values() -> list[tuple[str, str, str]]:
    """Field, value and example sentence of each line of the table of values."""
    rows, field = [], ""
    for name, value, _, sentence in _table(_section("codebook.md", "Fields"), "field"):
        field = name.strip("`") or field
        rows.append((field, value.strip("`"), sentence))
    return rows


@pytest.mark.parametrize(("field", "value", "sentence"), _values())
def test_the_values_of_fields_are_read_as_the_codebook_says(field: str, value: str, sentence: str) -> None:
    told = [getattr(each, field) for each in records(read(sentence)) if hasattr(each, field)]
    assert told
    assert set(told) == {value}


def test_the_codebook_has_an_example_of_each_value() -> None:
    for field, values in (("extent", Extent), ("means", Means), ("stage", Stage), ("denies", Denied)):
        told = {value for name, value, _ in _values() if name == field}
        assert set(get_args(values)) - {"unknown"} <= told <= set(get_args(values))


@pytest.mark.parametrize("row", _table(_section("codebook.md", "Fields"), "words"))
def test_sizes_are_read_as_the_codebook_says(row: list[str]) -> None:
    words, *bounds = row
    told = size(words)
    assert [told.min, told.max] == [int(bound) if bound else None for bound in bounds]


# -- docs/events.md


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_of_an_event_are_those_of_the_types(kind: Kind) -> None:
    told: dict[str, set[str]] = {}
    last = ""
    for row in _table(_section("events.md", "Fields"), "kind"):
        last = row[0].strip("`") or last
        told.setdefault(last, set()).update(re.findall(r"`(\w+)`", row[1]))
    common = {
        name for row in _table(_section("events.md", "Fields"), "field") for name in re.findall(r"`(\w+)`", row[0])
    }
    assert common.isdisjoint(told[kind])
    assert common | told[kind] == set(EVENT_CLASSES[kind].model_fields)


def test_the_fields_of_a_record_are_those_of_the_types() -> None:
    rows = _table(_section("events.md", "Fields").split("A record, what", 1)[1], "field")
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[0])} == set(RecordBase.model_fields)
    (source,) = [row[1] for row in rows if row[0] == "`source`"]
    assert set(re.findall(r"`(\w+)`", source)) == {"text", "role", *get_args(Role)}


@pytest.mark.parametrize(
    ("field", "values"),
    [("extent", Extent), ("means", Means), ("stage", Stage), ("denies", Denied), ("date", (Precision, Basis))],
)
def test_the_values_of_a_field_are_those_of_the_types(field: str, values: Any) -> None:
    line = next(
        line
        for line in _section("events.md", "Fields").splitlines()
        if re.match(rf"\| (\| |`\w+` \| )?`{field}` \|", line)
    )
    named = set(re.findall(r"`(\w+)`", line))
    for each in values if isinstance(values, tuple) else (values,):
        assert set(get_args(each)) <= named


def _counts(words: str) -> list[int]:
    """Numbers of outlets that words stand for; 0 is an article of unknown outlet."""
    numbers = [int(digit) for digit in re.findall(r"\d", words)]
    return numbers + [number + 1 for number in numbers if "more" in words] + [0] * ("unknown" in words)


def _told_by(outlets: int, sourced: bool) -> list[Record]:
    names: list[str | None] = [f"Outlet {number}" for number in range(outlets)] or [None]
    source = {"source": "a commander"} if sourced else {}
    return [record(gained_by="rebels", outlet=name, article_id=f"art_{name}", **source) for name in names]


@pytest.mark.parametrize("row", _table(_section("events.md", "Status and credibility"), "independent outlets"))
def test_status_and_credibility_are_as_the_table_says(row: list[str]) -> None:
    outlets, denied, named, status, credibility = row
    for number in _counts(outlets):
        for sourced in {"yes": [True], "no": [False], "either": [True, False]}[named]:
            denial = [record("official_denial", place="Alvena", outlet="Gazette", article_id="art_gazette")]
            events = merge([*_told_by(number, sourced), *(denial if denied == "yes" else [])])
            (event,) = [event for event in events if event.kind == "control_change"]
            assert (f"`{event.status}`", str(event.credibility)) == (status, credibility[0])
            assert credibility[3:] == CREDIBILITY_NAMES[event.credibility]


@pytest.mark.parametrize("row", _table(_section("events.md", "Disputes"), "the event is dated"))
def test_a_denial_reaches_as_far_as_the_table_says(row: list[str]) -> None:
    days = int(re.search(r"\d|$", row[0]).group() or 0) * (-1 if "before" in row[0] else 1)  # type: ignore[union-attr]
    told = record(gained_by="rebels", date=f"2021-03-{10 + days:02}")
    day = {"start": "2021-03-10", "end": "2021-03-10", "precision": "day", "basis": "stated"}
    if "only that of publication" in row[0]:
        day["basis"] = "published"
    denial = record("official_denial", place="Alvena", date=day, outlet="Gazette", article_id="art_gazette")
    contested = any(event.status == "disputed" for event in merge([told, denial]))
    assert contested == (row[1] == "yes")


def _denial(**fields: Any) -> Record:
    return record("official_denial", **{"place": "Alvena", "outlet": "Gazette", "article_id": "art_gazette", **fields})


INSIDE = {"text": "Tarn", "name": "Tarn", "type": "town", "within": "northern Borsk"}
BORSK = {"text": "Borsk", "name": "Borsk", "type": "area"}


@pytest.mark.parametrize(
    ("told", "denial", "contested"),
    [
        (record(gained_by="rebels"), _denial(), True),
        (record(gained_by="rebels"), _denial(denies="withdrawal"), False),
        (record(gained_by="rebels"), _denial(denies="other"), False),
        (record(gained_by="rebels", place="Tarn"), _denial(), False),
        (record(gained_by="rebels", place="Tarn"), _denial(says="It denied that Alvena or Tarn had fallen."), True),
        (record(gained_by="rebels", place=INSIDE), _denial(place=BORSK, claim="any part of Borsk was lost"), True),
        (record(gained_by="rebels", place=INSIDE), _denial(place=BORSK, claim="Borsk was lost"), False),
        (record("defection", who="Khalid"), _denial(denies="defection", place=None, subject="Mr Khalid"), True),
        (record(gained_by="government troops"), _denial(), False),
        (record("withdrawal", force="government troops"), _denial(denies="withdrawal"), True),
        (record("withdrawal", force="rebels"), _denial(denies="withdrawal"), False),
        (record("withdrawal", force="rebels"), _denial(denies="withdrawal", subject="rebels"), True),
    ],
)
def test_a_denial_contests_what_the_page_says(told: Record, denial: Record, contested: bool) -> None:
    (event,) = [event for event in merge([told, denial]) if told.id in event.records]
    assert (event.status == "disputed") == contested


EARLY_MARCH = {"start": "2021-03-01", "end": "2021-03-10", "precision": "range", "basis": "stated"}


@pytest.mark.parametrize(
    ("kind", "one", "two", "fields"),
    [
        ("control_change", {"lost_by": "the army"}, {}, []),
        ("control_change", {"extent": "full"}, {"extent": "unknown"}, []),
        ("control_change", {"extent": "full"}, {"extent": "partial"}, []),
        ("control_change", {"date": "2021-03-05"}, {"date": EARLY_MARCH}, []),
        ("control_change", {"date": "2021-03-05"}, {"date": "2021-03-06"}, ["date"]),
        ("control_change", {"gained_by": "rebels"}, {"gained_by": "the Northern Front"}, []),
        ("withdrawal", {"unit": "4th Brigade"}, {"unit": "4th Armoured Brigade"}, []),
        ("official_denial", {"place": "Alvena", "claim": "It fell"}, {"place": "Alvena", "claim": "its loss"}, []),
    ],
)
def test_conflicts_are_what_the_page_says(
    kind: str, one: dict[str, Any], two: dict[str, Any], fields: list[str]
) -> None:
    told = [record(kind, outlet=name, article_id=name, **more) for name, more in (("One", one), ("Two", two))]
    (event,) = merge(told)
    assert [conflict.field for conflict in event.conflicts] == fields
    assert (event.status, event.credibility) == ("corroborated", 2)


def test_who_counts_as_independent() -> None:
    long = "The rebels took the town of Alvena on Friday after two weeks of siege, a commander said."
    copied = [record(outlet=name, article_id=name, says=long) for name in ("One", "Two")]
    unknown = [record(outlet=None, article_id=name) for name in ("one", "two")]
    commander = [record(outlet=name, article_id=name, source="a commander") for name in ("One", "Two", "Three")]
    assert [event.n_outlets for told in (copied, unknown, commander) for event in merge(told)] == [1, 1, 3]


def test_without_the_denial_the_example_is_confirmed() -> None:
    records = read_records(sorted(EXAMPLE.glob("*/records.jsonl")))
    events = merge([each for each in records if each.kind != "official_denial"])
    assert [event.credibility for event in events if event.kind == "control_change"] == [1]


# -- docs/inputs.md


INPUTS = EXAMPLE / "inputs"


@pytest.mark.parametrize("row", _table(_section("inputs.md", "Examples"), "example"), ids=lambda row: row[0])
def test_what_becomes_of_each_example_file_is_what_the_page_says(row: list[str]) -> None:
    name = re.match(r"\[([\w.-]+)\]", row[0])
    assert name
    articles = load_articles([INPUTS / name[1]])
    assert articles.failures == []
    first = articles[0]
    said = [first.outlet, first.published, first.external_id]
    assert [str(len(articles)), *(each or "" for each in said)] == row[1:]


def test_every_example_file_and_every_format_is_on_the_page() -> None:
    shown = {row[0].split("]")[0].strip("[") for row in _table(_section("inputs.md", "Examples"), "example")}
    assert shown == {path.name for path in INPUTS.iterdir()}
    rows = {row[0].removesuffix(" *"): row for row in _table(_section("inputs.md", "Formats"), "format")}
    told = " ".join(row[1] for row in rows.values())
    for each in FORMATS:
        assert each.name in rows
        assert rows[each.name][0].endswith("*") == (each.extra is not None)
        assert all(f"`{suffix}`" in told for suffix in each.suffixes)
    read = {each.name for path in INPUTS.iterdir() if (each := format_of(Source(path, path.name)))}
    assert read == {each.name for each in FORMATS}


# -- what is shown runs


class ByHand:
    """A model that knows the example articles by heart, and nothing else."""

    def __init__(self) -> None:
        self._known = read_records(sorted(EXAMPLE.glob("*/records.jsonl")))

    async def send(self, request: Request) -> Completion:
        window = request["messages"][-1]["content"]
        numbered = re.findall(r"^\[(\d+)\] (.+)$", window, re.MULTILINE)
        said = [
            self._item(record, int(number))
            for number, text in numbered
            for record in self._known
            if record.evidence[0].text == text
        ]
        return completion({"records": said})

    async def close(self) -> None:
        pass

    def _item(self, record: Record, number: int) -> dict[str, Any]:
        """A record as the model would have answered it: the words of the article alone."""
        told = record.model_dump(include=set(type(record).model_fields) - set(RecordBase.model_fields) - {"place"})
        told = {name: value["text"] if isinstance(value, dict) else value for name, value in told.items()}
        told = {name: None if value == "unknown" else value for name, value in told.items()}
        places = [record.place.text] if record.place else []
        common = {"sentences": [number], "trigger": record.trigger, "places": places}
        return {**told, **common, "date": record.date.text, "source": record.source.text}


@pytest.mark.parametrize("day", ["monday", "tuesday"])
def test_the_example_is_what_its_articles_give(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelClient, "_make_transport", lambda self: ByHand())
    monkeypatch.chdir(ROOT)
    folder = Path("docs/example") / day
    articles = load_articles([folder / "articles"])
    with Extractor(model="by hand", base_url="http://127.0.0.1:9/v1") as extractor:
        result = extractor.extract(articles)
    assert (result.failures, result.quarantined, articles.failures) == ([], [], [])
    kept = read_records([folder / "records.jsonl"])
    version = {"prompt_version": extractor.prompt_version}
    assert [each.model_copy(update=version) for each in kept] == result.records
    assert read_article_lines([folder / "articles.jsonl"]) == list(articles)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[list[str]]:
    """The embedded model as it was recorded, and elsewhere a model that knows the example; the endpoints asked."""
    asked: list[str] = []
    make = ModelClient._make_transport

    def transport(door: ModelClient) -> Any:
        asked.append(door.settings.endpoint)
        return make(door) if door.settings.is_local else ByHand()

    monkeypatch.setattr(ModelClient, "_make_transport", transport)
    monkeypatch.setattr(EmbeddedTransport, "require_model", lambda self: None)
    monkeypatch.setattr(EmbeddedTransport, "_serve", lambda self: RECORDED_URL)

    def of_the_model(request: Any) -> Any:
        return request if request.uri.startswith(RECORDED_URL) else None

    player = vcr.VCR(record_mode="none", decode_compressed_response=True, before_record_request=of_the_model)
    with player.use_cassette(str(CASSETTE), match_on=["method", "path", "body"], allow_playback_repeats=True):
        yield asked


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_what_a_page_shows_runs(
    page: str,
    models: list[str],
    batches: BatchApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    """Blocks run in their order in one folder; a `text` block is what the block before it prints, but for blanks."""
    if page == "spark.md":
        request.getfixturevalue("spark")
    for name in ("docs", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "docs"}
    printed = ""
    for language, file, block in re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", _page(page), re.MULTILINE | re.DOTALL):
        if language == "text":
            assert printed.split() == block.split()
            continue
        capsys.readouterr()
        if language == "python":
            exec(block, names)  # noqa: S102  # it is our own page
        elif language == "sh":
            for line in block.splitlines():
                _call(line, monkeypatch, batches)
        elif language == "sql":
            _ask(file, block)
        else:
            assert file, f"a {language} block without the name of a file"
            Path(file).write_text(block, encoding="utf-8")
        printed = capsys.readouterr().out
    remote = [name for name in models if "this machine" not in name]
    assert bool(remote) == (page in ("recipes.md", "spark.md"))


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[BatchApi]:
    """A provider of batches that knows the example, in the place of every other."""
    with BatchApi(lambda request: Reply(asyncio.run(ByHand().send(request)))) as api:
        monkeypatch.setattr("conflict_extract.cli.batch._provider", lambda _: Provider(api.base_url, None, 10.0))
        yield api


def _call(line: str, monkeypatch: pytest.MonkeyPatch, batches: BatchApi) -> None:
    words = shlex.split(line, comments=True)
    if not words:
        return
    if words[:3] == ["vllm", "run-batch", "-i"]:
        words = ["python", "examples/answer_requests.py", words[3], words[5], ""]
    if words[0] == "python":
        monkeypatch.setattr(sys, "argv", [*words[1:-1], batches.base_url])
        runpy.run_path(words[1])
        return
    assert words[0] == "conflict-extract"
    monkeypatch.setattr(sys, "argv", words)
    try:
        main()
    except SystemExit as ending:
        assert not ending.code, line  # noqa: PT017  # a command ends so


def _ask(file: str, query: str) -> None:
    """Prints what a DuckDB file, or a file that DuckDB reads, answers."""
    with duckdb.connect(file if file.endswith(".duckdb") else ":memory:", read_only=file.endswith(".duckdb")) as asked:
        for row in asked.execute(query).fetchall():
            print(*row, sep="\t")


def test_the_readme_links_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in DOCS.glob("*.md"):
        assert f"(docs/{path.name})" in readme
        for target in re.findall(r"\]\(([\w./-]+)\)", path.read_text(encoding="utf-8")):
            assert (DOCS / target).exists()
