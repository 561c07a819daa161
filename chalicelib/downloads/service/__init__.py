"""What people (`DownloadService` and its like) and workers (`DownloadWork`) do with downloads."""

from chalicelib.downloads.service.house import DownloadHouse
from chalicelib.downloads.service.houseowner import Houseowner
from chalicelib.downloads.service.inside import DownloadInspections
from chalicelib.downloads.service.judging import Judge
from chalicelib.downloads.service.looks import InspectionWork
from chalicelib.downloads.service.recycling import RecycleWork
from chalicelib.downloads.service.relocating import RelocationWork
from chalicelib.downloads.service.requests import DownloadService
from chalicelib.downloads.service.seeds import SeedWork
from chalicelib.downloads.service.turns import NotOurs
from chalicelib.downloads.service.wishes import DownloadWishes
from chalicelib.downloads.service.work import DownloadWork
from chalicelib.downloads.service.workers import DownloadWorkers

__all__ = [
    "DownloadHouse",
    "DownloadInspections",
    "DownloadService",
    "DownloadWishes",
    "DownloadWork",
    "DownloadWorkers",
    "Houseowner",
    "InspectionWork",
    "Judge",
    "NotOurs",
    "RecycleWork",
    "RelocationWork",
    "SeedWork",
]
