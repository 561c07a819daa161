"""What the system does next with a job, without the user."""

from datetime import datetime

from chalicelib.downloads.models.job_options import StatusDetail
from chalicelib.downloads.models.states import Status
from chalicelib.http.schemas import ResponseModel


class NextAction(ResponseModel):
    """`action` is stable: start, retry, resume_on_space, resume_on_interface, wait, adopt."""

    action: str
    at: datetime | None  # None: not at a fixed time
    message: str


BY_DETAIL = {
    StatusDetail.WAITING_FOR_SPACE: NextAction(
        action="resume_on_space",
        at=None,
        message="Goes on by itself once there is room on the disk.",
    ),
    StatusDetail.WAITING_FOR_INTERFACE: NextAction(
        action="resume_on_interface",
        at=None,
        message="Goes on by itself once the network interface is back.",
    ),
}
START = NextAction(action="start", at=None, message="Starts when a place is free.")
ADOPT = NextAction(action="adopt", at=None, message="The next worker takes it up again.")


def next_action(
    status: Status, detail: str, *, next_retry_at: datetime | None, has_worker: bool
) -> NextAction | None:
    """None for a job that simply continues, and for one in a final state."""
    if status is Status.QUEUED:
        return START
    if status is Status.RETRYING:
        return NextAction(action="retry", at=next_retry_at, message="Tries again by itself.")
    if detail in BY_DETAIL:
        return BY_DETAIL[StatusDetail(detail)]
    if status is Status.STALLED:
        message = "Goes on when something arrives, and otherwise tries again."
        return NextAction(action="wait", at=next_retry_at, message=message)
    is_leased = status in (Status.PREPARING, Status.DOWNLOADING)
    return ADOPT if is_leased and not has_worker else None
