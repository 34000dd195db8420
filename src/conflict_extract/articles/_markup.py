"""How files in XML and HTML begin."""

from __future__ import annotations

# What may stand before the outermost element: declarations, comments, a document type. It is matched without a way back
# (`?>`): of many comments in a row there are too many ways to tell them apart.
PROLOG = rb"(?>\s*(?:<\?.{0,400}?\?>\s*|<!--.{0,4000}?-->\s*|<!DOCTYPE[^>\[]{0,400}(?:\[.{0,6000}?\]\s*)?>\s*)*)"
