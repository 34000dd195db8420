"""The same calls through a provider's batch API, or as request files for others: what comes back fills the cache.

    request files → (provider, or another program) → result files → the cache

`request_files` writes what the cache lacks, `submitting` hands it over, `fetching` takes in what comes back, and the
`manifest` in the folder of the batch knows which request is where, so that none is made twice and none is lost.
"""

from conflict_extract.llm.batch.fetching import Fetched, fetch, fetch_files
from conflict_extract.llm.batch.manifest import Manifest, Plan
from conflict_extract.llm.batch.request_files import Limits, RequestFiles
from conflict_extract.llm.batch.submitting import Submitted, cancel, cost_of, refresh, submit

__all__ = [
    "Fetched",
    "Limits",
    "Manifest",
    "Plan",
    "RequestFiles",
    "Submitted",
    "cancel",
    "cost_of",
    "fetch",
    "fetch_files",
    "refresh",
    "submit",
]
