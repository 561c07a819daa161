"""
Library files on the gateway's origin.

Authorization is that of the stream gateway (worker/gateway): the same handler checks the grant and
finds the file; only the transfer is done by the gateway's server. A torrent in progress is in the
worker's memory and is read from the worker's address. Objects of the embedded store are files on
this machine; to the copies of another store players are redirected.
"""

import fcntl
import os
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import RequestHandler
from worker.gateway.object_store_reader import StoreReader
from worker.gateway.request_parsing import BadRequest, StreamRequest
from worker.gateway.responses import StreamResponse, problem_response, problem_response_of
from worker.gateway.trickplay_route import trickplay_route
from worker.media_opener import StoredCopies, stored_copies
from worker.scanner.roots import live_roots


class LibraryFiles:
    """Serves `/stream/…` from files on this machine; `objects` is the embedded store's folder."""

    def __init__(self, handler: RequestHandler, objects: Path | None = None) -> None:
        self._handler = handler
        self._objects = objects

    @classmethod
    def from_settings(cls) -> "LibraryFiles":
        settings = get(Settings)
        copies = _copies_for_players(settings)
        folder = os.environ.get("SEEN_OBJECTS_DIR")  # set by the supervisor
        return cls(
            RequestHandler(
                authorizer=Authorizer(
                    get(Database), settings.seen_secret, utc_now, get(SessionGenerations)
                ),
                roots=live_roots(),
                clock=utc_now,
                open_in_progress=lambda _job_id, _file_index: None,
                resource_policy="same-origin",
                routes=(trickplay_route(settings.trickplay_dir),),
                open_copy=copies.copy_of if copies else lambda _: None,
            ),
            Path(folder) if folder else None,
        )

    def answer(self, request: GatewayRequest) -> GatewayResponse | FileResponse:
        """Blocks while the session is checked in the database."""
        try:
            answer = self._handler.answer(
                StreamRequest(
                    method=request.method,
                    path=request.path,
                    query=request.query,
                    headers=dict(request.headers),
                    keeps_alive=True,
                )
            )
        except SeenError as error:
            answer = problem_response_of(error)
        except BadRequest as error:
            answer = problem_response(HTTPStatus.BAD_REQUEST, "bad_request", str(error))
        try:
            return self._sent_from_here(answer)
        finally:
            answer.close()

    def _sent_from_here(self, answer: StreamResponse) -> GatewayResponse | FileResponse:
        headers = [(name.lower(), value) for name, value in answer.headers]
        copy = answer.in_progress if isinstance(answer.in_progress, StoreReader) else None
        if answer.part is None or (answer.file < 0 and copy is None):
            return GatewayResponse(answer.status, headers, answer.text)
        if copy is None:
            file = path_of(answer.file)
        elif self._objects is None:
            location = [("location", copy.address), ("cache-control", "private, no-store")]
            return GatewayResponse(HTTPStatus.TEMPORARY_REDIRECT, location, b"")
        else:
            file = self._objects / unquote(urlsplit(copy.address).path).lstrip("/")
        return FileResponse(answer.status, headers, file, answer.part.first, answer.part.last + 1)


def _copies_for_players(settings: Settings) -> StoredCopies | None:
    """With addresses that players reach."""
    copies = stored_copies(settings)
    if copies is None or settings.s3_public_url is None:
        return copies
    return replace(copies, endpoint=settings.s3_public_url)


def path_of(descriptor: int) -> Path:
    """The resolved path of an open file, without symbolic links."""
    if hasattr(fcntl, "F_GETPATH"):  # macOS
        return Path(
            os.fsdecode(fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))
        )
    return Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115  # a number, not a path
