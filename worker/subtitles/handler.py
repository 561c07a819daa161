"""Answers `/stream/{item}/subtitles/{id}.vtt` and `.ass`."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from chalicelib.library.models import text_to_path
from chalicelib.subtitles.models import SubtitleRow
from chalicelib.subtitles.service import SubtitleService
from worker.gateway.files import FileNotServed, open_beneath
from worker.gateway.requests import StreamRequest
from worker.gateway.responses import StreamResponse, problem_response
from worker.gateway.routes import UUID_TEXT
from worker.scanner.roots import RootSource
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import MAX_INPUT_BYTES, UnreadableSubtitle
from worker.subtitles.extraction import TrackExtractor, convert

PATTERN = f"subtitles/(?P<subtitle_id>{UUID_TEXT})\\.(?P<form>vtt|ass)"
CONTENT_TYPES = {"vtt": "text/vtt; charset=utf-8", "ass": "text/x-ssa; charset=utf-8"}
HEADERS = [
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Referrer-Policy", "no-referrer"),
]


@dataclass(frozen=True, slots=True)
class SubtitleHandler:
    service: SubtitleService
    roots: RootSource
    cache: SubtitleCache
    extractor: TrackExtractor

    def answer(self, request: StreamRequest, match: re.Match[str]) -> StreamResponse:  # noqa: ARG002  # of a route
        """The grant of the item was checked. Raises `SubtitleNotReady` or `Unavailable`."""
        item_id, wanted = UUID(match["item_id"]), match["form"]
        rows = self.service.rows(item_id)
        row = next((one for one in rows if one.id == UUID(match["subtitle_id"])), None)
        if row is None:
            return problem_response(
                HTTPStatus.NOT_FOUND, "subtitle_not_found", "There is no such subtitle."
            )
        if row.form == "picture":
            return problem_response(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "picture_subtitle",
                "These subtitles are pictures. They are shown by drawing them into the video.",
            )
        if wanted == "ass" and row.form != "ass":
            return problem_response(
                HTTPStatus.NOT_FOUND, "subtitle_not_styled", "These subtitles have no styles."
            )
        try:
            text = self._text(row, rows, wanted)
        except FileNotServed:
            return problem_response(
                HTTPStatus.NOT_FOUND, "file_unavailable", "This file is missing."
            )
        except UnreadableSubtitle as reason:
            return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_subtitle", str(reason))
        headers = [*HEADERS, ("Content-Type", CONTENT_TYPES[wanted])]
        return StreamResponse(HTTPStatus.OK, headers, text=text)

    def _text(self, row: SubtitleRow, rows: Sequence[SubtitleRow], wanted: str) -> bytes:
        """Raises `FileNotServed`, `UnreadableSubtitle` or `SubtitleNotReady`."""
        version = self._version(row)
        name = f"{row.id}-{_digest(f'{version}|{row.offset_ms}|{row.updated_at}')}.{wanted}"
        text = self.cache.get(name)
        if text is None:
            content, suffix = self._content(row, rows, version)
            text = convert(content, suffix, wanted, row.offset_ms)
            self.cache.put(name, text)
        return text

    def _version(self, row: SubtitleRow) -> str:
        """Changes with the file that has the subtitle. Raises `FileNotServed`."""
        if row.source in ("upload", "provider"):
            return ""
        file = open_beneath(self.roots, self._path(row))
        try:
            facts = os.fstat(file)
        finally:
            os.close(file)
        return f"{facts.st_size}-{facts.st_mtime_ns}"

    def _content(
        self, row: SubtitleRow, rows: Sequence[SubtitleRow], version: str
    ) -> tuple[bytes, str]:
        if row.source in ("upload", "provider"):
            content = self.service.content(row.id)
            if content is None:
                raise UnreadableSubtitle("This subtitle is not there any more.")
            return content, row.codec
        if row.source == "sidecar":
            file = open_beneath(self.roots, self._path(row))
            with os.fdopen(file, "rb") as opened:
                return opened.read(MAX_INPUT_BYTES + 1), row.codec
        text_tracks = [
            one.stream_index
            for one in rows
            if one.form != "picture" and one.stream_index is not None
        ]
        assert row.stream_index is not None  # noqa: S101  # a constraint of the table
        path = self.service.path_of(row.library_item_id) or ""
        return self.extractor.track(
            row.library_item_id, path, version, row.stream_index, text_tracks
        )

    def _path(self, row: SubtitleRow) -> str:
        """The path of the file with the subtitle, for `os`. Raises `FileNotServed`."""
        path = row.path if row.source == "sidecar" else self.service.path_of(row.library_item_id)
        if path is None:
            raise FileNotServed("not in the library")
        return text_to_path(path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
