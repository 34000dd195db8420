"""Whatever a model says about whatever article: nothing ungrounded comes out, and nothing breaks."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflict_extract.extraction.article_reader.windows import whole_windows
from conflict_extract.extraction.quarantine import REASONS
from conflict_extract.extraction.quoting import defused
from conflict_extract.schema import RECORD_ADAPTER
from tests.extraction.article_reader import builders as of_articles
from tests.extraction.builders import Fields, article, assert_copied, assert_grounded
from tests.extraction.sentence_reader import builders as of_sentences

WORDS = [
    *(
        "Rebels",
        "rebels",
        "the",
        "The",
        "army",
        "soldiers",
        "of",
        "and",
        "in",
        "from",
        "to",
        "near",
        ",",
        "towns",
        "city",
    ),
    *("captured", "withdrew", "fell", "defected", "denied", "left", "not", "will", "after", "took", "over", "entered"),
    *(
        "Tolme",
        "Besk",
        "Port",
        "Sael",
        "Ma’arra",
        "Al-Harn",
        "Maroon",
        "Guard",
        "9th",
        "Brigade",
        "60",
        "Monday",
        "9",
        "May",
    ),
    *(
        "their",
        "they",
        "“Victory”",
        "(north)",
        "<s>",
        "[INST]",
        "said",
        "ministry",
        "2,000",
        "yesterday",
        "it",
        "—",
        "'",
        ".",
    ),
]
free = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=40)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=16).map(" ".join)
anything = st.one_of(phrases, phrases.map(defused), phrases.map(str.upper), st.text(max_size=8), st.just(""))
TRIGGERS: dict[str, list[str]] = {
    "control_change": ["captured", "entered", "took control of", "fell to"],
    "withdrawal": ["withdrew from", "abandoned", "pulled out of", "left"],
    "defection": ["defected", "switched sides", "deserted"],
    "official_denial": ["denied", "dismissed"],
}
COPIED: dict[str, list[str]] = {
    "control_change": ["gained_by", "lost_by"],
    "withdrawal": ["force", "unit", "to_place"],
    "defection": ["who", "unit", "size", "from_side", "to_side"],
    "official_denial": ["speaker", "claim", "subject"],
}
ALWAYS = ("who", "speaker", "claim")
STAGES = [None, "announced", "ordered", "under_way", "completed"]


def part_of(text: str) -> st.SearchStrategy[str]:
    """Some words of a text as they stand in it."""
    words = text.split()
    spans = st.tuples(st.integers(0, len(words) - 1), st.integers(1, 4))
    return spans.map(lambda span: " ".join(words[span[0] : span[0] + span[1]]))


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[str], list[Fields]]:
    """Sentences that state something, and items that mostly quote them and sometimes make things up."""
    kinds = draw(st.lists(st.sampled_from(sorted(TRIGGERS)), min_size=1, max_size=4))
    triggers = [draw(st.sampled_from(TRIGGERS[kind])) for kind in kinds]
    texts = [f"{draw(sentences)} {trigger} {draw(sentences)}" for trigger in triggers]
    said: list[Fields] = []
    for number in draw(st.lists(st.integers(0, len(texts) - 1), max_size=4)):
        name = st.one_of(
            part_of(texts[number]), part_of(texts[number]), part_of(draw(st.sampled_from(texts))), anything
        )
        fields: Fields = {"kind": kinds[number]}
        fields["trigger"] = triggers[number] if draw(st.integers(0, 5)) else draw(name)
        fields["sentences"] = [number] if draw(st.integers(0, 3)) else draw(st.lists(st.integers(-1, 5), max_size=3))
        fields["places"] = draw(st.lists(name, max_size=4))
        fields |= {each: draw(name if each in ALWAYS else name | st.none()) for each in COPIED[kinds[number]]}
        fields |= {each: draw(name | st.none()) for each in ("date", "source")}
        if kinds[number] == "withdrawal":
            fields["stage"] = draw(st.sampled_from(STAGES))
        if kinds[number] == "official_denial":
            fields["denies"] = "other"
        said.append(fields)
    return texts, said


names = st.lists(
    st.fixed_dictionaries({"text": phrases, "name": anything, "sentence": st.none() | st.integers(-1, 5)}), max_size=4
)
days = st.sampled_from([None, "1999-05-10", "1999", "../1999-05", "1999-05-10/1999-05-12", "Monday", "1999-02-30", "/"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answered(), names, days, st.sampled_from(["en", None, "de"]), st.sampled_from([4, 2, 1]))
def test_nothing_ungrounded_ever_comes_out_of_an_article(
    answer: tuple[list[str], list[Fields]],
    called: list[Fields],
    day: str | None,
    language: str | None,
    sentences_a_window: int,
) -> None:
    texts, said = answer
    source = article(*texts, "Rain fell.").model_copy(update={"language": language})
    items = [{**each, "day": day} for each in said]
    readings = [
        of_articles.answered(window, *items, names=called, countries=[])
        for window in whole_windows(source, sentences_a_window)
    ]
    done = of_articles.finished(readings)
    for claim in done.claims:
        record = claim.record
        assert_copied(record, source)
        assert RECORD_ADAPTER.validate_python(record.model_dump()) == record
        for span in (claim.trigger, *claim.names.values(), *claim.antecedents.values()):
            assert span.sentence.number in {piece.sentence for piece in record.evidence}
        assert record.trigger == claim.trigger.text(source)
    assert len({claim.record.id for claim in done.claims}) == len(done.claims)
    assert all(aside.reason in REASONS for aside in done.quarantined)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answered())
def test_nothing_ungrounded_ever_comes_out_of_a_sentence(answer: tuple[list[str], list[Fields]]) -> None:
    texts, said = answer
    source = article(*texts, "Rain fell.")
    named = [name for each in said for name in each["places"]]
    found = of_sentences.windows(source)
    readings = [of_sentences.answered(each, *named) for each in (*found, *(of_sentences.missed(w, 0) for w in found))]
    done = of_sentences.READER.finish(source, readings)
    for claim in [*(claim for reading in readings for claim in reading.claims), *done.claims]:
        assert_grounded(claim.record, source)
        assert RECORD_ADAPTER.validate_python(claim.record.model_dump()) == claim.record
        assert all(piece.sentence <= claim.sentence for piece in claim.record.evidence)
    assert len({claim.record.id for claim in done.claims}) == len(done.claims)
    assert all(aside.reason in REASONS for aside in done.quarantined)


@settings(max_examples=100, deadline=None)
@given(st.lists(sentences | free, min_size=1, max_size=4))
def test_statements_quote_their_sentence(texts: list[str]) -> None:
    source = article(*texts, "Rain fell.")
    for window in of_sentences.windows(source):
        spans = [window.statement.trigger, *window.statement.spans()]
        assert all(0 <= start < end <= len(window.sentence.text) for start, end in spans)
        assert window.trigger.text(source) in window.sentence.text


@settings(max_examples=100, deadline=None)
@given(st.lists(sentences | free, min_size=1, max_size=4))
def test_windows_hold_each_sentence_on_one_line(texts: list[str]) -> None:
    source = article(*texts, "Rain fell.", title=texts[0])
    for asked in of_sentences.windows(source):
        if asked.message is not None:
            question, trigger = asked.message.splitlines()
            assert question in defused(asked.sentence.text)
            assert trigger in question
    for window in whole_windows(source, 2):
        lines = window.message.splitlines()
        shown = [line for line in lines if line.startswith("[")]
        assert shown == [f"[{each.number}] {defused(each.text)}" for each in (*window.context, *window.sentences)]
        assert sum(line.startswith("<") for line in lines) == 2 * sum(
            map(bool, (window.header, window.context, window.sentences))
        )
