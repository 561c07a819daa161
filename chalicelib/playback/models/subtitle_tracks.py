"""The subtitles of a ticket."""

from chalicelib.playback.models.tickets import SubtitleTrack
from chalicelib.subtitles.models import SubtitleRow, label_of
from chalicelib.subtitles.models.languages import normalize_language


def subtitle_track(row: SubtitleRow, address: str, grant: str) -> SubtitleTrack:
    """
    `address` is that of the file at the stream gateway, `grant` its query. The addresses name the
    times they are served with, which a player may move further.
    """
    timed = f"{grant}&offset={row.offset_ms}&speed={row.speed:.9f}"
    place = f"{address}/subtitles/{row.id}"
    return SubtitleTrack(
        id=row.id,
        language=normalize_language(row.language),
        title=row.title,
        label=label_of(row),
        is_forced=row.is_forced,
        is_sdh=row.is_sdh,
        source=row.source,
        form=row.form,
        url=None if row.form == "picture" else f"{place}.vtt?{timed}",
        ass_url=f"{place}.ass?{timed}" if row.form == "ass" else None,
        offset_ms=row.offset_ms,
    )
