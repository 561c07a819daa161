"""
Objects of the embedded store on the gateway's origin, so that players need no other port and no
CORS configuration.

The store verifies the signature of every request. It responds to range requests with status 200
instead of 206, which makes seeking in a browser impossible. Its objects are plain files on the
same disk, so the gateway requests one byte from the store to authorize the request, then sends the
file itself. The Host header is kept, because the signature covers it.

External stores (MinIO, S3) are accessed at their own address, not through this module.
"""

import http.client
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from localstack.gateway.file_responses import answer_for_file
from localstack.gateway.lambda_events import FileResponse, GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response

JUDGE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class ObjectFiles:
    """The store's address and bucket, and the folder that contains the objects."""

    url: str
    bucket: str
    folder: Path

    def answer(self, request: GatewayRequest) -> GatewayResponse | FileResponse:
        """Blocks while the store verifies the signature: about a millisecond."""
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        try:
            status = self._judge(request)
        except (OSError, http.client.HTTPException):
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The object store does not respond.",
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
        query = parse_qs(request.query)
        content_type = query.get("response-content-type", ["application/octet-stream"])[0]
        return answer_for_file(request, file, content_type)

    def _judge(self, request: GatewayRequest) -> int:
        """The store's status for a request of the first byte."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            address.hostname or "127.0.0.1", address.port, timeout=JUDGE_TIMEOUT_S
        )
        try:
            # The signature is for GET, so HEAD is sent to the store as GET.
            path = quote(request.path, safe="/-_.~")  # percent-encoded as in the signature
            connection.putrequest("GET", f"{path}?{request.query}", skip_host=True)
            connection.putheader("Host", request.header("host"))
            connection.putheader("Range", "bytes=0-0")
            connection.endheaders()
            return connection.getresponse().status
        finally:
            connection.close()

    def _file(self, path: str) -> Path | None:
        """The object's file; None when it does not exist or is outside the bucket."""
        root = (self.folder / self.bucket).resolve()
        file = (self.folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
