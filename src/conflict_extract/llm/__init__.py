"""The only door to a model."""

from conflict_extract.llm.cache import AnswerCache
from conflict_extract.llm.door import ModelDoor
from conflict_extract.llm.transport import Transport

__all__ = ["AnswerCache", "ModelDoor", "Transport"]
