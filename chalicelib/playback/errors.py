"""Errors of playback."""

from chalicelib.platform.errors import Conflict


class FileUnavailable(Conflict):
    """The item exists, but its file is neither on disk nor in the object store."""

    code = "file_unavailable"


class ConversionUnavailable(Conflict):
    """The device cannot play the file as it is, and nothing here can convert it."""

    code = "conversion_unavailable"
