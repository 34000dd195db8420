"""How many outlets tell an event of their own knowledge."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from conflict_extract.merging.columns import SENTENCES, SHARED_SENTENCE, Columns, spread
from conflict_extract.merging.components import components
from conflict_extract.merging.sorting import Ints, changes, combinations, distinct, is_in, ordered
from conflict_extract.merging.stacks import pairs_inside
from conflict_extract.normalize import OutletTable

EDITED_SENTENCE = 80
EDITED = 0.85
ROWS_AT_ONCE = 50_000


def independent_outlets(columns: Columns, event: Ints) -> Ints:
    """For each row the outlet whose word it is, as a number; rows without outlet share one.

    Spellings, editions and addresses of an outlet are one, and a record whose source is another outlet is the word of
    that one. Within an event, articles that share an evidence sentence of 40 characters or more, or one of 80 that was
    hardly edited (a new dateline, "told a news agency"), are syndicated copies; they count as the word of the outlet
    that printed it first. Of several on one day it is one that counts anyway for what it alone has, so that copies
    never add to the count.

    Args:
        columns: the records.
        event: a number of the event of each row.
    """
    outlet = _words_of(columns, event, columns.authorities.outlets)
    first, telling = combinations(event, columns.article)
    # in the order of their first rows, for numbers of articles are in none
    is_first = np.zeros(len(columns), np.bool_)
    is_first[first] = True
    telling = (np.cumsum(is_first) - 1)[first][telling]
    left, right = _copies(columns, event, outlet)
    group = components(int(telling.max(initial=-1)) + 1, telling[left], telling[right])[telling]
    return _settled(columns, event, group, outlet, distinct(event[left]))


def _words_of(columns: Columns, event: Ints, table: OutletTable) -> Ints:
    """For each row the outlet that speaks, itself or by the article's word, as a number in the order of their names; 0
    where none is known.

    A source that is not surely an outlet is one where that outlet prints the event, too. An outlet with nothing of
    its own is one with those that it quotes; what another quotes is the word of the quoted if they print the event,
    else its own. So quoting never makes more outlets than print the event.
    """
    printed, sources = columns.fields["outlet"], columns.fields["source"]
    names = [table.identity(name) for name in printed.values]
    named = [table.named_by(source) for source in sources.values]
    ranked = ["", *sorted({*names, *(each.identity for each in named if each)})]
    rank = {name: number for number, name in enumerate(ranked)}
    own = spread(np.array([rank[name] for name in names], np.int32), printed.codes, 0)
    told = spread(np.array([rank[each.identity] if each else 0 for each in named], np.int32), sources.codes, 0)
    surely = spread(np.array([each is not None and each.surely for each in named], np.int32), sources.codes, 0) > 0
    both = np.concatenate([event * len(ranked) + own, event * len(ranked) + told])
    first, node = combinations(both)
    keys, (speaker, source) = both[first], node.reshape(2, -1)
    prints, knows = np.zeros((2, len(keys)), np.bool_)
    prints[speaker] = True
    quotes = (told > 0) & (surely | prints[source])
    knows[speaker[~quotes]] = True
    relays = quotes & ~knows[speaker]
    one = components(len(keys), speaker[relays], source[relays])
    return keys[one[np.where(quotes & prints[source], source, speaker)]] % len(ranked)


def _copies(columns: Columns, event: Ints, outlet: Ints) -> tuple[Ints, Ints]:
    """Pairs of rows of one event, by two outlets, that share a sentence that is too long for chance."""
    order = ordered(event)
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    # whole events at a time, for the pairs of all would take more memory than the records
    begins = np.flatnonzero(np.diff(event[order], prepend=-1))
    starts = begins[changes(begins // ROWS_AT_ONCE)]
    for start, end in pairwise([*starts.tolist(), len(order)]):
        rows = np.sort(order[start:end])
        one, two = (rows[side] for side in pairs_inside(event[rows]))
        apart = outlet[one] != outlet[two]
        one, two = one[apart], two[apart]
        copied = _copied(columns, one, two)
        left.append(one[copied])
        right.append(two[copied])
    return np.concatenate(left), np.concatenate(right)


def _copied(columns: Columns, left: Ints, right: Ints) -> Ints:
    """Which pairs of rows share a sentence that is too long for chance."""
    if not len(left):
        return np.empty(0, np.int64)
    both = np.concatenate([left, right])
    first, at = combinations(both)
    rows = both[first]
    texts = [columns.evidence[row] for row in rows.tolist()]
    single = np.array([SENTENCES not in text for text in texts], np.bool_)
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    one, two = at[: len(left)], at[len(left) :]
    single = single[one] & single[two]
    shorter, longer = np.minimum(length[one], length[two]), np.maximum(length[one], length[two])
    same = (shorter == longer) & (shorter >= SHARED_SENTENCE)
    same[same] = [texts[a] == texts[b] for a, b in zip(one[same].tolist(), two[same].tolist(), strict=True)]
    # no similarity reaches what is edited where the lengths alone lie too far apart
    compared = np.flatnonzero(
        single & ~same & (shorter >= EDITED_SENTENCE) & (2 * shorter >= EDITED * (shorter + longer))
    )
    sides = ([texts[row] for row in side[compared].tolist()] for side in (one, two))
    cutoff = 100.0 * EDITED
    like = cpdist(*sides, scorer=ratio, score_cutoff=cutoff, workers=-1, dtype=np.float32) >= cutoff
    others = [
        pair
        for pair in np.flatnonzero(~single & ~same).tolist()
        if any(
            _same_sentence(a, b) for a in texts[one[pair]].split(SENTENCES) for b in texts[two[pair]].split(SENTENCES)
        )
    ]
    return np.sort(np.concatenate([np.flatnonzero(same), compared[like], np.array(others, np.int64)]))


def _same_sentence(one: str, two: str) -> bool:
    if one == two:
        return len(one) >= SHARED_SENTENCE
    if min(len(one), len(two)) < EDITED_SENTENCE:
        return False
    return Indel.normalized_similarity(one, two, score_cutoff=EDITED) >= EDITED


def _settled(columns: Columns, event: Ints, group: Ints, outlet: Ints, concerned: Ints) -> Ints:
    """For each row its outlet, or, of copies in the events concerned, the one whose word they are."""
    standing = outlet.copy()
    rows = np.flatnonzero(np.isin(event, concerned))
    if not len(rows):
        return standing
    size = int(outlet.max()) + 1
    printed = distinct(group[rows].astype(np.int64) * size + outlet[rows])
    names, times = np.unique(printed // size, return_counts=True)
    shared = times[np.searchsorted(names, group[rows])] > 1
    own = distinct(event[rows][~shared].astype(np.int64) * size + outlet[rows][~shared])
    rows = rows[shared]
    first, turn = _turns(event[rows], group[rows], times[np.searchsorted(names, group[rows])])
    published = columns.fields["published"]
    _, day = np.unique(["9999", *((value or "9999")[:10] for value in published.values)], return_inverse=True)
    day = day[published.codes[rows] + 1]
    by_turn = ordered(turn)
    for some in np.split(by_turn, np.flatnonzero(np.diff(turn[by_turn])) + 1):
        order = some[ordered(first[some], day[some])]
        begins = np.flatnonzero(np.diff(first[order], prepend=-1))
        earliest = order[day[order] == np.repeat(day[order[begins]], np.diff(np.append(begins, len(order))))]
        named = event[rows[earliest]].astype(np.int64) * size + outlet[rows[earliest]]
        best = earliest[ordered(first[earliest], ~is_in(named, own), outlet[rows[earliest]])]
        best = best[np.flatnonzero(np.diff(first[best], prepend=-1))]
        chosen = outlet[rows[best]]
        standing[rows[some]] = chosen[np.searchsorted(first[best], first[some])]
        own = distinct(np.concatenate([own, event[rows[best]].astype(np.int64) * size + chosen]))
    return standing


def _turns(event: Ints, group: Ints, times: Ints) -> tuple[Ints, Ints]:
    """For each row a number of its group, and which of the groups of its event is settled first: that of fewest
    outlets."""
    begins, number = combinations(group)
    order = ordered(event[begins], times[begins], group[begins])
    starts = np.flatnonzero(np.diff(event[begins][order], prepend=-1))
    turn = np.empty(len(begins), np.int64)
    turn[order] = np.arange(len(begins)) - np.repeat(starts, np.diff(np.append(starts, len(begins))))
    return number, turn[number]
