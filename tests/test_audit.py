"""What `make audit` passes over has a reason, and concerns what is installed. The audit itself needs the network."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ACCEPTED = Path(__file__).resolve().parent.parent / ".ci" / "accepted-findings.txt"
LINE = re.compile(r"(?P<identifier>[A-Z]+-[-0-9A-Za-z]+) (?P<package>[-\w.]+): (?P<reason>.+)")


def test_every_accepted_finding_names_its_package_and_its_reason() -> None:
    lines = [line for line in ACCEPTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = [LINE.fullmatch(line) for line in lines]
    assert found
    for line, match in zip(lines, found, strict=True):
        assert match is not None, line
        assert metadata.version(match["package"]), "what is gone from here is accepted no longer"
        assert len(match["reason"].split()) > 5
        for path in re.findall(r"[\w/]+\.py", match["reason"]):
            root = ACCEPTED.parent.parent
            assert (root / path).exists() or (root / "src" / "conflict_extract" / path).exists(), path
