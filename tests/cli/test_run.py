from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from conflict_extract import AnswerRefused, EventSet
from conflict_extract.output.rows import COLUMNS

from .conftest import MODEL, POST, Command, run_json
from .reader import Reader, sentences

FILES = [
    "articles.jsonl", "events.csv", "events.geojson", "events.json", "quarantined.jsonl", "records.jsonl",
    "report.html", "run.json",
]  # fmt: skip
KEYS = [
    "articles", "windows", "records", "quarantined", "events", "failures", "unread", "screened", "calls", "cache_hits",
    "tokens_in", "tokens_out", "tokens_cached", "cost", "seconds", "model", "endpoint", "prompt_version", "version",
]  # fmt: skip


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_writes_all_files_and_prints_the_events(finished: Path, command: Command, articles: Path) -> None:
    assert names(finished) == FILES
    outcome = command("run", articles, "--out", finished, *MODEL)
    assert outcome.status == 0
    assert sorted(row[2] for row in outcome.rows) == ["control_change", "official_denial", "withdrawal"]
    assert {len(row) for row in outcome.rows} == {9}
    assert "2 articles → http://127.0.0.1:9/v1, model reader" in outcome.err
    assert "4 records, 0 set aside, 3 events; 0 calls, 2 from the cache" in outcome.err


def test_run_json_has_the_keys_of_the_contract(finished: Path) -> None:
    said = run_json(finished)
    assert list(said) == KEYS
    assert (said["articles"], said["windows"], said["records"], said["events"], said["quarantined"]) == (2, 2, 4, 3, 0)
    assert (said["calls"], said["cache_hits"], said["tokens_in"], said["tokens_out"]) == (2, 0, 200, 20)
    assert (said["failures"], said["cost"], said["model"]) == ([], None, "reader")


