"""Events beside files of coded events (ACLED, UCDP GED and Candidate, VIINA): imported, and compared.

file ─ tables ───► rows of cells, from .csv, .csv.gz or .zip, with the numbers of their lines
       datasets ─► which dataset it is by its columns; what is missing is named
       acled, ucdp, viina ► coded rows: what, where, when and who, as exactly as the row tells
       records ──► an article and a record for each row
       matching ─► events and rows that tell the same happening, one to one, by the weights of merging
       coverage ─► what either side can know at all
       compare ──► agreed, differing, only ours, only theirs
       page ─────► all of it as one page
"""

from conflict_extract.comparison.coded import CodedFile, CodedRow
from conflict_extract.comparison.compare import compare
from conflict_extract.comparison.datasets import read_coded
from conflict_extract.comparison.page import write_page
from conflict_extract.comparison.records import records_of
from conflict_extract.comparison.results import Compared

__all__ = ["CodedFile", "CodedRow", "Compared", "compare", "read_coded", "records_of", "write_page"]
