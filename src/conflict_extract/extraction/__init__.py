"""From articles to grounded records."""

from conflict_extract.extraction.extractor import Extractor

__all__ = ["Extractor"]
