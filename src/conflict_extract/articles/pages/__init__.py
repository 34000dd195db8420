"""Web pages to articles: what a page says, and what is on it if it is no article."""

from conflict_extract.articles.pages._page import page_item, page_items
from conflict_extract.articles.pages._tree import block_lines, lines_of_mail

__all__ = ["block_lines", "lines_of_mail", "page_item", "page_items"]
