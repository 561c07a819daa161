"""Why an import ended without changing the catalogue."""


class ImportEnded(Exception):
    """The catalogue is unchanged. The message is for the administrator."""


class ImportRefused(ImportEnded):
    """The files cannot be trusted."""


class HeaderChanged(ImportRefused):
    """A file has other columns than expected."""


class Truncated(ImportRefused):
    """A file ends early, or its compression is damaged."""


class TooManyBadRows(ImportRefused):
    """More than one row in a hundred is malformed."""


class TooFewRows(ImportRefused):
    """A file lost more than a tenth of its rows."""


class AlreadyRunning(ImportEnded):
    """Another process is importing."""


class DownloadFailed(ImportEnded):
    """A file could not be fetched. A later attempt may succeed."""


class CatalogueBusy(ImportEnded):
    """Concurrent writes prevented the merge. A later attempt may succeed."""
