from __future__ import annotations

import pytest
from pydantic import ValidationError

from conflict_extract.errors import ArticleError
from conflict_extract.schema import (
    ACTOR_FIELDS,
    EVENT_ADAPTER,
    KINDS,
    RECORD_ADAPTER,
    RECORD_CLASSES,
    Article,
    Date,
    Failure,
    Kind,
    Place,
    Usage,
)
from tests.builders import article, record


@pytest.mark.parametrize("kind", KINDS)
def test_records_survive_json_unchanged(kind: Kind) -> None:
    made = record(kind, place="Alvena")
    assert RECORD_ADAPTER.validate_json(made.model_dump_json()) == made
    assert type(made) is RECORD_CLASSES[kind]


def test_articles_survive_json_unchanged_and_their_sentences_hold() -> None:
    made = article("Rebels took Alvena.\n\nThe army left Borsk — “for good”, it said.")
    assert Article.model_validate_json(made.model_dump_json()) == made
    assert all(made.text[each.start : each.end] == each.text for each in made.sentences)
    assert [each.number for each in made.sentences] == list(range(len(made.sentences)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_of_actors_are_those_of_the_kind(kind: Kind) -> None:
    assert set(ACTOR_FIELDS[kind]) <= RECORD_CLASSES[kind].model_fields.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_the_codebook_says_what_counts_and_what_does_not(kind: Kind) -> None:
    assert "Not:" in (RECORD_CLASSES[kind].__doc__ or "")


def test_models_are_unchangeable_and_take_no_unknown_keys() -> None:
    made = record()
    with pytest.raises(ValidationError):
        made.trigger = "seized"  # type: ignore[misc]  # that it is read-only is what is tested
    with pytest.raises(ValidationError):
        RECORD_ADAPTER.validate_python({**made.model_dump(), "invented": 1})
    with pytest.raises(ValidationError):
        RECORD_ADAPTER.validate_python({**made.model_dump(), "evidence": []})
    with pytest.raises(ValidationError):
        EVENT_ADAPTER.validate_python({"kind": "rumour"})


def test_a_date_that_is_none_or_ends_before_it_starts_is_refused() -> None:
    for day in ("yesterday", "2021-13-01", "2021-1-1"):
        with pytest.raises(ValidationError, match="is no ISO date"):
            Date(start=day)
    assert Date(start="2021-03").start == "2021-03"
    with pytest.raises(ValidationError, match=r"ends .* before it starts"):
        Date(start="2021-03-06", end="2021-03-05")


def test_coordinates_are_degrees() -> None:
    with pytest.raises(ValidationError):
        Place(text="Alvena", name="Alvena", lat=91, lon=0)


def test_usage_adds_up_and_an_unknown_cost_stays_unknown() -> None:
    one = Usage(calls=1, tokens_in=10, tokens_out=2, cached_tokens=8, cost=0.5, seconds=1)
    assert one + one == Usage(calls=2, tokens_in=20, tokens_out=4, cached_tokens=16, cost=1.0, seconds=2)
    assert (one + Usage(cost=None)).cost is None


def test_a_failure_says_what_an_error_says() -> None:
    error = ArticleError("a.txt is empty", hint="remove it")
    failure = Failure.of(error, path="a.txt")
    assert failure.model_dump() == {
        "path": "a.txt",
        "article_id": None,
        "window": None,
        "error": "ArticleError",
        "message": "a.txt is empty",
        "hint": "remove it",
    }
