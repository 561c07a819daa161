"""Why a file cannot be converted, in words for the person who plays it."""

from chalicelib.platform.errors import Conflict, NotFound, Unavailable


class NoConverter(Unavailable):
    """This machine has no ffmpeg."""

    code = "no_converter"


class Busy(Unavailable):
    """Every process is in use by another viewer."""

    code = "busy"


class DiskFull(Unavailable):
    """There is no space for a segment."""

    code = "disk_full"


class ConversionFailed(Unavailable):
    """ffmpeg failed repeatedly at this place of the file."""

    code = "conversion_failed"


class CannotConvert(Conflict):
    """The file does not have what the rendition asks for."""

    code = "cannot_convert"


class SegmentNotFound(NotFound):
    code = "segment_not_found"
