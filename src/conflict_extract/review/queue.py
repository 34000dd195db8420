"""What there is to decide in an event set, in the order of how much a decision would change.

The score of a card is how open its question is, from 0 to 1, times the records, outlets and events that a decision
touches. Of a pair of records it is open as odds are even: 4 p (1 - p), where p is the probability that the weights give
it; 1 at the threshold, 0.4 three bits off. Of other cards it is a number for each sort, in `cards.toml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from conflict_extract._files import packaged_table
from conflict_extract.eventset import Decision, EventSet
from conflict_extract.eventset.deciding import in_force

# so many are kept at hand; when they are done the queue is made again
AT_HAND = 500
# how long before a denial that contests nothing an event of its place may lie, in days
DENIED_WITHIN = 10


class Filters(NamedTuple):
    """Which cards are shown; "" for all.

    Attributes:
        kind: of an event on it.
        place: a part of the name of its place, whatever its case and accents.
        since: ISO date; an event that may have happened on it or later.
        until: ISO date; one that may have happened on it or before.
        outlet: a part of the name of an outlet that tells it.
        asked: "all" to ask of the records that nothing speaks against, too.
    """

    kind: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    outlet: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Place:
    """A place in the queue: what is asked, and why it stands where it stands.

    Attributes:
        sort: of the card, as `cards.toml` names them.
        first: the id of a record, an event or an item that was set aside.
        second: the other id; None where the question is about one.
        events: the ids of the events that it is about; none for what was set aside.
        nearness: how open the question is, from 0 to 1.
        n_records: how many records a decision touches.
        n_outlets: how many outlets.
        n_events: how many events, with those that denials link to them.
        bits: of a pair, its score less the threshold.
    """

    sort: str
    first: str
    second: str | None
    events: tuple[str, ...]
    nearness: float
    n_records: int
    n_outlets: int
    n_events: int
    bits: float | None

    @property
    def key(self) -> str:
        """What names it, now and after the next start."""
        sort = "denial" if self.sort == "near_denial" else self.sort
        return ":".join(filter(None, [sort, self.first, self.second]))

    @property
    def score(self) -> float:
        """By which it is put in order."""
        return self.nearness * (self.n_records + self.n_outlets + self.n_events)


class Queue(NamedTuple):
    """The first places, how many there are, and how many more were skipped."""

    places: list[Place]
    total: int
    skipped: int


def sorts() -> dict[str, Any]:
    """What `cards.toml` says of each sort of card."""
    return packaged_table("review", "cards.toml")


_FOLDED = "lower(strip_accents({}))"
_WANTED = f"""
  SELECT id FROM events WHERE ($kind = '' OR kind = $kind)
    AND ($place = '' OR contains({_FOLDED.format("coalesce(place, '')")}, {_FOLDED.format("$place")}))
    AND ($since = '' OR coalesce(date_end, date_start, '') >= $since)
    AND ($until = '' OR coalesce(date_start, date_end, '9') <= $until)
    AND ($outlet = '' OR id IN (SELECT event_id FROM members SEMI JOIN (
      SELECT number FROM records WHERE contains({_FOLDED.format("coalesce(outlet, '')")}, {_FOLDED.format("$outlet")})
    ) USING (number)))"""
_ITEMS = f"""
  SELECT s.id, item FROM set_aside s LEFT JOIN articles a ON a.id = s.article_id
  WHERE s.id NOT IN (SELECT unnest($done)) AND item->>'$.trigger' IS NOT NULL
    AND ($kind = '' OR item->>'$.kind' = $kind)
    AND ($place = '' OR contains({_FOLDED.format("coalesce(item->>'$.place.name', item->>'$.place.text', '')")},
      {_FOLDED.format("$place")}))
    AND ($since = '' OR coalesce(item->>'$.date.end', item->>'$.published', a.published, '') >= $since)
    AND ($until = '' OR coalesce(item->>'$.date.start', item->>'$.published', a.published, '9')[:10] <= $until)
    AND ($outlet = '' OR contains({_FOLDED.format("coalesce(item->>'$.outlet', a.outlet, '')")},
      {_FOLDED.format("$outlet")}))"""
# a denial that contests nothing, and the events of its place and of the kind that it denies shortly before it
_NEAR_DENIALS = f"""
  WITH denied AS (
    SELECT DISTINCT e.id, lower(e.place) AS place, r.denies AS kind,
      TRY_CAST(coalesce(e.date_start, e.date_end) AS DATE) - DATE '1970-01-01' AS day
    FROM events e JOIN members ON event_id = e.id JOIN records r USING (number)
    WHERE e.kind = 'official_denial' AND e.place IS NOT NULL AND r.denies <> 'other'
      AND e.id NOT IN (SELECT denial_id FROM disputes)
  ), told AS (
    SELECT id, lower(place) AS place, kind,
      TRY_CAST(coalesce(date_start, date_end) AS DATE) - DATE '1970-01-01' AS day
    FROM events SEMI JOIN (SELECT place, kind FROM denied) d ON lower(events.place) = d.place AND events.kind = d.kind
  ), about AS (
    SELECT id, place, kind, day, day // {DENIED_WITHIN} - step AS span FROM denied, (SELECT unnest([0, 1]) AS step)
  )
  SELECT d.id AS first, t.id AS second FROM about d JOIN told t
    ON t.place = d.place AND t.kind = d.kind AND t.day // {DENIED_WITHIN} = d.span
  WHERE t.day BETWEEN d.day - {DENIED_WITHIN} AND d.day"""
_CARDS = f"""
WITH links AS (
  SELECT id, count(*) AS linked FROM (
    SELECT denial_id AS id FROM disputes UNION ALL SELECT event_id FROM disputes
  ) GROUP BY id
), said_of_denials AS (
  SELECT DISTINCT a.event_id AS first, b.event_id AS second
  FROM (SELECT unnest($denials) AS r, unnest($denied) AS s)
  JOIN records x ON x.id = r JOIN members a ON a.number = x.number
  JOIN records y ON y.id = s JOIN members b ON b.number = y.number
), asked AS (
  SELECT 'pair' AS sort, record_id AS first, other_record_id AS second, event_id AS event, other_event_id AS other,
    score - (SELECT weight FROM weights WHERE signal = '') AS bits FROM near_pairs
  UNION ALL SELECT 'denial', denial_id, event_id, denial_id, event_id, NULL
    FROM disputes ANTI JOIN said_of_denials ON first = denial_id AND second = event_id
  UNION ALL SELECT 'near_denial', n.first, n.second, n.first, n.second, NULL
    FROM ({_NEAR_DENIALS}) n ANTI JOIN said_of_denials s ON s.first = n.first AND s.second = n.second
  UNION ALL SELECT 'doubt', id, NULL, event_id, NULL, NULL
    FROM (SELECT number, id FROM records WHERE len(doubts) > 0) JOIN members USING (number)
  UNION ALL SELECT 'record', id, NULL, event_id, NULL, NULL
    FROM (SELECT number, id FROM records WHERE $asked = 'all' AND coalesce(len(doubts), 0) = 0
      AND id NOT IN (SELECT unnest($done))) JOIN members USING (number)
  UNION ALL SELECT 'control', h, c, h, c, NULL FROM (SELECT unnest($holders) AS h, unnest($contesting) AS c)
    WHERE c NOT IN (SELECT event_id FROM members SEMI JOIN (SELECT number FROM records WHERE id IN
      (SELECT unnest($done))) USING (number))
), wanted AS ({_WANTED}), cards AS (
  SELECT sort, first, second, event, nullif(other, event) AS other, bits,
    CASE WHEN bits IS NULL THEN sorted.nearness ELSE 4 / (2 + pow(2, bits) + pow(2, -bits)) END AS nearness
  FROM asked LEFT JOIN (SELECT unnest($sorts) AS sort, unnest($nearness) AS nearness) sorted USING (sort)
  WHERE $everything OR event IN (FROM wanted) OR other IN (FROM wanted)
), weighed AS (
  SELECT sort, first, second, event, other, bits, nearness,
    e.n_records + coalesce(f.n_records, 0) AS n_records, e.n_outlets + coalesce(f.n_outlets, 0) AS n_outlets,
    -- a denial and what it contests are linked to each other, too
    1 + (other IS NOT NULL)::INT + coalesce(l.linked, 0) + coalesce(m.linked, 0)
      - 2 * (sort = 'denial')::INT AS n_events
  FROM cards JOIN events e ON e.id = event LEFT JOIN events f ON f.id = other
  LEFT JOIN links l ON l.id = event LEFT JOIN links m ON m.id = other
  UNION ALL SELECT 'item', id, NULL, NULL, NULL, NULL, $item_nearness, 1, 1, 1 FROM ({_ITEMS})
)
SELECT sort, first, second, event, other, nearness, n_records, n_outlets, n_events, bits, is_skipped,
  count(*) OVER () - sum(is_skipped::INT) OVER () AS total, sum(is_skipped::INT) OVER () AS skipped
