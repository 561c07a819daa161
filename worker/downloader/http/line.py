"""One connection of a download: takes segments, asks for them, and writes what comes."""

import time

from worker.downloader.http import headers as heads
from worker.downloader.http.board import ENDLESS, Segment
from worker.downloader.http.errand import CHUNK_BYTES, Errand
from worker.downloader.http.faults import PARTIAL, RANGE_NOT_SATISFIABLE
from worker.downloader.http.ranges import Span
from worker.net.egress import CancelHandle
from worker.net.http_client import (
    READ_TIMEOUT_S,
    Connection,
    StreamedResponse,
    TruncatedResponse,
    Unreachable,
)

#: Reading on over what is here already is quicker than asking anew, up to this much.
SKIP_BYTES = 1024 * 1024
#: Who brought this much is worth another connection at once.
WORTHWHILE_BYTES = 1024 * 1024


class NotShared(Exception):
    """The server does not give this part of the same file: too many connections, or a change."""


class Line:
    """Used by one thread, apart from what `Details` shows."""

    def __init__(
        self, errand: Errand, number: int, cancel_handle: CancelHandle | None = None
    ) -> None:
        self.number = number
        self.status = "updating"
        self.is_over = False
        self.brought = 0
        self.at = 0  # offset in the file of the next byte of the answer
        self._errand = errand
        self._cancel_handle = cancel_handle or errand.cancel_handle()
        self._answer: StreamedResponse | None = None
        self._end = 0  # where the answer ends
        self._since_open = 0
        self._over: Span | None = None  # brought beyond the last segment
        self._began_s = time.monotonic()
        self._view = memoryview(bytearray(CHUNK_BYTES))

    @property
    def bytes_per_s(self) -> int:
        """Over the whole life of the line."""
        return int(self.brought / max(time.monotonic() - self._began_s, 0.1))

    def adopt(self, answer: StreamedResponse, at: int) -> None:
        """Go on with an answer somebody else asked for."""
        self._answer, self.at, self._since_open = answer, at, 0
        self._end = _end_of(answer)
        self.status = "working"

    def take(self) -> Segment | None:
        """What to bring next; None when this connection is not wanted any more."""
        over, self._over = self._over, None
        is_open = self._answer is not None and self.at < self._end
        return self._errand.take(self.number, self.at if is_open else None, over)

    def run(self, segment: Segment | None = None) -> None:
        """
        Until nothing is left to do, beginning with a segment that was taken already.

        Raises `Unreachable`, `NotShared`, `InterfaceDown`, and `OSError` of the disk.
        """
        try:
            while segment := segment or self.take():
                self._errand.brings(segment, self._cancel_handle)
                try:
                    self._bring(segment)
                except Unreachable:
                    self._drop()
                    is_wanted = not segment.left or self._errand.is_cut
                    if not is_wanted and not self._is_worth_another():
                        raise
                finally:
                    self._errand.release(segment)
                segment = None
        finally:
            self.is_over = True
            self._drop()

    def skip_to(self, offset: int) -> None:
        """Read on without keeping anything. Raises `Unreachable`."""
        answer = self._asked()
        while self.at < offset and (room := self._errand.room(None)):
            count = answer.read_into(self._view[: min(room, offset - self.at)])
            if not count:
                raise TruncatedResponse("The answer was shorter than announced.")
            self._errand.came(count)
            self.at += count

    def compare_to(self, offset: int) -> bool:
        """
        Read what is here already, up to `offset`; whether it is the same.

        What differs is written over what was here, up to where this has read.
        """
        answer, part = self._asked(), self._errand.part
        while self.at < offset and (room := self._errand.room(None)):
            count = answer.read_into(self._view[: min(room, offset - self.at)])
            if not count:
                raise TruncatedResponse("The answer was shorter than announced.")
            self._errand.came(count)
            if part.read_at(self.at, count) != self._view[:count]:
                part.write_at(self._view[:count], self.at)
                self.at += count
                return False
            self.at += count
        return True

    def _is_worth_another(self) -> bool:
        return self._errand.may_jump and self._since_open >= WORTHWHILE_BYTES

    def _bring(self, segment: Segment) -> None:
        errand, part, view = self._errand, self._errand.part, self._view
        while errand.room(segment):
            self._reach(segment)
            answer = self._asked()
            while (room := errand.room(segment)) and self.at < self._end:
                count = answer.read_into(view[: min(room, self._end - self.at)])
                if not count:
                    if errand.board.total is not None:
                        raise TruncatedResponse("The answer was shorter than announced.")
                    errand.ends_at(segment)
                    return
                part.write_at(view[:count], segment.at)
                self.at += count
                self.brought += count
                self._since_open += count
                errand.arrived(segment, count)
            if segment.end < self.at and segment.at == segment.end:
                self._over = (segment.end, self.at)

    def _reach(self, segment: Segment) -> None:
        """Have an answer whose next byte is the segment's."""
        if self._answer is not None:
            ahead = segment.at - self.at
            is_near = ahead <= SKIP_BYTES or not self._errand.may_jump
            if ahead >= 0 and is_near and segment.at < self._end:
                self.skip_to(segment.at)
                return
        self._ask(segment)

    def _ask(self, segment: Segment) -> None:
        errand, note = self._errand, self._errand.part.note
        if not errand.may_jump or errand.target is None:
            raise TruncatedResponse("The answer was shorter than announced.")
        headers = {"Range": f"bytes={segment.at}-{segment.end - 1}", "If-Range": note.validator}
        answer = self._ask_again(headers) or self._ask_anew(segment, headers)
        try:
            self._refuse_others(answer, segment)
        except BaseException:
            answer.connection.close()
            raise
        self._errand.is_proven = True
        self.adopt(answer, segment.at)

    def _refuse_others(self, answer: StreamedResponse, segment: Segment) -> None:
        """Raises when this is not the part of the same file that was asked for."""
        note, said = self._errand.part.note, heads.content_range(answer.headers)
        if answer.status == RANGE_NOT_SATISFIABLE:
            raise TruncatedResponse("The file is shorter than announced.")
        if (
            answer.status != PARTIAL
            or said is None
            or (said.first, said.total) != (segment.at, self._errand.board.total)
            or heads.validator(answer.headers) not in ("", note.validator)
            or heads.is_packed(answer.headers, note.name)
        ):
            raise NotShared(answer.status)

    def _ask_again(self, headers: dict[str, str]) -> StreamedResponse | None:
        """On the connection that is open; None when it cannot be used any more."""
        if self._answer is None or not self._answer.is_complete or self._cancel_handle.is_cancelled:
            return None
        try:
            return self._answer.connection.request(headers)
        except Unreachable:  # servers close idle connections when they like
            return None

    def _ask_anew(self, segment: Segment, headers: dict[str, str]) -> StreamedResponse:
        errand = self._errand
        self._drop()
        self.status = "updating"
        self._cancel_handle = errand.cancel_handle()
        errand.brings(segment, self._cancel_handle)
        assert errand.target is not None  # noqa: S101  # asked by `_ask`
        connection = Connection(
            errand.target, errand.house.passage.route(), READ_TIMEOUT_S, self._cancel_handle
        )
        try:
            return connection.request(headers)
        except BaseException:
            connection.close()
            raise

    def _asked(self) -> StreamedResponse:
        if self._answer is None:
            raise Unreachable("The connection broke off.")
        return self._answer

    def _drop(self) -> None:
        if self._answer is not None:
            self._answer.connection.close()
            self._answer = None
        self._errand.let_go(self._cancel_handle)


def _end_of(answer: StreamedResponse) -> int:
    said = heads.content_range(answer.headers) if answer.status == PARTIAL else None
    if said is not None and said.last is not None:
        return said.last + 1
    length = heads.content_length(answer.headers)
    return ENDLESS if length is None else length
