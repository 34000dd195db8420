"""Which model names are known where no endpoint is named, so that a slip of the pen sends no article away."""

from __future__ import annotations

from fnmatch import fnmatchcase

from conflict_extract._files import packaged_table

_SLIPS = 2  # letters left out, added, exchanged or in the wrong order, up to which two names are taken for one


def is_served_by_default(model: str) -> bool:
    """Whether the name is one of the families of the endpoint that articles go to where none is named."""
    return any(fnmatchcase(model, family) for family in packaged_table("known_models.toml")["families"])


def resembles(model: str, known: str) -> bool:
    """Whether a name is another one in other case, or with a slip or two in it."""
    if abs(len(model) - len(known)) > _SLIPS:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(model.lower(), known, score_cutoff=_SLIPS) <= _SLIPS
