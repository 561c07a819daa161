"""
The routes of a library item below its stream address: `/stream/{item}/…`.

`RequestHandler` checks the grant of the address before it calls a handler, so a handler serves
only people who may read the item.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse

UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ITEM = f"/stream/(?P<item_id>{UUID_TEXT})"

#: Answers an authorized request; the match has the group `item_id` and those of its pattern.
#: The body is `text`, or `part` of the open `file`. Raises `SeenError`.
ItemHandler = Callable[[StreamRequest, "re.Match[str]"], StreamResponse]


@dataclass(frozen=True, slots=True)
class ItemRoute:
    r"""A route of the path after `/stream/{item}/`, such as `trickplay/(?P<n>[0-9]{1,4})\.jpg`."""

    pattern: str
    handler: ItemHandler


def find_route(
    routes: Sequence[ItemRoute], path: str
) -> tuple[ItemHandler, "re.Match[str]"] | None:
    for route in routes:
        match = re.fullmatch(f"{ITEM}/{route.pattern}", path)
        if match is not None:
            return route.handler, match
    return None
