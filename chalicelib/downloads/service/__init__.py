"""What people (`DownloadService` and its like) and workers (`LeaseService`) do with downloads."""

from chalicelib.downloads.service.house import DownloadSettingsService
from chalicelib.downloads.service.houseowner import WatchFolderOwner
from chalicelib.downloads.service.inside import InspectionService
from chalicelib.downloads.service.judging import SourceValidator
from chalicelib.downloads.service.looks import InspectionQueue
from chalicelib.downloads.service.recycling import TrashService
from chalicelib.downloads.service.relocating import RelocationService
from chalicelib.downloads.service.requests import DownloadService
from chalicelib.downloads.service.seeds import SeedingService
from chalicelib.downloads.service.turns import LeaseLost
from chalicelib.downloads.service.wishes import DownloadControl
from chalicelib.downloads.service.work import LeaseService
from chalicelib.downloads.service.workers import WorkerService
from chalicelib.downloads.store.notices import ListenStop

__all__ = [
    "DownloadControl",
    "DownloadService",
    "DownloadSettingsService",
    "InspectionQueue",
    "InspectionService",
    "LeaseLost",
    "LeaseService",
    "ListenStop",
    "RelocationService",
    "SeedingService",
    "SourceValidator",
    "TrashService",
    "WatchFolderOwner",
    "WorkerService",
]
