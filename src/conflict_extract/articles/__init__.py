"""Article files to articles: text, what is known about it, and its sentences with exact offsets."""

from conflict_extract.articles._dates import parse_published
from conflict_extract.articles._encodings import encoding_of
from conflict_extract.articles._furniture import furniture, is_furniture
from conflict_extract.articles._language import is_latin
from conflict_extract.articles._make import article_id_of, make_article
from conflict_extract.articles._reading import ArticleList, ArticleReader, Listed, load_articles, read_articles
from conflict_extract.articles._sentences import segment

__all__ = [
    "ArticleList",
    "ArticleReader",
    "Listed",
    "article_id_of",
    "encoding_of",
    "furniture",
    "is_furniture",
    "is_latin",
    "load_articles",
    "make_article",
    "parse_published",
    "read_articles",
    "segment",
]
