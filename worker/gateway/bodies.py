"""Send bytes to a client that may be slow, pause for long, or be gone."""

import errno
import os
import select
import socket
import time
from collections.abc import Callable, Iterator

from worker.downloader.reader import InProgressFile, NotArriving

CHUNK_BYTES = 4 * 2**20
PIECE_BYTES = 2**18  # of a file in progress: the first bytes leave early
PATIENCE_S = 120.0  # a paused player reads nothing; when it goes on it asks for a range again
LOOK_UP_S = 5.0  # how often a waiting sender looks whether anybody is still there

SENDFILE_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSOCK})

Welcome = Callable[[], bool]


class ClientGone(Exception):
    """Nobody reads any more, or nobody may."""


class Cut(Exception):
    """The file ended before the bytes that were announced."""


def send_file(link: socket.socket, file: int, first: int, length: int, welcome: Welcome) -> None:
    """
    Send `length` bytes of the open `file` from `first` on; the kernel copies them.

    `link` has a send timeout of `LOOK_UP_S`. Raises `ClientGone` or `Cut`.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file, first, length, os.POSIX_FADV_SEQUENTIAL)
    end = first + length
    patience = Patience(link, welcome)
    while first < end:
        patience.check_welcome()
        try:
            sent = os.sendfile(link.fileno(), file, first, min(end - first, CHUNK_BYTES))
        except BlockingIOError:
            patience.wait()
            continue
        except OSError as error:
            if error.errno not in SENDFILE_UNSUPPORTED:
                raise ClientGone from error
            send_pieces(link, _pieces(file, first, end), welcome)
            return
        if sent == 0:
            raise Cut
        patience.renew()
        first += sent


def send_pieces(link: socket.socket, pieces: Iterator[bytes], welcome: Welcome) -> None:
    """Send what `pieces` gives, as it comes. Raises `ClientGone`."""
    patience = Patience(link, welcome)
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            patience.check_welcome()
            try:
                sent = link.send(rest)
            except BlockingIOError:
                patience.wait()
                continue
            except OSError as error:
                raise ClientGone from error
            patience.renew()
            rest = rest[sent:]


def arriving(
    source: InProgressFile, first: int, length: int, link: socket.socket, welcome: Welcome
) -> Iterator[bytes]:
    """
    Pieces of a file in progress, waiting for each as long as somebody waits for it.

    Raises `ClientGone`, or `Cut` when the bytes will not come.
    """
    end = first + length
    patience = Patience(link, welcome)
    while first < end:
        asked_s = time.monotonic()
        try:
            piece = source.read(first, min(end - first, PIECE_BYTES), timeout_s=LOOK_UP_S)
        except NotArriving as error:
            if time.monotonic() - asked_s < LOOK_UP_S / 2:
                raise Cut from error  # an answer before the time is over is a no
            patience.check_welcome()
            patience.wait()
            continue
        patience.renew()
        yield piece
        first += len(piece)


class Patience:
    """How long a sender waits: not for ever, and not at all for somebody who left."""

    def __init__(self, link: socket.socket, welcome: Welcome) -> None:
        self._link = link
        self._welcome = welcome
        self._until_s = time.monotonic() + PATIENCE_S

    def renew(self) -> None:
        self._until_s = time.monotonic() + PATIENCE_S

    def check_welcome(self) -> None:
        """Raises `ClientGone` when the client's permission ended meanwhile."""
        if not self._welcome():
            raise ClientGone

    def wait(self) -> None:
        """Nothing moved for a while. Raises `ClientGone` when that is no pause."""
        if time.monotonic() > self._until_s or has_left(self._link):
            raise ClientGone


def has_left(link: socket.socket) -> bool:
    """Whether the other side has closed the connection."""
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
    """The same bytes, through our own memory. Raises `Cut`."""
    while first < end:
        piece = os.pread(file, min(end - first, PIECE_BYTES), first)
        if not piece:
            raise Cut
        yield piece
        first += len(piece)
