"""Errors of imports."""

from chalicelib.platform.errors import Conflict, InvalidInput, NotFound, TooLarge


class HistoryImportNotFound(NotFound):
    code = "history_import_not_found"


class AnotherImportRuns(Conflict):
    """A person has one import running at a time."""

    code = "another_import_runs"


class WrongImportState(Conflict):
    """The import is not in a state that allows this."""

    code = "wrong_import_state"


class UploadIncomplete(Conflict):
    """Parts of the file are missing."""

    code = "upload_incomplete"


class UploadTooLarge(TooLarge):
    code = "upload_too_large"


class TooManyImports(Conflict):
    """The quota of kept imports is used up."""

    code = "too_many_imports"


class InvalidPart(InvalidInput):
    code = "invalid_part"


class UnreadableFile(Exception):
    """The whole file cannot be read; the message is for a person."""


class ImportCancelled(Exception):
    """The person cancelled the import while the worker was at it."""
