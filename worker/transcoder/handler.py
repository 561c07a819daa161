"""Answers requests for manifests and segments below the address of an item."""

import os
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from chalicelib.platform.errors import InvalidInput
from chalicelib.playback.models.rendition import Rendition
from worker.gateway.ranges import ByteRange
from worker.gateway.requests import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import ItemRoute
from worker.transcoder.transcoder import Transcoder

PATTERN = (
    r"hls/(?P<rendition>[^/]{1,64})/(?:index\.m3u8|(?P<init>init)\.mp4|(?P<n>[0-9]{1,6})\.m4s)"
)
MANIFEST_TYPE = "application/vnd.apple.mpegurl"
GRANT = ("s", "e", "sig")  # the parameters that give access


@dataclass(frozen=True, slots=True)
class HlsHandler:
    transcoder: Transcoder

    @property
    def route(self) -> ItemRoute:
        return ItemRoute(PATTERN, self.answer)

    def answer(self, request: StreamRequest, match: "re.Match[str]") -> StreamResponse:
        """Blocks until the segment is made. Raises `SeenError`."""
        item_id = UUID(match["item_id"])
        try:
            rendition = Rendition.parse(match["rendition"])
        except ValueError as error:
            raise InvalidInput("There is no such rendition.", field="rendition") from error
        parameters = request.parameters()
        viewer = parameters["s"]
        if match["init"]:
            return _media(self.transcoder.init(item_id, rendition, viewer))
        if match["n"] is not None:
            return _media(self.transcoder.segment(item_id, rendition, int(match["n"]), viewer))
        query = "&".join(f"{name}={quote(parameters[name], safe='')}" for name in GRANT)
        text = self.transcoder.manifest(item_id, rendition, query)
        return StreamResponse(HTTPStatus.OK, _headers(MANIFEST_TYPE), text=text.encode())


def _media(descriptor: int) -> StreamResponse:
    size = os.fstat(descriptor).st_size
    return StreamResponse(
        HTTPStatus.OK, _headers("video/mp4"), part=ByteRange(0, size - 1), file=descriptor
    )


def _headers(kind: str) -> list[tuple[str, str]]:
    return [
        ("Content-Type", kind),
        ("Cache-Control", "private, no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ]
