"""`python -m conflict_extract` is `conflict-extract`."""

from conflict_extract.cli import main

main()
