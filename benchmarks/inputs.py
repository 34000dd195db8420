"""Reading large files: a web archive and a table, how fast and in how much memory, beside plain libraries.

The peer reads the same archive with `warcio`, takes text, title, date and site name from each page with `trafilatura`,
and does nothing else; `--text-only` has it leave out all but the text. Each side is a process of its own, both in one
run, in turn.

Run as `python -m benchmarks.inputs --megabytes 1000 --rows 1000000`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import run

WORDS = [
    "army", "withdrew", "town", "village", "commander", "said", "soldiers", "the", "of", "a", "in", "on", "Friday",
    "Saturday", "fighters", "captured", "government", "ministry", "denied", "reports", "that", "residents", "fled",
    "northern", "road", "bridge", "after", "before", "fighting", "checkpoint", "brigade",
]  # fmt: skip
PLACES = ("Sorvale", "Harn", "Oste", "Vell", "Dusk", "Merrin", "Tolvane", "Karrow")
SCRIPT = "<script>" + "var load=function(name){return window[name]||{}};" * 600 + "</script>"


def sentence(draw: random.Random) -> str:
    """One sentence of news."""
    return f"{' '.join(draw.choices(WORDS, k=draw.randint(7, 22))).capitalize()} {draw.choice(PLACES)}."


def paragraphs(draw: random.Random, most: int = 24) -> list[str]:
    """The text of one article."""
    return [" ".join(sentence(draw) for _ in range(draw.randint(1, 3))) for _ in range(draw.randint(most // 3, most))]


def page(draw: random.Random, number: int) -> str:
    """A page as news sites build them: menus, data for search engines, an article, teasers, scripts."""
    headline = sentence(draw)[:-1]
    menu = "".join(f"<li><a href='/s/{place}'>{' '.join(draw.choices(WORDS, k=3))}</a></li>" for place in range(90))
    teasers = "".join(
        f"<div class='teaser'><a href='/x/{place}'><h3>{sentence(draw)}</h3></a><time "
        f"datetime='2031-04-1{place % 9}'>x</time></div>"
        for place in range(16)
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(draw))
    data = (
        f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{headline}",'
        '"datePublished":"2031-04-09T08:15:00Z","publisher":{"@type":"Organization","name":"Lantern Post"}}'
    )
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{headline} - Lantern Post</title>"
        f"<meta property='og:site_name' content='Lantern Post'><meta property='og:title' content='{headline}'>"
        "<meta property='article:published_time' content='2031-04-09T08:15:00+00:00'>"
        f"<link rel='canonical' href='https://lantern.example/{number}'><script type='application/ld+json'>"
        f"{data}</script>"
        f"{SCRIPT}</head><body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{headline}</h1>{text}"
        f"</article><aside>{teasers}</aside></main><footer>© 2031</footer>{SCRIPT}</body></html>"
    )


def write_archive(path: Path, size: int, seed: int) -> int:
    """Writes a web archive of about so many bytes, unpacked, and returns how many pages it holds."""
    draw, written, number = random.Random(seed), 0, 0  # noqa: S311  # the same files again and again
    with path.open("wb") as stream:
        while written < size:
            content = page(draw, number).encode()
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + content
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://lantern.example/{number}\r\n"
                f"WARC-Date: 2031-05-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            record = head.encode() + block + b"\r\n\r\n"
            stream.write(gzip.compress(record, 1) if path.suffix == ".gz" else record)
            written += len(record)
            number += 1
    return number


def write_table(path: Path, rows: int, seed: int) -> None:
    """Writes a table of so many articles."""
    draw = random.Random(seed)  # noqa: S311  # the same files again and again
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "title", "source", "published_at", "url", "language", "body"])
        for number in range(rows):
            day, url = f"2031-{1 + number % 12:02}-{1 + number % 28:02}T08:15:00Z", f"https://lantern.example/{number}"
            text = "\n".join(paragraphs(draw, 7))
            outlet = draw.choice(("Lantern Post", "Harn Herald"))
            writer.writerow([number, sentence(draw), outlet, day, url, "en", text])


def read_ours(path: Path) -> int:
    """How many articles this library reads from a file."""
    from conflict_extract import read_articles
    from conflict_extract.schema import Article

    return sum(isinstance(found, Article) for found in read_articles([path]))


def read_plainly(path: Path, *, metadata: bool) -> int:
    """How many pages of an archive trafilatura finds text on."""
    import trafilatura
    from warcio.archiveiterator import ArchiveIterator

    found = 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                content = record.content_stream().read()
                text = trafilatura.extract(content, with_metadata=metadata, output_format="json" if metadata else "txt")
                found += text is not None
    return found


def measured(what: str, path: Path) -> tuple[int, float, float]:
    """What one side reads in a process of its own: how much, in seconds of the processor, in MB at most."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.txt")
        cost = run(
            [sys.executable, "-m", "benchmarks.inputs", "--side", what, "--file", path, "--answer", answer], 7_200
        )
        count, seconds = answer.read_text(encoding="utf-8").split()
    return int(count), float(seconds), cost.megabytes


def lines(megabytes: int, rows: int, seed: int) -> Iterator[str]:
    """The rows of a table: what was read, how much of it a second, in how much memory, and how many times the peer."""
    yield "| file | read by | articles | a second | beside the peer | MB at most |"
    yield "| --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "crawl.warc.gz")
        write_archive(archive, megabytes * 1_000_000, seed)
        sides = {each: measured(each, archive) for each in ("ours", "plain", "text")}
        rates = {each: count / seconds for each, (count, seconds, _) in sides.items()}
        names = {"ours": "conflict_extract", "plain": "warcio + trafilatura", "text": "the same, text only"}
        for side, (count, _, memory) in sides.items():
            ratio = f"{rates['ours'] / rates[side]:.2f}" if side != "ours" else ""
            shown = [
                f"WARC, {megabytes:,} MB",
                names[side],
                f"{count:,}",
                f"{rates[side]:,.1f}",
                ratio,
                f"{memory:,.0f}",
            ]
            yield f"| {' | '.join(shown)} |"
        archive.unlink()
        table = Path(folder, "table.csv")
        write_table(table, rows, seed)
        size = table.stat().st_size / 1e6
        count, seconds, memory = measured("ours", table)
        shown = [
            f"CSV, {size:,.0f} MB",
            "conflict_extract",
            f"{count:,}",
            f"{count / seconds:,.1f}",
            "",
            f"{memory:,.0f}",
        ]
        yield f"| {' | '.join(shown)} |"


def main() -> None:
    """Prints the table; with `--side`, one side of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100, help="of the web archive, unpacked")
    parser.add_argument("--rows", type=int, default=100_000, help="of the table")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--side", choices=("ours", "plain", "text"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side is None:
        for line in lines(given.megabytes, given.rows, given.seed):
            print(line, flush=True)
        return
    # Seconds of the processor: what else runs on the machine is neither side's doing.
    started = time.process_time()
    count = read_ours(given.file) if given.side == "ours" else read_plainly(given.file, metadata=given.side == "plain")
    given.answer.write_text(f"{count} {time.process_time() - started}", encoding="utf-8")


if __name__ == "__main__":
    main()
