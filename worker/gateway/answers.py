"""What to answer to a request: status, headers, and where the bytes of the body are."""

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
from worker.gateway.conditions import Validators, Verdict, judge, range_counts
from worker.gateway.files import NotServed, open_beneath
from worker.gateway.gatekeeper import Gatekeeper
from worker.gateway.ranges import ByteRange, RangeNotSatisfiable, parse_range
from worker.gateway.requests import Request
from worker.scanner.roots import Roots

UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ITEM = re.compile(f"/stream/(?P<item_id>{UUID_TEXT})")
JOB = re.compile(f"/stream/job/(?P<item_id>{UUID_TEXT})/(?P<file_index>[0-9]{{1,6}})")

READING = ("GET", "HEAD")
UNKNOWN_MIME_TYPE = "application/octet-stream"

OpenInProgress = Callable[[UUID, int], InProgressFile | None]
Headers = list[tuple[str, str]]


@dataclass
class Answer:
    """A response. Who sends it calls `close`, which frees what stands behind the body."""

    status: HTTPStatus
    headers: Headers
    text: bytes = b""
    part: ByteRange | None = None  # of `file` or `arriving`
    file: int = -1
    arriving: InProgressFile | None = None
    grant: Grant | None = field(default=None, repr=False)

    @property
    def length(self) -> int:
        """Bytes of the body, in bytes."""
        return self.part.length if self.part else len(self.text)

    def close(self) -> None:
        if self.file >= 0:
            os.close(self.file)
            self.file = -1
        if self.arriving is not None:
            self.arriving.close()
            self.arriving = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads requests and finds the files they may have."""

    gatekeeper: Gatekeeper
    roots: Roots
    clock: Clock
    open_in_progress: OpenInProgress
    resource_policy: str  # which pages may embed the bytes

    def answer(self, request: Request) -> Answer:
        """Raises `SeenError` or `BadRequest`."""
        if request.method not in READING:
            return refusal(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "A file can only be read.",
                [("Allow", ", ".join(READING))],
            )
        job = JOB.fullmatch(request.path)
        match = job or ITEM.fullmatch(request.path)
        if match is None:
            return refusal(HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.")
        item_id = UUID(match["item_id"])
        grant = self.gatekeeper.admit(item_id, request.asked())
        if job:
            answer = self._of_job(request, item_id, int(job["file_index"]))
        else:
            answer = self._of_item(request, item_id)
        if answer is None:
            return refusal(HTTPStatus.NOT_FOUND, "file_unavailable", "This file is not there.")
        answer.grant = grant
        answer.headers.append(("Cross-Origin-Resource-Policy", self.resource_policy))
        return answer

    def _of_item(self, request: Request, item_id: UUID) -> Answer | None:
        """A file of the library; None when it is not there."""
        known = self.gatekeeper.file(item_id)
        if known is None:
            return None
        try:
            file = open_beneath(self.roots, text_to_path(known.path))
        except NotServed:
            return None
        facts = os.fstat(file)
        validators = Validators.of(facts.st_size, facts.st_mtime_ns)
        answer = self._describe(
            request, facts.st_size, known.mime_type or UNKNOWN_MIME_TYPE, validators
        )
        answer.file = file
        return answer

    def _of_job(self, request: Request, job_id: UUID, file_index: int) -> Answer | None:
        """A file whose bytes are still coming; None when nothing here fetches it."""
        source = self.open_in_progress(job_id, file_index)
        if source is None:
            return None
        kind = mimetypes.guess_type(source.name)[0] or UNKNOWN_MIME_TYPE
        answer = self._describe(request, source.size, kind, None)
        answer.arriving = source
        return answer

    def _describe(
        self, request: Request, size_bytes: int, kind: str, validators: Validators | None
    ) -> Answer:
        """
        Status and headers for a file of `size_bytes`, and which part of it is wanted.

        Without `validators` no version of the file can be told from another, so conditions do
        not count and `If-Range` asks for the whole.
        """
        headers: Headers = [
            ("Accept-Ranges", "bytes"),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        if validators is not None:
            headers += [("ETag", validators.etag), ("Last-Modified", validators.last_modified)]
            verdict = judge(request.headers, validators)
            if verdict is Verdict.NOT_MODIFIED:
                return Answer(HTTPStatus.NOT_MODIFIED, headers)
            if verdict is Verdict.FAILED:
                return Answer(HTTPStatus.PRECONDITION_FAILED, headers)
            counts = range_counts(request.headers.get("if-range"), validators, self.clock())
        else:
            counts = "if-range" not in request.headers
        try:
            part = parse_range(request.headers.get("range"), size_bytes) if counts else None
        except RangeNotSatisfiable:
            return Answer(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                [*headers, ("Content-Range", f"bytes */{size_bytes}")],
            )
        headers.append(("Content-Type", kind))
        if part is None:
            return Answer(HTTPStatus.OK, headers, part=ByteRange(0, size_bytes - 1))
        headers.append(("Content-Range", f"bytes {part.first}-{part.last}/{size_bytes}"))
        return Answer(HTTPStatus.PARTIAL_CONTENT, headers, part=part)


def refusal(status: HTTPStatus, code: str, detail: str, headers: Headers | None = None) -> Answer:
    """A problem document (RFC 9457)."""
    return _problem(
        Problem(title=status.phrase, status=status, detail=detail, code=code), headers or []
    )


def refusal_of(error: SeenError) -> Answer:
    headers: Headers = []
    if error.retry_after_s is not None:
        headers.append(("Retry-After", str(error.retry_after_s)))
    return _problem(problem_of(error), headers)


def _problem(problem: Problem, headers: Headers) -> Answer:
    return Answer(
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
