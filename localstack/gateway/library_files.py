"""
Library files on the gateway's origin.

Authorization is that of the stream gateway (worker/gateway): the same handler checks the grant and
finds the file; only the transfer is done by the gateway's server. A torrent in progress is in the
worker's memory and is read from the worker's address.
"""

import fcntl
import os
from http import HTTPStatus
from pathlib import Path

from chalicelib.platform.cache.session_generations import SessionGenerations
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.errors import SeenError
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import RequestHandler
from worker.gateway.request_parsing import BadRequest, StreamRequest
from worker.gateway.responses import StreamResponse, problem_response, problem_response_of
from worker.gateway.trickplay_route import trickplay_route
from worker.scanner.roots import live_roots


class LibraryFiles:
    """Serves `/stream/…` from files on this machine."""

    def __init__(self, handler: RequestHandler) -> None:
        self._handler = handler

    @classmethod
    def from_settings(cls) -> "LibraryFiles":
        settings = get(Settings)
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
            )
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
            return _sent_from_here(answer)
        finally:
            answer.close()


def _sent_from_here(answer: StreamResponse) -> GatewayResponse | FileResponse:
    headers = [(name.lower(), value) for name, value in answer.headers]
    if answer.part is None or answer.file < 0:
        return GatewayResponse(answer.status, headers, answer.text)
    file = path_of(answer.file)
    return FileResponse(answer.status, headers, file, answer.part.first, answer.part.last + 1)


def path_of(descriptor: int) -> Path:
    """The resolved path of an open file, without symbolic links."""
    if hasattr(fcntl, "F_GETPATH"):  # macOS
        return Path(
            os.fsdecode(fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))
        )
    return Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115  # a number, not a path
