"""A collection as large as the report has to bear: 5,000 events from 2,000 articles."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from conflict_extract.output import Collection
from conflict_extract.schema import Actor, Event, Place, Record
from tests.output.builders import article, day, event, record

N_EVENTS = 5_000
N_ARTICLES = 2_000
_ACTORS = {"control_change": "gained_by", "withdrawal": "force", "defection": "who", "official_denial": "speaker"}
_FILLER = "Residents spoke of shelling in the night, of closed shops, and of long queues for bread and fuel."


def large_collection() -> Collection:
    """Events of all kinds at places of their own, two in three of them on the map; every fifth is told twice."""
    chance = random.Random(6)  # noqa: S311  # the same names each time
    kinds = list(_ACTORS)
    told: list[list[tuple[int, str]]] = [[] for _ in range(N_ARTICLES)]
    fields: list[dict[str, Any]] = []
    for number in range(N_EVENTS):
        spot = {"lat": 32 + chance.random() * 5, "lon": 35 + chance.random() * 7} if number % 3 else {}
        name = "".join(chance.choice("bdfghklmnprst") + chance.choice("aeiou") for _ in range(4)).capitalize()
        actor = f"{chance.choice(('Northern', 'Eastern', 'Coastal'))} {chance.choice(('Front', 'Brigade', 'Army'))}"
        when = (date(2021, 1, 1) + timedelta(days=chance.randrange(90))).isoformat()
        kind = kinds[number % len(kinds)]
        more: dict[str, Any] = {
            _ACTORS[kind]: Actor(text=actor, name=actor),
            "place": Place(text=name, name=name, **spot),
        }
        if kind == "official_denial":
            more |= {"denies": "control_change", "claim": "it fell"}
        fields.append({"kind": kind, "when": day(when), **more})
        for copy in range(1 + (number % 5 == 0)):
            told[(number + copy * 7) % N_ARTICLES].append((number, f"On {when} {actor} fought over {name}, it said."))
    articles = {}
    records: dict[str, Record] = {}
    of: list[list[Record]] = [[] for _ in range(N_EVENTS)]
    for number, items in enumerate(told):
        sentences = [*[_FILLER] * 10, *(each for _, says in items for each in (says, _FILLER))]
        made = article(
            f"art_{number}", f"Outlet {number % 60}", *sentences, title=f"Report {number}", published="2021-04-01"
        )
        articles[made.id] = made
        for position, (told_of, _) in enumerate(items):
            known = fields[told_of]
            more = {name: value for name, value in known.items() if name not in ("kind", "when")}
            sentence = (10 + 2 * position,)
            each = record(f"rec_{len(records)}", known["kind"], made, sentence, "fought", known["when"], **more)
            records[each.id] = each
            of[told_of].append(each)
    events: list[Event] = []
    for number, known in enumerate(fields):
        more = {name: value for name, value in known.items() if name not in ("kind", "when")}
        outlets = tuple(dict.fromkeys(each.outlet or "" for each in of[number]))
        status = "corroborated" if len(outlets) > 1 else "single_source"
        ids = tuple(each.id for each in of[number])
        events.append(event(f"evt_{number}", known["kind"], known["when"], ids, outlets, status=status, **more))
    return Collection(events, records, articles)
