"""What can stop a film from playing."""

from chalicelib.platform.errors import Conflict


class FileUnavailable(Conflict):
    """The item is known, but its file is nowhere to be found right now."""

    code = "file_unavailable"
