"""Errors of subtitles."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound


class SubtitleNotFound(NotFound):
    """There is no such subtitle."""

    code = "subtitle_not_found"


class BadSubtitle(InvalidInput):
    """The uploaded file is no subtitle, or too large."""

    code = "bad_subtitle"


class TooManySubtitles(Conflict):
    """The file has as many added subtitles as it may have."""

    code = "too_many_subtitles"
