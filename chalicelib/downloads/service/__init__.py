"""What people (`DownloadService`) and workers (`DownloadWork`) do with downloads."""

from chalicelib.downloads.service.requests import DownloadService
from chalicelib.downloads.service.turns import NotOurs
from chalicelib.downloads.service.work import DownloadWork

__all__ = ["DownloadService", "DownloadWork", "NotOurs"]