FROM (SELECT *, concat_ws(':', replace(sort, 'near_', ''), first, second) IN (SELECT unnest($skipped)) AS is_skipped
  FROM weighed)
ORDER BY is_skipped, round(nearness * (n_records + n_outlets + n_events), 6) DESC, first, second LIMIT {AT_HAND}
"""


def queue_of(events: EventSet, filters: Filters, skipped: Collection[str], decisions: Iterable[Decision]) -> Queue:
    """What there is to decide, most first.

    Args:
        events: kept in a file of this version.
        filters: which cards are wanted.
        skipped: the keys of those that are not; of these only the number is told.
        decisions: all that was said so far; what was decided is asked no more.

    Raises:
        RecordsError: the file cannot be read, or was changed since.
    """
    said = in_force(decisions)
    denials = [(one, two) for (subject, one, two) in said if subject == "denial"]
    contested = [(holder, other) for holder, others in events.contested() for other in others]
    nearness = {name: told["nearness"] for name, told in sorts().items() if "nearness" in told}
    values = {
        **filters._asdict(),
        "everything": filters._replace(asked="") == Filters(),
        "skipped": list(skipped),
        "done": [one for (subject, one, _) in said if subject == "record"],
        "denials": [one for one, _ in denials],
        "denied": [two for _, two in denials],
        "holders": [holder for holder, _ in contested],
        "contesting": [other for _, other in contested],
        "sorts": list(nearness),
        "nearness": list(nearness.values()),
        "item_nearness": nearness["item"],
    }
    typed = {name: value if value != [] else None for name, value in values.items()}
    with events.reading() as connection:
        rows = connection.execute(_typed(_CARDS), typed).fetchall()
    places = [
        Place(sort, first, second, tuple(filter(None, (event, other))), *numbers)
        for sort, first, second, event, other, *numbers, is_skipped, _, _ in rows
        if not is_skipped
    ]
    return Queue(places, *(rows[0][-2:] if rows else (0, 0)))


def _typed(query: str) -> str:
    """The query with lists that may be empty given a type."""
    for name in ("skipped", "done", "denials", "denied", "holders", "contesting"):
        query = query.replace(f"unnest(${name})", f"unnest(${name}::VARCHAR[])")
    return query
