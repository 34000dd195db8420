"""What arrives of a strong model's answers, and how right it is: before and after the library, field by field."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_extract import Article, evaluate, merge
from conflict_extract.evaluation.gold import GoldRecord, load_gold
from conflict_extract.evaluation.matching import any_same, match, names_one
from conflict_extract.evaluation.results import Evaluation
from conflict_extract.schema import (
    ACTOR_FIELDS,
    MAIN_ACTOR,
    RECORD_CLASSES,
    Actor,
    Date,
    Evidence,
    Extraction,
    Place,
    Record,
    Source,
)

FIELDS = ("place", "place name", "actor", "actor name", "side", "country", "day")
NEAR_DEGREES = 0.35  # a point as far from the gold's as a town is from its outskirts


@dataclass(frozen=True)
class Gold:
    """Gold rows, with what the format of `eval` does not know: names in English, sides, countries, days, points."""

    rows: list[GoldRecord]
    more: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Gold:
        """The rows of all files of a folder."""
        rows: list[GoldRecord] = []
        more: list[dict[str, Any]] = []
        for path in sorted(folder.glob("*.jsonl")):
            rows += load_gold(path)
            more += [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return cls(rows, more)


def raw_records(articles: Sequence[Article], answers: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Record]:
    """The items of answers as records without any check: one a place, names as they were given.

    Args:
        articles: the articles.
        answers: the items about each article, by its id.
    """
    made = []
    for article in articles:
        for number, item in enumerate(answers.get(article.id, ())):
            for place in item["places"] or [None]:
                made.append(_raw(article, item, place, f"raw_{article.id}_{number}_{place}"))
                if item["kind"] == "defection":
                    break
    return [record for record in made if record is not None]


def _raw(article: Article, item: Mapping[str, Any], place: str | None, key: str) -> Record | None:
    kind = item["kind"]
    if place is None and kind in ("control_change", "withdrawal"):
        return None
    cited = [article.sentences[number] for number in item["sentences"] if 0 <= number < len(article.sentences)]
    values: dict[str, Any] = {
        name: Actor(text=item[name], name=item[name]) if item.get(name) else None for name in ACTOR_FIELDS[kind]
    }
    if kind in ("defection", "official_denial") and values[MAIN_ACTOR[kind]] is None:
        return None
    if kind == "official_denial":
        values |= {"claim": item["claim"], "denies": item["denies"] or "other"}
    values |= {name: item[name] for name in ("extent", "stage") if item.get(name)}
    return RECORD_CLASSES[kind](
        id=key,
        article_id=article.id,
        trigger=item["trigger"],
        place=Place(text=place, name=place) if place else None,
        date=Date(),
        source=Source(text=item["source"]),
        evidence=tuple(Evidence(sentence=each.number, start=each.start, end=each.end, text=each.text) for each in cited)
        or (Evidence(sentence=0, start=0, end=0, text=""),),
        model="raw",
        prompt_version="",
        **values,
    )


@dataclass
class Report:
    """One run: scores before and after the library, what was lost and why, and the fields by language.

    Attributes:
        given: items, counted once a place.
        lost: raw records that no record of the library stands for, with the reason where one was given.
        raw, library: scores.
        fields: right and compared, by language and field.
        points: coordinates right, wrong and null where the gold has a point, by language.
    """

    given: int
    lost: list[tuple[str, str, str]]
    raw: Evaluation
    library: Evaluation
    by_language: dict[str, tuple[Evaluation, Evaluation]]
    fields: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    points: dict[str, Counter[str]] = field(default_factory=dict)


def report(
    articles: Sequence[Article],
    gold: Gold,
    answers: Mapping[str, Sequence[Mapping[str, Any]]],
    result: Extraction,
    *,
    bootstrap: int = 0,
) -> Report:
    """Scores a run.

    Args:
        articles: the articles.
        gold: their rows.
        answers: the items about each article, by its id.
        result: what the library made of them.
        bootstrap: how many times articles are drawn anew for the intervals.
    """
    raw = raw_records(articles, answers)
    events = merge(result.records, articles)
    whole = evaluate(gold.rows, result.records, articles, events=events, bootstrap=bootstrap)
    by_language = {}
    for language in sorted({article.language or "" for article in articles}):
        some = [article for article in articles if article.language == language]
        ids = {article.id for article in some}
        names = {article.external_id for article in some}
        rows = [row for row in gold.rows if row.article in names]
        if rows:
            by_language[language] = (
                evaluate(rows, [each for each in raw if each.article_id in ids], some, bootstrap=0),
                evaluate(rows, [each for each in result.records if each.article_id in ids], some, bootstrap=0),
            )
    told = Report(
        given=len(raw),
        lost=list(_lost(raw, result)),
        raw=evaluate(gold.rows, raw, articles, bootstrap=bootstrap),
        library=whole,
        by_language=by_language,
    )
    _judge_fields(told, articles, gold, result.records)
    return told


def _lost(raw: Sequence[Record], result: Extraction) -> Iterator[tuple[str, str, str]]:
    """Raw records without a counterpart: article, what they say, and why they were set aside."""
    kept = Counter(_said(each) for each in result.records)
    for each in raw:
        if kept[_said(each)] > 0:
            continue
        place = each.place.text if each.place else ""
        reason = next(
            (
                line.reason
                for line in result.quarantined
                if line.record.get("article_id") == each.article_id
                and line.record.get("trigger") == each.trigger
                and (place in (line.record.get("places") or [""]) or not place)
            ),
            "",
        )
        yield each.article_id, f"{each.kind} {each.trigger!r} {place!r}", reason or "changed or repeated"


def _said(record: Record) -> tuple[str, ...]:
    """Article, kind and place, in letters and digits only: the library gives words as the article writes them."""
    place = record.place.text if record.place else ""
    who = getattr(record, MAIN_ACTOR[record.kind]) if record.kind in ("defection", "official_denial") else None
    return record.article_id, record.kind, _letters(place), _letters(who.text if who else "")


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _judge_fields(told: Report, articles: Sequence[Article], gold: Gold, records: Sequence[Record]) -> None:
    language = {article.id: article.language or "" for article in articles}
    id_of = {article.external_id or "": article.id for article in articles}
    matching = match(gold.rows, [id_of.get(row.article, row.article) for row in gold.rows], records)
    fields: dict[str, dict[str, list[int]]] = defaultdict(lambda: {name: [0, 0] for name in FIELDS})
    points: dict[str, Counter[str]] = defaultdict(Counter)
    for number, row in matching.matched.items():
        record, wanted = records[number], gold.more[row]
        own = language[record.article_id]
        for name, right in _verdicts(record, gold.rows[row], wanted):
            for key in (own, "all"):
                fields[key][name][0] += right
                fields[key][name][1] += 1
        if record.place is not None and wanted.get("lat") is not None:
            points[own][_point(record.place, wanted)] += 1
            points["all"][_point(record.place, wanted)] += 1
    told.fields, told.points = dict(fields), dict(points)


def _verdicts(record: Record, row: GoldRecord, wanted: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    main = getattr(record, MAIN_ACTOR[record.kind])
    spelled = next((getattr(row, name) for name in ("gained_by", "force", "who", "speaker") if getattr(row, name)), ())
    if row.place:
        yield "place", record.place is not None and any_same(record.place.text, row.place)
    if wanted.get("place_name") and record.place is not None:
        yield "place name", any_same(record.place.name, wanted["place_name"])
    if spelled:
        yield "actor", main is not None and (names_one(main.text, spelled) or names_one(main.name, spelled))
    if wanted.get("actor_name") and main is not None:
        yield "actor name", names_one(main.name, wanted["actor_name"])
    sides = _listed(wanted.get("side"))
    if sides and main is not None and sides != ["unknown"]:
        yield "side", main.side in sides
    if wanted.get("country") and record.place is not None:
        yield "country", record.place.country in _listed(wanted["country"])
    if wanted.get("day"):
        yield "day", any(_is_day(record.date, day) for day in _listed(wanted["day"]))


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _is_day(date: Date, day: str) -> bool:
    """Whether a date is what the gold says: closed spans exactly, open ones by being open, none by being assumed."""
    if day == "none":
        return date.basis == "published"
    if day.startswith(".."):
        return date.start is None and date.end is not None
    from conflict_extract.evaluation.gold import days_of

    return (date.start, date.end) == days_of(day)


def _point(place: Place, wanted: Mapping[str, Any]) -> str:
    if place.lat is None or place.lon is None:
        return "null"
    near = abs(place.lat - wanted["lat"]) <= NEAR_DEGREES and abs(place.lon - wanted["lon"]) <= NEAR_DEGREES
    return "right" if near else "wrong"


def lengths(answers: Iterable[Mapping[str, Any]]) -> tuple[float, float, float]:
    """Tokens that a record takes; those without what is asked for beside copied words (`day`, `within`); and those of
    countries and names that come to it. As tokenizers of today cut English JSON, about.

    Args:
        answers: whole answers to English requests.
    """
    records = [record for answer in answers for record in answer["records"]]
    before = [{name: value for name, value in each.items() if name not in ("day", "within")} for each in records]
    beside = [{name: answer[name] for name in ("countries", "names")} for answer in answers]
    return tuple(sum(map(_tokens, each)) / max(1, len(records)) for each in (records, before, beside))  # type: ignore[return-value]


_PIECES = re.compile(r"[^\r\n\w]?[^\W\d_]+|\d{1,3}|[^\s\w]+|_|\s+")
_LONG_WORD, _PIECE = 8, 7


def _tokens(value: Any) -> int:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return sum(1 if len(piece) <= _LONG_WORD else -(-len(piece) // _PIECE) for piece in _PIECES.findall(text))


def tables(told: Report) -> Iterable[str]:
    """The report as Markdown."""
    yield "| texts | | precision | recall | F1 |"
    yield "| --- | --- | --- | --- | --- |"
    for name, (raw, library) in [*told.by_language.items(), ("all", (told.raw, told.library))]:
        for which, scored in (("answers", raw), ("library", library)):
            micro = scored.kinds["micro"]
            yield f"| {name} | {which} | {micro.precision:.3f} | {micro.recall:.3f} | {micro.f1:.3f} |"
    arrived = told.given - len(told.lost)
    yield ""
    yield f"{told.given} items (one a place) given, {arrived} arrived, {len(told.lost)} did not:"
    for reason, count in Counter(reason for _, _, reason in told.lost).most_common():
        yield f"- {reason}: {count}"
    yield ""
    yield f"| right of compared | {' | '.join(FIELDS)} | coordinates right / wrong / null |"
    yield f"| --- | {' | '.join('---' for _ in FIELDS)} | --- |"
    for language, counted in sorted(told.fields.items(), key=lambda each: (each[0] == "all", each[0])):
        shares = " | ".join(f"{counted[name][0]} / {counted[name][1]}" for name in FIELDS)
        points = told.points.get(language, Counter())
        yield f"| {language} | {shares} | {points['right']} / {points['wrong']} / {points['null']} |"
    merged = told.library.merge
    if merged is not None:
        yield ""
        yield (
            f"Merging over all languages: B³ F1 {merged.b_cubed.f1:.3f}, pairs P {merged.pairwise.precision:.3f} "
            f"R {merged.pairwise.recall:.3f} F1 {merged.pairwise.f1:.3f}; {merged.gold_events} events in the gold, "
            f"{merged.events} found"
            + (f"; denials linked F1 {merged.disputes.f1:.3f}" if merged.disputes is not None else "")
        )
