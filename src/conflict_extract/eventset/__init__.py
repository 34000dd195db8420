"""The event set."""

from conflict_extract.eventset.control import ControlState
from conflict_extract.eventset.eventset import EventSet, merge
from conflict_extract.eventset.explanation import Explanation

__all__ = ["ControlState", "EventSet", "Explanation", "merge"]
