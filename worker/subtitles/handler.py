"""Answers `/stream/{item}/subtitles/{id}.vtt` and `.ass`."""

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.platform.errors import NotFound
from chalicelib.subtitles.models import MAX_OFFSET_MS, MAX_SPEED, MIN_SPEED, SubtitleRow
from chalicelib.subtitles.service import SubtitleService
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse, problem_response
from worker.gateway.routes import UUID_TEXT
from worker.gateway.safe_open import FileNotServed, open_beneath
from worker.media_input import MediaInput, OpenItem
from worker.scanner.roots import RootSource
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import MAX_INPUT_BYTES, UnreadableSubtitle
from worker.subtitles.track_extractor import TrackExtractor, convert

PATTERN = f"subtitles/(?P<subtitle_id>{UUID_TEXT})\\.(?P<form>vtt|ass)"
CONTENT_TYPES = {"vtt": "text/vtt; charset=utf-8", "ass": "text/x-ssa; charset=utf-8"}
OFFSET = re.compile(r"-?\d{1,6}")
SPEED = re.compile(r"[01]\.\d{1,12}")
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
    #: Where the videos are that have subtitles inside.
    open_video: OpenItem

    def answer(self, request: StreamRequest, match: re.Match[str]) -> StreamResponse:
        """
        The grant of the item was checked. `offset` and `speed` in the query are the times that a
        player knows; without them, those that are stored.

        Raises `SubtitleNotReady` or `Unavailable`.
        """
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
            text = self.text(_timed(row, request.parameters()), rows, wanted)
        except (FileNotServed, NotFound):
            return problem_response(
                HTTPStatus.NOT_FOUND, "file_unavailable", "This file is missing."
            )
        except UnreadableSubtitle as reason:
            return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_subtitle", str(reason))
        headers = [*HEADERS, ("Content-Type", CONTENT_TYPES[wanted])]
        return StreamResponse(HTTPStatus.OK, headers, text=text)

    def text(self, row: SubtitleRow, rows: Sequence[SubtitleRow], wanted: str) -> bytes:
        """Raises `FileNotServed`, `NotFound`, `UnreadableSubtitle` or `Unavailable`."""
        version = self._version(row)
        timing = f"{row.offset_ms}|{row.speed!r}"
        name = f"{row.id}-{_digest(f'{version}|{timing}|{row.updated_at}')}.{wanted}"
        text = self.cache.get(name)
        if text is None:
            content, suffix = self._content(row, rows, version)
            text = convert(content, suffix, wanted, row.offset_ms, row.speed)
            self.cache.put(name, text)
        return text

    def _version(self, row: SubtitleRow) -> str:
        """Changes with the file that has the subtitle. Raises as `text` does."""
        if row.source in ("upload", "provider"):
            return ""
        if row.source == "sidecar":
            source = MediaInput.of_descriptor(open_beneath(self.roots, self._path(row)))
        else:
            source = self.open_video(row.library_item_id)
        source.close()
        return source.version

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
        return self.extractor.track(
            row.library_item_id,
            lambda: self.open_video(row.library_item_id),
            version,
            row.stream_index,
            text_tracks,
        )

    def _path(self, row: SubtitleRow) -> str:
        """The path of a sidecar, for `os`. Raises `FileNotServed`."""
        if row.path is None:
            raise FileNotServed("not in the library")
        return text_to_path(row.path)


def _timed(row: SubtitleRow, asked: Mapping[str, str]) -> SubtitleRow:
    """With the times that were asked for, where they are possible."""
    offset, speed = asked.get("offset", ""), asked.get("speed", "")
    if OFFSET.fullmatch(offset) and abs(int(offset)) <= MAX_OFFSET_MS:
        row = replace(row, offset_ms=int(offset))
    if SPEED.fullmatch(speed) and MIN_SPEED <= float(speed) <= MAX_SPEED:
        row = replace(row, speed=float(speed))
    return row


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
