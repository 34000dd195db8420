"""The only door to a model."""

from conflict_extract.llm.cache import AnswerCache
from conflict_extract.llm.door import ModelDoor, Transport

__all__ = ["AnswerCache", "ModelDoor", "Transport"]
