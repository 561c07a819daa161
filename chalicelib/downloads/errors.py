"""What can be wrong with asking for a download."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound


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


class KeyReused(InvalidInput):
    """An Idempotency-Key came a second time, with another request."""

    code = "idempotency_key_reused"


class KeyInUse(Conflict):
    """The first request with this Idempotency-Key is still being answered."""

    code = "idempotency_key_in_use"


class IllegalStep(Conflict):
    """A job cannot go from where it is to where it was sent."""

    code = "illegal_step"
