"""Event sets with something of every sort to decide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conflict_extract import EventSet
from conflict_extract.schema import Article, Quarantined, Record
from tests.builders import article, place, record

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
PLACES = (
    "Alvena", "Borsk", "Corva", "Danta", "Efna", "Ferro", "Gorlan", "Hesta", "Ilmen", "Jarok", "Karrow", "Lomza",
    "Morva", "Nerin", "Ostrel", "Parvo", "Quella", "Rovno", "Selm", "Tarn", "Ursk", "Velka", "Wendel", "Xanti",
    "Yarsk", "Zemlin", "Adaro", "Brenna", "Cirsk", "Dolven", "Estra", "Fernok",
)  # fmt: skip


def near_pair() -> list[Record]:
    """Two records whose score lies next to the threshold."""
    return [
        record(place=place("Efna", type=kind), date=f"2021-03-0{day}", article_id=f"art_{kind}", outlet=kind)
        for kind, day in (("town", 4), ("base", 5))
    ]


def denied() -> list[Record]:
    """An event of two outlets, and a denial that contests it."""
    told = [record(place="Gorlan", outlet=outlet) for outlet in ("Hill Radio", "Coast Radio")]
    return [*told, record("official_denial", place="Gorlan", article_id="art_denial", outlet="State Gazette")]


def contested() -> list[Record]:
    """A place that two outlets say was taken, and its former holder that says it took it back."""
    told = [record(place="Hesta", gained_by="rebels", date="2021-03-05", outlet=name) for name in ("A", "B", "C")]
    source = {"text": "the army", "role": "military"}
    return [*told, record(place="Hesta", gained_by="the army", date="2021-03-07", outlet="F", source=source)]


def doubtful(count: int) -> list[Record]:
    """Records with a doubt, each at a place of its own."""
    return [
        record(
            place=PLACES[at],
            doubts=["supposed"],
            outlet=f"Outlet {at}",
            article_id=f"art_doubt_{at}",
            date="2021-06-01",
        )
        for at in range(count)
    ]


def hostile() -> tuple[Record, Article]:
    """A record of an article whose words, title, outlet and address are markup and script."""
    says = f"Rebels {HOSTILE} took Ferro on Friday."
    text = f"Before {HOSTILE} it was quiet. {says} After it, too."
    of = article(text, outlet=f"Post {HOSTILE}", title=f"Title {HOSTILE}", url="javascript:document.title='taken'")
    start = text.index(says)
    told = record(
        place="Ferro", outlet=of.outlet, article_id=of.id, doubts=["supposed"], date="2021-09-01",
        evidence=[{"sentence": 1, "start": start, "end": start + len(says), "text": says}],
    )  # fmt: skip
    return told, of


def aside(told: Record) -> Quarantined:
    """The item of a record that was set aside."""
    whole = {**told.model_dump(mode="json"), "window": "0-0"}
    return Quarantined(reason="not_stated_as_fact", message="the sentence supposes it", record=whole)


def kept(
    path: Path, records: Sequence[Record], articles: Sequence[Article] = (), set_aside: Sequence[Quarantined] = ()
) -> Path:
    """Keeps an event set in a file."""
    EventSet().add(records, articles, set_aside=set_aside).save(path)
    return path
