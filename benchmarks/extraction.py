"""How well and how fast the embedded model extracts, and langextract beside it.

`python -m benchmarks.extraction` prints Markdown tables. The kept-aside passages are only scored, never listed.
With `--cache` answers are kept, and a run that finds all of them asks no model.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import langextract_peer
from conflict_extract import Article, Extractor, evaluate, load_articles, load_gold
from conflict_extract.articles import make_article
from conflict_extract.evaluation.gold import GoldRecord
from conflict_extract.evaluation.results import Evaluation, Interval
from conflict_extract.schema import KINDS, Extraction
from conflict_extract.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PASSAGES = {
    "development": "development passages",
    "held_out": "passages kept aside",
    "fresh_aside": "fresh passages kept aside",
}
FIELDS = ("actors", "place", "extent", "date")
BOOTSTRAP = 1000


@dataclass(frozen=True)
class Texts:
    """Articles with their gold.

    Args:
        name: as the tables show it.
        articles: the texts.
        gold: their rows.
    """

    name: str
    articles: list[Article]
    gold: list[GoldRecord]

    @property
    def sentences(self) -> int:
        """How many sentences there are, with those that no model reads."""
        return sum(len(article.sentences) for article in self.articles)

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(len(article.text.split()) for article in self.articles)

    def every(self, nth: int) -> Texts:
        """Every nth article with its rows."""
        kept = self.articles[::nth]
        ids = {article.external_id for article in kept}
        return Texts(f"{self.name}, every {nth}th", kept, [row for row in self.gold if row.article in ids])

    def with_those_of(self, other: Texts, name: str) -> Texts:
        """These texts and others as one."""
        return Texts(name, self.articles + other.articles, self.gold + other.gold)

    def score(self, records: Sequence[Any], bootstrap: int = 0) -> Evaluation:
        """The records' scores."""
        return evaluate(self.gold, records, self.articles, bootstrap=bootstrap)


def passages(name: str) -> Texts:
    """The passages of one file of `examples/passages`."""
    folder = EXAMPLES / "passages"
    given = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = [
        make_article(
            each["text"], outlet=each["outlet"], published=each["published"], external_id=each["id"], language="en"
        )
        for each in given
    ]
    return Texts(PASSAGES[name], articles, load_gold(folder / f"{name}_gold.jsonl"))


def collections(shared: Path) -> dict[str, Texts]:
    """All texts with gold, by a short name; the two news articles where their folder is at hand.

    Args:
        shared: folder with gold/ and articles/.
    """
    found = {name: passages(name) for name in PASSAGES}
    whole = {
        "news": ("two news articles", shared / "articles", shared / "gold" / "seeds.jsonl"),
        "demo": ("demo", EXAMPLES / "articles", EXAMPLES / "gold.jsonl"),
        "long_demo": ("long demo", EXAMPLES / "long" / "articles", EXAMPLES / "long" / "gold.jsonl"),
    }
    for name, (title, articles, gold) in whole.items():
        if gold.exists():
            found[name] = Texts(title, list(load_articles([articles])), load_gold(gold))
    return found


