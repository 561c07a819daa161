"""What can be wrong with a subtitle file, and how much of it is read."""

from datetime import datetime

from chalicelib.subtitles.models.tasks import FailureReason

MAX_INPUT_BYTES = 32 * 2**20  # styled ones hold their fonts


class UnreadableSubtitle(Exception):
    """The file is not a subtitle that can be read, or exceeds a limit."""


class SubtitleTaskFailed(Exception):
    """The work ends without a result, for a reason that the user is told."""

    def __init__(self, reason: FailureReason, *, retry_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_at = retry_at
