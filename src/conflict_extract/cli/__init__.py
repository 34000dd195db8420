"""The command line: parse, call, print. Results go to files or standard output, everything else to standard error."""

from __future__ import annotations

import sys

from conflict_extract.cli.commands import app
from conflict_extract.errors import ConflictExtractError, SettingsError


def main() -> None:
    """Runs the command line; the status is 0 done, 1 nothing done, 2 wrong usage, 3 in part, 130 interrupted."""
    try:
        app()
    except ConflictExtractError as error:
        print(f"conflict-extract: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except KeyboardInterrupt:
        print("conflict-extract: interrupted", file=sys.stderr)
        sys.exit(130)
