"""Errors of download jobs."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound


class DownloadNotFound(NotFound):
    """There is no such job, or it belongs to another user."""

    code = "download_not_found"


class BadSource(InvalidInput):
    """The source is not one that can be downloaded."""

    code = "bad_source"


class BadTorrent(InvalidInput):
    """The .torrent file is broken, hostile or too large."""

    code = "bad_torrent"


class TorrentsOff(InvalidInput):
    """Torrents are switched off on this server."""

    code = "torrents_off"


class UnknownMedia(InvalidInput):
    """A request names a title that does not exist."""

    code = "unknown_media"


class IllegalTransition(Conflict):
    """The state machine has no such transition."""

    code = "illegal_step"


class UnknownInspection(InvalidInput):
    """A request names an inspection that does not exist or belongs to another user."""

    code = "unknown_inspection"


class InvalidJobState(Conflict):
    """The operation is not possible in the job's state."""

    code = "not_now"
