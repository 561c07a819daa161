"""Builds the response to a stream request: status, headers, and the source of its body."""

import mimetypes
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from chalicelib.library.models import text_to_path
from chalicelib.platform.clock import Clock
from chalicelib.platform.errors import SeenError
from chalicelib.platform.problems import Problem, problem_of
from chalicelib.playback.models.stream_grants import Grant
from worker.downloader.reader import InProgressFile
from worker.gateway.authorization import Authorizer
from worker.gateway.conditional import (
    PreconditionResult,
    Validators,
    evaluate_preconditions,
    is_range_allowed,
)
from worker.gateway.files import FileNotServed, open_beneath
from worker.gateway.ranges import ByteRange, RangeNotSatisfiable, parse_range
from worker.gateway.requests import StreamRequest
from worker.scanner.roots import RootSource

UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ITEM = re.compile(f"/stream/(?P<item_id>{UUID_TEXT})")
JOB = re.compile(f"/stream/job/(?P<item_id>{UUID_TEXT})/(?P<file_index>[0-9]{{1,6}})")

SAFE_METHODS = ("GET", "HEAD")
UNKNOWN_MIME_TYPE = "application/octet-stream"

OpenInProgress = Callable[[UUID, int], InProgressFile | None]
Headers = list[tuple[str, str]]


@dataclass
class StreamResponse:
    """A response. The sender calls `close`, which releases the source of the body."""

    status: HTTPStatus
    headers: Headers
    text: bytes = b""
    part: ByteRange | None = None  # of `file` or `in_progress`
    file: int = -1
    in_progress: InProgressFile | None = None
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


@dataclass(frozen=True, slots=True)
class RequestHandler:
    """Authorizes stream requests and opens their files."""

    authorizer: Authorizer
    roots: RootSource
    clock: Clock
    open_in_progress: OpenInProgress
    resource_policy: str  # which pages may embed the bytes

    def answer(self, request: StreamRequest) -> StreamResponse:
        """Raises `SeenError` or `BadRequest`."""
        if request.method not in SAFE_METHODS:
            return problem_response(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Files only support GET and HEAD.",
                [("Allow", ", ".join(SAFE_METHODS))],
            )
        job = JOB.fullmatch(request.path)
        match = job or ITEM.fullmatch(request.path)
        if match is None:
            return problem_response(
                HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address."
            )
        item_id = UUID(match["item_id"])
        grant = self.authorizer.authorize(item_id, request.parameters())
        if job:
            response = self._of_job(request, item_id, int(job["file_index"]))
        else:
            response = self._of_item(request, item_id)
        if response is None:
            return problem_response(
                HTTPStatus.NOT_FOUND, "file_unavailable", "This file is missing."
            )
        response.grant = grant
        response.headers.append(("Cross-Origin-Resource-Policy", self.resource_policy))
        return response

    def _of_item(self, request: StreamRequest, item_id: UUID) -> StreamResponse | None:
        """A library file; None when it is missing."""
        known = self.authorizer.file(item_id)
        if known is None:
            return None
        try:
            file = open_beneath(self.roots, text_to_path(known.path))
        except FileNotServed:
            return None
        facts = os.fstat(file)
        validators = Validators.of(facts.st_size, facts.st_mtime_ns)
        response = self._describe(
            request, facts.st_size, known.mime_type or UNKNOWN_MIME_TYPE, validators
        )
        response.file = file
        return response

    def _of_job(
        self, request: StreamRequest, job_id: UUID, file_index: int
    ) -> StreamResponse | None:
        """A file that is still downloading; None when this worker does not download it."""
        source = self.open_in_progress(job_id, file_index)
        if source is None:
            return None
        kind = mimetypes.guess_type(source.name)[0] or UNKNOWN_MIME_TYPE
        response = self._describe(request, source.size, kind, None)
        response.in_progress = source
        return response

    def _describe(
        self, request: StreamRequest, size_bytes: int, kind: str, validators: Validators | None
    ) -> StreamResponse:
        """
        Status, headers and byte range for a file of `size_bytes`.

        Without `validators` versions of the file cannot be told apart, so preconditions are
        ignored and `If-Range` selects the complete file.
        """
        headers: Headers = [
            ("Accept-Ranges", "bytes"),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        if validators is not None:
            headers += [("ETag", validators.etag), ("Last-Modified", validators.last_modified)]
            precondition = evaluate_preconditions(request.headers, validators)
            if precondition is PreconditionResult.NOT_MODIFIED:
                return StreamResponse(HTTPStatus.NOT_MODIFIED, headers)
            if precondition is PreconditionResult.FAILED:
                return StreamResponse(HTTPStatus.PRECONDITION_FAILED, headers)
            use_range = is_range_allowed(request.headers.get("if-range"), validators, self.clock())
        else:
            use_range = "if-range" not in request.headers
        try:
            part = parse_range(request.headers.get("range"), size_bytes) if use_range else None
        except RangeNotSatisfiable:
            return StreamResponse(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                [*headers, ("Content-Range", f"bytes */{size_bytes}")],
            )
        headers.append(("Content-Type", kind))
        if part is None:
            return StreamResponse(HTTPStatus.OK, headers, part=ByteRange(0, size_bytes - 1))
        headers.append(("Content-Range", f"bytes {part.first}-{part.last}/{size_bytes}"))
        return StreamResponse(HTTPStatus.PARTIAL_CONTENT, headers, part=part)


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
