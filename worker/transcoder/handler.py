"""Answers requests for manifests and segments below the address of an item."""

import os
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from chalicelib.platform.errors import InvalidInput
from chalicelib.playback.models.hls_manifest import MANIFEST_TYPE
from chalicelib.playback.models.rendition import Rendition
from worker.gateway.byte_ranges import ByteRange
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import ItemRoute
from worker.transcoder.transcoder import Transcoder

PATTERN = (
    r"hls/(?P<rendition>[^/]{1,64})/(?:index\.m3u8|(?P<init>init)\.mp4|(?P<n>[0-9]{1,6})\.m4s)"
)
NUMBER = re.compile("[0-9]{1,6}", re.ASCII)
SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?", re.ASCII)
PLAYER = re.compile("[a-z0-9]{1,16}", re.ASCII)
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
        player = parameters.get("p", "")
        if player and PLAYER.fullmatch(player) is None:
            raise InvalidInput("This is not the name of a player.", field="p")
        # Two tabs have one session: each is a viewer.
        viewer = f"{parameters['s']}:{player}" if player else parameters["s"]
        if match["init"]:
            following = int(_number(parameters, "n", NUMBER))
            return _media(self.transcoder.init(item_id, rendition, viewer, following))
        if match["n"] is not None:
            return _media(self.transcoder.segment(item_id, rendition, int(match["n"]), viewer))
        query = "&".join(f"{name}={quote(parameters[name], safe='')}" for name in GRANT)
        query += f"&p={player}" if player else ""
        begins_at_s = _number(parameters, "at", SECONDS)
        text = self.transcoder.manifest(item_id, rendition, query, begins_at_s)
        return StreamResponse(HTTPStatus.OK, _headers(MANIFEST_TYPE), text=text.encode())


def _number(parameters: dict[str, str], name: str, form: "re.Pattern[str]") -> float:
    """0 without one. Raises `InvalidInput`."""
    value = parameters.get(name, "0")
    if form.fullmatch(value) is None:
        raise InvalidInput("This is not a place of a film.", field=name)
    return float(value)


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
