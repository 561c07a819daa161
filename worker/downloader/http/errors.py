"""Maps responses and exceptions to faults with stable reasons."""

import errno
import logging
from http import HTTPStatus
from pathlib import PurePath

from chalicelib.providers.network_guard import BadAddress, BlockedAddress
from worker.downloader.engine import Fault, TaskFailed
from worker.net.http_client import (
    InsecureRedirect,
    TooManyRedirects,
    TruncatedResponse,
    Unreachable,
)

logger = logging.getLogger(__name__)

METADATA_LOST = "What was noted of its progress cannot be used. It begins anew."
NO_SPACE_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PATH_CONFLICT_ERRNOS = frozenset({errno.EISDIR, errno.ENOTDIR, errno.ELOOP})
USABLE_STATUSES = frozenset(
    {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE}
)
NOT_FOUND_STATUSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
TEMPORARY_STATUSES = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


def require_usable_status(status: int) -> None:
    """Raises `TaskFailed` for a response that is neither a file nor a part of one."""
    if status in USABLE_STATUSES:
        return
    if status in NOT_FOUND_STATUSES:
        raise TaskFailed("not_found", "The file is not at this address (any more).", status=status)
    may_retry = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in TEMPORARY_STATUSES
    raise TaskFailed(
        "unreachable" if may_retry else "refused",
        f"The server answered {status}.",
        may_retry=may_retry,
        status=status,
    )


def disk_full_error(needed: int, free: int) -> TaskFailed:
    """The job is retried by itself when there is space again."""
    message = "There is not enough free space on the disk."
    return TaskFailed("disk_full", message, may_retry=True, needed=needed, free=free)


def truncated_error(received: int, announced: int | None) -> TaskFailed:
    """Fewer bytes arrived than announced; a retry may get the rest."""
    length = f"of {announced} bytes" if announced is not None else "bytes, in the middle"
    message = f"The server closed the connection after {received} {length}."
    return TaskFailed(
        "size_mismatch", message, may_retry=True, received=received, announced=announced
    )


def fault_of(error: Exception, needed: int = 0, free: int = 0) -> Fault:
    """
    The fault of any exception raised by a download or an inspection.

    Args:
        needed: Bytes that the download still has to write.
        free: Bytes free on its disk.
    """
    if isinstance(error, TaskFailed):
        return error.fault
    if isinstance(error, OSError) and error.errno in NO_SPACE_ERRNOS:
        return disk_full_error(needed, free).fault
    reason, message, may_retry = "internal", "An internal error occurred.", True
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
        case OSError() if error.errno in PATH_CONFLICT_ERRNOS:
            reason, may_retry = "disk_error", False
            message = f"Something else is where {PurePath(error.filename or '').name} should be."
        case OSError():
            logger.warning("disk error", extra={"errno": error.errno})
            reason, message = "disk_error", "The disk could not be written to."
        case _:
            logger.error("download crashed", exc_info=error)
    return Fault(reason, message, may_retry)
