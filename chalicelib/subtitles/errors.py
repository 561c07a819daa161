"""Errors of subtitles."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound, TooManyRequests


class SubtitleNotFound(NotFound):
    """There is no such subtitle."""

    code = "subtitle_not_found"


class BadSubtitle(InvalidInput):
    """The uploaded file is no subtitle, or too large."""

    code = "bad_subtitle"


class TooManySubtitles(Conflict):
    """The file has as many added subtitles as it may have."""

    code = "too_many_subtitles"


class TooManyAdded(Conflict):
    """The user has added as much as one user may."""

    code = "too_many_added_subtitles"


class SubtitleSourceOff(Conflict):
    """There is no key for the source of subtitles."""

    code = "subtitle_source_off"


class SearchSetByEnvironment(Conflict):
    """Looking for subtitles of new files is a setting of the server, which pages do not change."""

    code = "search_set_by_environment"


class SubtitleTaskNotFound(NotFound):
    """There is no such work on subtitles, or it is another user's."""

    code = "subtitle_task_not_found"


class TooManySubtitleTasks(TooManyRequests):
    """The user waits for as much work on subtitles as one user may."""

    code = "too_many_subtitle_tasks"
