"""The report: one HTML page with every event, who reports it in which words, and who denies it."""

from conflict_extract.output.report.page import write_report
from conflict_extract.output.report.payload import Tie

__all__ = ["Tie", "write_report"]
