"""Errors of playing downloads."""

from chalicelib.platform.errors import Conflict


class NotDownloading(Conflict):
    """Nothing of the download arrives at present, or it is complete."""

    code = "not_downloading"


class NothingToWatch(Conflict):
    """The download has no film or episode that a browser may play."""

    code = "nothing_to_watch"


class TooEarly(Conflict):
    """Too little of the file is here; `retry_after_s` is when that is expected to be different."""

    code = "too_early"
