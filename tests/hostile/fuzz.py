"""`make fuzz`: a coverage-guided fuzzer looks for files that the readers do not turn into articles or clear messages.

It begins with bad files of every family, and with a sound one of every format, and goes where they lead to new code.
It stops at the first file that brings about anything else, and leaves it in the folder as `crash-…`.

Run as `python -m tests.hostile.fuzz FOLDER --seconds 120`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["conflict_extract.articles"]):
    from conflict_extract.articles import load_articles
    from conflict_extract.articles._formats import suffixes

from tests.hostile.bad_files import FAMILIES, bad_files
from tests.hostile.soak import check_articles, check_failures

SUFFIXES = (*suffixes(), ".jsonl.gz", ".warc.gz")
EXAMPLES = Path(__file__).parents[2] / "docs" / "example" / "inputs"
LARGEST = 20_000  # bytes; what is slow for its size alone is the soak's business
SECONDS_A_FILE = 20


def main() -> None:
    """Fuzzes the readers for a while; the process ends with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files lie; those found in one run begin the next")
    parser.add_argument("--seconds", type=int, default=120)
    given = parser.parse_args()
    corpus = given.folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    begun = {bad.name: bad.content for bad in bad_files(10 * len(FAMILIES), seed=5)}
    begun |= {path.name: path.read_bytes() for path in EXAMPLES.iterdir()}
    for name, content in begun.items():
        suffix = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
        if suffix is not None and len(content) < LARGEST:
            (corpus / name).write_bytes(bytes([SUFFIXES.index(suffix)]) + content)

    def read(data: bytes) -> None:
        """One file, whose first byte tells its kind."""
        if not data:
            return
        path = given.folder / f"file{SUFFIXES[data[0] % len(SUFFIXES)]}"
        path.write_bytes(data[1:])
        found = load_articles([path])
        check_articles(found)
        check_failures(found.failures)
        assert found or found.failures

    for number in range(len(SUFFIXES)):
        read(bytes([number]) + b"[]")  # what a reader loads when first used takes its time, and is no fault of a file

    limits = [f"-max_total_time={given.seconds}", f"-timeout={SECONDS_A_FILE}", f"-max_len={LARGEST}"]
    places = [f"-artifact_prefix={given.folder}/", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, "-verbosity=0", "-print_final_stats=1", *places], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
