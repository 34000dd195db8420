"""Documents: PDF, word processors, rich text; their words in the order in which they are read."""

from conflict_extract.articles.documents._pdf import pdf_text
from conflict_extract.articles.documents._rich_text import rich_text
from conflict_extract.articles.documents._word import word_lines

__all__ = ["pdf_text", "rich_text", "word_lines"]
