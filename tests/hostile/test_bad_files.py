"""Bad files the whole way, a few hundred of those that `make soak` tries by the thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import load_articles
from tests.hostile.bad_files import FAMILIES, bad_files, bad_places
from tests.hostile.soak import check_articles, check_failures, soak

FILES = 110


@pytest.mark.parametrize("small_model", [False, True])
def test_bad_files_end_in_articles_and_records_or_in_a_clear_message(tmp_path: Path, small_model: bool) -> None:
    tally = soak(bad_files(FILES, seed=11 + small_model), tmp_path, small_model=small_model)
    assert tally.files == FILES
    # a soak in which nothing is read, or nothing goes wrong, would show nothing
    assert tally.articles > FILES // 4
    assert tally.records > 0
    assert tally.quarantined > 0
    assert tally.failures["ArticleError"] > FILES // 4
    assert set(tally.failures) <= {"ArticleError", "LanguageNotCovered"}


def test_the_same_seed_gives_the_same_files_of_every_family() -> None:
    number = 2 * len(FAMILIES)
    files = list(bad_files(number, seed=7))
    assert files == list(bad_files(number, seed=7))
    assert files != list(bad_files(number, seed=8))
    assert {bad.family for bad in files} == set(FAMILIES)


def test_what_is_no_file_and_what_is_named_oddly(tmp_path: Path) -> None:
    bad_places(tmp_path)
    found = load_articles([tmp_path])
    check_articles(found)
    check_failures(found.failures)
    read = {Path(article.path or "").name for article in found}
    assert {"\u202ereversed.txt", "=formula.txt", "-flag.txt", "<b>.txt", "new\nline.txt"} <= read
    failed = {Path(failure.path or "").name for failure in found.failures}
    assert failed, "links that lead nowhere are reported"
    assert failed.isdisjoint(read)
