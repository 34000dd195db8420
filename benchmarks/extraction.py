"""How well and how fast the embedded model extracts, and langextract beside it.

`python -m benchmarks.extraction` prints Markdown tables. The kept-aside passages are only scored, never listed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import langextract_peer
from conflict_extract import Article, Extractor, evaluate, load_articles, load_gold
from conflict_extract.articles import make_article
from conflict_extract.evaluation.gold import GoldRecord
from conflict_extract.evaluation.results import Evaluation
from conflict_extract.schema import Extraction
from conflict_extract.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PASSAGES = ROOT / "examples" / "passages"


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

    def score(self, records: Sequence[Any], bootstrap: int = 0) -> Evaluation:
        """The records' scores."""
        return evaluate(self.gold, records, self.articles, bootstrap=bootstrap)


def passages(name: str) -> Texts:
    """The development passages, or those kept aside."""
    lines = (PASSAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    given = [json.loads(line) for line in lines]
    articles = [
        make_article(
            each["text"], outlet=each["outlet"], published=each["published"], external_id=each["id"], language="en"
        )
        for each in given
    ]
    return Texts(name.replace("_", " "), articles, load_gold(PASSAGES / f"{name}_gold.jsonl"))


def run(texts: Texts, cache: Path, **settings: Any) -> tuple[Extraction, float]:
    """What the embedded model extracts, and the seconds it took."""
    started = time.monotonic()
    with Extractor(model="embedded", cache_dir=cache, **settings) as extractor:
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
        "--cache", type=Path, help="keep the model's answers here; times are then those of the first run"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = options.cache or Path(folder)
        _link_models(cache)
        sets = [passages("development"), passages("held_out")]
        if (options.shared / "gold" / "seeds.jsonl").exists():
            seeds = Texts(
                "two news articles",
                list(load_articles([options.shared / "articles"])),
                load_gold(options.shared / "gold" / "seeds.jsonl"),
            )
            sets.append(seeds)
        _whole(sets, cache)
        if options.langextract:
            read = [sets[0].every(options.nth), sets[1].every(options.aside), *sets[2:]]
            _beside(read, cache, options.langextract)


def _link_models(cache: Path) -> None:
    """Answers are kept apart, but the model's file need not be made again."""
    cache.mkdir(parents=True, exist_ok=True)
    models = Settings.load().cache_dir / "models"
    if models.exists() and not (cache / "models").exists():
        (cache / "models").symlink_to(models)


def _whole(sets: list[Texts], cache: Path) -> None:
    print("| texts | kind | precision | recall | F1 (95 %) | actor right | place right |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    costs = []
    for texts in sets:
        result, seconds = run(texts, cache)
        scored = texts.score(result.records, bootstrap=1000)
        for kind, score in scored.kinds.items():
            interval = f" ({score.f1_interval[0]:.2f}-{score.f1_interval[1]:.2f})" if score.f1_interval else ""
            details = [scored.fields[name].share if kind == "micro" else None for name in ("actors", "place")]
            shown = " | ".join("" if share is None else f"{share:.2f}" for share in details)
            print(
                f"| {texts.name} | {kind.replace('_', ' ')} | {score.precision:.2f} | {score.recall:.2f} | "
                f"{score.f1:.2f}{interval} | {shown} |",
                flush=True,
            )
        usage = result.usage
        costs.append(
            f"| {texts.name} | {len(texts.articles)} | {texts.words} | {usage.calls} | "
            f"{seconds / texts.sentences:.2f} | "
            f"{1000 * seconds / texts.words:.0f} | {usage.tokens_in / len(texts.articles):.0f} | "
            f"{usage.tokens_out / len(texts.articles):.0f} |"
        )
    print(
        "\n| texts | articles | words | calls | s a sentence | s a 1,000 words | tokens in, an article | tokens out |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(costs), flush=True)


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
