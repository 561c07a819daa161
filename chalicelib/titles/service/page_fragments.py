"""
The page of a title, assembled from fragments of JSON.

The part that is the same for every user is cached, cards come from the cache of all cards, and the
user's part is serialized per request, or cached once for all users without a history.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic_core import to_json

from chalicelib.titles.models.title_detail import PageOutline, TitleDownload, TitleFacts, UserPart

SEPARATOR = b"\n"  # does not occur in JSON, which escapes it


@dataclass(frozen=True, slots=True)
class PageFragment:
    """The part of a page that is the same for every user."""

    outline: PageOutline
    facts: bytes

    def write(self) -> bytes:
        return SEPARATOR.join((self.outline.model_dump_json().encode(), self.facts))

    @staticmethod
    @lru_cache(maxsize=256)  # the cached bytes are mostly the same from call to call
    def read(content: bytes) -> "PageFragment":
        outline, facts = content.split(SEPARATOR)
        return PageFragment(PageOutline.model_validate_json(outline), facts)


def serialize(value: TitleDownload | TitleFacts | UserPart) -> bytes:
    return to_json(value, by_alias=True)


def assemble_page(
    media_id: int,
    fragment: PageFragment,
    cards: Mapping[int, bytes],
    own: bytes,
    download: TitleDownload | None,
) -> bytes:
    """The whole page, a `MediaDetail`; titles without a card are left out."""

    def row(ids: list[int]) -> bytes:
        return b"[%b]" % b",".join(cards[media_id] for media_id in ids if media_id in cards)

    outline = fragment.outline
    links = b",".join(
        b"%b:%b" % (json.dumps(name).encode(), row(ids)) for name, ids in outline.links.items()
    )
    return b'{%b,%b,"links":{%b},"similar":%b,%b,"download":%b}' % (
        cards[media_id][1:-1],
        fragment.facts[1:-1],
        links,
        row(outline.similar),
        own[1:-1],
        b"null" if download is None else serialize(download),
    )
