"""Whatever a model says about whatever article: nothing ungrounded comes out, and nothing breaks."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflict_extract.extraction.sentence_reader.antecedents import resolve_antecedents
from conflict_extract.extraction.prompts import defused
from conflict_extract.extraction.sentence_reader.screening import screen
from conflict_extract.extraction.quarantine import REASONS
from conflict_extract.extraction.windows import sentence_windows, whole_windows
from conflict_extract.extraction.wire import strict_schema
from conflict_extract.schema import RECORD_ADAPTER
from tests.extraction.builders import Fields, article, assert_grounded, ground

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


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answered(), st.sampled_from([True, True, False]), st.sampled_from([4, 4, 2, 1]))
def test_nothing_ungrounded_ever_comes_out(
    answer: tuple[list[str], list[Fields]], english: bool, sentences_a_window: int
) -> None:
    texts, said = answer
    source = article(*texts, "Rain fell.")
    for window in whole_windows(source, sentences_a_window):
        done = ground(window, *said, english=english)
        for record in [*done.records, *resolve_antecedents(source, done.records)]:
            assert_grounded(record, source)
            assert RECORD_ADAPTER.validate_python(record.model_dump()) == record
            for piece in record.evidence:
                assert piece.sentence <= window.sentences[-1].number
        assert all(aside.reason in REASONS for aside in done.quarantined)


@settings(max_examples=100, deadline=None)
@given(st.lists(sentences | free, min_size=1, max_size=4))
def test_screening_quotes_its_sentence(texts: list[str]) -> None:
    for text in texts:
        for asked in screen(text):
            assert asked.trigger
            assert asked.trigger in text
            assert (asked.actor or "") in text
            assert all(date in text for date in asked.dates)
            assert asked.most_places >= 1
            strict_schema(asked)


@settings(max_examples=100, deadline=None)
@given(st.lists(sentences | free, min_size=1, max_size=4))
def test_windows_hold_each_sentence_on_one_line(texts: list[str]) -> None:
    source = article(*texts, "Rain fell.", title=texts[0])
    for window in sentence_windows(source):
        question, trigger = window.user_message.splitlines()
        assert question in defused(window.sentences[0].text)
        assert trigger in question
    for window in whole_windows(source, 2):
        lines = window.user_message.splitlines()
        shown = [line for line in lines if line.startswith("[")]
        assert shown == [f"[{each.number}] {defused(each.text)}" for each in (*window.context, *window.sentences)]
        assert sum(line.startswith("<") for line in lines) == 2 * sum(
            map(bool, (window.header, window.context, window.sentences))
        )
