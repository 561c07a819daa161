"""What the system does with a job by itself, told to people."""

from datetime import datetime

from chalicelib.downloads.models.options import StatusDetail
from chalicelib.downloads.models.steps import Status
from chalicelib.platform.schemas import ResponseModel


class Next(ResponseModel):
    """`action` is stable: start, retry, resume_on_space, resume_on_interface, wait, adopt."""

    action: str
    at: datetime | None  # None: not by the clock
    message: str


BY_DETAIL = {
    StatusDetail.WAITING_FOR_SPACE: Next(
        action="resume_on_space",
        at=None,
        message="Goes on by itself once there is room on the disk.",
    ),
    StatusDetail.WAITING_FOR_INTERFACE: Next(
        action="resume_on_interface",
        at=None,
        message="Goes on by itself once the network interface is back.",
    ),
}
STARTS = Next(action="start", at=None, message="Starts when a place is free.")
ADOPTED = Next(action="adopt", at=None, message="The next worker takes it up again.")


def what_next(
    status: Status, detail: str, *, next_retry_at: datetime | None, has_worker: bool
) -> Next | None:
    """None when it just goes on, and for a job that is over."""
    if status is Status.QUEUED:
        return STARTS
    if status is Status.RETRYING:
        return Next(action="retry", at=next_retry_at, message="Tries again by itself.")
    if detail in BY_DETAIL:
        return BY_DETAIL[StatusDetail(detail)]
    if status is Status.STALLED:
        message = "Goes on when something arrives, and otherwise tries again."
        return Next(action="wait", at=next_retry_at, message=message)
    is_held = status in (Status.PREPARING, Status.DOWNLOADING)
    return ADOPTED if is_held and not has_worker else None
