"""Answers stream requests: finds what is asked for, and checks who may read it."""

import mimetypes
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.platform.clock import Clock
from worker.downloader.in_progress_file import InProgressFile
from worker.gateway.authorization import Authorizer
from worker.gateway.byte_ranges import ByteRange, RangeNotSatisfiable, parse_range
from worker.gateway.conditional_requests import (
    PreconditionResult,
    Validators,
    evaluate_preconditions,
    is_range_allowed,
)
from worker.gateway.object_store_reader import StoreReader
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import SAFE_METHODS, Headers, StreamResponse, problem_response
from worker.gateway.routes import ITEM, UUID_TEXT, ItemRoute, find_route
from worker.gateway.safe_open import FileNotServed, open_beneath
from worker.gateway.stream_queries import StreamFile
from worker.media_input import MediaInput
from worker.scanner.roots import RootSource

FILE = re.compile(ITEM)
JOB = re.compile(f"/stream/job/(?P<item_id>{UUID_TEXT})/(?P<file_index>[0-9]{{1,6}})")

UNKNOWN_MIME_TYPE = "application/octet-stream"

#: The copy of a file in the object store, if there is one.
OpenCopy = Callable[[StreamFile], MediaInput | None]
OpenInProgress = Callable[[UUID, int], InProgressFile | None]


@dataclass(frozen=True, slots=True)
class RequestHandler:
    """Authorizes stream requests and opens their files."""

    authorizer: Authorizer
    roots: RootSource
    clock: Clock
    open_in_progress: OpenInProgress
    resource_policy: str  # which pages may embed the bytes
    routes: tuple[ItemRoute, ...] = ()  # below the address of an item
    open_copy: OpenCopy = lambda _: None  # of a file that is not on the disk

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
        route = find_route(self.routes, request.path)
        match = job or FILE.fullmatch(request.path) or (route and route[1])
        if match is None:
            return problem_response(
                HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address."
            )
        item_id = UUID(match["item_id"])
        grant = self.authorizer.authorize(item_id, request.parameters())
        response: StreamResponse | None
        if route:
            handle, matched = route
            response = handle(request, matched)
        elif job:
            response = self._of_job(request, item_id, int(job["file_index"]))
        else:
            response = self._of_item(request, item_id)
        if response is None:
            return problem_response(
                HTTPStatus.NOT_FOUND, "file_unavailable", "This file is missing."
            )
        response.grant = grant
        response.headers.append(("Cross-Origin-Resource-Policy", self.resource_policy))
        if self.resource_policy == "cross-origin":
            # Scripts read text and segments. The address is the permission: no cookie is sent.
            response.headers.append(("Access-Control-Allow-Origin", "*"))
        return response

    def _of_item(self, request: StreamRequest, item_id: UUID) -> StreamResponse | None:
        """A library file, or its copy in the object store; None when both are missing."""
        known = self.authorizer.file(item_id)
        if known is None:
            return None
        try:
            file = open_beneath(self.roots, text_to_path(known.path))
        except FileNotServed:
            return self._of_copy(request, known)
        facts = os.fstat(file)
        validators = Validators.of(facts.st_size, facts.st_mtime_ns)
        response = self._describe(
            request, facts.st_size, known.mime_type or UNKNOWN_MIME_TYPE, validators
        )
        response.file = file
        return response

    def _of_copy(self, request: StreamRequest, known: StreamFile) -> StreamResponse | None:
        """The file in the object store. Raises `StoreUnreachable`."""
        copy = self.open_copy(known)
        if copy is None:
            return None
        copy.require_there()
        validators = Validators.of(known.size_bytes, known.modified_ns)
        kind = known.mime_type or UNKNOWN_MIME_TYPE
        response = self._describe(request, known.size_bytes, kind, validators)
        response.in_progress = StoreReader(known.path, known.size_bytes, copy.address)
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