def test_the_events_are_those_of_the_articles(finished: Path) -> None:
    events = EventSet.open(finished / "events.json")
    (taken,) = [event for event in events if event.kind == "control_change"]
    assert (taken.status, taken.outlets, taken.credibility) == ("disputed", ("Northern Post", "River Herald"), 4)
    assert taken.date.start == "2021-03-05"
    header = (finished / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(COLUMNS)
    features = json.loads((finished / "events.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["geometry"] for feature in features] == [None] * 3
    lines = (finished / "records.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {json.loads(line)["id"]: json.loads(line)["text"] for line in (
        finished / "articles.jsonl").read_text(encoding="utf-8").splitlines()}  # fmt: skip
    for record in map(json.loads, lines):
        for piece in record["evidence"]:
            assert texts[record["article_id"]][piece["start"] : piece["end"]] == piece["text"]


def test_two_runs_over_one_cache_give_the_same_bytes(
    finished: Path, command: Command, articles: Path, model: Reader, tmp_path: Path
) -> None:
    calls = model.calls
    assert command("run", articles, "--out", tmp_path / "again", *MODEL, "--offline").status == 0
    assert model.calls == calls
    for name in set(FILES) - {"run.json"}:
        assert (finished / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_order_and_number_of_calls_change_no_byte(
    finished: Path, command: Command, articles: Path, tmp_path: Path
) -> None:
    paths = [articles / "herald.md", articles / "post.txt", articles / "herald.md"]
    assert command("run", *paths, "--out", tmp_path / "again", *MODEL, "--concurrency", 1, "--no-cache").status == 0
    for name in ("events.json", "events.csv", "records.jsonl"):
        assert (finished / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_a_dry_run_calls_nobody_and_writes_nothing(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL, "--dry-run")
    assert outcome.status == 0
    told = dict(outcome.rows)
    assert (told["calls"], told["articles"], told["endpoint"]) == ("2", "2", "http://127.0.0.1:9/v1")
    assert "unknown" in told["cost"]
    assert told["time"] == "about 10 seconds, an estimate: if a call takes 10 seconds, 2 at a time"
    assert model.calls == 0
    assert not (tmp_path / "out").exists()


def test_a_dry_run_knows_the_cost_where_prices_are_set(
    command: Command, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFLICT_EXTRACT_PRICE_IN", "2.5")
    monkeypatch.setenv("CONFLICT_EXTRACT_PRICE_OUT", "10")
    told = dict(command("run", articles, "--out", tmp_path / "out", *MODEL, "--dry-run").rows)
    assert "US dollars" in told["cost"]
    told = dict(command("run", articles, "--out", tmp_path, "--dry-run", "--model", "embedded").rows)
    assert "nothing" in told["cost"]
    assert told["time"].startswith("about 1 second, an estimate: ")


def test_a_dry_run_over_nothing_says_so(command: Command, tmp_path: Path) -> None:
    outcome = command("run", tmp_path / "none.txt", "--out", tmp_path / "out", *MODEL, "--dry-run")
    assert outcome.status == 1
    assert "none.txt does not exist" in outcome.err


def test_outlet_and_date_can_be_given(command: Command, model: Reader, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("Rebels took Corva on Friday.", encoding="utf-8")
    flags = ("--outlet", "Hill Radio", "--published", "6 March 2021")
    assert command("run", tmp_path / "plain.txt", "--out", tmp_path / "out", *MODEL, *flags).status == 0
    (event,) = EventSet.open(tmp_path / "out" / "events.json")
    assert (event.outlets, event.date.start) == (("Hill Radio",), "2021-03-05")
    wrong = command("run", tmp_path / "plain.txt", "--out", tmp_path / "out", *MODEL, "--published", "soon")
    assert wrong.status == 2
    assert "--published" in wrong.err


def test_files_that_cannot_be_used_are_named_and_the_rest_is_done(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (articles / "empty.txt").write_text("")
    (articles / "broken.jsonl").write_text('{"text": "Rebels took Corva.", "outlet": "Hill Radio"}\n{"text": \n')
    (articles / "huge.txt").write_text("Nothing happened here. " * 230_000)
    outcome = command("run", articles, tmp_path / "missing.txt", "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 3
    for name in ("binary.txt", "empty.txt", "broken.jsonl", "huge.txt", "missing.txt"):
        assert name in outcome.err, name
    assert names(tmp_path / "out") == FILES
    said = run_json(tmp_path / "out")
    assert (said["articles"], said["records"]) == (3, 5)
    assert len(said["failures"]) == 5
    for failure in said["failures"]:
        assert list(failure) == ["path", "article_id", "window", "error", "message", "hint"]
        assert failure["hint"], failure
        assert failure["hint"] in outcome.err


def test_where_nothing_could_be_read_only_run_json_is_written(command: Command, model: Reader, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    outcome = command("run", tmp_path / "empty.txt", tmp_path / "missing.txt", "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 1
    assert outcome.out == ""
    assert "nothing could be done" in outcome.err
    assert names(tmp_path / "out") == ["run.json"]
    assert model.calls == 0


def test_a_model_that_fails_for_one_article_costs_only_that(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    def fails_for_the_herald(request: dict[str, object]) -> None:
        if "denied" in sentences(request):
            raise AnswerRefused("the model refused to answer", hint="try another model")

    model.before = fails_for_the_herald
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 3
    (failure,) = run_json(tmp_path / "out")["failures"]
    assert (failure["error"], failure["hint"]) == ("AnswerRefused", "try another model")
    assert failure["article_id"].startswith("art_")
    assert failure["window"]
    assert "the model refused to answer" in outcome.err
    assert run_json(tmp_path / "out")["records"] == 2


def test_a_model_that_always_fails_is_status_one_and_keeps_what_an_earlier_run_wrote(
    finished: Path, command: Command, model: Reader, articles: Path
) -> None:
    def fails(_: dict[str, object]) -> None:
        raise AnswerRefused("the model refused to answer", hint="try another model")

    before = (finished / "events.json").read_bytes()
    model.before = fails
    outcome = command("run", articles, "--out", finished, *MODEL, "--no-cache")
    assert outcome.status == 1
    assert (finished / "events.json").read_bytes() == before
    assert len(run_json(finished)["failures"]) == 2


def test_ctrl_c_keeps_what_was_finished(command: Command, model: Reader, articles: Path, tmp_path: Path) -> None:
    def interrupts_at_the_second(request: dict[str, object]) -> None:
        if model.calls == 2:
            raise KeyboardInterrupt

    model.before = interrupts_at_the_second
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL, "--concurrency", 1)
    assert outcome.status == 130
    assert "interrupted: what was finished is kept" in outcome.err
    assert names(tmp_path / "out") == FILES
    said = run_json(tmp_path / "out")
    assert (said["records"], said["calls"]) == (2, 1)


def test_ctrl_c_before_anything_was_finished_leaves_earlier_files_alone(
    finished: Path, command: Command, model: Reader, articles: Path
) -> None:
    def interrupts(_: dict[str, object]) -> None:
        raise KeyboardInterrupt

    before = (finished / "events.json").read_bytes()
    model.before = interrupts
    outcome = command("run", articles, "--out", finished, *MODEL, "--no-cache")
    assert outcome.status == 130
    assert (finished / "events.json").read_bytes() == before


def test_into_adds_to_an_event_set(command: Command, model: Reader, articles: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "events.duckdb"
    assert command("run", articles / "post.txt", "--out", tmp_path / "one", *MODEL, "--into", kept).status == 0
    before = {event.id for event in EventSet.open(kept)}
    outcome = command("run", articles / "herald.md", "--out", tmp_path / "two", *MODEL, "--into", kept)
    assert outcome.status == 0
    assert f"{kept}: 1 new event, 1 changed event, 1 newly disputed event\n" in outcome.err
    after = EventSet.open(kept)
    of_run = {json.loads(line)["id"] for line in (tmp_path / "two" / "records.jsonl").read_text().splitlines()}
    changes = run_json(tmp_path / "two")["changes"]
    assert changes["new"] == sorted({event.id for event in after} - before)
    assert changes["disputed"] == [event.id for event in after if event.status == "disputed"]
    assert run_json(tmp_path / "one")["changes"]["new"] == sorted(before)
    assert before <= {event.id for event in after}
    # what is printed can be asked of the set: its ids, and with what its other articles tell
    printed = {row[0] for row in outcome.rows}
    assert printed == {event.id for event in after if any(key in of_run for key in event.records)}
    assert len(after) == 3
    assert len(after.articles) == 2


def test_into_keeps_what_was_set_aside_for_people_to_look_at(command: Command, model: Reader, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text(
        "Rebels took Corva on Friday. If rebels took Hold, the road would be cut.", encoding="utf-8"
    )
    kept = tmp_path / "events.duckdb"
    for _ in range(2):
        told = command("run", tmp_path / "plain.txt", "--out", tmp_path / "out", *MODEL, "--strict", "--into", kept)
        assert told.status == 0
    lines = (tmp_path / "out" / "quarantined.jsonl").read_text(encoding="utf-8").splitlines()
    assert [item.model_dump() for item in EventSet.open(kept).set_aside.values()] == [
        json.loads(each) for each in lines
    ]
    assert len(lines) == 1


def test_into_goes_by_the_actors_that_the_set_was_made_with(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    kept, actors = tmp_path / "events.duckdb", tmp_path / "actors.toml"
    entry = '[[actors]]\nid = "north_front"\nname = "Northern Front"\nside = "opposition"\naliases = ["Rebels"]\n'
    actors.write_text(entry, encoding="utf-8")
    own = ("--actors", actors, "--into", kept)
    assert command("run", articles / "post.txt", "--out", tmp_path / "one", *MODEL, *own).status == 0
    assert command("run", articles / "herald.md", "--out", tmp_path / "two", *MODEL, "--into", kept).status == 0
    gained = [value for each in EventSet.open(kept).records.values() if (value := vars(each).get("gained_by"))]
    assert {each.id for each in gained} == {"north_front"}
    assert json.loads((tmp_path / "one" / "events.json").read_text("utf-8"))["authorities"]["actors"]
    actors.write_text(entry.replace("opposition", "government"), encoding="utf-8")
    refused = command("run", articles / "herald.md", "--out", tmp_path / "three", *MODEL, *own)
    assert refused.status == 3
    assert "was merged with other actors" in refused.err
    assert names(tmp_path / "three") == FILES


def test_an_into_file_that_is_no_event_set_costs_only_itself(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.duckdb").write_text("my notes")
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL, "--into", tmp_path / "notes.duckdb")
    assert outcome.status == 3
    assert "notes.duckdb" in outcome.err
    assert names(tmp_path / "out") == FILES
    assert [failure["path"] for failure in run_json(tmp_path / "out")["failures"]] == [str(tmp_path / "notes.duckdb")]
    assert (tmp_path / "notes.duckdb").read_text() == "my notes"


def test_a_folder_that_cannot_be_written_is_found_out_before_any_call(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    outcome = command("run", articles, "--out", tmp_path / "taken", *MODEL)
    assert outcome.status == 1
    assert "cannot write to the folder" in outcome.err
    assert "--out" in outcome.err
    assert model.calls == 0


def test_quiet_says_nothing_but_errors(command: Command, model: Reader, articles: Path, tmp_path: Path) -> None:
    assert command("run", articles, "--out", tmp_path / "out", *MODEL, "--quiet").err == ""
    wrong = command("run", articles, tmp_path / "none.txt", "--out", tmp_path / "out", *MODEL, "--quiet")
    assert "none.txt" in wrong.err
    assert "articles →" not in wrong.err


def test_verbose_names_what_was_set_aside(command: Command, model: Reader, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("Rebels took Corva on Friday. Rumours took Hold.", encoding="utf-8")
    plain = command("run", tmp_path / "plain.txt", "--out", tmp_path / "out", *MODEL)
    told = command("run", tmp_path / "plain.txt", "--out", tmp_path / "out", *MODEL, "--verbose")
    aside = len((tmp_path / "out" / "quarantined.jsonl").read_text(encoding="utf-8").splitlines())
    assert f"{aside} set aside" in plain.err
    assert "set aside: " not in plain.err
    assert told.err.count("set aside: ") == aside


def test_text_on_standard_input(command: Command, model: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(POST.encode())))
    outcome = command("extract", "-", *MODEL)
    assert outcome.status == 0
    assert [json.loads(line)["kind"] for line in outcome.out.splitlines()] == ["control_change", "withdrawal"]


def test_extract_writes_records_as_json_lines(command: Command, model: Reader, articles: Path, tmp_path: Path) -> None:
    printed = command("extract", articles, *MODEL)
    assert printed.status == 0
    written = command("extract", articles, *MODEL, "--out", tmp_path / "records.jsonl")
    assert (written.status, written.out) == (0, "")
    assert (tmp_path / "records.jsonl").read_text(encoding="utf-8") == printed.out
    assert len(printed.out.splitlines()) == 4
    failed = command("extract", tmp_path / "none.txt", *MODEL)
    assert (failed.status, failed.out) == (1, "")
    part = command("extract", tmp_path / "none.txt", articles, *MODEL)
    assert part.status == 3
    assert part.out == printed.out


def test_extract_goes_by_actors_of_ones_own(command: Command, model: Reader, articles: Path, tmp_path: Path) -> None:
    actors = tmp_path / "actors.toml"
    entry = '[[actors]]\nid = "north_front"\nname = "Northern Front"\nside = "opposition"\naliases = ["Rebels"]\n'
    actors.write_text(entry, encoding="utf-8")
    outcome = command("extract", articles, "--actors", actors, *MODEL)
    gained = [line["gained_by"] for line in map(json.loads, outcome.out.splitlines()) if "gained_by" in line]
    assert {each["id"] for each in gained} == {"north_front"}
    refused = command("run", articles, "--out", tmp_path / "out", "--actors", tmp_path / "none.toml", *MODEL)
    assert refused.status == 2
    assert "none.toml: No such file" in refused.err
    assert not (tmp_path / "out").exists()


def test_offline_without_kept_answers_says_what_to_do(command: Command, articles: Path, tmp_path: Path) -> None:
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL, "--offline")
    assert outcome.status == 1
    assert "--offline" in outcome.err
    assert "(2 times)" in outcome.err


@pytest.mark.parametrize("name", ["run", "extract"])
def test_screened_articles_are_not_sent_and_are_counted(
    name: str, command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    rain = "---\noutlet: Coast Radio\nlanguage: en\n---\nRain moves in from the west on Tuesday and clears by noon.\n"
    (articles / "rain.md").write_text(rain, encoding="utf-8")
    out = tmp_path / ("out" if name == "run" else "records.jsonl")
    beforehand = command("run", articles, *MODEL, "--screen", "--dry-run")
    assert "screened\t1: not sent" in beforehand.out
    assert "screened" not in command("run", articles, *MODEL, "--dry-run").out
    outcome = command(name, articles, "--out", out, *MODEL, "--screen")
    assert outcome.status == 0
    assert "not sent: 1 article without a word that can state an event" in outcome.err
    assert model.calls == 2
    if name == "run":
        assert run_json(out)["screened"] == 1
        assert len((out / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 3
