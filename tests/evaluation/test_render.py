from __future__ import annotations

import io

from rich.console import Console

from conflict_extract.evaluation import Comparison, Evaluation, compare, evaluate, render

from .builders import article, event, record, row


def evaluation(**fields: str) -> Evaluation:
    gold = [
        row(event="cc-daraa", claimed_by="rebels", date="2024-12-07", extent="full"),
        row("withdrawal", event="wd-homs", place=["Homs"], evidence=["left Homs"]),
        row("official_denial", event="od", disputes=["cc-daraa"]),
    ]
    records = [record(1), record(2, place=fields.pop("place", "Idlib"), **fields), record(3, "official_denial")]
    events = [event("E", ("r1",)), event("D", ("r3",), "official_denial", disputes=("E",))]
    return evaluate(gold, records, [article(0)], events=events)


def printed(result: Evaluation | Comparison, *, limit: int | None = None, colour: bool = False) -> str:
    stream = io.StringIO()
    Console(file=stream, width=80, force_terminal=colour, color_system="standard" if colour else None).print(
        render(result, limit=limit)
    )
    return stream.getvalue()


def test_tables_and_lists_fit_eighty_columns() -> None:
    text = printed(evaluation())
    assert max(map(len, text.splitlines())) <= 80
    for words in (
        "control change",
        "official denial",
        "micro",
        "95 % of F1",
        "1000 bootstrap samples of records",
        "B³",
        "CoNLL",
        "Dispute links: 1 right and 0 wrong; the gold has 1",
        "Missed: 1",
        "withdrawal: Homs – army (0.txt, wd-homs)",
        "    The army left Homs.",
        "Spurious: 1",
        "control change: Idlib – rebels (0.txt, r2)",
        "Severe errors: 0.333 (95 %: 0.000–1.000), 1 of 3 distinct records.",
        "Severe: 1 (1 invented)",
        "control change: Idlib – rebels (invented; 0.txt, r2)",
    ):
        assert words in text
    assert "…" not in text, "nothing is cut off"
    assert "\x1b" not in text


def test_names_are_highlighted_on_a_terminal() -> None:
    text = printed(evaluation(), colour=True)
    assert "\x1b[1;33mHoms\x1b[0m" in text
    assert "\x1b[1;35mtook\x1b[0m" in text


def test_what_articles_hold_neither_styles_nor_steers_the_terminal() -> None:
    text = printed(evaluation(place="[red]Idlib[/red] \x1b[2J\x07"), colour=True)
    assert "[red]Idlib[/red]" in text
    assert "\x1b[2J" not in text
    assert "\x07" not in text


def test_lists_can_be_cut_short() -> None:
    gold = [row(event=f"e{number}", place=[f"Place {number}"]) for number in range(9)]
    text = printed(evaluate(gold, [], [article(0)]), limit=2)
    assert "Missed: 9" in text
    assert "e1" in text
    assert "e2)" not in text
    assert "and 7 more" in text


def test_severe_errors_are_listed_with_what_is_wrong() -> None:
    gold = [row(extent="entered"), row(place=["Hama"])]
    records = [record(1, extent="full"), record(2, place="Hama", gained_by="army"), record(3, place="Idlib")]
    text = printed(evaluate(gold, records, [article(0)]))
    listed = text[text.index("Severe: 3 (1 full for less, 1 wrong actor, 1 invented)") :]
    assert "Daraa – rebels (full for less; 0.txt, r1)" in listed
    assert "Hama – army (wrong actor; 0.txt, r2)" in listed
    assert listed.count("Rebels took Daraa.") == 2, "the invented one is quoted among the spurious"


def test_a_comparison_is_printed_too() -> None:
    gold = [row(event="one"), row(event="two", place=["Hama"])]
    before = evaluate(gold, [record(1), record(3, place="Idlib")], [article(0)], events=[])
    after = evaluate(gold, [record(2, place="Hama"), record(4, place="Homs")], [article(0)], events=[])
    text = printed(compare(before, after))
    assert max(map(len, text.splitlines())) <= 80
    for words in (
        "before",
        "after",
        "Paired bootstrap",
        "Share of severe errors",
        "Newly found: 1",
        "Newly lost: 1",
        "Newly spurious: 1",
    ):
        assert words in text
    assert "Rebels took Daraa." in text
