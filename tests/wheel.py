"""Builds the wheel, installs it into an empty environment and runs the command line from there: `make test-wheel`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from tests.fakes import Endpoint, Reply, completion

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "conflict_extract/prompts/article_reader/instructions.md",
    "conflict_extract/prompts/article_reader/examples.jsonl",
    "conflict_extract/prompts/sentence_reader/instructions.md",
    "conflict_extract/prompts/sentence_reader/examples.jsonl",
    "conflict_extract/schemas/answer.schema.json",
    "conflict_extract/schemas/record.schema.json",
    "conflict_extract/known_models.toml",
    "conflict_extract/normalize/actors.toml",
    "conflict_extract/merging/weights.toml",
    "conflict_extract/output/report/page.html.j2",
    "conflict_extract/output/report/assets/script.js",
    "conflict_extract/output/report/assets/outlines.json",
    "conflict_extract/review/cards.toml",
    "conflict_extract/review/page.html",
    "conflict_extract/review/review.js",
    "conflict_extract/py.typed",
)
NEEDS = "pip install 'conflict-extract[embedded]'"
ARTICLE = "Coast Wire\nThe ministry said on 4 May 2012 that talks go on.\n"
PAGE = (
    "<html lang='en'><head><title>Talks</title></head><body><article><p>The ministry said on 4 May 2012 that the talks "
    "go on, and that nobody expects them to end before the summer.</p></article></body></html>"
)


def main() -> None:
    """Exits with a message if any step fails."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        run([sys.executable, "-m", "build", "--wheel", "--outdir", str(where / "dist"), str(ROOT)], where)
        wheel = next((where / "dist").glob("*.whl"))
        inside = set(zipfile.ZipFile(wheel).namelist())
        missing = [name for name in NEEDED if name not in inside]
        if missing:
            sys.exit(f"the wheel lacks {', '.join(missing)}")
        venv.create(where / "venv", with_pip=True)
        program = where / "venv" / "bin"
        run([str(program / "python"), "-m", "pip", "install", "--quiet", str(wheel)], where)
        (where / "article.txt").write_text(ARTICLE, encoding="utf-8")
        command = str(program / "conflict-extract")
        run([command, "--version"], where)
        run([command, "schema", "record"], where)
        (where / "page.html").write_text(PAGE, encoding="utf-8")  # the libraries for HTML are installed, too
        without = run([command, "run", "article.txt", "--out", "none"], where, status=2)
        if NEEDS not in without:
            sys.exit(f"without the embedded reader's extra the installed command said\n{without}")
        with Endpoint(Reply(completion())) as endpoint:
            hosted = ["--model", "hosted", "--base-url", endpoint.base_url]
            run([command, "run", "article.txt", "page.html", "--out", "out", *hosted], where)
        found = sorted(path.name for path in (where / "out").iterdir())
        wanted = ["articles.jsonl", "events.csv", "events.geojson", "events.json", "quarantined.jsonl"]
        wanted += ["records.jsonl", "report.html", "run.json"]
        if found != wanted:
            sys.exit(f"the installed command wrote {found}")
        print(f"{wheel.name}: 1 passed, 0 failed")


def run(command: list[str], where: Path, status: int = 0) -> str:
    """What a command prints away from the working copy; stops if it exits with another status."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "OPENAI"))}
    environment["CONFLICT_EXTRACT_CACHE_DIR"] = str(where / "cache")
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    printed = done.stdout + done.stderr
    if done.returncode != status:
        sys.exit(f"{' '.join(command)} exited with {done.returncode}\n{printed}")
    return printed


if __name__ == "__main__":
    main()
