"""
Objects of the embedded store on the gateway's own origin, so that no other port and no
cross-origin rule stands between a player and its film.

The store checks the signature; nothing is served that it has not allowed. It answers a ranged
read with status 200 instead of 206, though, and a browser cannot seek then. Its objects are
plain files on the same disk, so it is asked for one byte, which judges the request, and the
file itself is sent from here. The Host header is kept: the signature covers it.

A store elsewhere (MinIO, S3) is reached by its own address and never through here.
"""

import http.client
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from localstack.gateway.events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.files import answer_for_file
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response

JUDGE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class ObjectFiles:
    """The store's address, its bucket, and the folder its objects are files in."""

    url: str
    bucket: str
    folder: Path

    def answer(self, request: GatewayRequest) -> GatewayResponse | FileResponse:
        """Blocks while the store judges the signature: a millisecond."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        try:
            status = self._judge(request)
        except (OSError, http.client.HTTPException):
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The object store does not answer.",
                [("retry-after", "2")],
            )
        if status == HTTPStatus.NOT_FOUND:
            return not_found()
        if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            return problem_response(
                HTTPStatus.FORBIDDEN, "bad_grant", "This address is not valid or has expired."
            )
        file = self._file(request.path)
        if file is None:
            return not_found()
        asked = parse_qs(request.query)
        content_type = asked.get("response-content-type", ["application/octet-stream"])[0]
        return answer_for_file(request, file, content_type)

    def _judge(self, request: GatewayRequest) -> int:
        """The status the store gives a read of the first byte."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            address.hostname or "127.0.0.1", address.port, timeout=JUDGE_TIMEOUT_S
        )
        try:
            # Signed for GET, so asked with GET even when the browser said HEAD.
            path = quote(request.path, safe="/-_.~")  # as the signature has it
            connection.putrequest("GET", f"{path}?{request.query}", skip_host=True)
            connection.putheader("Host", request.header("host"))
            connection.putheader("Range", "bytes=0-0")
            connection.endheaders()
            return connection.getresponse().status
        finally:
            connection.close()

    def _file(self, path: str) -> Path | None:
        """The object's file; None when the key leads out of the bucket or to nothing."""
        root = (self.folder / self.bucket).resolve()
        file = (self.folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
