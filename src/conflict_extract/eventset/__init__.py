"""The event set."""

from conflict_extract.eventset.control import Change, ControlState
from conflict_extract.eventset.deciding import Decision
from conflict_extract.eventset.eventset import EventSet, merge
from conflict_extract.eventset.explanation import Explanation
from conflict_extract.eventset.store import EventRow

__all__ = ["Change", "ControlState", "Decision", "EventRow", "EventSet", "Explanation", "merge"]
