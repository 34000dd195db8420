"""The event set."""

from conflict_extract.eventset.control import Change, ControlState
from conflict_extract.eventset.deciding import Decision
from conflict_extract.eventset.eventset import EventSet, merge
from conflict_extract.eventset.explanation import Explanation

__all__ = ["Change", "ControlState", "Decision", "EventSet", "Explanation", "merge"]
