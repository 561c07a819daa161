"""Errors of converted copies."""

from chalicelib.platform.errors import Conflict, NotFound, TooManyRequests


class CopiesUnavailable(Conflict):
    """No copy of this file can be made here."""

    code = "copies_unavailable"


class ConvertedCopyNotFound(NotFound):
    """There is no such copy, or it is not ready."""

    code = "converted_copy_not_found"


class CopyNotNeeded(Conflict):
    """Every browser plays the file in this quality as it is."""

    code = "copy_not_needed"


class TooManyCopies(TooManyRequests):
    """The user waits for as many copies as one user may."""

    code = "too_many_copies"


class CopyQuotaUsedUp(Conflict):
    """The copies take as much of the store as an administrator allows."""

    code = "copy_quota_used_up"
