"""Two runs against the same gold: what got better, what got worse, and whether chance could explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflict_extract.errors import RecordsError, SettingsError
from conflict_extract.evaluation.bootstrap import interval, resample, shares
from conflict_extract.evaluation.listing import identity
from conflict_extract.evaluation.results import Evaluation, GoldItem, Interval, SpuriousItem, Unit
from conflict_extract.evaluation.tally import COLUMN, COLUMNS, GROUPS, tally, unit_for
from conflict_extract.schema import Frozen

if TYPE_CHECKING:
    from conflict_extract.evaluation.bootstrap import Counts, Values


class Change(Frozen):
    """One score of two runs, and the difference from the first to the second.

    `interval` is the 95 % interval of the difference and `p_value` the two-sided probability of one as far from
    zero if the runs were equally good, both by the paired bootstrap; null where it was not or could not be drawn.
    """

    before: float
    after: float
    difference: float
    interval: Interval | None = None
    p_value: float | None = None


class Comparison(Frozen):
    """What a second run found, lost and made up against the first, over the same gold.

    `kinds` holds the F1 of each kind and `micro`, `fields` the share of right values, `severe_share` that of records
    that mislead, `merge` the F1 of the merge scores that both runs have.
    """

    kinds: dict[str, Change]
    fields: dict[str, Change]
    severe_share: Change | None = None
    merge: dict[str, Change]
    bootstrap: int
    resampled: Unit
    newly_found: tuple[GoldItem, ...]
    newly_lost: tuple[GoldItem, ...]
    newly_spurious: tuple[SpuriousItem, ...]
    no_longer_spurious: tuple[SpuriousItem, ...]

    def to_json(self) -> str:
        """The whole comparison as one JSON object, indented."""
        return self.model_dump_json(indent=2)


def compare(before: Evaluation, after: Evaluation, *, bootstrap: int = 1000, seed: int = 0) -> Comparison:
    """Says how a second run differs from a first one over the same gold.

    Every draw of the bootstrap takes the same articles for both runs (Koehn 2004), so that what makes an article
    hard for both does not blur the difference; where there are too few articles it takes single records.

    Args:
        before: the first run.
        after: the second run.
        bootstrap: how many draws; 0 for neither intervals nor p-values.
        seed: of the random numbers.

    Raises:
        RecordsError: the evaluations are of different gold.
        SettingsError: `bootstrap` is negative.
    """
    if bootstrap < 0:
        raise SettingsError(f"bootstrap is {bootstrap}", hint="give the number of samples, or 0 for no intervals")
    if _gold(before) != _gold(after):
        raise RecordsError("the two evaluations are of different gold", hint="evaluate both runs against one file")
    unit = unit_for((*before.found, *before.missed), (*before.spurious, *after.spurious))
    draws = _paired_draws(before, after, unit, bootstrap, seed)
    missed_before = {item.row: item for item in before.missed}
    missed_after = {item.row: item for item in after.missed}
    wrong_before = {identity(item) for item in before.spurious}
    wrong_after = {identity(item) for item in after.spurious}
    return Comparison(
        kinds={group: _change(before, after, group, draws) for group in GROUPS},
        fields={
            name: _plain(one.share, other.share)
            for name, one in before.fields.items()
            if (other := after.fields.get(name)) and one.share is not None and other.share is not None
        },
        severe_share=_severe_change(before, after),
        merge=_merge_changes(before, after),
        bootstrap=bootstrap,
        resampled=unit,
        newly_found=tuple(item for row, item in missed_before.items() if row not in missed_after),
        newly_lost=tuple(item for row, item in missed_after.items() if row not in missed_before),
        newly_spurious=tuple(item for item in after.spurious if identity(item) not in wrong_before),
        no_longer_spurious=tuple(item for item in before.spurious if identity(item) not in wrong_after),
    )


def _gold(evaluation: Evaluation) -> set[tuple[int, str, str, str]]:
    return {(item.row, item.article, item.event, item.kind) for item in (*evaluation.found, *evaluation.missed)}


def _paired_draws(
    before: Evaluation, after: Evaluation, unit: Unit, bootstrap: int, seed: int
) -> tuple[Counts, Counts]:
    """The counts of both runs in the same draws."""
    import numpy as np

    one, other = (tally((*run.found, *run.missed), run.spurious, unit) for run in (before, after))
    nothing = np.zeros(len(COLUMNS), dtype=np.int64)
    pairs = [np.concatenate([one.get(key, nothing), other.get(key, nothing)]) for key in one | other]
    draws = resample(np.array(pairs or [np.concatenate([nothing, nothing])]), bootstrap, seed)
    return draws[:, : len(COLUMNS)], draws[:, len(COLUMNS) :]


def _change(before: Evaluation, after: Evaluation, group: str, draws: tuple[Counts, Counts]) -> Change:
    import numpy as np

    one, other = (_drawn_f1(counts, group) for counts in draws)
    differences = other - one
    known = differences[~np.isnan(differences)]
    p_value = None
    if known.size:
        # One more on each side, as no finite number of draws shows a probability of zero (Davison & Hinkley 1997).
        tail = min(int((known <= 0).sum()), int((known >= 0).sum()))
        p_value = min(1.0, 2 * (tail + 1) / (known.size + 1))
    plain = _plain(before.kinds[group].f1, after.kinds[group].f1)
    return plain.model_copy(update={"interval": interval(differences), "p_value": p_value})


def _drawn_f1(counts: Counts, group: str) -> Values:
    tp, fp, gold = (counts[:, COLUMN[group, count]] for count in ("tp", "fp", "gold"))
    return shares(2 * tp, tp + fp + gold)


def _severe_change(before: Evaluation, after: Evaluation) -> Change | None:
    one, other = before.severe_share.share, after.severe_share.share
    return None if one is None or other is None else _plain(one, other)


def _merge_changes(before: Evaluation, after: Evaluation) -> dict[str, Change]:
    one, other = before.merge, after.merge
    if one is None or other is None:
        return {}
    changes = {
        "pairwise": _plain(one.pairwise.f1, other.pairwise.f1),
        "b_cubed": _plain(one.b_cubed.f1, other.b_cubed.f1),
        "conll": _plain(one.conll, other.conll),
    }
    if one.disputes and other.disputes:
        changes["disputes"] = _plain(one.disputes.f1, other.disputes.f1)
    return changes


def _plain(before: float, after: float) -> Change:
    return Change(before=before, after=after, difference=after - before)
