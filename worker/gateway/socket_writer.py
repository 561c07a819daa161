"""Sends bytes to a client that may be slow, pause for long, or disconnect."""

import errno
import os
import select
import socket
import time
from collections.abc import Callable, Iterator

from worker.downloader.in_progress_file import InProgressFile, NotArriving

CHUNK_BYTES = 4 * 2**20
PIECE_BYTES = 2**18  # of a file in progress: low latency for the first bytes
STALL_TIMEOUT_S = 120.0  # a paused player reads nothing; on resume it requests a range
POLL_INTERVAL_S = 5.0  # how often a blocked sender checks that the client is connected

SENDFILE_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSOCK})

IsAuthorized = Callable[[], bool]


class ClientDisconnected(Exception):
    """The client disconnected, or its session ended."""


class SourceTruncated(Exception):
    """The file ended before the announced length."""


def send_file(
    link: socket.socket, file: int, first: int, length: int, is_authorized: IsAuthorized
) -> None:
    """
    Send `length` bytes of the open `file` starting at `first`, with sendfile(2).

    `link` has a send timeout of `POLL_INTERVAL_S`.
    Raises `ClientDisconnected` or `SourceTruncated`.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, first, length, os.POSIX_FADV_SEQUENTIAL)
    end = first + length
    stall_timer = StallTimer(link, is_authorized)
    while first < end:
        stall_timer.check_authorized()
        try:
            sent = os.sendfile(link.fileno(), file, first, min(end - first, CHUNK_BYTES))
        except BlockingIOError:
            stall_timer.wait()
            continue
        except OSError as error:
            if error.errno not in SENDFILE_UNSUPPORTED:
                raise ClientDisconnected from error
            send_pieces(link, _pieces(file, first, end), is_authorized)
            return
        if sent == 0:
            raise SourceTruncated
        stall_timer.renew()
        first += sent


def send_pieces(link: socket.socket, pieces: Iterator[bytes], is_authorized: IsAuthorized) -> None:
    """Send `pieces` as they arrive. Raises `ClientDisconnected`."""
    stall_timer = StallTimer(link, is_authorized)
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            stall_timer.check_authorized()
            try:
                sent = link.send(rest)
            except BlockingIOError:
                stall_timer.wait()
                continue
            except OSError as error:
                raise ClientDisconnected from error
            stall_timer.renew()
            rest = rest[sent:]


def read_in_progress(
    source: InProgressFile,
    first: int,
    length: int,
    link: socket.socket,
    is_authorized: IsAuthorized,
) -> Iterator[bytes]:
    """
    Read pieces of a file in progress, waiting for each while the client is connected.

    Raises `ClientDisconnected`, or `SourceTruncated` when the download will not deliver them.
    """
    end = first + length
    stall_timer = StallTimer(link, is_authorized)
    while first < end:
        started_s = time.monotonic()
        try:
            piece = source.read(first, min(end - first, PIECE_BYTES), timeout_s=POLL_INTERVAL_S)
        except NotArriving as error:
            if time.monotonic() - started_s < POLL_INTERVAL_S / 2:
                raise SourceTruncated from error  # an early answer means never
            stall_timer.check_authorized()
            stall_timer.wait()
            continue
        stall_timer.renew()
        yield piece
        first += len(piece)


class StallTimer:
    """Ends a transfer that makes no progress, or whose client disconnected."""

    def __init__(self, link: socket.socket, is_authorized: IsAuthorized) -> None:
        self._link = link
        self._is_authorized = is_authorized
        self._deadline_s = time.monotonic() + STALL_TIMEOUT_S

    def renew(self) -> None:
        self._deadline_s = time.monotonic() + STALL_TIMEOUT_S

    def check_authorized(self) -> None:
        """Raises `ClientDisconnected` when the session has ended."""
        if not self._is_authorized():
            raise ClientDisconnected

    def wait(self) -> None:
        """No bytes were sent for a while. Raises `ClientDisconnected` when this is not a pause."""
        if time.monotonic() > self._deadline_s or is_disconnected(self._link):
            raise ClientDisconnected


def is_disconnected(link: socket.socket) -> bool:
    """Whether the peer has closed the connection."""
    poller = select.poll()
    poller.register(link, getattr(select, "POLLRDHUP", 0) | select.POLLIN)
    events = poller.poll(0)
    if not events:
        return False
    _, what = events[0]
    if what & (getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR):
        return True
    try:
        return link.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _pieces(file: int, first: int, end: int) -> Iterator[bytes]:
    """The bytes by pread(2), where sendfile(2) is not supported. Raises `SourceTruncated`."""
    while first < end:
        piece = os.pread(file, min(end - first, PIECE_BYTES), first)
        if not piece:
            raise SourceTruncated
        yield piece
        first += len(piece)
