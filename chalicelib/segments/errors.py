"""Errors of segments."""

from chalicelib.platform.errors import InvalidInput


class SegmentOutsideFile(InvalidInput):
    """The segment begins or ends after the end of the file."""

    code = "segment_outside_file"
