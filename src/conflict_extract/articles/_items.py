"""One article as its file gives it: text and what the file says about it, made into an `Article`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conflict_extract.articles._language import language_of
from conflict_extract.articles._make import check_text, make_article, normalised
from conflict_extract.articles._metadata import stated_in
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article

_READ_FROM_TEXT = ("outlet", "published", "title")


@dataclass(frozen=True)
class Item:
    """A text with what its file says about it.

    `stated` names what the file speaks about, be it to say that it is unknown (null): that is not read from the text.
    `origins` says in a few words where outlet and published come from ("key published_at", "dateline"), and `note`
    what somebody who looks through the articles should know ("paywalled: only its beginning").
    """

    text: str
    path: str
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    external_id: str | None = None
    stated: frozenset[str] = field(default=frozenset())
    origins: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


# An article with the name that messages give it, or what is wrong with it.
Found = tuple[Item, str] | ArticleError


def completed(item: Item, *, name: str, outlet: str | None = None, published: str | None = None) -> Item:
    """The item with what its file does not speak about read from its text; the arguments override both.

    Args:
        item: text and metadata.
        name: how messages call it: the path, and for JSON the line.
        outlet: overrides whatever the file says.
        published: likewise, in ISO 8601.

    Raises:
        ArticleError: the text is empty, binary or too long.
    """
    text = normalised(item.text)
    check_text(text, name)
    origins = dict(item.origins)
    if outlet:
        item = replace(item, outlet=outlet, stated=item.stated | {"outlet"})
        origins["outlet"] = "--outlet"
    if published:
        item = replace(item, published=published, stated=item.stated | {"published"})
        origins["published"] = "--published"
    language = language_of(text, item.language)
    missing = [key for key in _READ_FROM_TEXT if key not in item.stated and getattr(item, key) is None]
    if missing:
        found = stated_in(text, language)
        item = replace(item, **{key: getattr(found, key) for key in missing})
        origins |= {key: found.origins[key] for key in missing if key in found.origins}
        # a page that shows a date above its text may have said why it is not used
        if "published" in missing and found.note and found.note not in (item.note or "").split("; "):
            item = replace(item, note=f"{item.note}; {found.note}" if item.note else found.note)
    return replace(item, text=text, language=language, origins=origins)


def article_of(item: Item) -> Article:
    """The article that a completed item describes.

    Raises:
        ArticleError: the text is empty, binary or too long.
    """
    return make_article(
        item.text,
        outlet=item.outlet,
        published=item.published,
        title=item.title,
        url=item.url,
        language=item.language,
        external_id=item.external_id,
        path=item.path,
    )
