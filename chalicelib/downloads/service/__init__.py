"""Use cases of users: request, list and control downloads."""

from chalicelib.downloads.service.control import DownloadControl
from chalicelib.downloads.service.jobs import DownloadService
from chalicelib.downloads.service.source_validation import SourceValidator
from chalicelib.downloads.service.stats import StatsService

__all__ = ["DownloadControl", "DownloadService", "SourceValidator", "StatsService"]
