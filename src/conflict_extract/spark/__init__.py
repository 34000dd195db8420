"""The same steps on a Spark cluster that holds the archive already; comes with the extra `spark`.

Nothing else of the library knows of it. Only DataFrames are used, so that Spark Connect does as well.
"""

from conflict_extract.spark.extraction import ExtractedArticles, extract_articles

__all__ = ["ExtractedArticles", "extract_articles"]
