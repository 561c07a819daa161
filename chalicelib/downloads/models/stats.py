"""Totals over all downloads of a user, or of all users."""

from chalicelib.download_settings.models.folders import Folder
from chalicelib.download_settings.models.quotas import QuotaStatus
from chalicelib.http.schemas import ResponseModel


class StateCounts(ResponseModel):
    active: int
    queued: int
    paused: int
    stalled: int
    completed: int
    failed: int
    seeding: int


class Stats(ResponseModel):
    download_bytes_per_s: int
    upload_bytes_per_s: int
    last_eta_seconds: int | None  # until the last active download is complete
    counts: StateCounts
    free_bytes: int | None  # of the disk of the download folder
    reserved_bytes: int | None  # of those, for the rest of active downloads
    volumes: list[Folder]
    quota: QuotaStatus
    workers: int
