"""Sheets of small pictures: `/stream/{item}/trickplay/{n}.jpg`."""

import re
from functools import partial
from http import HTTPStatus
from pathlib import Path

from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse, problem_response
from worker.gateway.routes import ItemRoute


def trickplay_route(folder: Path) -> ItemRoute:
    """The route of the sheets in `folder`, which has a folder for each item."""
    return ItemRoute(r"trickplay/(?P<n>[0-9]{1,4})\.jpg", partial(_answer, folder))


def _answer(folder: Path, _request: StreamRequest, match: "re.Match[str]") -> StreamResponse:
    sheet = folder / match["item_id"] / f"{int(match['n'])}.jpg"
    try:
        picture = sheet.read_bytes()
    except OSError:
        return problem_response(
            HTTPStatus.NOT_FOUND, "no_pictures", "There are no small pictures here."
        )
    headers = [
        ("Content-Type", "image/jpeg"),
        # A sheet changes with its film only.
        ("Cache-Control", "private, max-age=86400"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ]
    return StreamResponse(HTTPStatus.OK, headers, text=picture)
