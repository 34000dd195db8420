"""The count of what reads English only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.english import FOLDERS, HERE, Size, measure, sizes, total

_PYTHON = '''"""A docstring
of two lines."""

# a comment
def named():  # behind code
    """One more."""
    text = "# no comment"

    return text
'''
_TOML = '''# a comment
name = "# none"  # one

words = """a # b
"c" d
"""
'''


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("a.py", _PYTHON, 'def named():\n    text = "# no comment"\n    return text\n'),
        ("a.toml", _TOML, 'name = "# none"\nwords = """a # b\n"c" d\n"""\n'),
        ("a.md", "# Title\n\nText.\n", "# Title\nText.\n"),
        ("empty.py", "", ""),
    ],
)
def test_comments_docstrings_and_blank_lines_do_not_count(tmp_path: Path, name: str, text: str, kept: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert measure(tmp_path / name) == Size(kept.count("\n"), len(kept.encode()))


def test_every_folder_is_there_and_the_parts_add_up() -> None:
    found = sizes(HERE)
    assert all(any(name.startswith(f"{folder}/") for name in found) for folder in FOLDERS)
    assert total(found) == Size(sum(each.lines for each in found.values()), sum(each.size for each in found.values()))
    assert min(total(found)) > 0


def test_another_checkout_stands_beside_this_one(tmp_path: Path) -> None:
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / FOLDERS[0] / "one.py").write_text("one = 1\ntwo = 2\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.english", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=HERE,
        check=True,
    )
    own, last = total(sizes(HERE)), ran.stdout.splitlines()[-1].split()
    expected = [f"{own.lines:,}", f"{own.size:,}", "2", "16", f"{own.lines / 2:.2f}", f"{own.size / 16:.2f}"]
    assert last == ["all", *expected]
