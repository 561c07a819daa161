"""Errors of imports and renames."""

from chalicelib.platform.errors import Conflict, NotFound


class ImportNotFound(NotFound):
    """There is no such download that waits, or it is imported already."""

    code = "import_not_found"


class NothingToMove(Conflict):
    """No file would get another name."""

    code = "nothing_to_move"


class MovesNotFound(NotFound):
    """No file of this batch is moved, or its moves were taken back."""

    code = "moves_not_found"
