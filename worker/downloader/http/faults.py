"""What went wrong, in words that stay the same."""

import errno
import logging
from pathlib import PurePath

from chalicelib.platform.network_guard import BadAddress, BlockedAddress
from worker.downloader.engine import Fault, TaskFailed
from worker.net.http_client import (
    InsecureRedirect,
    TooManyRedirects,
    TruncatedResponse,
    Unreachable,
)

logger = logging.getLogger(__name__)

DISK_FULL = "disk_full"
#: For people.
NOTE_LOST = "What was noted of its progress cannot be used. It begins anew."
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
IN_THE_WAY = frozenset({errno.EISDIR, errno.ENOTDIR, errno.ELOOP})
OK, PARTIAL, RANGE_NOT_SATISFIABLE, SERVER_ERROR = 200, 206, 416, 500
GONE = frozenset({404, 410})
#: Client errors that pass: timeout, too early, too many requests.
PASSING = frozenset({408, 425, 429})


def refuse_bad_status(status: int) -> None:
    """Raises `TaskFailed` for an answer that is neither a file nor a part of one."""
    if status in (OK, PARTIAL, RANGE_NOT_SATISFIABLE):
        return
    if status in GONE:
        raise TaskFailed("not_found", "The source is not there (any more).", status=status)
    may_retry = status >= SERVER_ERROR or status in PASSING
    raise TaskFailed(
        "unreachable" if may_retry else "refused",
        f"The source answered {status}.",
        may_retry=may_retry,
        status=status,
    )


def disk_full(needed: int, free: int) -> Fault:
    """It goes on by itself when there is room again."""
    payload = {"needed": needed, "free": free}
    return Fault(
        DISK_FULL, "There is not enough room on the disk.", may_retry=True, payload=payload
    )


def size_mismatch(received: int, announced: int | None) -> Fault:
    """Fewer bytes came than were announced; the rest may come with the next try."""
    whole = f"of {announced} bytes" if announced is not None else "bytes, in the middle"
    payload = {"received": received, "announced": announced}
    message = f"The source ended after {received} {whole}."
    return Fault("size_mismatch", message, may_retry=True, payload=payload)


def fault_of(error: Exception) -> Fault:
    """For whatever was raised while something was asked for."""
    if isinstance(error, TaskFailed):
        return error.fault
    reason, message, may_retry = "internal", "Something broke on our side.", True
    match error:
        case BlockedAddress() | BadAddress():
            logger.warning("download refused", extra={"code": error.code})
            reason, message, may_retry = "blocked_address", str(error), False
        case TooManyRedirects() | InsecureRedirect():
            reason, message, may_retry = error.code, str(error), False
        case TruncatedResponse():
            reason, message = "size_mismatch", str(error)
        case Unreachable():
            reason, message = "unreachable", str(error)
        case OSError() if error.errno in IN_THE_WAY:
            reason, may_retry = "disk_error", False
            message = f"Something else is where {PurePath(error.filename or '').name} should be."
        case OSError():
            logger.warning("disk error", extra={"errno": error.errno})
            reason, message = "disk_error", "The disk could not be written to."
        case _:
            logger.error("transfer crashed", exc_info=error)
    return Fault(reason, message, may_retry)
