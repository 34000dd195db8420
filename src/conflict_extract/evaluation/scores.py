"""Scores of records, and of the events they were merged into, against gold."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from conflict_extract.errors import RecordsError, SettingsError
from conflict_extract.evaluation.bootstrap import interval, resample, shares
from conflict_extract.evaluation.fields import FIELDS, judge
from conflict_extract.evaluation.gold import GoldRecord, load_gold
from conflict_extract.evaluation.listing import gold_item, severe_item, spurious_item
from conflict_extract.evaluation.matching import match
from conflict_extract.evaluation.merge_scores import merge_scores
from conflict_extract.evaluation.results import Evaluation, FieldScore, GoldItem, Score, SpuriousItem, Unit
from conflict_extract.evaluation.severity import gravest_error, severe_share
from conflict_extract.evaluation.tally import COLUMN, COLUMNS, GROUPS, tally, unit_for
from conflict_extract.schema import Article, Event, Record

_NAMED = 5


def evaluate(
    gold: Sequence[GoldRecord] | str | os.PathLike[str],
    records: Iterable[Record],
    articles: Iterable[Article],
    *,
    events: Iterable[Event] | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Says how much of the gold the records found, and how much they say that the gold does not know.

    Args:
        gold: gold rows, or the path of a JSON Lines file of them. A row names its article by the article's `id`,
            its `external_id` or the name of its file.
        records: the records of a run.
        articles: the articles of the run.
        events: the events that the records were merged into; without them there are no merge scores.
        bootstrap: how many times the articles are drawn anew for the 95 % intervals; 0 for no intervals.
        seed: of the random numbers; the same input and seed give the same intervals.

    Raises:
        RecordsError: the gold cannot be read, none of its articles is among the articles, or a name that it
            gives could mean several of them.
        SettingsError: `bootstrap` is negative.
    """
    if bootstrap < 0:
        raise SettingsError(f"bootstrap is {bootstrap}", hint="give the number of samples, or 0 for no intervals")
    rows = load_gold(gold) if isinstance(gold, str | os.PathLike) else list(gold)
    said = list(records)
    by_id = {article.id: article for article in articles}
    id_of = _ids([row.article for row in rows], by_id, {record.article_id for record in said})
    article_ids = [id_of.get(row.article, row.article) for row in rows]
    matching = match(rows, article_ids, said)

    found = {row: said[number].id for row, number in matching.finder.items()}
    items = [
        gold_item(index, row, by_id.get(article_ids[index]), found.get(index))
        for index, row in enumerate(rows)
        if not row.optional
    ]
    label = {key: name for name, key in id_of.items()}
    wrong = [said[number] for number in matching.spurious]
    spurious = [spurious_item(record, label.get(record.article_id, record.article_id)) for record in wrong]
    verdicts: defaultdict[int, list[dict[str, bool]]] = defaultdict(list)
    for number, row in matching.matched.items():
        verdicts[row + 1].append(judge(said[number], rows[row]))
    resampled = unit_for(items, spurious)
    kinds, fields = _scored(items, spurious, verdicts, resampled, bootstrap, seed)
    judged = [
        (said[number], gravest_error(said[number], None if row is None else rows[row]))
        for number, row in matching.counts_for.items()
    ]
    severe = [
        severe_item(record, label.get(record.article_id, record.article_id), error) for record, error in judged if error
    ]
    misleads = [(record.article_id, error is not None) for record, error in judged]

    rows_found = {**matching.matched, **matching.optional, **matching.repeats}
    row_of = {said[number].id: rows[row] for number, row in rows_found.items() if row is not None}
    return Evaluation(
        kinds=kinds,
        fields=fields,
        severe_share=severe_share(misleads, article_ids, resampled, bootstrap, seed),
        merge=None if events is None else merge_scores(rows, row_of, events),
        records=len(said),
        repeats=len(matching.repeats),
        optional=len(matching.optional),
        without_evidence=sum(not record.evidence for record in said),
        articles=len(by_id),
        bootstrap=bootstrap,
        resampled=resampled,
        found=tuple(item for item in items if item.record_id is not None),
        missed=tuple(item for item in items if item.record_id is None),
        spurious=tuple(spurious),
        severe=tuple(severe),
        notes=tuple(_notes(rows, id_of, wrong)),
    )


