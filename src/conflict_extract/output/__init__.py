"""From events, records and articles to tables, files and the report."""

from conflict_extract.output.acled import ACLED_COLUMNS, write_acled
from conflict_extract.output.collection import Collection, Held
from conflict_extract.output.columnar import to_frame, write_parquet
from conflict_extract.output.geojson import write_geojson
from conflict_extract.output.geopackage import write_geopackage
from conflict_extract.output.json_lines import json_line, write_json_lines
from conflict_extract.output.notebook import events_html
from conflict_extract.output.report import write_report
from conflict_extract.output.rows import COLUMNS, rows
from conflict_extract.output.spreadsheet import write_csv
from conflict_extract.output.table import events_plain, events_table
from conflict_extract.output.workbook import write_workbook

__all__ = [
    "ACLED_COLUMNS",
    "COLUMNS",
    "Collection",
    "Held",
    "events_html",
    "events_plain",
    "events_table",
    "json_line",
    "rows",
    "to_frame",
    "write_acled",
    "write_csv",
    "write_geojson",
    "write_geopackage",
    "write_json_lines",
    "write_parquet",
    "write_report",
    "write_workbook",
]
