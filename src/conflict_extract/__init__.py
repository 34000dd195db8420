"""conflict_extract: articles about a war in, one checked, attributed and merged set of events out.

    from conflict_extract import Extractor, load_articles, merge

    articles = load_articles(["articles/"])
    with Extractor() as extractor:
        result = extractor.extract(articles)
    events = merge(result.records, articles)

Every public name lives here; everything else may change. Importing the package is quick: what a name needs is
loaded when the name is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from conflict_extract._version import __version__ as __version__

if TYPE_CHECKING:
    from conflict_extract.articles import ArticleList as ArticleList
    from conflict_extract.articles import load_articles as load_articles
    from conflict_extract.articles import make_article as make_article
    from conflict_extract.articles import read_articles as read_articles
    from conflict_extract.errors import AnswerAwaited as AnswerAwaited
    from conflict_extract.errors import AnswerInvalid as AnswerInvalid
    from conflict_extract.errors import AnswerRefused as AnswerRefused
    from conflict_extract.errors import AnswerTruncated as AnswerTruncated
    from conflict_extract.errors import ArticleError as ArticleError
    from conflict_extract.errors import BatchError as BatchError
    from conflict_extract.errors import BudgetExceeded as BudgetExceeded
    from conflict_extract.errors import CacheError as CacheError
    from conflict_extract.errors import ConflictExtractError as ConflictExtractError
    from conflict_extract.errors import ContextTooLong as ContextTooLong
    from conflict_extract.errors import EmbeddedExtraMissing as EmbeddedExtraMissing
    from conflict_extract.errors import EmbeddedModelError as EmbeddedModelError
    from conflict_extract.errors import EmbeddedServerFailed as EmbeddedServerFailed
    from conflict_extract.errors import EndpointNotNamed as EndpointNotNamed
    from conflict_extract.errors import LanguageNotCovered as LanguageNotCovered
    from conflict_extract.errors import ModelError as ModelError
    from conflict_extract.errors import ModelFileDamaged as ModelFileDamaged
    from conflict_extract.errors import ModelFileMissing as ModelFileMissing
    from conflict_extract.errors import ModelRejected as ModelRejected
    from conflict_extract.errors import ModelUnavailable as ModelUnavailable
    from conflict_extract.errors import OfflineMiss as OfflineMiss
    from conflict_extract.errors import OutputError as OutputError
    from conflict_extract.errors import PlacesError as PlacesError
    from conflict_extract.errors import RateLimited as RateLimited
    from conflict_extract.errors import RecordsError as RecordsError
    from conflict_extract.errors import SettingsError as SettingsError
    from conflict_extract.evaluation import Evaluation as Evaluation
    from conflict_extract.evaluation import evaluate as evaluate
    from conflict_extract.evaluation import load_gold as load_gold
    from conflict_extract.eventset import ControlState as ControlState
    from conflict_extract.eventset import Decision as Decision
    from conflict_extract.eventset import EventSet as EventSet
    from conflict_extract.eventset import Explanation as Explanation
    from conflict_extract.eventset import merge as merge
    from conflict_extract.extraction import Extractor as Extractor
    from conflict_extract.normalize import ActorTable as ActorTable
    from conflict_extract.normalize import Gazetteer as Gazetteer
    from conflict_extract.normalize import OutletTable as OutletTable
    from conflict_extract.normalize import load_actors as load_actors
    from conflict_extract.normalize import load_outlets as load_outlets
    from conflict_extract.record_files import read_records as read_records
    from conflict_extract.schema import Actor as Actor
    from conflict_extract.schema import Article as Article
    from conflict_extract.schema import Conflict as Conflict
    from conflict_extract.schema import ControlChange as ControlChange
    from conflict_extract.schema import ControlChangeEvent as ControlChangeEvent
    from conflict_extract.schema import Date as Date
    from conflict_extract.schema import Defection as Defection
    from conflict_extract.schema import DefectionEvent as DefectionEvent
    from conflict_extract.schema import Event as Event
    from conflict_extract.schema import Evidence as Evidence
    from conflict_extract.schema import Extraction as Extraction
    from conflict_extract.schema import Failure as Failure
    from conflict_extract.schema import OfficialDenial as OfficialDenial
    from conflict_extract.schema import OfficialDenialEvent as OfficialDenialEvent
    from conflict_extract.schema import Place as Place
    from conflict_extract.schema import Quarantined as Quarantined
    from conflict_extract.schema import Record as Record
    from conflict_extract.schema import Sentence as Sentence
    from conflict_extract.schema import Size as Size
    from conflict_extract.schema import Source as Source
    from conflict_extract.schema import Usage as Usage
    from conflict_extract.schema import Withdrawal as Withdrawal
    from conflict_extract.schema import WithdrawalEvent as WithdrawalEvent
    from conflict_extract.settings import Settings as Settings

_HOMES = {
    "articles": ("ArticleList", "load_articles", "make_article", "read_articles"),
    "errors": (
        "AnswerAwaited",
        "AnswerInvalid",
        "AnswerRefused",
        "AnswerTruncated",
        "ArticleError",
        "BatchError",
        "BudgetExceeded",
        "CacheError",
        "ConflictExtractError",
        "ContextTooLong",
        "EmbeddedExtraMissing",
        "EmbeddedModelError",
        "EmbeddedServerFailed",
        "EndpointNotNamed",
        "LanguageNotCovered",
        "ModelError",
        "ModelFileDamaged",
        "ModelFileMissing",
        "ModelRejected",
        "ModelUnavailable",
        "OfflineMiss",
        "OutputError",
        "PlacesError",
        "RateLimited",
        "RecordsError",
        "SettingsError",
    ),
    "evaluation": ("Evaluation", "evaluate", "load_gold"),
    "eventset": ("ControlState", "Decision", "EventSet", "Explanation", "merge"),
    "extraction": ("Extractor",),
    "record_files": ("read_records",),
    "normalize": ("ActorTable", "Gazetteer", "OutletTable", "load_actors", "load_outlets"),
    "schema": (
        "Actor",
        "Article",
        "Conflict",
        "ControlChange",
        "ControlChangeEvent",
        "Date",
        "Defection",
        "DefectionEvent",
        "Event",
        "Evidence",
        "Extraction",
        "Failure",
        "OfficialDenial",
        "OfficialDenialEvent",
        "Place",
        "Quarantined",
        "Record",
        "Sentence",
        "Size",
        "Source",
        "Usage",
        "Withdrawal",
        "WithdrawalEvent",
    ),
    "settings": ("Settings",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted([*_HOME_OF, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
