from __future__ import annotations

from conflict_extract.output import Collection
from conflict_extract.output.report.excerpts import Excerpt, excerpt
from conflict_extract.schema import Article
from tests.output.builders import ZAWIYA, article, day, record


def _cut(found: Excerpt, of: Article) -> tuple[list[str], list[str], list[str]]:
    text = of.text if found.text is None else found.text
    stretches, evidence, triggers = (
        [text[start:end] for start, end in spans] for spans in (found.stretches, found.evidence, found.triggers)
    )
    return stretches, evidence, triggers


def test_evidence_is_shown_with_the_sentences_around_it(collection: Collection) -> None:
    wire = collection.articles["art-wire"]
    stretches, evidence, triggers = _cut(excerpt(collection.records["rec-1"], wire), wire)
    assert stretches == [wire.text[: wire.sentences[2].end]]
    assert evidence == [wire.sentences[1].text]
    assert triggers == ["seized"]


def test_far_evidence_has_stretches_of_its_own_and_near_evidence_one() -> None:
    text = article("art", "Wire", "Zero.", "One took it.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.")
    far = record("rec", "control_change", text, (6, 1), "took", day("2011-08-20"), place=ZAWIYA)
    assert _cut(excerpt(far, text), text) == (
        ["Zero. One took it. Two.", "Five.\n\nSix. Seven."],
        ["One took it.", "Six."],
        ["took"],
    )
    near = record("rec", "control_change", text, (1, 3), "took", day("2011-08-20"), place=ZAWIYA)
    assert len(excerpt(near, text).stretches) == 1


def test_evidence_stands_alone_without_its_article_or_where_it_does_not_hold(collection: Collection) -> None:
    stated = collection.records["rec-3"]
    sentences = [each.text for each in stated.evidence]
    for at_hand in (None, collection.articles["art-wire"]):
        found = excerpt(stated, at_hand)
        assert found.text == " … ".join(sentences)
        assert _cut(found, collection.articles["art-wire"]) == ([found.text], sentences, ["denied"])
    bare = collection.articles["art-bulletin"].model_copy(update={"sentences": ()})
    assert _cut(excerpt(stated, bare), bare)[1] == sentences
