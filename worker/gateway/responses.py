"""Builds the response to a stream request: status, headers, and the source of its body."""

import os
from dataclasses import dataclass, field
from http import HTTPStatus

from chalicelib.http.problems import Problem, problem_of
from chalicelib.platform.errors import SeenError
from chalicelib.playback.models.stream_grants import Grant
from worker.downloader.in_progress_file import InProgressFile
from worker.gateway.byte_ranges import ByteRange

SAFE_METHODS = ("GET", "HEAD")

Headers = list[tuple[str, str]]


@dataclass
class StreamResponse:
    """A response. The sender calls `close`, which releases the source of the body."""

    status: HTTPStatus
    headers: Headers
    text: bytes = b""
    part: ByteRange | None = None  # of `file` or `in_progress`
    file: int = -1
    in_progress: InProgressFile | None = None  # of a download, or in the object store
    grant: Grant | None = field(default=None, repr=False)

    @property
    def length(self) -> int:
        """Length of the body in bytes."""
        return self.part.length if self.part else len(self.text)

    def close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
            self.file = -1
        if self.in_progress is not None:
            self.in_progress.close()
            self.in_progress = None


def problem_response(
    status: HTTPStatus, code: str, detail: str, headers: Headers | None = None
) -> StreamResponse:
    """A problem document (RFC 9457)."""
    return _problem(
        Problem(title=status.phrase, status=status, detail=detail, code=code), headers or []
    )


def problem_response_of(error: SeenError) -> StreamResponse:
    headers: Headers = []
    if error.retry_after_s is not None:
        headers.append(("Retry-After", str(error.retry_after_s)))
    return _problem(problem_of(error), headers)


def _problem(problem: Problem, headers: Headers) -> StreamResponse:
    return StreamResponse(
        HTTPStatus(problem.status),
        [
            ("Content-Type", "application/problem+json"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            *headers,
        ],
        text=problem.model_dump_json(exclude_none=True).encode(),
    )
