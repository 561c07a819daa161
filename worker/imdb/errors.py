"""Why an import ended without changing the catalogue."""


class ImportEnded(Exception):
    """The catalogue is as it was. The message is for whoever runs the server."""


class Refused(ImportEnded):
    """The files cannot be believed."""


class HeaderChanged(Refused):
    """A file has other columns than those we know."""


class Truncated(Refused):
    """A file ends in the middle, or its compression is damaged."""


class TooManyBadRows(Refused):
    """More than one row in a hundred makes no sense."""


class TooFewRows(Refused):
    """A file has lost more than a tenth of what it had."""


class AlreadyRunning(ImportEnded):
    """Another process imports at this moment."""


class DownloadFailed(ImportEnded):
    """A file could not be fetched. Trying again later may help."""


class CatalogueMoved(ImportEnded):
    """The database's schema changed while the import ran. Trying again helps."""


class EndedEarly(ImportEnded):
    """A process that helps was killed, or found no memory. Trying again may help."""
