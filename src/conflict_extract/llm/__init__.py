"""The only way to a model."""

from conflict_extract.llm.cache import AnswerCache, parse_cache
from conflict_extract.llm.client import ModelClient
from conflict_extract.llm.protocols import Transport

__all__ = ["AnswerCache", "ModelClient", "Transport", "parse_cache"]
