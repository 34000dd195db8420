"""The only way to a model."""

from conflict_extract.llm.cache import AnswerCache, parse_cache
from conflict_extract.llm.client import ModelClient
from conflict_extract.llm.protocols import Answers, Missing, Transport
from conflict_extract.llm.shared_answers import SharedAnswers

__all__ = ["AnswerCache", "Answers", "Missing", "ModelClient", "SharedAnswers", "Transport", "parse_cache"]
