"""What a comparison found, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conflict_extract.comparison.coded import CodedFile
from conflict_extract.comparison.coverage import DAYS_BEFORE
from conflict_extract.comparison.results import FURTHER, Compared, Control, Outcome

_SHOWN_KINDS = 6


def many(number: int, noun: str) -> str:
    """A number with its noun, as in "1 row" and "1,280 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def outcome_names(found: Compared) -> dict[Outcome, str]:
    """What the outcomes are called: where kinds are not coded, a row only says that there was fighting."""
    if found.codes_kinds:
        return {
            "agreed": "agreed",
            "differing": "differing",
            "only_ours": "only ours",
            "only_theirs": f"only {found.outlet}",
        }
    return {
        "agreed": "fighting coded there",
        "differing": "fighting on another day",
        "only_ours": "no fighting coded",
        "only_theirs": "fighting without event",
    }


def lead(found: Compared) -> list[str]:
    """What was compared, in a few sentences."""
    told = [
        f"{found.n_rows:,} rows of {found.outlet}, {found.first_day} to {found.last_day}, beside events from articles "
        f"of {found.our_first_day} to {found.our_last_day}."
    ]
    if found.codes_kinds:
        apart = sum(found.rows_outside.values())
        of_control = many(found.n_compared + apart, "row")
        compared = f"{many(found.n_compared, 'row')} compared, {apart:,} apart" if apart else "all compared"
        told.append(f"{of_control} tell of a change of control: {compared}.")
    else:
        told.append(
            f"{found.outlet} codes deaths in fighting and none of the four kinds, so a pair says only that fighting is "
            "coded at the place, on the days and of an actor of the event."
        )
    return told


def unused(file: CodedFile) -> Iterator[str]:
    """What of a file becomes no record, and why."""
    if not file.codes_kinds:
        yield f"{file.outlet} codes deaths in fighting, which is none of the four kinds; compare takes the file"
    yield from _unused(file.outlet, file.other_kinds, file.unplaced, bool(file.holdings), len(file.failures))


def aside(found: Compared) -> Iterator[str]:
    """What is in no count, and why."""
    for why, number in found.rows_outside.items():
        yield f"{many(number, 'row')} {why}"
    for why, number in found.events_outside.items():
        yield f"{many(number, 'event')} of ours: {why}"
    yield from _unused(found.outlet, found.other_kinds, found.unplaced, found.control is not None, len(found.failures))
    if found.unknown_countries:
        yield f"{found.outlet}'s countries without a code, which limit nothing: {_listed(found.unknown_countries)}"
    if set(found.rows_outside) - {FURTHER}:
        yield f"An article covers its day of publication and the {DAYS_BEFORE} days before."


def _unused(
    outlet: str, other_kinds: Mapping[str, int], unplaced: int, of_control: bool, refused: int
) -> Iterator[str]:
    if other_kinds:
        kinds = [f"{name} {number:,}" for name, number in [*other_kinds.items()][:_SHOWN_KINDS]]
        more = len(other_kinds) - len(kinds)
        rows = many(sum(other_kinds.values()), "day" if of_control else "row")
        what = "of a status without a holder" if of_control else "of no kind of ours"
        yield f"{rows} {what}: {', '.join(kinds)}{f' and {more} kinds more' if more else ''}"
    if unplaced:
        yield f"{many(unplaced, 'place' if of_control else 'row')} of {outlet} with no name that can be compared"
    if refused:
        yield f"{many(refused, 'row')} that cannot be used"


def control_words(control: Control) -> str:
    """How far who holds what agrees."""
    told = [f"{many(control.same, 'place')} held by the same", f"{control.other:,} by another"]
    if control.nobody:
        told.append(f"{control.nobody:,} of which one side names no holder")
    if control.not_in_file:
        told.append(f"{control.not_in_file:,} of ours not in the file by their number")
    return "; ".join(told) + "."


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({number:,})" for name, number in numbers.items())
