"""A comparison as one self-contained page: no network, no script, and nothing from articles becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conflict_extract._files import packaged, write_whole
from conflict_extract.comparison.results import OUTCOMES, Compared, Count, Outcome
from conflict_extract.comparison.wording import aside, control_words, lead, outcome_names
from conflict_extract.output.report.template import policy_hash, template

# what needs a look comes first
_LISTED: tuple[Outcome, ...] = ("differing", "only_ours", "only_theirs", "agreed")


def write_page(found: Compared, path: Path) -> None:
    """Writes a comparison as one page: counts, what differs with both values and the sentences, what one side lacks.

    Raises:
        OutputError: the file cannot be written.
    """
    folder = packaged("comparison")
    style = packaged("output", "report", "page.css").read_text(encoding="utf-8")
    style += (folder / "page.css").read_text(encoding="utf-8")
    page = template(folder / "page.html.j2").render(
        title=f"Events beside {found.outlet}",
        lead=lead(found),
        aside=list(aside(found)),
        names=outcome_names(found),
        outcomes=OUTCOMES,
        listed=_LISTED,
        found=found,
        bars=_bars,
        links=_links,
        control_words=control_words(found.control) if found.control else "",
        style=style,
        style_hash=policy_hash(style),
    )
    with write_whole(path) as stream:
        # half a surrogate pair, which JSON can smuggle into an article, has no UTF-8 form
        stream.write(page.encode("utf-8", "replace").decode())


def _bars(count: Count) -> Iterator[tuple[Outcome, float, float]]:
    """The share of each outcome of a week or province, as where its bar begins and how wide it is, of 100."""
    total, start = sum(getattr(count, outcome) for outcome in OUTCOMES), 0.0
    for outcome in OUTCOMES:
        width = 100 * getattr(count, outcome) / total
        if width:
            yield outcome, round(start, 2), round(width, 2)
        start += width


def _links(url: str | None) -> bool:
    """Whether an address is one of the web, and not a script."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))
