"""Errors of download settings."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound


class UnknownCategory(InvalidInput):
    """A request names a category that does not exist."""

    code = "unknown_category"


class UnknownFolder(InvalidInput):
    """A request names a folder that downloads may not go to."""

    code = "unknown_folder"


class FolderNotSuitable(InvalidInput):
    """New downloads cannot go to this folder; the message says why."""

    code = "folder_not_suitable"


class CategoryNotFound(NotFound):
    code = "category_not_found"


class CategoryExists(Conflict):
    """A category has this name already."""

    code = "category_exists"


class QuotaExceeded(Conflict):
    """The user's quota does not allow this download."""

    code = "quota_exceeded"
