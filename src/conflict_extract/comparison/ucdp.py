"""Rows of UCDP GED and UCDP Candidate: deaths in fighting between two sides, which is none of the four kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conflict_extract._counted import counted
from conflict_extract.comparison.coded import CodedFile, CodedRow, WrongRow, day_of, one_line, point_of
from conflict_extract.comparison.naming import code_of, coded_actor, coded_place
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Date

_WHAT = "Deaths in fighting"
_MONTH = 31


def read(found: CodedFile, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], known: Authorities) -> None:
    """Reads the rows into a file."""
    found.codes_kinds = False
    for line, cells in rows:
        row = dict(zip(names, cells, strict=True))
        try:
            coded = _coded(line, row, found, known)
        except WrongRow as error:
            found.refuse(line, str(error))
            continue
        if coded is None:
            found.unplaced += 1
        else:
            found.rows.append(coded)


def _coded(line: int, row: dict[str, str], found: CodedFile, known: Authorities) -> CodedRow | None:
    first, last = day_of(row["date_start"], "date_start"), day_of(row["date_end"], "date_end")
    if last < first:
        raise WrongRow(f"it ends ({last}) before it starts ({first})")
    precision = code_of("ucdp", "where_prec", row["where_prec"])
    if precision is None:
        raise WrongRow(f"where_prec {row['where_prec']!r} is none of 1 to 7")
    country = found.country(row["country"])
    found.covers(first.isoformat(), last.isoformat())
    admin1 = row.get("adm_1", "").strip()
    point = point_of(row["latitude"], row["longitude"])
    place = coded_place(row["where_coordinates"], precision, country, admin1, point, known)
    if place is None:
        return None
    sides = [coded_actor(row[name], known) for name in ("side_a", "side_b")]
    deaths = row["best"].strip()
    days = (last - first).days + 1
    date = Date(
        text=row["date_start"].strip()[:10],
        start=first.isoformat(),
        end=last.isoformat(),
        precision="day" if days == 1 else "month" if days >= _MONTH - 3 and first.month == last.month else "range",
        basis="stated",
    )
    return CodedRow(
        line=line,
        external_id=row["id"].strip() or f"line {line}",
        what=_WHAT,
        is_change=False,
        place=place,
        date=date,
        gained_by=None,
        lost_by=None,
        actors=tuple(side for side in sides if side),
        means="fighting",
        peaceful=False,
        notes=row.get("source_headline", "").strip(),
        cells=one_line(
            f"{_WHAT}: {row['where_coordinates'].strip()}", admin1, row["country"], row["date_start"].strip()[:10],
            row["side_a"], row["side_b"], counted(int(deaths), "death") if deaths.isdigit() else None, row["id"],
        ),
        source=None,
        published=last.isoformat(),
    )  # fmt: skip
