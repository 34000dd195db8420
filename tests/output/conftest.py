from __future__ import annotations

import pytest

from conflict_extract.output import Collection
from conflict_extract.schema import Conflict, ConflictingValue, Date, Place, Size, Source, Step

from .builders import (
    ARMY,
    CHANCAY,
    CROSSING,
    MINISTRY,
    REBELS,
    TRIPOLI,
    UNKNOWN,
    ZAWIYA,
    article,
    day,
    event,
    record,
)

SCRIPT = "<script>alert('taken')</script>"


@pytest.fixture
def collection() -> Collection:
    """Eight events of every kind and status: markup and formulas in names, Arabic text, nulls, missing records."""
    wire = article(
        "art-wire", "Levant Wire",
        "ZAWIYA, Libya - The night was loud.",
        "Rebels seized the city of Zawiya on Saturday after three days of street fighting, residents said.",
        f"A banner read {SCRIPT} & more.",
        "Hospitals asked for blood.",
        "At dusk the crossing was quiet.",
        published="2011-08-20", title=f"Zawiya falls {SCRIPT}", url="https://wire.example/zawiya?a=1&b=2",
        language="en",
    )  # fmt: skip
    bulletin = article(
        "art-bulletin", "=cmd|'/C calc'!A0",
        "The ministry of defence denied on Sunday that Zawiya had fallen.",
        "\"There is no truth to the reports,\" its spokesman said.",
        published="2011-08-21T09:30:00+02:00", url="javascript:alert(1)",
    )  # fmt: skip
    arabic = article(
        "art-arabic", "صحيفة الساحل",
        "قال شهود إن الثوار دخلوا المدينة.",
        "سيطر الثوار على مدينة الزاوية يوم السبت.",
        "وانسحب الجيش إلى طرابلس.",
        published="2011-08-20", language="ar", path="articles/arabic.txt",
    )  # fmt: skip
    nameless = article("art nameless/1", None, "Gunmen took over the town of Chancay.")
    records = [
        record("rec-1", "control_change", wire, (1,), "seized", day("2011-08-20"), place=ZAWIYA, gained_by=REBELS,
               lost_by=ARMY, extent="full", means="fighting", source=Source(text="residents", role="local")),
        record("rec-2", "control_change", arabic, (1,), "سيطر", day("2011-08-20"), place=ZAWIYA, gained_by=REBELS,
               extent="partial"),
        record("rec-3", "official_denial", bulletin, (0, 1), "denied", day("2011-08-21"), speaker=MINISTRY,
               denies="control_change", claim="Zawiya had fallen", subject=REBELS, place=ZAWIYA),
        record("rec-4", "withdrawal", arabic, (2,), "وانسحب", day("2011-08-20"), place=ZAWIYA, force=ARMY,
               unit="32nd Brigade", to_place=TRIPOLI),
        record("rec-5", "control_change", nameless, (0,), "took over", Date(), place=CHANCAY, gained_by=UNKNOWN),
    ]  # fmt: skip
    events = [
        event("ev-control", "control_change", day("2011-08-20"), ("rec-1", "rec-2"), ("Levant Wire", "صحيفة الساحل"),
              place=ZAWIYA, gained_by=REBELS, lost_by=ARMY, extent="full", means="fighting", status="disputed",
              disputed_by=("ev-denial",), credibility=2, first_reported="2011-08-20", last_reported="2011-08-20",
              conflicts=(Conflict(field="extent", values=(
                  ConflictingValue(value="full", records=("rec-1",), outlets=("Levant Wire",)),
                  ConflictingValue(value="partial", records=("rec-2",), outlets=("صحيفة الساحل",)))),)),
        event("ev-denial", "official_denial", day("2011-08-21"), ("rec-3",), ("=cmd|'/C calc'!A0",), speaker=MINISTRY,
              denies="control_change", claim="Zawiya had fallen", subject=REBELS, place=ZAWIYA,
              disputes=("ev-control", "ev-gone"), first_reported="2011-08-21T09:30:00+02:00", credibility=5),
        event("ev-withdrawal", "withdrawal", day("2011-08-20"), ("rec-4",), ("صحيفة الساحل",), place=ZAWIYA,
              force=ARMY, unit="32nd Brigade", to_place=TRIPOLI, status="corroborated", credibility=1),
        event("ev-unknown", "control_change", Date(), ("rec-5",), (), place=CHANCAY, gained_by=UNKNOWN),
        event("ev-defection", "defection",
              Date(start="2011-08-01", end="2011-08-31", precision="month", basis="stated"),
              ("rec-missing",), ("Coast Road",), who=UNKNOWN, from_side=ARMY, to_side=REBELS,
              size=Size(text="dozens", min=24, max=99), place=None),
        event("ev-formula", "control_change", day("2011-08-22"), ("rec-missing",), ("A", "B"),
              place=Place(text="+41", name="+41"), gained_by=None, lost_by=None, means="negotiated"),
        event("ev-bracket", "withdrawal", day("2011-08-23", basis="published"), ("rec-missing",),
              ("[red]Alarm[/red]\x1b[31m",), stage="ordered",
              place=Place(text="x", name=f"-{SCRIPT}\t\u202ex", type="area")),
        event("ev-crossing", "control_change",
              Date(start="2011-08-24", end="2011-08-29", precision="range", basis="stated"), ("rec-missing",), ("A",),
              place=CROSSING, lost_by=ARMY, extent="entered", means="unopposed", n_independent=1,
              steps=(Step(value="entered", n_outlets=1, n_independent=1, records=("rec-missing",), outlets=("A",)),)),
    ]  # fmt: skip
    return Collection(
        events=events[::-1],
        records={each.id: each for each in records},
        articles={each.id: each for each in (wire, bulletin, arabic, nameless)},
        superseded={"ev-older": "ev-old", "ev-old": "ev-control", "ev-lost": "ev-nowhere"},
    )
