"""
The page of a title as JSON, put together from parts that are JSON already.

What is the same for everyone is written once and kept; cards come from where all cards are kept;
what somebody did with the title is written for them, and kept once for all who did nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic_core import to_json

from chalicelib.titles.models.detail import Outline, Own, TitleFacts

BETWEEN = b"\n"  # no part has one: JSON writes it as two characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a page that is the same for everyone."""

    outline: Outline
    facts: bytes

    def write(self) -> bytes:
        return BETWEEN.join((self.outline.model_dump_json().encode(), self.facts))

    @staticmethod
    @lru_cache(maxsize=256)  # what is kept is the same bytes from call to call
    def read(written: bytes) -> "Sheet":
        outline, facts = written.split(BETWEEN)
        return Sheet(Outline.model_validate_json(outline), facts)


def written(part: TitleFacts | Own) -> bytes:
    return to_json(part, by_alias=True)


def laid_out(media_id: int, sheet: Sheet, cards: Mapping[int, bytes], own: bytes) -> bytes:
    """The whole page, a `MediaDetail`; titles without a card are left out."""

    def row(ids: list[int]) -> bytes:
        return b"[%b]" % b",".join(cards[one] for one in ids if one in cards)

    outline = sheet.outline
    links = b",".join(
        b"%b:%b" % (json.dumps(name).encode(), row(ids)) for name, ids in outline.links.items()
    )
    return b'{%b,%b,"links":{%b},"similar":%b,%b}' % (
        cards[media_id][1:-1],
        sheet.facts[1:-1],
        links,
        row(outline.similar),
        own[1:-1],
    )
