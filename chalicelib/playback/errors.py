"""Errors of playback."""

from chalicelib.platform.errors import Conflict, NotFound, Unavailable


class FileUnavailable(Conflict):
    """The item exists, but its file is neither on disk nor in the object store."""

    code = "file_unavailable"


class ConversionUnavailable(Conflict):
    """The device cannot play the file as it is, and nothing here can convert it."""

    code = "conversion_unavailable"


class FileBeingRead(Unavailable):
    """The file has just arrived: what is in it, and so how it is played, is not known yet."""

    code = "file_being_read"


class BadEpisodeKey(NotFound):
    """The last part of the address names no film and no episode."""

    code = "bad_episode_key"
