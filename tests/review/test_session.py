"""One reviewer at one event set: answers are kept at once, undone, skipped, and gone on with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import EventSet, OutputError, RecordsError
from conflict_extract.eventset import EventRow
from conflict_extract.review import session
from conflict_extract.review.cards import card_of
from conflict_extract.review.queue import Filters
from conflict_extract.review.session import Changed, Review
from conflict_extract.schema import Quarantined
from tests.builders import record
from tests.eventset.older import turn_into_version_4, turn_into_version_5

from .builders import aside, contested, denied, doubtful, kept, near_pair

MADE_BEFORE = Path(__file__).parents[1] / "eventset" / "made_before"


@pytest.fixture
def reviewed(tmp_path: Path) -> Any:
    """Opens a review of some records, and closes it at the end."""
    opened = []

    def make(*records: Any, reviewer: str = "Noor", **more: Any) -> tuple[Review, Path]:
        path = tmp_path / "events.duckdb"
        if records:
            kept(path, records, **more)
        review = Review(path, reviewer)
        opened.append(review)
        return review, path

    yield make
    for review in opened:
        review.close()


def card(state: dict[str, Any]) -> dict[str, Any]:
    assert state["card"] is not None
    return state["card"]  # type: ignore[no-any-return]


def answer(review: Review, state: dict[str, Any], choice: str, **more: Any) -> dict[str, Any]:
    return review.decide(card(state)["key"], choice, **more)


def test_an_answer_is_kept_with_who_and_why(reviewed: Any) -> None:
    one, two = near_pair()
    review, path = reviewed(one, two)
    state = review.state()
    assert (state["decided"], state["left"], state["reviewer"]) == (0, 1, "Noor")
    state = answer(review, state, "1", why=" the base lies in the town ")
    assert (state["card"], state["decided"], state["left"]) == (None, 1, 0)
    review.close()
    (said,) = EventSet.open(path).decisions
    assert (said.word, said.by, said.why) == ("one", "Noor", "the base lies in the town")
    assert {said.first, said.second} == {one.id, two.id}


def test_a_card_shows_the_sentences_and_marks_what_differs(reviewed: Any) -> None:
    review, _ = reviewed(*near_pair())
    told = card(review.state())
    assert {side["reports"][0]["outlet"] for side in told["sides"]} == {"base", "town"}
    words = "".join(piece["words"] for piece in told["sides"][0]["reports"][0]["text"][0])
    assert words.startswith("This is sentence")
    differing = {each["name"] for each in told["fields"] if each["differs"]}
    assert differing == {"date", "place"}


def test_what_would_change_is_told_and_nothing_is_changed(reviewed: Any) -> None:
    told = denied()
    review, path = reviewed(*told)
    state = review.state()
    before = EventSet.open(path)
    rows = {event.id: event.status for event in before.around(*(each.id for each in told))}
    effects = review.details(card(state)["key"])["effects"]
    assert [(each["key"], len(each["lines"])) for each in effects] == [("1", 0), ("2", 1)]
    (line,) = effects[1]["lines"]
    assert (line["event"]["place"], "disputed" in line["before"], "corroborated" in line["after"]) == (
        "Gorlan",
        True,
        True,
    )
    review.close()
    after = EventSet.open(path)
    assert (after.revision, after.decisions) == (before.revision, [])
    assert {event.id: event.status for event in after} == rows


def test_what_a_word_would_change_is_what_it_changes(tmp_path: Path) -> None:
    one, two = near_pair()
    path = kept(tmp_path / "events.duckdb", [one, two, record(place="Karrow")])
    events = EventSet.open(path)
    word = "two" if len({event.id for event in events if {one.id, two.id} & set(event.records)}) == 1 else "one"
    events = EventSet.open(path)
    left, made = events.would_change(word, one.id, two.id)  # type: ignore[arg-type]
    ids = {event.id for event in events}
    events.decide(word, one.id, two.id)  # type: ignore[arg-type]
    assert {row.id for row in left} <= ids
    home = [event for event in events if {one.id, two.id} & set(event.records)]
    assert sorted(made) == sorted(
        EventRow(
            each.id, each.kind, "Efna", each.date.start, each.date.end, None, "unknown",
            len(each.records), each.n_outlets, each.status, each.credibility,
        )
        for each in home
    )  # fmt: skip
    with pytest.raises(OutputError, match=r"in a \.duckdb file only"):
        EventSet().add([one, two]).would_change("one", one.id, two.id)


def test_every_record_can_be_read_and_answered(reviewed: Any) -> None:
    told = [record(place="Alvena"), record(place="Borsk", date="2021-06-01")]
    review, path = reviewed(*told)
    assert review.state()["card"] is None
    state = review.filtered(Filters(asked="all"))
    assert (state["left"], card(state)["sort"]) == (2, "record")
    wrong = next(iter(card(state)["sides"]))["reports"][0]["id"]
    effects = review.details(card(state)["key"])["effects"]
    assert [(each["key"], len(each["lines"])) for each in effects] == [("1", 0), ("2", 1)]
    state = answer(review, answer(review, state, "2"), "3", change={"place": "Corva"})
    assert (state["card"], state["decided"]) == (None, 2)
    review.close()
    (event,) = EventSet.open(path)
    assert (event.place.name if event.place else None, wrong in event.records) == ("Corva", False)


@pytest.mark.parametrize("turn_into", [turn_into_version_4, turn_into_version_5])
def test_a_file_of_a_build_before_is_reviewed(turn_into: Any, tmp_path: Path) -> None:
    path = kept(tmp_path / "events.duckdb", near_pair())
    turn_into(path)
    review = Review(path, "Noor")
    assert answer(review, review.state(), "1")["decided"] == 1
    review.close()
    assert [each.by for each in EventSet.open(path).decisions] == ["Noor"]


@pytest.mark.parametrize("name", ["war.duckdb", "war_4.duckdb", "war_5.duckdb"])
def test_a_file_that_a_build_before_wrote_is_reviewed_to_its_end(name: str, tmp_path: Path) -> None:
    """Of schema version 3, 4 and 5."""
    path = Path(shutil.copy(MADE_BEFORE / name, tmp_path / "war.duckdb"))
    (before,) = EventSet.open(path).decisions
    told = {event.id: event.records for event in EventSet.open(path)}
    review = Review(path, "Noor")
    state = review.state()
    assert (state["decided"], state["left"] > 0) == (0, True)
    json.dumps(review.details(card(state)["key"]), allow_nan=False)
    review.close()
    opened = EventSet.open(path)
    assert {event.id: event.records for event in opened} == told, "it is opened, and nothing is merged otherwise"
    assert [(each.word, each.first, each.second) for each in opened.decisions] == [
        (before.word, before.first, before.second)
    ]
    answered = 0
    while state["card"]:
        try:
            state = answer(review, state, "21"[answered % 2])
            answered += 1
        except RecordsError:  # what was said before says otherwise
            state = review.skip(card(state)["key"])
    assert answered > 5
    review.undo()
    review.close()
    said = EventSet.open(path).decisions
    assert [each.by for each in said] == [None, *["Noor"] * (answered - 1)]
    assert all(each.pairs for each in said)


def test_two_reviewers_take_turns_on_one_file(tmp_path: Path) -> None:
    path = kept(tmp_path / "events.duckdb", [*near_pair(), *doubtful(2)])
    one = Review(path, "Noor")
    state = answer(one, one.state(), "1")
    one.close()  # as it does by itself when the file was not used for a while
    two = Review(path, "Sam")
    other = two.state()
    assert card(other)["key"] == card(state)["key"], "what Noor said is known to Sam"
    answer(two, other, "1")
    two.close()
    with pytest.raises(Changed):
        answer(one, state, "2")
    assert one.state()["left"] == 1
    one.close()
    assert [each.by for each in EventSet.open(path).decisions] == ["Noor", "Sam"]


@pytest.mark.parametrize("choices", ["1", "2", "21", "12"])
def test_a_card_made_ahead_is_the_one_that_would_be_made(choices: str, tmp_path: Path, monkeypatch: Any) -> None:
    crowd = [record(place="Gorlan", outlet=name, date="2021-03-02") for name in ("Quay Post", "Mill Post")]
    told = [*near_pair(), *denied(), *crowd, *contested(), *doubtful(3)]
    for each in told[2:4]:
        told.append(each.model_copy(update={"id": f"{each.id}x", "doubts": ("supposed",), "article_id": "art_d"}))
    ahead, plain = (Review(kept(tmp_path / f"{name}.duckdb", told), "Noor") for name in ("ahead", "plain"))
    given: list[Any] = []
    made = Review._made_ahead

    def watched(*each: Any) -> Any:
        given.append(made(*each))
        return given[-1]

    monkeypatch.setattr(Review, "_made_ahead", watched)
    one, two = ahead.state(), plain.state()
    for number in range(50):
        assert {**one, "file": ""} == {**two, "file": ""}
        if one["card"] is None:
            break
        choice = choices[number % len(choices)]
        ahead.details(one["card"]["key"])
        one, two = (answer(review, state, choice) for review, state in ((ahead, one), (plain, two)))
    assert one["card"] is None
    assert any(given[::2])
    assert not any(given[1::2]), "without details nothing is known of the next card"
    assert [*EventSet.open(tmp_path / "ahead.duckdb")] == [*EventSet.open(tmp_path / "plain.duckdb")]
    for review in (ahead, plain):
        review.close()


def test_a_card_made_before_the_set_was_changed_is_made_anew(reviewed: Any, monkeypatch: Any) -> None:
    review, _ = reviewed(*doubtful(4))
    first = review.state()
    second = answer(review, first, "1")
    review.details(card(second)["key"])
    review.undo()
    again = review.skip(card(first)["key"])
    assert card(again)["key"] == card(second)["key"]
    made: list[str] = []

    def watched(events: Any, place: Any, sorts: Any) -> Any:
        made.append(place.key)
        return card_of(events, place, sorts)

    monkeypatch.setattr(session, "card_of", watched)
    third = answer(review, again, "1")
    assert made == [card(third)["key"]]


def test_undo_asks_again_what_was_answered_last(reviewed: Any) -> None:
    review, path = reviewed(*near_pair(), *doubtful(2))
    first = review.state()
    second = answer(review, first, "1")
    answer(review, second, "2")
    state = review.undo()
    assert card(state)["key"] == card(second)["key"]
    assert "Taken back" in state["said"]
    state = review.undo()
    assert (card(state)["key"], state["decided"], state["left"]) == (card(first)["key"], 0, 3)
    with pytest.raises(RecordsError, match="nothing was decided"):
        review.undo()
    review.close()
    assert EventSet.open(path).decisions == []


def test_undo_after_a_new_start_asks_again_too(reviewed: Any) -> None:
    review, _ = reviewed(*near_pair(), *doubtful(2))
    first = review.state()
    answer(review, first, "1")
    review.close()
    again, _ = reviewed()
    assert again.state()["decided"] == 1
    assert card(again.undo())["key"] == card(first)["key"]


def test_the_word_of_another_is_not_undone(reviewed: Any) -> None:
    one, two = doubtful(2)
    review, path = reviewed(one, two)
    review.close()
    EventSet.open(path).decide("right", one.id, by="Sami")
    with pytest.raises(RecordsError, match="not yours but of Sami"):
        review.undo()
    review.close()
    assert len(EventSet.open(path).decisions) == 1


def test_what_is_skipped_stays_so_after_a_kill_and_comes_when_it_is_asked_for(reviewed: Any) -> None:
    review, path = reviewed(*doubtful(3))
    skipped = card(review.state())["key"]
    assert card(review.skip(skipped))["key"] != skipped
    with path.with_name("events.duckdb.skips.jsonl").open("a") as stream:
        stream.write('{"by": "Noor", "skip')  # what a kill leaves of a line
    review.close()
    again, _ = reviewed()
    state = again.state()
    assert (state["left"], state["skipped"]) == (2, 1)
    other = card(state)["key"]
    again.skip(other)
    again.close()
    third, _ = reviewed()
    assert third.state()["skipped"] == 2
    assert third.again()["left"] == 3
    third.close()
    sami, _ = reviewed(reviewer="Sami")
    assert (sami.state()["left"], sami.state()["skipped"]) == (3, 0)


def test_what_is_skipped_is_told_beside_a_total_that_holds(reviewed: Any) -> None:
    review, path = reviewed(*doubtful(4))

    def counted(state: dict[str, Any]) -> tuple[int, int, int]:
        assert state["decided"] + state["left"] + state["skipped"] == 4
        return state["decided"], state["left"], state["skipped"]

    state = review.state()
    assert counted(state) == (0, 4, 0)
    state = review.skip(card(state)["key"])
    assert counted(state) == (0, 3, 1)
    skipped = review.skip(card(state)["key"])
    state = answer(review, skipped, "1")
    assert counted(state) == (1, 1, 2)
    assert counted(review.undo()) == (0, 2, 2)
    answer(review, skipped, "1")
    review.close()
    again, _ = reviewed()
    assert counted(again.state()) == (1, 1, 2)
    again.close()
    first = next(iter(again._skips.keys)).removeprefix("doubt:")
    EventSet.open(path).decide("right", first, by="Sami")
    assert (again.state()["left"], again.state()["skipped"]) == (1, 1), "what another decided is asked no more"
    assert again.filtered(Filters(place="nowhere"))["skipped"] == 0
    assert again.filtered(Filters())["skipped"] == 1
    assert again.again()["left"] == 2


def test_undo_gives_the_reason_back(reviewed: Any) -> None:
    review, _ = reviewed(*doubtful(2))
    first = review.state()
    second = answer(review, first, "1", why="it is in the second report, too")
    answer(review, second, "2")
    assert (card(state := review.undo())["key"], state["why"]) == (card(second)["key"], "")
    review.close()
    again, _ = reviewed()
    state = again.undo()
    assert (card(state)["key"], state["why"]) == (card(first)["key"], "it is in the second report, too")


def test_a_record_is_mended_and_an_item_becomes_a_record(reviewed: Any) -> None:
    (doubt,), item = doubtful(1), record(place="Tarn", date="2021-07-01")
    review, path = reviewed(doubt, set_aside=[aside(item)])
    state = review.state()
    form = {each["name"]: each for each in card(state)["mend"]}
    assert (form["place"]["value"], form["date"]["value"]) == ("Alvena", "2021-06-01")
    assert {"full", "entered"} <= set(form["extent"]["choices"])
    assert (form["extent"]["kinds"], form["stage"]["kinds"]) == (["control_change"], ["withdrawal"])
    assert {"gained_by", "force", "who", "speaker"}.isdisjoint(form), "they stand there as actor"
    with pytest.raises(RecordsError, match="date '7 June' is none"):
        answer(review, state, "3", change={"date": "7 June"})
    state = answer(review, state, "3", change={"place": "Karrow"})
    assert card(state)["sort"] == "item"
    assert answer(review, state, "1")["card"] is None
    review.close()
    assert {event.place and event.place.name for event in EventSet.open(path)} == {"Karrow", "Tarn"}


def test_an_item_that_holds_no_whole_record_can_only_stay_aside(reviewed: Any) -> None:
    item = Quarantined(
        reason="no_place", message="no place is named", record={"article_id": "art_a", "trigger": "took"}
    )
    review, _ = reviewed(record(), set_aside=[item])
    state = review.state()
    assert [each["key"] for each in card(state)["choices"]] == ["2"]
    assert [each["key"] for each in review.details(card(state)["key"])["effects"]] == ["2"]
    assert "too little to become a record" in card(state)["now"]
    assert card(state)["mend"] == []
    with pytest.raises(RecordsError, match="holds no whole record"):
        answer(review, state, "1")
    assert answer(review, state, "2")["card"] is None


def test_of_two_changes_of_control_the_wrong_one_goes(reviewed: Any) -> None:
    review, path = reviewed(*contested())
    state = review.state()
    assert card(state)["sort"] == "control"
    answer(review, state, "1")
    review.close()
    (found,) = EventSet.open(path).control()
    assert (found.held_by and found.held_by.name, found.contested_by) == ("rebels", ())


def test_answers_are_found_again_after_an_increment(reviewed: Any) -> None:
    one, two = near_pair()
    review, path = reviewed(one, two)
    answer(review, review.state(), "2")
    review.close()
    EventSet.open(path).add([record(place="Karrow")])
    opened = EventSet.open(path)
    (reason,) = opened.explain(one.id, two.id)
    assert reason.decided == "two"


def test_what_another_program_changed_is_seen_and_an_old_card_is_refused(reviewed: Any) -> None:
    one, two = doubtful(2)
    review, path = reviewed(one, two)
    old = card(review.state())["key"]
    review.close()
    EventSet.open(path).decide("wrong", old.removeprefix("doubt:"), by="Sami")
    with pytest.raises(Changed, match="asked no more"):
        review.decide(old, "1")
    state = review.state()
    assert (state["left"], state["decided"]) == (1, 0)
    assert card(state)["key"] != old


def test_a_file_that_another_program_uses_is_said_to_be_and_nothing_is_lost(reviewed: Any) -> None:
    review, path = reviewed(*doubtful(2))
    state = review.state()
    review.close()
    script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match=rf"another program \(process {other.pid}\) is using it") as refused:
            answer(review, state, "1")
        assert refused.value.retryable
        other.communicate()
    assert answer(review, state, "1")["decided"] == 1


def test_filters_hold_until_others_come(reviewed: Any) -> None:
    review, _ = reviewed(*doubtful(3))
    state = review.filtered(Filters(place="borsk"))
    assert (state["left"], card(state)["sides"][0]["event"]["place"]) == (1, "Borsk")
    assert answer(review, state, "1")["left"] == 0
    assert review.filtered(Filters())["left"] == 2
    with pytest.raises(RecordsError, match="no kind 'siege'"):
        review.filtered(Filters(kind="siege"))


def test_cards_are_json(reviewed: Any) -> None:
    review, _ = reviewed(*near_pair(), *denied(), *contested(), *doubtful(1), set_aside=[aside(record(place="Tarn"))])
    state = review.state()
    seen = set()
    while state["card"]:
        seen.add(card(state)["sort"])
        json.dumps([state, review.details(card(state)["key"])], allow_nan=False)
        state = review.skip(card(state)["key"])
    assert seen == {"pair", "denial", "control", "doubt", "item"}
