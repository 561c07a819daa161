"""What a download reports at each step: the report before and the facts, to the report after."""

from dataclasses import replace
from pathlib import Path

from chalicelib.downloads.models.details import TorrentEntry
from chalicelib.downloads.models.options import StatusDetail
from chalicelib.leases.models import ArrivedFile
from worker.downloader.engine import Phase, Report
from worker.downloader.http import errors
from worker.downloader.http.partial_file import PartialFile


def describe_file(report: Report, file: PartialFile, phase: Phase) -> Report:
    """The server has described the file; `phase` is PREPARING, CHECKING or RUNNING."""
    name, total = file.metadata.name, file.metadata.total or 0
    return replace(
        report,
        phase=phase,
        detail=StatusDetail.CHECKING if phase is Phase.CHECKING else None,
        title=name,
        bytes_total=total,
        bytes_done=file.arrived.size,
        contents=(TorrentEntry(index=0, path=name, size_bytes=total),),
    )


def complete(report: Report, path: Path) -> Report:
    """The file has its name. Raises `OSError`."""
    size = path.stat().st_size
    return replace(
        report,
        phase=Phase.FINISHED,
        detail=None,
        title=path.name,
        bytes_total=size,
        bytes_done=size,
        contents=(TorrentEntry(index=0, path=path.name, size_bytes=size),),
        files=(ArrivedFile(0, str(path), size),),
    )


def fail(report: Report, error: Exception, free: int) -> Report:
    """`free` bytes are left on the disk of the download."""
    needed = max(report.bytes_total - report.bytes_done, 0)
    fault = errors.fault_of(error, needed, free)
    return replace(report, phase=Phase.BROKEN, detail=None, fault=fault)
