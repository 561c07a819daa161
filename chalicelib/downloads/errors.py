"""What can be wrong with asking for a download."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound, TooManyRequests


class DownloadNotFound(NotFound):
    """There is no such job, or it is somebody else's."""

    code = "download_not_found"


class BadSource(InvalidInput):
    """The source is not something we can download from."""

    code = "bad_source"


class BadTorrent(InvalidInput):
    """The .torrent file is broken, hostile or too big."""

    code = "bad_torrent"


class TorrentsOff(InvalidInput):
    """This server does not do torrents."""

    code = "torrents_off"


class UnknownMedia(InvalidInput):
    """The title a download should belong to does not exist."""

    code = "unknown_media"


class IdempotencyKeyReused(InvalidInput):
    """An Idempotency-Key came a second time, with another request."""

    code = "idempotency_key_reused"


class IdempotencyKeyInUse(Conflict):
    """The first request with this Idempotency-Key is still being answered."""

    code = "idempotency_key_in_use"


class IllegalStep(Conflict):
    """A job cannot go from where it is to where it was sent."""

    code = "illegal_step"


class UnknownCategory(InvalidInput):
    """The category a download should belong to does not exist."""

    code = "unknown_category"


class UnknownFolder(InvalidInput):
    """Downloads may not go to this folder."""

    code = "unknown_folder"


class UnknownInspection(InvalidInput):
    """The look inside a job should begin with is not there, or somebody else's."""

    code = "unknown_inspection"


class InspectionNotFound(NotFound):
    """There is no such look inside, or it is somebody else's."""

    code = "inspection_not_found"


class TooManyInspections(TooManyRequests):
    """Too many looks inside are waiting for an answer."""

    code = "too_many_inspections"


class CategoryNotFound(NotFound):
    code = "category_not_found"


class CategoryExists(Conflict):
    """There is a category of this name."""

    code = "category_exists"


class QuotaExceeded(Conflict):
    """A person has as much as they may."""

    code = "quota_exceeded"


class InvalidJobState(Conflict):
    """What was asked for cannot be done to a job in its state."""

    code = "not_now"
