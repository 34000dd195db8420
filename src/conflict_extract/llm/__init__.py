"""The only way to a model."""

from conflict_extract.llm.cache import AnswerCache, parse_cache
from conflict_extract.llm.client import ModelClient
from conflict_extract.llm.protocols import Missing, Transport

__all__ = ["AnswerCache", "Missing", "ModelClient", "Transport", "parse_cache"]
