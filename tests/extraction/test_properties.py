"""Whatever a model says about whatever article: nothing ungrounded comes out, and nothing breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflict_extract.extraction.antecedents import resolve_antecedents
from conflict_extract.extraction.grounding import REASONS
from conflict_extract.extraction.prompts import defused
from conflict_extract.extraction.screening import screen
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
maybe = st.none() | anything
numbers = st.lists(st.integers(-1, 5), max_size=3)
common: dict[str, Any] = {
    "sentences": numbers,
    "places": st.lists(anything, max_size=4),
    "date": maybe,
    "source": maybe,
}


def items(triggers: st.SearchStrategy[str]) -> st.SearchStrategy[Fields]:
    """Items of all kinds with any names."""
    stages = st.sampled_from([None, "announced", "ordered", "under_way", "completed"])
    return st.one_of(
        st.fixed_dictionaries(
            {"kind": st.just("control_change"), "trigger": triggers, "gained_by": maybe, "lost_by": maybe, **common}
        ),
        st.fixed_dictionaries(
            {"kind": st.just("withdrawal"), "trigger": triggers, "force": maybe, "unit": maybe, "to_place": maybe}
            | {"stage": stages, **common}
        ),
        st.fixed_dictionaries(
            {"kind": st.just("defection"), "trigger": triggers, "who": anything, "unit": maybe, "size": maybe}
            | {"from_side": maybe, "to_side": maybe, **common}
        ),
        st.fixed_dictionaries(
            {"kind": st.just("official_denial"), "trigger": triggers, "speaker": anything, "claim": anything}
            | {"denies": st.just("other"), "subject": maybe, **common}
        ),
    )


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[str], list[Fields]]:
    """Sentences, and items that mostly quote them."""
    texts = draw(st.lists(sentences, min_size=1, max_size=4))
    words = st.sampled_from([word for text in texts for word in text.split()])
    quotes = st.sampled_from(texts).flatmap(
        lambda text: st.tuples(st.integers(0, len(text.split()) - 1), st.integers(1, 4)).map(
            lambda cut: " ".join(text.split()[cut[0] : cut[0] + cut[1]])
        )
    )
    said = []
    for each in draw(st.lists(items(words | anything), max_size=4)):
        for name in each:
            if name not in ("kind", "sentences", "places", "stage", "denies") and draw(st.booleans()):
                each = {**each, name: draw(quotes)}
        said.append({**each, "places": [*each["places"], *draw(st.lists(quotes, max_size=3))]})
    return texts, said


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answered(), st.booleans(), st.integers(1, 4))
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
        asked = screen(text)
        if asked is not None:
            assert all(words and word in text for words in asked.triggers.values() for word in words)
            assert all(date in text for date in asked.dates)
            assert min(asked.most) >= 1
            strict_schema(asked)


@settings(max_examples=100, deadline=None)
@given(st.lists(sentences | free, min_size=1, max_size=4))
def test_windows_hold_each_sentence_on_one_line(texts: list[str]) -> None:
    source = article(*texts, "Rain fell.", title=texts[0])
    for window in (*whole_windows(source, 2), *sentence_windows(source)):
        lines = window.user_message.splitlines()
        shown = [line for line in lines if line.startswith("[")]
        assert shown == [f"[{each.number}] {defused(each.text)}" for each in (*window.context, *window.sentences)]
        assert sum(line.startswith("<") for line in lines) == 2 * sum(
            map(bool, (window.header, window.context, window.sentences))
        )
