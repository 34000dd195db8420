"""`make test-audit`: whether `make audit` passes over what is accepted, fails on what is not, and names both.

A stand-in on loopback answers as the OSV service does, for the audit itself needs the network. Not collected by pytest:
pip-audit lives in an environment of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = ("diskcache", "CVE-2025-69872")
NEW = ("pydantic", "CVE-2099-0001")


class _Service(BaseHTTPRequestHandler):
    known: tuple[tuple[str, str], ...] = ()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        body = json.dumps(
            {"vulns": found} if (found := [_entry(*each) for each in self.known if each[0] == asked]) else {}
        )
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def _entry(package: str, identifier: str) -> dict[str, Any]:
    affected = {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": [], "versions": []}
    return {"id": identifier, "aliases": [], "summary": "", "details": "", "affected": [affected]}


def audit(*known: tuple[str, str]) -> subprocess.CompletedProcess[str]:
    """`make audit` where the service knows these vulnerabilities."""
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Known", (_Service,), {"known": known})) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{service.server_address[1]}/v1/query"
        asking = f"AUDIT=--vulnerability-service osv --osv-url {url}"
        here = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        done = subprocess.run(
            ["make", "audit", asking], cwd=ROOT, env=here, capture_output=True, text=True, check=False
        )
        service.shutdown()
    return done


def main() -> None:
    """Exits with what went wrong."""
    passed, failed = audit(ACCEPTED), audit(ACCEPTED, NEW)
    if passed.returncode != 0 or "1 ignored" not in passed.stderr:
        sys.exit(f"an accepted finding is not passed over:\n{passed.stdout}{passed.stderr}")
    if failed.returncode == 0 or NEW[1] not in failed.stdout:
        sys.exit(f"a finding that nobody accepted is passed over:\n{failed.stdout}{failed.stderr}")
    print(passed.stderr.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