def _ids(names: Iterable[str], by_id: Mapping[str, Article], recorded: set[str]) -> dict[str, str]:
    """The article id that each name of the gold stands for; names that stand for none are left out.

    Raises:
        RecordsError: a name could mean several articles, or not one name means any.
    """
    by_name: dict[str, defaultdict[str, list[str]]] = {"external_id": defaultdict(list), "path": defaultdict(list)}
    for article in by_id.values():
        if article.external_id:
            by_name["external_id"][article.external_id].append(article.id)
        if article.path:
            by_name["path"][Path(article.path).name].append(article.id)
    found: dict[str, str] = {}
    wanted = dict.fromkeys(names)
    for name in wanted:
        if name in by_id or name in recorded:
            found[name] = name
            continue
        candidates = by_name["external_id"].get(name) or by_name["path"].get(name) or []
        if len(candidates) > 1:
            raise RecordsError(
                f"the gold's article {name!r} could be any of {len(candidates)} articles: {', '.join(candidates)}",
                hint="name articles in the gold by their id",
            )
        if candidates:
            found[name] = candidates[0]
    if wanted and not found and (by_id or recorded):
        raise RecordsError(
            f"none of the gold's {len(wanted)} articles is among the articles, such as {next(iter(wanted))!r}",
            hint="give the articles that the gold was read from; "
            "the gold names them by file name, by external_id or by id",
        )
    return found


def _scored(
    items: Sequence[GoldItem],
    spurious: Sequence[SpuriousItem],
    verdicts: Mapping[int, Sequence[Mapping[str, bool]]],
    unit: Unit,
    bootstrap: int,
    seed: int,
) -> tuple[dict[str, Score], dict[str, FieldScore]]:
    import numpy as np

    by_unit = list(tally(items, spurious, unit, verdicts).values())
    units = np.array(by_unit) if by_unit else np.zeros((1, len(COLUMNS)), dtype=np.int64)
    total = units.sum(axis=0)
    draws = resample(units, bootstrap, seed)
    kinds = {}
    for group in GROUPS:
        at = [COLUMN[group, count] for count in ("tp", "fp", "gold")]
        tp, fp, gold = (int(total[column]) for column in at)
        drawn_tp, drawn_fp, drawn_gold = (draws[:, column] for column in at)
        kinds[group] = Score(
            precision=tp / max(1, tp + fp),
            recall=tp / max(1, gold),
            f1=2 * tp / max(1, tp + fp + gold),
            tp=tp,
            fp=fp,
            gold=gold,
            precision_interval=interval(shares(drawn_tp, drawn_tp + drawn_fp)),
            recall_interval=interval(shares(drawn_tp, drawn_gold)),
            f1_interval=interval(shares(2 * drawn_tp, drawn_tp + drawn_fp + drawn_gold)),
        )
    fields = {}
    for name in FIELDS:
        at = [COLUMN[name, count] for count in ("right", "compared")]
        right, compared = (int(total[column]) for column in at)
        fields[name] = FieldScore(
            right=right,
            compared=compared,
            share=right / compared if compared else None,
            interval=interval(shares(draws[:, at[0]], draws[:, at[1]])),
        )
    return kinds, fields


def _notes(rows: Sequence[GoldRecord], id_of: Mapping[str, str], spurious: Sequence[Record]) -> Iterable[str]:
    """What a reader of the scores must know that the numbers do not show."""
    lacking = Counter(row.article for row in rows if row.article not in id_of and not row.optional)
    if lacking:
        yield (f"{_some(lacking)}: not among the articles; their {lacking.total()} gold records count as missed")
    coded = set(id_of.values())
    uncoded = Counter(record.article_id for record in spurious if record.article_id not in coded)
    if uncoded:
        yield f"{_some(uncoded)}: not in the gold; their {uncoded.total()} records count as spurious"
    events = {row.event for row in rows}
    unknown = Counter(event for row in rows for event in (*row.disputes, *row.disputed_by) if event not in events)
    if unknown:
        yield f"{_some(unknown)}: named in a dispute, but no gold record has that event; the link is not counted"


def _some(names: Mapping[str, int]) -> str:
    shown = ", ".join(list(names)[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
