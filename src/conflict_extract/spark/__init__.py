"""On a Spark cluster, past what one machine holds: the extra `spark`."""

from conflict_extract.spark.merging import MergedRecords, merge_records

__all__ = ["MergedRecords", "merge_records"]
