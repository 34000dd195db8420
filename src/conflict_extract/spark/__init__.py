"""The same steps on a Spark cluster that holds the archive already; comes with the extra `spark`.

Nothing else of the library knows of it. Only DataFrames are used, so that Spark Connect does as well.
"""

from conflict_extract._extras import library
from conflict_extract.errors import SettingsError

library("pyspark", "spark", SettingsError, "nothing runs on Spark here")

from conflict_extract.spark.extraction import ExtractedArticles, extract_articles  # noqa: E402  # it needs the library
from conflict_extract.spark.merging import MergedRecords, merge_records  # noqa: E402

__all__ = ["ExtractedArticles", "MergedRecords", "extract_articles", "merge_records"]
