"""Article text as a model sees it, which can be taken for nothing else."""

from __future__ import annotations

from conflict_extract._characters import visible

# also the full-width and small forms, which some tokenizers turn into the plain ones
_NEUTRAL = str.maketrans("<＜﹤>＞﹥[［﹇{｛﹛]］﹈}｝﹜|｜", "‹‹‹›››(((((())))))¦¦")


def defused(text: str) -> str:
    """Article text that cannot be taken for our tags, sentence numbers or a chat template's special tokens, and that
    holds nothing which a reader of the article does not see. `spans.find` leads from it back to the article.
    """
    return " ".join(visible(text).translate(_NEUTRAL).split())
