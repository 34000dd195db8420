"""Scores of records and events against gold: what was found, what was missed, what was made up."""

from conflict_extract.evaluation.comparison import Comparison, compare
from conflict_extract.evaluation.gold import GoldRecord, load_gold
from conflict_extract.evaluation.render import render
from conflict_extract.evaluation.results import Evaluation
from conflict_extract.evaluation.scores import evaluate

__all__ = ["Comparison", "Evaluation", "GoldRecord", "compare", "evaluate", "load_gold", "render"]