def run(texts: Texts, cache: Path, **settings: Any) -> tuple[Extraction, float]:
    """What a model extracts, the embedded one unless settings name another, and the seconds it took."""
    started = time.monotonic()
    with Extractor(cache_dir=cache, **{"model": "embedded", **settings}) as extractor:
        result = extractor.extract(texts.articles)
    return result, time.monotonic() - started


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with gold/ and articles/")
    parser.add_argument("--nth", type=int, default=24, help="which development passages langextract reads")
    parser.add_argument("--aside", type=int, default=4, help="which passages kept aside langextract reads")
    parser.add_argument("--langextract", metavar="PYTHON", help="interpreter that has langextract[openai]")
    parser.add_argument(
        "--cache", type=Path, help="keep the model's answers here, and use those kept; these take no time"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        _link_models(cache)
        texts = collections(options.shared)
        _whole(texts, cache)
        if options.langextract:
            read = [texts["development"].every(options.nth), texts["held_out"].every(options.aside)]
            _beside([*read, *(texts[name] for name in ("news",) if name in texts)], cache, options.langextract)


def _link_models(cache: Path) -> None:
    """Answers are kept apart, but the model's file need not be made again."""
    cache.mkdir(parents=True, exist_ok=True)
    models = Settings.load().cache_dir / "models"
    if models.exists() and not (cache / "models").exists():
        (cache / "models").symlink_to(models)


def _whole(texts: dict[str, Texts], cache: Path) -> None:
    """Prints the scores of all texts, those of each kind, and what they cost."""
    records, scored, costs = {}, {}, []
    for name, each in texts.items():
        result, seconds = run(each, cache)
        records[name] = result.records
        scored[each.name] = each.score(result.records, BOOTSTRAP)
        costs.append(cost_row(each, result, seconds))
        if result.failures:
            print(f"{each.name}: {len(result.failures)} failures: {result.failures[0].message}", file=sys.stderr)
    both = texts["held_out"].with_those_of(texts["fresh_aside"], "all passages kept aside")
    scored[both.name] = both.score([*records["held_out"], *records["fresh_aside"]], BOOTSTRAP)
    print("\n".join([*score_table(scored), "", *kind_table(scored), "", *COST_HEAD, *costs]), flush=True)


def score_table(scored: Mapping[str, Evaluation]) -> list[str]:
    """What was found of each collection of texts by kind and place, what misleads, and how right the fields are.

    `actors`, `place`, `extent` and `date` are the shares of right ones, of the records whose gold row states the field.
    """
    lines = [
        f"| texts | precision | recall | F1 (95 %) | severe (95 %) | {' | '.join(FIELDS)} |",
        f"|{' --- |' * (5 + len(FIELDS))}",
    ]
    for name, each in scored.items():
        micro, severe = each.kinds["micro"], each.severe_share
        cells = [
            f"{micro.precision:.3f}",
            f"{micro.recall:.3f}",
            _with_interval(micro.f1, micro.f1_interval),
            _with_interval(severe.share, severe.interval),
            *(_with_interval(each.fields[field].share, None) for field in FIELDS),
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def kind_table(scored: Mapping[str, Evaluation]) -> list[str]:
    """Precision, recall and F1 of each kind."""
    lines = ["| texts | kind | precision | recall | F1 (95 %) |", f"|{' --- |' * 5}"]
    for name, each in scored.items():
        for kind in KINDS:
            score = each.kinds[kind]
            told = _with_interval(score.f1, score.f1_interval)
            lines.append(f"| {name} | {kind.replace('_', ' ')} | {score.precision:.3f} | {score.recall:.3f} | {told} |")
    return lines


def _with_interval(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f} ({interval[0]:.2f}-{interval[1]:.2f})" if interval else f"{value:.3f}"


COST_HEAD = (
    "| texts | articles | words | calls | s a sentence | s a 1,000 words | tokens in, an article | tokens out |",
    f"|{' --- |' * 8}",
)


def cost_row(texts: Texts, result: Extraction, seconds: float) -> str:
    """Calls, time and tokens; answers that were kept cost nothing."""
    usage, articles = result.usage, len(texts.articles)
    return (
        f"| {texts.name} | {articles} | {texts.words} | {usage.calls} | {seconds / texts.sentences:.2f} | "
        f"{1000 * seconds / texts.words:.0f} | {usage.tokens_in / articles:.0f} | {usage.tokens_out / articles:.0f} |"
    )


def _beside(sets: list[Texts], cache: Path, python: str) -> None:
    model = next((cache / "models").glob("*.gguf"))
    print(
        "\n| texts | ours: F1 | langextract: precision | recall | F1 | s a sentence |\n"
        "| --- | --- | --- | --- | --- | --- |"
    )
    for texts in sets:
        ours = texts.score(run(texts, cache)[0].records).kinds["micro"]
        records, seconds, answered = langextract_peer.extract(python, model, texts.articles)
        theirs = texts.score(records).kinds["micro"]
        left = "" if answered == len(texts.articles) else f" ({answered} of {len(texts.articles)} texts answered)"
        print(
            f"| {texts.name}{left} | {ours.f1:.2f} | {theirs.precision:.2f} | {theirs.recall:.2f} | {theirs.f1:.2f} | "
            f"{seconds / texts.sentences:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
