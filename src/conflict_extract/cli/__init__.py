"""The command line: parse, call, print. Results go to files or standard output, everything else to standard error."""

from __future__ import annotations

import gc
import os
import sys

from conflict_extract.cli.commands import app
from conflict_extract.errors import ConflictExtractError, SettingsError

BROKEN_PIPE = 128 + 13
# so many new objects before Python looks for circles among them: at its own 700, a sixth of a short run goes into that
_NEW_OBJECTS = 50_000


def main() -> None:
    """Runs the command line; the status is 0 done, 1 nothing done, 2 wrong usage, 3 in part, 130 interrupted."""
    gc.set_threshold(_NEW_OBJECTS)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SystemExit as ending:
        # typer ends the process itself for these two, and tells neither apart
        if isinstance(ending.__context__, BrokenPipeError):
            sys.exit(BROKEN_PIPE)
        if isinstance(getattr(ending.__context__, "__cause__", None), KeyboardInterrupt):
            print("conflict-extract: interrupted", file=sys.stderr)
        raise
    except ConflictExtractError as error:
        print(f"conflict-extract: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except BrokenPipeError:
        # who reads the output has seen enough; what is left must not be flushed to him at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
    except OSError as error:
        print(f"conflict-extract: {error}", file=sys.stderr)
        sys.exit(1)
