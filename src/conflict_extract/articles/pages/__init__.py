"""Web pages to articles: what a page says, and what is on it if it is no article."""

from conflict_extract.articles.pages._page import page_item, page_items
from conflict_extract.articles.pages._tree import block_lines

__all__ = ["block_lines", "page_item", "page_items"]
