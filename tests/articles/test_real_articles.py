from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles import furniture, load_articles

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "articles"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the seed articles are not part of the repository")


def test_outlet_date_title_and_offsets_without_any_flag() -> None:
    articles = load_articles([FOLDER])
    assert articles.failures == []
    first, second = articles
    assert (first.outlet, first.published, first.title) == ("Barran Press", "2024-12-07", None)
    assert second.outlet == "ALBAWABA"
    assert second.published == "2024-12-07T10:48:00+00:00"
    assert second.title is not None
    assert second.title.split()[:3] == ["Syrian", "army", "withdrawals"]
    assert second.title.split()[-3:] == ["quneitra", "key", "positions"]
    assert (first.language, second.language) == ("en", "en")
    for article in articles:
        assert all(article.text[sentence.start : sentence.end] == sentence.text for sentence in article.sentences)
    assert len(first.sentences) == 51
    assert sum("Sa'an al-Aswad" in sentence.text for sentence in first.sentences) == 1
    assert [second.sentences[number].text[:9] for number in sorted(furniture(second))] == [
        "Published",
        "Syrian ar",
        "(Photo by",
        "Subscribe",
        "Sign up t",
    ]
    assert len(second.sentences) == 25
    assert not any("\n" in sentence.text for sentence in (*first.sentences, *second.sentences))
