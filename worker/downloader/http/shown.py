"""What a person who looks closely sees of a download."""

from chalicelib.downloads.models.inside import Tracker
from worker.downloader.engine import Details, Report
from worker.downloader.http.bringing import Bringing
from worker.downloader.http.ranges import Ranges, percents

MOST_STRETCHES = 200


def details(report: Report, here: Ranges, bringing: Bringing | None) -> Details:
    """One row for each connection, told as what knows where the bytes are."""
    target = bringing.errand.target if bringing else None
    lines = list(bringing.lines.values()) if bringing and target else []
    # Without the path: it may hold what is secret.
    where = f"{target.scheme}://{target.authority}" if target else ""
    return Details(
        file_bytes=(report.bytes_done,),
        trackers=tuple(
            Tracker(
                url=where,
                tier=line.number,
                status=line.status,
                message=f"{line.bytes_per_s} bytes/s, at byte {line.at}",
                peers=None,
                next_announce_s=None,
            )
            for line in lines
            if not line.is_over
        ),
        pieces=percents(here, report.bytes_total, MOST_STRETCHES),
    )
